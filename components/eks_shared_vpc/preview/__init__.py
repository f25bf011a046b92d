"""Records a program without a cloud, and judges what it declares.

For programs and test suites of your own: ``record`` runs a program and gives its graph, ``prove`` says how each node
reaches what it needs, ``can`` asks about one path, ``apply_rules`` checks a graph against the rules. docs/testing.md
shows them in a pytest suite.
"""

from eks_shared_vpc.needs import NEEDS, Need
from eks_shared_vpc.preview.assumptions import Assumptions, Beyond
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.findings import Finding, Level, apply_rules
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.preview.preview import Preview, preview_stack
from eks_shared_vpc.preview.project import find_project
from eks_shared_vpc.preview.proof.findings import findings_of
from eks_shared_vpc.preview.proof.path import Outcome, Path, Via
from eks_shared_vpc.preview.proof.prove import Proof, can, prove
from eks_shared_vpc.preview.record import Recording, record
from eks_shared_vpc.preview.rules import ALL_RULES

__all__ = [
    "ALL_RULES",
    "NEEDS",
    "Assumptions",
    "Beyond",
    "Finding",
    "Graph",
    "Level",
    "Model",
    "Need",
    "Outcome",
    "Path",
    "Preview",
    "Proof",
    "Recording",
    "Resource",
    "Via",
    "apply_rules",
    "can",
    "find_project",
    "findings_of",
    "preview_stack",
    "prove",
    "record",
]
