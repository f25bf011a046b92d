"""What each component is tried with: one file in ``cases`` for each row of the registry."""

import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Cases", "cases_of"]

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Cases:
    """Arguments of one component.

    Attributes:
        plain: Arguments that leave all to defaults.
        full: Further ones, which bring out the resources that defaults leave out.
        right: Arguments that are right, by a name for them. Between them they have every argument that there is.
        refused: Arguments with two mistakes or more.
    """

    plain: Mapping[str, Any]
    full: Mapping[str, Any]
    right: Mapping[str, Mapping[str, Any]]
    refused: Mapping[str, Any]


def cases_of(component: str) -> Cases:
    """The cases of the component of this name."""
    module = re.sub(r"(?<!^)(?=[A-Z])", "_", component).lower()
    assert (FOLDER / f"{module}.py").exists(), f"{component} is tried with nothing: write {FOLDER / module}.py"
    found = importlib.import_module(f"tests.contract.cases.{module}").CASES
    assert isinstance(found, Cases)
    return found
