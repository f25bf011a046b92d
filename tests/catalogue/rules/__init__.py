"""Every case of a rule on its own: each is broken and kept, by what it is about."""

from tests.catalogue.case import Case, cases_in

CASES: tuple[Case, ...] = cases_in(__name__, __path__)
