"""The real engine agrees with the offline preview: the same resources, providers, inputs and protection; and all of it goes again.

What AWS would say is not tested here.
"""

import pytest
import yaml

from tests.engine.agreement import assert_as_previewed, assert_inputs_as_previewed, is_made_by_aws, without_nulls
from tests.engine.engine import EKS_PLUGIN, NEEDS_PULUMI, NEEDS_THE_EKS_PLUGIN, content
from tests.support import EXAMPLES, STACKS, preview_of

pytestmark = NEEDS_PULUMI

every_stack = pytest.mark.parametrize("stack", STACKS)


@every_stack
def test_the_engine_has_the_resources_of_the_offline_preview_each_with_its_provider(deployed, stack):
    assert_as_previewed(deployed(stack).resources(stack), preview_of(stack))


@every_stack
def test_the_engine_made_each_resource_with_the_provider_of_the_offline_preview(deployed, stack):
    expected = {each.urn: each.provider for each in preview_of(stack).own if is_made_by_aws(each.type)}
    calls = [call for call in deployed(stack).aws.calls if f"urn:pulumi:{stack}::" in call.urn]
    assert {call.action for call in calls} == {"create"}
    assert len(calls) == len(expected), "each of them was made once"
    assert {call.urn: call.provider for call in calls} == expected


@every_stack
def test_the_inputs_and_the_protection_are_those_of_the_offline_preview(deployed, stack):
    assert_inputs_as_previewed(deployed(stack).resources(stack), preview_of(stack))


@every_stack
def test_every_aws_resource_has_an_explicit_provider_and_nothing_asks_for_a_default_one(deployed, stack):
    config = yaml.safe_load((EXAMPLES.stack_dir / f"Pulumi.{stack}.yaml").read_text())["config"]
    accounts = set(config["eks-shared-vpc:accounts"])
    state = deployed(stack).resources(stack)
    providers = [each["provider"].split("::") for each in state if is_made_by_aws(each["type"])]
    assert config["pulumi:disable-default-providers"] == ["aws"]
    assert providers, "there are resources to look at"
    assert {provider[2] for provider in providers} == {"pulumi:providers:aws"}
    assert {provider[3] for provider in providers} <= accounts
    assert not [each["urn"] for each in state if "pulumi:providers:aws::default" in each["urn"]]


@every_stack
def test_there_is_no_kubernetes_provider_and_no_kubernetes_object(deployed, stack):
    types = {each["type"] for each in deployed(stack).resources(stack)}
    assert "aws:eks/cluster:Cluster" in types or stack == "prod-network"
    assert not [type_ for type_ in types if "kubernetes" in type_]


@every_stack
def test_a_stack_that_is_up_stays_unchanged_when_it_is_previewed_and_refreshed(deployed, copy_of, stack):
    engine = copy_of(stack)
    engine.stays(stack)
    engine.run("refresh", "--yes", "--expect-no-changes", stack=stack)
    assert content(engine.resources(stack)) == content(deployed(stack).resources(stack))
    assert engine.aws.calls == []


@every_stack
def test_a_stack_comes_down_and_leaves_nothing_behind(deployed, copy_of, stack):
    engine = copy_of(stack)
    made = deployed(stack).aws.done("create")
    engine.unprotect(stack)
    engine.destroy(stack)
    assert engine.resources(stack) == []
    assert sorted(engine.aws.done("delete")) == sorted(made)


def test_a_stack_that_protects_its_addresses_is_not_destroyed_until_it_says_that_it_may_be(copy_of):
    engine = copy_of("staging")
    before = engine.resources("staging")
    refused = engine.attempt("destroy", "--yes", stack="staging")
    assert refused.status != 0
    assert 'network-nat-az1" cannot be deleted because it is protected' in refused.output
    assert engine.resources("staging") == before
    assert engine.aws.calls == []

    with engine.settings("staging") as settings:
        settings["network"]["protect_egress_ips"] = False
        for cluster in settings["clusters"].values():
            cluster["deletion_protection"] = False
    engine.up("staging")
    changed = [(call.action, call.urn.split("::", 2)[2]) for call in engine.aws.calls]
    cluster = "eks-shared-vpc:index:EksCluster$aws:eks/cluster:Cluster"
    assert sorted(changed) == [("update", f"{cluster}::payments"), ("update", f"{cluster}::search")]
    engine.destroy("staging")
    assert engine.resources("staging") == []


def test_clusters_are_deleted_before_the_shares_that_they_stand_on_and_those_before_their_subnets(copy_of):
    engine = copy_of("staging")
    engine.unprotect("staging")
    engine.destroy("staging")
    assert_deleted_in_order(engine.aws.done("delete"))


WITHOUT_PROVIDER = """
import pulumi_aws as aws

aws.ec2.Vpc("stray", cidr_block="10.0.0.0/16")
"""


def test_a_resource_without_a_provider_is_refused(copy_of):
    engine = copy_of("dev")
    engine.rewrite(WITHOUT_PROVIDER)
    for command in ("preview", "up --yes --skip-preview"):
        refused = engine.attempt(*command.split(), stack="dev")
        assert refused.status != 0
        assert "Default provider for 'aws' disabled." in refused.output
        assert "::stray' must use an explicit provider." in refused.output
    assert engine.aws.done("create") == []


@NEEDS_THE_EKS_PLUGIN
@pytest.mark.parametrize("stack", ["staging", "regional-nat"])
def test_the_real_eks_plugin_makes_what_our_model_says(engine_in, tmp_path, stack):
    engine = engine_in(tmp_path, packages=["aws"], commands={"pulumi-resource-eks": EKS_PLUGIN})
    engine.init(stack)
    engine.up(stack)
    state = engine.resources(stack)
    assert_as_previewed(state, preview_of(stack))
    assert not [each["urn"] for each in state if "kubernetes" in each["type"]]
    groups = [each for each in state if each["type"] == "aws:eks/nodeGroup:NodeGroup"]
    inputs = {each["urn"]: without_nulls(each["inputs"]) for each in groups}
    # In AWS the id of a cluster is its name. The model has the id, and the plugin takes the name.
    names = {each.id: each.inputs["name"] for each in preview_of(stack).own if each.type == "aws:eks/cluster:Cluster"}
    modelled = {each.urn: each.inputs for each in preview_of(stack).own if each.modelled}
    assert inputs == {urn: {**each, "clusterName": names[each["clusterName"]]} for urn, each in modelled.items()}
    engine.stays(stack)
    engine.unprotect(stack)
    engine.destroy(stack)
    if stack == "staging":
        assert_deleted_in_order(engine.aws.done("delete"))


def assert_deleted_in_order(deleted: list[str]) -> None:
    """Of staging: add-ons and nodes, control planes, shares, subnets."""

    def at(kind: str, name: str = "") -> list[int]:
        return [index for index, urn in enumerate(deleted) if f"{kind}::{name}" in urn]

    for cluster in ("payments", "search"):
        addons = at("aws:eks/addon:Addon", cluster)
        nodes, control_plane = at("aws:eks/nodeGroup:NodeGroup", cluster), at("aws:eks/cluster:Cluster", cluster)
        assert addons[0] < min(nodes), "coredns goes before the nodes that it runs on"
        assert max(nodes) < max(addons) < min(control_plane), "the VPC CNI goes after the nodes"
    shares = at("aws:ram/resourceAssociation:ResourceAssociation")
    assert max(at("aws:eks/cluster:Cluster")) < min(shares)
    assert max(shares) < min(at("aws:ec2/subnet:Subnet"))
