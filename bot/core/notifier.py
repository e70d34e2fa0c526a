"""Telling people how it goes: newest wins, at the surface's pace, never after the end; then the end."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Final

import structlog

from bot.core.backoff import Backoff
from bot.core.database import persistently
from bot.core.jobs import Job, JobState, Status
from bot.core.live import Live
from bot.core.metrics import Metrics
from bot.core.queue import Queue
from bot.core.store import NoSuchJob, Store
from bot.core.surface import Surface, Undeliverable
from bot.core.tasks import Tasks

log = structlog.get_logger()

SHOW_SECONDS: Final = 60.0
"""A `show` that takes longer is given up; the next one brings newer news."""
DELIVER_SECONDS: Final = 600.0
"""A `deliver` that takes longer is tried again."""
FIRST_RETRY_SECONDS: Final = 1.0
LAST_RETRY_SECONDS: Final = 60.0
NEAR: Final = 3
"""From this position on, every step forward is told; before, only each quarter of the way."""


class Notifier:
    """Knows the surfaces; tells each of its jobs."""

    def __init__(
        self, store: Store, queue: Queue, metrics: Metrics, tasks: Tasks, *, first_retry: float
    ) -> None:
        self._store = store
        self._queue = queue
        self._metrics = metrics
        self._tasks = tasks
        self._first_retry = first_retry
        self._surfaces: dict[str, Surface] = {}
        self._delivering: set[str] = set()

    def attach(self, surface: Surface) -> None:
        """From now on this surface is told of its jobs; first of what it has missed."""
        self._surfaces[surface.name] = surface
        for live in self._queue:
            if live.job.owner.surface == surface.name:
                self._tasks.spawn(self._tell, surface, live)
        self._tasks.spawn(self._deliver_missed, surface)

    def follow(self, live: Live) -> None:
        """Tell the job's surface, where there is one, of this job."""
        surface = self._surfaces.get(live.job.owner.surface)
        if surface is not None:
            self._tasks.spawn(self._tell, surface, live)

    async def _tell(self, surface: Surface, live: Live) -> None:
        await report(surface, live)
        await self._deliver(surface, live.job.id)

    async def _deliver_missed(self, surface: Surface) -> None:
        for job in await persistently(lambda: self._store.jobs.untold(surface.name)):
            self._tasks.spawn(self._deliver, surface, job.id)

    async def _deliver(self, surface: Surface, job_id: str) -> None:
        if job_id in self._delivering:
            return
        self._delivering.add(job_id)
        try:
            if not (await persistently(lambda: self._store.jobs.get(job_id))).told:
                await self._hand_over(surface, job_id)
        except NoSuchJob:
            log.info("job was deleted before it was delivered", job=job_id)
        finally:
            self._delivering.discard(job_id)

    async def _hand_over(self, surface: Surface, job_id: str) -> None:
        """Mark, hand over, mark again, until it works or never can.

        After a crash in between the surface sees `deliveries` above 1.
        """
        for pause in Backoff(self._first_retry, LAST_RETRY_SECONDS).pauses():
            job = await persistently(lambda: self._store.jobs.change(job_id, _handed_over))
            try:
                async with asyncio.timeout(DELIVER_SECONDS):
                    await surface.deliver(job)
            except Undeliverable as error:
                log.warning("undeliverable", job=job.id, surface=surface.name, error=str(error))
                await self._told(job_id, delivered=False)
                return
            except Exception as error:  # noqa: BLE001 - whatever it was, a finished picture is not thrown away
                log.warning(
                    "not delivered yet", job=job.id, surface=surface.name, error=repr(error), again_in=pause
                )
            else:
                await self._told(job_id, delivered=True)
                return
            await asyncio.sleep(pause)

    async def _told(self, job_id: str, *, delivered: bool) -> None:
        edit = _delivered if delivered else _given_up
        self._metrics.entered(await persistently(lambda: self._store.jobs.change(job_id, edit)))


def worth_showing(shown: Status | None, now: Status) -> bool:
    """Whether a person would want to hear it: not each of forty steps forward in a queue."""
    if shown is None or now.state is not shown.state or now.preview is not shown.preview:
        return True
    if now.state is JobState.RUNNING:
        return now != shown
    if now.position is None or shown.position is None:
        return now.position != shown.position
    return now.position != shown.position and (now.position <= NEAR or now.position <= shown.position * 3 / 4)


async def report(surface: Surface, live: Live) -> None:
    """Show the job's progress until it is over."""
    shown: Status | None = None
    async with contextlib.aclosing(live.watch()) as news:
        async for status in news:
            if status.state.over:
                return
            if not worth_showing(shown, status):
                continue
            try:
                async with asyncio.timeout(SHOW_SECONDS):
                    await surface.show(live.job, status)
            except Exception as error:  # noqa: BLE001 - progress is a courtesy: the job goes on without it
                log.warning("progress not shown", job=live.job.id, surface=surface.name, error=repr(error))
            shown = status
            await live.rest(surface.pace(live.job))


def _handed_over(job: Job) -> Job:
    return job.with_changes(deliveries=job.deliveries + 1)


def _delivered(job: Job) -> Job:
    state = JobState.DELIVERED if job.state is JobState.DONE else job.state
    return job.with_changes(state=state, told=True)


def _given_up(job: Job) -> Job:
    return job.with_changes(told=True)
