"""The style of a shared platform VPC: two clusters, production and tooling, in the same subnets.

Healthy: the subnets carry both clusters' tags and are large; each cluster has its own node group and admins. Both NAT
gateways are known to both clusters.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True)

CLUSTERS = ("prod", "tools")
PLATFORM = "arn:aws:iam::111111111111:role/platform"


def program() -> None:
    provider = aws.Provider("platform", region="us-west-2", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc("platform", cidr_block="10.64.0.0/16", enable_dns_hostnames=True, opts=opts)
    igw = aws.ec2.InternetGateway("platform", vpc_id=vpc.id, opts=opts)
    after_igw = pulumi.ResourceOptions(provider=provider, depends_on=[igw])
    shared = {f"kubernetes.io/cluster/{name}": "shared" for name in CLUSTERS}
    public_table = aws.ec2.RouteTable(
        "public", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}], opts=opts
    )
    private, ready = [], []
    for n, zone in enumerate(("usw2-az1", "usw2-az2")):
        public = aws.ec2.Subnet(
            f"public-{zone}",
            vpc_id=vpc.id,
            cidr_block=f"10.64.{n}.0/24",
            availability_zone_id=zone,
            tags={**shared, "kubernetes.io/role/elb": "1"},
            opts=opts,
        )
        aws.ec2.RouteTableAssociation(f"public-{zone}", subnet_id=public.id, route_table_id=public_table.id, opts=opts)
        address = aws.ec2.Eip(f"nat-{zone}", domain="vpc", opts=after_igw)
        nat = aws.ec2.NatGateway(f"nat-{zone}", subnet_id=public.id, allocation_id=address.id, opts=after_igw)
        inner = aws.ec2.Subnet(
            f"private-{zone}",
            vpc_id=vpc.id,
            cidr_block=f"10.64.{64 * (n + 1)}.0/18",
            availability_zone_id=zone,
            tags={**shared, "kubernetes.io/role/internal-elb": "1"},
            opts=opts,
        )
        table = aws.ec2.RouteTable(
            f"private-{zone}",
            vpc_id=vpc.id,
            routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}],
            opts=opts,
        )
        ready.append(
            aws.ec2.RouteTableAssociation(f"private-{zone}", subnet_id=inner.id, route_table_id=table.id, opts=opts)
        )
        private.append(inner.id)
    for name in CLUSTERS:
        cluster = aws.eks.Cluster(
            name,
            name=name,
            role_arn=f"arn:aws:iam::111111111111:role/{name}-cluster",
            version="1.35",
            access_config={"authentication_mode": "API", "bootstrap_cluster_creator_admin_permissions": False},
            vpc_config={
                "subnet_ids": private,
                "endpoint_private_access": True,
                "public_access_cidrs": ["52.94.76.0/24"],
            },
            opts=pulumi.ResourceOptions(provider=provider, depends_on=ready),
        )
        entry = aws.eks.AccessEntry(f"{name}-platform", cluster_name=cluster.name, principal_arn=PLATFORM, opts=opts)
        aws.eks.AccessPolicyAssociation(
            f"{name}-platform",
            cluster_name=cluster.name,
            principal_arn=entry.principal_arn,
            policy_arn="arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
            access_scope={"type": "cluster"},
            opts=opts,
        )
        aws.eks.NodeGroup(
            name,
            cluster_name=cluster.name,
            node_role_arn=f"arn:aws:iam::111111111111:role/{name}-nodes",
            subnet_ids=private,
            instance_types=["m7i.xlarge"],
            scaling_config={"desired_size": 2, "min_size": 2, "max_size": 20},
            opts=opts,
        )
