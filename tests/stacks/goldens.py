"""Recorded expectations: compared, or written anew with ``UPDATE_GOLDEN=1 .venv/bin/pytest tests/stacks``."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.support import ROOT

ADDRESSES = ROOT / "tests" / "golden" / "addresses"
CONTRACTS = Path(__file__).parent / "contracts"


def golden(path: Path, actual: Any) -> Any:
    """What was recorded at ``path``; with UPDATE_GOLDEN=1 it is first replaced by ``actual``."""
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(actual))
    if not path.exists():
        pytest.fail(
            f"{path.relative_to(ROOT)} is missing: record it with UPDATE_GOLDEN=1, and read it before you commit"
        )
    return json.loads(path.read_text())


def text(value: Any) -> str:
    """JSON with one row a line where it is a list of rows, so that a moved subnet is one changed line."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[\n" + ",\n".join(f"  {json.dumps(row)}" for row in value) + "\n]\n"
    return json.dumps(value, indent=2) + "\n"
