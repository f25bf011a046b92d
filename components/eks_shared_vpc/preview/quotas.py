"""Default quotas of AWS, as data with a date."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

__all__ = ["default_quota"]


def default_quota(name: str) -> int:
    """The quota that an account has unless AWS raised it."""
    return _quotas()[name]["default"]


@cache
def _quotas() -> Mapping[str, Mapping[str, int]]:
    text = Path(__file__).with_suffix(".json").read_text(encoding="utf-8")
    quotas: Mapping[str, Mapping[str, int]] = json.loads(text)["quotas"]
    return quotas
