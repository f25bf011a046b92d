"""`pulumi_eks.Cluster` on subnets of the program, with one NAT gateway for all, and Fargate for system pods.

Healthy: the component waits for its subnets and routes, and makes cluster, groups and nodes by itself; those are no part of a
preview, so nothing is proved.
"""

import pulumi
import pulumi_aws as aws
import pulumi_eks as eks

from tests.corpus.expectation import Expectation

EXPECT = Expectation(nothing=True)


def program() -> None:
    name = f"{pulumi.get_project()}-{pulumi.get_stack()}"
    vpc = aws.ec2.Vpc(
        name, cidr_block="172.20.0.0/16", enable_dns_hostnames=True, enable_dns_support=True, tags={"Name": name}
    )
    gateway = aws.ec2.InternetGateway(name, vpc_id=vpc.id, tags={"Name": name})
    public_table = aws.ec2.RouteTable(f"{name}-public", vpc_id=vpc.id)
    aws.ec2.Route(
        f"{name}-public", route_table_id=public_table.id, destination_cidr_block="0.0.0.0/0", gateway_id=gateway.id
    )
    private_table = aws.ec2.RouteTable(f"{name}-private", vpc_id=vpc.id)

    public, private, links = [], [], []
    for index, zone in enumerate(("a", "b", "c")):
        front = aws.ec2.Subnet(
            f"{name}-public-{zone}",
            vpc_id=vpc.id,
            availability_zone=f"eu-west-1{zone}",
            cidr_block=f"172.20.{index}.0/24",
            map_public_ip_on_launch=True,
            tags={"kubernetes.io/role/elb": "1"},
        )
        back = aws.ec2.Subnet(
            f"{name}-private-{zone}",
            vpc_id=vpc.id,
            availability_zone=f"eu-west-1{zone}",
            cidr_block=f"172.20.{64 + 32 * index}.0/19",
            tags={"kubernetes.io/role/internal-elb": "1"},
        )
        for subnet, table, kind in ((front, public_table, "public"), (back, private_table, "private")):
            links.append(
                aws.ec2.RouteTableAssociation(f"{name}-{kind}-{zone}", subnet_id=subnet.id, route_table_id=table.id)
            )
        public.append(front)
        private.append(back)

    eip = aws.ec2.Eip(f"{name}-nat", domain="vpc", opts=pulumi.ResourceOptions(depends_on=[gateway]))
    nat = aws.ec2.NatGateway(
        f"{name}-nat",
        allocation_id=eip.allocation_id,
        subnet_id=public[0].id,
        opts=pulumi.ResourceOptions(depends_on=[gateway]),
    )
    egress = aws.ec2.Route(
        f"{name}-private", route_table_id=private_table.id, destination_cidr_block="0.0.0.0/0", nat_gateway_id=nat.id
    )
    cluster = eks.Cluster(
        name,
        vpc_id=vpc.id,
        public_subnet_ids=[subnet.id for subnet in public],
        private_subnet_ids=[subnet.id for subnet in private],
        kubernetes_service_ip_address_range="10.100.0.0/16",
        authentication_mode=eks.AuthenticationMode.API,
        instance_type="t3.large",
        desired_capacity=2,
        min_size=2,
        max_size=4,
        node_associate_public_ip_address=False,
        fargate={"selectors": [{"namespace": "karpenter"}], "subnet_ids": [subnet.id for subnet in private]},
        opts=pulumi.ResourceOptions(depends_on=[egress, *links]),
    )
    pulumi.export("kubeconfig", pulumi.Output.secret(cluster.kubeconfig_json))
