"""Runs a plain Pulumi program under plain mocks, as an ordinary unit test would: `python plain.py FOLDER`.

The folder holds `program.py`. What is printed is how many real resources the program declared.
"""

import importlib
import sys
from typing import Any

import pulumi


class Echo(pulumi.runtime.Mocks):
    """The mocks of Pulumi's own guide: every resource is what was put in, and an ARN."""

    def __init__(self) -> None:
        self.declared: list[str] = []

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        if args.custom and not args.typ.startswith("pulumi:providers:"):
            self.declared.append(args.typ)
        return f"{args.name}-id", {**args.inputs, "arn": f"arn:aws:mock:::{args.name}"}

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[str, Any], None]:  # noqa: ARG002  # the base's
        return {}, None


@pulumi.runtime.test
def run() -> None:
    importlib.import_module("program")


mocks = Echo()
pulumi.runtime.set_mocks(mocks)
sys.path.insert(0, sys.argv[1])
run()
print(len(mocks.declared))
