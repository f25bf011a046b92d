"""Runs tests on the lowest versions that components/pyproject.toml admits, in .venv/.floors: make floors.

What the tests need besides, pytest and others, is as pinned. Left out are tests that compare with the newest SDK or with
the pins, and those that take minutes. It asks the package registry, and takes a few minutes.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ROOT / ".venv" / ".floors"
UV = ROOT / ".venv" / "bin" / "uv"
LOWEST = FLOORS / "lowest.txt"
TESTS = [
    "tests/unit",
    "tests/documents",
    "tests/mocked",
    "tests/stacks",
    "tests/contract/test_documentation.py",
    "tests/contract/test_schema.py",
]
# Old versions warn about newer ones of what they use themselves; for the pinned ones each warning is an error.
WARNINGS = ["-W", "ignore::DeprecationWarning"]


def run(*command: object) -> None:
    """Run a command, and end with its status if it fails."""
    done = subprocess.run([str(word) for word in command], cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def main() -> None:
    """Install the lowest versions, and run the tests."""
    python = FLOORS / "bin" / "python"
    run(UV, "venv", "--quiet", "--clear", "--python", sys.executable, FLOORS)
    sources = ["components/pyproject.toml", "--extra=cli", "requirements-dev.in", "--constraints=requirements-dev.txt"]
    run(
        UV,
        "pip",
        "compile",
        "--quiet",
        "--resolution=lowest-direct",
        f"--python={python}",
        *sources,
        f"--output-file={LOWEST}",
    )
    run(UV, "pip", "install", "--quiet", f"--python={python}", f"--requirements={LOWEST}")
    run(UV, "pip", "install", "--quiet", f"--python={python}", "--no-deps", "--editable=components")
    run(UV, "pip", "list", f"--python={python}")
    run(
        python,
        "-m",
        "pytest",
        "-m",
        "not engine",
        "--numprocesses=auto",
        "--maxprocesses=4",
        "--dist=loadfile",
        *WARNINGS,
        *TESTS,
    )


if __name__ == "__main__":
    main()
