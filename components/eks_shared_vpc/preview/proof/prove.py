"""The proof: for every subnet of every cluster's nodes and pods, each need and the path that serves it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from eks_shared_vpc.needs import API_SERVER, NEEDS, Need
from eks_shared_vpc.preview.findings import Finding, Level
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.preview.proof.causes import CAUSES
from eks_shared_vpc.preview.proof.clusters import CLUSTER, Placement, needs_of, placements
from eks_shared_vpc.preview.proof.paths import Path, Paths, Source

__all__ = ["Proof", "can", "findings_of", "prove"]


@dataclass(frozen=True, slots=True)
class Proof:
    """One need of one place, and how it is met.

    Attributes:
        cluster: The cluster.
        subnet: The subnet of its nodes or pods.
        zone: The subnet's zone.
        who: What runs there.
        need: What it has to reach.
        path: How it does, or what stops it.
        endpoints: Short names of the services that the VPC has interface endpoints of already.
    """

    cluster: Resource
    subnet: Resource
    zone: str
    who: str
    need: Need
    path: Path
    endpoints: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """How to ask for the hops: ``payments/usw2-az1/eks-auth``."""
        return f"{self.cluster.inputs.get('name', self.cluster.name)}/{self.zone}/{self.need.destination}"


def prove(graph: Graph, needs: Sequence[Need] = NEEDS) -> list[Proof]:
    """Prove, for all clusters of a graph, that nodes and pods reach what they need, or say what stops them."""
    paths = Paths(graph)
    proofs: list[Proof] = []
    for cluster in graph.of_type(CLUSTER):
        seen: set[tuple[Source, str]] = set()
        for placement in placements(graph, cluster):
            zone = paths.topology.zone(placement.source.subnet)
            there = paths.topology.interface_services(placement.source.subnet)
            for need in needs_of(graph, cluster, placement, needs):
                if (placement.source, need.destination) not in seen:  # node groups often share subnets and groups
                    seen.add((placement.source, need.destination))
                    proofs.append(
                        Proof(
                            cluster,
                            placement.source.subnet,
                            zone,
                            placement.who,
                            need,
                            _path(paths, placement, cluster, need),
                            there,
                        )
                    )
    return proofs


def can(
    graph: Graph, source: str, destination: str, *, groups: Sequence[str] = (), public_address: bool = False
) -> Path:
    """The path from a subnet to an AWS service, to a cluster's API server or to the internet, on port 443.

    Args:
        graph: A recorded graph.
        source: Name of a subnet resource.
        destination: Short name of an AWS service, name of a cluster, ``internet``, or ``internet-ipv6``.
        groups: Ids of security groups that the source's interfaces are in; without them a group that lets all out.
        public_address: Whether the source has a public address.

    Raises:
        LookupError: if there is no such subnet.
    """
    subnet = next((each for each in graph.of_type("aws:ec2/subnet:Subnet") if each.name == source), None)
    if subnet is None:
        known = ", ".join(each.name for each in graph.of_type("aws:ec2/subnet:Subnet"))
        raise LookupError(f"there is no subnet {source!r} in this graph; there are {known or 'none'}")
    paths = Paths(graph)
    cluster = next(
        (each for each in graph.of_type(CLUSTER) if destination in (each.name, each.inputs.get("name"))), None
    )
    own = (f"{cluster.id}#clusterSecurityGroupId",) if cluster is not None else (paths.filters.open_group,)
    start = Source(subnet, tuple(groups) or own, public_address)
    if cluster is not None:
        return paths.to_api_server(start, cluster)
    if destination == "internet":
        return paths.to_internet(start)
    if destination == "internet-ipv6":
        return paths.to_internet_ipv6(start)
    need = next(
        (each for each in NEEDS if each.destination == destination), Need(destination, "asked", "asked for", "")
    )
    return paths.to_service(start, need)


def findings_of(proofs: Iterable[Proof]) -> list[Finding]:
    """What a reader has to know of the proofs: needs that are not met are errors, paths that leave their zone are notices."""
    rows = list(proofs)
    return [*_blocked(rows), *_leaving(rows)]


def _path(paths: Paths, placement: Placement, cluster: Resource, need: Need) -> Path:
    return (
        paths.to_api_server(placement.source, cluster)
        if need.destination == API_SERVER
        else paths.to_service(placement.source, need)
    )


def _blocked(proofs: Sequence[Proof]) -> Iterator[Finding]:
    """One finding for all needs that the same thing stops in the same subnet."""
    grouped: dict[tuple[str, str, str, str], list[Proof]] = {}
    for proof in proofs:
        if proof.path.blocked is not None:
            key = (proof.cluster.urn, proof.subnet.urn, proof.path.blocked.id, proof.path.blocked.message)
            grouped.setdefault(key, []).append(proof)
    for rows in grouped.values():
        first = rows[0]
        blocked = first.path.blocked
        if blocked is not None:
            services = [row.need.destination for row in rows]
            message = f"{first.who} in {first.zone} ({first.subnet.name}) cannot reach {', '.join(services)}: {blocked.message}"
            yield Finding(
                blocked.id,
                Level.ERROR,
                first.subnet.urn,
                message,
                _way_out(rows, proofs) if blocked.id == "no-route" else blocked.fix,
                f"facts {first.need.facts}; {CAUSES[blocked.id].facts}",
            )


def _way_out(rows: Sequence[Proof], proofs: Sequence[Proof]) -> str:
    """The smallest change of the stack file that gives these needs a path, written so that it can be pasted.

    The list of endpoints is that of all clusters in the same position, so that following one finding mends the others.
    """
    there = rows[0].endpoints
    alike = [
        each for each in proofs if each.endpoints == there and each.path.blocked and each.path.blocked.id == "no-route"
    ]
    lacking = sorted({each.need.destination for each in alike} - {API_SERVER, "s3"})
    here = {row.need.destination for row in rows}
    ways = [f"network: {{endpoints: [{', '.join([*there, *lacking])}]}}"] if here - {API_SERVER, "s3"} else []
    ways += ["network: {s3_gateway_endpoint: true}"] if "s3" in here else []
    ways += ["endpoint: {mode: public-and-private}"] if API_SERVER in here else []
    return f"{' and '.join(ways)}; or network: {{nat: per-zone}}, where the layout has a public tier"


def _leaving(proofs: Sequence[Proof]) -> Iterator[Finding]:
    """One finding for all zones of a cluster that leave in the same way."""
    grouped: dict[tuple[str, str], list[Proof]] = {}
    for proof in proofs:
        if proof.path.leaves_zone:
            grouped.setdefault((proof.cluster.urn, proof.path.leaves_zone), []).append(proof)
    for (cluster, how), rows in grouped.items():
        zones = ", ".join(dict.fromkeys(row.zone for row in rows))
        services = ", ".join(dict.fromkeys(row.need.destination for row in rows))
        message = f"{rows[0].cluster.name} leaves {zones} {how}, for {services}: what fails there fails here, and crossing is paid by the GB"
        fix = "a NAT gateway, or an interface of the endpoint, in the zone itself"
        yield Finding("path-leaves-zone", Level.NOTICE, cluster, message, fix, "facts 9.1, 12.7, 12.8")
