"""Places in a stack file, and what refusals of them say."""

from tests.support import ZONES

BLOCK = "an IPv4 block in canonical form, such as 10.64.0.0/16"


PUBLIC_BLOCK = "a public block in canonical form, such as 52.94.76.0/24, or one address as /32"


CLUSTER = "clusters.payments"


GROUP = f"{CLUSTER}.node_groups.default"


CIDRS = f"{CLUSTER}.endpoint.public_cidrs"


NODES = {"name": "private", "kind": "private", "use": "nodes"}


SOMEBODY = "an account id of 12 digits, the ARN of an organizational unit or of the organization"


BESIDE = "beside an RFC 1918 block: its own range, or 100.64.0.0/10"


def keys(model):
    return ", ".join(sorted(model.model_fields))


NUMBER = ("this is not a whole number", "a whole number", "write a whole number")


LIST = ("this is not a list", "a list", "write a list: [a, b]")


MAPPING = ("this is not a mapping", "a mapping", "write a mapping: {key: value}")


def choice(kind, fix="use one of the choices"):
    *others, last = [each.value for each in kind]
    return ("this is not one of the choices", f"{', '.join(others)} or {last}", fix)


QUOTES = ("this is not text", "text", "put it in quotes: YAML reads it as a number")


def explicit(**blocks):
    return [{**NODES, "cidrs": dict(zip(ZONES, blocks.values(), strict=False))}]


TEN_MISTAKES = {
    "regoin": "us-west-2",
    "network.cidr": "10.62.0.1/16",
    "network.zones": ["us-west-2a", "usw2-az2", "usw2-az3"],
    "network.nat": "both",
    "network.endpoints": ["eks", "ekss"],
    "accounts.spare": {"id": 555555555555},
    CIDRS: ["10.0.0.0/8"],
    f"{GROUP}.min": 9,
    "clusters.search.version": "1.29",
    "clusters.search.account": "serch",
}


TEN_REFUSALS = [
    ("account-id", "accounts.spare.id"),
    ("addon-version", "clusters.search.addons"),
    ("host-bits", "network.cidr"),
    ("min-over-max", f"{GROUP}.max"),
    ("public-cidr-reserved", f"{CIDRS}[0]"),
    ("unknown-key", "regoin"),
    ("unknown-service", "network.endpoints[1]"),
    ("wrong-type", "network.nat"),
    ("zone-name", "network.zones[0]"),
]
