"""Arguments of EksCluster."""

from typing import Any

from tests.contract.cases_of import Cases
from tests.support import OWNER, PARTICIPANT, ZONES, cluster_args, contract_document

SUBNETS = {zone: f"subnet-{zone}" for zone in ZONES}
ROLE = f"arn:aws:iam::{PARTICIPANT}:role"
RIGHT: dict[str, dict[str, Any]] = {
    "a cluster on a network": {
        "region": "us-west-2",
        "version": "1.33",
        "network": contract_document(vpc_ipv6_cidr="2600:1f00::/56", ipv6=True),
        "node_tier": "private",
        "cluster_tier": "cluster",
        "control_plane_zones": list(ZONES[:2]),
        "admins": [f"{ROLE}/admin"],
        "endpoint": {"mode": "public", "public_cidrs": ["52.94.76.0/24"]},
    },
    "a cluster": {
        "region": "us-west-2",
        "cluster_name": "pay",
        "version": "1.33",
        "vpc_id": "vpc-1",
        "cluster_subnet_ids": SUBNETS,
        "node_subnet_ids": SUBNETS,
        "admins": [f"{ROLE}/admin"],
        "endpoint": {
            "mode": "public-and-private",
            "public_cidrs": ["0.0.0.0/0"],
            "private_cidrs": {"office": "10.1.0.0/16"},
            "open_to_the_world": True,
        },
        "egress_ips": {"usw2-az1": "52.94.76.1"},
        "ip_family": "ipv4",
        "service_cidr": "172.20.0.0/16",
        "node_groups": {
            "default": {
                "instance_types": ["m7i.large"],
                "min": 2,
                "max": 6,
                "desired": 3,
                "zones": ["usw2-az1", "usw2-az2"],
                "ami_type": "BOTTLEROCKET_x86_64",
                "capacity_type": "SPOT",
                "disk_gib": 80,
                "labels": {"nodeKind": "a_b"},
                "taints": [
                    {"key": "onlyFor", "value": "a_b", "effect": "NO_SCHEDULE"},
                    {"key": "alone", "effect": "NO_EXECUTE"},
                ],
                "release_version": "1.33.0-1",
            }
        },
        "addons": {
            "coredns": {"version": "v1.12.1-eksbuild.2", "configuration": {"computeType": {"some_key": "ec2"}}},
            "aws-ebs-csi-driver": {"version": "v1.45.0-eksbuild.2", "service_account_role_arn": f"{ROLE}/ebs"},
        },
        "pod_identities": {
            "ledger": {
                "namespace": "pay",
                "service_account": "ledger",
                "policy_arns": ["arn:aws:iam::aws:policy/P"],
            },
            "audit": {
                "namespace": "pay",
                "service_account": "audit",
                "role_arn": f"{ROLE}/audit",
                "target_role_arn": f"arn:aws:iam::{OWNER}:role/audit",
            },
        },
        "oidc_provider": True,
        "log_types": ["api"],
        "log_retention_days": 30,
        "kms_key_arn": "arn:aws:kms:us-west-2:222222222222:key/k",
        "security_group_ids": ["sg-1"],
        "node_security_group_ids": ["sg-2"],
        "deletion_protection": False,
        "support_type": "STANDARD",
        "zonal_shift": True,
        "workload_services": ["sqs"],
        "kubeconfig_role_arn": f"{ROLE}/admin",
        "tags": {"team": "a"},
    },
    "a cluster with as little as possible": {
        "region": "us-west-2",
        "version": "1.33",
        "vpc_id": "vpc-1",
        "cluster_subnet_ids": SUBNETS,
        "node_subnet_ids": SUBNETS,
        "admins": [f"{ROLE}/admin"],
        "endpoint": {"mode": "private"},
        "node_groups": {"default": {"instance_types": ["m7i.large"]}},
        "addons": {"coredns": {}},
    },
}
CASES = Cases(
    plain=cluster_args(),
    full={
        "oidc_provider": True,
        "pod_identities": {
            "ledger": {"namespace": "a", "service_account": "b", "policy_arns": ["arn:aws:iam::aws:policy/P"]}
        },
        "tags": {"team": "a"},
    },
    right=RIGHT,
    refused={**RIGHT["a cluster"], "version": "33", "admins": []},
)
