"""A stack on another stack's network reads its contract, and stops where the two disagree."""

import pytest

from tests.engine.engine import NEEDS_PULUMI, short

pytestmark = NEEDS_PULUMI

FIX = "Fix: deploy the network's stack first, or bring its stack file or saved contract here up to date."
NETWORK = "organization/eks-shared-vpc/prod-network"
STANDS_IN_THE_NETWORK = ("Cluster ", "NodeGroup ", "LaunchTemplate ", "Tag ", "Addon ", "SecurityGroup ")


def test_a_cluster_stands_on_the_deployed_subnets_of_the_networks_stack(deployed):
    engine = deployed("prod-payments")
    network = {short(each["urn"]): each for each in engine.resources("prod-network")}
    clusters = {short(each["urn"]): each for each in engine.resources("prod-payments")}
    zones = ("az1", "az2", "az3")
    subnets = clusters["Cluster payments"]["inputs"]["vpcConfig"]["subnetIds"]
    assert subnets == [network[f"Subnet network-cluster-{zone}"]["id"] for zone in zones]
    nodes = clusters["NodeGroup payments-default"]["inputs"]["subnetIds"]
    assert nodes == [network[f"Subnet network-private-{zone}"]["id"] for zone in zones]
    assert [each for each in clusters if each.startswith("StackReference ")] == [f"StackReference {NETWORK}"]


@pytest.mark.parametrize(
    ("change", "path", "deployed_value", "planned"),
    [
        pytest.param(
            {"zones": ["usw2-az1", "usw2-az2", "usw2-az3", "usw2-az4"]},
            "zones",
            "usw2-az1, usw2-az2, usw2-az3",
            "usw2-az1, usw2-az2, usw2-az3, usw2-az4",
            id="another zone",
        ),
        pytest.param({"cidr": "10.80.0.0/16"}, "vpc_cidrs", "10.64.0.0/16", "10.80.0.0/16", id="other addresses"),
        pytest.param(
            {"nat": "single"}, "nat_public_ips", "usw2-az1, usw2-az2, usw2-az3", "usw2-az1", id="another way out"
        ),
    ],
)
def test_a_network_that_is_not_the_planned_one_stops_the_deployment(copy_of, change, path, deployed_value, planned):
    engine = copy_of("prod-network")
    with engine.settings("prod-network") as settings:
        settings["network"] |= change
    engine.init("prod-payments")
    stopped = engine.attempt("up", "--yes", "--skip-preview", stack="prod-payments")
    assert stopped.status != 0
    where = f"{NETWORK}:network.{path}"
    assert (
        f"{where}: the deployed network has {deployed_value} where this stack was planned for {planned}."
        in stopped.output
    )
    assert FIX in stopped.output
    assert "[contract-mismatch]" in stopped.output
    assert "Traceback" not in stopped.output
    made = [short(urn) for urn in engine.aws.done("create")]
    assert not [each for each in made if each.startswith(STANDS_IN_THE_NETWORK)]


def test_a_contract_that_disagrees_is_told_in_the_preview_so_that_nothing_at_all_is_made(copy_of):
    engine = copy_of("prod-network")
    with engine.settings("prod-network") as settings:
        settings["network"]["cidr"] = "10.80.0.0/16"
    engine.init("prod-payments")
    stopped = engine.attempt("up", "--yes", stack="prod-payments")
    assert stopped.status != 0
    assert "[contract-mismatch]" in stopped.output
    assert engine.aws.calls == []


def test_a_network_that_is_not_up_yet_is_told_in_words(engine_in, tmp_path):
    engine = engine_in(tmp_path)
    engine.init("prod-network")
    engine.init("prod-payments")
    stopped = engine.attempt("preview", stack="prod-payments")
    if stopped.status == 0:
        pytest.fail("there is no network, so this cannot be previewed")
    assert "Traceback" not in stopped.output
    assert NETWORK in stopped.output.split("Diagnostics:")[1]
