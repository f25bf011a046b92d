"""Names of a company: Resolver endpoints in and out, a forwarding rule, private zones, query logs, DNS Firewall.

Healthy: DNS attributes are on, each Resolver endpoint has addresses in two zones and a group for TCP and UDP 53, and a private zone
of another account is associated by the VPC's own provider after it was authorized. Nodes go out by one NAT gateway each zone.
"""

import pulumi
import pulumi_aws as aws

from eks_shared_vpc import EksCluster, SharedVpc
from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True)

REGION = "eu-west-1"
VPN_GATEWAY = "vgw-0123456789abcdef0"
CORPORATE = ["172.31.0.10", "172.31.0.11"]


def program() -> None:
    provider = aws.Provider("names", region=REGION, allowed_account_ids=["111111111111"])
    hub = aws.Provider("dns-hub", region=REGION, allowed_account_ids=["444444444444"])
    opts = pulumi.ResourceOptions(provider=provider)
    network = SharedVpc(
        "names", {"region": REGION, "cidr": "10.88.0.0/16", "zones": ["euw1-az1", "euw1-az2", "euw1-az3"]}, opts
    )
    private = [each.id for each in network.subnets["private"].values()]

    group = aws.ec2.SecurityGroup(
        "resolver",
        vpc_id=network.vpc_id,
        description="Resolver endpoints",
        ingress=[
            {"protocol": protocol, "from_port": 53, "to_port": 53, "cidr_blocks": ["10.0.0.0/8", "172.16.0.0/12"]}
            for protocol in ("tcp", "udp")
        ],
        egress=[{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}],
        opts=opts,
    )
    endpoints = {
        direction: aws.route53.ResolverEndpoint(
            direction.lower(),
            direction=direction,
            security_group_ids=[group.id],
            ip_addresses=[{"subnet_id": subnet} for subnet in private[:2]],
            opts=opts,
        )
        for direction in ("INBOUND", "OUTBOUND")
    }
    rule = aws.route53.ResolverRule(
        "corporate",
        domain_name="corp.example.com",
        rule_type="FORWARD",
        resolver_endpoint_id=endpoints["OUTBOUND"].id,
        target_ips=[{"ip": ip} for ip in CORPORATE],
        opts=opts,
    )
    aws.route53.ResolverRuleAssociation("corporate", resolver_rule_id=rule.id, vpc_id=network.vpc_id, opts=opts)

    own = aws.route53.Zone(
        "internal",
        name="internal.example.com",
        vpcs=[{"vpc_id": network.vpc_id}],
        opts=pulumi.ResourceOptions(provider=provider, ignore_changes=["vpcs"]),
    )
    hub_zone = "Z0123456789ABCDEFGHIJ"
    authorized = aws.route53.VpcAssociationAuthorization(
        "hub", zone_id=hub_zone, vpc_id=network.vpc_id, opts=pulumi.ResourceOptions(provider=hub)
    )
    aws.route53.ZoneAssociation("hub", zone_id=authorized.zone_id, vpc_id=authorized.vpc_id, opts=opts)

    logs = aws.cloudwatch.LogGroup("queries", retention_in_days=30, opts=opts)
    config = aws.route53.ResolverQueryLogConfig("queries", destination_arn=logs.arn, opts=opts)
    aws.route53.ResolverQueryLogConfigAssociation(
        "queries", resolver_query_log_config_id=config.id, resource_id=network.vpc_id, opts=opts
    )

    aws.ec2.VpnGatewayAttachment("corporate", vpc_id=network.vpc_id, vpn_gateway_id=VPN_GATEWAY, opts=opts)
    for zone in network.subnets["private"]:
        table = network.route_table_of("private", zone)
        aws.ec2.VpnGatewayRoutePropagation(
            f"corporate-{zone}", route_table_id=table.id, vpn_gateway_id=VPN_GATEWAY, opts=opts
        )
    cluster = EksCluster(
        "names",
        {
            "region": REGION,
            "version": "1.34",
            "vpc_id": network.vpc_id,
            "cluster_subnet_ids": {zone: each.id for zone, each in network.subnets["cluster"].items()},
            "node_subnet_ids": {zone: each.id for zone, each in network.subnets["private"].items()},
            "endpoint": {"public_cidrs": ["52.94.76.0/24"], "private_cidrs": {"corporate": "172.16.0.0/12"}},
            "admins": ["arn:aws:iam::111111111111:role/names-admin"],
            "service_cidr": "10.100.0.0/16",
            "node_groups": {"default": {"instance_types": ["m7i.large"]}},
        },
        pulumi.ResourceOptions(provider=provider, depends_on=[network]),
    )
    aws.route53.Record(
        "api",
        zone_id=own.zone_id,
        name="kubernetes",
        type="CNAME",
        ttl=300,
        records=[cluster.endpoint.apply(lambda url: url.removeprefix("https://"))],
        opts=opts,
    )
