"""Every meaning with the differences that give it, and the closest ones that do not, by what it is about."""

from tests.catalogue.case import Case, cases_in

CASES: tuple[Case, ...] = cases_in(__name__, __path__)
