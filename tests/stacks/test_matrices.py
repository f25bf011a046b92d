"""What serves each need of each cluster's nodes, in each zone: a difference is a path that is gone, moved or new.

To record: ``UPDATE_GOLDEN=1 .venv/bin/pytest tests/stacks/test_matrices.py``, then read the difference.
"""

import pytest

from eks_shared_vpc.preview.sections.proof import matrices
from tests.stacks.goldens import golden
from tests.support import ROOT, STACKS, preview_of

FOLDER = ROOT / "tests" / "golden" / "matrices"


@pytest.mark.parametrize("stack", STACKS)
def test_a_stacks_matrix_is_the_recorded_one(stack):
    found = {
        table.columns[0].heading: {
            need.text: {zone.heading: cell.text for zone, cell in zip(table.columns[1:], cells, strict=True)}
            for need, *cells in (row.cells for row in table.rows)
        }
        for table in matrices(preview_of(stack).proofs)
    }

    assert found == golden(FOLDER / f"{stack}.json", found)
