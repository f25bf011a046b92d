"""Node groups."""

from tests.catalogue.case import clean, found
from tests.catalogue.meanings.subnets import MORE_SLOTS
from tests.catalogue.planting import GONE, The, added, with_inputs, without
from tests.catalogue.sides import Between, change, in_world, nothing, plant, stack, world

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
    found(
        "node-group-replaced",
        "other instance types",
        change("dev", {"clusters.dev.node_groups.default.instance_types": ["m7i.xlarge"]}),
        "dev-default",
        says="node group dev-default is replaced, because of instanceTypes",
    ),
    found(
        "node-group-replaced",
        "the subnets under it are replaced",
        MORE_SLOTS,
        "payments-default",
        "search-default",
        "search-indexing",
        says="because of subnetIds",
    ),
    found(
        "node-group-replaced",
        "one of a fixed name",
        Between(
            world(with_inputs(NODES, nodeGroupName="pool")),
            world(with_inputs(NODES, nodeGroupName="pool", instanceTypes=["m7i.large"])),
        ),
        "nodes",
        says="is deleted, then recreated",
    ),
    clean("node-group-replaced", "more nodes", in_world(with_inputs(NODES, scalingConfig={"maxSize": 9}))),
    clean("node-group-replaced", "its cluster is replaced, which another rule says", in_world(REPLACED_CLUSTER)),
    clean("node-group-replaced", "labels", in_world(with_inputs(NODES, labels={"a": "b"}))),
    found(
        "node-group-deleted",
        "one of two",
        plant("staging", without("NodeGroup search-indexing")),
        "search-indexing",
        says="node group search-indexing is deleted",
    ),
    found(
        "node-group-deleted",
        "it gets another name",
        in_world(added(GROUP, "others", NODES, clusterName="pay"), without(NODES)),
        "nodes",
    ),
    clean(
        "node-group-deleted",
        "its cluster goes too, which another rule says",
        in_world(without(NODES), without("Cluster cluster")),
    ),
    clean("node-group-deleted", "it is replaced", in_world(with_inputs(NODES, amiType="AL2023_ARM_64_STANDARD"))),
    clean("node-group-deleted", "the whole stack goes", Between(stack("dev"), nothing)),
    found(
        "nodes-rolled",
        "a larger disk",
        change("dev", {"clusters.dev.node_groups.default.disk_gib": 80}),
        "dev-default",
        says="because of launchTemplate.version",
    ),
    found(
        "nodes-rolled",
        "another version",
        in_world(with_inputs(NODES, version="1.34")),
        "nodes",
        says="because of version",
    ),
    found(
        "nodes-rolled",
        "another release",
        in_world(with_inputs(NODES, releaseVersion="1.33.0-20260101")),
        "nodes",
        says="because of releaseVersion",
    ),
    found(
        "nodes-rolled",
        "another version of the launch template",
        in_world(with_inputs(NODES, launchTemplate={"version": "2"})),
        "nodes",
        says="launchTemplate.version",
    ),
    found(
        "nodes-rolled",
        "without a launch template",
        in_world(with_inputs(NODES, launchTemplate=GONE)),
        "nodes",
        says="because of launchTemplate",
    ),
    found(
        "nodes-rolled",
        "other security groups in the launch template",
        template(vpcSecurityGroupIds=["sg-0123456789abcdef0"]),
        "nodes",
    ),
    clean("nodes-rolled", "more nodes", in_world(with_inputs(NODES, scalingConfig={"maxSize": 9}))),
    clean("nodes-rolled", "taints and labels", in_world(with_inputs(NODES, labels={"a": "b"}, taints=[{"key": "a"}]))),
    clean(
        "nodes-rolled",
        "it is replaced, which another rule says",
        in_world(with_inputs(NODES, instanceTypes=["m7i.large"])),
    ),
    clean(
        "nodes-rolled",
        "a launch template whose version they pin",
        in_world(with_inputs("LaunchTemplate template", vpcSecurityGroupIds=["sg-0123456789abcdef0"])),
    ),
    clean(
        "nodes-rolled",
        "what a launch template makes no version of",
        template(updateDefaultVersion=True, description="nodes"),
    ),
)
