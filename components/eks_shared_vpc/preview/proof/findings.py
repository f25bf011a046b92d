"""What a reader has to know of the proof: needs that are refuted are errors, those that are unknown are notices."""

from collections.abc import Iterable, Iterator, Sequence

from eks_shared_vpc.needs import API_SERVER
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.model import View
from eks_shared_vpc.preview.aws.security_group import DeclaredGroup
from eks_shared_vpc.preview.aws.subnet import Subnet, subnets_of
from eks_shared_vpc.preview.aws.vpc import Vpc
from eks_shared_vpc.preview.aws.vpc_endpoint import VpcEndpoint, endpoints_of
from eks_shared_vpc.preview.findings import Finding, Level
from eks_shared_vpc.preview.fixes import Add, Change, Declare, Fix, Form, Set, Setting, advice, fix
from eks_shared_vpc.preview.proof.causes import CAUSES
from eks_shared_vpc.preview.proof.hops.route_table import NO_ROUTE
from eks_shared_vpc.preview.proof.path import Outcome, Stop, Via
from eks_shared_vpc.preview.proof.prove import Proof
from eks_shared_vpc.preview.proof.way_out import by_nat_of_its_zone
from eks_shared_vpc.regions import service_name

__all__ = ["counts", "findings_of"]

BY_GATEWAY = "s3"
DECLARE = advice("preview the stack that declares it as well, or state in assumptions what is there")
"""What to do where knowledge ends: no change of the program is needed."""


def findings_of(proofs: Iterable[Proof], form: Form = Form.PROGRAM) -> list[Finding]:
    """The findings of some proofs, with fixes in the words of a stack file or of a program."""
    rows = list(proofs)
    return [*_refuted(rows, form), *_unknown(rows, form), *_leaving(rows, form)]


def counts(proofs: Iterable[Proof]) -> dict[Outcome, int]:
    """How many paths are proved, refuted and unknown."""
    found = dict.fromkeys(Outcome, 0)
    for each in proofs:
        found[each.path.outcome] += 1
    return found


def _refuted(proofs: Sequence[Proof], form: Form) -> Iterator[Finding]:
    """One finding for all needs that the same thing stops in the same subnet."""
    for stop, rows in _alike(proofs, Outcome.REFUTED):
        first = rows[0]
        services = ", ".join(dict.fromkeys(row.need.destination for row in rows))
        message = f"{first.who} in {first.zone} ({first.source.name}) cannot reach {services}: {stop.message}"
        repair = _way_out(rows, proofs, stop) if stop.id == NO_ROUTE else stop.fix
        place = first.subnet
        declared = place is not None and place.urn not in place.model.described
        where = place.urn if place is not None and declared else first.cluster.urn
        facts = f"facts {first.need.facts}; {CAUSES[stop.id].facts}"
        yield Finding(stop.id, Level.ERROR, where, message, repair.told(form), facts, repair)


def _unknown(proofs: Sequence[Proof], form: Form) -> Iterator[Finding]:
    """One finding for all paths of a cluster whose knowledge ends at the same hop."""
    grouped: dict[tuple[View, str, str], list[Proof]] = {}
    for proof in proofs:
        if (doubt := proof.path.doubt) is not None:
            grouped.setdefault((proof.cluster, doubt.id, doubt.message), []).append(proof)
    for (cluster, _, reason), rows in grouped.items():
        services = ", ".join(dict.fromkeys(row.need.destination for row in rows))
        places = ", ".join(dict.fromkeys(row.source.name for row in rows))
        message = f"whether nodes of {cluster.name} in {places} reach {services} is unknown: {reason}"
        stop = rows[0].path.doubt
        repair = stop.fix if stop is not None and stop.fix != Fix() else DECLARE
        yield Finding("path-unknown", Level.NOTICE, cluster.urn, message, repair.told(form), "design rule 11", repair)


def _leaving(proofs: Sequence[Proof], form: Form) -> Iterator[Finding]:
    """One finding for all zones of a cluster that leave in the same way."""
    grouped: dict[tuple[View, str], list[Proof]] = {}
    for proof in proofs:
        if proof.path.leaves_zone:
            grouped.setdefault((proof.cluster, proof.path.leaves_zone), []).append(proof)
    for (cluster, how), rows in grouped.items():
        zones = ", ".join(dict.fromkeys(row.zone for row in rows))
        services = ", ".join(dict.fromkeys(row.need.destination for row in rows))
        message = f"{cluster.name} leaves {zones} {how}, for {services}: an outage there is one here, and AWS charges for each GB that crosses zones"
        repair = _in_the_zone(rows)
        facts = "facts 9.1, 12.7, 12.8"
        yield Finding("path-leaves-zone", Level.NOTICE, cluster.urn, message, repair.told(form), facts, repair)


def _in_the_zone(rows: Sequence[Proof]) -> Fix:
    """An interface of the endpoint in each of the zones, or a route to the NAT gateway of each."""
    changes: dict[tuple[View, str], tuple[Change, ...]] = {}
    for row in rows:
        subnet = row.subnet
        if subnet is not None and subnet.vpc is not None and row.path.via is Via.INTERFACE:
            endpoint = next(each for each in endpoints_of(subnet.vpc, row.need.destination) if each.is_interface)
            changes.setdefault((endpoint, row.zone), (Add(endpoint, "subnet_ids", subnet),))
        elif subnet is not None:
            changes[subnet, ""] = by_nat_of_its_zone(subnet)
    if not changes or not all(changes.values()):
        return advice("declare a NAT gateway, or an interface of the endpoint, in the zone itself")
    return fix(*(each for row in changes.values() for each in row))


def _alike(proofs: Sequence[Proof], outcome: Outcome) -> Iterator[tuple[Stop, list[Proof]]]:
    grouped: dict[tuple[str, str, str, str], list[Proof]] = {}
    for proof in proofs:
        stop = proof.path.stopped
        if stop is not None and stop.outcome is outcome:
            key = (proof.cluster.urn, proof.source.name, stop.id, stop.message)
            grouped.setdefault(key, []).append(proof)
    for rows in grouped.values():
        if (stop := rows[0].path.stopped) is not None:
            yield stop, rows


def _way_out(rows: Sequence[Proof], proofs: Sequence[Proof], stop: Stop) -> Fix:
    """The smallest change that gives these needs a path: a route where a gateway is there already, otherwise endpoints.

    The list of endpoints is that of all clusters in the same position, so that following one finding fixes the others.
    """
    subnet = rows[0].subnet
    vpc = subnet.vpc if subnet is not None else None
    if stop.fix.changes or subnet is None or vpc is None:
        return stop.fix
    there = rows[0].endpoints
    alike = [
        each
        for each in proofs
        if each.endpoints == there and (refusal := each.path.refusal) is not None and refusal.id == NO_ROUTE
    ]
    lacking = sorted({each.need.destination for each in alike} - {API_SERVER, BY_GATEWAY})
    here = {row.need.destination for row in rows}
    settings: list[Setting] = []
    changes: list[Change] = []
    if here - {API_SERVER, BY_GATEWAY}:
        settings.append(Setting("network.endpoints", [*there, *lacking]))
        changes += _interfaces(vpc, lacking, [each.subnet for each in alike if each.subnet is not None])
    if BY_GATEWAY in here:
        settings.append(Setting("network.s3_gateway_endpoint", value=True))
        changes.append(_gateway(vpc, [each.subnet for each in alike if each.subnet is not None]))
    cluster = rows[0].cluster
    if API_SERVER in here and isinstance(cluster, Cluster):
        mode = {"mode": "public-and-private"}
        settings.append(Setting(f"clusters.{cluster.cluster_name}.endpoint", mode, "EksCluster"))
        changes.append(Set(cluster, "vpc_config.endpoint_private_access", value=True))
    return Fix(tuple(changes), tuple(settings), "or give the subnets a route to a NAT gateway")


def _interfaces(vpc: Vpc, services: Sequence[str], places: Sequence[Subnet]) -> Iterator[Change]:
    """Interface endpoints in one subnet of each zone, with a group that lets the VPC in."""
    blocks = [str(each) for each in vpc.ipv4_blocks]
    rule = {"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": blocks}
    group = Declare(DeclaredGroup, f"{vpc.name}-endpoint-clients", vpc, {"vpc_id": vpc, "ingress": [rule]})
    yield group
    by_zone = {each.zone: each for each in reversed(places)}
    for service in services:
        yield Declare(
            VpcEndpoint,
            f"{vpc.name}-{service.replace('.', '-')}",
            vpc,
            {
                "vpc_id": vpc,
                "service_name": service_name(service, vpc.region),
                "vpc_endpoint_type": "Interface",
                "private_dns_enabled": True,
                "subnet_ids": [by_zone[zone] for zone in sorted(by_zone)],
                "security_group_ids": [group.id],
            },
        )


def _gateway(vpc: Vpc, places: Sequence[Subnet]) -> Change:
    """A gateway endpoint of S3 on the route tables of some subnets."""
    tables = {each.route_table for each in places or subnets_of(vpc)}
    named = [each.declared or each.id for each in tables if each is not None]
    inputs = {"vpc_id": vpc, "service_name": service_name(BY_GATEWAY, vpc.region), "vpc_endpoint_type": "Gateway"}
    return Declare(VpcEndpoint, f"{vpc.name}-{BY_GATEWAY}", vpc, {**inputs, "route_table_ids": named})
