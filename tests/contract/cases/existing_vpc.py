"""Arguments of ExistingVpc."""

from typing import Any

from tests.contract.cases_of import Cases
from tests.support import OWNER, PARTICIPANT, existing_args

RIGHT: dict[str, dict[str, Any]] = {
    "a network that exists": existing_args(
        nat_public_ips={"usw2-az1": "52.94.76.1"},
        endpoints={"s3": "vpce-1"},
        ipv6=True,
        owner_account=OWNER,
        shared_with=[PARTICIPANT],
        shared_tiers=["private"],
        tiers={
            "private": {
                "kind": "private",
                "use": "nodes",
                "subnets": {
                    "usw2-az2": {"id": "subnet-2", "cidr": "10.64.1.0/24"},
                    "usw2-az1": {
                        "id": "subnet-1",
                        "cidr": "10.64.0.0/24",
                        "route_table_id": "rtb-1",
                        "arn": f"arn:aws:ec2:us-west-2:{OWNER}:subnet/subnet-1",
                    },
                },
            },
            "nodes": {"kind": "private", "use": "nodes", "subnets": {"usw2-az1": {"id": "s", "cidr": "10.64.2.0/24"}}},
        },
    ),
}
CASES = Cases(
    plain=existing_args(),
    full={"nat_public_ips": {"usw2-az1": "52.94.76.1"}, "endpoints": {"s3": "vpce-1"}, "owner_account": OWNER},
    right=RIGHT,
    refused={"region": "us-west-2", "vpc_id": "vpc-1", "cidrs": [], "tiers": {}},
)
