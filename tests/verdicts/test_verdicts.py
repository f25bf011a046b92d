"""The proof held against an independent analyser, path by path (README.md beside this file)."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from ipaddress import ip_network
from pathlib import Path as File
from typing import Any, NamedTuple

from eks_shared_vpc.needs import Need
from eks_shared_vpc.preview.assumptions import NO_ASSUMPTIONS, Assumptions
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.preview.proof.path import Outcome, Path
from eks_shared_vpc.preview.proof.prove import can, prove

HERE = File(__file__).parent
SERVICE = tuple(map(ip_network, ("52.94.209.1/32", "54.240.250.1/32")))
S3 = tuple(map(ip_network, ("52.218.128.1/32", "52.92.128.7/32")))
INTERNET = ("8.8.8.8/32", "151.101.1.69/32")
ROWS, CASES = 9_443, 157


class Row(NamedTuple):
    """One path of one case, with the analyser's verdict and ours."""

    case: int
    row: str
    is_open: bool
    path: Path


def cases() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / "cases.jsonl").read_text().splitlines()]


@cache
def bases() -> dict[str, Any]:
    return json.loads((HERE / "bases.json").read_text())  # type: ignore[no-any-return]


def graph_of(case: Mapping[str, Any]) -> Graph:
    rows = {each["urn"]: each for each in bases()[case["base"]]}
    for urn in case["removed"]:
        rows.pop(urn)
    for urn, inputs in case["changed"].items():
        rows[urn] = {**rows[urn], "inputs": inputs}
    rows |= {each["urn"]: each for each in case["added"]}
    return Graph(Resource(**{**each, "provider": each.get("provider") or ""}) for each in rows.values())


def judged(assumptions: Assumptions, internet: tuple[str, ...]) -> Iterator[Row]:
    """Every row of every case, with our path for it."""
    for number, case in enumerate(cases()):
        model = Model(graph_of(case), assumptions)
        rows = [(row, verdict == "open") for verdict in ("open", "blocked") for row in case[verdict]]
        wanted = sorted({row.split("|")[3] for row, _ in rows if not row.startswith("can")})
        paths = {
            f"{each.cluster.cluster_name}|{each.who}|{each.source.name}|{each.need.destination}": each.path
            for each in prove(model, [Need(each, "nodes", "", "") for each in wanted])
        }
        for row, is_open in rows:
            if not row.startswith("can"):
                yield Row(number, row, is_open, paths[row])
                continue
            how, subnet, destination = row.split("|")
            ends = internet if destination == "internet" else (destination,)
            found = [can(model, subnet, each, public_address=how == "can+pub") for each in ends]
            yield Row(number, row, is_open, next((each for each in found if not each.is_proved), found[0]))


def services() -> Mapping[str, Any]:
    """The analyser's addresses of every service that a row names."""
    named = {row.split("|")[-1] for case in cases() for verdict in ("open", "blocked") for row in case[verdict]}
    return {**dict.fromkeys(named - {"internet"}, SERVICE), "s3": S3}


def test_with_the_same_flows_every_row_has_the_same_verdict():
    rows = list(judged(Assumptions(services=services()), INTERNET))
    assert (len(rows), len(cases())) == (ROWS, CASES)
    assert {each.is_open for each in rows} == {True, False}
    assert [each for each in rows if each.is_open is not each.path.is_proved] == []


def test_what_is_unknown_is_a_gateway_that_is_known_by_its_id_only():
    doubts = {
        stop.id for each in judged(Assumptions(services=services()), INTERNET) if (stop := each.path.doubt) is not None
    }
    assert doubts == {"nat-gateway-unknown"}


def test_with_all_addresses_that_a_destination_may_have_nothing_is_wrongly_proved():
    """Without assumptions a service may answer anywhere in AWS's published ranges, and the internet is all of it.

    So the proof asks more than the analyser's two addresses: where a route or a rule serves a part only it is not proved.
    """
    rows = list(judged(NO_ASSUMPTIONS, ("internet",)))
    assert [each for each in rows if each.path.is_proved and not each.is_open] == []
    stricter = [each for each in rows if each.is_open and not each.path.is_proved]
    assert len(stricter) < ROWS / 100
    for each in stricter:
        stop = each.path.stopped
        assert stop is not None
        names_a_part = stop.message.startswith("for ") or " may answer in " in stop.message
        assert names_a_part or (stop.outcome is Outcome.UNKNOWN and "network ACL" in stop.message), each
