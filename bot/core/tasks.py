"""The studio's tasks: none is lost, none dies without a line in the log, all end together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final, ParamSpec

import structlog

P = ParamSpec("P")
Task = asyncio.Task[None]
Work = Callable[P, Coroutine[Any, Any, None]]

RESTART_SECONDS: Final = 1.0

log = structlog.get_logger()


class Tasks:
    """Starts tasks and remembers them until they are done."""

    def __init__(self) -> None:
        self._tasks: set[Task] = set()

    def spawn(self, work: Work[P], *args: P.args, **named: P.kwargs) -> Task:
        """Begin the work; an error ends in the log."""
        task = asyncio.create_task(_logged(work, *args, **named))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def keep_going(self, work: Work[[]]) -> Task:
        """Begin work that has no end; after an error it begins anew."""
        return self.spawn(_for_ever, work)

    async def close(self) -> None:
        """Cancel every task and wait for its end."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _for_ever(work: Work[[]]) -> None:
    while True:
        await _logged(work)
        await asyncio.sleep(RESTART_SECONDS)


async def _logged(work: Work[P], *args: P.args, **named: P.kwargs) -> None:
    try:
        await work(*args, **named)
    except Exception:
        log.exception("a task of the studio failed")
