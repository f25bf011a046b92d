"""Arguments of PrivateLinkEndpoints."""

from typing import Any

from tests.contract.cases_of import Cases
from tests.support import ZONES, contract_document

SUBNETS = {zone: f"subnet-{zone}" for zone in ZONES}
RIGHT: dict[str, dict[str, Any]] = {
    "endpoints in a network": {
        "region": "us-west-2",
        "network": contract_document(vpc_ipv6_cidr="2600:1f00::/56", ipv6=True),
        "tier": "cluster",
        "ip_address_type": "dualstack",
    },
    "endpoints": {
        "region": "us-west-2",
        "vpc_id": "vpc-1",
        "subnet_ids": SUBNETS,
        "services": ["eks", "ecr.api", "sts"],
        "assume_available": ["sts"],
        "client_cidrs": {"vpc": "10.64.0.0/16"},
        "client_ipv6_cidrs": {"vpc": "2600:1f00::/56"},
        "client_security_groups": {"peer": "sg-1"},
        "ip_address_type": "dualstack",
        "organization_id": "o-a1b2c3d4e5",
        "policies": {"sts": '{"Version": "2012-10-17", "Statement": []}'},
        "tags": {"team": "a"},
    },
}
CASES = Cases(
    plain={
        "region": "us-west-2",
        "vpc_id": "vpc-1",
        "subnet_ids": SUBNETS,
        "client_cidrs": {"vpc": "10.64.0.0/16"},
    },
    full={"client_security_groups": {"peer": "sg-1"}, "tags": {"team": "a"}},
    right=RIGHT,
    refused={**RIGHT["endpoints"], "services": ["eks", "ekz"], "organization_id": "mine"},
)
