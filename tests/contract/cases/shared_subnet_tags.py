"""Arguments of SharedSubnetTags."""

from typing import Any

from tests.contract.cases_of import Cases
from tests.support import ZONES

SUBNETS = {zone: f"subnet-{zone}" for zone in ZONES}
RIGHT: dict[str, dict[str, Any]] = {
    "tags of shared subnets": {
        "subnet_ids": {"private": SUBNETS},
        "tier_tags": {"private": {"kubernetes.io/role/internal-elb": "1"}},
    },
}
CASES = Cases(
    plain=RIGHT["tags of shared subnets"],
    full={},
    right=RIGHT,
    refused={"subnet_ids": {"private": "subnet-1", "public": ["subnet-2"]}, "tier_tags": {}},
)
