"""How AWS's resources are called in Pulumi, and how their properties are, is written in the model's folder only."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import eks_shared_vpc

PACKAGE = Path(eks_shared_vpc.__file__).parent
MODEL = PACKAGE / "preview" / "aws"
TOKEN = re.compile(r"(aws|eks):[a-zA-Z0-9]+(/\w+)?:[A-Za-z]\w*")
PROPERTY = re.compile(r"[a-z][a-z0-9]*([A-Z][a-z0-9]*)+(\.\w+)*")
OF_OTHERS = {
    *("apiVersion", "controllerManager", "interactiveMode"),  # Kubernetes
    *(
        "changeSummary",
        "diffReasons",
        "newState",
        "oldState",
        "propertyDependencies",
        "replaceReasons",
        "stackConfigDir",
    ),
}
"""Names in camel case that are Kubernetes' and Pulumi's own."""


def written_words(tree: ast.Module) -> Iterator[str]:
    """Every text in a module, but for what explains it."""
    explanations = {
        id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explanations:
            yield node.value


def is_word_of_aws(text: str) -> bool:
    return bool(TOKEN.fullmatch(text) or PROPERTY.fullmatch(text)) and text not in OF_OTHERS


def words_of_aws(folder: Path) -> dict[str, list[str]]:
    found = {
        str(path.relative_to(PACKAGE)): [
            word for word in written_words(ast.parse(path.read_text(encoding="utf-8"))) if is_word_of_aws(word)
        ]
        for path in sorted(folder.rglob("*.py"))
    }
    return {path: words for path, words in found.items() if words}


def test_types_and_properties_of_aws_stand_in_the_model_only():
    outside = {
        path: words for path, words in words_of_aws(PACKAGE).items() if not (PACKAGE / path).is_relative_to(MODEL)
    }
    assert outside == {}


def test_the_model_has_such_words_so_that_the_check_sees_them():
    words = {word for words in words_of_aws(MODEL).values() for word in words}
    assert {
        "aws:ec2/subnet:Subnet",
        "eks:index:ManagedNodeGroup",
        "mapPublicIpOnLaunch",
        "vpcConfig.subnetIds",
    } <= words
