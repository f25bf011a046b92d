"""The API server's endpoints: who reaches them from the internet and from connected networks."""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network, collapse_addresses, ip_network

from eks_shared_vpc.cluster.public_access import ANYWHERE, ANYWHERE_IPV6, MAX_PUBLIC_CIDRS, RESERVED
from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.cluster import Cluster, all_are_placed
from eks_shared_vpc.preview.aws.fargate_profile import FargateProfile
from eks_shared_vpc.preview.aws.instance import groups_of_instances
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.node_group import NodeGroup
from eks_shared_vpc.preview.aws.prefix_list import entries_of
from eks_shared_vpc.preview.aws.security_group import (
    GroupRule,
    PeerGroup,
    PeerList,
    SeparateIngressRule,
    group_called,
)
from eks_shared_vpc.preview.aws.values import UNKNOWN, Network, network_of
from eks_shared_vpc.preview.fixes import (
    Change,
    Declare,
    Fix,
    Output,
    Remove,
    Set,
    Setting,
    advice,
    cluster_setting,
    fix,
)
from eks_shared_vpc.preview.rule import Remark, rule

HTTPS = 443
LISTED = "vpc_config.public_access_cidrs"
SEEN_REFUSED = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "203.0.113.0/24")))
"""Reserved ranges that EKS was seen to refuse (facts 3.11); the others of the list are from memory."""
REST = tuple(each for each in RESERVED if each not in SEEN_REFUSED)


@rule(Level.ERROR, "facts 3.5")
def api_endpoints_both_off(model: Model) -> Iterator[Remark]:
    """EKS rejects a cluster with neither a private nor a public API endpoint. For a cluster with nodes, the proof reports it."""
    known = all_are_placed(model, NodeGroup, FargateProfile)
    for cluster in model.all(Cluster) if known else ():
        off = cluster.is_public is False and cluster.is_private is False
        if off and not cluster.of(NodeGroup) and not cluster.of(FargateProfile):
            yield Remark(cluster, f"{cluster.name} has neither a public nor a private API endpoint", _private(cluster))


@rule(Level.ERROR, "facts 3.8")
def public_cidrs_too_many(model: Model) -> Iterator[Remark]:
    """The list of a public endpoint accepts 40 blocks. The quota is not adjustable."""
    for cluster in model.all(Cluster):
        count = len(cluster.public_list)
        if count > MAX_PUBLIC_CIDRS:
            message = f"{cluster.name} lists {count} blocks for its public endpoint, and EKS accepts {MAX_PUBLIC_CIDRS}"
            yield Remark(cluster, message, _joined(cluster))


@rule(Level.ERROR, "facts 3.10, 3.11")
def public_cidr_refused(model: Model) -> Iterator[Remark]:
    """EKS rejects private ranges and 203.0.113.0/24 on the list of a public endpoint, and IPv6 blocks on that of an IPv4 cluster."""
    for cluster, text, block in _listed(model):
        if block.version != ANYWHERE.version:
            if cluster.is_ipv6 is False:
                message = f"{cluster.name} is an IPv4 cluster and lists the IPv6 block {block} for its public endpoint"
                yield Remark(cluster, message, _without(cluster, text))
        elif _reserved(block, SEEN_REFUSED) is not None:
            message = f"{cluster.name} lists {block} for its public endpoint, and these are no public addresses"
            yield Remark(cluster, message, _without(cluster, text))


@rule(Level.NOTICE, "facts 3.12, from memory")
def public_cidr_reserved(model: Model) -> Iterator[Remark]:
    """The EKS User Guide says that reserved addresses are rejected. That EKS rejects all of them was not observed; the list of them is from memory."""
    for cluster, text, block in _listed(model):
        reserved = _reserved(block, REST)
        if block.version == ANYWHERE.version and reserved is not None and _reserved(block, SEEN_REFUSED) is None:
            message = (
                f"{cluster.name} lists {block} for its public endpoint, which has reserved addresses of {reserved}"
            )
            yield Remark(cluster, message, _without(cluster, text))


@rule(Level.NOTICE, "facts 3.26, unsure")
def public_cidrs_without_public_endpoint(model: Model) -> Iterator[Remark]:
    """The list of a public endpoint that is off admits no client. Whether EKS accepts one is not documented."""
    for cluster in model.all(Cluster):
        if cluster.is_public is False and cluster.public_list.rows:
            message = f"{cluster.name} lists blocks for a public endpoint that is off"
            setting = cluster_setting(cluster, "endpoint", {"mode": "private", "public_cidrs": []})
            yield Remark(cluster, message, fix(Remove(cluster, LISTED), setting=setting))


@rule(Level.WARNING, "facts 3.3, 3.9")
def api_open_to_the_world(model: Model) -> Iterator[Remark]:
    """A public endpoint without a list, or with 0.0.0.0/0 or ::/0 on it, answers every client on the internet. Default: 0.0.0.0/0."""
    for cluster in model.all(Cluster):
        if not cluster.knows_its_config or cluster.is_public is not True or cluster.is_meant_for_everybody:
            continue
        everything = [text for text in cluster.public_list.texts() if network_of(text) in (ANYWHERE, ANYWHERE_IPV6)]
        if everything or not cluster.public_list:
            why = f"lists {' and '.join(everything)}" if everything else "has no list, and the default is 0.0.0.0/0"
            message = f"the public endpoint of {cluster.name} {why}: it answers the whole internet"
            yield Remark(cluster, message, _without(cluster, *everything))


@rule(Level.NOTICE, "facts 3.4, 3.20, 3.22")
def api_reached_by_nobody_outside(model: Model) -> Iterator[Remark]:
    """A private endpoint answers clients that a security group of the control plane admits on 443. The group that EKS creates admits its own members only, which are the nodes."""
    for cluster in model.all(Cluster):
        if cluster.is_public is False and cluster.is_private is True and _admits_nodes_only(cluster):
            message = (
                f"{cluster.name} has a private endpoint only, and its security groups admit no client but the nodes"
            )
            yield Remark(cluster, message, _admitting_its_vpc(cluster))


def _listed(model: Model) -> Iterator[tuple[Cluster, str, Network]]:
    """Each known block on a public endpoint's list, and how it is written."""
    for cluster in model.all(Cluster):
        for text in cluster.public_list.texts():
            block = network_of(text)
            if block is not UNKNOWN:
                yield cluster, text, block


def _reserved(block: Network, ranges: tuple[Network, ...]) -> Network | None:
    """The range that a block has addresses of; all addresses together are another rule's."""
    if block in (ANYWHERE, ANYWHERE_IPV6):
        return None
    return next((each for each in ranges if block.overlaps(each)), None)


def _private(cluster: Cluster) -> Fix:
    """The private endpoint alone."""
    changes: list[Change] = [
        Set(cluster, "vpc_config.endpoint_private_access", value=True),
        Set(cluster, "vpc_config.endpoint_public_access", value=False),
    ]
    if cluster.public_list:
        changes.append(Remove(cluster, LISTED))
    return fix(*changes, setting=cluster_setting(cluster, "endpoint", {"mode": "private"}))


def _without(cluster: Cluster, *texts: str) -> Fix:
    """The list without some blocks; where none is left, which would admit every client, the private endpoint alone."""
    rest = [each for each in cluster.public_list if each not in texts]
    if rest or not cluster.public_list.complete:
        return fix(*(Remove(cluster, LISTED, each) for each in texts), setting=_setting(cluster, rest))
    private = _private(cluster)
    hint = "or list the public addresses of the clients in public_access_cidrs"
    return fix(*private.changes, setting=private.settings, advice=hint)


def _joined(cluster: Cluster) -> Fix:
    """Adjacent blocks joined, if that is enough."""
    rows = cluster.public_list.rows
    blocks = {row: network_of(str(row)) for row in rows}
    fours = collapse_addresses(each for each in blocks.values() if isinstance(each, IPv4Network))
    others = [row for row, block in blocks.items() if not isinstance(block, IPv4Network)]
    joined = [*map(str, fours), *others]
    if len(joined) > MAX_PUBLIC_CIDRS:
        return advice(f"list {MAX_PUBLIC_CIDRS} blocks at most in public_access_cidrs: larger blocks, or fewer clients")
    return fix(Set(cluster, LISTED, joined), setting=_setting(cluster, joined))


def _setting(cluster: Cluster, listed: Sequence[str]) -> tuple[Setting, ...]:
    """The list in a stack file, which has no addresses of NAT gateways on it: the component adds them."""
    written = [each for each in listed if network_of(each) is not UNKNOWN]
    return (cluster_setting(cluster, "endpoint", {"public_cidrs": written}),) if written else ()


def _admits_nodes_only(cluster: Cluster) -> bool:
    """Whether it is known that no rule on 443 admits a client outside of the control plane's own groups, and no host has these."""
    model, ids = cluster.model, cluster.group_ids
    groups = [group_called(model, each) for each in ids]
    if not cluster.extra_groups.complete or not all(each.is_complete("ingress") for each in groups):
        return False
    own = {each.id for each in groups}
    if not own.isdisjoint(groups_of_instances(model)):
        return False
    return not any(_admits_others(model, each, own) for group in groups for each in group.ingress)


def _admits_others(model: Model, row: GroupRule, own: set[str]) -> bool:
    if row.is_for("tcp", HTTPS) is False:
        return False
    if isinstance(row.peer, PeerGroup):
        return row.peer.id not in own
    return not isinstance(row.peer, PeerList) or entries_of(model, row.peer.id) != ()


def _admitting_its_vpc(cluster: Cluster) -> Fix:
    """A rule for the hosts of its VPC, as far as that is declared."""
    if cluster.vpc is None or cluster.vpc.primary is None:
        return advice("admit the network of the administrators on 443 in the cluster's security group")
    admitted = Declare(
        SeparateIngressRule,
        f"{cluster.name}-api",
        cluster,
        {
            "security_group_id": Output(cluster, "vpc_config.cluster_security_group_id"),
            "cidr_ipv4": Output(cluster.vpc, "cidr_block"),
            "ip_protocol": "tcp",
            "from_port": HTTPS,
            "to_port": HTTPS,
        },
    )
    setting = cluster_setting(cluster, "endpoint", {"private_cidrs": {"vpc": str(cluster.vpc.primary)}})
    known = () if cluster.vpc.is_allocated_by_ipam or cluster.vpc.primary is UNKNOWN else (setting,)
    return fix(admitted, setting=known, advice="or the blocks of the connected networks that the administrators use")
