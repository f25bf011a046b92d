"""Faults of blocks and tiers: what subnets are cut from, which zones they are in, and what stands in them."""

from tests.faults.planting import GONE, Fault, Plant, The, added, together, with_inputs, without

BLOCK = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"


def second_block(cidr: str) -> Plant:
    return added(BLOCK, "second", "Vpc network", vpcId=The("Vpc network"), cidrBlock=cidr)


FAULTS = (
    Fault(
        "a second block is one that AWS does not put beside the first",
        "prod-network",
        "block-not-beside",
        "second",
        second_block("192.168.0.0/16"),
    ),
    Fault(
        "a subnet does not wait for the block that it is cut from",
        "prod-network",
        "subnet-before-block",
        "network-private-az1",
        together(second_block("100.64.0.0/16"), with_inputs("Subnet network-private-az1", cidrBlock="100.64.0.0/19")),
    ),
    Fault(
        "a block is added over a route",
        "prod-network",
        "block-over-route",
        "second",
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
    Fault(
        "a subnet is placed by the name of its zone",
        "prod-network",
        "zone-names",
        "network-private-az1",
        with_inputs("Subnet network-private-az1", availabilityZoneId=GONE, availabilityZone="us-west-2a"),
    ),
    Fault(
        "the subnets for public load balancers are on no route table",
        "prod-network",
        "public-subnet-without-internet",
        "network-public-az3",
        with_inputs("RouteTableAssociation network-public-az3", routeTableId=The("RouteTable network-private-az3")),
        also=("nat-without-internet", "s3-endpoint-not-on-table"),
    ),
    Fault(
        "load balancers find subnets in one zone only",
        "staging",
        "load-balancers-in-one-zone",
        "network-private-az1",
        without(*(f"Tag payments-subnets-private-az{number}-kubernetes.io-role-internal-elb" for number in (2, 3))),
    ),
    Fault(
        "a subnet for load balancers is too small",
        "dev",
        "load-balancer-subnet-full",
        "network-public-az1",
        with_inputs("Subnet network-public-az1", cidrBlock="10.60.32.0/29"),
    ),
    Fault(
        "subnets are tagged for a cluster that was there before",
        "regional-nat",
        "tagged-for-other-clusters",
        "network-private-az1",
        with_inputs("Subnet network-private-az1", tags={"kubernetes.io/cluster/old-shop": "shared"}),
    ),
    Fault(
        "a participant's subnets carry none of its tags",
        "staging",
        "shared-subnets-untagged",
        "payments",
        without(*(f"Tag payments-subnets-private-az{number}-kubernetes.io-role-internal-elb" for number in (1, 2, 3))),
    ),
    Fault(
        "DNS64 is on without NAT64",
        "prod-network",
        "dns64-without-nat64",
        "network-private-az2",
        with_inputs("Subnet network-private-az2", enableDns64=True),
    ),
    Fault(
        "DNS64 is on under IPv6 pods",
        "dual-stack",
        "dns64-under-ipv6-pods",
        "network-private-az2",
        with_inputs("Subnet network-private-az2", enableDns64=True),
        also=("dns64-without-nat64",),
    ),
    Fault(
        "a zone's IPv6 route is dropped",
        "dual-stack",
        "ipv6-pods-without-egress",
        "network-private-az1",
        without("Route network-private-az1-internet-ipv6"),
    ),
    Fault(
        "private subnets are open over IPv6",
        "dual-stack",
        "ipv6-open-in-private-subnet",
        "network-private-az3",
        with_inputs(
            "Route network-private-az3-internet-ipv6",
            egressOnlyGatewayId=GONE,
            gatewayId=The("InternetGateway network"),
        ),
        also=("internal-load-balancers-in-public-subnet",),
    ),
    Fault(
        "a subnet of an IPv6 cluster has no IPv6 block",
        "dual-stack",
        "subnet-without-ipv6",
        "network-cluster-az2",
        with_inputs("Subnet network-cluster-az2", ipv6CidrBlock=GONE),
    ),
    Fault(
        "a control plane is in two VPCs",
        "isolated",
        "cluster-in-several-vpcs",
        "vault",
        together(
            added("aws:ec2/vpc:Vpc", "other", "Vpc network", cidrBlock="10.66.0.0/16"),
            with_inputs("Subnet network-cluster-az3", vpcId=The("Vpc other")),
        ),
        also=("cluster-in-another-vpc",),
    ),
    Fault(
        "a control plane is in a zone that EKS does not take",
        "dev",
        "cluster-zone-unsupported",
        "dev",
        with_inputs("Subnet network-cluster-az1", availabilityZoneId="use1-az3"),
    ),
    Fault(
        "a control plane is in a Local Zone",
        "dev",
        "cluster-subnet-kind",
        "dev",
        with_inputs("Subnet network-cluster-az2", availabilityZoneId="usw2-lax1-az1"),
    ),
    Fault(
        "a NAT gateway and endpoints fill the control plane's subnet",
        "isolated",
        "cluster-subnet-full",
        "network-cluster-az1",
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
        also=("cluster-subnet-small",),
    ),
    Fault(
        "the control planes of many clusters crowd a subnet",
        "staging",
        "control-planes-crowd-subnet",
        "network-cluster-az1",
        together(
            *(
                with_inputs(
                    f"VpcEndpoint endpoints-{service}",
                    subnetIds=[The(f"Subnet network-cluster-az{number}") for number in (1, 2, 3)],
                )
                for service in ("eks", "eks-auth")
            ),
            *(
                with_inputs(f"NatGateway network-nat-az{number}", subnetId=The(f"Subnet network-cluster-az{number}"))
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
        also=("nat-without-internet", "cluster-subnet-small"),
    ),
    Fault(
        "nodes are in the control plane's subnets",
        "isolated",
        "nodes-in-cluster-subnet",
        "network-cluster-az1",
        with_inputs(
            "NodeGroup vault-default", subnetIds=[The(f"Subnet network-cluster-az{number}") for number in (1, 2, 3)]
        ),
        also=("cluster-subnet-small",),
    ),
    Fault(
        "a Fargate profile is in public subnets",
        "public-only",
        "fargate-in-public-subnet",
        "batch",
        added(
            "aws:eks/fargateProfile:FargateProfile",
            "batch",
            "Cluster demo",
            clusterName=The("Cluster demo"),
            podExecutionRoleArn="arn:aws:iam::111111111111:role/pods",
            subnetIds=[The("Subnet network-public-az1")],
        ),
        # It is planted beside the node group, so it waits for no add-on, and it has no public addresses.
        also=("nodes-before-addons", "coredns-before-nodes", "no-public-address"),
    ),
    Fault(
        "a VPC has two internet gateways",
        "prod-network",
        "second-gateway",
        "network",
        added("aws:ec2/internetGateway:InternetGateway", "other", "Vpc network", vpcId=The("Vpc network")),
        also=("nat-before-internet-gateway",),
    ),
    Fault(
        "a regional NAT gateway stands in a subnet",
        "regional-nat",
        "nat-gateway-shape",
        "network-nat",
        with_inputs("NatGateway network-nat", subnetId=The("Subnet network-public-az1")),
    ),
    Fault(
        "a share admits accounts outside the organization",
        "prod-network",
        "external-principals",
        "share",
        with_inputs("ResourceShare share", allowExternalPrincipals=GONE),
    ),
    Fault(
        "a default subnet is shared",
        "prod-network",
        "unshareable",
        "default",
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
    Fault(
        "a participant logs the flows of the shared VPC",
        "prod-payments",
        "foreign-flow-log",
        "payments",
        added("aws:ec2/flowLog:FlowLog", "payments", "LaunchTemplate payments-default", vpcId=The("Vpc network")),
    ),
    Fault(
        "a participant attaches a private zone to the shared VPC",
        "staging",
        "foreign-connection",
        "internal",
        added(
            "aws:route53/zone:Zone",
            "internal",
            "LaunchTemplate search-default",
            name="search.internal",
            vpcs=[{"vpcId": The("Vpc network")}],
        ),
    ),
)
