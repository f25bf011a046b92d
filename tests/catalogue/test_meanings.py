"""Every rule of meaning speaks of what it is for, and of nothing that only looks like it."""

from collections import Counter

import pytest

from eks_shared_vpc.judgement import MeaningLevel
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.meaning import meanings_of, stack_of
from eks_shared_vpc.preview.diff.meanings import ALL_MEANINGS
from eks_shared_vpc.preview.diff.snapshot import Snapshot
from eks_shared_vpc.preview.findings import Finding, Level
from eks_shared_vpc.preview.graph import Graph
from eks_shared_vpc.preview.rule import Remark, Rule, rule
from tests.catalogue.case import Case
from tests.catalogue.judging import MEANINGS, meaning_level_and_facts, meanings
from tests.catalogue.meanings import CASES
from tests.catalogue.meanings.clusters import ALL_GONE
from tests.catalogue.meanings.subnets import APPENDED, OTHER_REGION
from tests.catalogue.planting import without
from tests.catalogue.sides import Between, Side, change, nothing, stack, without_accounts
from tests.support import STACKS


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_meaning_is_given_where_it_is_so_and_not_where_it_only_looks_like_it(case: Case) -> None:
    found = meanings(case.judge, case.between.difference())
    assert [each.where.rsplit("::", 1)[-1] for each in found] == list(case.names), [each.message for each in found]
    text = "\n".join(each.message for each in found)
    for part in case.says:
        assert part in text
    for part in case.unsaid:
        assert part not in text
    if not case.names:
        assert case.between.differs(), "otherwise there was nothing to speak of"
    for each in found:
        assert (each.id, each.level, each.facts) == (case.judge, *meaning_level_and_facts(case.judge))
        assert each.message
        assert "  " not in each.message
        assert not each.message.endswith(".")


def test_every_meaning_has_differences_that_give_it_and_differences_that_do_not():
    covered = {(case.judge, bool(case.names)) for case in CASES}
    assert covered == {(id_, given) for id_ in MEANINGS for given in (True, False)}


def test_every_case_says_something_of_its_own():
    titles = Counter((case.judge, case.title, bool(case.names)) for case in CASES)
    assert [title for title, number in titles.items() if number > 1] == []


def test_every_id_is_given_once_in_lower_case_with_hyphens():
    ids = [rule.id for rule in ALL_MEANINGS]
    assert len(ids) == len(set(ids))
    for id_ in ids:
        assert id_ == id_.lower()
        assert id_.replace("-", "").isalpha()


def test_every_rule_says_why_it_matters_in_whole_sentences_and_how_severe_it_is():
    assert [
        rule.id for rule in ALL_MEANINGS if not (rule.why and rule.why.endswith(".") and rule.why[0].isupper())
    ] == []
    assert [rule.id for rule in ALL_MEANINGS if "\n" in rule.why] == []
    assert [rule.id for rule in ALL_MEANINGS if not isinstance(rule.level, MeaningLevel)] == []
    assert [rule.id for rule in ALL_MEANINGS if rule.id != rule.check.__name__.replace("_", "-")] == []


def test_every_red_and_amber_rule_says_what_it_rests_on():
    assert [rule.id for rule in ALL_MEANINGS if not rule.facts and rule.level is not MeaningLevel.NOTE] == []


def test_a_rule_is_made_of_a_function():
    @rule(MeaningLevel.AMBER, "facts 1.1")
    def something_is_so(difference):
        """First a line,
        and then another one.
        """
        yield Remark("dev", f"{difference} is so")

    assert isinstance(something_is_so, Rule)
    assert (something_is_so.id, something_is_so.why) == ("something-is-so", "First a line, and then another one.")
    found = meanings_of([something_is_so], "it")  # type: ignore[arg-type]
    assert [(each.where, each.message, each.fix) for each in found] == [("dev", "it is so", "")]


def test_a_finding_that_is_new_keeps_its_fix_and_its_place():
    error = Finding("no-route", Level.ERROR, "dev", "it fails", "add a route", place="stacks/Pulumi.dev.yaml:3")
    before, after = (Snapshot("dev", Graph(()), findings) for findings in ((), (error,)))
    (found,) = meanings("new-error", Difference("dev", before, after))
    assert (found.where, found.fix, found.place) == ("dev", "add a route", "stacks/Pulumi.dev.yaml:3")


def test_meanings_come_the_gravest_first_and_otherwise_in_the_order_of_the_rules():
    found = meanings_of(
        ALL_MEANINGS, change("dev", {"network.nat": "single", "network.nat_zone": "usw2-az2"}).difference()
    )
    places = [
        (list(MeaningLevel).index(each.level), [rule.id for rule in ALL_MEANINGS].index(each.id)) for each in found
    ]
    assert places == sorted(places)
    assert len({place[0] for place in places}) > 1


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("urn:pulumi:prod::eks-shared-vpc::aws:ec2/vpc:Vpc::network", "prod"),
        ("prod", "prod"),
        ("prod:clusters.payments.account", "prod"),
    ],
)
def test_every_place_belongs_to_a_stack(where, expected):
    assert stack_of(where) == expected


# All rules together: what is said, and that nothing else is.


def ids(before: Side, after: Side, dependents: tuple[str, ...] = ()) -> list[str]:
    """The ids of all that a difference means."""
    found = meanings_of(ALL_MEANINGS, Between(before, after, dependents).difference())
    return sorted({each.id for each in found})


@pytest.mark.parametrize("name", STACKS)
def test_a_stack_that_does_not_change_means_nothing(name):
    assert ids(stack(name), stack(name)) == []


@pytest.mark.parametrize("name", STACKS)
def test_of_a_new_stack_nothing_is_said_but_that_it_is_new(name):
    assert ids(nothing, stack(name)) == ["nothing-to-compare-with"]


def test_of_a_cluster_that_goes_with_all_that_is_in_it_only_the_cluster_is_said():
    assert ids(ALL_GONE.before, ALL_GONE.after) == ["cluster-deleted"]


def test_nothing_that_is_said_depends_on_whether_accounts_are_known():
    retired = without("Route network-private-az2-internet")
    known = ids(stack("staging"), stack("staging", retired))
    assert ids(stack("staging", without_accounts), stack("staging", retired, without_accounts)) == known
    assert known == ["egress-lost", "new-error"]


def test_of_a_region_that_changes_it_is_said_that_the_network_and_its_clusters_are_made_anew():
    said = {each.id for each in meanings_of(ALL_MEANINGS, OTHER_REGION.difference())}
    assert {"vpc-replaced", "cluster-replaced"} <= said
    assert not said & {
        "subnet-replaced",
        "subnet-deleted",
        "egress-address-lost",
        "cluster-zones-changed",
        "zone-added",
    }


def test_an_empty_difference_means_nothing():
    assert ids(nothing, lambda: stack("dev")().__class__("dev", Graph(()))) == ["nothing-to-compare-with"]


def test_two_readings_of_a_difference_say_the_same():
    first = meanings_of(ALL_MEANINGS, APPENDED.difference())
    assert first == meanings_of(ALL_MEANINGS, APPENDED.difference())
