"""What does not fit together in a stack file: accounts, tiers, other stacks; and that all problems are reported at once."""

import pytest

from eks_shared_vpc.errors import told
from eks_shared_vpc.preview.project import record_stack, refusal_of
from eks_shared_vpc.preview.record import _Recorder
from tests.stacks.documents import PROJECT, Said, document, plan, problems, refusals
from tests.stacks.words import CIDRS, CLUSTER, TEN_MISTAKES, TEN_REFUSALS
from tests.support import STACKS, ZONES


@pytest.mark.parametrize("number", ["22222222222", "2222222222222", "22222222222a", 222222222222, 22222222222, 0o10])
def test_an_account_id_is_twelve_digits_in_quotes(number):
    assert refusals({"accounts.spare": {"id": number}}) == [
        Said(
            "account-id",
            "accounts.spare.id",
            "this is not an AWS account id",
            '12 digits in quotes, such as "111111111111"',
            "write the 12 digits in quotes: YAML reads them as a number otherwise",
        )
    ]


@pytest.mark.parametrize("arn", ["pulumi", "arn:aws:iam::222:role/pulumi", "arn:aws:iam::222222222222:user/pulumi"])
def test_the_role_of_an_account_is_the_arn_of_a_role(arn):
    assert refusals({"accounts.spare": {"id": "555555555555", "role_arn": arn}}) == [
        Said(
            "role-arn",
            "accounts.spare.role_arn",
            "this is not the ARN of an IAM role",
            "arn:aws:iam::<account>:role/<name>",
            "correct the ARN",
        )
    ]


@pytest.mark.parametrize(
    ("path", "name", "fix"),
    [
        ("network", "netwrk", "write network"),
        (CLUSTER, "paymants", "write payments"),
        (CLUSTER, "zzz", "add zzz to accounts"),
    ],
)
def test_an_account_that_is_named_has_to_be_declared(path, name, fix):
    assert refusals({f"{path}.account": name}) == [
        Said(
            "undeclared-account",
            f"{path}.account",
            f"no account is called {name!r} in this stack",
            "network, payments, search",
            fix,
        )
    ]


def test_a_cluster_in_an_account_that_the_network_is_not_shared_with_is_refused():
    assert refusals({"network.share_with": ["payments"]}) == [
        Said(
            "not-shared",
            "clusters.search.account",
            "the network is not shared with this account, so it sees none of its subnets (facts 6.27)",
            "222222222222",
            "add the account to network.share_with",
        )
    ]


def test_an_account_may_get_its_share_through_an_organizational_unit():
    unit = "arn:aws:organizations::444444444444:ou/o-exampleorg1/ou-exam-workload1"
    assert refusals({"network.share_with": [unit]}) == []


@pytest.mark.parametrize(
    ("tiers", "missing"),
    [(["private"], ["cluster"]), (["cluster"], ["private"]), (["public"], ["private", "cluster"])],
)
def test_a_cluster_on_a_tier_that_is_not_shared_is_refused(tiers, missing):
    assert refusals({"network.share_tiers": tiers}) == [
        Said(
            "tier-not-shared",
            f"clusters.{cluster}.account",
            f"the tier {tier} that this cluster uses is not shared",
            ", ".join(tiers),
            f"add {tier} to network.share_tiers",
        )
        for cluster in ("payments", "search")
        for tier in missing
    ]


def test_public_subnets_are_not_shared_unless_they_are_named():
    assert [(each.id, each.allowed) for each in refusals({f"{CLUSTER}.node_tier": "public"})] == [
        ("tier-not-shared", "private, cluster")
    ]


@pytest.mark.parametrize(
    ("path", "value", "where", "name", "fix"),
    [
        ("network.share_tiers", ["private", "cluster", "publik"], "[2]", "publik", "write public"),
        (f"{CLUSTER}.node_tier", "privat", "", "privat", "write private"),
        (f"{CLUSTER}.cluster_tier", "clster", "", "clster", "write cluster"),
        (f"{CLUSTER}.cluster_tier", "xyz", "", "xyz", "write one of them"),
    ],
)
def test_a_tier_that_is_named_has_to_exist(path, value, where, name, fix):
    assert refusals({path: value}) == [
        Said("unknown-tier", f"{path}{where}", f"the network has no tier {name!r}", "private, public, cluster", fix)
    ]


def test_a_network_without_a_tier_for_nodes_is_refused_for_a_cluster():
    tiers = [{"name": "db", "kind": "private", "size": 20}]
    found = refusals({"network.layout": "private-only", "network.tiers": tiers, "network.endpoints": []}, "isolated")
    assert found == [
        Said(
            "unknown-tier",
            "clusters.vault.node_tier",
            "the network has no tier for nodes",
            "db",
            "name one of the tiers, or give one the use nodes",
        )
    ]


def test_two_clusters_of_one_account_cannot_both_tag_its_subnets_for_karpenter():
    assert refusals({"clusters.search.account": "payments", f"{CLUSTER}.karpenter_discovery": True}) == [
        Said(
            "karpenter-discovery",
            "clusters.search.karpenter_discovery",
            "the account payments already tags its subnets for payments, and a tag has one value",
            "one cluster of each account",
            "remove it, and select subnets by id in this cluster's node classes",
        )
    ]


def test_clusters_of_two_accounts_may_both_tag_their_subnets_for_karpenter():
    assert refusals({f"{CLUSTER}.karpenter_discovery": True}) == []


@pytest.mark.parametrize(
    ("stack", "folder", "fix"),
    [
        ("prod-netwrk", f"organization/{PROJECT}", "write prod-network"),
        ("zzz", f"organization/{PROJECT}", None),
        ("acme/other/zzz", "acme/other", None),
    ],
)
def test_a_network_of_an_unknown_stack_is_refused_with_those_that_there_are(stack, folder, fix):
    full = f"{folder}/{stack.rsplit('/', 1)[-1]}"
    saved = f"stacks/contracts/{full}.json"
    assert refusals({"network": {"stack": stack}}, "prod-payments") == [
        Said(
            "unknown-stack",
            "network.stack",
            "neither its stack file nor its saved outputs are here, so the shape of its network is not known",
            f"{', '.join(STACKS)}, or a stack whose outputs are saved as {saved}",
            fix or f"mkdir -p stacks/contracts/{folder} && pulumi stack output --json --stack {full} > {saved}",
        )
    ]


def test_a_network_of_a_stack_that_owns_none_is_refused():
    assert refusals({"network": {"stack": "prod-payments"}}) == [
        Said(
            "no-network",
            "network.stack",
            "the stack prod-payments owns no network itself",
            "a stack that owns a network",
            "name the stack that prod-payments refers to",
        )
    ]


def test_a_broken_network_of_another_stack_is_reported_under_that_stacks_name(project_of):
    broken = document("prod-network", {"network.cidr": "10.64.0.1/16", "network.zones": ["us-west-2a"]})
    found = problems(document("prod-payments", {"network.stack": "shared"}), project_of({"shared": broken}))
    assert [(each.id, each.where) for each in found] == [
        ("host-bits", "shared:network.cidr"),
        ("zone-name", "shared:network.zones[0]"),
    ]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("network.cidr", "10.62.0.1/16"),
        (CIDRS, ["0.0.0.0/0"]),
        (f"{CLUSTER}.version", 1.33),
        (f"{CLUSTER}.account", "zzz"),
        ("network.zonse", {"a": 1}),
    ],
)
def test_a_problem_carries_the_value_as_it_was_given_and_says_it(path, value):
    [found] = problems(document(changes={path: value}))
    assert found.value == value
    assert f"Got: {value!r}." in told(found)


def test_ten_mistakes_in_one_file_are_reported_at_once():
    found = problems(document(changes={**TEN_MISTAKES, "clusters.search.account": 3}))
    assert sorted((each.id, each.where) for each in found) == sorted(
        [*TEN_REFUSALS, ("wrong-type", "clusters.search.account")]
    )


@pytest.mark.parametrize("path", [path for path in TEN_MISTAKES if path != "clusters.search.account"])
def test_each_of_these_mistakes_is_one_problem_alone_too(path):
    [found] = problems(document(changes={path: TEN_MISTAKES[path]}))
    assert (found.id, found.where) in TEN_REFUSALS


def test_a_mistake_within_one_section_does_not_hide_mistakes_between_the_others():
    found = problems(
        document(
            changes={
                "clusters.search.version": 1.34,
                f"{CLUSTER}.account": "paymants",
                f"{CLUSTER}.service_cidr": "10.62.0.0/20",
                "network.share_with": ["search", "222222222222", "12"],
            }
        )
    )
    assert sorted((each.id, each.where) for each in found) == [
        ("principal", "network.share_with[2]"),
        ("service-cidr-overlap", f"{CLUSTER}.service_cidr"),
        ("undeclared-account", f"{CLUSTER}.account"),
        ("wrong-type", "clusters.search.version"),
    ]


@pytest.fixture
def registered(monkeypatch):
    """Types of everything that reaches the recorder, the stack itself aside."""
    seen: list[str] = []

    def watch(name):
        original = getattr(_Recorder, name)

        def watched(self, request):
            if request.type != "pulumi:pulumi:Stack":
                seen.append(request.type)
            return original(self, request)

        monkeypatch.setattr(_Recorder, name, watched)

    watch("RegisterResource")
    watch("ReadResource")
    return seen


def test_a_stack_that_is_right_reaches_the_recorder(project_of, registered):
    record_stack(project_of({"trial": document("staging")}), "trial")
    assert {"aws:ec2/vpc:Vpc", "aws:eks/cluster:Cluster"} <= set(registered)


@pytest.mark.parametrize(
    "changes",
    [
        {"network.cidr": "10.62.0.1/16"},
        {"clusters.search.version": 1.34},
        {"network.share_with": ["payments"]},
        {"clusters.search.account": "serch"},
        {"network": {"stack": "zzz"}},
        {**TEN_MISTAKES},
    ],
    ids=["network", "last-cluster", "between-sections", "account", "reference", "everything"],
)
def test_a_refused_stack_registers_nothing(project_of, registered, changes):
    broken = document(changes=changes)
    project = project_of({"trial": broken})
    with pytest.raises(Exception, match="in the input"):
        record_stack(project, "trial")
    assert registered == []


def test_what_pulumi_hands_to_the_program_is_refused_like_the_file(project_of):
    broken = document(changes=TEN_MISTAKES)
    project = project_of({"trial": broken})
    expected = problems(broken)
    with pytest.raises(Exception, match="in the input") as refused:
        record_stack(project, "trial")
    found = getattr(refused.value, "problems", ())
    assert found == expected
    assert [line_at(project, each.place) for each in found if each.where == "network.cidr"] == ["cidr: 10.62.0.1/16"]


def line_at(project, place):
    """What is written at a place in a project."""
    name, _, line = place.rpartition(":")
    return (project.root / name).read_text().splitlines()[int(line) - 1].strip()


def test_a_problem_of_another_stacks_network_has_the_place_in_its_file(project_of):
    broken = document("prod-network", {"network.cidr": "10.64.0.1/16"})
    project = project_of({"prod-network": broken, "trial": document("prod-payments")})
    with pytest.raises(Exception, match="in the input") as refused:
        record_stack(project, "trial")
    refusal = refusal_of(refused.value)
    assert refusal is not None
    [found] = refusal.problems
    assert found.where == "prod-network:network.cidr"
    assert found.place.startswith("stacks/Pulumi.prod-network.yaml:")
    assert line_at(project, found.place) == "cidr: 10.64.0.1/16"


def test_a_document_that_is_right_is_planned():
    found = plan(document())
    contract = found.networks["network"].contract
    assert (found.settings.region, list(found.settings.clusters)) == ("us-west-2", ["payments", "search"])
    assert (contract.owner_account, contract.zones) == ("111111111111", ZONES)
