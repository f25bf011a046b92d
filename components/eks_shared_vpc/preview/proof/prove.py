"""The proof: for every place of every cluster's nodes and pods, each need and the path that serves it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

from eks_shared_vpc.needs import API_SERVER, NEEDS, Need
from eks_shared_vpc.preview.assumptions import NO_ASSUMPTIONS, Assumptions
from eks_shared_vpc.preview.aws.cluster import Cluster, OfCluster
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.security_group import OPEN_GROUP
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.vpc_endpoint import every_endpoint_of
from eks_shared_vpc.preview.graph import Graph
from eks_shared_vpc.preview.proof import hops as _hops  # noqa: F401  # loads every kind of hop
from eks_shared_vpc.preview.proof.addresses import of_blocks
from eks_shared_vpc.preview.proof.flow import Flow, Port, Source
from eks_shared_vpc.preview.proof.hops.control_plane import to_api_server
from eks_shared_vpc.preview.proof.hops.leaving import leave
from eks_shared_vpc.preview.proof.hops.name_resolution import to_internet, to_service
from eks_shared_vpc.preview.proof.path import Path, unknown
from eks_shared_vpc.preview.proof.placements import needs_of, orphans, placements
from eks_shared_vpc.preview.proof.walk import Walk

__all__ = ["Proof", "can", "prove"]


@dataclass(frozen=True, slots=True)
class Proof:
    """One need of one place, and how it is met.

    Attributes:
        cluster: The cluster; or the node group or Fargate profile, if its cluster is not declared.
        source: The interfaces of its nodes or pods.
        who: What runs there.
        need: What it has to reach.
        path: How it does, what refutes that, or where knowledge of it ends.
    """

    cluster: OfCluster | Cluster
    source: Source
    who: str
    need: Need
    path: Path

    @property
    def cluster_name(self) -> str:
        """The name of the cluster."""
        return self.cluster.cluster_name

    @property
    def subnet(self) -> Subnet | None:
        """The subnet, if it is declared."""
        return self.source.subnet

    @property
    def zone(self) -> str:
        """The zone, or the place itself where its zone is not known."""
        return (self.source.subnet.zone if self.source.subnet is not None else "") or self.source.name

    @property
    def address(self) -> str:
        """How to ask for the hops: ``payments/usw2-az1/eks-auth``."""
        return f"{self.cluster_name}/{self.zone}/{self.need.destination}"

    @property
    def endpoints(self) -> tuple[str, ...]:
        """Short names of the services that the VPC has interface endpoints of already, in order."""
        vpc = self.source.subnet.vpc if self.source.subnet is not None else None
        return tuple(sorted(each.service for each in every_endpoint_of(vpc) if each.is_interface)) if vpc else ()


def prove(
    graph: Graph | Model, needs: Sequence[Need] = NEEDS, assumptions: Assumptions = NO_ASSUMPTIONS
) -> list[Proof]:
    """Prove for all clusters that nodes and pods reach what they need, refute it, or say where knowledge ends.

    Args:
        graph: A recorded graph, or a model of one.
        needs: What nodes need, by feature.
        assumptions: What is assumed about the world around; a model has its own.
    """
    model = graph if isinstance(graph, Model) else Model(graph, assumptions)
    walk = Walk(model)
    proofs = [proof for cluster in model.all(Cluster) for proof in _of_cluster(walk, cluster, needs)]
    return [*proofs, *_of_no_cluster(walk, needs)]


def _of_cluster(walk: Walk, cluster: Cluster, needs: Sequence[Need]) -> Iterator[Proof]:
    seen: set[tuple[Source, str]] = set()
    for placement in placements(cluster):
        source = placement.source
        for need in needs_of(cluster, placement, needs):
            key = (source, need.destination)
            if key not in seen:  # node groups often share subnets and groups
                seen.add(key)
                yield Proof(cluster, source, placement.who, need, _path(walk, source, cluster, need))


def _of_no_cluster(walk: Walk, needs: Sequence[Need]) -> Iterator[Proof]:
    """The needs of nodes and pods whose cluster no recorded program declares."""
    for owner, placement in orphans(walk.model):
        for need in (each for each in needs if each.feature == "nodes"):
            if need.destination == API_SERVER:
                path = unknown("cluster-unknown", f"the cluster {owner.cluster_name} is not declared here")
            else:
                path = _to_service(walk, placement.source, need)
            yield Proof(owner, placement.source, placement.who, need, path)


def _to_service(walk: Walk, source: Source, need: Need) -> Path:
    return to_service(walk, source, need.destination, need.actions, Port(need.protocol, need.port))


def _path(walk: Walk, source: Source, cluster: Cluster, need: Need) -> Path:
    path = to_api_server(walk, source, cluster) if need.destination == API_SERVER else _to_service(walk, source, need)
    places = (source.subnet, source.subnet.vpc) if source.subnet is not None else ()
    said = (walk.model.described.get(each.urn) for each in places if each is not None)
    return path.assuming(*(each for each in said if each is not None))


def can(
    graph: Graph | Model,
    source: str,
    destination: str,
    *,
    groups: Sequence[str] = (),
    public_address: bool = False,
    protocol: str = "tcp",
    port: int = 443,
    assumptions: Assumptions = NO_ASSUMPTIONS,
) -> Path:
    """The path from a subnet to a destination.

    Args:
        graph: A recorded graph, or a model of one.
        source: Name of a subnet resource, or id of an assumed one.
        destination: Short name of an AWS service, name of a cluster, ``internet``, ``internet-ipv6``, name of a subnet, or
            a block of addresses.
        groups: Ids of security groups that the source's interfaces are in. Default: one that lets everything out; for a
            cluster the one that EKS creates for it.
        public_address: Whether the source has a public address.
        protocol: Protocol of the connection; a cluster is asked on TCP.
        port: Destination port of the connection; a cluster is asked on 443.
        assumptions: What is assumed about the world around; a model has its own.

    Raises:
        LookupError: if there is no such subnet.
    """
    model = graph if isinstance(graph, Model) else Model(graph, assumptions)
    walk = Walk(model)
    subnets = {name: each for each in model.all(Subnet) for name in (each.id, each.name)}
    subnet = subnets.get(source)
    if subnet is None:
        known = ", ".join(each.name for each in model.all(Subnet))
        raise LookupError(f"there is no subnet {source!r} in this graph; there are {known or 'none'}")
    cluster = next((each for each in model.all(Cluster) if destination in (each.name, each.cluster_name)), None)
    own = (cluster.group_id,) if cluster is not None else (OPEN_GROUP,)
    start = Source(subnet, tuple(groups) or own, public_address, subnet.name)
    if cluster is not None:
        return to_api_server(walk, start, cluster)
    asked = Port(protocol, port)
    if destination in ("internet", "internet-ipv6"):
        return to_internet(walk, start, 6 if destination == "internet-ipv6" else 4, asked)
    there = subnets.get(destination)
    block = there.block(4) if there is not None else _block(destination)
    if block is not None:
        addresses = of_blocks(block.version, [block])
        return leave(walk, Flow(start, addresses, asked, label=destination))
    need = next(
        (each for each in NEEDS if each.destination == destination), Need(destination, "asked", "asked for", "")
    )
    return to_service(walk, start, destination, need.actions, asked)


def _block(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text)
    except ValueError:
        return None
