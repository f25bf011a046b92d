"""Setting up .venv: what a broken, moved or interrupted one says, and that nothing is done twice.

The tests have small checkouts of their own, whose packages come from a folder: nothing asks a registry.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support import ROOT

AGAIN = "Run: make clean preview\n"
RUNS_DOWN = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "wheels", "PIP_RETRIES": "0", "PYTHONDONTWRITEBYTECODE": "1"}
BACKEND = """
import shutil

def build_editable(folder, config_settings=None, metadata_directory=None):
    return shutil.copy("ours-1.0-py3-none-any.whl", folder).rpartition("/")[2]
"""


@pytest.fixture
def checkout(tmp_path):
    """A folder with the scripts of this repository, one pinned package and one of its own."""
    return new_checkout(tmp_path)


def new_checkout(folder: Path) -> Path:
    root = folder / "checkout"
    for part in ("scripts", "components/eks_shared_vpc", "stacks", "wheels"):
        (root / part).mkdir(parents=True)
    for script in ("check_python.py", "set_up.py"):
        shutil.copy(ROOT / "scripts" / script, root / "scripts")
    (root / "stacks" / "load.py").write_text("")
    (root / "components" / "backend.py").write_text(BACKEND)
    (root / "components" / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    )
    wheel(root / "components", "ours")
    pin(root, wheel(root / "wheels", "plain"))
    (root / "requirements-dev.txt").write_text("# No tools.\n")
    return root


def wheel(folder: Path, name: str) -> Path:
    """A wheel with one module."""
    path, info = folder / f"{name}-1.0-py3-none-any.whl", f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", "")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


def pin(root: Path, *wheels: Path) -> None:
    """Write the list of pins for wheels."""
    lines = [f"{each.name[:-21]}==1.0 --hash=sha256:{hashlib.sha256(each.read_bytes()).hexdigest()}" for each in wheels]
    (root / "requirements.txt").write_text("\n".join(lines) + "\n")


def set_up(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What the script says, run as make runs it."""
    return subprocess.run(  # noqa: S603  # our own script
        [sys.executable, "scripts/set_up.py", *arguments],
        cwd=root,
        env={**os.environ, **RUNS_DOWN, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def packages(root: Path) -> set[str]:
    return {path.stem for path in root.glob(".venv/lib/*/site-packages/*.py")}


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A checkout, and what was said when it was set up: creating a virtual environment takes seconds."""
    root = new_checkout(tmp_path_factory.mktemp("ready"))
    return root, set_up(root)


@pytest.fixture
def ready(first):
    """The checkout that is set up; what a test changes of it is undone."""
    root, _ = first
    kept = {path: path.read_bytes() for path in (root / "requirements.txt", root / "components" / "backend.py")}
    yield root
    for path, content in kept.items():
        path.write_bytes(content)
    (root / ".venv.unfinished").unlink(missing_ok=True)


def outdate(root: Path) -> None:
    """Change the pins, so that there is something to do."""
    with (root / "requirements.txt").open("a") as file:
        file.write("# changed\n")


def test_it_says_what_it_does_and_compiles_everything(first):
    root, done = first

    version = ".".join(str(part) for part in sys.version_info[:3])
    assert (done.returncode, done.stderr) == (0, "")
    assert re.sub(r"in \d+ seconds", "in 0 seconds", done.stdout).splitlines() == [
        f"Setting up .venv with Python {version}, once: about a minute, and 450 MB.",
        "  fetching packages …",
        "  installing …",
        "  adding the package in components/ …",
        "  compiling …",
        "Set up in 0 seconds.",
    ]
    assert {"plain", "ours"} <= packages(root)
    compiled = {path.name.partition(".")[0] for path in root.rglob("*.pyc")}
    assert {"plain", "ours", "load"} <= compiled, "PYTHONDONTWRITEBYTECODE, which is set here, leaves none out"
    assert not (root / ".venv.unfinished").exists()


def test_what_is_set_up_stays_as_it_is(ready):
    done = set_up(ready)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_changed_pins_are_installed(ready):
    pin(ready, ready / "wheels" / "plain-1.0-py3-none-any.whl", wheel(ready / "wheels", "other"))
    done = set_up(ready)

    assert done.stdout.startswith("Bringing .venv up to date …\n")
    assert packages(ready) == {"plain", "ours", "other"}
    assert (set_up(ready).stdout, (ready / ".venv.unfinished").exists()) == ("", False)


def test_tools_come_on_top(ready):
    (ready / "requirements-dev.txt").write_text((ready / "requirements.txt").read_text())
    done = set_up(ready, "--tools")

    assert done.stdout.startswith("Bringing .venv up to date …\n"), "a package may be pinned in both, alike"
    assert set_up(ready, "--tools").stdout == set_up(ready).stdout == ""


def test_a_moved_checkout_says_so(ready):
    moved = ready.rename(ready.with_name("moved"))
    done = set_up(moved)
    moved.rename(ready)

    assert done.returncode == 1
    assert done.stderr == (
        f"{moved}/.venv was set up as {ready}/.venv, and its programs do not work in another place. {AGAIN}"
    )


@pytest.mark.parametrize("broken", ["missing", "pointing nowhere"])
def test_a_python_that_is_gone_is_said(ready, broken):
    python = ready / ".venv" / "bin" / "python"
    kept = python.rename(python.with_name("kept"))
    if broken == "pointing nowhere":
        python.symlink_to("/nowhere/python")
    done = set_up(ready)
    kept.replace(python)

    assert done.returncode == 1
    assert done.stderr == f"{ready}/.venv has no Python any more: {python} does not lead to one. {AGAIN}"


def test_a_venv_that_nothing_can_be_installed_into_is_said(checkout):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", checkout / ".venv"], check=True)  # noqa: S603
    done = set_up(checkout)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{checkout}/.venv has no pip, or a Python that is too old. {AGAIN}"


def test_after_an_interruption_it_starts_again(checkout):
    command = [sys.executable, "scripts/set_up.py"]
    with subprocess.Popen(  # noqa: S603  # our own script
        command,
        cwd=checkout,
        env={**os.environ, **RUNS_DOWN},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        assert running.stdout is not None
        for line in running.stdout:
            if "fetching" in line:
                os.killpg(running.pid, signal.SIGKILL)
    assert running.returncode == -signal.SIGKILL
    left = checkout / ".venv" / "left"
    left.touch()
    done = set_up(checkout)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("The last set-up was interrupted; starting again.\nSetting up .venv")
    assert packages(checkout) == {"plain", "ours"}
    assert not left.exists()


def test_a_pip_that_is_killed_ends_in_a_sentence(ready):
    outdate(ready)
    (ready / "components" / "backend.py").write_text("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\n")
    done = set_up(ready)

    assert done.returncode == 1
    log = f"{ready}/.venv/.set-up.log"
    assert done.stderr == f"pip stopped: it was ended. All that it said is in {log}. Try again: make clean preview\n"
    assert (ready / ".venv.unfinished").exists(), "the next run starts again"


def test_no_network_is_a_sentence(ready):
    (ready / "requirements.txt").write_text(f"absent==1.0 --hash=sha256:{'0' * 64}\n")
    done = set_up(ready, PIP_NO_INDEX="", PIP_INDEX_URL="http://127.0.0.1:9", PIP_FIND_LINKS="", PIP_RETRIES="1")

    assert done.returncode == 1
    assert "the package registry does not answer; trying again …" in done.stdout
    assert done.stderr == (
        "The package registry does not answer, or has nothing. Check the network, HTTPS_PROXY and PIP_INDEX_URL, then run: make clean preview\n"
    )


def test_another_file_than_the_pinned_one_is_not_installed(ready):
    wheel(ready / "wheels", "false")
    (ready / "requirements.txt").write_text(f"false==1.0 --hash=sha256:{'0' * 64}\n")
    done = set_up(ready)

    assert done.returncode == 1
    assert re.fullmatch(
        r"false==1\.0 is not the file whose hash is pinned, so it is not installed; find out why before you go on\. See .*\n",
        done.stderr,
    )
    assert "false" not in packages(ready)


@pytest.fixture
def script(monkeypatch):
    """The script as a module."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    spec = importlib.util.spec_from_file_location("set_up", ROOT / "scripts" / "set_up.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("printed", "sentence"),
    [
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n",
            f"There is no space left on the disk of {ROOT}/.venv. Free about 500 MB, then run: make clean preview",
        ),
        (
            "WARNING: Retrying (Retry(total=0)) after connection broken by 'ReadTimeoutError(…)'\nERROR: more\n",
            "The package registry does not answer, or has nothing. Check the network, HTTPS_PROXY and PIP_INDEX_URL, then run: make clean preview",
        ),
        (
            "Collecting a\nERROR: one thing\nERROR: another\n",
            f"pip stopped: another. All that it said is in {ROOT}/.venv/.set-up.log. Try again: make clean preview",
        ),
    ],
)
def test_what_pip_says_becomes_a_sentence(script, printed, sentence):
    assert script.reason(printed) == sentence


def test_a_folder_that_cannot_be_written_to_is_said(script, monkeypatch, capsys):
    def refused(*_: object) -> None:
        raise OSError(30, "Read-only file system", "/checkout/.venv.unfinished")

    monkeypatch.setattr(script, "set_up", refused)
    with pytest.raises(SystemExit) as stopped:
        script.main()

    assert stopped.value.code == (
        "/checkout/.venv.unfinished: Read-only file system. In a folder that you may write to, run: make clean preview"
    )
    assert capsys.readouterr().out == ""


PRELUDES = {
    "an old Python": ("import sys; sys.version_info = (3, 9, 18)", "Python 3.11 or newer is needed, and this is 3.9."),
    "no venv module": ("import sys; sys.modules['ensurepip'] = None", "This Python has no venv module."),
}


@pytest.mark.parametrize("case", PRELUDES)
def test_a_python_that_is_of_no_use_is_said_before_anything_is_done(case, checkout):
    prelude, said = PRELUDES[case]
    program = f"{prelude}; import runpy; sys.path.insert(0, 'scripts'); runpy.run_path('scripts/set_up.py', run_name='__main__')"
    done = subprocess.run(  # noqa: S603  # our own script
        [sys.executable, "-c", program], cwd=checkout, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(said)
    assert not (checkout / ".venv").exists()


def test_two_at_once_do_not_disturb_each_other(checkout):
    command = [sys.executable, "scripts/set_up.py"]
    running = [
        subprocess.Popen(command, cwd=checkout, env={**os.environ, **RUNS_DOWN}, stdout=subprocess.PIPE, text=True)  # noqa: S603
        for _ in range(2)
    ]
    said = sorted(each.communicate()[0].splitlines()[0] for each in running)

    assert [each.returncode for each in running] == [0, 0]
    assert said[0] == "Another set-up of this folder is running; waiting for it …"
    assert said[1].startswith("Setting up .venv")


def test_a_program_finds_the_components_where_only_the_pins_are_installed():
    program = """
import sys
sys.path = [path for path in sys.path if not path.endswith("components")] + ["."]
import stacks, eks_shared_vpc
print(eks_shared_vpc.__file__)
"""
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.stdout.strip() == str(ROOT / "components" / "eks_shared_vpc" / "__init__.py"), done.stderr


def test_help_names_every_target():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", text, flags=re.MULTILINE)
    assert phony is not None
    targets = {target for target in phony[1].split() if not target.startswith(".")} - {"help"}

    assert set(re.findall(r'@echo "make ([\w-]+)', text)) == targets
