"""Managed prefix lists: blocks under one id."""

from collections.abc import Mapping
from functools import cached_property

from eks_shared_vpc.preview.aws.model import Model, View, grouped, indexed
from eks_shared_vpc.preview.aws.values import UNKNOWN, Network, Unknown

__all__ = ["PrefixList", "entries_of"]


class PrefixList(View):
    """A customer-managed prefix list."""

    types = ("aws:ec2/managedPrefixList:ManagedPrefixList",)

    @cached_property
    def family(self) -> int:
        """Its address family."""
        return 6 if self.inputs.text("addressFamily") == "IPv6" else 4

    @property
    def most_entries(self) -> int | Unknown | None:
        """How many entries it may have, and counts for in a security group (facts 7.13)."""
        return self.inputs.number("maxEntries")

    @cached_property
    def entries(self) -> tuple[Network, ...] | Unknown:
        """Its blocks."""
        rows = self.inputs.items("entries")
        found = [each.network("cidr") for each in rows.blocks()]
        found += [each.inputs.network("cidr") for each in _separate(self.model).get(self, ())]
        known = [each for each in found if each is not None and each is not UNKNOWN]
        return tuple(known) if rows.complete and len(known) == len(found) else UNKNOWN


class PrefixListEntry(View):
    """An entry of a prefix list, as a resource of its own."""

    types = ("aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry",)

    @property
    def prefix_list(self) -> PrefixList | None:
        """The list that it is in."""
        return self.model.find(self.inputs.raw("prefixListId"), PrefixList)


def entries_of(model: Model, id_: str) -> tuple[Network, ...] | Unknown:
    """The blocks of a prefix list: unknown if it is not declared, and no assumption names them."""
    found = model.find(id_, PrefixList)
    if found is not None:
        return found.entries
    return model.assumptions.prefix_lists.get(id_, UNKNOWN)


@indexed
def _separate(model: Model) -> Mapping[PrefixList, list[PrefixListEntry]]:
    return grouped(model.all(PrefixListEntry), lambda each: each.prefix_list)
