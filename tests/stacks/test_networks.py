"""Several networks in one stack, and a VPC that exists: what is declared, what it is called, and what is refused."""

from typing import Any

import pytest

from eks_shared_vpc.preview.preview import Preview, preview_stack
from eks_shared_vpc.preview.project import record_stack
from tests.stacks.documents import DELETED, Said, document, plan, problems, refusals
from tests.support import PARTICIPANT, names, only, preview_of

CLUSTER = "aws:eks/cluster:Cluster"
SEVERAL, EXISTING = "two-networks", "existing-vpc"


def exported(stack: str) -> dict[str, Any]:
    return dict(preview_of(stack).recorded.recording.outputs)


def test_each_of_several_networks_has_components_and_an_output_of_its_own_name() -> None:
    graph = preview_of(SEVERAL).own
    ours = sorted(each.name for each in graph if each.type.startswith("eks-shared-vpc:"))
    assert ours == [
        "closed",
        "closed-endpoints",
        "ledger",
        "open",
        "open-endpoints",
        "open-share",
        "shop",
        "web-open-subnets",
    ]
    assert sorted(exported(SEVERAL)) == ["cluster-ledger", "cluster-shop", "network-closed", "network-open"]
    assert exported(SEVERAL)["network-open"]["vpc_id"] == "two-networks/vpc/open"


def test_each_cluster_is_on_the_network_that_it_names() -> None:
    found = {
        each.name: {subnet.partition("-cluster-")[0] for subnet in each.inputs["vpcConfig"]["subnetIds"]}
        for each in preview_of(SEVERAL).own.of_type(CLUSTER)
    }
    assert found == {"ledger": {"two-networks/subnet/closed"}, "shop": {"two-networks/subnet/open"}}


def test_the_derived_endpoints_are_those_that_the_clusters_on_the_network_need() -> None:
    networks = plan(document(SEVERAL)).networks
    assert list(networks["closed"].contract.endpoints) == ["ec2", "ecr.api", "ecr.dkr", "sts"]
    assert list(networks["open"].contract.endpoints) == ["eks", "eks-auth"]


def test_a_policy_and_a_client_of_a_stack_file_reach_the_endpoints() -> None:
    graph = preview_of(SEVERAL).own
    sts = only(graph, "aws:ec2/vpcEndpoint:VpcEndpoint", "closed-endpoints-sts")
    assert sts.inputs["policy"].startswith('{"Version": "2012-10-17"')
    rule = only(graph, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "closed-endpoints-vpn")
    assert rule.inputs["cidrIpv4"] == "10.250.0.0/16"


def test_one_network_may_have_a_name_and_needs_none_in_its_clusters(project_of: Any) -> None:
    whole = document("dev", {"network": DELETED, "networks": {"lab": document("dev")["network"]}})
    graph = record_stack(project_of({"trial": whole}), "trial").recording.graph
    assert names(graph, "aws:ec2/vpc:Vpc") == ["lab"]
    assert only(graph, CLUSTER).inputs["vpcConfig"]["subnetIds"][0] == "trial/subnet/lab-cluster-az1"


def on(network: str | None, stack: str = "hub") -> dict[str, Any]:
    """A participant on a network of another stack."""
    reference = {"stack": stack, **({"network": network} if network else {})}
    return document("prod-payments", {"network": reference, "clusters.payments.account": "payments"})


HUB = document(
    SEVERAL,
    {"networks.open.share_with": [PARTICIPANT], "accounts.web": DELETED, "clusters": {}},
)


def test_a_participant_names_the_network_of_another_stack(project_of: Any) -> None:
    preview = Preview(record_stack(project_of({"hub": HUB, "trial": on("open")}), "trial"))
    assert only(preview.own, CLUSTER).inputs["vpcConfig"]["subnetIds"][0] == "hub/subnet/open-cluster-az1"
    assert [each for each in preview.findings if each.level.value != "notice"] == []


@pytest.mark.parametrize(
    ("network", "path", "fix"),
    [
        (None, "network", "add network: closed"),
        ("opne", "network.network", "write network: open"),
    ],
)
def test_a_network_that_another_stack_does_not_have_is_refused(
    project_of: Any, network: str | None, path: str, fix: str
) -> None:
    project = project_of({"hub": HUB})
    [problem] = problems(on(network), project)
    assert (problem.id, problem.where, problem.allowed, problem.fix) == ("unknown-network", path, "closed, open", fix)


def test_a_network_of_a_stack_that_has_one_without_a_name_is_not_named(project_of: Any) -> None:
    [problem] = problems(on("open", "shared"), project_of({"shared": document("prod-network")}))
    assert (problem.id, problem.fix) == ("unknown-network", "remove network: its only network has no name")


def said(found: list[Said]) -> list[tuple[str, str, str]]:
    return [(each.id, each.path, each.fix) for each in found]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"network": {"stack": "prod-network"}},
            [("network-or-networks", "networks", "move network into networks")],
        ),
        ({"clusters.shop.network": DELETED}, [("missing-key", "clusters.shop.network", "add network: open")]),
        ({"clusters.shop.network": "opne"}, [("unknown-network", "clusters.shop.network", "write open")]),
        ({"networks.open.zonse": []}, [("unknown-key", "networks.open.zonse", "write zones")]),
        ({"networks.open.account": "netwrk"}, [("undeclared-account", "networks.open.account", "write network")]),
        (
            {"networks.open.endpoints": ["eks", "ekss"], "networks.closed.zones": ["usw2-az1"]},
            [
                ("unknown-service", "networks.open.endpoints[1]", "write eks"),
                ("control-plane-zones", "networks.closed.zones", "append a zone to networks.closed.zones"),
            ],
        ),
        (
            {"networks.open.share_with": ["wbe"]},
            [
                ("principal", "networks.open.share_with[0]", "write web"),
                ("not-shared", "clusters.shop.account", "add the account to networks.open.share_with"),
            ],
        ),
        (
            {"networks.closed.endpoints.tier": "privat", "networks.closed.endpoints.ip_address_type": "dualstack"},
            [
                ("unknown-tier", "networks.closed.endpoints.tier", "write private"),
                (
                    "endpoint-addresses",
                    "networks.closed.endpoints.ip_address_type",
                    "add ipv6: true to the network, or remove ip_address_type",
                ),
            ],
        ),
        ({"networks": DELETED}, [("missing-key", "network", "add network")]),
    ],
    ids=str,
)
def test_what_is_wrong_with_several_networks_is_said_where_it_is(
    changes: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    assert said(refusals(changes, SEVERAL)) == expected


MOVED = [
    ("endpoint_addresses", "dualstack", "ip_address_type"),
    ("endpoint_clients", {"vpn": "10.250.0.0/16"}, "client_cidrs"),
    ("organization_id", "o-exampleorg1", "organization_id"),
    ("assume_available", ["eks"], "assume_available"),
]


@pytest.mark.parametrize(("old", "value", "new"), MOVED)
def test_a_key_of_endpoints_that_has_moved_is_named_with_its_new_place(old: str, value: Any, new: str) -> None:
    [found] = refusals({f"network.{old}": value})
    assert (found.id, found.path, found.message) == (
        "moved-key",
        f"network.{old}",
        f"this is {new} of endpoints now",
    )
    assert found.fix == f"write endpoints: {{{new}: …}}, with the services as services: [...]"


def test_private_cluster_has_one_form_beside_the_mapping() -> None:
    [found] = refusals({"network.private_cluster": True})
    assert (found.id, found.fix) == ("moved-key", "write endpoints: private-cluster")


@pytest.mark.parametrize(
    "endpoints",
    [
        ["ec2", "ecr.api"],
        {"services": ["ec2", "ecr.api"]},
    ],
    ids=["a list", "a mapping"],
)
def test_a_list_of_endpoints_is_the_short_form_of_their_mapping(endpoints: Any) -> None:
    contract = plan(document("staging", {"network.endpoints": endpoints})).networks["network"].contract
    assert list(contract.endpoints) == ["ec2", "ecr.api"]


def test_a_derived_endpoint_that_the_region_lacks_is_refused_where_it_is_asked_for() -> None:
    zones = ["apse5-az1", "apse5-az2"]
    changes = {"region": "ap-southeast-5", "network.zones": zones, "clusters.vault.workload_services": ["vpc-lattice"]}
    [found] = refusals(changes, "isolated")
    assert (found.id, found.path) == ("service-not-in-region", "network.endpoints")
    assumed = {"private_cluster": True, "assume_available": ["vpc-lattice"]}
    assert refusals({**changes, "network.endpoints": assumed}, "isolated") == []


# A VPC that exists


def test_a_vpc_that_exists_is_not_created_and_its_paths_rest_on_the_description() -> None:
    preview = preview_of(EXISTING)
    assert names(preview.own, "aws:ec2/vpc:Vpc") == names(preview.own, "aws:ec2/subnet:Subnet") == []
    assert preview.assumed == ["vpc-0a1b2c3d4e5f60718 (ExistingVpc network)"]
    config = only(preview.own, CLUSTER).inputs["vpcConfig"]
    assert config["subnetIds"] == [f"subnet-0a1b2c3d4e5f60c0{number}" for number in (1, 2, 3)]


def test_a_vpc_that_exists_has_the_contract_that_others_read() -> None:
    document_ = exported(EXISTING)["network"]
    assert (document_["owner_account"], document_["vpc_id"]) == ("111111111111", "vpc-0a1b2c3d4e5f60718")
    assert sorted(document_["endpoints"]) == ["eks", "eks-auth", "s3"]
    arn = document_["tiers"]["nodes"]["subnets"]["usw2-az1"]["arn"]
    assert arn == "arn:aws:ec2:us-west-2:111111111111:subnet/subnet-0a1b2c3d4e5f60a01"


def test_a_vpc_that_exists_is_shared_and_used_by_a_participant(project_of: Any) -> None:
    accounts = {"legacy": {"id": "111111111111"}, "orders": {"id": PARTICIPANT}}
    changes = {"accounts": accounts, "network.share_with": ["orders"], "clusters.orders.account": "orders"}
    preview = Preview(record_stack(project_of({"trial": document(EXISTING, changes)}), "trial"))
    shared = preview.own.of_type("aws:ram/resourceAssociation:ResourceAssociation")
    assert len(shared) == 6
    assert len(names(preview.own, "aws:ec2/tag:Tag")) == 3
    assert [each for each in preview.findings if each.level.value != "notice"] == []


def test_a_vpc_of_others_needs_no_provider_of_their_account(project_of: Any) -> None:
    """A team elsewhere owns it and has shared it: this stack has no way into that account."""
    accounts = {"elsewhere": {"id": "999999999999"}, "orders": {"id": PARTICIPANT}}
    changes = {
        "accounts": accounts,
        "network.account": "elsewhere",
        "network.endpoints": DELETED,
        "network.existing.shared_with": ["orders"],
        "clusters.orders.account": "orders",
    }
    preview = Preview(record_stack(project_of({"trial": document(EXISTING, changes)}), "trial"))
    assert names(preview.own, "pulumi:providers:aws") == ["orders"]
    assert len(names(preview.own, "aws:ec2/tag:Tag")) == 3
    assert [each for each in preview.findings if each.level.value != "notice"] == []


NODES = document(EXISTING)["network"]["existing"]["tiers"]["nodes"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"network.nat": "single"}, [("existing-network", "network.nat", "remove it, or describe it in existing")]),
        (
            {"network.endpoints": ["eks", "s3", "sqs"], "network.existing.endpoints": {"sqs": "vpce-1"}},
            [("endpoint-exists", "network.endpoints[2]", "remove it")],
        ),
        (
            {"network.existing.tiers": {"nodes": {**NODES, "subnets": {"usw2-az1": NODES["subnets"]["usw2-az1"]}}}},
            [("control-plane-zones", "network.existing.tiers", "describe subnets in another zone")],
        ),
        (
            {"network.existing.shared_with": ["222222222222"], "network.share_with": ["222222222222"]},
            [("duplicate", "network.share_with[0]", "remove one of the two")],
        ),
        (
            {"network.existing.shared_tiers": ["node"]},
            [("unknown-tier", "network.existing.shared_tiers", "write nodes")],
        ),
        ({"network.existing.vpc_id": DELETED}, [("missing-key", "network.existing.vpc_id", "add vpc_id")]),
        (
            {"clusters.orders.ip_family": "ipv6"},
            [("ipv6-network", "clusters.orders.ip_family", "add ipv6: true to network.existing")],
        ),
        (
            {
                "network.existing.nat_public_ips": DELETED,
                "clusters.orders.endpoint": {"mode": "public", "public_cidrs": ["52.94.76.0/24"]},
            },
            [("public-only-egress", "clusters.orders.endpoint.mode", "write mode: public-and-private")],
        ),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_vpc_that_exists_is_said_where_it_is(
    changes: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    assert said(refusals(changes, EXISTING)) == expected


def test_a_private_cluster_gets_no_endpoint_that_is_there_already() -> None:
    there = {"ec2": "vpce-1", "s3": "vpce-2"}
    changes = {"network.endpoints": "private-cluster", "network.existing.endpoints": there}
    network = plan(document(EXISTING, changes)).networks["network"]
    assert network.endpoints is not None
    assert network.endpoints.services == ("ecr.api", "ecr.dkr")


def test_a_fix_names_the_network_that_it_is_about(project_of: Any) -> None:
    project = project_of({"trial": document(SEVERAL, {"networks.closed.endpoints": ["ec2"]})})
    found = [each for each in preview_stack(project, "trial").findings if each.level.value == "error"]
    assert {each.id for each in found} == {"no-route"}
    assert {each.fix.partition(",")[0] for each in found} == {"networks: {closed: {endpoints: [ec2"}
