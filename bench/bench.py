"""How fast the offline preview is, next to plain Pulumi programs under plain mocks: whole process against whole process.

Both sides take turns in one run, so that whatever else the machine does falls on both.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import linear_regression, median

from declare import plain_program, real_resources
from judge import judging_seconds
from proof import ALL_NEEDS, SUBNETS, large_proof_seconds, proof_seconds

from eks_shared_vpc.network.spec import NetworkSpec
from eks_shared_vpc.preview import find_project

HERE = Path(__file__).parent
ROOT = HERE.parent
EXAMPLES = Path("tests", "project")
"""The project of the example stacks, which no user edits, from the root of the repository."""
PREVIEW = [str(Path(sys.executable).with_name("eks-shared-vpc")), "preview"]
PLAIN = [sys.executable, str(HERE / "plain.py")]
SIZES = (10, 100, 300, 1000)
BLOCKS = ("10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16")
ZONES = 8
TIERS = 1250
JUDGED = (5_000, 10_000)
"""Resources that rules and proof are timed over: two sizes, to see whether they grow in proportion."""
FOUND_AN_ERROR = 1
"""Exit status of a preview whose rules found something: it has been made all the same."""

MANY_GROUPS = """\
import pulumi
import pulumi_aws as aws

account = aws.Provider("account", region="us-west-2", allowed_account_ids=["111111111111"])
for number in range({size}):
    aws.ec2.SecurityGroup(
        f"group-{{number}}",
        description=f"Group {{number}}",
        vpc_id="vpc-0123456789abcdef0",
        tags={{"Name": f"group-{{number}}"}},
        opts=pulumi.ResourceOptions(provider=account),
    )
"""


@dataclass
class Race:
    """Two commands that declare the same resources, and the seconds that each run of them took."""

    resources: int
    preview_command: Sequence[str]
    plain_command: Sequence[str]
    preview: list[float] = field(default_factory=list)
    plain: list[float] = field(default_factory=list)

    def warm_up(self) -> None:
        """Run both once, so that everything is compiled and in the disk's cache."""
        self._preview_once()
        self._plain_once()

    def run(self) -> None:
        """Run both, taking turns in who begins."""
        if len(self.preview) % 2:
            self.plain.append(self._plain_once())
            self.preview.append(self._preview_once())
        else:
            self.preview.append(self._preview_once())
            self.plain.append(self._plain_once())

    def ratios(self) -> list[float]:
        """How many times as long the preview took, run by run."""
        return [ours / theirs for ours, theirs in zip(self.preview, self.plain, strict=True)]

    def _preview_once(self) -> float:
        seconds, text = timed(self.preview_command)
        if f" · {self.resources} resources in " not in text:
            sys.exit(f"the preview should show {self.resources} resources, and says: {text.partition(chr(10))[0]}")
        return seconds

    def _plain_once(self) -> float:
        seconds, text = timed(self.plain_command)
        if text.strip() != str(self.resources):
            sys.exit(f"the plain program should declare {self.resources} resources, and declares {text.strip()}")
        return seconds


def timed(
    command: Sequence[str], folder: Path = ROOT / EXAMPLES, environment: Mapping[str, str] | None = None
) -> tuple[float, str]:
    """Seconds from start to exit of a process, and what it printed."""
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    seconds = time.perf_counter() - start
    if done.returncode > FOUND_AN_ERROR or (done.returncode and command[0] != PREVIEW[0]):
        sys.exit(f"{' '.join(command)} stopped with status {done.returncode}:\n{done.stderr}{done.stdout}")
    return seconds, done.stdout


@dataclass
class UnchangedDiff:
    """The diff of a stack that nothing changed, next to one preview of it, in a clone of the last commit."""

    stack: str
    clone: Path
    diff: list[float] = field(default_factory=list)
    preview: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(self.clone)], check=True)  # noqa: S607
        self.run()
        self.diff.clear()
        self.preview.clear()

    def run(self) -> None:
        """Run both."""
        arguments = ["--stack", self.stack]
        self.preview.append(self._timed([*PREVIEW, *arguments])[0])
        seconds, text = self._timed([PREVIEW[0], "diff", *arguments])
        if not text.endswith(" · no changes\n"):
            sys.exit(f"the diff should find no changes, and says: {text.partition(chr(10))[0]}")
        self.diff.append(seconds)

    def ratios(self) -> list[float]:
        """How many times as long the diff took, run by run."""
        return [diff / preview for diff, preview in zip(self.diff, self.preview, strict=True)]

    def _timed(self, command: Sequence[str]) -> tuple[float, str]:
        # The clone's own components, as a user has them: so those of the other revision are compiled each time.
        return timed(command, self.clone / EXAMPLES, {**os.environ, "PYTHONPATH": str(self.clone / "components")})


def stack_race(stack: str, folder: Path) -> Race:
    """The preview of one of our stacks, against the plain program that declares what it shows."""
    command = [*PREVIEW, "--stack", stack]
    document = json.loads(timed([*command, "--format", "json"])[1])
    folder.mkdir()
    (folder / "program.py").write_text(plain_program(document), encoding="utf-8")
    return Race(real_resources(document), command, [*PLAIN, str(folder)])


def groups_race(size: int, folder: Path) -> Race:
    """One and the same program of ``size`` security groups: previewed, and under plain mocks."""
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: bench\nruntime: python\n", encoding="utf-8")
    (folder / "Pulumi.many.yaml").write_text("config: {}\n", encoding="utf-8")
    (folder / "__main__.py").write_text("import program\n", encoding="utf-8")
    (folder / "program.py").write_text(MANY_GROUPS.format(size=size), encoding="utf-8")
    return Race(size, [*PREVIEW, "--stack", "many", "--project", str(folder)], [*PLAIN, str(folder)])


def slope(runs: Sequence[Sequence[float]]) -> float:
    """Seconds for each further resource: a line through the medians of each size."""
    return linear_regression(SIZES, [median(each) for each in runs]).slope


def plan_seconds() -> float:
    """Seconds to place 10,000 subnets and write their blocks down, the settings being read."""
    rules = NetworkSpec.model_validate(
        {
            "cidr": BLOCKS[0],
            "secondary_cidrs": BLOCKS[1:],
            "zones": [f"use1-az{zone + 1}" for zone in range(ZONES)],
            "zone_slots": ZONES,
            "tiers": [
                {"name": f"tier-{tier}", "kind": "isolated", "size": 28, "block": BLOCKS[tier % len(BLOCKS)]}
                for tier in range(TIERS)
            ],
        }
    )
    start = time.perf_counter()
    plan = rules.plan
    blocks = {block.key: block.cidr for block in plan.blocks}
    placed = {subnet.within(blocks[subnet.block]) for row in plan.subnets.values() for subnet in row.values()}
    seconds = time.perf_counter() - start
    if len(placed) != ZONES * TIERS:
        sys.exit(f"{len(placed)} different subnets were planned, not {ZONES * TIERS}")
    return seconds


def print_row(label: str, values: Sequence[float], target: str = "") -> None:
    print(f"{label:<44}{median(values):>8.2f}{min(values):>8.2f}{max(values):>8.2f}  {target}".rstrip())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stack", default="staging", help="the example stack to preview")
    parser.add_argument("--runs", type=int, default=7, help="runs of the stack, on each side")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each size, on each side")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        stack = stack_race(options.stack, Path(name, "stack"))
        many = [groups_race(size, Path(name, f"many-{size}")) for size in SIZES]
        print(f"Measuring {options.runs} runs of {options.stack} and {options.rounds} of each size, on both sides…")
        for race in (stack, many[0]):
            race.warm_up()
        unchanged = UnchangedDiff(options.stack, Path(name, "clone"))
        for _ in range(options.runs):
            stack.run()
            unchanged.run()
        for _ in range(options.rounds):
            for race in many:
                race.run()
    plan = min(plan_seconds() for _ in range(5))
    project = find_project(ROOT / EXAMPLES)
    proof, large = proof_seconds(project, options.stack), large_proof_seconds(project)
    judged = [judging_seconds(project, options.stack, size) for size in JUDGED]
    slopes = slope([race.preview for race in many]), slope([race.plain for race in many])

    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print(f"{'seconds, whole process':<44}{'median':>8}{'min':>8}{'max':>8}")
    print_row(f"preview of {options.stack}, {stack.resources} resources", stack.preview, "target: at most 2.5")
    print_row("plain program, the same resources", stack.plain)
    print_row("ratio of the two, run by run", stack.ratios(), "target: at most 1.2")
    print_row(f"diff of {options.stack}, nothing changed", unchanged.diff)
    print_row("ratio of that diff to one preview", unchanged.ratios(), "target: less than 2.5")
    for race in many:
        print_row(f"preview of {race.resources} security groups", race.preview)
        print_row("plain program, the same groups", race.plain)
    print(f"\neach further resource: preview {slopes[0] * 1000:.2f} ms, plain {slopes[1] * 1000:.2f} ms\n")
    share = 100 * proof / (median(stack.preview) - proof)
    print(f"the proof adds {share:.1f}% to the preview of {options.stack}  target: less than 15%")
    print(f"{SUBNETS} node subnets x {ALL_NEEDS} needs proved in {large:.2f} s  target: under 2 s")
    for resources, seconds in judged:
        print(f"rules and proof over {resources} resources in {seconds:.2f} s  target: under 2 s at 10,000, and linear")
    print()
    print(f"preview/plain ratio {median(stack.ratios()):.2f}")
    print(f"diff/preview ratio, nothing changed {median(unchanged.ratios()):.2f}")
    print(f"per-resource slope ratio {slopes[0] / slopes[1]:.2f}")
    print(f"plan {ZONES * TIERS} subnets {plan:.2f} s")


if __name__ == "__main__":
    main()
