"""What a recording sees of a program: all that ordinary mocks hide."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pulumi
import pulumi_aws as aws
import pytest
from pulumi.runtime.settings import SETTINGS

from eks_shared_vpc import EksCluster, InputError, SharedVpc
from eks_shared_vpc.boundary import Refused
from eks_shared_vpc.preview.graph import UNKNOWN, Graph, Resource
from eks_shared_vpc.preview.project import record_stack
from tests.support import (
    EXAMPLES,
    OWNER,
    PARTICIPANT,
    STACKS,
    cluster_args,
    graph_of,
    in_account,
    names,
    only,
    preview_of,
    provider,
    recorded,
    vpc_args,
)

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
NODES = "aws:eks/nodeGroup:NodeGroup"
STACK = "pulumi:pulumi:Stack"


class Group(pulumi.ComponentResource):
    """A component that is not ours."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("test:index:Group", name, {}, opts)
        self.vpc = aws.ec2.Vpc(f"{name}-vpc", cidr_block="10.0.0.0/16", opts=pulumi.ResourceOptions(parent=self))
        self.register_outputs({"id": self.vpc.id, "later": self.vpc.dhcp_options_id, "text": "here"})


@pytest.fixture
def failing() -> Iterator[None]:
    """Takes away what Pulumi keeps in the process of a program that raised."""
    yield
    SETTINGS.outputs.clear()


def parents(graph: Graph) -> dict[str, str]:
    return {each.name: graph.resources[each.parent].name for each in graph if each.parent}


# Where things are.


def test_a_recording_has_each_resources_parent():
    graph = graph_of(lambda: Group("group", in_account("owner", OWNER)))
    assert parents(graph) == {"group": "test-test", "group-vpc": "group", "owner": "test-test"}
    group = only(graph, "test:index:Group")
    assert [each.name for each in graph.children(group)] == ["group-vpc"]


@pytest.mark.parametrize("how", ["provider", "providers", "mapping", "parent", "own"])
def test_a_resource_is_in_the_account_and_region_of_its_provider_however_that_was_given(how):
    def program() -> None:
        mine, other = provider("mine", PARTICIPANT, "eu-west-1"), provider("other", OWNER)
        if how == "own":
            aws.ec2.Vpc("it", cidr_block="10.0.0.0/16", opts=pulumi.ResourceOptions(provider=mine))
        elif how == "parent":
            outer = Group("outer", pulumi.ResourceOptions(provider=mine))
            aws.ec2.Vpc("it", cidr_block="10.0.0.0/16", opts=pulumi.ResourceOptions(parent=outer))
        else:
            given: Any = {
                "provider": {"provider": mine},
                "providers": {"providers": [mine]},
                "mapping": {"providers": {"aws": mine}},
            }[how]
            Group("it", pulumi.ResourceOptions(**given))
        aws.ec2.Vpc("elsewhere", cidr_block="10.0.0.0/16", opts=pulumi.ResourceOptions(provider=other))

    graph = graph_of(program)
    found = {each.name: (each.account, each.region) for each in graph.of_type(VPC)}
    name = "it-vpc" if how in ("provider", "providers", "mapping") else "it"
    assert found[name] == (PARTICIPANT, "eu-west-1")
    assert found["elsewhere"] == (OWNER, "us-west-2")
    assert graph.resources[only(graph, VPC, name).provider].name == "mine"


@pytest.mark.parametrize(
    ("allowed", "account"), [([OWNER], OWNER), (None, None), ([], None), ([OWNER, PARTICIPANT], None)]
)
def test_a_provider_is_in_an_account_only_if_it_is_bound_to_exactly_one(allowed, account):
    def program() -> None:
        made = aws.Provider("it", region="us-west-2", allowed_account_ids=allowed)
        aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=pulumi.ResourceOptions(provider=made))

    graph = graph_of(program)
    assert (only(graph, "pulumi:providers:aws").account, only(graph, VPC).account) == (account, account)


def test_a_resource_without_a_provider_is_in_no_account():
    made = only(graph_of(lambda: aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")), VPC)
    assert (made.provider, made.account, made.region) == ("", None, None)


# What things are.


def test_a_recording_has_edges_of_inputs_and_of_depends_on():
    def program() -> None:
        account = provider("owner", OWNER)
        opts = pulumi.ResourceOptions(provider=account)
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=opts)
        eip = aws.ec2.Eip("eip", domain="vpc", opts=opts)
        aws.ec2.Subnet("by-input", vpc_id=vpc.id, opts=opts)
        aws.ec2.Subnet("by-option", vpc_id="vpc-1", opts=pulumi.ResourceOptions(depends_on=[eip], provider=account))
        aws.ec2.Subnet("by-neither", vpc_id="vpc-1", opts=opts)

    graph = graph_of(program)
    edges = {
        each.name: [graph.resources[urn].name for urn in each.dependencies]
        for each in graph.of_type("aws:ec2/subnet:Subnet")
    }
    assert edges == {"by-input": ["vpc"], "by-neither": [], "by-option": ["eip"]}


def test_who_waits_for_a_component_waits_for_all_that_it_makes():
    def program() -> None:
        account = provider("owner", OWNER)
        group = Group("group", pulumi.ResourceOptions(provider=account))
        aws.ec2.Eip("after", domain="vpc", opts=pulumi.ResourceOptions(depends_on=[group], provider=account))

    graph = graph_of(program)
    assert graph.waits_for(only(graph, "aws:ec2/eip:Eip"), only(graph, VPC))


def test_a_recording_has_what_components_and_the_stack_registered():
    def program() -> None:
        group = Group("group", in_account("owner", OWNER))
        pulumi.export("vpc", {"id": group.vpc.id, "later": group.vpc.dhcp_options_id})
        pulumi.export("count", 3)
        pulumi.export("secret", pulumi.Output.secret("word"))

    recording = recorded(program)
    assert only(recording.graph, "test:index:Group").outputs == {
        "id": "test/vpc/group-vpc",
        "later": UNKNOWN,
        "text": "here",
    }
    assert recording.outputs == {"vpc": {"id": "test/vpc/group-vpc", "later": UNKNOWN}, "count": 3, "secret": "word"}
    assert only(recording.graph, STACK).outputs == recording.outputs


@pytest.mark.parametrize(
    ("known_ids", "vpc_id", "derived"),
    [(True, "test/vpc/vpc", "test/vpc/vpc!"), (False, UNKNOWN, UNKNOWN)],
)
def test_without_stand_ins_an_id_is_as_unknown_as_in_a_first_preview(known_ids, vpc_id, derived):
    def program() -> None:
        opts = in_account("owner", OWNER)
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=opts)
        aws.ec2.Subnet(
            "subnet",
            vpc_id=vpc.id,
            cidr_block=vpc.cidr_block,
            tags={"derived": vpc.id.apply(lambda known: f"{known}!"), "options": vpc.dhcp_options_id},
            opts=opts,
        )

    assert only(graph_of(program, known_ids=known_ids), SUBNET).inputs == {
        "vpcId": vpc_id,
        "cidrBlock": "10.0.0.0/16",
        "tags": {"derived": derived, "options": UNKNOWN},
    }, "an input of the resource itself is known either way, what only AWS knows is not"


def test_protection_and_whole_numbers_arrive_as_they_were_written():
    def program() -> None:
        opts = in_account("owner", OWNER, protect=True)
        aws.cloudwatch.LogGroup("logs", retention_in_days=30, opts=opts)

    made = only(graph_of(program), "aws:cloudwatch/logGroup:LogGroup")
    assert (made.protect, made.inputs) == (True, {"retentionInDays": 30})
    assert isinstance(made.inputs["retentionInDays"], int)


# The program's own transforms.


def marking(word: str) -> Any:
    """A transform that appends a word to the tag ``order`` of whatever has tags and is not a packaged component."""

    def transform(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        if "tags" not in args.props or args.type_.startswith("eks:"):
            return None
        tags: dict[str, Any] = dict(cast("Any", args.props["tags"]))
        tags["order"] = " ".join(filter(None, [tags.get("order", ""), word]))
        return pulumi.ResourceTransformResult({**args.props, "tags": tags}, args.opts)

    return transform


def orders(graph: Graph, *types: str) -> dict[str, str | None]:
    return {each.name: each.tags.get("order") for each in graph.of_type(*types)}


def test_a_resources_own_transform_runs_on_it_alone():
    def program() -> None:
        account = provider("owner", OWNER)
        for name in ("one", "two"):
            transforms = [marking("own")] if name == "one" else None
            opts = pulumi.ResourceOptions(provider=account, transforms=transforms)
            aws.ec2.Vpc(name, cidr_block="10.0.0.0/16", tags={"Name": name}, opts=opts)

    assert orders(graph_of(program), VPC) == {"one": "own", "two": None}


def test_a_components_transform_runs_on_ordinary_and_on_modelled_children():
    def program() -> None:
        opts = in_account("payments", PARTICIPANT, transforms=[marking("parent")])
        EksCluster("pay", cluster_args(), opts)
        EksCluster("other", cluster_args(), pulumi.ResourceOptions(provider=opts.provider))

    graph = graph_of(program)
    assert orders(graph, "aws:eks/cluster:Cluster") == {"pay": "parent", "other": None}
    assert orders(graph, NODES) == {"pay-default": "parent", "other-default": None}


def test_a_transform_of_the_whole_stack_runs_on_ordinary_and_on_modelled_children():
    def program() -> None:
        pulumi.runtime.register_resource_transform(marking("stack"))
        EksCluster("pay", cluster_args(), in_account("payments", PARTICIPANT))

    graph = graph_of(program)
    assert orders(graph, "aws:eks/cluster:Cluster") == {"pay": "stack"}
    assert orders(graph, NODES) == {"pay-default": "stack"}


def test_a_transform_of_one_stack_does_not_reach_the_next_recording():
    def program() -> None:
        pulumi.runtime.register_resource_transform(marking("stack"))
        aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", tags={}, opts=in_account("owner", OWNER))

    def without() -> None:
        aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", tags={}, opts=in_account("owner", OWNER))

    assert orders(graph_of(program), VPC) == {"vpc": "stack"}
    assert orders(graph_of(without), VPC) == {"vpc": None}


def test_transforms_run_from_the_inside_out_each_on_what_the_one_before_it_made():
    class Outer(pulumi.ComponentResource):
        def __init__(self, opts: pulumi.ResourceOptions) -> None:
            super().__init__("test:index:Outer", "outer", {}, opts)
            child = pulumi.ResourceOptions(parent=self, transforms=[marking("own")])
            aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", tags={"Name": "vpc"}, opts=child)

    def program() -> None:
        pulumi.runtime.register_resource_transform(marking("stack"))
        Outer(in_account("owner", OWNER, transforms=[marking("parent")]))

    assert orders(graph_of(program), VPC) == {"vpc": "own parent stack"}


def test_a_transform_can_protect_a_resource_and_a_transformed_input_keeps_its_edges():
    def protecting(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        if args.type_ != SUBNET:
            return None
        options = pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions(protect=True))
        return pulumi.ResourceTransformResult({**args.props, "mapPublicIpOnLaunch": True}, options)

    def program() -> None:
        pulumi.runtime.register_resource_transform(protecting)
        SharedVpc("net", vpc_args(), in_account("owner", OWNER))

    graph = graph_of(program)
    subnets = graph.of_type(SUBNET)
    assert len(subnets) == 9
    assert {(each.protect, each.inputs["mapPublicIpOnLaunch"], each.account) for each in subnets} == {
        (True, True, OWNER)
    }
    assert all(graph.waits_for(each, only(graph, VPC)) for each in subnets)


# Other stacks, failures.


def test_a_stack_reference_gives_the_outputs_that_it_was_answered_with():
    def program() -> None:
        other = pulumi.StackReference("organization/test/network")
        pulumi.export("id", other.require_output("network").apply(lambda network: network["vpc_id"]))
        pulumi.export("cidr", other.get_output("cidr"))

    answers = {"organization/test/network": {"network": {"vpc_id": "vpc-7"}, "cidr": "10.0.0.0/16"}}
    recording = recorded(program, references=answers)
    assert recording.outputs == {"id": "vpc-7", "cidr": "10.0.0.0/16"}
    assert recording.referenced == ("organization/test/network",)


def test_a_stack_reference_that_nobody_answers_gives_unknowns():
    def program() -> None:
        other = pulumi.StackReference("organization/test/network")
        pulumi.export("id", other.require_output("network").apply(lambda network: network["vpc_id"]))

    recording = recorded(program)
    assert (recording.outputs, recording.referenced) == ({"id": UNKNOWN}, ("organization/test/network",))


@pytest.mark.usefixtures("failing")
def test_refused_input_comes_out_of_a_recording_as_it_was_raised():
    with pytest.raises(InputError) as caught:
        recorded(lambda: SharedVpc("net", vpc_args(zones=["us-west-2a"], cidr="10.0.0.1/16"), None))
    assert isinstance(caught.value, Refused)
    assert [(each.id, each.where) for each in caught.value.problems] == [
        ("host-bits", "net.cidr"),
        ("zone-name", "net.zones[0]"),
    ]


@pytest.mark.usefixtures("failing")
def test_an_error_of_the_program_comes_out_of_a_recording():
    def program() -> None:
        raise ZeroDivisionError("here")

    with pytest.raises(ZeroDivisionError, match="here"):
        recorded(program)


@pytest.mark.usefixtures("failing")
def test_an_error_inside_an_apply_comes_out_of_a_recording():
    def program() -> None:
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=in_account("owner", OWNER))
        pulumi.export("broken", vpc.cidr_block.apply(lambda known: {"": ""}[known]))

    with pytest.raises(KeyError, match=r"10\.0\.0\.0/16"):
        recorded(program)


def test_a_program_gets_the_folder_of_its_project(tmp_path):
    def program() -> None:
        pulumi.export("root", pulumi.get_root_directory())

    assert recorded(program, root=tmp_path).outputs["root"] == str(tmp_path)
    assert recorded(program).outputs["root"] == str(Path.cwd())


# The same again.


def everything(graph: Graph) -> list[Resource]:
    return list(graph)


def test_the_same_program_gives_the_same_graph():
    def program() -> None:
        account = provider("payments", PARTICIPANT)
        vpc = SharedVpc("net", vpc_args(), pulumi.ResourceOptions(provider=account))
        EksCluster("pay", cluster_args(), pulumi.ResourceOptions(provider=account, depends_on=[vpc]))

    first, second = recorded(program), recorded(program)
    assert len(first.graph) > 50
    assert everything(first.graph) == everything(second.graph)
    assert first.outputs == second.outputs


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_gives_the_same_graph_each_time(stack):
    again = record_stack(EXAMPLES, stack).recording
    assert everything(again.graph) == everything(preview_of(stack).own)


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_declares_the_same_resources_whether_or_not_ids_are_known(stack):
    unknown = record_stack(EXAMPLES, stack, known_ids=False).recording.graph
    known = preview_of(stack).own
    assert sorted(unknown.resources) == sorted(known.resources), "the graph's shape never depends on a deployed value"
    assert len(known) > 25


def test_names_of_a_recording_are_those_of_the_program():
    graph = graph_of(lambda: Group("group", in_account("owner", OWNER)))
    assert names(graph, VPC) == ["group-vpc"]
    assert only(graph, VPC).urn == "urn:pulumi:test::test::test:index:Group$aws:ec2/vpc:Vpc::group-vpc"


@pytest.mark.usefixtures("failing")
def test_two_resources_of_one_urn_are_an_error_as_they_are_to_the_engine():
    def program() -> None:
        opts = in_account("owner", OWNER)
        first, second = (aws.ec2.Vpc("twin", cidr_block="10.0.0.0/16", opts=opts) for _ in range(2))
        aws.ec2.Subnet("after", vpc_id=second.id, cidr_block="10.0.0.0/24", opts=opts)
        pulumi.export("first", first.id)

    with pytest.raises(ValueError, match=r"same URN: \S+aws:ec2/vpc:Vpc::twin; give one of them another name"):
        recorded(program)


# What the engine knows a resource by, and what makes it change.


def test_an_alias_gives_the_urn_that_a_resource_had_before():
    def program() -> None:
        opts = pulumi.ResourceOptions(
            aliases=[pulumi.Alias(name="old"), "urn:pulumi:test::test::aws:ec2/vpc:Vpc::other"]
        )
        aws.ec2.Vpc("new", cidr_block="10.0.0.0/16", opts=opts)

    assert only(graph_of(program), VPC).aliases == (
        "urn:pulumi:test::test::aws:ec2/vpc:Vpc::old",
        "urn:pulumi:test::test::aws:ec2/vpc:Vpc::other",
    )


def test_a_child_inherits_its_parents_alias_and_the_part_of_its_name_that_came_from_it():
    graph = graph_of(lambda: Group("new", pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old")])))
    assert only(graph, VPC).aliases == ("urn:pulumi:test::test::test:index:Group$aws:ec2/vpc:Vpc::old-vpc",)


def test_an_alias_may_name_another_parent_or_none():
    def program() -> None:
        group = Group("group")
        for name, alias in (("a", pulumi.Alias(parent=group)), ("b", pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE))):
            aws.ec2.Vpc(name, cidr_block="10.0.0.0/16", opts=pulumi.ResourceOptions(aliases=[alias]))

    graph = graph_of(program)
    assert only(graph, VPC, "a").aliases == ("urn:pulumi:test::test::test:index:Group$aws:ec2/vpc:Vpc::a",)
    assert only(graph, VPC, "b").aliases == ("urn:pulumi:test::test::aws:ec2/vpc:Vpc::b",)


def test_each_input_says_which_resources_it_comes_from():
    def program() -> None:
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
        aws.ec2.Subnet("subnet", vpc_id=vpc.id, cidr_block="10.0.0.0/24")

    graph = graph_of(program)
    assert only(graph, SUBNET).property_dependencies == {"vpcId": (only(graph, VPC).urn,)}


def test_a_packaged_node_group_comes_from_its_cluster_and_leaves_its_size_to_the_scaler():
    args = cluster_args(node_groups={"default": {"instance_types": ["m7i.large"], "min": 2, "max": 6}})
    graph = graph_of(lambda: EksCluster("pay", args, in_account("owner", OWNER)))
    nodes = only(graph, NODES)
    assert only(graph, "aws:eks/cluster:Cluster").urn in nodes.property_dependencies["clusterName"]
    assert nodes.property_dependencies["launchTemplate"] == (only(graph, "aws:ec2/launchTemplate:LaunchTemplate").urn,)
    assert nodes.ignore_changes == ("scalingConfig.desiredSize",)
