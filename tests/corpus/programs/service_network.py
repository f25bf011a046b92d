"""VPC Lattice beside EKS: a service network that is associated with the cluster's VPC, and a second one by an endpoint.

Healthy: a VPC has one service-network association, so the other network comes by an endpoint of type ServiceNetwork. Nodes let
Lattice's link-local range in. The cluster is our component's and its needs are proved through NAT.
"""

import pulumi
import pulumi_aws as aws

from eks_shared_vpc import EksCluster, SharedVpc
from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True)

REGION = "us-west-2"
LINK_LOCAL = "169.254.171.0/24"
PARTNER_NETWORK = f"arn:aws:vpc-lattice:{REGION}:444444444444:servicenetwork/sn-0123456789abcdef0"


def program() -> None:
    provider = aws.Provider("mesh", region=REGION, allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    network = SharedVpc(
        "mesh", {"region": REGION, "cidr": "10.87.0.0/16", "zones": ["usw2-az1", "usw2-az2", "usw2-az3"]}, opts
    )
    cluster = EksCluster(
        "mesh",
        {
            "region": REGION,
            "version": "1.34",
            "vpc_id": network.vpc_id,
            "cluster_subnet_ids": {zone: each.id for zone, each in network.subnets["cluster"].items()},
            "node_subnet_ids": {zone: each.id for zone, each in network.subnets["private"].items()},
            "endpoint": {"public_cidrs": ["52.94.76.0/24"]},
            "admins": ["arn:aws:iam::111111111111:role/mesh-admin"],
            "node_groups": {"default": {"instance_types": ["m7i.large"]}},
        },
        pulumi.ResourceOptions(provider=provider, depends_on=[network]),
    )
    aws.vpc.SecurityGroupIngressRule(
        "lattice-to-nodes",
        security_group_id=cluster.cluster_security_group_id,
        cidr_ipv4=LINK_LOCAL,
        ip_protocol="-1",
        opts=opts,
    )

    group = aws.ec2.SecurityGroup("lattice", vpc_id=network.vpc_id, description="Clients of Lattice", opts=opts)
    for port in (80, 443):
        aws.vpc.SecurityGroupIngressRule(
            f"lattice-{port}",
            security_group_id=group.id,
            cidr_ipv4=network.cidr_block,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            opts=opts,
        )
    own = aws.vpclattice.ServiceNetwork("mesh", name="mesh", auth_type="NONE", opts=opts)
    aws.vpclattice.ServiceNetworkVpcAssociation(
        "mesh",
        service_network_identifier=own.id,
        vpc_identifier=network.vpc_id,
        security_group_ids=[group.id],
        opts=opts,
    )
    service = aws.vpclattice.Service("orders", name="orders", auth_type="NONE", opts=opts)
    targets = aws.vpclattice.TargetGroup(
        "orders",
        name="orders",
        type="IP",
        config={"vpc_identifier": network.vpc_id, "port": 8080, "protocol": "HTTP"},
        opts=opts,
    )
    aws.vpclattice.Listener(
        "orders",
        name="orders",
        service_identifier=service.id,
        protocol="HTTP",
        port=80,
        default_action={"forwards": [{"target_groups": [{"target_group_identifier": targets.id, "weight": 100}]}]},
        opts=opts,
    )
    aws.vpclattice.ServiceNetworkServiceAssociation(
        "orders", service_identifier=service.id, service_network_identifier=own.id, opts=opts
    )
    aws.ec2.VpcEndpoint(
        "partner",
        vpc_id=network.vpc_id,
        vpc_endpoint_type="ServiceNetwork",
        service_network_arn=PARTNER_NETWORK,
        subnet_ids=[each.id for each in network.subnets["private"].values()],
        security_group_ids=[group.id],
        opts=opts,
    )
