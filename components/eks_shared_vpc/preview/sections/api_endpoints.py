"""How each cluster's API server is reached, and by whom."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.graph import Graph
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.section import Column, Content, Table, row, section

__all__ = ["ApiEndpoint", "api_endpoints_of"]

COLUMNS = (Column("cluster", is_code=True), Column("account"), Column("inside the VPC"), Column("on the internet"))


@dataclass(frozen=True, slots=True)
class ApiEndpoint:
    """How a cluster's API server is reached.

    Attributes:
        cluster: Name of the cluster.
        account: Account that it is in; empty where that is not known.
        private: Whether it answers inside the VPC.
        public: Whether it answers on the internet.
        public_cidrs: Who may reach it there.
    """

    cluster: str
    account: str
    private: bool
    public: bool
    public_cidrs: tuple[str, ...]


@section("API endpoints", "api_endpoints", order=40)
def api_endpoints(preview: Preview) -> Content:
    """Where each API server answers, and for whom."""
    found = list(api_endpoints_of(preview))
    rows = tuple(
        row(
            each.cluster,
            preview.account_name(each.account),
            "yes" if each.private else "no",
            f"for {', '.join(each.public_cidrs)}" if each.public else "no",
        )
        for each in found
    )
    return Content({"api_endpoints": [asdict(each) for each in found]}, (Table(COLUMNS, rows),) if rows else ())


def api_endpoints_of(preview: Preview) -> Iterator[ApiEndpoint]:
    """How the API server of each of the stack's own clusters is reached."""
    for cluster in preview.own_views(Cluster):
        public = cluster.is_public is not False
        listed = tuple(_shown(preview.graph, each) for each in cluster.public_list) or ("0.0.0.0/0",)
        yield ApiEndpoint(
            cluster.cluster_name, cluster.account or "", bool(cluster.is_private), public, listed if public else ()
        )


def _shown(graph: Graph, value: object) -> str:
    """A value as a reader understands it: what is known after deployment is said by where it comes from."""
    text = str(value)
    found = graph.find(text)
    return f"address of {found.name}" if found is not None else text
