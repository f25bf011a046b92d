"""The control plane as a hop: its private interfaces in the VPC, or its public address with its list."""

from dataclasses import replace

from eks_shared_vpc.needs import API_SERVER
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.elastic_ip import ElasticIp
from eks_shared_vpc.preview.aws.nat_gateway import NatGateway
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.values import UNKNOWN
from eks_shared_vpc.preview.fixes import Fix, Set, Setting, advice, fix, joined
from eks_shared_vpc.preview.proof.addresses import of_blocks
from eks_shared_vpc.preview.proof.causes import cause
from eks_shared_vpc.preview.proof.flow import HTTPS, KUBELET, Flow, Source
from eks_shared_vpc.preview.proof.hops import network_acl, security_group
from eks_shared_vpc.preview.proof.hops.leaving import EGRESS_CLOSED, admission, leave
from eks_shared_vpc.preview.proof.hops.name_resolution import DNS_OFF, to_public_addresses
from eks_shared_vpc.preview.proof.path import Outcome, Path, Stop, Via, refuted, unknown
from eks_shared_vpc.preview.proof.walk import Ends, Walk, ends_of

__all__ = ["to_api_server"]

API_SERVER_CLOSED = cause(
    "api-server-closed",
    "The security groups between nodes and control plane do not let TCP 443 through, so nodes never register.",
    "facts 7.3, 7.6",
)
KUBELET_CLOSED = cause(
    "kubelet-closed",
    "The control plane cannot reach the kubelets on 10250: logs, exec and webhooks fail.",
    "facts 7.3",
)
IN_ANOTHER_VPC = cause(
    "cluster-in-another-vpc",
    "Nodes have to be in the VPC of their cluster: EKS has no cluster over several VPCs.",
    "facts 2.1, 6.27",
)
NO_API_ENDPOINT = cause("no-api-endpoint", "EKS rejects a cluster without an API endpoint.", "facts 3.5")
NOT_LISTED = cause(
    "egress-address-not-listed",
    "With a public endpoint only, nodes join only if the address that they come from is on its list.",
    "facts 3.6",
)
ADDRESS_UNKNOWN = cause(
    "egress-address-unknown",
    "With a public endpoint only, nodes join only if the address that they come from is on its list; AWS picks this one at deployment.",
    "facts 1.85, 3.6",
)


def to_api_server(walk: Walk, source: Source, cluster: Cluster) -> Path:
    """The way to a cluster's API server, and of its control plane back to the kubelet."""
    if source.subnet is None:
        return unknown("subnet-unknown", f"{source.name} is known by its id only", hops=[source.name])
    if cluster.is_private is UNKNOWN:
        return unknown("api-endpoint-unknown", f"the API endpoints of {cluster.name} are known after deployment")
    if cluster.is_private:
        return _private(walk, source, source.subnet, cluster).after(source.name)
    if cluster.is_public is False:
        message = f"{cluster.name} has neither a private nor a public API endpoint"
        return refuted(NO_API_ENDPOINT, message, _made_private(cluster), [source.name])
    return _public(walk, source, source.subnet, cluster)


def _private(walk: Walk, source: Source, subnet: Subnet, cluster: Cluster) -> Path:
    hop = f"private API endpoint of {cluster.name}"
    vpc = subnet.vpc
    if vpc is None or not cluster.subnets.all_declared or cluster.vpc is None:
        what = f"the VPC of {subnet.name}" if vpc is None else f"where the interfaces of {cluster.name} are"
        return unknown("vpc-unknown", f"{what} is not known here", hops=[hop])
    if any(place.vpc is None for place in cluster.subnets):
        return unknown("vpc-unknown", f"where the interfaces of {cluster.name} are is not known here", hops=[hop])
    if any(place.vpc is not vpc for place in cluster.subnets):
        message = f"{subnet.name} is not in the VPC of {cluster.name}"
        repair = advice("choose node subnets of the cluster's VPC")
        return refuted(IN_ANOTHER_VPC, message, repair, [hop])
    if vpc.dns_on is False:
        message = f"{vpc.name} does not have both DNS attributes on, so the private endpoint's name does not resolve"
        return refuted(DNS_OFF, message, vpc.with_dns(), [hop])
    path = walk.once(("private", source, cluster), lambda: _to_interfaces(walk, source, subnet, cluster))
    doubt = None
    if vpc.dns_on is UNKNOWN:
        doubt = Stop(
            Outcome.UNKNOWN, "private-dns-unknown", f"whether DNS of {vpc.name} is on is known after deployment"
        )
    via = Via.PRIVATE_API if path.outcome is not Outcome.REFUTED else Via.NONE
    return Path(via, (hop,), path.stopped, rests_on=path.rests_on).barred(doubt)


def _to_interfaces(walk: Walk, source: Source, subnet: Subnet, cluster: Cluster) -> Path:
    """Nodes to every interface of the control plane on 443, and each of those back to the kubelets on 10250."""
    groups, complete = cluster.group_ids, cluster.extra_groups.complete
    theirs = ends_of(cluster.subnets, 4, groups, knows_groups=complete)
    mine = ends_of([subnet], 4, source.groups, knows_groups=source.knows_groups)
    somewhere = not theirs.knows_addresses
    label = f"the control plane of {cluster.name}"
    flow = Flow(source, theirs.addresses, groups=groups, partly=somewhere, label=label)
    path = leave(walk, flow)
    admitted = security_group.admits(walk, groups, mine, HTTPS)
    refusal = path.refusal
    if admitted is False or (refusal is not None and refusal.id == EGRESS_CLOSED):
        path = path.barred(_closed(walk, source, subnet, cluster, mine))
    elif admitted is UNKNOWN:
        message = f"whether {cluster.name} lets the nodes in {subnet.name} in on 443 is not known here"
        path = path.barred(Stop(Outcome.UNKNOWN, "security-group-unknown", message))
    stops = [_kubelet(walk, source, subnet, cluster, mine, theirs)]
    for place in cluster.subnets:
        if place is not subnet:
            there = ends_of([place], 4)
            stops += [
                network_acl.into(walk, subnet, there, KUBELET),
                network_acl.out_of(walk, place, ends_of([subnet], 4), KUBELET),
            ]
    if path.stopped is None or path.outcome is not Outcome.REFUTED:
        return path.barred(*stops)
    # What refutes it first is reported. Its fix removes the rest as well, which would be reported next.
    rest = [each.fix for each in stops if each is not None and each.outcome is Outcome.REFUTED]
    return replace(path, stopped=replace(path.stopped, fix=joined([path.stopped.fix, *rest])))


def _closed(walk: Walk, source: Source, subnet: Subnet, cluster: Cluster, mine: Ends) -> Stop:
    message = f"no security group lets the nodes in {subnet.name} reach the control plane of {cluster.name} on 443"
    blocks = [str(each) for each in mine.addresses.blocks()] if mine.knows_addresses else ["0.0.0.0/0"]
    into_ = (
        ()
        if security_group.admits(walk, cluster.group_ids, mine, HTTPS)
        else admission(walk, cluster.group_ids, blocks, HTTPS).changes
    )
    theirs = ends_of(cluster.subnets, 4, cluster.group_ids)
    there = [str(each) for each in theirs.addresses.blocks()] if theirs.knows_addresses else ["0.0.0.0/0"]
    out = (
        ()
        if security_group.releases(walk, source.groups, theirs, HTTPS)
        else admission(walk, source.groups, there, HTTPS, "egress").changes
    )
    return Stop(Outcome.REFUTED, API_SERVER_CLOSED, message, fix(*into_, *out))


def _kubelet(walk: Walk, source: Source, subnet: Subnet, cluster: Cluster, mine: Ends, theirs: Ends) -> Stop | None:
    into_ = security_group.admits(walk, source.groups, theirs, KUBELET)
    out = security_group.releases(walk, cluster.group_ids, mine, KUBELET)
    if into_ is True and out is True:
        return None
    if False not in (into_, out) or not source.knows_groups:
        message = (
            f"whether the control plane of {cluster.name} reaches the nodes in {subnet.name} on 10250 is not known here"
        )
        return Stop(Outcome.UNKNOWN, "security-group-unknown", message)
    message = f"no security group lets the control plane of {cluster.name} reach the nodes in {subnet.name} on 10250"
    blocks = [str(each) for each in theirs.addresses.blocks()] if theirs.knows_addresses else ["0.0.0.0/0"]
    return Stop(Outcome.REFUTED, KUBELET_CLOSED, message, admission(walk, source.groups, blocks, KUBELET))


def _public(walk: Walk, source: Source, subnet: Subnet, cluster: Cluster) -> Path:
    path = to_public_addresses(walk, source, API_SERVER)
    if path.outcome is Outcome.REFUTED:
        return path
    doubt = None
    if cluster.is_public is UNKNOWN:
        doubt = Stop(
            Outcome.UNKNOWN, "api-endpoint-unknown", f"the API endpoints of {cluster.name} are known after deployment"
        )
    refusal = _unlisted(subnet, cluster, path)
    hop = f"the API server of {cluster.name} on the internet"
    public = Path(Via.PUBLIC_API, (*path.hops, hop), path.stopped, path.leaves_zone, path.rests_on).barred(
        refusal, doubt
    )
    return public if public.outcome is not Outcome.REFUTED else Path(Via.NONE, path.hops, public.stopped)


def _unlisted(subnet: Subnet, cluster: Cluster, path: Path) -> Stop | None:
    """Why the addresses that nodes come from may not be on the list of a public endpoint (facts 3.6)."""
    listed = cluster.public_list
    whole = of_blocks(4, [block for block in cluster.public_blocks if block.version == 4])  # noqa: PLR2004
    if not listed or whole.spans == ((0, 2**32 - 1),):
        return None
    if not listed.complete:
        return Stop(
            Outcome.UNKNOWN, "egress-address-not-known", f"the public list of {cluster.name} is known after deployment"
        )
    route = subnet.route_table.default_route() if subnet.route_table is not None else None
    gateway = route.through if route is not None else None
    if path.via is Via.BEYOND or route is None:
        message = f"by which address nodes in {subnet.name} leave is not known here, and {cluster.name} has a list of those it answers"
        return Stop(Outcome.UNKNOWN, "egress-address-not-known", message)
    if isinstance(gateway, NatGateway) and gateway.zone_addresses is UNKNOWN:
        message = f"the addresses of {gateway.name} are known after deployment, and {cluster.name} has a list of those it answers"
        return Stop(Outcome.UNKNOWN, "egress-address-not-known", message)
    if not isinstance(gateway, NatGateway) or (gateway.is_regional is True and not gateway.zone_addresses):
        message = f"AWS picks the addresses that nodes in {subnet.name} come from, so they cannot be on the list of {cluster.name}"
        return Stop(Outcome.REFUTED, ADDRESS_UNKNOWN, message, _made_private(cluster))
    return _not_listed(subnet, cluster, gateway)


def _not_listed(subnet: Subnet, cluster: Cluster, gateway: NatGateway) -> Stop | None:
    listed = cluster.public_list.texts()
    candidates = _addresses(gateway, subnet.zone)
    if gateway.is_regional is True:
        # A zone's traffic leaves by its own addresses, by any of them (facts 1.82).
        missing = [each for each in candidates if not _is_listed(cluster, each)]
    else:
        named = [gateway.id, *candidates]  # two names of one address
        missing = [] if any(f"{each}#publicIp/32" in listed for each in named) else candidates
    if not missing and candidates:
        return None
    if any("/" not in each for each in missing or candidates):
        message = f"the address of {gateway.name} is known after deployment, and with it whether it is on the list of {cluster.name}"
        return Stop(Outcome.UNKNOWN, "egress-address-not-known", message)
    message = f"nodes in {subnet.name} come from the address of {gateway.name}, which is not on the public list of {cluster.name}"
    return Stop(Outcome.REFUTED, NOT_LISTED, message, _made_private(cluster))


def _is_listed(cluster: Cluster, allocation: str) -> bool:
    address = cluster.model.find(allocation, ElasticIp)
    listed = cluster.public_list.texts()
    return address.is_listed(listed, cluster.public_blocks) if address else f"{allocation}#publicIp/32" in listed


def _addresses(gateway: NatGateway, zone: str) -> list[str]:
    rows = gateway.zone_addresses
    if gateway.is_regional is True and rows is not UNKNOWN:
        own = [row for row in rows if row.is_of(zone)] or list(rows)
        return [str(each).partition("#")[0] for row in own for each in row.allocations]
    return list(gateway.allocations)[:1]


def _made_private(cluster: Cluster) -> Fix:
    setting = Setting(f"clusters.{cluster.cluster_name}.endpoint", {"mode": "public-and-private"}, "EksCluster")
    return fix(Set(cluster, "vpc_config.endpoint_private_access", value=True), setting=setting)
