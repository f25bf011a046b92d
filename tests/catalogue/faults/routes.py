"""Faults of addresses, routes and gateways."""

from eks_shared_vpc.preview.aws.computed import computed_outputs, stand_in_id
from tests.catalogue.case import found, on
from tests.catalogue.faults.twins import (
    TRANSIT,
    attached,
    inline,
    on_main_table,
    split,
    swapped,
    table_of_its_own,
    through_second_nat,
    to_office,
)
from tests.catalogue.planting import GONE, The, added, renamed, together, with_fewer, with_inputs, with_more, without

PRIVATE = "network-private-az2"
VPC = "aws:ec2/vpc:Vpc"
IPV6_BLOCK = computed_outputs(VPC, stand_in_id("dual-stack", VPC, "network"), {"assignGeneratedIpv6CidrBlock": True})
FIRST_IPV6_SUBNET = IPV6_BLOCK["ipv6CidrBlock"].replace("::/56", "::/64")
NATS = tuple(f"NatGateway network-nat-az{number}" for number in (1, 2, 3))

CASES = (
    found(
        "no-route",
        "a zone's default route is dropped",
        on("staging", without("Route network-private-az2-internet")),
        PRIVATE,
        twin=split("network-private-az2-internet"),
    ),
    found(
        "no-route",
        "the network's stack drops a zone's default route",
        on("prod-payments", without("Route network-private-az2-internet")),
        PRIVATE,
        twin=inline("network-private-az2-internet", "network-private-az2"),
    ),
    found(
        "no-route",
        "one of two networks loses a zone's default route",
        on("two-networks", without("Route open-private-az2-internet")),
        "open-private-az2",
        twin=split("open-private-az2-internet"),
    ),
    found(
        "no-route",
        "the public route is dropped where nodes are public",
        on("public-only", without("Route network-public-internet")),
        "network-public-az1",
        also=("public-subnet-without-internet",),
        twin=split("network-public-internet"),
    ),
    found(
        "no-route",
        "the default route covers private addresses only",
        on("prod-payments", with_inputs("Route network-private-az1-internet", destinationCidrBlock="10.0.0.0/8")),
        "network-private-az1",
        twin=to_office("10.0.0.0/8"),
    ),
    found(
        "no-route",
        "a node subnet is on no route table",
        on("dual-stack", without("RouteTableAssociation network-private-az2")),
        PRIVATE,
        # The gateway endpoint is not on the VPC's main table either.
        also=("gateway-endpoint-not-on-route-table",),
        twin=on_main_table(PRIVATE, "Cluster media"),
    ),
    found(
        "no-route",
        "the default route is IPv6 only",
        on("dual-stack", without("Route network-private-az1-internet")),
        "network-private-az1",
        twin=split("network-private-az1-internet-ipv6"),
    ),
    found(
        "route-to-nothing",
        "a NAT gateway is gone and its route is a blackhole",
        on("staging", without("NatGateway network-nat-az3")),
        "network-private-az3",
        twin=renamed("NatGateway network-nat-az3", "network-nat-third"),
    ),
    found(
        "route-to-nothing",
        "a route names an internet gateway of another VPC by its id",
        on(
            "dev",
            with_inputs("Route network-private-az1-internet", natGatewayId=GONE, gatewayId="igw-0a1b2c3d4e5f60718"),
        ),
        "network-private-az1",
        also=(
            "single-nat-gateway",
            "internal-load-balancers-in-public-subnet",
        ),  # which then carries two zones, not three
        twin=with_inputs("Route network-private-az1-internet", natGatewayId=GONE, transitGatewayId=TRANSIT),
    ),
    found(
        "route-to-nothing",
        "the internet gateway is detached under public nodes",
        on("public-only", with_inputs("InternetGateway network", vpcId=GONE)),
        "network-public-az2",
        twin=attached("Cluster demo"),
    ),
    found(
        "path-leaves-zone",
        "a route is pointed at another zone's NAT gateway",
        on(
            "prod-payments",
            with_inputs("Route network-private-az2-internet", natGatewayId=The("NatGateway network-nat-az1")),
        ),
        "payments",
        also=("single-nat-gateway",),
        twin=through_second_nat("az2"),
    ),
    found(
        "path-leaves-zone",
        "a node subnet is on another zone's route table",
        on(
            "staging",
            with_inputs(
                "RouteTableAssociation network-private-az2", routeTableId=The("RouteTable network-private-az1")
            ),
        ),
        "search",
        twin=swapped("az1", "az2"),
    ),
    found(
        "single-nat-gateway",
        "every zone's route is pointed at one NAT gateway",
        on(
            "prod-network",
            together(
                with_inputs("Route network-private-az2-internet", natGatewayId=The("NatGateway network-nat-az1")),
                with_inputs("Route network-private-az3-internet", natGatewayId=The("NatGateway network-nat-az1")),
            ),
        ),
        "network-nat-az1",
        twin=swapped("az2", "az3"),
    ),
    found(
        "nat-without-internet",
        "a NAT gateway is moved to a private subnet",
        on("staging", with_inputs("NatGateway network-nat-az1", subnetId=The("Subnet network-private-az1"))),
        "network-private-az1",
        twin=with_inputs("NatGateway network-nat-az1", privateIp="10.62.32.10"),
    ),
    found(
        "nat-without-internet",
        "a NAT gateway is of the private kind",
        on("prod-payments", with_inputs("NatGateway network-nat-az3", connectivityType="private", allocationId=GONE)),
        "network-private-az3",
        twin=with_inputs("NatGateway network-nat-az3", connectivityType=GONE),
    ),
    found(
        "nat-gateway-shape",
        "a NAT gateway has no Elastic IP",
        on("dual-stack", with_inputs("NatGateway network-nat-az2", allocationId=GONE)),
        "network-nat-az2",
        twin=with_inputs("NatGateway network-nat-az2", allocationId="eipalloc-0a1b2c3d4e5f60718"),
    ),
    found(
        "nat-without-internet",
        "a NAT gateway stands in another VPC",
        on(
            "staging",
            together(
                added("aws:ec2/vpc:Vpc", "other", "Vpc network", cidrBlock="10.99.0.0/16"),
                added(
                    "aws:ec2/subnet:Subnet",
                    "other-public",
                    "Subnet network-public-az2",
                    vpcId=The("Vpc other"),
                    cidrBlock="10.99.0.0/24",
                    availabilityZoneId="usw2-az2",
                ),
                with_inputs("NatGateway network-nat-az2", subnetId=The("Subnet other-public")),
            ),
        ),
        PRIVATE,
        twin=together(
            added(
                "aws:ec2/subnet:Subnet",
                "other-public",
                "Subnet network-public-az2",
                vpcId=The("Vpc network"),
                cidrBlock="10.62.192.0/24",
                availabilityZoneId="usw2-az2",
            ),
            added(
                "aws:ec2/routeTableAssociation:RouteTableAssociation",
                "other-public",
                "Subnet network-public-az2",
                "Cluster payments",
                "Cluster search",
                subnetId=The("Subnet other-public"),
                routeTableId=The("RouteTable network-public"),
            ),
            with_inputs("NatGateway network-nat-az2", subnetId=The("Subnet other-public")),
        ),
    ),
    found(
        "nat-without-internet",
        "the public table has no route to the internet gateway",
        on("dev", without("Route network-public-internet")),
        "network-private-az1",
        also=("path-leaves-zone", "public-subnet-without-internet"),
        twin=inline("network-public-internet", "network-public"),
    ),
    found(
        "nat-without-internet",
        "the subnet of a NAT gateway is on a private route table",
        on(
            "dual-stack",
            with_inputs("RouteTableAssociation network-public-az1", routeTableId=The("RouteTable network-private-az1")),
        ),
        "network-private-az1",
        also=("public-subnet-without-internet",),
        twin=table_of_its_own("network-public-az1", "Cluster media", gatewayId=The("InternetGateway network")),
    ),
    found(
        "nat-without-internet",
        "the internet gateway is detached",
        on("staging", with_inputs("InternetGateway network", vpcId=GONE)),
        "network-private-az1",
        twin=attached("Cluster payments", "Cluster search", *NATS),
    ),
    found(
        "nat-without-internet",
        "the internet gateway is attached to another VPC",
        on(
            "regional-nat",
            together(
                added("aws:ec2/vpc:Vpc", "other", "Vpc network", cidrBlock="10.99.0.0/16"),
                with_inputs("InternetGateway network", vpcId=The("Vpc other")),
            ),
        ),
        "network-private-az1",
        twin=together(
            added("aws:ec2/vpc:Vpc", "other", "Vpc network", cidrBlock="10.99.0.0/16"),
            added("aws:ec2/internetGateway:InternetGateway", "other", "Vpc network", vpcId=The("Vpc other")),
        ),
    ),
    found(
        "no-public-address",
        "private nodes are on the public route table",
        on(
            "staging",
            with_inputs("RouteTableAssociation network-private-az1", routeTableId=The("RouteTable network-public")),
        ),
        "network-private-az1",
        # The S3 endpoint is on private tables only, and the subnet is tagged for internal load balancers.
        also=("gateway-endpoint-not-on-route-table", "internal-load-balancers-in-public-subnet"),
        twin=together(
            table_of_its_own(
                "network-private-az1",
                "Cluster payments",
                "Cluster search",
                natGatewayId=The("NatGateway network-nat-az1"),
            ),
            with_more("VpcEndpoint network-s3", "routeTableIds", The("RouteTable own")),
        ),
    ),
    found(
        "no-public-address",
        "public nodes get no public address",
        on("public-only", with_inputs("Subnet network-public-az1", mapPublicIpOnLaunch=False)),
        "network-public-az1",
        twin=together(
            with_fewer("NodeGroup demo-default", "subnetIds", The("Subnet network-public-az1")),
            with_inputs("Subnet network-public-az1", mapPublicIpOnLaunch=False),
        ),
    ),
    found(
        "subnets-overlap",
        "two subnets overlap",
        on("prod-network", with_inputs("Subnet network-public-az1", cidrBlock="10.64.24.0/21")),
        "network-public-az1",
        twin=with_inputs("Subnet network-public-az1", cidrBlock="10.64.192.0/21"),
    ),
    found(
        "subnets-overlap",
        "a control plane's subnet lies inside the nodes' subnet",
        on("isolated", with_inputs("Subnet network-cluster-az1", cidrBlock="10.66.0.0/28")),
        "network-cluster-az1",
        twin=with_inputs("Subnet network-cluster-az1", cidrBlock="10.66.48.0/28"),
    ),
    found(
        "subnets-overlap",
        "two subnets have one IPv6 block",
        on("dual-stack", with_inputs("Subnet network-private-az2", ipv6CidrBlock=FIRST_IPV6_SUBNET)),
        PRIVATE,
        twin=with_inputs("Subnet network-private-az2", ipv6CidrBlock="2001:db8:0:fe::/64"),
    ),
    found(
        "subnet-outside-vpc",
        "a subnet lies outside its VPC",
        on("dev", with_inputs("Subnet network-public-az3", cidrBlock="10.61.160.0/21")),
        "network-public-az3",
        twin=with_inputs("Subnet network-public-az3", cidrBlock="10.60.192.0/21"),
    ),
    found(
        "subnet-outside-vpc",
        "the VPC's block is too small for the last zone",
        on("regional-nat", with_inputs("Vpc network", cidrBlock="10.74.0.0/17")),
        "network-private-az3",
        twin=together(
            with_inputs("Vpc network", cidrBlock="10.74.0.0/17"),
            added(
                "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
                "upper",
                "Vpc network",
                *(f"Subnet network-{tier}-az3" for tier in ("cluster", "private", "public")),
                vpcId=The("Vpc network"),
                cidrBlock="10.74.128.0/17",
            ),
        ),
    ),
    found(
        "subnet-without-ipv6",
        "a node subnet of an IPv6 cluster assigns no IPv6 address",
        on("dual-stack", with_inputs("Subnet network-private-az1", assignIpv6AddressOnCreation=GONE)),
        "network-private-az1",
        twin=with_inputs("Subnet network-public-az1", assignIpv6AddressOnCreation=True),
    ),
    found(
        "cluster-in-one-zone",
        "the control plane has subnets in one zone only",
        on(
            "dev",
            with_fewer(
                "Cluster dev",
                "vpcConfig.subnetIds",
                The("Subnet network-cluster-az2"),
                The("Subnet network-cluster-az3"),
            ),
        ),
        "dev",
        twin=with_fewer("Cluster dev", "vpcConfig.subnetIds", The("Subnet network-cluster-az3")),
    ),
)
