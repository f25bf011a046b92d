"""Faults of blocks and tiers: what subnets are cut from, which zones they are in, and what stands in them."""

from tests.catalogue.case import found, on
from tests.catalogue.faults.twins import TRANSIT, split, table_of_its_own, to_office
from tests.catalogue.planting import GONE, Plant, The, added, together, waiting, with_fewer, with_inputs, without

BLOCK = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"


def second_block(cidr: str, *waits: str) -> Plant:
    return added(BLOCK, "second", "Vpc network", *waits, vpcId=The("Vpc network"), cidrBlock=cidr)


CASES = (
    found(
        "block-not-beside",
        "a second block is one that AWS does not put beside the first",
        on("prod-network", second_block("192.168.0.0/16")),
        "second",
        twin=second_block("100.64.0.0/16"),
    ),
    found(
        "subnet-before-block",
        "a subnet does not wait for the block that it is cut from",
        on(
            "prod-network",
            together(
                second_block("100.64.0.0/16"), with_inputs("Subnet network-private-az1", cidrBlock="100.64.0.0/19")
            ),
        ),
        "network-private-az1",
        twin=together(
            second_block("100.64.0.0/16", "Subnet network-private-az1"),
            with_inputs("Subnet network-private-az1", cidrBlock="100.64.0.0/19"),
        ),
    ),
    found(
        "block-over-route",
        "a block is added over a route",
        on(
            "prod-network",
            together(
                second_block("100.64.0.0/16"),
                added(
                    "aws:ec2/route:Route",
                    "to-office",
                    "RouteTable network-private-az1",
                    routeTableId=The("RouteTable network-private-az1"),
                    destinationCidrBlock="100.64.8.0/24",
                    transitGatewayId="tgw-0a1b2c3d4e5f60718",
                ),
            ),
        ),
        "second",
        twin=together(second_block("100.64.0.0/16"), to_office("10.200.0.0/16")),
    ),
    found(
        "zone-names",
        "a subnet is placed by the name of its zone",
        on(
            "prod-network",
            with_inputs("Subnet network-private-az1", availabilityZoneId=GONE, availabilityZone="us-west-2a"),
        ),
        "network-private-az1",
        twin=with_inputs("Subnet network-private-az1", availabilityZoneId="usw2-az4"),
    ),
    found(
        "public-subnet-without-internet",
        "the subnets for public load balancers are on no route table",
        on(
            "prod-network",
            with_inputs("RouteTableAssociation network-public-az3", routeTableId=The("RouteTable network-private-az3")),
        ),
        "network-public-az3",
        also=("nat-without-internet", "s3-endpoint-not-on-table"),
        twin=table_of_its_own("network-public-az3", gatewayId=The("InternetGateway network")),
    ),
    found(
        "load-balancers-in-one-zone",
        "load balancers find subnets in one zone only",
        on(
            "staging",
            without(*(f"Tag payments-subnets-private-az{number}-kubernetes.io-role-internal-elb" for number in (2, 3))),
        ),
        "network-private-az1",
        twin=without("Tag payments-subnets-private-az3-kubernetes.io-role-internal-elb"),
    ),
    found(
        "load-balancer-subnet-full",
        "a subnet for load balancers is too small",
        on("dev", with_inputs("Subnet network-public-az1", cidrBlock="10.60.32.0/29")),
        "network-public-az1",
        twin=with_inputs("Subnet network-public-az1", cidrBlock="10.60.32.0/28"),
    ),
    found(
        "tagged-for-other-clusters",
        "subnets are tagged for a cluster that was there before",
        on(
            "regional-nat", with_inputs("Subnet network-private-az1", tags={"kubernetes.io/cluster/old-shop": "shared"})
        ),
        "network-private-az1",
        twin=with_inputs("Subnet network-private-az1", tags={"kubernetes.io/cluster/shop": "shared"}),
    ),
    found(
        "shared-subnets-untagged",
        "a participant's subnets carry none of its tags",
        on(
            "staging",
            without(
                *(f"Tag payments-subnets-private-az{number}-kubernetes.io-role-internal-elb" for number in (1, 2, 3))
            ),
        ),
        "payments",
        twin=together(
            *(
                with_inputs(f"Tag payments-subnets-private-az{number}-kubernetes.io-role-internal-elb", value="")
                for number in (1, 2, 3)
            )
        ),
    ),
    found(
        "dns64-without-nat64",
        "DNS64 is on without NAT64",
        on("prod-network", with_inputs("Subnet network-private-az2", enableDns64=True)),
        "network-private-az2",
        twin=together(
            with_inputs("Subnet network-private-az2", enableDns64=True),
            added(
                "aws:ec2/route:Route",
                "nat64",
                "RouteTable network-private-az2",
                routeTableId=The("RouteTable network-private-az2"),
                destinationIpv6CidrBlock="64:ff9b::/96",
                natGatewayId=The("NatGateway network-nat-az2"),
            ),
        ),
    ),
    found(
        "dns64-under-ipv6-pods",
        "DNS64 is on under IPv6 pods",
        on("dual-stack", with_inputs("Subnet network-private-az2", enableDns64=True)),
        "network-private-az2",
        also=("dns64-without-nat64",),
        twin=with_inputs("Subnet network-private-az2", enableDns64=False),
    ),
    found(
        "ipv6-pods-without-egress",
        "a zone's IPv6 route is dropped",
        on("dual-stack", without("Route network-private-az1-internet-ipv6")),
        "network-private-az1",
        twin=split("network-private-az1-internet-ipv6"),
    ),
    found(
        "ipv6-open-in-private-subnet",
        "private subnets are open over IPv6",
        on(
            "dual-stack",
            with_inputs(
                "Route network-private-az3-internet-ipv6",
                egressOnlyGatewayId=GONE,
                gatewayId=The("InternetGateway network"),
            ),
        ),
        "network-private-az3",
        also=("internal-load-balancers-in-public-subnet",),
        twin=with_inputs("Route network-private-az3-internet-ipv6", egressOnlyGatewayId=GONE, transitGatewayId=TRANSIT),
    ),
    found(
        "subnet-without-ipv6",
        "a subnet of an IPv6 cluster has no IPv6 block",
        on("dual-stack", with_inputs("Subnet network-cluster-az2", ipv6CidrBlock=GONE)),
        "network-cluster-az2",
        twin=with_inputs("Subnet network-cluster-az2", ipv6CidrBlock="2001:db8:0:fe::/64"),
    ),
    found(
        "cluster-in-several-vpcs",
        "a control plane is in two VPCs",
        on(
            "isolated",
            together(
                added("aws:ec2/vpc:Vpc", "other", "Vpc network", cidrBlock="10.66.0.0/16"),
                with_inputs("Subnet network-cluster-az3", vpcId=The("Vpc other")),
            ),
        ),
        "vault",
        also=("cluster-in-another-vpc",),
        twin=together(
            added("aws:ec2/vpc:Vpc", "other", "Vpc network", cidrBlock="10.66.0.0/16"),
            added("aws:ec2/subnet:Subnet", "other", "Vpc network", vpcId=The("Vpc other"), cidrBlock="10.66.160.0/28"),
        ),
    ),
    found(
        "cluster-zone-unsupported",
        "a control plane is in a zone that EKS does not take",
        on("dev", with_inputs("Subnet network-cluster-az1", availabilityZoneId="use1-az3")),
        "dev",
        also=("single-nat-gateway",),  # names other zones then
        twin=with_inputs("Subnet network-cluster-az1", availabilityZoneId="usw2-az4"),
    ),
    found(
        "cluster-subnet-kind",
        "a control plane is in a Local Zone",
        on("dev", with_inputs("Subnet network-cluster-az2", availabilityZoneId="usw2-lax1-az1")),
        "dev",
        also=("single-nat-gateway",),  # names other zones then
        twin=with_inputs("Subnet network-cluster-az2", availabilityZoneId="usw2-az4"),
    ),
    found(
        "cluster-subnet-full",
        "a NAT gateway and endpoints fill the control plane's subnet",
        on(
            "isolated",
            together(
                *(
                    with_inputs(
                        f"VpcEndpoint endpoints-{service}",
                        subnetIds=[The(f"Subnet network-cluster-az{number}") for number in (1, 2, 3)],
                    )
                    for service in ("ec2", "ecr.api", "ecr.dkr", "eks-auth", "logs")
                ),
                added(
                    "aws:ec2/natGateway:NatGateway",
                    "private",
                    "Subnet network-cluster-az1",
                    subnetId=The("Subnet network-cluster-az1"),
                    connectivityType="private",
                ),
            ),
        ),
        "network-cluster-az1",
        also=("cluster-subnet-small",),
        twin=added(
            "aws:ec2/natGateway:NatGateway",
            "private",
            "Subnet network-private-az1",
            subnetId=The("Subnet network-private-az1"),
            connectivityType="private",
        ),
    ),
    found(
        "control-planes-crowd-subnet",
        "the control planes of many clusters crowd a subnet",
        on(
            "staging",
            together(
                *(
                    with_inputs(
                        f"VpcEndpoint endpoints-{service}",
                        subnetIds=[The(f"Subnet network-cluster-az{number}") for number in (1, 2, 3)],
                    )
                    for service in ("eks", "eks-auth")
                ),
                *(
                    with_inputs(
                        f"NatGateway network-nat-az{number}", subnetId=The(f"Subnet network-cluster-az{number}")
                    )
                    for number in (1, 2, 3)
                ),
                added(
                    "aws:ec2/natGateway:NatGateway",
                    "private-1",
                    "Subnet network-cluster-az1",
                    subnetId=The("Subnet network-cluster-az1"),
                    connectivityType="private",
                ),
                added(
                    "aws:ec2/natGateway:NatGateway",
                    "private-2",
                    "Subnet network-cluster-az1",
                    subnetId=The("Subnet network-cluster-az1"),
                    connectivityType="private",
                ),
            ),
        ),
        "network-cluster-az1",
        also=("nat-without-internet", "cluster-subnet-small"),
        twin=together(
            *(
                added(
                    "aws:ec2/natGateway:NatGateway",
                    f"private-{number}",
                    "Subnet network-cluster-az1",
                    subnetId=The("Subnet network-cluster-az1"),
                    connectivityType="private",
                )
                for number in (1, 2)
            )
        ),
    ),
    found(
        "nodes-in-cluster-subnet",
        "nodes are in the control plane's subnets",
        on(
            "isolated",
            with_inputs(
                "NodeGroup vault-default", subnetIds=[The(f"Subnet network-cluster-az{number}") for number in (1, 2, 3)]
            ),
        ),
        "network-cluster-az1",
        also=("cluster-subnet-small",),
        twin=with_fewer("NodeGroup vault-default", "subnetIds", The("Subnet network-private-az3")),
    ),
    found(
        "fargate-in-public-subnet",
        "a Fargate profile is in public subnets",
        on(
            "public-only",
            added(
                "aws:eks/fargateProfile:FargateProfile",
                "batch",
                "Cluster demo",
                clusterName=The("Cluster demo"),
                podExecutionRoleArn="arn:aws:iam::111111111111:role/pods",
                subnetIds=[The("Subnet network-public-az1")],
                selectors=[{"namespace": "batch"}],
            ),
        ),
        "batch",
        # It is planted beside the node group, so it waits for no add-on, and it has no public addresses.
        also=("nodes-before-addons", "coredns-before-nodes", "no-public-address"),
        twin=on(
            "dev",
            added(
                "aws:eks/fargateProfile:FargateProfile",
                "batch",
                "Cluster dev",
                "Addon dev-coredns",
                clusterName=The("Cluster dev"),
                podExecutionRoleArn="arn:aws:iam::111111111111:role/pods",
                subnetIds=[The("Subnet network-private-az1")],
                selectors=[{"namespace": "batch"}],
            ),
            waiting("FargateProfile batch", "Addon dev-vpc-cni", "Addon dev-kube-proxy"),
        ),
    ),
    found(
        "second-gateway",
        "a VPC has two internet gateways",
        on(
            "prod-network",
            added("aws:ec2/internetGateway:InternetGateway", "other", "Vpc network", vpcId=The("Vpc network")),
        ),
        "network",
        also=("nat-before-internet-gateway",),
        twin=together(
            added("aws:ec2/vpc:Vpc", "other", "Vpc network", cidrBlock="10.99.0.0/16"),
            added("aws:ec2/internetGateway:InternetGateway", "other", "Vpc network", vpcId=The("Vpc other")),
        ),
    ),
    found(
        "nat-gateway-shape",
        "a regional NAT gateway stands in a subnet",
        on("regional-nat", with_inputs("NatGateway network-nat", subnetId=The("Subnet network-public-az1"))),
        "network-nat",
        twin=with_inputs(
            "NatGateway network-nat",
            availabilityZoneAddresses=[
                {"availabilityZone": f"us-west-2{letter}", "allocationIds": [The(f"Eip network-nat-az{number}")]}
                for number, letter in enumerate("abc", 1)
            ],
        ),
    ),
    found(
        "external-principals",
        "a share admits accounts outside the organization",
        on("prod-network", with_inputs("ResourceShare share", allowExternalPrincipals=GONE)),
        "share",
        twin=with_inputs("ResourceShare share", name="subnets"),
    ),
    found(
        "unshareable",
        "a default subnet is shared",
        on(
            "prod-network",
            together(
                added("aws:ec2/defaultSubnet:DefaultSubnet", "default", "Vpc network", availabilityZone="us-west-2a"),
                added(
                    "aws:ram/resourceAssociation:ResourceAssociation",
                    "default",
                    "ResourceAssociation share-private-az1",
                    resourceShareArn=The("ResourceShare share", "arn"),
                    resourceArn=The("DefaultSubnet default", "arn"),
                ),
            ),
        ),
        "default",
        twin=together(
            added("aws:ec2/subnet:Subnet", "more", "Vpc network", vpcId=The("Vpc network"), cidrBlock="10.64.192.0/24"),
            added(
                "aws:ram/resourceAssociation:ResourceAssociation",
                "more",
                "ResourceAssociation share-private-az1",
                resourceShareArn=The("ResourceShare share", "arn"),
                resourceArn=The("Subnet more", "arn"),
            ),
        ),
    ),
    found(
        "foreign-flow-log",
        "a participant logs the flows of the shared VPC",
        on(
            "prod-payments",
            added("aws:ec2/flowLog:FlowLog", "payments", "LaunchTemplate payments-default", vpcId=The("Vpc network")),
        ),
        "payments",
        twin=added(
            "aws:ec2/flowLog:FlowLog",
            "payments",
            "LaunchTemplate payments-default",
            eniId="eni-0a1b2c3d4e5f60718",
            trafficType="ALL",
            logDestination="arn:aws:s3:::flow-logs",
            logDestinationType="s3",
        ),
    ),
    found(
        "foreign-connection",
        "a participant attaches a private zone to the shared VPC",
        on(
            "staging",
            added(
                "aws:route53/zone:Zone",
                "internal",
                "LaunchTemplate search-default",
                name="search.internal",
                vpcs=[{"vpcId": The("Vpc network")}],
            ),
        ),
        "internal",
        twin=added(
            "aws:route53/zone:Zone",
            "internal",
            "Vpc network",
            name="search.internal",
            vpcs=[{"vpcId": The("Vpc network")}],
        ),
    ),
)
