"""The sections of a preview, one file each.

A section is found by being there: every ``SectionKind`` of every module of this package is one.
"""

from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.section import SectionKind, kinds_in

__all__ = ["ALL_SECTIONS"]

ALL_SECTIONS: tuple[SectionKind[Preview], ...] = kinds_in(__name__, __path__)
"""Every section, in the order in which reports show them."""
