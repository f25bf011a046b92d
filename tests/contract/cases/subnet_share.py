"""Arguments of SubnetShare."""

from typing import Any

from tests.contract.cases_of import Cases
from tests.support import PARTICIPANT, ZONES, contract_document

RIGHT: dict[str, dict[str, Any]] = {
    "a share of a network": {
        "network": contract_document(vpc_ipv6_cidr="2600:1f00::/56", ipv6=True),
        "tiers": ["private"],
        "principals": [PARTICIPANT],
    },
    "a share": {
        "subnet_arns": {"private": {zone: f"arn:{zone}" for zone in ZONES}, "cluster": {"usw2-az1": "arn:c"}},
        "principals": [PARTICIPANT],
        "share_name": "subnets",
        "tags": {"team": "a"},
    },
}
CASES = Cases(
    plain={
        "subnet_arns": {"private": {zone: f"arn:{zone}" for zone in ZONES}},
        "principals": [PARTICIPANT],
    },
    full={"tags": {"team": "a"}},
    right=RIGHT,
    refused={"subnet_arns": {"private": {"usw2-az1": "arn"}}, "principals": ["nobody", "1"]},
)
