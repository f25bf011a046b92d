"""Security groups."""

from typing import Any

from tests.catalogue.case import clean, found, on
from tests.catalogue.planting import Plant, The, added, together, with_inputs, without

INLINE: Any = [{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["10.1.0.0/16"]}]


def second_group(**tags: str) -> Plant:
    """One more node group, in a group of its own beside the cluster's."""
    group, template = The("SecurityGroup extra"), The("LaunchTemplate template-two")
    return together(
        added("aws:ec2/securityGroup:SecurityGroup", "extra", "Cluster cluster", vpcId=The("Vpc vpc"), tags=tags),
        added(
            "aws:ec2/launchTemplate:LaunchTemplate",
            "template-two",
            "Cluster cluster",
            vpcSecurityGroupIds=[The("Cluster cluster", "clusterSecurityGroupId"), group],
        ),
        added(
            "aws:eks/nodeGroup:NodeGroup",
            "more",
            "Cluster cluster",
            clusterName="pay",
            nodeRoleArn=The("Role worker", "arn"),
            subnetIds=[The("Subnet private-az1")],
            scalingConfig={"minSize": 1, "maxSize": 1, "desiredSize": 1},
            launchTemplate={"id": template, "version": "1"},
        ),
    )


CASES = (
    found(
        "two-cluster-groups-on-nodes",
        "a group of ours carries the cluster's tag too",
        on("world", second_group(**{"kubernetes.io/cluster/pay": "owned"})),
        "more",
    ),
    clean("two-cluster-groups-on-nodes", "a group of ours has no such tag", on("world", second_group(a="b"))),
    found(
        "inline-and-separate-rules",
        "both kinds",
        on("world", with_inputs("SecurityGroup clients", ingress=INLINE)),
        "clients",
    ),
    clean(
        "inline-and-separate-rules",
        "one kind",
        on(
            "world",
            with_inputs("SecurityGroup clients", ingress=INLINE),
            without("SecurityGroupIngressRule clients-vpc"),
        ),
    ),
)
