"""Telling people how it goes: newest wins, at the surface's pace, never after the end; then the end."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from typing import Final

import structlog

from bot.core.backoff import Backoff
from bot.core.database import persistently
from bot.core.job_table import NoSuchJob
from bot.core.jobs import Job, JobState, Status
from bot.core.live import Live
from bot.core.metrics import Metrics
from bot.core.queue import Queue
from bot.core.refusal import Refusal
from bot.core.store import Store
from bot.core.surface import Standing, Surface, Troubled, TryAgain, Undeliverable
from bot.core.tasks import P, Task, Tasks, Work

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
        self._standings: dict[str, Standing] = {}
        self._telling: dict[str, set[Task]] = {}
        self._delivering: set[str] = set()

    def attach(self, surface: Surface) -> None:
        """From now on this surface is told of its jobs; first of what it has missed."""
        before = self._standings.get(surface.name)
        self._standings[surface.name] = Standing(surface.name, restarts=before.restarts + 1 if before else 0)
        self._stop(surface.name)
        self._surfaces[surface.name] = surface
        for live in self._queue:
            self.follow(live)
        self._spawn(surface, self._deliver_missed, surface)

    def detach(self, name: str, trouble: str) -> None:
        """This surface serves no more: what it was being told is told to the next of its name."""
        self._standings[name] = replace(self._standings.get(name, Standing(name)), trouble=trouble)
        self._stop(name)

    def standings(self) -> list[Standing]:
        """How every surface stands now, also those that were lost."""
        return [self._standing(each) for each in self._standings.values()]

    def follow(self, live: Live) -> None:
        """Tell the job's surface, where there is one, of this job."""
        surface = self._surfaces.get(live.job.owner.surface)
        if surface is not None:
            self._spawn(surface, self._tell, surface, live)

    def _standing(self, known: Standing) -> Standing:
        surface = self._surfaces.get(known.name)
        return replace(known, trouble=surface.trouble) if isinstance(surface, Troubled) else known

    def _stop(self, name: str) -> None:
        self._surfaces.pop(name, None)
        for task in self._telling.pop(name, ()):
            task.cancel()

    def _spawn(self, surface: Surface, work: Work[P], *args: P.args, **named: P.kwargs) -> None:
        telling = self._telling.setdefault(surface.name, set())
        task = self._tasks.spawn(work, *args, **named)
        telling.add(task)
        task.add_done_callback(telling.discard)

    async def _tell(self, surface: Surface, live: Live) -> None:
        await report(surface, live)
        await self._deliver(surface, live.job.id)

    async def _deliver_missed(self, surface: Surface) -> None:
        for job in await persistently(lambda: self._store.jobs.untold(surface.name)):
            self._spawn(surface, self._deliver, surface, job.id)

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
                self._metrics.undeliverable(surface.name)
                await self._told(job_id, delivered=False)
                return
            except Exception as error:  # noqa: BLE001 - whatever it was, a finished picture is not thrown away
                if await self._lost(job, error):
                    await persistently(lambda: self._store.jobs.change(job_id, _pictures_gone))
                    continue
                wait = error.seconds if isinstance(error, TryAgain) else pause
                log.warning(
                    "not delivered yet", job=job.id, surface=surface.name, error=repr(error), again_in=wait
                )
                await asyncio.sleep(wait)
            else:
                await self._told(job_id, delivered=True)
                return

    async def _lost(self, job: Job, error: Exception) -> bool:
        """Whether the result itself is gone: a surface may miss another picture of the job."""
        missing = isinstance(error, Refusal) and error.code == "pictures_gone"
        return missing and not (job.result and await self._store.blobs.there(job.result))

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


def _pictures_gone(job: Job) -> Job:
    """There is nothing left to deliver: its owner is told so instead."""
    return job.with_changes(
        state=JobState.FAILED,
        error_code="pictures_gone",
        error_message="the picture is not on disk any more",
        result=None,
        timelapse=None,
    )


def _handed_over(job: Job) -> Job:
    return job.with_changes(deliveries=job.deliveries + 1)


def _delivered(job: Job) -> Job:
    state = JobState.DELIVERED if job.state is JobState.DONE else job.state
    return job.with_changes(state=state, told=True)


def _given_up(job: Job) -> Job:
    return job.with_changes(told=True)
