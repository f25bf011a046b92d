"""Faults of security groups, of network ACLs and of the API endpoint."""

from typing import Any

from tests.catalogue.case import found, on
from tests.catalogue.planting import GONE, Plant, The, added, renamed, together, with_fewer, with_inputs

GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EVERYWHERE = "0.0.0.0/0"
ALL_OUT = [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": [EVERYWHERE]}]
PRIVATE = "network-private-az2"
CONTROL_PLANE_OF_PAYMENTS = The("Cluster payments", "clusterSecurityGroupId")
EGRESS = tuple(f"regional-nat/eip/network-nat-az{number}#publicIp/32" for number in (1, 2, 3))


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


def everything(name: str, cluster: str, source: The) -> Plant:
    """The nodes' own group lets a group in on every port."""
    return added(
        INGRESS,
        name,
        f"LaunchTemplate {cluster}-default",
        securityGroupId=The("SecurityGroup own-nodes"),
        referencedSecurityGroupId=source,
        ipProtocol="-1",
    )


def nodes_among_themselves(cluster: str) -> Plant:
    return everything("among-themselves", cluster, The("SecurityGroup own-nodes"))


def with_list(cluster: str, *blocks: str) -> Plant:
    return with_inputs(f"Cluster {cluster}", vpcConfig={"publicAccessCidrs": list(blocks)})


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

CASES = (
    found(
        "api-server-closed",
        "the launch template has its own group without rules in place of the cluster's",
        on("staging", nodes_in_a_group_of_their_own("payments", ALL_OUT)),
        "network-private-az1",
        twin=nodes_in_a_group_of_their_own(
            "payments",
            ALL_OUT,
            nodes_to_control_plane("payments"),
            control_plane_to_nodes("payments"),
            nodes_among_themselves("payments"),
        ),
    ),
    found(
        "api-server-closed",
        "the nodes' own group is not let in by the control plane",
        on("isolated", nodes_in_a_group_of_their_own("vault", ALL_OUT, control_plane_to_nodes("vault"))),
        PRIVATE,
        twin=nodes_in_a_group_of_their_own(
            "vault",
            ALL_OUT,
            nodes_to_control_plane("vault"),
            control_plane_to_nodes("vault"),
            nodes_among_themselves("vault"),
        ),
    ),
    found(
        "kubelet-closed",
        "the nodes' own group does not let the control plane in",
        on("dev", nodes_in_a_group_of_their_own("dev", ALL_OUT, nodes_to_control_plane("dev"))),
        "network-private-az1",
        twin=nodes_in_a_group_of_their_own(
            "dev",
            ALL_OUT,
            nodes_to_control_plane("dev"),
            control_plane_to_nodes("dev"),
            nodes_among_themselves("dev"),
        ),
    ),
    found(
        "kubelet-closed",
        "the nodes' own group lets webhooks in, but not to the kubelet",
        on(
            "prod-payments",
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
        "network-private-az3",
        twin=nodes_in_a_group_of_their_own(
            "payments",
            ALL_OUT,
            nodes_to_control_plane("payments"),
            everything("from-control-plane", "payments", CONTROL_PLANE_OF_PAYMENTS),
            nodes_among_themselves("payments"),
        ),
    ),
    found(
        "node-egress-closed",
        "the nodes' own group lets them out inside the VPC only",
        on(
            "dual-stack",
            nodes_in_a_group_of_their_own(
                "media",
                [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["10.72.0.0/16"]}],
                nodes_to_control_plane("media"),
                control_plane_to_nodes("media"),
            ),
        ),
        "network-private-az1",
        twin=nodes_in_a_group_of_their_own(
            "media",
            [
                {"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/1", "128.0.0.0/1"]},
                {"protocol": "-1", "fromPort": 0, "toPort": 0, "ipv6CidrBlocks": ["::/0"]},
            ],
            nodes_to_control_plane("media"),
            control_plane_to_nodes("media"),
            nodes_among_themselves("media"),
        ),
    ),
    found(
        "node-egress-closed",
        "the nodes' own group lets them out nowhere",
        on(
            "regional-nat",
            nodes_in_a_group_of_their_own("shop", [], nodes_to_control_plane("shop"), control_plane_to_nodes("shop")),
        ),
        PRIVATE,
        twin=nodes_in_a_group_of_their_own(
            "shop",
            [],
            nodes_to_control_plane("shop"),
            control_plane_to_nodes("shop"),
            nodes_among_themselves("shop"),
            added(
                "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
                "out",
                "LaunchTemplate shop-default",
                securityGroupId=The("SecurityGroup own-nodes"),
                cidrIpv4=EVERYWHERE,
                ipProtocol="-1",
            ),
        ),
    ),
    found(
        "node-egress-closed",
        "the nodes' own group lets them out to the control plane only",
        on(
            "isolated",
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
        "network-private-az3",
        twin=nodes_in_a_group_of_their_own(
            "vault",
            [
                {"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["10.66.0.0/16"]},
                {
                    "protocol": "tcp",
                    "fromPort": 443,
                    "toPort": 443,
                    "prefixListIds": [The("VpcEndpoint network-s3", "prefixListId")],
                },
            ],
            nodes_to_control_plane("vault"),
            control_plane_to_nodes("vault"),
            nodes_among_themselves("vault"),
        ),
    ),
    found(
        "network-acl",
        "a node subnet's network ACL lets no answers in",
        on("prod-payments", acl_on("network-private-az1", [allow(100, "10.64.0.0/16", 0, 65535)], [ALLOW_ALL])),
        "network-private-az1",
        twin=acl_on(
            "network-private-az1",
            [allow(100, "10.64.0.0/16", 0, 65535), allow(110, EVERYWHERE, 1024, 65535)],
            [ALLOW_ALL],
        ),
    ),
    found(
        "network-acl",
        "a network ACL lets only some of the ephemeral ports in",
        on(
            "staging",
            acl_on(
                PRIVATE,
                [allow(100, "10.62.0.0/16", 0, 65535), allow(110, EVERYWHERE, 49152, 65535)],
                [ALLOW_ALL],
            ),
        ),
        PRIVATE,
        twin=acl_on(
            PRIVATE,
            [
                allow(100, "10.62.0.0/16", 0, 65535),
                allow(110, EVERYWHERE, 1024, 32767),
                allow(120, EVERYWHERE, 32768, 65535),
            ],
            [ALLOW_ALL],
        ),
    ),
    found(
        "network-acl",
        "the network ACL of a NAT gateway's subnet lets no answers in",
        on("dual-stack", acl_on("network-public-az3", [allow(100, EVERYWHERE, 443, 443)], [ALLOW_ALL])),
        "network-private-az3",
        twin=acl_on(
            "network-public-az3",
            [allow(100, "10.72.0.0/16", 0, 65535), allow(110, EVERYWHERE, 1024, 65535)],
            [ALLOW_ALL],
        ),
    ),
    found(
        "network-acl",
        "the network ACL of the control plane's subnet lets nobody in",
        on(
            "regional-nat",
            together(
                with_inputs("Cluster shop", vpcConfig={"endpointPrivateAccess": True}),
                acl_on("network-cluster-az1", [], [ALLOW_ALL]),
            ),
        ),
        "network-private-az1",
        twin=together(
            with_inputs("Cluster shop", vpcConfig={"endpointPrivateAccess": True}),
            acl_on("network-cluster-az1", [allow(100, "10.74.0.0/16", 0, 65535)], [ALLOW_ALL]),
        ),
    ),
    found(
        "network-acl",
        "the network ACL of public nodes lets no HTTPS out",
        on("public-only", acl_on("network-public-az1", [ALLOW_ALL], [allow(100, EVERYWHERE, 80, 80)])),
        "network-public-az1",
        twin=acl_on(
            "network-public-az1",
            [ALLOW_ALL],
            [allow(100, EVERYWHERE, 443, 443), allow(110, "10.70.0.0/16", 0, 65535)],
        ),
    ),
    found(
        "api-open-to-the-world",
        "the API is opened to the world",
        on("dev", with_inputs("Cluster dev", vpcConfig={"publicAccessCidrs": [EVERYWHERE]})),
        "dev",
        twin=with_inputs("Cluster dev", vpcConfig={"publicAccessCidrs": ["52.94.76.0/24", "54.240.196.0/24"]}),
    ),
    found(
        "api-open-to-the-world",
        "the API's list is dropped, and the default is the world",
        on("staging", with_inputs("Cluster payments", vpcConfig={"publicAccessCidrs": GONE})),
        "payments",
        twin=with_inputs("Cluster payments", vpcConfig={"endpointPublicAccess": False, "publicAccessCidrs": GONE}),
    ),
    found(
        "api-open-to-the-world",
        "a private cluster leaves the public endpoint to the default, which is on",
        on("isolated", with_inputs("Cluster vault", vpcConfig={"endpointPublicAccess": GONE})),
        "vault",
        twin=with_inputs(
            "Cluster vault",
            vpcConfig={"endpointPublicAccess": GONE, "publicAccessCidrs": ["52.94.76.0/24", "54.240.196.0/24"]},
        ),
    ),
    found(
        "api-open-to-the-world",
        "the API is opened to the whole IPv6 internet",
        on("dual-stack", with_inputs("Cluster media", vpcConfig={"publicAccessCidrs": ["52.94.76.0/24", "::/0"]})),
        "media",
        twin=with_inputs("Cluster media", vpcConfig={"publicAccessCidrs": ["52.94.76.0/24", "2600:1f00::/40"]}),
    ),
    found(
        "no-api-endpoint",
        "neither a private nor a public API endpoint",
        on("isolated", with_inputs("Cluster vault", vpcConfig={"endpointPrivateAccess": False})),
        "network-private-az1",
        also=("api-endpoints-both-off",),
        twin=with_inputs(
            "Cluster vault",
            vpcConfig={"endpointPublicAccess": True, "publicAccessCidrs": ["52.94.76.0/24", "54.240.196.0/24"]},
        ),
    ),
    found(
        "egress-address-not-listed",
        "the private API endpoint is off, and the list has no NAT address",
        on("dev", with_inputs("Cluster dev", vpcConfig={"endpointPrivateAccess": False})),
        "network-private-az1",
        twin=with_inputs(
            "Cluster dev",
            vpcConfig={
                "endpointPrivateAccess": False,
                "publicAccessCidrs": ["52.94.76.10/32", "dev/eip/network-nat-az1#publicIp/32"],
            },
        ),
    ),
    found(
        "egress-address-not-listed",
        "no egress address is on the API's list",
        on("regional-nat", with_inputs("Cluster shop", vpcConfig={"publicAccessCidrs": ["52.94.76.0/24"]})),
        "network-private-az1",
        twin=with_list("shop", "54.240.196.0/24", *EGRESS),
    ),
    found(
        "egress-address-not-listed",
        "one zone's egress address is not on the API's list",
        on(
            "regional-nat",
            with_fewer("Cluster shop", "vpcConfig.publicAccessCidrs", "regional-nat/eip/network-nat-az2#publicIp/32"),
        ),
        PRIVATE,
        twin=with_list("shop", *EGRESS),
    ),
    found(
        "egress-address-unknown",
        "the regional NAT gateway chooses its addresses itself",
        on("regional-nat", with_inputs("NatGateway network-nat", availabilityZoneAddresses=GONE)),
        PRIVATE,
        twin=together(
            with_inputs("NatGateway network-nat", availabilityZoneAddresses=GONE),
            with_inputs("Cluster shop", vpcConfig={"endpointPrivateAccess": True}),
        ),
    ),
    found(
        "egress-address-unknown",
        "public nodes have to come to the API from addresses of their own",
        on("public-only", with_inputs("Cluster demo", vpcConfig={"endpointPrivateAccess": False})),
        "network-public-az1",
        twin=with_list("demo", "54.240.196.0/24"),
    ),
    found(
        "cluster-in-another-vpc",
        "the control plane is in another VPC than its nodes",
        on(
            "dev",
            together(
                added("aws:ec2/vpc:Vpc", "other", "Vpc network", cidrBlock="10.60.0.0/16"),
                *(with_inputs(f"Subnet network-cluster-az{number}", vpcId=The("Vpc other")) for number in (1, 2, 3)),
            ),
        ),
        "network-private-az1",
        also=("cluster-in-several-vpcs", "s3-through-nat"),  # its subnets' tables have routes to NAT
        twin=together(
            added("aws:ec2/vpc:Vpc", "other", "Vpc network", cidrBlock="10.60.0.0/16"),
            added("aws:ec2/subnet:Subnet", "other", "Vpc network", vpcId=The("Vpc other"), cidrBlock="10.60.40.0/28"),
        ),
    ),
    found(
        "path-unknown",
        "a node subnet is of a VPC that no recorded program declares",
        on("prod-payments", with_inputs("Subnet network-private-az2", vpcId="vpc-0a1b2c3d4e5f60718")),
        "payments",
        also=("load-balancers-in-one-zone",),  # and so each VPC has tags in fewer zones
        twin=renamed("Vpc network", "core"),
    ),
)
