"""What this repository deploys: the schema of a stack file, and the program that turns one into components."""

import sys
from pathlib import Path

# ``pulumi install`` installs what requirements.txt pins: with hashes, so that no folder can be among them.
sys.path.append(str(Path(__file__).parent.parent / "components"))
