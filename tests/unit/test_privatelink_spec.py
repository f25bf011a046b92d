"""What a set of interface endpoints may be: services, and regions that lack them."""

import pytest

from eks_shared_vpc.privatelink import spec as module
from eks_shared_vpc.privatelink.services import (
    DEFAULT_SERVICES,
    MISSING_IN,
    ONLY_IN,
    SERVICES,
    TAKES_NO_POLICY,
    answered_names,
)
from eks_shared_vpc.privatelink.spec import PrivateLinkEndpointsSpec, resource_label
from eks_shared_vpc.spec import read
from tests.unit.refusals import Refusal, assert_refused, ids_refused_in, problems, rows


def attempt(changes):
    data = {"region": "us-west-2", "vpc_id": "vpc-1", "subnet_ids": {"usw2-az1": "subnet-1"}, **changes}
    return read(PrivateLinkEndpointsSpec, data, "endpoints", data["region"])


def gap(service, region, accepted_region):
    return Refusal(
        f"facts 5.4, 5.8, 6.38: {service} is not in {region}",
        {"region": region, "services": ["ec2", service]},
        ("service-not-in-region", "endpoints.services[1]"),
        f"{service} has no PrivateLink endpoint in {region}, as far as is known",
        f"list it in assume_available if AWS offers it by now (aws ec2 describe-vpc-endpoint-services --region {region})",
        {"region": accepted_region, "services": ["ec2", service]},
    )


REFUSALS = [
    Refusal(
        "an endpoint has a subnet",
        {"subnet_ids": {}},
        ("endpoint-subnets-missing", "endpoints.subnet_ids"),
        "an interface endpoint without a subnet has no address",
        "pass subnet_ids",
        {"subnet_ids": {"usw2-az1": "subnet-1"}},
    ),
    Refusal(
        "a short name is one that is known",
        {"services": ["eks", "eks-aut"]},
        ("unknown-service", "endpoints.services[1]"),
        "there is no endpoint service 'eks-aut' here",
        "write eks-auth",
        {"services": ["eks", "eks-auth"]},
    ),
    Refusal(
        "what is not known at all is written in full",
        {"services": ["quantum"]},
        ("unknown-service", "endpoints.services[0]"),
        "there is no endpoint service 'quantum' here",
        "write the full service name, such as com.amazonaws.us-west-2.eks",
        {"services": ["com.amazonaws.us-west-2.quantum"]},
    ),
    Refusal(
        "a service is listed once",
        {"services": ["eks", "sts", "eks"]},
        ("duplicate", "endpoints.services"),
        "eks is listed more than once",
        "remove the repetition",
        {"services": ["eks", "sts"]},
    ),
    *(
        Refusal(
            f"facts 5.17: {service} in {region} is one service under both of its names",
            {"region": region, "services": ["sts", service, full]},
            ("duplicate", "endpoints.services"),
            f"{full} is listed by its short and its full name, and two endpoints with private DNS conflict (facts 5.17)",
            "remove one of the two",
            {"region": region, "services": ["sts", service, other]},
        )
        for region, service, full, other in (
            ("us-west-2", "ecr.api", "com.amazonaws.us-west-2.ecr.api", "com.amazonaws.us-west-2.ecr.dkr"),
            ("us-west-2", "eks", "com.amazonaws.us-west-2.eks", "com.amazonaws.eu-west-1.eks"),
            ("cn-north-1", "ec2", "cn.com.amazonaws.cn-north-1.ec2", "com.amazonaws.cn-north-1.ec2"),
            ("us-west-2", "iam", "com.amazonaws.iam", "com.amazonaws.us-west-2.iam"),
        )
    ),
    Refusal(
        "a full name is listed once too",
        {"services": ["com.amazonaws.us-west-2.eks", "com.amazonaws.us-west-2.eks"]},
        ("duplicate", "endpoints.services"),
        "com.amazonaws.us-west-2.eks is listed more than once",
        "remove the repetition",
        {"services": ["com.amazonaws.us-west-2.eks"]},
    ),
    Refusal(
        "the default services are held to the region too",
        {"region": "mx-central-1"},
        ("service-not-in-region", "endpoints.services[0]"),
        "eks has no PrivateLink endpoint in mx-central-1",
        "assume_available",
        {"region": "mx-central-1", "assume_available": ["eks"]},
    ),
    Refusal(
        "a policy is of a service that has an endpoint",
        {"policies": {"sts": "{}"}},
        ("unknown-service", "endpoints.policies.sts"),
        "there is no endpoint of this service",
        "remove it",
        {"policies": {"eks": "{}"}},
    ),
    Refusal(
        "facts 5.19: and of one that supports a policy",
        {"services": ["oidc-eks", "eks"], "policies": {"oidc-eks": "{}"}},
        ("policy-not-accepted", "endpoints.policies.oidc-eks"),
        "this service's endpoint supports no policy (facts 5.19)",
        "remove it",
        {"services": ["oidc-eks", "eks"], "policies": {"eks": "{}"}},
    ),
    Refusal(
        "facts 1.3: a client's block is in canonical form as soon as it is known",
        {"client_cidrs": {"vpc": "10.0.0.1/16"}},
        ("host-bits", "endpoints.client_cidrs.vpc"),
        "the address has bits outside its prefix",
        "write 10.0.0.0/16",
        {"client_cidrs": {"vpc": "10.0.0.0/16"}},
    ),
    Refusal(
        "a client's name is part of the name and the description of its rule",
        {"client_security_groups": {"peer <1>": "sg-1"}},
        ("wrong-type", "endpoints.client_security_groups.peer <1>"),
        "this has characters or a form that cannot be used here",
        "correct the value",
        {"client_security_groups": {"Peer-1.a": "sg-1"}},
    ),
    Refusal(
        "a client's name names its rule, and a group's is no block's",
        {"client_cidrs": {"vpc": "10.0.0.0/16"}, "client_security_groups": {"vpc": "sg-1"}},
        ("duplicate", "endpoints.client_security_groups.vpc"),
        "another client has the same name, which names its rule",
        "rename one of the two",
        {"client_cidrs": {"vpc": "10.0.0.0/16"}, "client_security_groups": {"peer": "sg-1"}},
    ),
    Refusal(
        "nor that of an IPv6 block",
        {"client_ipv6_cidrs": {"vpc": "2600::/56"}, "client_security_groups": {"vpc-ipv6": "sg-1"}},
        ("duplicate", "endpoints.client_security_groups.vpc-ipv6"),
        "another client has the same name, which names its rule",
        "rename one of the two",
        {"client_ipv6_cidrs": {"vpc": "2600::/56"}, "client_security_groups": {"vpc": "sg-1"}},
    ),
    Refusal(
        "which is called after its network",
        {"client_cidrs": {"vpc-ipv6": "10.0.0.0/16"}, "client_ipv6_cidrs": {"vpc": "2600::/56"}},
        ("duplicate", "endpoints.client_ipv6_cidrs.vpc"),
        "another client has the same name, which names its rule",
        "rename one of the two",
        {"client_cidrs": {"vpc": "10.0.0.0/16"}, "client_ipv6_cidrs": {"vpc": "2600::/56"}},
    ),
    Refusal(
        "an organization is given by its id",
        {"organization_id": "arn:aws:organizations::111111111111:organization/o-exampleorg1"},
        ("wrong-type", "endpoints.organization_id"),
        "a form that cannot be used here",
        "correct the value",
        {"organization_id": "o-exampleorg1"},
    ),
    Refusal(
        "facts 5.13: the family of addresses is one of three",
        {"ip_address_type": "dual-stack"},
        ("wrong-type", "endpoints.ip_address_type"),
        "this is not one of the choices",
        "write dualstack",
        {"ip_address_type": "dualstack"},
    ),
    *(gap("eks", region, "us-west-2") for region in ("ap-southeast-5", "ap-southeast-7", "mx-central-1", "ap-east-2")),
    *(
        gap("vpc-lattice", region, "us-west-2")
        for region in ("ap-east-2", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "il-central-1")
    ),
    *(
        gap("eks-fips", region, accepted)
        for region, accepted in (
            ("eu-west-1", "us-east-1"),
            ("ca-central-1", "us-east-2"),
            ("eu-west-1", "us-west-1"),
            ("cn-north-1", "us-west-2"),
        )
    ),
]


@pytest.mark.parametrize("row", rows(REFUSALS))
def test_a_service_that_is_not_there_is_refused(row):
    assert_refused(row, lambda: attempt(row.bad))


@pytest.mark.parametrize("row", rows(REFUSALS))
def test_the_nearest_service_is_taken(row):
    assert problems(lambda: attempt(row.accepted)) == []


def test_every_refusal_of_endpoints_has_its_row():
    untested = ids_refused_in(module) - {row.problem[0] for row in REFUSALS}
    assert untested == set(), "a refusal without a row is untested"


def test_an_endpoint_that_is_assumed_to_be_available_is_taken_and_no_other():
    changes = {"region": "ap-southeast-5", "services": ["eks", "vpc-lattice"], "assume_available": ["eks"]}
    found = problems(lambda: attempt(changes))
    assert [(each.id, each.where) for each in found] == [("service-not-in-region", "endpoints.services[1]")]


def test_without_a_word_there_are_the_eks_api_and_pod_identity():
    assert attempt({}).services == ("eks", "eks-auth")


def test_a_full_name_never_waits_for_a_release():
    full = (
        "com.amazonaws.vpce.us-west-2.vpce-svc-1",
        "aws.sagemaker.us-west-2.notebook",
        "cn.com.amazonaws.x",
        "gov.x",
    )
    assert attempt({"services": list(full)}).services == full


@pytest.mark.parametrize("service", sorted({*DEFAULT_SERVICES, *MISSING_IN, *ONLY_IN, *TAKES_NO_POLICY}))
def test_a_rule_about_a_service_is_about_one_that_is_known(service):
    assert service in SERVICES, "a rule about another name would never apply"


@pytest.mark.parametrize(
    ("service", "label"),
    [
        pytest.param("eks-auth", "eks-auth", id="a short name is itself"),
        pytest.param("ecr.api", "ecr.api", id="with its dot"),
        pytest.param("com.amazonaws.us-west-2.eks", "us-west-2.eks", id="a full name, without its first two parts"),
        pytest.param(
            "com.amazonaws.vpce.us-west-2.vpce-svc-1", "vpce.us-west-2.vpce-svc-1", id="somebody's own service"
        ),
        pytest.param("aws.api.us-west-2.my_service", "us-west-2.my-service", id="what a URN may not carry is replaced"),
    ],
)
def test_a_service_is_named_in_resources_by_what_tells_it_apart(service, label):
    assert resource_label(service) == label


@pytest.mark.parametrize(
    ("service", "region", "names"),
    [
        pytest.param(
            "eks", "us-west-2", ("eks.us-west-2.amazonaws.com", "eks.us-west-2.api.aws"), id="facts 5.10: the EKS API"
        ),
        pytest.param("eks-auth", "us-west-2", ("eks-auth.us-west-2.api.aws",), id="facts 5.9: Pod Identity"),
        pytest.param(
            "eks-fips",
            "us-east-1",
            ("fips.eks.us-east-1.amazonaws.com", "eks-fips.us-east-1.api.aws"),
            id="facts 5.7: the EKS API with FIPS",
        ),
        pytest.param(
            "oidc-eks",
            "eu-west-1",
            ("oidc.eks.eu-west-1.amazonaws.com", "oidc-eks.eu-west-1.api.aws"),
            id="facts 5.2: OIDC discovery",
        ),
        pytest.param("ec2", "us-west-2", (), id="a service whose names are not known here"),
        pytest.param("eks", "cn-north-1", (), id="a partition whose names are not known here"),
    ],
)
def test_private_dns_leads_known_names_to_an_endpoint(service, region, names):
    assert answered_names(service, region) == names
