"""Arguments of SharedVpc."""

from typing import Any

from tests.contract.cases_of import Cases
from tests.support import ZONES, vpc_args

RIGHT: dict[str, dict[str, Any]] = {
    "a network of its own blocks": {
        "region": "us-west-2",
        "cidr": "10.64.0.0/16",
        "secondary_cidrs": ["100.64.0.0/16"],
        "zones": list(ZONES),
        "retired_zones": ["usw2-az3"],
        "zone_slots": 8,
        "tiers": [
            {"name": "private", "kind": "private", "use": "nodes", "size": 21},
            {"name": "public", "kind": "public", "use": "load-balancers", "size": 24},
            {"name": "pods", "kind": "isolated", "use": "pods", "size": 20, "block": "100.64.0.0/16"},
            {
                "name": "old",
                "kind": "isolated",
                "cidrs": {"usw2-az1": "10.64.255.0/26", "usw2-az2": "10.64.255.64/26"},
            },
        ],
        "nat": "single",
        "nat_zone": "usw2-az2",
        "ipv6": True,
        "eip_allocation_ids": {"usw2-az2": "eipalloc-1"},
        "protect_egress_ips": False,
        "s3_gateway_endpoint": False,
        "flow_logs": {"retention_days": 14, "traffic_type": "REJECT", "max_aggregation_interval": 600},
        "tier_tags": {"private": {"kubernetes.io/role/internal-elb": "1"}},
        "tags": {"costCentre": "a_b"},
    },
    "a network of pools": {
        "region": "us-west-2",
        "ipam_pool_id": "ipam-pool-1",
        "ipam_netmask": 18,
        "zones": list(ZONES[:2]),
        "layout": "public-private",
        "nat": "regional",
        "nat_addresses": "manual",
        "ipv6": True,
        "ipv6_ipam_pool_id": "ipam-pool-2",
        "ipv6_netmask": 52,
        "flow_logs": {"destination": "s3", "bucket_arn": "arn:aws:s3:::logs"},
    },
}
CASES = Cases(
    plain=vpc_args(),
    full={
        "tiers": [
            {"name": "private", "kind": "private", "use": "nodes", "size": 20},
            {"name": "public", "kind": "public", "use": "load-balancers", "size": 24},
            {"name": "pods", "kind": "isolated", "use": "pods", "size": 18, "block": "100.64.0.0/16"},
        ],
        "secondary_cidrs": ["100.64.0.0/16"],
        "flow_logs": {},
        "tags": {"team": "a"},
    },
    right=RIGHT,
    refused={"region": "us-west-2", "cidr": "10.64.0.1/16", "zones": ["us-west-2a"]},
)
