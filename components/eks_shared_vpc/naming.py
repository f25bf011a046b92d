"""Names of child resources.

A child's name is its address in the stack: ``{component}-{role}-{zone suffix}``. Changing one replaces the resource or
needs an alias, so every name is made here or beside its declaration from words of the user's configuration, never from a
position in a list.
"""

import re

__all__ = ["principal_label", "zone_suffix"]


def zone_suffix(zone: str) -> str:
    """The part of an availability-zone id that follows the region: ``usw2-az1`` gives ``az1``.

    Within one VPC all zones share the region part, so the suffix still identifies the zone; a Local Zone keeps its
    place (``usw2-lax1-az1`` gives ``lax1-az1``).
    """
    return zone.split("-", 1)[1]


def principal_label(principal: str) -> str:
    """What a principal is called in a resource name.

    An account id is itself, an organizational unit ``ou-…``, an organization ``o-…``, an IAM principal its last path
    segment with what a URN could not carry replaced.
    """
    return re.sub(r"[^A-Za-z0-9_.@-]", "-", principal.rsplit("/", 1)[-1])
