"""What has to wait for what."""

from dataclasses import replace

from eks_shared_vpc.preview.graph import Graph
from tests.catalogue.case import clean, found, on
from tests.catalogue.planting import Plant
from tests.catalogue.rules import programs

TAGS = tuple(f"tags-private-az{zone}-a-b" for zone in (1, 2, 3))
NODES, ADDON, TAG = "aws:eks/nodeGroup:NodeGroup", "aws:eks/addon:Addon", "aws:ec2/tag:Tag"
SHARE = "urn:pulumi:test::test::eks-shared-vpc:index:SubnetShare::share"


def no_edges(type_: str, *names: str) -> Plant:
    """Resources of a type have no edges to others of these names."""
    return lambda graph: Graph(
        replace(each, dependencies=tuple(urn for urn in each.dependencies if not urn.endswith(names)))
        if each.type == type_
        else each
        for each in graph
    )


def tags_wait_for(*kinds: str) -> Plant:
    """The tags wait for the share's associations of these kinds only, and not for the share."""

    def plant(graph: Graph) -> Graph:
        associations = [each.urn for each in graph if each.parent == SHARE and each.kind in kinds]
        return Graph(
            replace(
                each,
                dependencies=(
                    *(urn for urn in each.dependencies if "SubnetShare" not in urn),
                    *associations,
                ),
            )
            if each.type == TAG
            else each
            for each in graph
        )

    return plant


CASES = (
    found("share-not-waited-for", "the tags wait for nothing", on(programs.SHARE, tags_wait_for()), *TAGS),
    found(
        "share-not-waited-for",
        "the tags wait for the principal only",
        on(programs.SHARE, tags_wait_for("PrincipalAssociation")),
        *TAGS,
    ),
    found(
        "share-not-waited-for",
        "the tags wait for the subnets' associations only",
        on(programs.SHARE, tags_wait_for("ResourceAssociation")),
        *TAGS,
    ),
    clean("share-not-waited-for", "the tags wait for the share", on(programs.SHARE)),
    clean(
        "share-not-waited-for",
        "the tags wait for both kinds of associations",
        on(programs.SHARE, tags_wait_for("PrincipalAssociation", "ResourceAssociation")),
    ),
    found("cluster-before-network", "a cluster does not wait for it", on(programs.cluster_on(waiting=False)), "pay"),
    found(
        "cluster-before-network",
        "not even without NAT gateways",
        on(programs.cluster_on(waiting=False, nat="none", s3_gateway_endpoint=False)),
        "pay",
    ),
    clean("cluster-before-network", "a cluster waits for it", on(programs.cluster_on(waiting=True))),
    found(
        "nodes-before-addons",
        "nodes wait for kube-proxy only",
        on(programs.CLUSTER, no_edges(NODES, "pay-vpc-cni")),
        "pay-default",
    ),
    found(
        "nodes-before-addons",
        "nodes wait for vpc-cni only",
        on(programs.CLUSTER, no_edges(NODES, "pay-kube-proxy")),
        "pay-default",
    ),
    clean("nodes-before-addons", "nodes wait for both", on(programs.CLUSTER)),
    found(
        "coredns-before-nodes",
        "coredns waits for no nodes",
        on(programs.CLUSTER, no_edges(ADDON, "pay-default")),
        "pay-coredns",
    ),
    clean("coredns-before-nodes", "coredns waits for them", on(programs.CLUSTER)),
    clean("coredns-before-nodes", "there are no nodes to wait for", on(programs.a_cluster(node_groups={}))),
)
