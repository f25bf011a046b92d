"""Sets up .venv: the packages that requirements.txt pins, and the one in components/; again only when they change.

    python3 scripts/set_up.py            what the program needs
    python3 scripts/set_up.py --tools    what tests and checks need besides

A set-up begins with the file .venv.unfinished, and ends with its removal. Where it is there, the last set-up was
interrupted, at whichever point, and .venv is created again. The standard library is all that there is to work with.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import check_python  # ends here with what to install, if this Python is of no use

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UNFINISHED = ROOT / ".venv.unfinished"
LOG = VENV / ".set-up.log"
PROGRAM, TOOLS = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
PACKAGE = ROOT / "components"
OWN_SOURCES = ("components/eks_shared_vpc", "stacks")

UNREACHABLE = re.compile(r"Retrying \(|ConnectionPool\(|from versions: none")
CLEAR = "\r\033[K" if sys.stdout.isatty() else ""
"""Takes away the line that shows progress, where somebody watches."""
AGAIN = "make clean preview"


class Stopped(Exception):
    """Set-up cannot go on; the message is for the user, with the command that helps."""


def wanted(lists: list[Path]) -> str:
    """What a finished set-up notes: where it was, as programs in .venv have that path in them, and of what it was made."""
    digest = hashlib.sha256()
    for path in [*lists, PACKAGE / "pyproject.toml"]:
        digest.update(path.read_bytes())
    return f"{VENV.resolve()}\n{digest.hexdigest()}\n"


def noted(stamp: Path) -> str:
    """What the last set-up noted; empty if there was none."""
    return stamp.read_text(encoding="utf-8") if stamp.exists() else ""


def check_place(stamp: Path) -> None:
    """See that what was set up is still where it was set up, with a Python.

    Raises:
        Stopped: if not.
    """
    home = noted(stamp).partition("\n")[0]
    if home and Path(home) != VENV.resolve():
        raise Stopped(f"{VENV} was set up as {home}, and its programs do not work in another place. Run: {AGAIN}")
    if VENV.exists() and not UNFINISHED.exists() and not os.access(PYTHON, os.X_OK):
        raise Stopped(f"{VENV} has no Python any more: {PYTHON} does not lead to one. Run: {AGAIN}")


def set_up(stamp: Path, lists: list[Path]) -> None:
    """Install what the lists pin, unless that is there already.

    Raises:
        Stopped: if something is in the way.
    """
    check_place(stamp)
    if noted(stamp) == wanted(lists) and not UNFINISHED.exists():
        return
    with lists[0].open("rb") as lock:
        wait_for_others(lock.fileno())
        if noted(stamp) == wanted(lists) and not UNFINISHED.exists():
            return
        begun = time.monotonic()
        create()
        pinned = [f"--requirement={path}" for path in lists]
        pip(lock.fileno(), progress(), "--no-compile", "--require-hashes", *pinned)
        say("  adding the package in components/ …")
        pip(lock.fileno(), quiet, "--no-deps", "--no-index", "--no-build-isolation", f"--editable={PACKAGE}")
        compile_bytecode()
        stamp.write_text(wanted(lists), encoding="utf-8")
        UNFINISHED.unlink()
        say(f"Set up in {time.monotonic() - begun:.0f} seconds.")


def wait_for_others(lock: int) -> None:
    """Take the lock, which a running pip holds as well; two set-ups at once would break each other."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Another set-up of this folder is running; waiting for it …")
        fcntl.flock(lock, fcntl.LOCK_EX)


def create() -> None:
    """Create .venv, if there is none that was finished.

    Raises:
        Stopped: if it cannot be created, or is one that nothing can be installed into.
    """
    if UNFINISHED.exists() and VENV.exists():
        say("The last set-up was interrupted; starting again.")
        shutil.rmtree(VENV)
    if VENV.exists():
        ready = "import pip, sys; sys.exit(sys.version_info < {})".format(check_python.NEEDED)
        if subprocess.run([PYTHON, "-c", ready], stderr=subprocess.DEVNULL, check=False).returncode:
            raise Stopped(f"{VENV} has no pip, or a Python that is too old. Run: {AGAIN}")
        UNFINISHED.touch()
        say("Bringing .venv up to date …")
        return
    version = ".".join(str(part) for part in sys.version_info[:3])
    say(f"Setting up .venv with Python {version}, once: about a minute, and 450 MB.")
    UNFINISHED.touch()
    VENV.mkdir()
    # The interpreter below, if this one is in a .venv that is gone by now.
    base = getattr(sys, "_base_executable", sys.executable)
    done = subprocess.run([base, "-m", "venv", VENV], capture_output=True, text=True, check=False)
    if done.returncode:
        LOG.write_text(done.stdout + done.stderr, encoding="utf-8")
        raise Stopped(f"Python {version} cannot create {VENV}; {LOG} says why. Try another one: {AGAIN} PYTHON=…")


def pip(lock: int, report: Callable[[str], None], *arguments: str) -> None:
    """Run pip install, and report each line that it prints.

    Raises:
        Stopped: if it fails, with the reason.
    """
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--progress-bar=off"]
    with subprocess.Popen(
        [*command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, pass_fds=[lock]
    ) as running:
        lines = []
        for line in running.stdout or ():
            lines.append(line)
            report(line)
    sys.stdout.write(CLEAR)
    if running.returncode:
        LOG.write_text("".join(lines), encoding="utf-8")
        raise Stopped(reason("".join(lines)))


def reason(printed: str) -> str:
    """Why pip failed, in a sentence with the command that helps."""
    if "DO NOT MATCH THE HASHES" in printed:
        package = re.search(r"^ +(\S+) from ", printed, flags=re.MULTILINE)
        name = package[1] if package else "a package"
        return f"{name} is not the file whose hash is pinned, so it is not installed; find out why before you go on. See {LOG}"
    if "No space left on device" in printed:
        return f"There is no space left on the disk of {VENV}. Free about 500 MB, then run: {AGAIN}"
    if UNREACHABLE.search(printed):
        return f"The package registry does not answer, or has nothing. Check the network, HTTPS_PROXY and PIP_INDEX_URL, then run: {AGAIN}"
    errors = re.findall(r"^ERROR: (.*)", printed, flags=re.MULTILINE)
    return f"pip stopped: {errors[-1] if errors else 'it was ended'}. All that it said is in {LOG}. Try again: {AGAIN}"


def progress() -> Callable[[str], None]:
    """Report what pip does: in one line that changes, or where nobody watches in a line for each phase."""
    seen: list[str] = []
    say("  fetching packages …")

    def report(line: str) -> None:
        name = re.match(r"Collecting ([\w.-]+)", line)
        if name:
            seen.append(name[1])
            if CLEAR:
                sys.stdout.write(f"{CLEAR}  {len(seen)} {name[1]}")
                sys.stdout.flush()
        elif line.startswith("Installing"):
            say("  installing …")
        elif "Retrying (" in line:
            say("  the package registry does not answer; trying again …")

    return report


def quiet(_: str) -> None:
    """Report nothing."""


def compile_bytecode() -> None:
    """Compile everything, on all processors: pip would use one, and leave our own sources to the first command."""
    say("  compiling …")
    own = [ROOT / each for each in OWN_SOURCES]
    # Packages ship templates that are no Python, so the exit status says nothing.
    subprocess.run(
        [PYTHON, "-m", "compileall", "-qq", "-j0", *VENV.glob("lib/python*/site-packages"), *own],
        capture_output=True,
        check=False,
    )


def say(text: str) -> None:
    """Print a line at once, into a pipe as well."""
    sys.stdout.write(f"{CLEAR}{text}\n")
    sys.stdout.flush()


def main() -> None:
    """Set up what was asked for; end with a sentence where that is not possible."""
    try:
        set_up(VENV / ".program", [PROGRAM])
        if "--tools" in sys.argv[1:]:
            set_up(VENV / ".tools", [PROGRAM, TOOLS])
    except Stopped as stopped:
        sys.exit(str(stopped))
    except OSError as error:
        sys.exit(
            f"{error.filename or ROOT}: {error.strerror or error}. In a folder that you may write to, run: {AGAIN}"
        )
    except KeyboardInterrupt:
        sys.exit(f"Interrupted; the next run starts again. Run: {AGAIN}")


if __name__ == "__main__":
    main()
