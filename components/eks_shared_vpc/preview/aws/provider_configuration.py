"""How a provider is configured: which account and region it is bound to, and what it tags.

Read while a program runs, before there is a graph. Nested configuration of an explicit provider arrives as JSON
(engine-facts 1); that of a plain dict keeps the keys as they are written.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from eks_shared_vpc.preview.graph import UNKNOWN

__all__ = ["bound_account", "bound_region", "default_tags", "of_the_stack"]

_READ = ("region", "allowedAccountIds", "defaultTags")
_ROLE_ARN = re.compile(r"arn:[\w-]+:iam::(\d{12}):role/")


def of_the_stack(config: Mapping[str, str]) -> dict[str, Any]:
    """What a stack configures of its default provider."""
    return {key: config[f"aws:{key}"] for key in _READ if f"aws:{key}" in config}


def bound_region(inputs: Mapping[str, Any]) -> str | None:
    """The region that a provider works in, or ``None`` if it leaves that to its environment."""
    return inputs.get("region")


def bound_account(inputs: Mapping[str, Any]) -> str | None:
    """The one account that a provider works in: the only one that it allows, or else that of the last role it assumes.

    ``None`` if the account is not stated, or not known.
    """
    allowed = _listed(inputs.get("allowedAccountIds"))
    if allowed is not None:
        return str(allowed[0]) if len(allowed) == 1 and str(allowed[0]).isdigit() else None
    roles = _listed(inputs.get("assumeRoles")) or _listed(inputs.get("assumeRole")) or []
    last = roles[-1] if roles else None
    arn = (last.get("roleArn") or last.get("role_arn")) if isinstance(last, Mapping) else None
    found = _ROLE_ARN.match(arn) if isinstance(arn, str) else None
    return found[1] if found else None


def default_tags(inputs: Mapping[str, Any]) -> Mapping[str, str] | None:
    """The tags that a provider writes on everything; ``None`` if they are not known."""
    given = inputs.get("defaultTags")
    if isinstance(given, str) and given != UNKNOWN:
        given = json.loads(given)
    tags = given.get("tags", {}) if isinstance(given, Mapping) else {} if given is None else None
    return tags if isinstance(tags, Mapping) else None


def _listed(value: Any) -> list[Any] | None:
    """A list of a provider's configuration, as JSON text or as it is; one item is a list of one; nothing is none."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return [value]  # known after deployment, or a single value
    if not value:
        return None
    return value if isinstance(value, list) else [value]
