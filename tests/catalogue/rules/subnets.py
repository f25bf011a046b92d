"""What subnets are for, and what is in them."""

from typing import Any

from tests.catalogue.case import Planted, clean, found, on
from tests.catalogue.planting import GONE, Plant, The, added, together, with_inputs, without

ZONES = ("az1", "az2")
TIERS = ("public", "private", "cluster")
CLUSTER = "Cluster cluster"
SUBNET = "aws:ec2/subnet:Subnet"
SMALL = with_inputs("Subnet private-az1", cidrBlock="10.0.11.0/28")
USED_BY_NODES = with_inputs(CLUSTER, vpcConfig={"subnetIds": [The("Subnet private-az1"), The("Subnet cluster-az2")]})


def subnet(name: str, **changes: Any) -> Planted:
    return on("world", with_inputs(f"Subnet {name}", **changes))


def control_plane_in(*subnets: Any) -> Planted:
    return on("world", with_inputs(CLUSTER, vpcConfig={"subnetIds": list(subnets)}))


def fargate(where: str) -> Plant:
    return added(
        "aws:eks/fargateProfile:FargateProfile",
        "jobs",
        CLUSTER,
        clusterName="pay",
        podExecutionRoleArn=The("Role pods", "arn"),
        subnetIds=[The(f"Subnet {where}")],
        selectors=[{"namespace": "jobs"}],
    )


def more_clusters(count: int) -> Plant:
    """Further clusters of the participant, on the same subnets."""
    return together(
        *(
            added(
                "aws:eks/cluster:Cluster",
                f"more-{number}",
                CLUSTER,
                name=f"more-{number}",
                roleArn=The("Role control", "arn"),
                vpcConfig={
                    "subnetIds": [The("Subnet cluster-az1"), The("Subnet cluster-az2")],
                    "endpointPrivateAccess": True,
                    "endpointPublicAccess": True,
                    "publicAccessCidrs": ["52.94.76.0/24"],
                },
            )
            for number in range(count)
        )
    )


def crowd(count: int, tier: str) -> Plant:
    """Interface endpoints in the first subnet of a tier."""
    return together(
        *(
            added(
                "aws:ec2/vpcEndpoint:VpcEndpoint",
                f"crowd-{number}",
                "Vpc vpc",
                vpcId=The("Vpc vpc"),
                serviceName=f"com.amazonaws.us-west-2.service-{number}",
                vpcEndpointType="Interface",
                privateDnsEnabled=True,
                subnetIds=[The(f"Subnet {tier}-az1")],
                securityGroupIds=[The("SecurityGroup clients")],
            )
            for number in range(count)
        )
    )


OTHER_VPC = together(
    added("aws:ec2/vpc:Vpc", "elsewhere", "Vpc vpc", cidrBlock="10.9.0.0/16"),
    added(SUBNET, "far", "Vpc vpc", vpcId=The("Vpc elsewhere"), cidrBlock="10.9.0.0/24"),
)
SECOND_BLOCK = together(
    added(
        "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
        "block",
        "Vpc vpc",
        vpcId=The("Vpc vpc"),
        cidrBlock="100.64.0.0/16",
    ),
    added(SUBNET, "far", "Vpc vpc", vpcId=The("Vpc vpc"), cidrBlock="100.64.0.0/24"),
)


def six(nodes: Any = None) -> Plant:
    """An IPv6 cluster on dual-stack subnets, with changes to its subnets of nodes."""
    plants = [
        with_inputs("Vpc vpc", assignGeneratedIpv6CidrBlock=True),
        with_inputs(CLUSTER, kubernetesNetworkConfig={"ipFamily": "ipv6", "serviceIpv4Cidr": GONE}),
    ]
    for number, tier in enumerate(TIERS):
        for zone in ZONES:
            block = {"ipv6CidrBlock": f"2001:db8:0:{number}{zone[-1]}::/64"}
            more = {"assignIpv6AddressOnCreation": True, **(nodes or {})} if tier == "private" else {}
            plants.append(with_inputs(f"Subnet {tier}-{zone}", **block, **more))
    return together(*plants)


SIX_ROUTED = together(
    added("aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway", "eigw", "Vpc vpc", vpcId=The("Vpc vpc")),
    *(
        added(
            "aws:ec2/route:Route",
            f"six-{zone}",
            "Vpc vpc",
            routeTableId=The(f"RouteTable table-{zone}"),
            destinationIpv6CidrBlock="::/0",
            egressOnlyGatewayId=The("EgressOnlyInternetGateway eigw"),
        )
        for zone in ZONES
    ),
)
NAT64 = added(
    "aws:ec2/route:Route",
    "nat64",
    "Vpc vpc",
    routeTableId=The("RouteTable table-az1"),
    destinationIpv6CidrBlock="64:ff9b::/96",
    natGatewayId=The("NatGateway nat-az1"),
)
MANAGED_MAIN_TABLE = added(
    "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
    "main",
    "Vpc vpc",
    vpcId=The("Vpc vpc"),
    routeTableId=The("RouteTable table-public"),
)


def tagged(key: str, name: str = "private-az1") -> Planted:
    tag = added("aws:ec2/tag:Tag", "tag", CLUSTER, resourceId=The(f"Subnet {name}"), key=key, value="shared")
    return on("world", tag)


CASES = (
    found(
        "zone-names",
        "a name",
        subnet("private-az1", availabilityZone="us-west-2a", availabilityZoneId=GONE),
        "private-az1",
    ),
    clean("zone-names", "another id", subnet("private-az1", availabilityZoneId="usw2-az3")),
    found(
        "public-subnet-without-internet",
        "no route",
        on("world", without("Route route-public")),
        "public-az1",
        "public-az2",
    ),
    found(
        "public-subnet-without-internet",
        "it has the main table, which has no route",
        on("world", without("RouteTableAssociation association-public-az1")),
        "public-az1",
    ),
    clean(
        "public-subnet-without-internet",
        "the main table is managed, so its routes are not certain",
        on("world", without("RouteTableAssociation association-public-az1"), MANAGED_MAIN_TABLE),
    ),
    found(
        "public-subnet-without-internet",
        "a private subnet hands out public addresses",
        subnet("private-az1", mapPublicIpOnLaunch=True),
        "private-az1",
    ),
    found(
        "internal-load-balancers-in-public-subnet",
        "a public subnet is tagged for internal ones",
        tagged("kubernetes.io/role/internal-elb", "public-az1"),
        "public-az1",
    ),
    clean(
        "internal-load-balancers-in-public-subnet",
        "a private one more is tagged",
        tagged("kubernetes.io/role/internal-elb", "cluster-az1"),
    ),
    found(
        "load-balancers-in-one-zone",
        "one zone is tagged, for each kind",
        on("world", without("Tag tag-public-az1", "Tag tag-private-az2")),
        "private-az1",
        "public-az2",
    ),
    clean(
        "load-balancers-in-one-zone", "none is tagged", on("world", without("Tag tag-public-az1", "Tag tag-public-az2"))
    ),
    found("load-balancer-subnet-full", "endpoints fill it", on("world", SMALL, crowd(3, "private")), "private-az1"),
    clean("load-balancer-subnet-full", "eight addresses are left", on("world", SMALL, crowd(2, "private"))),
    found("tagged-for-other-clusters", "another one's", tagged("kubernetes.io/cluster/old"), "private-az1"),
    clean("tagged-for-other-clusters", "its own", tagged("kubernetes.io/cluster/pay")),
    found("dns64-without-nat64", "no route", subnet("private-az1", enableDns64=True), "private-az1"),
    clean("dns64-without-nat64", "a route", on("world", with_inputs("Subnet private-az1", enableDns64=True), NAT64)),
    found(
        "cluster-in-one-zone",
        "two subnets of a zone",
        control_plane_in(The("Subnet cluster-az1"), The("Subnet private-az1")),
        "cluster",
    ),
    found("cluster-in-one-zone", "one subnet of another program", control_plane_in("subnet-1"), "cluster"),
    clean("cluster-in-one-zone", "two of another program", control_plane_in("subnet-1", "subnet-2")),
    found("cluster-in-several-vpcs", "Fargate elsewhere", on("world", OTHER_VPC, fargate("far")), "cluster"),
    clean("cluster-in-several-vpcs", "Fargate in a second block", on("world", SECOND_BLOCK, fargate("far"))),
    found(
        "cluster-zone-unsupported",
        "use1-az3",
        subnet("cluster-az1", availabilityZoneId="use1-az3"),
        "cluster",
    ),
    clean("cluster-zone-unsupported", "nodes may be there", subnet("private-az1", availabilityZoneId="use1-az3")),
    found(
        "cluster-subnet-kind",
        "a Local Zone",
        subnet("cluster-az1", availabilityZoneId="usw2-lax1-az1"),
        "cluster",
    ),
    found(
        "cluster-subnet-kind",
        "an Outpost",
        subnet("cluster-az1", outpostArn="arn:aws:outposts:us-west-2:111111111111:outpost/op-1"),
        "cluster",
    ),
    found("cluster-subnet-kind", "nodes with IPv6 only", subnet("private-az1", ipv6Native=True), "cluster"),
    clean("cluster-subnet-kind", "nodes in a Local Zone", subnet("private-az1", availabilityZoneId="usw2-lax1-az1")),
    found("cluster-subnet-full", "endpoints fill it", on("world", crowd(6, "cluster")), "cluster-az1"),
    clean("cluster-subnet-full", "six addresses are left", on("world", crowd(5, "cluster"))),
    found(
        "control-planes-crowd-subnet",
        "seven clusters on a /28",
        on("world", more_clusters(6)),
        "cluster-az1",
        "cluster-az2",
    ),
    clean("control-planes-crowd-subnet", "six clusters", on("world", more_clusters(5))),
    found("cluster-subnet-small", "an endpoint is in it", on("world", crowd(1, "cluster")), "cluster-az1"),
    clean("cluster-subnet-small", "it is large", on("world", USED_BY_NODES)),
    found("nodes-in-cluster-subnet", "nodes are in one", on("world", USED_BY_NODES), "private-az1"),
    clean(
        "nodes-in-cluster-subnet",
        "nodes are in public ones",
        on("world", with_inputs("NodeGroup nodes", subnetIds=[The("Subnet public-az1"), The("Subnet public-az2")])),
    ),
    found("fargate-in-public-subnet", "public", on("world", fargate("public-az1")), "jobs"),
    clean("fargate-in-public-subnet", "private", on("world", fargate("private-az1"))),
    found(
        "subnet-without-ipv6",
        "an IPv4 subnet",
        on("world", six(), with_inputs("Subnet cluster-az1", ipv6CidrBlock=GONE)),
        "cluster-az1",
    ),
    found(
        "subnet-without-ipv6",
        "no address on creation",
        on("world", six(nodes={"assignIpv6AddressOnCreation": GONE})),
        "private-az1",
        "private-az2",
    ),
    clean("subnet-without-ipv6", "dual-stack", on("world", six())),
    found(
        "dns64-under-ipv6-pods",
        "DNS64 is on",
        on("world", six(nodes={"enableDns64": True}), NAT64),
        "private-az1",
        "private-az2",
    ),
    clean("dns64-under-ipv6-pods", "it is off", on("world", six())),
    found("ipv6-pods-without-egress", "no route", on("world", six()), "private-az1", "private-az2"),
    clean("ipv6-pods-without-egress", "an egress-only gateway", on("world", six(), SIX_ROUTED)),
    clean(
        "ipv6-pods-without-egress",
        "no way out at all",
        on("world", six(), without("Route route-az1", "Route route-az2")),
    ),
)
