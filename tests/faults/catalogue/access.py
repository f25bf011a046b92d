"""Faults of security groups, of network ACLs and of the API endpoint."""

from typing import Any

from tests.faults.planting import GONE, Fault, Plant, The, added, together, with_fewer, with_inputs

GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EVERYWHERE = "0.0.0.0/0"
ALL_OUT = [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": [EVERYWHERE]}]
PRIVATE = "network-private-az2"


def nodes_in_a_group_of_their_own(cluster: str, egress: list[dict[str, Any]], *more: Plant) -> Plant:
    """The launch template names a group of its own, and so the cluster's group is not on the nodes."""
    template = f"LaunchTemplate {cluster}-default"
    return together(
        added(GROUP, "own-nodes", template, vpcId=The("Vpc network"), egress=egress),
        with_inputs(template, vpcSecurityGroupIds=[The("SecurityGroup own-nodes")]),
        *more,
    )


def group_rule(name: str, cluster: str, into: The, source: The, port: int) -> Plant:
    return added(
        INGRESS,
        name,
        f"LaunchTemplate {cluster}-default",
        securityGroupId=into,
        referencedSecurityGroupId=source,
        ipProtocol="tcp",
        fromPort=port,
        toPort=port,
    )


def nodes_to_control_plane(cluster: str) -> Plant:
    control_plane = The(f"Cluster {cluster}", "clusterSecurityGroupId")
    return group_rule("to-api", cluster, control_plane, The("SecurityGroup own-nodes"), 443)


def control_plane_to_nodes(cluster: str) -> Plant:
    control_plane = The(f"Cluster {cluster}", "clusterSecurityGroupId")
    return group_rule("to-kubelet", cluster, The("SecurityGroup own-nodes"), control_plane, 10250)


def acl_on(subnet: str, ingress: list[dict[str, Any]], egress: list[dict[str, Any]]) -> Plant:
    return added(
        "aws:ec2/networkAcl:NetworkAcl",
        "acl",
        f"Subnet {subnet}",
        vpcId=The("Vpc network"),
        subnetIds=[The(f"Subnet {subnet}")],
        ingress=ingress,
        egress=egress,
    )


def allow(number: int, block: str, first: int, last: int) -> dict[str, Any]:
    return {
        "ruleNo": number,
        "action": "allow",
        "protocol": "tcp",
        "cidrBlock": block,
        "fromPort": first,
        "toPort": last,
    }


ALLOW_ALL = {"ruleNo": 100, "action": "allow", "protocol": "-1", "cidrBlock": EVERYWHERE, "fromPort": 0, "toPort": 0}

FAULTS = (
    Fault(
        "the launch template has its own group without rules in place of the cluster's",
        "staging",
        "api-server-closed",
        "network-private-az1",
        nodes_in_a_group_of_their_own("payments", ALL_OUT),
    ),
    Fault(
        "the nodes' own group is not let in by the control plane",
        "isolated",
        "api-server-closed",
        PRIVATE,
        nodes_in_a_group_of_their_own("vault", ALL_OUT, control_plane_to_nodes("vault")),
    ),
    Fault(
        "the nodes' own group does not let the control plane in",
        "dev",
        "kubelet-closed",
        "network-private-az1",
        nodes_in_a_group_of_their_own("dev", ALL_OUT, nodes_to_control_plane("dev")),
    ),
    Fault(
        "the nodes' own group lets webhooks in, but not to the kubelet",
        "prod-payments",
        "kubelet-closed",
        "network-private-az3",
        nodes_in_a_group_of_their_own(
            "payments",
            ALL_OUT,
            nodes_to_control_plane("payments"),
            group_rule(
                "to-webhooks",
                "payments",
                The("SecurityGroup own-nodes"),
                The("Cluster payments", "clusterSecurityGroupId"),
                9443,
            ),
        ),
    ),
    Fault(
        "the nodes' own group lets them out inside the VPC only",
        "dual-stack",
        "node-egress-closed",
        "network-private-az1",
        nodes_in_a_group_of_their_own(
            "media",
            [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["10.72.0.0/16"]}],
            nodes_to_control_plane("media"),
            control_plane_to_nodes("media"),
        ),
    ),
    Fault(
        "the nodes' own group lets them out nowhere",
        "regional-nat",
        "node-egress-closed",
        PRIVATE,
        nodes_in_a_group_of_their_own("shop", [], nodes_to_control_plane("shop"), control_plane_to_nodes("shop")),
    ),
    Fault(
        "the nodes' own group lets them out to the control plane only",
        "isolated",
        "node-egress-closed",
        "network-private-az3",
        together(
            nodes_in_a_group_of_their_own(
                "vault", [], nodes_to_control_plane("vault"), control_plane_to_nodes("vault")
            ),
            with_inputs(
                "SecurityGroup own-nodes",
                egress=[
                    {
                        "protocol": "tcp",
                        "fromPort": 443,
                        "toPort": 443,
                        "securityGroups": [The("Cluster vault", "clusterSecurityGroupId")],
                    }
                ],
            ),
        ),
    ),
    Fault(
        "a node subnet's network ACL lets no answers in",
        "prod-payments",
        "network-acl",
        "network-private-az1",
        acl_on("network-private-az1", [allow(100, "10.64.0.0/16", 0, 65535)], [ALLOW_ALL]),
    ),
    Fault(
        "a network ACL lets only some of the ephemeral ports in",
        "staging",
        "network-acl",
        PRIVATE,
        acl_on(
            PRIVATE,
            [allow(100, "10.62.0.0/16", 0, 65535), allow(110, EVERYWHERE, 32768, 60999)],
            [ALLOW_ALL],
        ),
    ),
    Fault(
        "the network ACL of a NAT gateway's subnet lets no answers in",
        "dual-stack",
        "network-acl",
        "network-private-az3",
        acl_on("network-public-az3", [allow(100, EVERYWHERE, 443, 443)], [ALLOW_ALL]),
    ),
    Fault(
        "the network ACL of the control plane's subnet lets nobody in",
        "regional-nat",
        "network-acl",
        "network-private-az1",
        together(
            with_inputs("Cluster shop", vpcConfig={"endpointPrivateAccess": True}),
            acl_on("network-cluster-az1", [], [ALLOW_ALL]),
        ),
    ),
    Fault(
        "the network ACL of public nodes lets no HTTPS out",
        "public-only",
        "network-acl",
        "network-public-az1",
        acl_on("network-public-az1", [ALLOW_ALL], [allow(100, EVERYWHERE, 80, 80)]),
    ),
    Fault(
        "the API is opened to the world",
        "dev",
        "api-open-to-the-world",
        "dev",
        with_inputs("Cluster dev", vpcConfig={"publicAccessCidrs": [EVERYWHERE]}),
    ),
    Fault(
        "the API's list is dropped, and the default is the world",
        "staging",
        "api-open-to-the-world",
        "payments",
        with_inputs("Cluster payments", vpcConfig={"publicAccessCidrs": GONE}),
    ),
    Fault(
        "a private cluster leaves the public endpoint to the default, which is on",
        "isolated",
        "api-open-to-the-world",
        "vault",
        with_inputs("Cluster vault", vpcConfig={"endpointPublicAccess": GONE}),
    ),
    Fault(
        "the API is opened to the whole IPv6 internet",
        "dual-stack",
        "api-open-to-the-world",
        "media",
        with_inputs("Cluster media", vpcConfig={"publicAccessCidrs": ["52.94.76.0/24", "::/0"]}),
    ),
    Fault(
        "neither a private nor a public API endpoint",
        "isolated",
        "no-api-endpoint",
        "network-private-az1",
        with_inputs("Cluster vault", vpcConfig={"endpointPrivateAccess": False}),
        also=("api-endpoints-both-off",),
    ),
    Fault(
        "the private API endpoint is off, and the list has no NAT address",
        "dev",
        "egress-address-not-listed",
        "network-private-az1",
        with_inputs("Cluster dev", vpcConfig={"endpointPrivateAccess": False}),
    ),
    Fault(
        "no egress address is on the API's list",
        "regional-nat",
        "egress-address-not-listed",
        "network-private-az1",
        with_inputs("Cluster shop", vpcConfig={"publicAccessCidrs": ["52.94.76.0/24"]}),
    ),
    Fault(
        "one zone's egress address is not on the API's list",
        "regional-nat",
        "egress-address-not-listed",
        PRIVATE,
        with_fewer("Cluster shop", "vpcConfig.publicAccessCidrs", "regional-nat/eip/network-nat-az2#publicIp/32"),
    ),
    Fault(
        "the regional NAT gateway chooses its addresses itself",
        "regional-nat",
        "egress-address-unknown",
        PRIVATE,
        with_inputs("NatGateway network-nat", availabilityZoneAddresses=GONE),
    ),
    Fault(
        "public nodes have to come to the API from addresses of their own",
        "public-only",
        "egress-address-unknown",
        "network-public-az1",
        with_inputs("Cluster demo", vpcConfig={"endpointPrivateAccess": False}),
    ),
    Fault(
        "the control plane is in another VPC than its nodes",
        "dev",
        "cluster-in-another-vpc",
        "network-private-az1",
        together(
            added("aws:ec2/vpc:Vpc", "other", "Vpc network", cidrBlock="10.60.0.0/16"),
            *(with_inputs(f"Subnet network-cluster-az{number}", vpcId=The("Vpc other")) for number in (1, 2, 3)),
        ),
        also=("cluster-in-several-vpcs", "s3-through-nat"),  # its subnets' tables have routes to NAT
    ),
    Fault(
        "a node subnet is of a VPC that nobody recorded",
        "prod-payments",
        "vpc-unknown",
        PRIVATE,
        with_inputs("Subnet network-private-az2", vpcId="vpc-0a1b2c3d4e5f60718"),
        also=("load-balancers-in-one-zone",),  # and so each VPC has tags in fewer zones
    ),
)
