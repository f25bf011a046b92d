"""Arguments of SharedSubnetTags."""

from typing import Any

from tests.contract.cases_of import Cases
from tests.support import ZONES, contract_document

SUBNETS = {zone: f"subnet-{zone}" for zone in ZONES}
RIGHT: dict[str, dict[str, Any]] = {
    "role tags of a shared network": {
        "network": contract_document(vpc_ipv6_cidr="2600:1f00::/56", ipv6=True),
        "karpenter_discovery": "pay",
    },
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
