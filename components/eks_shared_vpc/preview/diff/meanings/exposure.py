"""Who reaches what: API servers and security groups that are opened, or closed to those who came in until now."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import Any

from eks_shared_vpc.preview.diff.changes import Kind
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.meaning import Consequence, MeaningLevel, MeaningRule, meaning
from eks_shared_vpc.preview.graph import Graph, Resource

__all__ = ["MEANINGS"]

CLUSTER = "aws:eks/cluster:Cluster"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
WORLD = ("0.0.0.0/0", "::/0")
Network = IPv4Network | IPv6Network


@meaning(MeaningLevel.RED, "facts 3.1, 3.9")
def api_open_to_the_world(difference: Difference) -> Iterator[Consequence]:
    """Anyone on the internet can talk to the API server; only its own authentication is left in between."""
    before = {each.urn: each for each, _ in difference.kept(CLUSTER)}
    for each in difference.after.graph.of_type(CLUSTER):
        if each.stack in {difference.stack, *difference.dependents} and set(WORLD) & _public(each):
            former = before.get(each.urn)
            if former is None or not set(WORLD) & _public(former):
                yield Consequence(
                    each, f"the API server of {each.name} will answer the whole internet", "name the clients' blocks"
                )


@meaning(MeaningLevel.RED, "facts 3.3")
def api_made_public(difference: Difference) -> Iterator[Consequence]:
    """An API server that was reached from the VPC only is on the internet from now on."""
    for before, after in difference.kept(CLUSTER):
        if not _public(before) and _public(after) and not set(WORLD) & _public(after):
            yield Consequence(
                after, f"the API server of {after.name} will answer on the internet, for {_join(_public(after))}"
            )


@meaning(MeaningLevel.AMBER, "facts 3.3, 3.7")
def api_opened_wider(difference: Difference) -> Iterator[Consequence]:
    """More of the internet reaches the API server."""
    for before, after in difference.kept(CLUSTER):
        if _public(before) and not set(WORLD) & _public(after):
            added = _beyond(_public(after), _public(before))
            if added:
                yield Consequence(after, f"the API server of {after.name} will also answer {_join(added)}")


@meaning(MeaningLevel.AMBER, "facts 3.6, 3.15")
def api_closed_to_some(difference: Difference) -> Iterator[Consequence]:
    """Whoever came from these addresses, a CI runner for instance, is shut out."""
    for before, after in difference.kept(CLUSTER):
        gone = _beyond(_public(before), _public(after))
        if gone:
            who = _join(gone) if _public(after) else "the internet"
            yield Consequence(after, f"the API server of {after.name} will not answer {who} any more")


@meaning(MeaningLevel.RED, "facts 3.2, 3.6")
def api_private_access_lost(difference: Difference) -> Iterator[Consequence]:
    """Nodes reach the API server by its public address from now on, if its list admits the addresses that they come from."""
    for before, after in difference.kept(CLUSTER):
        if before.block("vpcConfig").get("endpointPrivateAccess") and not after.block("vpcConfig").get(
            "endpointPrivateAccess"
        ):
            yield Consequence(after, f"the API server of {after.name} will not answer inside the VPC any more")


@meaning(MeaningLevel.RED, "facts 7.1")
def security_group_open_to_the_world(difference: Difference) -> Iterator[Consequence]:
    """Anyone on the internet who finds a route to what is in the group may talk to it."""
    for where, source, what in _opened(difference):
        if source in WORLD:
            yield Consequence(where, f"{where.name} will admit {source} on {what}", "name the sources")


@meaning(MeaningLevel.AMBER, "facts 7.1")
def security_group_opened(difference: Difference) -> Iterator[Consequence]:
    """More sources, or more ports, reach what is in the group."""
    for where, source, what in _opened(difference):
        if source not in WORLD:
            yield Consequence(where, f"{where.name} will admit {source} on {what}")


@meaning(MeaningLevel.AMBER, "facts 3.20, 7.1")
def security_group_closed(difference: Difference) -> Iterator[Consequence]:
    """Whoever came in by this rule is shut out, of an API server's private endpoint for instance."""
    for change in difference.of(INGRESS, Kind.DELETE):
        rule = change.resource
        group = difference.before.graph.find(rule.inputs.get("securityGroupId"))
        if group is None or difference.remains(group) or _is_used(difference, group):
            source = _source(difference.before.graph, rule.inputs)
            yield Consequence(rule, f"{rule.name} will not admit {source} on {_ports(rule.inputs)} any more")


def _is_kept(difference: Difference, group: Resource) -> bool:
    """Whether a group was there before, and is still the same one."""
    return any(after.urn == group.urn and difference.remains(before) for before, after in difference.kept(GROUP))


def _is_used(difference: Difference, group: Resource) -> bool:
    """Whether a cluster that stays had a group on its interfaces."""
    return any(
        group in difference.before.graph.referred(before.block("vpcConfig").get("securityGroupIds"))
        for before, _ in difference.kept(CLUSTER)
        if difference.remains(before)
    )


def _public(cluster: Resource) -> frozenset[str]:
    """The blocks that reach a cluster's API server on the internet."""
    config = cluster.block("vpcConfig")
    if not config.get("endpointPublicAccess", True):
        return frozenset()
    return frozenset(str(each) for each in config.get("publicAccessCidrs") or WORLD[:1])


def _beyond(these: Iterable[str], those: Collection[str]) -> list[str]:
    """What is in some blocks and not covered by others."""
    covering = _networks(those)
    found = []
    for text in sorted(these):
        network = _network(text)
        if text not in those and (network is None or not any(_inside(network, each) for each in covering)):
            found.append(text)
    return found


def _inside(inner: Network, outer: Network) -> bool:
    return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type]


def _networks(texts: Iterable[str]) -> list[Network]:
    known = [each for text in texts if (each := _network(text)) is not None]
    return [
        *collapse_addresses(each for each in known if isinstance(each, IPv4Network)),
        *collapse_addresses(each for each in known if isinstance(each, IPv6Network)),
    ]


def _network(text: str) -> Network | None:
    try:
        return ip_network(text)
    except ValueError:
        return None


def _opened(difference: Difference) -> Iterator[tuple[Resource, str, str]]:
    """What security groups that are there already admit from now on: the rule or group, the source, the ports."""
    for change in difference.of(INGRESS, Kind.CREATE, Kind.UPDATE, Kind.REPLACE):
        rule = change.resource
        group = difference.after.graph.find(rule.inputs.get("securityGroupId"))
        if group is not None and not _is_kept(difference, group):
            continue  # it comes with its group, and says what that is for
        source, ports = _source(difference.after.graph, rule.inputs), _ports(rule.inputs)
        if change.before is None or not _admits(difference.before.graph, change.before.inputs, source, rule.inputs):
            yield rule, source, ports
    for before, after in difference.kept(GROUP):
        known = [each for each in before.inputs.get("ingress") or () if isinstance(each, Mapping)]
        for each in after.inputs.get("ingress") or ():
            if isinstance(each, Mapping) and each not in known:
                yield from ((after, source, _ports(each)) for source in _inline_sources(each))


def _admits(graph: Graph, rule: Mapping[str, Any], source: str, wanted: Mapping[str, Any]) -> bool:
    """Whether a rule as it was admits what is wanted now."""
    same_protocol = rule.get("ipProtocol") in (wanted.get("ipProtocol"), "-1")
    first, last = _range(rule)
    wanted_first, wanted_last = _range(wanted)
    return (
        same_protocol
        and first <= wanted_first
        and wanted_last <= last
        and not _beyond([source], [_source(graph, rule)])
    )


def _range(rule: Mapping[str, Any]) -> tuple[int, int]:
    if rule.get("ipProtocol") == "-1":
        return 0, 65535
    return int(rule.get("fromPort", 0)), int(rule.get("toPort", 65535))


def _source(graph: Graph, rule: Mapping[str, Any]) -> str:
    value = next(
        (rule[key] for key in ("cidrIpv4", "cidrIpv6", "referencedSecurityGroupId", "prefixListId") if rule.get(key)),
        "",
    )
    found = graph.find(value)
    return found.name if found is not None else str(value)


def _inline_sources(rule: Mapping[str, Any]) -> Iterator[str]:
    for key in ("cidrBlocks", "ipv6CidrBlocks", "securityGroups", "prefixListIds"):
        yield from (str(each) for each in rule.get(key) or ())
    if rule.get("self"):
        yield "itself"


def _ports(rule: Mapping[str, Any]) -> str:
    protocol = str(rule.get("ipProtocol", rule.get("protocol", "-1")))
    if protocol == "-1":
        return "all ports"
    first, last = rule.get("fromPort"), rule.get("toPort")
    return f"{protocol} {first}" if first == last else f"{protocol} {first}-{last}"


def _join(texts: Iterable[str]) -> str:
    return ", ".join(sorted(texts))


MEANINGS: tuple[MeaningRule, ...] = (
    api_open_to_the_world,
    api_made_public,
    api_private_access_lost,
    security_group_open_to_the_world,
    api_opened_wider,
    api_closed_to_some,
    security_group_opened,
    security_group_closed,
)
