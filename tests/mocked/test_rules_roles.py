"""Rules about roles, pod identities and issuers, each broken and kept."""

from typing import Any

import pulumi_aws as aws
import pytest

from eks_shared_vpc.preview.rules import roles as rules
from tests.mocked.rule_cases import (
    AWS_POLICY,
    GONE,
    Case,
    World,
    assert_covered,
    assert_found,
    assert_left_alone,
    complying,
    label,
    right,
    trust,
    world,
    wrong,
)

IPV6 = {"kubernetes_network_config": {"ip_family": "ipv6"}}
SIX = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["ec2:AssignIpv6Addresses"], "Resource": "*"}]}'
POD_GROUPS = {"configuration_values": '{"env": {"ENABLE_POD_ENI": "true"}}'}


def inline(made: World) -> None:
    made.make(aws.iam.RolePolicy, "six", made.participant, role=made["worker"].id, policy=SIX)


def attached(role: str, arn: str) -> Any:
    def declare(made: World) -> None:
        made.make(aws.iam.RolePolicyAttachment, "extra", made.participant, role=made[role].name, policy_arn=arn)

    return declare


def issuers(count: int, **more: Any) -> Any:
    def declare(made: World) -> None:
        issuer = made["cluster"].identities[0].oidcs[0].issuer
        for number in range(count):
            made.make(
                aws.iam.OpenIdConnectProvider,
                f"issuer-{number}",
                made.participant,
                url=issuer,
                client_id_lists=["sts.amazonaws.com"],
                **more,
            )

    return world({}, declare)


def second_identity(namespace: str) -> Any:
    def declare(made: World) -> None:
        made.make(
            aws.eks.PodIdentityAssociation,
            "identity-two",
            made.participant,
            cluster_name=made["cluster"].name,
            namespace=namespace,
            service_account="ledger",
            role_arn=made["pods"].arn,
        )

    return world({}, declare)


CASES: list[Case] = [
    wrong(
        rules.role_not_assumable,
        "the nodes' role trusts EKS",
        world({"worker": {"assume_role_policy": trust("eks.amazonaws.com")}}),
        "worker",
    ),
    wrong(
        rules.role_not_assumable,
        "the pods' role lacks TagSession",
        world({"pods": {"assume_role_policy": trust("pods.eks.amazonaws.com")}}),
        "pods",
    ),
    wrong(
        rules.role_not_assumable,
        "Auto Mode needs TagSession",
        world({"cluster": {"compute_config": {"enabled": True}}}),
        "control",
    ),
    right(
        rules.role_not_assumable,
        "it trusts several",
        world({"worker": {"assume_role_policy": trust("ec2.amazonaws.com", "sts:*")}}),
    ),
    wrong(rules.role_lacks_policy, "no registry", world({"worker-registry": GONE}), "worker"),
    wrong(rules.role_lacks_policy, "Auto Mode's", world({"cluster": {"compute_config": {"enabled": True}}}), "control"),
    right(
        rules.role_lacks_policy,
        "a policy of our own may say it",
        world({"worker-registry": GONE}, attached("worker", "arn:aws:iam::222222222222:policy/pull")),
    ),
    right(
        rules.role_lacks_policy,
        "a role with a name, and the older policy",
        world(
            {
                "worker": {"name": "worker"},
                "worker-registry": {"policy_arn": f"{AWS_POLICY}/AmazonEC2ContainerRegistryReadOnly"},
            }
        ),
    ),
    wrong(rules.ipv6_node_role, "IPv4 only", world({"cluster": IPV6}), "worker"),
    right(rules.ipv6_node_role, "a policy of our own", world({"cluster": IPV6}, inline)),
    right(
        rules.ipv6_node_role,
        "the CNI has a role of its own",
        world({"cluster": IPV6, "vpc-cni": {"service_account_role_arn": "arn:aws:iam::222222222222:role/cni"}}),
    ),
    wrong(rules.pod_groups_without_permission, "not attached", world({"vpc-cni": POD_GROUPS}), "control"),
    right(
        rules.pod_groups_without_permission,
        "attached",
        world({"vpc-cni": POD_GROUPS}, attached("control", f"{AWS_POLICY}/AmazonEKSVPCResourceController")),
    ),
    wrong(rules.role_before_policies, "nodes wait for nothing", world({"nodes": {"waits": False}}), "nodes"),
    wrong(rules.role_before_policies, "the cluster waits for nothing", world({"cluster": {"waits": False}}), "cluster"),
    wrong(
        rules.arn_of_another_partition,
        "China's",
        world({"worker-cni": {"policy_arn": "arn:aws-cn:iam::aws:policy/AmazonEKS_CNI_Policy"}}),
        "worker-cni",
    ),
    wrong(
        rules.arn_of_another_partition,
        "not China's, in China",
        world({}, region="cn-north-1"),
        "admin",
        "admin-policy",
        "control-cluster",
        "worker-cni",
        "worker-node",
        "worker-registry",
    ),
    wrong(rules.pod_identity_without_agent, "no agent", world({"eks-pod-identity-agent": GONE}), "cluster"),
    right(
        rules.pod_identity_without_agent,
        "Auto Mode has one",
        world({"eks-pod-identity-agent": GONE, "cluster": {"compute_config": {"enabled": True}}}),
    ),
    wrong(rules.pod_identity_twice, "the same account", second_identity("pay"), "identity-two"),
    right(rules.pod_identity_twice, "in another namespace", second_identity("search")),
    wrong(rules.pod_identity_policy_with_session_tags, "a policy", world({"identity": {"policy": SIX}}), "identity"),
    right(
        rules.pod_identity_policy_with_session_tags,
        "session tags are off",
        world({"identity": {"policy": SIX, "disable_session_tags": True}}),
    ),
    wrong(rules.thumbprints_given, "one is given", issuers(1, thumbprint_lists=["ab" * 20]), "issuer-0"),
    right(rules.thumbprints_given, "none is", issuers(1)),
    wrong(rules.oidc_provider_twice, "one issuer twice", issuers(2), "issuer-1"),
    right(rules.oidc_provider_twice, "once", issuers(1)),
    *complying(rules.RULES),
]


@pytest.mark.parametrize("case", CASES, ids=label)
def test_a_rule_finds_what_it_is_for_and_leaves_alone_what_is_right(case):
    (assert_found if case.found else assert_left_alone)(case)


def test_every_rule_has_a_case_that_violates_it_and_one_that_complies():
    assert_covered(CASES, rules.RULES)
