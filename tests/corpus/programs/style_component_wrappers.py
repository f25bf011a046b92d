"""A platform team's own components: `Network` and `Platform`, each with `providers`, aliases of a former layout, and guards.

Healthy: children inherit the provider from their parent. Aliases only name what a resource was called before; Elastic IPs are
protected and kept on deletion; the scaler owns the desired size.
"""

import json

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("creator-is-admin",))

ZONES = ("euc1-az1", "euc1-az2")


class Network(pulumi.ComponentResource):
    """A VPC with public and private subnets and a NAT gateway in each zone."""

    def __init__(self, name: str, second: int, opts: pulumi.ResourceOptions) -> None:
        super().__init__("acme:platform:Network", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        former = pulumi.ResourceOptions(parent=self, aliases=[pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE)])
        self.vpc = aws.ec2.Vpc(name, cidr_block=f"10.{second}.0.0/16", enable_dns_hostnames=True, opts=former)
        igw = aws.ec2.InternetGateway(name, vpc_id=self.vpc.id, opts=former)
        after = pulumi.ResourceOptions(parent=self, depends_on=[igw])
        guarded = pulumi.ResourceOptions(parent=self, ignore_changes=["tags"])
        public = aws.ec2.RouteTable(
            f"{name}-public",
            vpc_id=self.vpc.id,
            routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}],
            opts=child,
        )
        self.private: list[aws.ec2.Subnet] = []
        for index, zone in enumerate(ZONES):
            front, back = (
                aws.ec2.Subnet(
                    f"{name}-{tier}-{zone}",
                    vpc_id=self.vpc.id,
                    availability_zone_id=zone,
                    cidr_block=f"10.{second}.{start + 16 * index}.0/20",
                    opts=guarded,
                )
                for tier, start in (("public", 0), ("private", 128))
            )
            eip = aws.ec2.Eip(
                f"{name}-{zone}",
                domain="vpc",
                opts=pulumi.ResourceOptions(parent=self, depends_on=[igw], protect=True, retain_on_delete=True),
            )
            nat = aws.ec2.NatGateway(f"{name}-{zone}", subnet_id=front.id, allocation_id=eip.id, opts=after)
            table = aws.ec2.RouteTable(
                f"{name}-private-{zone}",
                vpc_id=self.vpc.id,
                routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}],
                opts=child,
            )
            for tier, subnet, routes in (("public", front, public), ("private", back, table)):
                aws.ec2.RouteTableAssociation(
                    f"{name}-{tier}-{zone}", subnet_id=subnet.id, route_table_id=routes.id, opts=child
                )
            self.private.append(back)
        self.register_outputs({"vpcId": self.vpc.id})


class Platform(pulumi.ComponentResource):
    """A cluster and its node groups on given subnets."""

    def __init__(self, name: str, subnets: list[aws.ec2.Subnet], opts: pulumi.ResourceOptions) -> None:
        super().__init__("acme:platform:Platform", name, None, opts)
        ids = [subnet.id for subnet in subnets]
        control, control_ready = self._role(f"{name}-control", "eks", "AmazonEKSClusterPolicy")
        nodes, nodes_ready = self._role(
            f"{name}-nodes",
            "ec2",
            "AmazonEKSWorkerNodePolicy",
            "AmazonEKS_CNI_Policy",
            "AmazonEC2ContainerRegistryPullOnly",
        )
        cluster = aws.eks.Cluster(
            name,
            role_arn=control.arn,
            version="1.36",
            vpc_config={"subnet_ids": ids, "endpoint_private_access": True, "public_access_cidrs": ["52.94.76.0/24"]},
            access_config={"authentication_mode": "API", "bootstrap_cluster_creator_admin_permissions": True},
            opts=pulumi.ResourceOptions(
                parent=self, depends_on=control_ready, aliases=[pulumi.Alias(name=f"{name}-eks")]
            ),
        )
        aws.eks.NodeGroup(
            name,
            cluster_name=cluster.name,
            node_role_arn=nodes.arn,
            subnet_ids=ids,
            scaling_config={"min_size": 2, "desired_size": 2, "max_size": 10},
            opts=pulumi.ResourceOptions(
                parent=self, depends_on=nodes_ready, ignore_changes=["scalingConfig.desiredSize", "releaseVersion"]
            ),
        )

    def _role(self, name: str, service: str, *policies: str) -> tuple[aws.iam.Role, list[pulumi.Resource]]:
        trust = {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        child = pulumi.ResourceOptions(parent=self)
        role = aws.iam.Role(name, assume_role_policy=document, opts=child)
        return role, [
            aws.iam.RolePolicyAttachment(
                f"{name}-{policy}", role=role.name, policy_arn=f"arn:aws:iam::aws:policy/{policy}", opts=child
            )
            for policy in policies
        ]


def program() -> None:
    account = aws.Provider("acme", region="eu-central-1", allowed_account_ids=["111111111111"])
    for name, second in (("blue", 71), ("green", 72)):
        network = Network(name, second, pulumi.ResourceOptions(providers={"aws": account}))
        Platform(f"{name}-platform", network.private, pulumi.ResourceOptions(providers=[account], depends_on=[network]))
