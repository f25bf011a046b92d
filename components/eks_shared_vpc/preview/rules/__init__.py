"""The rules that every recorded graph is held against, by what they are about."""

from eks_shared_vpc.preview.findings import Rule
from eks_shared_vpc.preview.rules import accounts, addresses, exposure, order

__all__ = ["ALL_RULES"]

ALL_RULES: tuple[Rule, ...] = (*accounts.RULES, *addresses.RULES, *exposure.RULES, *order.RULES)
"""Every rule."""
