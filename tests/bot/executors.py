"""An executor that paints when the test says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

from engine.errors import EngineError
from engine.messages import Checkpoint, Interrupted, Progress, Result, StyleRequest, Update
from engine.processes.executor import DeviceStatus
from tests.patience import PATIENCE

STEPS = 10


class Run:
    """One request under way; the test drives it."""

    def __init__(self, request: StyleRequest, keep: asyncio.Event | None) -> None:
        self.request = request
        self.keep = keep
        self.closed = asyncio.Event()
        self.updates: asyncio.Queue[Update | Exception] = asyncio.Queue()

    def paint(self, step: int, *, seconds_left: float = 1.0, preview: bytes | None = b"preview") -> None:
        self.updates.put_nowait(Progress(step, STEPS, 1.0 / step, seconds_left, 64, 48, preview))

    def checkpoint(self, data: bytes) -> None:
        self.updates.put_nowait(Checkpoint(1, data))

    def interrupt(self, *, blamed: bool = True) -> None:
        self.updates.put_nowait(Interrupted("died", blamed=blamed))

    def finish(self, *, seconds: float = 2.0, notes: tuple[str, ...] = ()) -> None:
        """The result is the photo itself, so that a test can see whose it is."""
        self.updates.put_nowait(
            Result(
                self.request.content,
                64,
                48,
                STEPS,
                0.5,
                0.3,
                0.2,
                seconds,
                "cpu",
                "original",
                {"seed": 0},
                notes,
            )
        )

    def fail(self, error: Exception) -> None:
        self.updates.put_nowait(error)


MACHINES = (
    DeviceStatus("cpu", ready=True, busy=True, node="north"),
    DeviceStatus("cpu", ready=True, node="south"),
)
"""A cluster's."""


class ScriptedExecutor:
    """Fulfils `engine.processes.executor.Executor`."""

    ready = True
    devices: tuple[DeviceStatus, ...] = (DeviceStatus("cpu", ready=True),)

    def __init__(self, slots: int = 1) -> None:
        self.slots = slots
        self.runs: list[Run] = []
        self._begun: asyncio.Queue[Run] = asyncio.Queue()

    async def run(
        self, request: StyleRequest, *, keep: asyncio.Event | None = None
    ) -> AsyncGenerator[Update, None]:
        run = Run(request, keep)
        self.runs.append(run)
        self._begun.put_nowait(run)
        try:
            while True:
                update = await run.updates.get()
                if isinstance(update, Exception):
                    raise update
                yield update
        finally:
            run.closed.set()

    async def begun(self) -> Run:
        """The next request that was taken up."""
        async with asyncio.timeout(PATIENCE):
            return await self._begun.get()


class EagerExecutor(ScriptedExecutor):
    """Finishes everything at once."""

    async def run(
        self, request: StyleRequest, *, keep: asyncio.Event | None = None
    ) -> AsyncGenerator[Update, None]:
        run = Run(request, keep)
        self.runs.append(run)
        run.finish()
        result = await run.updates.get()
        assert isinstance(result, Result)
        yield replace(result, recipe={"order": len(self.runs)})


def engine_error() -> EngineError:
    """An ordinary failure."""
    return EngineError("the paint has dried")
