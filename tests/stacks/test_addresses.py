"""The address plan of every example stack is recorded, and never moves.

A subnet's block cannot be changed in AWS (facts 1.20): where a recorded row changes or goes, Pulumi replaces a subnet
with everything that stands in it, and in production that is every node and load balancer of a zone. So a recorded row
may never change, not even for a nicer plan. Adding a zone, a tier or a block adds rows and leaves those that are there.

To record a new stack, or rows that were added: ``UPDATE_GOLDEN=1 .venv/bin/pytest tests/stacks/test_addresses.py``, then
read the difference: lines may be added only.
"""

import json
from ipaddress import IPv4Network
from itertools import pairwise

import pytest

from eks_shared_vpc import tags
from eks_shared_vpc.preview.project import record_stack
from tests.stacks.documents import document
from tests.stacks.goldens import ADDRESSES, golden
from tests.support import STACKS, preview_of


def subnets(graph):
    """Tier, zone and block of each subnet of a graph, in address order."""
    rows = [
        {
            "tier": subnet.tags[tags.TIER],
            "zone": subnet.inputs["availabilityZoneId"],
            "cidr": subnet.inputs["cidrBlock"],
        }
        for subnet in graph.of_type("aws:ec2/subnet:Subnet")
    ]
    return sorted(rows, key=lambda row: IPv4Network(row["cidr"]))


@pytest.mark.parametrize("stack", STACKS)
def test_no_subnet_of_a_stack_has_moved(stack):
    # The whole graph: a participant's stack stands on the subnets of the stack that it refers to.
    actual = subnets(preview_of(stack).graph)
    assert actual == golden(ADDRESSES / f"{stack}.json", actual)


def test_every_recorded_plan_belongs_to_a_stack():
    assert sorted(path.stem for path in ADDRESSES.glob("*.json")) == sorted(STACKS)


def test_a_participant_stands_on_the_recorded_subnets_of_the_network_that_it_refers_to():
    texts = [(ADDRESSES / f"{stack}.json").read_text() for stack in ("prod-network", "prod-payments")]
    assert texts[0] == texts[1]


@pytest.mark.parametrize("stack", STACKS)
def test_recorded_subnets_do_not_overlap(stack):
    blocks = [IPv4Network(row["cidr"]) for row in json.loads((ADDRESSES / f"{stack}.json").read_text())]
    assert len(blocks) >= 4 or stack == "existing-vpc", "the subnets of a VPC that exists are not planned here"
    assert [pair for pair in pairwise(blocks) if pair[0].overlaps(pair[1])] == []


TIERS = [
    {"name": "private", "kind": "private", "use": "nodes", "size": 19},
    {"name": "public", "kind": "public", "use": "load-balancers", "size": 21},
    {"name": "cluster", "kind": "private", "use": "cluster", "size": 28},
]


@pytest.mark.parametrize(
    ("changes", "added"),
    [
        pytest.param({"network.zones": ["usw2-az1", "usw2-az2", "usw2-az3", "usw2-az4"]}, 3, id="a-zone"),
        pytest.param({"network.tiers": [*TIERS, {"name": "db", "kind": "isolated", "size": 24}]}, 3, id="a-tier"),
        pytest.param(
            {
                "network.secondary_cidrs": ["100.64.0.0/16"],
                "network.tiers": [
                    *TIERS,
                    {"name": "pods", "kind": "private", "use": "pods", "size": 18, "block": "100.64.0.0/16"},
                ],
            },
            3,
            id="a-block",
        ),
        pytest.param({"network.retired_zones": ["usw2-az2"]}, -3, id="retiring-a-zone"),
    ],
)
def test_what_grows_or_shrinks_a_network_moves_none_of_its_recorded_subnets(project_of, changes, added):
    recorded = {tuple(row.values()) for row in json.loads((ADDRESSES / "prod-network.json").read_text())}
    project = project_of({"trial": document("prod-network", changes)})
    grown = {tuple(row.values()) for row in subnets(record_stack(project, "trial").recording.graph)}
    smaller, larger = sorted((recorded, grown), key=len)
    assert (len(grown) - len(recorded), smaller <= larger) == (added, True)
