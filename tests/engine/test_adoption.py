"""A cluster that ``pulumi_eks.Cluster`` made becomes ours without being replaced, and goes back: the recipe of ADR 1.

The component's children are those that were measured (engine-facts 4), made by our stand-in; and by the real plugin where
it is installed.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.engine import EKS_PLUGIN, NEEDS_PULUMI, NEEDS_THE_EKS_PLUGIN, Engine, details, short, steps

pytestmark = NEEDS_PULUMI

STACK = "dev"
CLUSTER = "aws:eks/cluster:Cluster"
COMMON = """
import json

import pulumi
import pulumi_aws as aws
import pulumi_eks as eks
from eks_shared_vpc import EksCluster

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "eks.amazonaws.com"}, "Action": ["sts:AssumeRole"]}
        ],
    }
)
SUBNETS = {"usw2-az1": "subnet-1", "usw2-az2": "subnet-2"}
account = pulumi.ResourceOptions(
    provider=aws.Provider("payments", region="us-west-2", allowed_account_ids=["222222222222"])
)
"""
OLD_ROLE = """
role = aws.iam.Role("old-role", name="old-role", assume_role_policy="{}", opts=account)
"""
THEIRS = """
def transform(args):
    return None


cluster = eks.Cluster(
    "old",
    name="payments",
    version="1.33",
    vpc_id="vpc-1",
    private_subnet_ids=list(SUBNETS.values()),
    service_role=role,
    authentication_mode=eks.AuthenticationMode.API,
    endpoint_private_access=True,
    public_access_cidrs=["52.94.76.0/24"],
    skip_default_node_group=True,
    skip_default_security_groups=True,
    use_default_vpc_cni=True,
    kube_proxy_addon_options=eks.KubeProxyAddonOptionsArgs(enabled=False),
    coredns_addon_options=eks.CoreDnsAddonOptionsArgs(enabled=False),
    opts=pulumi.ResourceOptions.merge(account, pulumi.ResourceOptions(transforms=[transform])),
)
"""
NO_TRANSFORM = """def transform(args):
    return None
"""
OURS = """
EksCluster(
    "payments",
    {
        "region": "us-west-2",
        "version": "1.33",
        "vpc_id": "vpc-1",
        "cluster_subnet_ids": SUBNETS,
        "node_subnet_ids": SUBNETS,
        "endpoint": {"public_cidrs": ["52.94.76.0/24"]},
        "admins": ["arn:aws:iam::222222222222:role/platform-admin"],
    },
    pulumi.ResourceOptions.merge(account, pulumi.ResourceOptions(transforms=[keep])),
)
"""
# As in ADR 1.
KEEP = """
def keep(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
    if args.type_ != "aws:eks/cluster:Cluster":
        return None
    access = {**args.props["accessConfig"], "bootstrapClusterCreatorAdminPermissions": True}
    props = {**args.props, "roleArn": OLD_ROLE_ARN, "bootstrapSelfManagedAddons": True, "accessConfig": access}
    return pulumi.ResourceTransformResult(
        props, pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions(aliases=[OLD_URN]))
    )


OLD_ROLE_ARN = "arn:aws:iam::222222222222:role/old-role"
OLD_URN = "urn:pulumi:dev::eks-shared-vpc::eks:index:Cluster$aws:eks/cluster:Cluster::old-eksCluster"
"""
BACK = """
def transform(args):
    if args.type_ != "aws:eks/cluster:Cluster":
        return None
    access = {**args.props["accessConfig"], "bootstrapClusterCreatorAdminPermissions": False}
    props = {**args.props, "bootstrapSelfManagedAddons": False, "accessConfig": access}
    return pulumi.ResourceTransformResult(
        props, pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions(aliases=[OUR_URN]))
    )


OUR_URN = "urn:pulumi:dev::eks-shared-vpc::eks-shared-vpc:index:EksCluster$aws:eks/cluster:Cluster::payments"
"""
ROLE_THAT_WAS_OURS = """
FORMER = "urn:pulumi:dev::eks-shared-vpc::eks-shared-vpc:index:EksCluster$aws:iam/"
role = aws.iam.Role(
    "cluster",
    assume_role_policy=TRUST,
    opts=pulumi.ResourceOptions.merge(account, pulumi.ResourceOptions(aliases=[FORMER + "role:Role::payments-cluster"])),
)
aws.iam.RolePolicyAttachment(
    "cluster",
    role=role.name,
    policy_arn="arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
    opts=pulumi.ResourceOptions.merge(
        account,
        pulumi.ResourceOptions(
            aliases=[FORMER + "rolePolicyAttachment:RolePolicyAttachment::payments-cluster-cluster"]
        ),
    ),
)
"""
BEFORE = COMMON + OLD_ROLE + THEIRS
AFTER = COMMON + OLD_ROLE + KEEP + OURS
BACK_AGAIN = COMMON + OLD_ROLE + THEIRS.replace(NO_TRANSFORM, BACK)
ALWAYS_OURS = COMMON + OURS.replace("pulumi.ResourceOptions(transforms=[keep])", "None")
NO_LONGER_OURS = COMMON + ROLE_THAT_WAS_OURS + THEIRS.replace(NO_TRANSFORM, BACK)
AWS_COMMAND = "#!/bin/sh\necho aws-cli/2.15.0\n"
OUR_OWN = {
    "Role payments-cluster",
    "Role payments-node",
    "RolePolicyAttachment payments-cluster-cluster",
    *(f"RolePolicyAttachment payments-node-{policy}" for policy in ("cni", "registry", "worker")),
    "LogGroup payments-control-plane",
    "AccessEntry payments-admin-platform-admin",
    "AccessPolicyAssociation payments-admin-platform-admin",
    *(f"Addon payments-{addon}" for addon in ("vpc-cni", "kube-proxy", "coredns", "eks-pod-identity-agent")),
}
"""What our component makes for itself, beside the cluster."""
DIFFERS = {
    "deletionProtection",
    "enabledClusterLogTypes",
    "kubernetesNetworkConfig",
    "tags.Name",
    "vpcConfig.endpointPublicAccess",
    "vpcConfig.securityGroupIds",
    "zonalShiftConfig",
}
"""Arguments of the cluster in which the two components differ, and that are changed in place."""


@pytest.fixture(params=["stand-in", pytest.param("real plugin", marks=NEEDS_THE_EKS_PLUGIN)])
def engine_for(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], Engine]]:
    """Bring a program up, with the eks plugin as our stand-in has it or with the real one."""
    options: dict[str, Any] = {"packages": ["aws", "eks", "kubernetes"]}
    if request.param == "real plugin":
        command = tmp_path / "aws"  # the real component wants to see one (engine-facts 5)
        command.write_text(AWS_COMMAND)
        command.chmod(0o755)
        options = {"packages": ["aws", "kubernetes"], "commands": {"pulumi-resource-eks": EKS_PLUGIN, "aws": command}}
    made: list[Engine] = []

    def make(program: str) -> Engine:
        made.append(Engine(tmp_path / "engine", program=program, stacks={STACK: {}}, real_ids=True, **options))
        made[0].init(STACK)
        made[0].up(STACK)
        return made[0]

    yield make
    for engine in made:
        engine.stop()


def test_a_cluster_becomes_ours_without_replacement_and_goes_back(engine_for):
    engine = engine_for(BEFORE)
    made = cluster_of(engine, "old-eksCluster")
    document = previewed(engine, AFTER)
    assert of_aws(document) == {"create": OUR_OWN, "update": {"Cluster payments"}}
    assert details(document, "Cluster payments").keys() == DIFFERS | {"upgradePolicy"}
    ours = carried_out(engine)
    assert ours["id"] == made["id"]
    assert ours["inputs"]["roleArn"] == made["inputs"]["roleArn"]
    assert not [each["type"] for each in engine.resources(STACK) if "kubernetes" in each["type"]]

    document = previewed(engine, BACK_AGAIN)
    assert of_aws(document) == {"delete": OUR_OWN, "update": {"Cluster old-eksCluster"}}
    assert details(document, "Cluster old-eksCluster").keys() == DIFFERS
    assert carried_out(engine)["id"] == made["id"]


def test_a_cluster_that_was_always_ours_goes_to_pulumi_eks_with_its_role(engine_for):
    engine = engine_for(ALWAYS_OURS)
    made = cluster_of(engine, "payments")
    role = {"Role payments-cluster", "RolePolicyAttachment payments-cluster-cluster"}
    document = previewed(engine, NO_LONGER_OURS)
    assert of_aws(document) == {"delete": OUR_OWN - role, "update": {"Cluster old-eksCluster", "Role cluster"}}
    assert details(document, "Cluster old-eksCluster").keys() == DIFFERS
    theirs = carried_out(engine)
    assert theirs["id"] == made["id"]
    assert theirs["inputs"]["bootstrapSelfManagedAddons"] is False, "it stays as the cluster was made"


@pytest.mark.parametrize(
    ("left_out", "what_then"),
    [
        pytest.param(
            "aliases=[OLD_URN]",
            {"create": {"Cluster payments"}, "delete": {"Cluster old-eksCluster"}},
            id="the alias",
        ),
        pytest.param('"roleArn": OLD_ROLE_ARN,', {"replace": {"Cluster payments"}}, id="the role"),
        pytest.param('"bootstrapSelfManagedAddons": True,', {"replace": {"Cluster payments"}}, id="the add-ons"),
        pytest.param(', "accessConfig": access', {"replace": {"Cluster payments"}}, id="the creator's access"),
    ],
)
def test_each_part_of_the_recipe_is_needed(before, tmp_path, left_out, what_then):
    engine = before.copy(tmp_path / "copy")
    assert left_out in AFTER
    said = of_aws(previewed(engine, AFTER.replace(left_out, "")))
    engine.stop()
    clusters = {key: {each for each in found if each.startswith("Cluster ")} for key, found in said.items()}
    assert {key: found for key, found in clusters.items() if found} == what_then


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine with a cluster that ``pulumi_eks.Cluster`` made, as our stand-in has it."""
    packages = ["aws", "eks", "kubernetes"]
    engine = Engine(
        tmp_path_factory.mktemp("before"), program=BEFORE, stacks={STACK: {}}, packages=packages, real_ids=True
    )
    engine.init(STACK)
    engine.up(STACK)
    yield engine
    engine.stop()


def previewed(engine: Engine, program: str) -> dict[str, Any]:
    """What a change of the program would do."""
    engine.rewrite(program)
    return engine.preview_json(STACK)


def carried_out(engine: Engine) -> dict[str, Any]:
    """The cluster after the change was made: it was updated, and there is nothing left to do."""
    engine.aws.calls.clear()
    engine.up(STACK)
    assert [call.action for call in engine.aws.calls if call.urn.split("::")[2].endswith(CLUSTER)] == ["update"]
    engine.stays(STACK)
    [found] = [each for each in engine.resources(STACK) if each["type"] == CLUSTER]
    return found


def of_aws(document: dict[str, Any]) -> dict[str, set[str]]:
    """The steps that do something in an account."""
    kept = [step for step in document["steps"] if step["urn"].split("::")[2].split("$")[-1].startswith("aws:")]
    return steps({"steps": kept})


def cluster_of(engine: Engine, name: str) -> dict[str, Any]:
    found = [each for each in engine.resources(STACK) if each["type"] == CLUSTER]
    assert [short(each["urn"]) for each in found] == [f"Cluster {name}"]
    return found[0]
