"""What holds of resources of any kind."""

from tests.catalogue.case import clean, found
from tests.catalogue.meanings.egress import SINGLE
from tests.catalogue.meanings.subnets import RETIRED
from tests.catalogue.planting import protected, renamed, with_inputs, with_provider, without
from tests.catalogue.sides import (
    Between,
    change,
    in_world,
    nothing,
    plant,
    stack,
    without_accounts,
    world,
)

LOGS = "LogGroup logs"
OTHER_ACCOUNT = change("dev", {"accounts.dev.id": "555555555555"})
TAGGED = change("staging", {"tags": {"team": "platform"}})
SHIELDED = with_inputs("Cluster cluster", deletionProtection=True)
UNSHIELDED = with_inputs("Cluster cluster", deletionProtection=False)
EIP_ELSEWHERE = plant("staging", with_provider("Eip network-nat-az1", "aws payments"))

CASES = (
    found(
        "moved-between-accounts",
        "one resource",
        EIP_ELSEWHERE,
        "network-nat-az1",
        says="Eip network-nat-az1 would move from account 111111111111 to 222222222222",
    ),
    found(
        "moved-between-accounts",
        "two, from two accounts",
        plant(
            "staging",
            with_provider("Eip network-nat-az1", "aws payments"),
            with_provider("NodeGroup payments-default", "aws search"),
        ),
        "payments-default",
        "network-nat-az1",
    ),
    found(
        "moved-between-accounts",
        "a whole stack, of which the provider is no part",
        OTHER_ACCOUNT,
        "dev-control-plane",
        says="48 resources would move from account 111111111111 to 555555555555",
    ),
    clean("moved-between-accounts", "it is deleted there and made here", in_world(without(LOGS))),
    clean("moved-between-accounts", "an account gets known", Between(world(without_accounts), world())),
    clean("moved-between-accounts", "an account is called otherwise", in_world(renamed("aws owner", "hub"))),
    clean("moved-between-accounts", "a new stack", Between(nothing, stack("dev"))),
    found(
        "protected-resource-deleted",
        "an address is declared no more",
        SINGLE,
        "network-nat-az2",
        says="Eip network-nat-az2, Eip network-nat-az3 are protected: pulumi up will stop there",
    ),
    found("protected-resource-deleted", "its zone is retired", RETIRED, "network-nat-az3", says="is protected"),
    found(
        "protected-resource-deleted",
        "it is replaced",
        in_world(with_inputs("Eip eip-az1", networkBorderGroup="us-west-2-lax-1")),
        "eip-az1",
    ),
    found(
        "protected-resource-deleted",
        "it is unprotected in the same change, which comes too late",
        in_world(protected("Eip eip-az1", protect=False), with_inputs("Eip eip-az1", networkBorderGroup="x")),
        "eip-az1",
    ),
    clean("protected-resource-deleted", "it is updated", in_world(with_inputs("Eip eip-az1", tags={"a": "b"}))),
    clean("protected-resource-deleted", "it is not protected", in_world(without(LOGS))),
    clean(
        "protected-resource-deleted",
        "it gets protected as it is replaced",
        in_world(protected(LOGS), with_inputs(LOGS, name="/aws/eks/other/cluster")),
    ),
    clean(
        "protected-resource-deleted",
        "it is moved, and the engine does nothing to it",
        EIP_ELSEWHERE,
    ),
    found(
        "protection-lifted",
        "of addresses and of a cluster",
        change("staging", {"clusters.search.deletion_protection": False, "network.protect_egress_ips": False}),
        "search",
        says="no longer protected: Cluster search, Eip network-nat-az1, Eip network-nat-az2, Eip network-nat-az3",
    ),
    found("protection-lifted", "of one address", in_world(protected("Eip eip-az1", protect=False)), "eip-az1"),
    found("protection-lifted", "of a cluster", Between(world(SHIELDED), world(UNSHIELDED)), "cluster"),
    found("protection-lifted", "of a cluster, by saying nothing", Between(world(SHIELDED), world()), "cluster"),
    clean("protection-lifted", "it is set", in_world(protected(LOGS), SHIELDED)),
    clean("protection-lifted", "never set", in_world(with_inputs(LOGS, retentionInDays=7))),
    clean("protection-lifted", "what was protected goes, which another rule says", SINGLE),
    found(
        "logs-lost",
        "a group goes",
        in_world(without(LOGS)),
        "logs",
        says="the logs in /aws/eks/pay/cluster are deleted",
    ),
    found("logs-lost", "a group gets another name", in_world(with_inputs(LOGS, name="/aws/eks/other/cluster")), "logs"),
    found(
        "logs-lost",
        "flow logs go to a bucket",
        change("prod-network", {"network.flow_logs": {"destination": "s3", "bucket_arn": "arn:aws:s3:::flows"}}),
        "network-flow-logs",
    ),
    found(
        "logs-lost",
        "they are kept for fewer days",
        in_world(with_inputs(LOGS, retentionInDays=7)),
        "logs",
    ),
    clean("logs-lost", "they are kept for longer", in_world(with_inputs(LOGS, retentionInDays=365))),
    clean("logs-lost", "a new stack", Between(nothing, stack("dev"))),
    clean("logs-lost", "another resource goes", in_world(without("Tag tag-private-az1"))),
    clean(
        "logs-lost",
        "a group that Pulumi forgets and does not delete",
        Between(world(with_inputs(LOGS, skipDestroy=True)), world(without(LOGS))),
    ),
    found(
        "default-tags-changed",
        "of every account",
        TAGGED,
        "network",
        "payments",
        "search",
        says="all resources in account 111111111111 get other tags",
    ),
    clean(
        "default-tags-changed",
        "of one resource",
        in_world(with_inputs("Vpc vpc", tags={"team": "platform"})),
    ),
    clean(
        "default-tags-changed",
        "the provider assumes another role",
        change("dev", {"accounts.dev.role_arn": "arn:aws:iam::111111111111:role/other"}),
    ),
    clean("default-tags-changed", "a new stack", Between(nothing, stack("dev"))),
)
