"""A Pulumi project as a user has it: the program of the front page, and the tests that docs/testing.md shows."""

import re
from pathlib import Path

from tests.support import ROOT

EXAMPLES = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "testing.md").read_text(), flags=re.DOTALL)
LIBRARY = EXAMPLES[2]
"""The page's last example, which needs no pytest."""
PROGRAM = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), flags=re.DOTALL)[0]


def write_project_of_a_user(folder: Path) -> int:
    """Write it, and say how many tests it has. Mocks come first: they stay set while the others run."""
    (folder / "Pulumi.yaml").write_text("name: mine\nruntime: python\n", encoding="utf-8")
    (folder / "Pulumi.dev.yaml").write_text("config: {}\n", encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (folder / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    for number, example in enumerate(EXAMPLES):
        (folder / f"test_{number}.py").write_text(example, encoding="utf-8")
    return sum(len(re.findall(r"^def test_", example, flags=re.MULTILINE)) for example in EXAMPLES)
