"""What the tests of the executor share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from engine.messages import Progress, Result, StyleRequest, Update
from engine.options import StyleOptions
from engine.processes.executor import Slots, SupervisedExecutor, Timeouts, open_executor
from tests.patience import PATIENCE

EAGER = Timeouts(backoff=0.01, gather=0.5)
IMPATIENT = replace(EAGER, stop=0.5)


def request(content: bytes = b"photo", **options: object) -> StyleRequest:
    return StyleRequest(content, (b"painting",), StyleOptions.parse(**options))


Opener = Callable[..., AbstractAsyncContextManager[SupervisedExecutor]]


def open_local(
    devices: str, folder: str, slots: Slots, *, stylizer: str, timeouts: Timeouts
) -> AbstractAsyncContextManager[SupervisedExecutor]:
    return open_executor(devices, folder, slots, stylizer=stylizer, timeouts=timeouts)


opener: Opener = open_local
"""Opens the executor that the tests are for."""


@asynccontextmanager
async def open_painter(
    stylizer: str,
    folder: Path,
    *,
    devices: str = "cpu",
    slots: Slots = 1,
    timeouts: Timeouts = EAGER,
    module: str = "tests.engine.stylizers",
) -> AsyncIterator[SupervisedExecutor]:
    """An executor whose workers run one of `tests.engine.stylizers`."""
    async with (
        asyncio.timeout(PATIENCE),
        opener(devices, str(folder), slots, stylizer=f"{module}:{stylizer}", timeouts=timeouts) as executor,
    ):
        yield executor


async def updates(
    executor: SupervisedExecutor, asked: StyleRequest, keep: asyncio.Event | None = None
) -> list[Update]:
    return [update async for update in executor.run(asked, keep=keep)]


async def paint(
    executor: SupervisedExecutor, asked: StyleRequest, keep: asyncio.Event | None = None
) -> Result:
    last: Update | None = None
    async for update in executor.run(asked, keep=keep):
        last = update
    assert isinstance(last, Result)
    return last


async def leave_at(executor: SupervisedExecutor, asked: StyleRequest, step: int) -> None:
    """Leaves the loop once `step` is done."""
    async with aclosing(executor.run(asked)) as running:
        async for update in running:
            if isinstance(update, Progress) and update.step >= step:
                return


async def until(condition: Callable[[], object]) -> None:
    """Polls `condition`; the caller's deadline bounds it."""
    while not condition():  # noqa: ASYNC110
        await asyncio.sleep(0.01)


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def is_alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
