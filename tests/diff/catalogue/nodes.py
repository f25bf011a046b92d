"""Node groups."""

from eks_shared_vpc.preview.diff.meanings import nodes as rules
from tests.diff.catalogue.cases import left_alone, meant
from tests.diff.catalogue.subnets import MORE_SLOTS
from tests.diff.sides import Between, change, in_world, nothing, plant, stack, world
from tests.faults.planting import GONE, The, added, with_inputs, without

NODES = "NodeGroup nodes"
LATEST = with_inputs(
    NODES,
    launchTemplate={"id": The("LaunchTemplate template"), "version": The("LaunchTemplate template", "latestVersion")},
)
GROUP = "aws:eks/nodeGroup:NodeGroup"
REPLACED_CLUSTER = with_inputs("Cluster cluster", kubernetesNetworkConfig={"ipFamily": "ipv6"})


def template(**inputs: object) -> Between:
    """The launch template, of which the nodes have the latest version, is another one."""
    return Between(world(LATEST), world(LATEST, with_inputs("LaunchTemplate template", **inputs)))


CASES = (
    meant(
        rules.node_group_replaced,
        "other instance types",
        change("dev", {"clusters.dev.node_groups.default.instance_types": ["m7i.xlarge"]}),
        "dev-default",
        says="node group dev-default is made anew, because of instanceTypes",
    ),
    meant(
        rules.node_group_replaced,
        "the subnets under it are replaced",
        MORE_SLOTS,
        "payments-default",
        "search-default",
        "search-indexing",
        says="because of subnetIds",
    ),
    meant(
        rules.node_group_replaced,
        "one of a fixed name",
        Between(
            world(with_inputs(NODES, nodeGroupName="pool")),
            world(with_inputs(NODES, nodeGroupName="pool", instanceTypes=["m7i.large"])),
        ),
        "nodes",
        says="is deleted, then made anew",
    ),
    left_alone(rules.node_group_replaced, "more nodes", in_world(with_inputs(NODES, scalingConfig={"maxSize": 9}))),
    left_alone(
        rules.node_group_replaced, "its cluster is replaced, which another rule says", in_world(REPLACED_CLUSTER)
    ),
    left_alone(rules.node_group_replaced, "labels", in_world(with_inputs(NODES, labels={"a": "b"}))),
    meant(
        rules.node_group_deleted,
        "one of two",
        plant("staging", without("NodeGroup search-indexing")),
        "search-indexing",
        says="node group search-indexing is deleted",
    ),
    meant(
        rules.node_group_deleted,
        "it gets another name",
        in_world(added(GROUP, "others", NODES, clusterName="pay"), without(NODES)),
        "nodes",
    ),
    left_alone(
        rules.node_group_deleted,
        "its cluster goes too, which another rule says",
        in_world(without(NODES), without("Cluster cluster")),
    ),
    left_alone(
        rules.node_group_deleted, "it is replaced", in_world(with_inputs(NODES, amiType="AL2023_ARM_64_STANDARD"))
    ),
    left_alone(rules.node_group_deleted, "the whole stack goes", Between(stack("dev"), nothing)),
    meant(
        rules.nodes_rolled,
        "a larger disk",
        change("dev", {"clusters.dev.node_groups.default.disk_gib": 80}),
        "dev-default",
        says="because of launchTemplate.version",
    ),
    meant(
        rules.nodes_rolled,
        "another version",
        in_world(with_inputs(NODES, version="1.34")),
        "nodes",
        says="because of version",
    ),
    meant(
        rules.nodes_rolled,
        "another release",
        in_world(with_inputs(NODES, releaseVersion="1.33.0-20260101")),
        "nodes",
        says="because of releaseVersion",
    ),
    meant(
        rules.nodes_rolled,
        "another version of the launch template",
        in_world(with_inputs(NODES, launchTemplate={"version": "2"})),
        "nodes",
        says="launchTemplate.version",
    ),
    meant(
        rules.nodes_rolled,
        "without a launch template",
        in_world(with_inputs(NODES, launchTemplate=GONE)),
        "nodes",
        says="because of launchTemplate",
    ),
    meant(
        rules.nodes_rolled,
        "other security groups in the launch template",
        template(vpcSecurityGroupIds=["sg-0123456789abcdef0"]),
        "nodes",
    ),
    left_alone(rules.nodes_rolled, "more nodes", in_world(with_inputs(NODES, scalingConfig={"maxSize": 9}))),
    left_alone(
        rules.nodes_rolled, "taints and labels", in_world(with_inputs(NODES, labels={"a": "b"}, taints=[{"key": "a"}]))
    ),
    left_alone(
        rules.nodes_rolled,
        "it is replaced, which another rule says",
        in_world(with_inputs(NODES, instanceTypes=["m7i.large"])),
    ),
    left_alone(
        rules.nodes_rolled,
        "a launch template whose version they pin",
        in_world(with_inputs("LaunchTemplate template", vpcSecurityGroupIds=["sg-0123456789abcdef0"])),
    ),
    left_alone(
        rules.nodes_rolled,
        "what a launch template makes no version of",
        template(updateDefaultVersion=True, description="nodes"),
    ),
)
