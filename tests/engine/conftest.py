"""Stacks that are up already, so that each test begins where its subject does."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.engine.engine import AT_ONCE, Engine

Deployed = Callable[[str], Engine]
"""Gives an engine that has a stack up."""

UNDER = {"prod-payments": "prod-network"}
"""Stacks that stand on another one."""


@pytest.fixture(scope="session")
def deployed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """Give the engine that has a stack up. All tests share it: it is only to be read."""
    base = tmp_path_factory.mktemp("deployed")
    engines: dict[str, Future[Engine]] = {}
    with ThreadPoolExecutor(AT_ONCE) as workers:

        def up(stack: str) -> Engine:
            below = begun(UNDER[stack]).result() if stack in UNDER else None
            engine = below.copy(base / stack) if below else Engine(base / stack)
            engine.init(stack)
            engine.run("up", "--yes", stack=stack)
            return engine

        def begun(stack: str) -> "Future[Engine]":
            if stack not in engines:
                engines[stack] = workers.submit(up, stack)
            return engines[stack]

        using = [item for item in request.session.items if "deployed" in getattr(item, "fixturenames", ())]
        wanted = (getattr(item, "callspec", None) for item in using)
        for stack in dict.fromkeys(each.params["stack"] for each in wanted if each and "stack" in each.params):
            begun(stack)
        yield lambda stack: begun(stack).result()
    for each in engines.values():
        if not each.exception():
            each.result().stop()


@pytest.fixture
def engine_in() -> Iterator[Callable[..., Engine]]:
    """Make engines that are stopped after the test."""
    made: list[Engine] = []

    def make(folder: Path, **options: object) -> Engine:
        made.append(Engine(folder, **options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for engine in made:
        engine.stop()


@pytest.fixture
def copy_of(deployed: Deployed, tmp_path: Path) -> Iterator[Deployed]:
    """Give an engine of the test's own that has a stack up."""
    made: list[Engine] = []

    def copy(stack: str) -> Engine:
        made.append(deployed(stack).copy(tmp_path / stack))
        return made[-1]

    yield copy
    for engine in made:
        engine.stop()
