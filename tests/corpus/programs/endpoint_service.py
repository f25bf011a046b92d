"""Both sides of PrivateLink without a cluster: an NLB behind an endpoint service, and an endpoint in the clients' VPC.

Healthy: provider and consumer share zones, the endpoint waits to be accepted and has no private DNS, which would
need a verified name. There are no nodes or pods, so there is nothing to prove.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(nothing=True)

ZONES = ["usw2-az1", "usw2-az2"]


class Site(pulumi.ComponentResource):
    """A VPC with a private subnet in each zone, and nothing that leads out of it."""

    def __init__(self, name: str, block: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("acme:network:Site", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.vpc = aws.ec2.Vpc(
            name, cidr_block=f"{block}.0.0/16", enable_dns_hostnames=True, enable_dns_support=True, opts=child
        )
        self.subnets = [
            aws.ec2.Subnet(
                f"{name}-{zone}",
                vpc_id=self.vpc.id,
                availability_zone_id=zone,
                cidr_block=f"{block}.{index}.0/24",
                opts=child,
            )
            for index, zone in enumerate(ZONES)
        ]
        self.register_outputs({"vpcId": self.vpc.id})


def program() -> None:
    provider = aws.Provider("exchange", region="us-west-2", allowed_account_ids=["111111111111"])
    everywhere = pulumi.ResourceOptions(providers=[provider])
    opts = pulumi.ResourceOptions(provider=provider)
    supplier = Site("supplier", "10.101", everywhere)
    client = Site("client", "10.102", everywhere)

    balancer = aws.lb.LoadBalancer(
        "rates",
        load_balancer_type="network",
        internal=True,
        subnets=[each.id for each in supplier.subnets],
        enable_cross_zone_load_balancing=True,
        opts=opts,
    )
    targets = aws.lb.TargetGroup(
        "rates", port=8443, protocol="TCP", target_type="ip", vpc_id=supplier.vpc.id, opts=opts
    )
    aws.lb.Listener(
        "rates",
        load_balancer_arn=balancer.arn,
        port=443,
        protocol="TCP",
        default_actions=[{"type": "forward", "target_group_arn": targets.arn}],
        opts=opts,
    )
    service = aws.ec2.VpcEndpointService(
        "rates", acceptance_required=True, network_load_balancer_arns=[balancer.arn], opts=opts
    )
    aws.ec2.VpcEndpointServiceAllowedPrinciple(
        "rates",
        vpc_endpoint_service_id=service.id,
        principal_arn="arn:aws:iam::111111111111:root",
        opts=opts,
    )

    group = aws.ec2.SecurityGroup("rates-clients", vpc_id=client.vpc.id, description="Clients of rates", opts=opts)
    aws.vpc.SecurityGroupIngressRule(
        "rates-clients",
        security_group_id=group.id,
        cidr_ipv4=client.vpc.cidr_block,
        ip_protocol="tcp",
        from_port=443,
        to_port=443,
        opts=opts,
    )
    endpoint = aws.ec2.VpcEndpoint(
        "rates",
        vpc_id=client.vpc.id,
        vpc_endpoint_type="Interface",
        service_name=service.service_name,
        subnet_ids=[each.id for each in client.subnets],
        security_group_ids=[group.id],
        opts=opts,
    )
    aws.ec2.VpcEndpointConnectionAccepter(
        "rates", vpc_endpoint_service_id=service.id, vpc_endpoint_id=endpoint.id, opts=opts
    )
    pulumi.export("name", endpoint.dns_entries.apply(lambda entries: entries[0].dns_name if entries else ""))
