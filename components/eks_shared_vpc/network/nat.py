"""How private tiers reach the internet over IPv4."""

from enum import Enum

__all__ = ["NatAddresses", "NatMode"]


class NatMode(str, Enum):
    """Which NAT gateways a network has."""

    PER_ZONE = "per-zone"
    SINGLE = "single"
    REGIONAL = "regional"
    NONE = "none"


class NatAddresses(str, Enum):
    """Who chooses the addresses of a regional NAT gateway (facts 1.82)."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"
