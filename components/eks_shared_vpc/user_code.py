"""Where in a user's own files something is declared: the nearest call that is neither ours nor of an installed package."""

import sys
from functools import lru_cache
from pathlib import Path
from types import FrameType

__all__ = ["place_of_caller"]

_PACKAGE = Path(__file__).resolve().parent
_HOST = _PACKAGE.parent / "__main__.py"
"""What runs the components for programs in other languages, whose code is in another process."""
_INSTALLED = frozenset({"site-packages", "dist-packages", ".venv"})


def place_of_caller(root: str, frame: FrameType | None = None) -> str:
    """File and line of the nearest call in a project's own files, from its folder; empty where there is none.

    Args:
        root: The folder of the project.
        frame: Where to begin; by default the caller.
    """
    frame = frame or sys._getframe(1)  # noqa: SLF001  # public in all but its name
    while frame is not None:
        file = _of_project(frame.f_code.co_filename, root)
        if file:
            return f"{file}:{frame.f_lineno}"
        frame = frame.f_back
    return ""


@lru_cache(maxsize=4096)
def _of_project(filename: str, root: str) -> str:
    """A file's path from the project's folder; empty if it is not one of the project's own."""
    if filename.startswith("<"):
        return ""
    path, folder = Path(filename).resolve(), Path(root).resolve()
    if path.is_relative_to(_PACKAGE) or path == _HOST or not path.is_relative_to(folder):
        return ""
    inside = path.relative_to(folder)
    return "" if _INSTALLED & set(inside.parts) else inside.as_posix()
