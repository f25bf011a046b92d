"""What PrivateLinkEndpoints declares."""

import json
from typing import Any

import pulumi
import pytest

from eks_shared_vpc import PrivateLinkEndpoints
from eks_shared_vpc.boundary import Refused
from eks_shared_vpc.preview.graph import Graph
from tests.support import OWNER, graph_of, in_account, names, only

ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
POLICY = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]})


def args(**changes: Any) -> Any:
    return {
        "region": "us-west-2",
        "vpc_id": "vpc-1",
        "subnet_ids": {"usw2-az1": "subnet-1", "usw2-az2": "subnet-2"},
        **changes,
    }


def endpoints(**changes: Any) -> Graph:
    """Endpoints with these arguments; one with an Output in it is a function, since Outputs are made in a program."""

    def program() -> None:
        made = {key: value() if callable(value) else value for key, value in changes.items()}
        PrivateLinkEndpoints("links", args(**made), in_account("owner", OWNER))

    return graph_of(program)


def test_without_being_asked_there_are_endpoints_of_eks_and_eks_auth():
    assert names(endpoints(), ENDPOINT) == ["links-eks", "links-eks-auth"]


def test_an_endpoint_says_everything_that_has_another_default():
    graph = endpoints(services=["ecr.api"], tags={"team": "network"})
    assert only(graph, ENDPOINT).inputs == {
        "vpcId": "vpc-1",
        "serviceName": "com.amazonaws.us-west-2.ecr.api",
        "vpcEndpointType": "Interface",
        "privateDnsEnabled": True,
        "ipAddressType": "ipv4",
        "subnetIds": ["subnet-1", "subnet-2"],
        "securityGroupIds": [only(graph, GROUP).id],
        "tags": {"team": "network", "Name": "links-ecr.api"},
    }, "type, private DNS and security group all have defaults that leave nodes without the service"


def test_all_endpoints_share_one_security_group():
    graph = endpoints(services=["eks", "sts", "ec2"])
    assert only(graph, GROUP).inputs == {
        "vpcId": "vpc-1",
        "description": "Clients of the interface endpoints",
        "tags": {"Name": "links"},
    }
    assert [each.inputs["securityGroupIds"] for each in graph.of_type(ENDPOINT)] == [[only(graph, GROUP).id]] * 3


def test_clients_by_block_and_by_group_are_let_in_on_443_and_nobody_else():
    graph = endpoints(
        client_cidrs=lambda: {"vpc": pulumi.Output.from_input("10.64.0.0/16"), "pods": "100.64.0.0/16"},
        client_security_groups={"payments": "222222222222/sg-1"},
    )
    common = {
        "securityGroupId": only(graph, GROUP).id,
        "ipProtocol": "tcp",
        "fromPort": 443,
        "toPort": 443,
    }
    assert {each.name: each.inputs for each in graph.of_type(RULE)} == {
        "links-payments": {
            **common,
            "referencedSecurityGroupId": "222222222222/sg-1",
            "description": "HTTPS from payments",
            "tags": {"Name": "links-payments"},
        },
        "links-pods": {
            **common,
            "cidrIpv4": "100.64.0.0/16",
            "description": "HTTPS from pods",
            "tags": {"Name": "links-pods"},
        },
        "links-vpc": {
            **common,
            "cidrIpv4": "10.64.0.0/16",
            "description": "HTTPS from vpc",
            "tags": {"Name": "links-vpc"},
        },
    }


def test_without_clients_nobody_is_let_in():
    graph = endpoints()
    assert names(graph, RULE) == []
    assert "ingress" not in only(graph, GROUP).inputs


@pytest.mark.parametrize(
    ("region", "service", "full"),
    [
        ("us-west-2", "eks", "com.amazonaws.us-west-2.eks"),
        ("us-west-2", "iam", "com.amazonaws.iam"),
        ("us-west-2", "com.amazonaws.vpce.us-west-2.vpce-svc-1", "com.amazonaws.vpce.us-west-2.vpce-svc-1"),
        ("cn-north-1", "ec2", "cn.com.amazonaws.cn-north-1.ec2"),
        ("cn-north-1", "logs", "com.amazonaws.cn-north-1.logs"),
        ("us-gov-west-1", "eks", "com.amazonaws.us-gov-west-1.eks"),
        ("us-gov-west-1", "eks-fips", "com.amazonaws.us-gov-west-1.eks-fips"),
    ],
)
def test_a_service_has_the_name_of_its_partition(region, service, full):
    graph = endpoints(region=region, services=[service], subnet_ids={"any": "subnet-1"})
    assert only(graph, ENDPOINT).inputs["serviceName"] == full


def test_a_policy_reaches_its_own_endpoint_only_also_when_it_is_known_later():
    graph = endpoints(services=["eks", "sts"], policies=lambda: {"sts": pulumi.Output.from_input(POLICY)})
    assert [each.inputs.get("policy") for each in graph.of_type(ENDPOINT)] == [None, POLICY]


def test_a_policy_that_is_long_by_white_space_only_loses_it():
    spaced = json.dumps(json.loads(POLICY), indent=4000)
    assert len(spaced) > 20_480
    policy = only(endpoints(services=["sts"], policies={"sts": spaced}), ENDPOINT).inputs["policy"]
    assert len(policy) < 200
    assert json.loads(policy) == json.loads(POLICY)


@pytest.mark.parametrize(
    ("services", "policies", "problems"),
    [
        (["oidc-eks"], {"oidc-eks": POLICY}, [("policy-not-accepted", "links.policies.oidc-eks")]),
        (["eks"], {"sts": POLICY}, [("unknown-service", "links.policies.sts")]),
        (
            ["eks", "oidc-eks"],
            {"oidc-eks": POLICY, "ek": POLICY},
            [("policy-not-accepted", "links.policies.oidc-eks"), ("unknown-service", "links.policies.ek")],
        ),
    ],
)
def test_a_policy_that_no_endpoint_can_take_is_refused(services, policies, problems):
    refused: list[Refused] = []

    def program() -> None:
        with pytest.raises(Refused) as caught:
            PrivateLinkEndpoints("links", args(services=services, policies=policies), in_account("owner", OWNER))
        refused.append(caught.value)

    graph_of(program)
    assert [(each.id, each.where) for each in refused[0].problems] == problems, "all of them at once"


def test_ids_names_and_the_group_are_outputs():
    graph = endpoints(services=["eks", "com.amazonaws.us-west-2.sts"])
    outputs = only(graph, "eks-shared-vpc:index:PrivateLinkEndpoints").outputs
    expected = {
        "endpoint_ids": {
            "eks": "test/vpcEndpoint/links-eks",
            "com.amazonaws.us-west-2.sts": "test/vpcEndpoint/links-us-west-2.sts",
        },
        "dns_names": {
            "eks": "test/vpcEndpoint/links-eks#dnsName",
            "com.amazonaws.us-west-2.sts": "test/vpcEndpoint/links-us-west-2.sts#dnsName",
        },
        "security_group_id": "test/securityGroup/links",
    }
    assert {key: outputs.get(key) for key in expected} == expected
