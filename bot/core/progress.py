"""Telling people how it goes: newest wins, at the surface's pace, never after the end; then the end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from typing import Final

import structlog

from bot.core.jobs import Job, JobState, Status
from bot.core.surface import Surface, Undeliverable
from engine.messages import Progress

log = structlog.get_logger()

SHOW_SECONDS: Final = 60.0
"""A `show` that takes longer is given up; the next one brings newer news."""
DELIVER_SECONDS: Final = 600.0
"""A `deliver` that takes longer is tried again."""
FIRST_RETRY_SECONDS: Final = 1.0
LAST_RETRY_SECONDS: Final = 60.0
NEAR: Final = 3
"""From this position on, every step forward is told; before, only each quarter of the way."""


class Live:
    """A job that is not over, as this process knows it: its newest news and those who listen."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.progress: Progress | None = None
        self.preview: bytes | None = None
        self.instant = False
        self.position: int | None = None
        self.waiting = 0
        self.seconds_left: float | None = None
        self.error: str | None = None
        self.keep = asyncio.Event()
        self.work: asyncio.Task[None] | None = None
        self.over = asyncio.Event()
        self._changed = asyncio.Event()

    def painted(self, progress: Progress) -> None:
        """The engine has news. At step 0 its preview is still the photo itself: no news."""
        self.progress = progress
        self.seconds_left = progress.seconds_left
        if progress.preview is not None and progress.step > 0:
            self.preview, self.instant = progress.preview, False
        self.publish()

    def sketched(self, preview: bytes) -> None:
        """The instant preview is there; it never replaces a real one."""
        if self.preview is None and not self.over.is_set():
            self.preview, self.instant = preview, True
            self.publish()

    def moved(self, position: int | None, waiting: int, seconds_left: float | None) -> None:
        """The queue has moved."""
        news = position != self.position
        self.position, self.waiting = position, waiting
        if self.work is None:
            self.seconds_left = seconds_left
        if news:
            self.publish()

    def became(self, job: Job, error: str | None = None) -> None:
        """The job's record has changed."""
        self.job, self.error = job, error
        if job.state is not JobState.QUEUED:
            self.position = None
        if job.state.over:
            self.over.set()
        self.publish()

    def publish(self) -> None:
        """Wake who listens."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    @property
    def status(self) -> Status:
        """How it stands now."""
        known = status_of_record(self.job, self.error)
        if self.job.state.over:
            return known
        now = replace(
            known,
            position=self.position,
            waiting=self.waiting,
            seconds_left=self.seconds_left,
            preview=self.preview,
            instant=self.instant,
        )
        if self.progress is None:
            return now
        return replace(
            now,
            step=self.progress.step,
            steps=self.progress.steps,
            loss=self.progress.loss,
            width=self.progress.width,
            height=self.progress.height,
        )

    async def watch(self) -> AsyncGenerator[Status, None]:
        """The present status, then the newest after each change; the last one is that of the end."""
        while True:
            changed = self._changed
            status = self.status
            yield status
            if status.state.over:
                return
            await changed.wait()

    async def rest(self, seconds: float) -> None:
        """Wait, but not longer than until the end."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.over.wait()


def status_of_record(job: Job, error: str | None = None) -> Status:
    """What the record alone says."""
    return Status(
        job_id=job.id,
        state=job.state,
        step=job.step,
        steps=job.steps,
        width=job.width,
        height=job.height,
        error=error,
    )


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


async def deliver(surface: Surface, begin: Callable[[], Awaitable[Job]], first_retry: float) -> bool:
    """Hand over the end of a job, again and again until it works. False when it can never be.

    `begin` notes each try and gives the job as it is then; what it raises ends the trying.
    """
    pause = first_retry
    while True:
        job = await begin()
        try:
            async with asyncio.timeout(DELIVER_SECONDS):
                await surface.deliver(job)
        except Undeliverable as error:
            log.warning("undeliverable", job=job.id, surface=surface.name, error=str(error))
            return False
        except Exception as error:  # noqa: BLE001 - whatever it was, a finished picture is not thrown away
            log.warning(
                "not delivered yet", job=job.id, surface=surface.name, error=repr(error), again_in=pause
            )
        else:
            return True
        await asyncio.sleep(pause)
        pause = min(pause * 2, LAST_RETRY_SECONDS)
