"""Every fault that is planted in a healthy stack, each with its healthy twin, by what it is about."""

from tests.catalogue.case import Case, cases_in

CASES: tuple[Case, ...] = cases_in(__name__, __path__)
