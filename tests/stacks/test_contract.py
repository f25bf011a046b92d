"""What one stack exports of its network and what another reads: the same document, planned and deployed."""

import copy
import json

import pytest

from eks_shared_vpc.errors import ContractMismatch, InputError
from eks_shared_vpc.network.contract import NetworkContract
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.project import find_project, record_stack
from eks_shared_vpc.preview.record import record
from eks_shared_vpc.preview.sections.addresses import address_map
from eks_shared_vpc.spec import read
from tests.stacks.documents import PROJECT, document, plan
from tests.stacks.goldens import CONTRACTS, golden
from tests.support import EXAMPLES, ZONES, names, only, preview_of

NETWORK = "organization/eks-shared-vpc/prod-network"
FIX = "deploy the network's stack first, or bring its stack file or saved contract here up to date"
PAYMENTS = document("prod-payments")


def planned():
    return plan(document("prod-network")).networks["network"].contract


def deployed():
    """What prod-network exports, as plain data."""
    return copy.deepcopy(dict(preview_of("prod-network").recorded.recording.outputs["network"]))


def doctored(path, value):
    """The deployed network with one thing changed, by path."""
    whole = deployed()
    *above, key = path.split("/")
    section = whole
    for step in above:
        section = section[step]
    if value is None:
        del section[key]
    else:
        section[key] = value
    return whole


def test_the_planned_contract_of_the_production_network_is_the_saved_one():
    plan = planned()
    saved = golden(CONTRACTS / "prod-network.planned.json", plan.model_dump(mode="json"))
    assert NetworkContract.model_validate(saved) == plan


def test_a_planned_contract_has_no_ids():
    plan = planned()
    subnets = [subnet for tier in plan.tiers.values() for subnet in tier.subnets.values()]
    assert len(subnets) == 9
    assert {(each.id, each.arn, each.route_table_id) for each in subnets} == {(None, None, None)}
    assert (plan.vpc_id, set(plan.nat_public_ips.values()), set(plan.endpoints.values())) == (None, {None}, {None})


def test_the_deployed_contract_has_every_id_that_a_participant_needs():
    whole = read(NetworkContract, deployed())
    assert whole.vpc_id == "prod-network/vpc/network"
    assert whole.vpc_cidrs == ("10.64.0.0/16",)
    assert sorted(whole.nat_public_ips) == list(ZONES)
    assert all("nat" in str(address) for address in whole.nat_public_ips.values())
    assert sorted(whole.endpoints) == ["eks", "eks-auth"]
    assert {
        (tier, zone): (subnet.id, subnet.route_table_id)
        for tier, row in whole.tiers.items()
        for zone, subnet in row.subnets.items()
    } == {
        (tier, f"usw2-az{n}"): (
            f"prod-network/subnet/network-{tier}-az{n}",
            f"prod-network/routeTable/network-{'public' if tier == 'public' else f'private-az{n}'}",
        )
        for tier in ("private", "public", "cluster")
        for n in (1, 2, 3)
    }


def record_payments(answer):
    return record(
        EXAMPLES.run,
        project=EXAMPLES.name,
        stack="prod-payments",
        config=EXAMPLES.config("prod-payments"),
        references={NETWORK: {"network": answer}},
        root=EXAMPLES.root,
    )


def test_the_participant_reads_its_ids_off_the_networks_outputs():
    graph = record_payments(doctored("tiers/cluster/subnets/usw2-az1/id", "subnet-0123")).graph
    ids = only(graph, "aws:eks/cluster:Cluster").inputs["vpcConfig"]["subnetIds"]
    assert sorted(ids) == [
        "prod-network/subnet/network-cluster-az2",
        "prod-network/subnet/network-cluster-az3",
        "subnet-0123",
    ]


def test_a_network_that_is_not_the_planned_one_stops_the_participant():
    with pytest.raises(ContractMismatch) as stopped:
        record_payments(doctored("tiers/private/subnets/usw2-az1/cidr", "10.64.16.0/20") | {"owner_account": "9" * 12})
    assert [(problem.where, problem.value, problem.allowed) for problem in stopped.value.problems] == [
        (f"{NETWORK}:network.owner_account", "999999999999", "111111111111"),
        (f"{NETWORK}:network.tiers.private.subnets.usw2-az1.cidr", "10.64.16.0/20", "10.64.0.0/19"),
    ]


def identities(graph):
    return sorted((each.type, each.name) for each in graph)


@pytest.mark.parametrize(
    ("changed", "value"),
    [
        ("zones", [*ZONES, "usw2-az4"]),
        ("endpoints/sts", "vpce-1"),
        ("vpc_cidrs", ["10.64.0.0/16", "100.64.0.0/16"]),
        ("tiers/pods", {"kind": "isolated", "use": "pods", "subnets": {}}),
        ("nat_public_ips", {}),
    ],
)
def test_a_network_that_has_grown_leaves_a_participant_as_it_is(changed, value):
    grown = doctored(changed, value)
    grown["tier_order"] = list(grown["tiers"])
    assert identities(record_payments(grown).graph) == identities(record_payments(deployed()).graph)


@pytest.mark.parametrize(
    ("changed", "value", "paths"),
    [
        ("tiers/cluster", None, ["tiers.cluster"]),
        ("tiers/private/subnets/usw2-az3", None, ["tiers.private.subnets.usw2-az3"]),
        ("tiers/public/kind", "private", ["tiers.public.kind"]),
        ("endpoints/eks-auth", None, ["endpoints.eks-auth"]),
        ("shared_tiers", ["private"], ["shared_tiers"]),
    ],
)
def test_a_participant_stops_at_what_it_uses(changed, value, paths):
    other = doctored(changed, value)
    other["tier_order"] = list(other["tiers"])
    with pytest.raises(ContractMismatch) as stopped:
        record_payments(other)
    assert [problem.where for problem in stopped.value.problems] == [f"{NETWORK}:network.{path}" for path in paths]


def save(project, stack, answer):
    path = project.stack_dir / "contracts" / f"{stack}.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"network": answer}))


@pytest.mark.parametrize(
    ("reference", "saved"),
    [("acme/networks/prod", "acme/networks/prod"), ("shared", f"organization/{PROJECT}/shared")],
)
def test_a_network_that_is_only_saved_serves_a_participant(project_of, reference, saved):
    outputs, there = deployed(), preview_of("prod-payments").own
    project = project_of({"trial": {**PAYMENTS, "network": {"stack": reference}}})
    save(project, saved, outputs)
    preview = Preview(record_stack(project, "trial"))
    config = only(preview.own, "aws:eks/cluster:Cluster").inputs["vpcConfig"]
    expected = only(there, "aws:eks/cluster:Cluster").inputs["vpcConfig"]
    assert sorted(config["subnetIds"]) == sorted(expected["subnetIds"])
    assert names(preview.own, "aws:ec2/tag:Tag") == names(there, "aws:ec2/tag:Tag")
    assert preview.recorded.unresolved == ()


def test_stack_files_are_those_of_the_project_that_runs_wherever_it_keeps_them(project_of):
    project = project_of({"shared": document("prod-network"), "trial": {**PAYMENTS, "network": {"stack": "shared"}}})
    project.stack_dir.rename(project.root / "config")
    declared = project.root / "Pulumi.yaml"
    declared.write_text(declared.read_text().replace("stackConfigDir: stacks", "stackConfigDir: config"))
    assert list(record_stack(find_project(project.root), "trial").referenced) == ["shared"]


def test_a_stack_is_held_against_a_saved_network_like_against_one_of_its_project(project_of):
    answer = doctored("shared_with", ["333333333333"])
    project = project_of({"trial": {**PAYMENTS, "network": {"stack": "acme/networks/prod"}}})
    save(project, "acme/networks/prod", answer)
    with pytest.raises(InputError) as refused:
        record_stack(project, "trial")
    assert [(problem.id, problem.where) for problem in refused.value.problems] == [
        ("not-shared", "clusters.payments.account")
    ]


def test_a_saved_network_of_a_version_that_is_not_known_is_refused(project_of):
    project = project_of({"trial": {**PAYMENTS, "network": {"stack": "acme/networks/prod"}}})
    save(project, "acme/networks/prod", {**deployed(), "version": 2})
    with pytest.raises(InputError) as refused:
        record_stack(project, "trial")
    assert [(problem.where, problem.value) for problem in refused.value.problems] == [
        (
            "contracts/acme/networks/prod.json:network.version",
            2,
        )
    ]


IPAM = {"network.cidr": {"ipam_pool": "ipam-pool-0123", "netmask": 16}}


def test_the_planned_contract_of_an_ipam_network_has_sizes_and_no_addresses():
    contract = plan(document("prod-network", IPAM)).networks["network"].contract
    assert contract.vpc_cidrs == ()
    assert {subnet.cidr for tier in contract.tiers.values() for subnet in tier.subnets.values()} == {None}
    assert {tier: sorted(row.subnets) for tier, row in contract.tiers.items()} == {
        tier: list(ZONES) for tier in ("private", "public", "cluster")
    }


def test_an_ipam_network_previews_with_the_offsets_of_its_subnets(project_of):
    preview = Preview(record_stack(project_of({"trial": document("prod-network", IPAM)}), "trial"))
    vpc = only(preview.own, "aws:ec2/vpc:Vpc")
    assert (vpc.inputs["ipv4IpamPoolId"], vpc.inputs["ipv4NetmaskLength"]) == ("ipam-pool-0123", 16)
    assert "cidrBlock" not in vpc.inputs
    rows = [(row.zone, row.tier, row.cidr) for row in address_map(preview.model) if row.state == "subnet"]
    assert rows[:3] == [
        ("usw2-az1", "private", "0.0.0.0/19"),
        ("usw2-az1", "public", "0.0.32.0/21"),
        ("usw2-az1", "cluster", "0.0.40.0/28"),
    ]
    assert {row.unknown_base for row in address_map(preview.model)} == {True}
    assert not preview.failed


def test_a_participant_stands_on_an_ipam_network_whatever_block_it_was_given(project_of):
    project = project_of(
        {
            "shared": document("prod-network", IPAM),
            "trial": {**PAYMENTS, "network": {"stack": "shared"}},
        }
    )
    preview = Preview(record_stack(project, "trial"))
    assert sorted(preview.recorded.referenced) == ["shared"]
    assert sorted(only(preview.own, "aws:eks/cluster:Cluster").inputs["vpcConfig"]["subnetIds"]) == [
        f"shared/subnet/network-cluster-az{n}" for n in (1, 2, 3)
    ]


def test_a_participants_public_list_names_the_networks_egress_addresses_and_that_is_no_foreign_resource(project_of):
    endpoint = {"mode": "public", "public_cidrs": ["52.94.76.0/24"]}
    project = project_of({"staging": document("staging", {"clusters.payments.endpoint": endpoint})})
    assert Preview(record_stack(project, "staging")).findings == []
