"""Role tags: who finds which subnets."""

import pytest

from eks_shared_vpc.tags import role_tags

EXTERNAL = {"kubernetes.io/role/elb": "1"}
INTERNAL = {"kubernetes.io/role/internal-elb": "1"}
PODS = {"kubernetes.io/role/cni": "1"}


@pytest.mark.parametrize(
    ("tiers", "expected"),
    [
        pytest.param([], {}, id="no tiers, no tags"),
        pytest.param([("public", "public", "load-balancers")], {"public": EXTERNAL}, id="facts 10.1: public, internet-facing"),
        pytest.param([("public", "public", "nodes")], {"public": EXTERNAL}, id="public nodes share with load balancers"),
        pytest.param([("private", "private", "nodes")], {"private": INTERNAL}, id="internal ones go to nodes"),
        pytest.param([("isolated", "isolated", "nodes")], {"isolated": INTERNAL}, id="isolated nodes count as private"),
        pytest.param(
            [("private", "private", "nodes"), ("lb", "private", "load-balancers")],
            {"lb": INTERNAL},
            id="internal ones keep out of nodes where there is a tier for them",
        ),
        pytest.param(
            [("lb", "isolated", "load-balancers"), ("private", "private", "nodes")],
            {"lb": INTERNAL},
            id="the order of tiers does not matter",
        ),
        pytest.param(
            [("private", "private", "nodes"), ("public", "public", "load-balancers")],
            {"private": INTERNAL, "public": EXTERNAL},
            id="a public tier for load balancers takes nothing from private nodes",
        ),
        pytest.param(
            [("a", "public", "cluster"), ("b", "private", "cluster")], {}, id="facts 2.5: none on the control plane's"
        ),
        pytest.param([("pods", "private", "pods")], {"pods": PODS}, id="facts 6.35: the CNI's own"),
        pytest.param([("a", "public", "general"), ("b", "private", "general")], {}, id="general tiers are nobody's"),
    ],
)  # fmt: skip
def test_each_tier_gets_the_role_tags_of_its_kind_and_use(tiers, expected):
    assert role_tags(tiers) == expected


def test_karpenter_finds_node_subnets_and_no_others():
    tiers = [
        ("private", "private", "nodes"),
        ("public", "public", "load-balancers"),
        ("cluster", "private", "cluster"),
        ("pods", "private", "pods"),
        ("spare", "private", "general"),
    ]
    assert role_tags(tiers, karpenter_discovery="payments") == {
        "private": {**INTERNAL, "karpenter.sh/discovery": "payments"},
        "public": EXTERNAL,
        "pods": PODS,
    }
