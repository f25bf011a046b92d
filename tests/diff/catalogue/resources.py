"""What holds of resources of any kind."""

from eks_shared_vpc.preview.diff.meanings import resources as rules
from tests.diff.catalogue.cases import left_alone, meant
from tests.diff.catalogue.egress import SINGLE
from tests.diff.catalogue.subnets import RETIRED
from tests.diff.sides import (
    Between,
    change,
    in_world,
    nothing,
    plant,
    protected,
    renamed,
    stack,
    without_accounts,
    world,
)
from tests.faults.planting import with_inputs, with_provider, without

LOGS = "LogGroup logs"
OTHER_ACCOUNT = change("dev", {"accounts.dev.id": "555555555555"})
TAGGED = change("staging", {"tags": {"team": "platform"}})
SHIELDED = with_inputs("Cluster cluster", deletionProtection=True)
UNSHIELDED = with_inputs("Cluster cluster", deletionProtection=False)
EIP_ELSEWHERE = plant("staging", with_provider("Eip network-nat-az1", "aws payments"))

CASES = (
    meant(
        rules.moved_between_accounts,
        "one resource",
        EIP_ELSEWHERE,
        "network-nat-az1",
        says="Eip network-nat-az1 would move from account 111111111111 to 222222222222",
    ),
    meant(
        rules.moved_between_accounts,
        "two, from two accounts",
        plant(
            "staging",
            with_provider("Eip network-nat-az1", "aws payments"),
            with_provider("NodeGroup payments-default", "aws search"),
        ),
        "payments-default",
        "network-nat-az1",
    ),
    meant(
        rules.moved_between_accounts,
        "a whole stack, of which the provider is no part",
        OTHER_ACCOUNT,
        "dev-control-plane",
        says="48 resources would move from account 111111111111 to 555555555555",
    ),
    left_alone(rules.moved_between_accounts, "it is deleted there and made here", in_world(without(LOGS))),
    left_alone(rules.moved_between_accounts, "an account gets known", Between(world(without_accounts), world())),
    left_alone(rules.moved_between_accounts, "an account is called otherwise", in_world(renamed("aws owner", "hub"))),
    left_alone(rules.moved_between_accounts, "a new stack", Between(nothing, stack("dev"))),
    meant(
        rules.protected_resource_deleted,
        "an address is declared no more",
        SINGLE,
        "network-nat-az2",
        says="Eip network-nat-az2, Eip network-nat-az3 are protected: pulumi up will stop there",
    ),
    meant(rules.protected_resource_deleted, "its zone is retired", RETIRED, "network-nat-az3", says="is protected"),
    meant(
        rules.protected_resource_deleted,
        "it is replaced",
        in_world(with_inputs("Eip eip-az1", networkBorderGroup="us-west-2-lax-1")),
        "eip-az1",
    ),
    meant(
        rules.protected_resource_deleted,
        "it is unprotected in the same change, which comes too late",
        in_world(protected("Eip eip-az1", protect=False), with_inputs("Eip eip-az1", networkBorderGroup="x")),
        "eip-az1",
    ),
    left_alone(
        rules.protected_resource_deleted, "it is updated", in_world(with_inputs("Eip eip-az1", tags={"a": "b"}))
    ),
    left_alone(rules.protected_resource_deleted, "it is not protected", in_world(without(LOGS))),
    left_alone(
        rules.protected_resource_deleted,
        "it gets protected as it is replaced",
        in_world(protected(LOGS), with_inputs(LOGS, name="/aws/eks/other/cluster")),
    ),
    left_alone(
        rules.protected_resource_deleted,
        "it is moved, and the engine does nothing to it",
        EIP_ELSEWHERE,
    ),
    meant(
        rules.protection_lifted,
        "of addresses and of a cluster",
        change("staging", {"clusters.search.deletion_protection": False, "network.protect_egress_ips": False}),
        "search",
        says="not protected any more: Cluster search, Eip network-nat-az1, Eip network-nat-az2, Eip network-nat-az3",
    ),
    meant(rules.protection_lifted, "of one address", in_world(protected("Eip eip-az1", protect=False)), "eip-az1"),
    meant(rules.protection_lifted, "of a cluster", Between(world(SHIELDED), world(UNSHIELDED)), "cluster"),
    meant(rules.protection_lifted, "of a cluster, by saying nothing", Between(world(SHIELDED), world()), "cluster"),
    left_alone(rules.protection_lifted, "it is set", in_world(protected(LOGS), SHIELDED)),
    left_alone(rules.protection_lifted, "never set", in_world(with_inputs(LOGS, retentionInDays=7))),
    left_alone(rules.protection_lifted, "what was protected goes, which another rule says", SINGLE),
    meant(
        rules.logs_lost,
        "a group goes",
        in_world(without(LOGS)),
        "logs",
        says="the logs in /aws/eks/pay/cluster are deleted",
    ),
    meant(
        rules.logs_lost, "a group gets another name", in_world(with_inputs(LOGS, name="/aws/eks/other/cluster")), "logs"
    ),
    meant(
        rules.logs_lost,
        "flow logs go to a bucket",
        change("prod-network", {"network.flow_logs": {"destination": "s3", "bucket_arn": "arn:aws:s3:::flows"}}),
        "network-flow-logs",
    ),
    meant(
        rules.logs_lost,
        "they are kept for fewer days",
        in_world(with_inputs(LOGS, retentionInDays=7)),
        "logs",
    ),
    left_alone(rules.logs_lost, "they are kept for longer", in_world(with_inputs(LOGS, retentionInDays=365))),
    left_alone(rules.logs_lost, "a new stack", Between(nothing, stack("dev"))),
    left_alone(rules.logs_lost, "another resource goes", in_world(without("Tag tag-private-az1"))),
    left_alone(
        rules.logs_lost,
        "a group that Pulumi forgets and does not delete",
        Between(world(with_inputs(LOGS, skipDestroy=True)), world(without(LOGS))),
    ),
    meant(
        rules.default_tags_changed,
        "of every account",
        TAGGED,
        "network",
        "payments",
        "search",
        says="all resources in account 111111111111 get other tags",
    ),
    left_alone(
        rules.default_tags_changed,
        "of one resource",
        in_world(with_inputs("Vpc vpc", tags={"team": "platform"})),
    ),
    left_alone(
        rules.default_tags_changed,
        "the provider assumes another role",
        change("dev", {"accounts.dev.role_arn": "arn:aws:iam::111111111111:role/other"}),
    ),
    left_alone(rules.default_tags_changed, "a new stack", Between(nothing, stack("dev"))),
)
