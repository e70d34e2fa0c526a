"""Something to be done for a job at a moment, whether or not there is any news of it by then."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger()


class Alarms:
    """One moment a job; `ring` is called with its id once that has come."""

    def __init__(self, ring: Callable[[str], Awaitable[None]]) -> None:
        self._ring = ring
        self._waiting: dict[str, tuple[float, asyncio.Task[None]]] = {}

    def set(self, job_id: str, moment: float) -> None:
        """At `moment` (Unix seconds), in place of any other moment set for this job before."""
        known = self._waiting.get(job_id)
        if known is not None and known[0] == moment:
            return
        self.drop(job_id)
        self._waiting[job_id] = (moment, asyncio.create_task(self._wait(job_id, moment)))

    def drop(self, job_id: str) -> None:
        """Not for this job any more."""
        known = self._waiting.pop(job_id, None)
        if known is not None:
            known[1].cancel()

    async def close(self) -> None:
        """For none."""
        tasks = [task for _, task in self._waiting.values()]
        for job_id in list(self._waiting):
            self.drop(job_id)
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _wait(self, job_id: str, moment: float) -> None:
        await asyncio.sleep(max(0.0, moment - time.time()))
        del self._waiting[job_id]
        try:
            await self._ring(job_id)
        except Exception as error:  # noqa: BLE001 - the next news of the job brings another try
            log.warning("not handed over yet", job=job_id, error=repr(error))
