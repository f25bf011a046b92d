"""The style of awsx, written by hand: a component of the user's own that creates a public and a private subnet per zone.

Healthy: one NAT gateway and one private table per zone, children named by index, the provider handed down by the parent.
The node group depends on the component, and so on everything that it creates.
"""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("creator-is-admin",))


class Vpc(pulumi.ComponentResource):
    """A VPC with a public and a private subnet in each zone."""

    def __init__(self, name: str, cidr: str, zones: Sequence[str], opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("acme:network:Vpc", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        first, second, *_ = cidr.split(".")
        self.vpc = aws.ec2.Vpc(name, cidr_block=cidr, enable_dns_hostnames=True, tags={"Name": name}, opts=child)
        below = pulumi.ResourceOptions(parent=self.vpc)
        gateway = aws.ec2.InternetGateway(name, vpc_id=self.vpc.id, opts=below)
        self.private_subnet_ids: list[pulumi.Output[str]] = []
        self.nat_addresses: list[pulumi.Output[str]] = []
        for index, zone in enumerate(zones):
            public = self._subnet(f"{name}-public-{index + 1}", f"{first}.{second}.{index * 32}.0/20", zone)
            route = aws.ec2.Route(
                f"{name}-public-{index + 1}",
                route_table_id=self._table(f"{name}-public-{index + 1}", public).id,
                destination_cidr_block="0.0.0.0/0",
                gateway_id=gateway.id,
                opts=below,
            )
            private = self._subnet(f"{name}-private-{index + 1}", f"{first}.{second}.{index * 32 + 16}.0/20", zone)
            eip = aws.ec2.Eip(f"{name}-{index + 1}", domain="vpc", opts=below)
            nat = aws.ec2.NatGateway(
                f"{name}-{index + 1}",
                allocation_id=eip.allocation_id,
                subnet_id=public.id,
                opts=pulumi.ResourceOptions(parent=self.vpc, depends_on=[route]),
            )
            aws.ec2.Route(
                f"{name}-private-{index + 1}",
                route_table_id=self._table(f"{name}-private-{index + 1}", private).id,
                destination_cidr_block="0.0.0.0/0",
                nat_gateway_id=nat.id,
                opts=below,
            )
            self.private_subnet_ids.append(private.id)
            self.nat_addresses.append(eip.public_ip)
        self.register_outputs({"privateSubnetIds": self.private_subnet_ids})

    def _subnet(self, name: str, cidr: str, zone: str) -> aws.ec2.Subnet:
        return aws.ec2.Subnet(
            name,
            vpc_id=self.vpc.id,
            cidr_block=cidr,
            availability_zone_id=zone,
            tags={"Name": name},
            opts=pulumi.ResourceOptions(parent=self.vpc),
        )

    def _table(self, name: str, subnet: aws.ec2.Subnet) -> aws.ec2.RouteTable:
        below = pulumi.ResourceOptions(parent=subnet)
        table = aws.ec2.RouteTable(name, vpc_id=self.vpc.id, opts=below)
        aws.ec2.RouteTableAssociation(
            name, subnet_id=subnet.id, route_table_id=table.id, opts=pulumi.ResourceOptions(parent=table)
        )
        return table


def program() -> None:
    oregon = aws.Provider("oregon", region="us-west-2", allowed_account_ids=["111111111111"])
    network = Vpc("crosswalk", "10.42.0.0/16", ["usw2-az1", "usw2-az2"], pulumi.ResourceOptions(providers=[oregon]))
    opts = pulumi.ResourceOptions(provider=oregon, depends_on=[network])
    cluster = aws.eks.Cluster(
        "crosswalk",
        role_arn="arn:aws:iam::111111111111:role/crosswalk-cluster",
        access_config={"authentication_mode": "API"},
        vpc_config={
            "subnet_ids": network.private_subnet_ids,
            # The nodes come from the addresses of the NAT gateways.
            "public_access_cidrs": [address.apply(lambda ip: f"{ip}/32") for address in network.nat_addresses],
        },
        opts=opts,
    )
    aws.eks.NodeGroup(
        "crosswalk",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/crosswalk-nodes",
        subnet_ids=network.private_subnet_ids,
        scaling_config={"desired_size": 2, "min_size": 2, "max_size": 4},
        opts=opts,
    )
