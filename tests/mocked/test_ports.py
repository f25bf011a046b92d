"""A path is asked for on any protocol and port; 443 is what most are asked on."""

from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from eks_shared_vpc.preview import Outcome, can
from tests.support import OWNER, graph_of, provider

GROUP = "test/securityGroup/pods"


def program() -> None:
    """A private subnet with a NAT gateway; an endpoint that answers on 587; a group that lets 443 and 5432 out."""
    owner = pulumi.ResourceOptions(provider=provider("owner", OWNER))
    vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", enable_dns_hostnames=True, enable_dns_support=True, opts=owner)
    internet = aws.ec2.InternetGateway("internet", vpc_id=vpc.id, opts=owner)
    tables = {name: aws.ec2.RouteTable(name, vpc_id=vpc.id, opts=owner) for name in ("public", "private")}
    subnets = {
        name: aws.ec2.Subnet(
            name, vpc_id=vpc.id, cidr_block=f"10.0.{number}.0/24", availability_zone_id="usw2-az1", opts=owner
        )
        for number, name in enumerate(tables)
    }
    for name, table in tables.items():
        aws.ec2.RouteTableAssociation(name, subnet_id=subnets[name].id, route_table_id=table.id, opts=owner)
    address = aws.ec2.Eip("nat", domain="vpc", opts=owner)
    nat = aws.ec2.NatGateway("nat", subnet_id=subnets["public"].id, allocation_id=address.id, opts=owner)
    every: Any = {"destination_cidr_block": "0.0.0.0/0", "opts": owner}
    aws.ec2.Route("public", route_table_id=tables["public"].id, gateway_id=internet.id, **every)
    aws.ec2.Route("private", route_table_id=tables["private"].id, nat_gateway_id=nat.id, **every)
    anybody: Any = {"protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}
    out: Any = [{**anybody, "from_port": port, "to_port": port} for port in (443, 587, 5432)]
    aws.ec2.SecurityGroup("pods", vpc_id=vpc.id, egress=out, opts=owner)
    submission: Any = [{**anybody, "from_port": 587, "to_port": 587}]
    mail = aws.ec2.SecurityGroup("mail", vpc_id=vpc.id, ingress=submission, opts=owner)
    aws.ec2.VpcEndpoint(
        "mail",
        vpc_id=vpc.id,
        service_name="com.amazonaws.us-west-2.email-smtp",
        vpc_endpoint_type="Interface",
        private_dns_enabled=True,
        subnet_ids=[subnets["private"].id],
        security_group_ids=[mail.id],
        opts=owner,
    )


@pytest.mark.parametrize(
    ("destination", "protocol", "port", "expected", "refused"),
    [
        ("sqs", "tcp", 443, Outcome.PROVED, None),
        ("sqs", "tcp", 8443, Outcome.REFUTED, "node-egress-closed"),
        ("internet", "tcp", 5432, Outcome.PROVED, None),
        ("internet", "udp", 5432, Outcome.REFUTED, "node-egress-closed"),
        ("email-smtp", "tcp", 587, Outcome.PROVED, None),
        ("email-smtp", "tcp", 443, Outcome.REFUTED, "endpoint-closed"),
        ("192.0.2.0/24", "tcp", 5432, Outcome.PROVED, None),
        ("192.0.2.0/24", "tcp", 22, Outcome.REFUTED, "node-egress-closed"),
    ],
)
def test_the_protocol_and_the_port_decide(
    destination: str, protocol: str, port: int, expected: Outcome, refused: str | None
) -> None:
    path = can(graph_of(program), "private", destination, groups=[GROUP], protocol=protocol, port=port)
    assert (path.outcome, path.refusal.id if path.refusal else None) == (expected, refused), path
