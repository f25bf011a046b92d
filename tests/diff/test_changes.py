"""What happens to each resource between two graphs: small programs, declared with the real names of the provider's inputs."""

import json
from dataclasses import replace
from functools import reduce
from itertools import chain

import pulumi
import pulumi_aws as aws
import pytest

from eks_shared_vpc.preview.diff.changes import Change, Kind, changes_between, pairs_of
from eks_shared_vpc.preview.graph import UNKNOWN, Graph
from tests.catalogue.bases import WORLD, recorded, world_in
from tests.catalogue.planting import Plant, The, ignoring, named, with_inputs
from tests.catalogue.sides import without_accounts
from tests.support import OWNER, PARTICIPANT, STACKS, graph_of, only, preview_of, provider, vpc_args


def done(before: Graph, after: Graph) -> dict[str, list[str]]:
    """What happens: kind and name of the resources by kind of change."""
    found: dict[str, list[str]] = {}
    for each in changes_between(before, after):
        found.setdefault(each.kind.value, []).append(f"{each.resource.kind} {each.resource.name}")
    return found


def the(changes: tuple[Change, ...], resource: str) -> Change:
    """The change of a resource."""
    return next(each for each in changes if f"{each.resource.kind} {each.resource.name}" == resource)


def paths(change: Change) -> list[str]:
    return sorted(each.path for each in change.properties)


def network(
    *,
    block: str = "10.0.0.0/24",
    account: str = OWNER,
    region: str = "us-west-2",
    name: str = "subnet",
    former: str | None = None,
    protect: bool = False,
) -> Graph:
    """A VPC with one subnet."""

    def declare() -> None:
        opts = pulumi.ResourceOptions(provider=provider("owner", account, region))
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=opts)
        aliases = pulumi.ResourceOptions(aliases=[pulumi.Alias(name=former)] if former else None, protect=protect)
        aws.ec2.Subnet(name, vpc_id=vpc.id, cidr_block=block, opts=pulumi.ResourceOptions.merge(opts, aliases))

    return graph_of(declare)


NOTHING = Graph(())


def world(*plants: Plant) -> Graph:
    """The small world with changes planted in it."""
    return reduce(lambda graph, plant: plant(graph), plants, recorded(WORLD))


# One resource.


def test_what_is_not_there_before_is_created_and_what_is_not_there_after_is_deleted():
    everything = ["Subnet subnet", "Vpc vpc", "aws owner"]
    assert {kind: sorted(rows) for kind, rows in done(NOTHING, network()).items()} == {"create": everything}
    assert {kind: sorted(rows) for kind, rows in done(network(), NOTHING).items()} == {"delete": everything}


def test_a_change_has_the_resource_as_it_was_and_as_it_will_be():
    change = the(changes_between(network(), network(block="10.0.1.0/24")), "Subnet subnet")
    assert change.before is not None
    assert change.after is not None
    assert (change.before.inputs["cidrBlock"], change.after.inputs["cidrBlock"]) == ("10.0.0.0/24", "10.0.1.0/24")
    assert change.resource is change.after
    gone = the(changes_between(network(), NOTHING), "Subnet subnet")
    assert gone.after is None
    assert gone.resource is gone.before
    made = the(changes_between(NOTHING, network()), "Subnet subnet")
    assert made.before is None


def test_a_property_that_forces_it_replaces_and_says_so():
    change = the(changes_between(network(), network(block="10.0.1.0/24")), "Subnet subnet")
    assert (change.kind, change.because, change.own) == (Kind.REPLACE, ("cidrBlock",), True)


def test_other_properties_update():
    tagged = with_inputs("Subnet subnet", tags={"a": "b"})(network())
    changes = changes_between(network(), tagged)
    assert [(each.kind, paths(each), each.because) for each in changes] == [(Kind.UPDATE, ["tags"], ())]


def test_of_all_that_changes_only_what_forces_it_is_the_reason():
    both = with_inputs("Subnet subnet", cidrBlock="10.0.1.0/24", mapPublicIpOnLaunch=True)(network())
    change = the(changes_between(network(), both), "Subnet subnet")
    assert paths(change) == ["cidrBlock", "mapPublicIpOnLaunch"]
    assert change.because == ("cidrBlock",)


def test_what_is_gone_is_replaced_deleted_or_moved():
    for kind in Kind:
        assert Change(kind, None, None).is_gone is (kind in (Kind.REPLACE, Kind.DELETE, Kind.MOVE))


def test_a_property_has_changed_if_it_or_a_part_of_it_has():
    before = world()
    after = with_inputs("Cluster cluster", vpcConfig={"endpointPublicAccess": False})(before)
    change = the(changes_between(before, after), "Cluster cluster")
    assert change.changed("vpcConfig")
    assert change.changed("version", "vpcConfig.endpointPublicAccess")
    assert not change.changed("vpcConfig.endpointPublic"), "a path is no prefix of a longer name"
    assert not change.changed("version")


def test_properties_that_were_not_measured_are_named():
    before = world()
    after = with_inputs("Cluster cluster", deletionProtection=True, version="1.34")(before)
    assert the(changes_between(before, after), "Cluster cluster").unmeasured == ("deletionProtection",)


def test_of_resources_that_are_not_of_aws_nothing_was_measured_and_nothing_is_said():
    def declare(version: str) -> Graph:
        return graph_of(lambda: pulumi.CustomResource("random:index/randomId:RandomId", "id", {"keepers": version}))

    changes = changes_between(declare("1"), declare("2"))
    assert [(each.kind, each.unmeasured) for each in changes] == [(Kind.UPDATE, ())]


def test_components_exist_in_pulumi_alone_and_do_not_change():
    def declare(named_: str) -> Graph:
        return graph_of(lambda: pulumi.ComponentResource("test:index:Thing", named_))

    assert changes_between(declare("one"), declare("other")) == ()
    assert list(pairs_of(declare("one"), declare("other"))) == []


# Accounts and regions.


def test_a_resource_whose_account_differs_is_moved():
    changes = changes_between(network(), network(account=PARTICIPANT))
    assert {each.kind for each in changes} == {Kind.MOVE}
    change = the(changes, "Vpc vpc")
    assert change.before is not None
    assert change.after is not None
    assert (change.before.account, change.after.account) == (OWNER, PARTICIPANT)


def test_a_move_has_the_properties_that_change_with_it():
    change = the(changes_between(network(), network(account=PARTICIPANT, block="10.0.1.0/24")), "Subnet subnet")
    assert (change.kind, change.because) == (Kind.MOVE, ())
    assert "cidrBlock" in paths(change)


def test_a_region_that_differs_replaces():
    change = the(changes_between(network(), network(region="eu-west-1")), "Vpc vpc")
    assert (change.kind, change.because, change.own) == (Kind.REPLACE, ("region",), True)


def test_a_resource_of_which_no_account_is_known_on_one_side_is_not_moved():
    known, unknown = network(), without_accounts(network())
    assert changes_between(unknown, known) == ()
    assert changes_between(known, unknown) == ()
    assert done(without_accounts(network()), without_accounts(network(block="10.0.1.0/24"))) == {
        "replace": ["Subnet subnet"]
    }


def test_a_region_that_is_known_on_one_side_only_replaces_nothing():
    known = network()
    unknown = Graph(replace(each, region=None) for each in known)
    assert changes_between(unknown, known) == ()


# Names that a resource had before.


def test_a_resource_that_is_renamed_with_an_alias_does_not_change():
    assert changes_between(network(), network(name="renamed", former="subnet")) == ()


def test_a_resource_that_is_renamed_without_one_is_made_anew():
    assert done(network(), network(name="renamed")) == {"delete": ["Subnet subnet"], "create": ["Subnet renamed"]}


def test_a_renamed_resource_that_changes_is_one_change():
    change = the(
        changes_between(network(), network(name="renamed", former="subnet", block="10.0.1.0/24")), "Subnet renamed"
    )
    assert change.kind is Kind.REPLACE
    assert change.before is not None
    assert change.before.name == "subnet"


def test_an_alias_of_something_that_never_was_is_nothing():
    assert done(NOTHING, network(name="renamed", former="subnet"))["create"]
    assert changes_between(network(), network(former="an older name")) == ()


def test_who_refers_to_a_renamed_resource_does_not_change():
    def declare(name: str, former: str | None) -> Graph:
        def run() -> None:
            opts = pulumi.ResourceOptions(provider=provider("owner", OWNER))
            alias = pulumi.ResourceOptions(aliases=[pulumi.Alias(name=former)] if former else None)
            vpc = aws.ec2.Vpc(name, cidr_block="10.0.0.0/16", opts=pulumi.ResourceOptions.merge(opts, alias))
            aws.ec2.Subnet("subnet", vpc_id=vpc.id, cidr_block="10.0.0.0/24", opts=opts)

        return graph_of(run)

    assert changes_between(declare("old", None), declare("new", "old")) == ()


def test_a_component_that_is_renamed_with_an_alias_keeps_all_that_it_made():
    from eks_shared_vpc import SharedVpc  # noqa: PLC0415  # as in a program of its own

    def declare(name: str, former: str | None) -> Graph:
        opts = pulumi.ResourceOptions(aliases=[pulumi.Alias(name=former)] if former else None)

        def run() -> None:
            owner = pulumi.ResourceOptions(provider=provider("owner", OWNER))
            SharedVpc(name, vpc_args(nat="single"), pulumi.ResourceOptions.merge(owner, opts))

        return graph_of(run)

    changes = changes_between(declare("network", None), declare("core", "network"))
    assert {each.kind for each in changes} == {Kind.UPDATE}, "their Name tags say the new name"
    assert set(chain.from_iterable(map(paths, changes))) == {"tags.Name"}


# What changes with what is replaced (engine-facts 11.4).


def cascade(resource, **inputs):
    """The healthy world, with other inputs of one resource."""
    return changes_between(world(), with_inputs(resource, **inputs)(world()))


def test_a_replaced_subnet_replaces_and_updates_what_refers_to_it():
    changes = cascade("Subnet private-az1", cidrBlock="10.0.99.0/24")
    assert {f"{each.resource.kind} {each.resource.name}": (each.kind, each.own, paths(each)) for each in changes} == {
        "Subnet private-az1": (Kind.REPLACE, True, ["cidrBlock"]),
        "RouteTableAssociation association-private-az1": (Kind.REPLACE, False, ["subnetId"]),
        "ResourceAssociation share-private-az1": (Kind.REPLACE, False, ["resourceArn"]),
        "Tag tag-private-az1": (Kind.REPLACE, False, ["resourceId"]),
        "NodeGroup nodes": (Kind.REPLACE, False, ["subnetIds"]),
        "VpcEndpoint eks": (Kind.UPDATE, True, ["subnetIds"]),
    }


def test_a_replaced_subnet_of_the_control_plane_updates_the_cluster():
    change = the(cascade("Subnet cluster-az1", cidrBlock="10.0.99.0/28"), "Cluster cluster")
    assert (change.kind, paths(change)) == (Kind.UPDATE, ["vpcConfig.subnetIds"])


def test_a_cascade_says_what_it_comes_of_with_the_same_value_on_both_sides():
    change = the(cascade("Subnet private-az1", cidrBlock="10.0.99.0/24"), "NodeGroup nodes")
    (only_,) = change.properties
    assert only_.before == only_.after
    assert change.because == ("subnetIds",)


def test_a_resource_that_would_be_replaced_anyway_says_so():
    both = with_inputs("NodeGroup nodes", instanceTypes=["m7i.large"])(
        with_inputs("Subnet private-az1", cidrBlock="10.0.99.0/24")(world())
    )
    change = the(changes_between(world(), both), "NodeGroup nodes")
    assert (change.own, sorted(change.because)) == (True, ["instanceTypes", "subnetIds"])


def test_a_replaced_vpc_takes_its_network_with_it_through_as_many_steps_as_it_takes():
    found = {f"{each.resource.kind} {each.resource.name}": each for each in cascade("Vpc vpc", cidrBlock="10.9.0.0/16")}
    replaced = {name for name, each in found.items() if each.kind is Kind.REPLACE}
    for name in (
        "Subnet public-az1",
        "NatGateway nat-az1",
        "Route route-az1",
        "SecurityGroup clients",
        "VpcEndpoint s3",
    ):
        assert name in replaced
    assert found["InternetGateway igw"].kind is Kind.UPDATE, "a gateway is attached to another VPC"
    assert found["Cluster cluster"].kind is Kind.UPDATE
    assert "Eip eip-az1" not in found
    assert [name for name, each in found.items() if each.kind is Kind.REPLACE and each.own] == ["Vpc vpc"]


def test_a_replaced_cluster_of_a_fixed_name_takes_with_it_what_is_made_in_it():
    changes = cascade("Cluster cluster", kubernetesNetworkConfig={"ipFamily": "ipv6"})
    gone = {each.resource.name for each in changes if each.kind is Kind.REPLACE}
    assert gone == {
        "cluster", "vpc-cni", "kube-proxy", "eks-pod-identity-agent", "coredns", "nodes", "admin", "admin-policy", "identity",
    }  # fmt: skip
    for name in gone - {"cluster"}:
        assert next(each.because for each in changes if each.resource.name == name) == ("clusterName",)
    template = the(changes, "LaunchTemplate template")
    assert (template.kind, paths(template)) == (Kind.UPDATE, ["vpcSecurityGroupIds"])


def test_a_resource_whose_name_pulumi_makes_up_is_made_first_and_its_name_differs():
    before = world(with_inputs("Role worker", path="/one/"))
    changes = changes_between(before, world(with_inputs("Role worker", path="/other/")))
    replaced = {each.resource.name for each in changes if each.kind is Kind.REPLACE}
    assert {"worker", "worker-node", "worker-registry", "worker-cni", "nodes"} <= replaced


def test_a_resource_of_a_fixed_name_takes_with_it_what_names_it_even_though_the_name_stays():
    attached = with_inputs("RolePolicyAttachment worker-node", role="worker")
    before = world(with_inputs("Role worker", path="/one/", name="worker"), attached)
    changes = changes_between(before, world(with_inputs("Role worker", path="/other/", name="worker"), attached))
    change = the(changes, "RolePolicyAttachment worker-node")
    assert (change.kind, change.because, change.own) == (Kind.REPLACE, ("role",), False)


LATEST = with_inputs(
    "NodeGroup nodes",
    launchTemplate={"id": The("LaunchTemplate template"), "version": The("LaunchTemplate template", "latestVersion")},
)
LARGER = with_inputs(
    "LaunchTemplate template",
    blockDeviceMappings=[{"deviceName": "/dev/xvda", "ebs": {"volumeSize": 80, "encrypted": "true"}}],
)


def test_a_launch_template_that_is_updated_reaches_its_node_group_as_a_version():
    changes = changes_between(world(LATEST), world(LATEST, LARGER))
    assert {f"{each.resource.kind} {each.resource.name}": (each.kind, paths(each)) for each in changes} == {
        "LaunchTemplate template": (Kind.UPDATE, ["blockDeviceMappings.ebs.volumeSize"]),
        "NodeGroup nodes": (Kind.UPDATE, ["launchTemplate.version"]),
    }


def test_a_launch_template_that_is_updated_does_not_reach_a_node_group_that_pins_its_version():
    changes = changes_between(world(), world(LARGER))
    assert [each.resource.name for each in changes] == ["template"]


def test_what_depends_on_a_replaced_resource_by_order_alone_does_not_change():
    changes = cascade("RouteTableAssociation association-private-az1", subnetId="subnet-123")
    assert [each.resource.name for each in changes] == ["association-private-az1"]


def test_what_is_moved_has_another_id_for_those_that_stay():
    changes = changes_between(network(), with_account(network(), "Vpc vpc", PARTICIPANT))
    assert {each.resource.name: (each.kind, each.because) for each in changes} == {
        "vpc": (Kind.MOVE, ()),
        "subnet": (Kind.REPLACE, ("vpcId",)),
    }


def with_account(graph: Graph, resource: str, account: str) -> Graph:
    found = named(graph, resource)
    return Graph(replace(each, account=account) if each.urn == found.urn else each for each in graph)


# What the engine is told to pass over.


def passing_over(*keys, **inputs):
    """The healthy world before and after a change of its node group, of which the engine passes over some inputs."""
    before = world(ignoring("NodeGroup nodes", *keys))
    return before, with_inputs("NodeGroup nodes", **inputs)(before)


def test_changes_that_are_ignored_are_none():
    assert changes_between(*passing_over("scalingConfig.desiredSize", scalingConfig={"desiredSize": 9})) == ()
    assert changes_between(*passing_over("scalingConfig", scalingConfig={"desiredSize": 9, "maxSize": 9})) == ()
    assert changes_between(*passing_over("instanceTypes", instanceTypes=["m7i.large"])) == ()


def test_of_several_changes_those_that_are_not_ignored_remain():
    before, after = passing_over("scalingConfig.desiredSize", scalingConfig={"desiredSize": 9, "maxSize": 9})
    assert [paths(each) for each in changes_between(before, after)] == [["scalingConfig.maxSize"]]


def test_an_ignored_input_is_no_prefix_of_a_longer_name():
    before, after = passing_over("scalingConfig.desired", scalingConfig={"desiredSize": 9})
    assert [paths(each) for each in changes_between(before, after)] == [["scalingConfig.desiredSize"]]


def test_an_input_that_is_ignored_does_not_change_with_what_it_refers_to():
    before = world(ignoring("NodeGroup nodes", "subnetIds"))
    changes = changes_between(before, with_inputs("Subnet private-az1", cidrBlock="10.0.99.0/24")(before))
    assert "nodes" not in [each.resource.name for each in changes]


@pytest.mark.parametrize("path", ["blockDeviceMappings[0].ebs.volumeSize", "blockDeviceMappings[*].ebs.volumeSize"])
def test_an_ignored_input_may_be_named_with_an_index(path):
    before = world(ignoring("LaunchTemplate template", path))
    assert changes_between(before, LARGER(before)) == ()


def test_all_inputs_may_be_ignored_at_once():
    assert changes_between(*passing_over("*", instanceTypes=["m7i.large"])) == ()


# Whole stacks.


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_does_not_differ_from_itself(stack):
    graph = preview_of(stack).own
    assert changes_between(graph, Graph(reversed(list(graph)))) == ()


def test_all_changes_come_in_the_same_order_the_gravest_first():
    before, after = preview_of("dev").graph, preview_of("staging").graph
    renamed = Graph(replace(each, urn=each.urn.replace(":staging::", ":dev::")) for each in after)
    changes = changes_between(before, renamed)
    keys = [(list(Kind).index(each.kind), each.resource.urn) for each in changes]
    assert keys == sorted(keys)
    assert len({each.kind for each in changes}) > 3
    assert changes == changes_between(Graph(reversed(list(before))), Graph(reversed(list(renamed))))
    assert [each.value for each in Kind] == ["replace", "delete", "move", "create", "update"]


def test_every_resource_changes_once_at_most():
    changes = changes_between(preview_of("staging").graph, preview_of("prod-payments").graph)
    urns = [each.resource.urn for each in changes]
    assert len(urns) == len(set(urns))


def test_recording_a_program_again_changes_nothing():
    again = graph_of(world_in("us-west-2").run)
    assert again is not world()
    assert changes_between(world(), again) == ()


def test_inputs_may_refer_to_stacks_that_are_not_here():
    away = with_inputs("NodeGroup nodes", subnetIds=["other/subnet/private-az1"])
    changes = changes_between(
        world(away), world(away, with_inputs("ResourceShare share", allowExternalPrincipals=True))
    )
    assert [each.resource.name for each in changes] == ["share"]


@pytest.mark.parametrize("way", [1, -1], ids=["known before", "known after"])
def test_what_is_not_known_on_one_side_is_no_reason_to_replace(way):
    unknown = with_inputs("NodeGroup nodes", subnetIds=UNKNOWN)(
        with_inputs("Cluster cluster", roleArn=UNKNOWN)(world())
    )
    changes = changes_between(*[world(), unknown][::way])
    assert {each.resource.name for each in changes} == {"cluster", "nodes"}
    assert {each.kind for each in changes} == {Kind.UPDATE}


def test_what_is_not_known_on_either_side_is_no_change():
    unknown = with_inputs("NodeGroup nodes", subnetIds=UNKNOWN)(world())
    assert changes_between(unknown, Graph(list(unknown))) == ()


def test_a_policy_written_in_another_layout_is_the_same_policy():
    role = only(world(), "aws:iam/role:Role", "worker")
    text = json.dumps(json.loads(role.inputs["assumeRolePolicy"]), indent=4)
    assert changes_between(world(), with_inputs("Role worker", assumeRolePolicy=text)(world())) == ()
