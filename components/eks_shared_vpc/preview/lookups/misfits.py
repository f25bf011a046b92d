"""An answer with a value of another type than the function returns: the SDK fails on it, and the program is not to blame."""

import re
import traceback
from collections.abc import Iterable
from pathlib import Path

from eks_shared_vpc.errors import Problem, problem
from eks_shared_vpc.preview.applies import chain

__all__ = ["misfit"]

_MISFIT = re.compile(r"Unexpected type|Expected argument '\w+' to be")
"""What the SDK says of a value of another type."""
_PROPERTY = re.compile(r"at property `([^`]*)`|argument '(\w+)'")


def misfit(error: BaseException, answered: Iterable[str]) -> Problem | None:
    """The refusal of an answer on whose type the SDK has failed; ``None`` if it failed on nothing of the kind.

    Args:
        error: What stopped the program.
        answered: Tokens of the functions that had an answer of the user's.
    """
    tokens = list(dict.fromkeys(answered))
    failed = [each for each in chain(error) if _MISFIT.search(str(each)) and _is_of_the_sdk(each)]
    if not tokens or not failed:
        return None
    found = next((match for each in failed if (match := _PROPERTY.search(str(each)))), None)
    where = f" at {found[1] or found[2]}" if found else ""
    return problem(
        "answer-does-not-fit",
        ", ".join(tokens),
        f"an answer has a value of another type than the function returns{where}",
        None,
        "values of the types that the provider documents",
        "correct the result of that answer",
    )


def _is_of_the_sdk(error: BaseException) -> bool:
    """Whether an error comes from Pulumi's own code."""
    frames = traceback.extract_tb(error.__traceback__)
    return bool(frames) and any(part.startswith("pulumi") for part in Path(frames[-1].filename).parts)
