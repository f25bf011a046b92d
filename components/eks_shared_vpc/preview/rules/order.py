"""What has to be there first is waited for, by edges and not by luck; destroying goes the same edges in reverse."""

from collections.abc import Iterator

from eks_shared_vpc.preview.findings import Level, Rule, Violation, rule
from eks_shared_vpc.preview.graph import Graph, Resource

__all__ = ["RULES"]

STANDS_IN_SUBNETS = (
    "aws:ec2/tag:Tag",
    "aws:eks/cluster:Cluster",
    "aws:eks/fargateProfile:FargateProfile",
    "aws:eks/nodeGroup:NodeGroup",
)
NODES = ("aws:eks/nodeGroup:NodeGroup", "aws:eks/fargateProfile:FargateProfile")
CLUSTER = "aws:eks/cluster:Cluster"
SUBNET = "aws:ec2/subnet:Subnet"


@rule(Level.ERROR, "facts 6.8c; engine-facts 11.2")
def share_not_waited_for(graph: Graph) -> Iterator[Violation]:
    """A subnet's id does not wait for its share: what a participant makes in it needs edges to the association of the subnet and to that of the principal."""
    shares = graph.of_type("aws:ram/resourceAssociation:ResourceAssociation")
    for each in graph.of_type(*STANDS_IN_SUBNETS):
        for subnet in _subnets(graph, each):
            if subnet.account == each.account or subnet.stack != each.stack:
                continue
            for share in (row for row in shares if graph.find(row.inputs.get("resourceArn")) == subnet):
                needed = [share, *_principals(graph, share, each)]
                missing = [row for row in needed if not graph.waits_for(each, row)]
                if missing:
                    yield Violation(
                        each,
                        f"{each.kind} {each.name} does not wait for {missing[0].kind} {missing[0].name}",
                        "give its component depends_on=[the share]",
                    )
                    break


@rule(Level.ERROR, "facts S0-2, 2.8, 2.17")
def cluster_before_network(graph: Graph) -> Iterator[Violation]:
    """A cluster whose subnets' routes or endpoints come later starts nodes that cannot join, and is destroyed after them."""
    for cluster in graph.of_type(CLUSTER):
        said: set[Resource] = set()  # what the cluster itself does not wait for is not said again of its nodes
        for each in (cluster, *_of_cluster(graph, cluster, *NODES)):
            subnets = [subnet for subnet in _subnets(graph, each) if subnet.stack == each.stack]
            needed = dict.fromkeys(row for subnet in subnets for row in _network_of(graph, subnet))
            missing = [row for row in needed if row not in said and row.urn not in graph.upstream(each)]
            said.update(missing)
            if missing:
                more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
                yield Violation(
                    each,
                    f"{each.name} does not wait for {missing[0].kind} {missing[0].name}{more}",
                    "give its component depends_on=[the network, the endpoints]",
                )


@rule(Level.ERROR, "facts 11.11; design rule 8")
def nodes_before_addons(graph: Graph) -> Iterator[Violation]:
    """Nodes become ready only when the VPC CNI and kube-proxy are there."""
    for cluster in graph.of_type(CLUSTER):
        addons = [
            addon
            for addon in _of_cluster(graph, cluster, "aws:eks/addon:Addon")
            if addon.inputs.get("addonName") in ("vpc-cni", "kube-proxy")
        ]
        for nodes in _of_cluster(graph, cluster, *NODES):
            for addon in addons:
                if not graph.waits_for(nodes, addon):
                    yield Violation(
                        nodes,
                        f"the nodes of {nodes.name} do not wait for the add-on {addon.inputs.get('addonName')}",
                        "give the node group depends_on=[the add-on]",
                    )


@rule(Level.ERROR, "facts 11.11; design rule 8")
def coredns_before_nodes(graph: Graph) -> Iterator[Violation]:
    """CoreDNS runs on nodes: made before them it is degraded, and its creation fails after twenty minutes."""
    for cluster in graph.of_type(CLUSTER):
        nodes = list(_of_cluster(graph, cluster, *NODES))
        for addon in _of_cluster(graph, cluster, "aws:eks/addon:Addon"):
            if (
                addon.inputs.get("addonName") == "coredns"
                and nodes
                and not all(graph.waits_for(addon, each) for each in nodes)
            ):
                yield Violation(
                    addon,
                    f"the add-on coredns of {cluster.name} does not wait for its nodes",
                    "give the add-on depends_on=[the node groups]",
                )


def _subnets(graph: Graph, resource: Resource) -> list[Resource]:
    keys = ("vpcConfig", "subnetIds", "subnetId", "resourceId")
    return [found for key in keys for found in graph.referred(resource.inputs.get(key)) if found.type == SUBNET]


def _principals(graph: Graph, share: Resource, participant: Resource) -> list[Resource]:
    """The principal associations of the same share that may be what admits the participant's account."""
    same = [
        row
        for row in graph.of_type("aws:ram/principalAssociation:PrincipalAssociation")
        if row.inputs.get("resourceShareArn") == share.inputs.get("resourceShareArn")
    ]
    own = [row for row in same if row.inputs.get("principal") == participant.account]
    return own or [row for row in same if str(row.inputs.get("principal", "")).startswith("arn:")]


def _network_of(graph: Graph, subnet: Resource) -> Iterator[Resource]:
    """The route table association of a subnet, the routes of its table, and the endpoints of its VPC that are not tied to other tables."""
    table: Resource | None = None
    for association in graph.of_type("aws:ec2/routeTableAssociation:RouteTableAssociation"):
        if graph.find(association.inputs.get("subnetId")) == subnet:
            table = graph.find(association.inputs.get("routeTableId"))
            yield association
    for route in graph.of_type("aws:ec2/route:Route"):
        if table is not None and graph.find(route.inputs.get("routeTableId")) == table:
            yield route
    for endpoint in graph.of_type("aws:ec2/vpcEndpoint:VpcEndpoint"):
        if endpoint.inputs.get("vpcId") == subnet.inputs.get("vpcId"):
            yield endpoint
            groups = set(graph.referred(endpoint.inputs.get("securityGroupIds")))
            for admission in graph.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"):
                if graph.find(admission.inputs.get("securityGroupId")) in groups:
                    yield admission


def _of_cluster(graph: Graph, cluster: Resource, *types: str) -> Iterator[Resource]:
    name = cluster.inputs.get("name")
    for each in graph.of_type(*types):
        if each.inputs.get("clusterName") in (name, cluster.id) and each.stack == cluster.stack:
            yield each


RULES: tuple[Rule, ...] = (share_not_waited_for, cluster_before_network, nodes_before_addons, coredns_before_nodes)
