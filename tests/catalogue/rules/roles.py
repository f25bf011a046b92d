"""Roles, pod identities and issuers."""

import json
from typing import Any

from tests.catalogue.bases import world_in
from tests.catalogue.case import clean, found, on
from tests.catalogue.planting import GONE, Plant, The, added, together, waiting, with_inputs, without, without_waiting
from tests.catalogue.world import AWS_POLICY, trust

AUTO = with_inputs("Cluster cluster", computeConfig={"enabled": True})
IPV6 = with_inputs("Cluster cluster", kubernetesNetworkConfig={"ipFamily": "ipv6", "serviceIpv4Cidr": GONE})
SIX = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": ["ec2:AssignIpv6Addresses"], "Resource": "*"}],
    }
)
POD_GROUPS = with_inputs("Addon vpc-cni", configurationValues='{"env": {"ENABLE_POD_ENI": "true"}}')


def attached(role: str, arn: str) -> Plant:
    return added(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "extra",
        "Cluster cluster",
        role=The(f"Role {role}"),
        policyArn=arn,
    )


def assumed(role: str, policy: str) -> Plant:
    return with_inputs(f"Role {role}", assumeRolePolicy=policy)


def issuers(count: int, **more: Any) -> Plant:
    return together(
        *(
            added(
                "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
                f"issuer-{number}",
                "Cluster cluster",
                url="https://test/cluster/cluster#issuer",
                clientIdLists=["sts.amazonaws.com"],
                **more,
            )
            for number in range(count)
        )
    )


def second_identity(namespace: str) -> Plant:
    return added(
        "aws:eks/podIdentityAssociation:PodIdentityAssociation",
        "identity-two",
        "Cluster cluster",
        clusterName="pay",
        namespace=namespace,
        serviceAccount="ledger",
        roleArn=The("Role pods", "arn"),
    )


CASES = (
    found(
        "role-not-assumable",
        "the nodes' role trusts EKS",
        on("world", assumed("worker", trust("eks.amazonaws.com"))),
        "worker",
    ),
    found(
        "role-not-assumable",
        "the pods' role lacks TagSession",
        on("world", assumed("pods", trust("pods.eks.amazonaws.com"))),
        "pods",
    ),
    found("role-not-assumable", "Auto Mode needs TagSession", on("world", AUTO), "control"),
    clean(
        "role-not-assumable",
        "it trusts several",
        on("world", assumed("worker", trust("ec2.amazonaws.com", "sts:*"))),
    ),
    found("role-lacks-policy", "no registry", on("world", without("RolePolicyAttachment worker-registry")), "worker"),
    found("role-lacks-policy", "Auto Mode's", on("world", AUTO), "control"),
    clean(
        "role-lacks-policy",
        "a policy of our own may grant it",
        on(
            "world",
            without("RolePolicyAttachment worker-registry"),
            attached("worker", "arn:aws:iam::222222222222:policy/pull"),
        ),
    ),
    clean(
        "role-lacks-policy",
        "a role with a name, and the older policy",
        on(
            "world",
            with_inputs("Role worker", name="worker"),
            with_inputs("RolePolicyAttachment worker-node", role="worker"),
            with_inputs("RolePolicyAttachment worker-cni", role="worker"),
            with_inputs(
                "RolePolicyAttachment worker-registry",
                role="worker",
                policyArn=f"{AWS_POLICY}/AmazonEC2ContainerRegistryReadOnly",
            ),
        ),
    ),
    found("ipv6-node-role", "IPv4 only", on("world", IPV6), "worker"),
    clean(
        "ipv6-node-role",
        "a policy of our own",
        on(
            "world",
            IPV6,
            added("aws:iam/rolePolicy:RolePolicy", "six", "Cluster cluster", role=The("Role worker"), policy=SIX),
        ),
    ),
    clean(
        "ipv6-node-role",
        "the CNI has a role of its own",
        on("world", IPV6, with_inputs("Addon vpc-cni", serviceAccountRoleArn="arn:aws:iam::222222222222:role/cni")),
    ),
    found("pod-groups-without-permission", "not attached", on("world", POD_GROUPS), "control"),
    clean(
        "pod-groups-without-permission",
        "attached",
        on("world", POD_GROUPS, attached("control", f"{AWS_POLICY}/AmazonEKSVPCResourceController")),
    ),
    found("role-before-policies", "nodes wait for nothing", on("world", without_waiting("NodeGroup nodes")), "nodes"),
    found(
        "role-before-policies",
        "the cluster waits for nothing",
        on("world", without_waiting("Cluster cluster")),
        "cluster",
    ),
    clean(
        "role-before-policies",
        "the cluster waits for its role's policy alone",
        on(
            "world",
            without_waiting("Cluster cluster"),
            waiting("Cluster cluster", "RolePolicyAttachment control-cluster"),
        ),
    ),
    found(
        "arn-of-another-partition",
        "China's",
        on(
            "world",
            with_inputs("RolePolicyAttachment worker-cni", policyArn="arn:aws-cn:iam::aws:policy/AmazonEKS_CNI_Policy"),
        ),
        "worker-cni",
    ),
    found(
        "arn-of-another-partition",
        "not China's, in China",
        on(world_in("cn-north-1")),
        "admin",
        "admin-policy",
        "control-cluster",
        "worker-cni",
        "worker-node",
        "worker-registry",
    ),
    clean("arn-of-another-partition", "in another region of the same partition", on(world_in("eu-central-1"))),
    found("pod-identity-without-agent", "no agent", on("world", without("Addon eks-pod-identity-agent")), "cluster"),
    clean(
        "pod-identity-without-agent",
        "Auto Mode has one",
        on("world", without("Addon eks-pod-identity-agent"), AUTO),
    ),
    found("pod-identity-twice", "the same account", on("world", second_identity("pay")), "identity-two"),
    clean("pod-identity-twice", "in another namespace", on("world", second_identity("search"))),
    found(
        "pod-identity-policy-with-session-tags",
        "a policy",
        on("world", with_inputs("PodIdentityAssociation identity", policy=SIX)),
        "identity",
    ),
    clean(
        "pod-identity-policy-with-session-tags",
        "session tags are off",
        on("world", with_inputs("PodIdentityAssociation identity", policy=SIX, disableSessionTags=True)),
    ),
    found("thumbprints-given", "one is given", on("world", issuers(1, thumbprintLists=["ab" * 20])), "issuer-0"),
    clean("thumbprints-given", "none is", on("world", issuers(1))),
    found("oidc-provider-twice", "one issuer twice", on("world", issuers(2)), "issuer-1"),
    clean("oidc-provider-twice", "once", on("world", issuers(1))),
)
