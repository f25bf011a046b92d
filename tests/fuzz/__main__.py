"""Many mutations of every kind of input file: ``python -m tests.fuzz --number 10000``.

It prints, for each kind of file and of mutation, how many there were, how many were accepted, and what went wrong; and exits
with 1 if anything did. The same seed makes the same mutations.
"""

import argparse
import gc
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.fuzz.fuzz import Ended, fuzzed
from tests.fuzz.subjects import SUBJECTS, Subject, prepared

SHOWN = 5
"""How many mutations that went wrong are shown of each kind of file."""


def main() -> int:
    """Run, and print what went wrong; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=10_000, help="mutations of each kind of file")
    parser.add_argument("--first", type=int, default=0, help="the number of the first one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="one kind of file")
    options = parser.parse_args()
    gc.freeze()
    wrong = 0
    for subject in SUBJECTS:
        if options.only in (None, subject.name):
            wrong += _of(subject, options.seed, range(options.first, options.first + options.number))
    return 1 if wrong else 0


def _of(subject: Subject, seed: int, numbers: range) -> int:
    start = time.process_time()
    counts: Counter[str] = Counter()
    accepted: Counter[str] = Counter()
    wrong: list[Ended] = []
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder, prepared(Path(folder), subject):
        for number in numbers:
            ended = fuzzed(subject, Path(folder), seed, number)
            counts[ended.kind] += 1
            accepted[ended.kind] += ended.accepted
            slowest = max(slowest, ended.seconds)
            wrong += [ended] if ended.complaints else []
    seconds = time.process_time() - start
    sys.stdout.write(
        f"{subject.name}: {len(numbers)} mutations, seed {seed}, {accepted.total()} accepted, {len(wrong)} wrong;"
        f" {seconds:.0f} s, the slowest {slowest:.2f} s\n"
    )
    for kind in sorted(counts):
        bad = sum(each.kind == kind for each in wrong)
        sys.stdout.write(f"  {kind:28} {counts[kind]:6} {accepted[kind]:6} accepted {bad:6} wrong\n")
    for ended in wrong[:SHOWN]:
        sys.stdout.write(f"  {ended.seed} ({ended.kind}): {'; '.join(ended.complaints)}\n")
    sys.stdout.flush()
    return len(wrong)


if __name__ == "__main__":
    raise SystemExit(main())
