"""A job that is not over, as this process knows it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Final

from bot.core.jobs import Job, JobState, Status
from bot.core.refusal import UNEXPLAINED
from bot.core.texts import load_texts
from bot.core.visibility import covers
from engine.messages import Progress

PREVIEW_SIDE: Final = 512
"""The longest side of a preview, pixels."""


class Live:
    """The job, its newest news and those who listen."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.progress: Progress | None = None
        self.preview: bytes | None = None
        self.instant = False
        self.position: int | None = None
        self.waiting = 0
        self.seconds_left: float | None = None
        self.keep = asyncio.Event()
        self.work: asyncio.Task[None] | None = None
        self.over = asyncio.Event()
        self._changed = asyncio.Event()

    def painted(self, progress: Progress) -> None:
        """The engine has news. At step 0 its preview is still the photo itself: no news.

        Of a borrowed photo, early previews are not shown at all.
        """
        self.progress = progress
        self.seconds_left = progress.seconds_left
        if progress.preview is not None and progress.step > 0 and self.covered:
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

    def became(self, job: Job) -> None:
        """The job's record has changed."""
        self.job = job
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
    def covered(self) -> bool:
        """Whether paint covers the photo so far that others than its owner may see the picture."""
        if self.progress is None:
            return self.job.borrowed_from is None
        return covers(self.job, self.progress.step, self.progress.steps)

    @property
    def status(self) -> Status:
        """How it stands now."""
        known = status_of_record(self.job)
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


def status_of_record(job: Job) -> Status:
    """What the record alone says."""
    return Status(
        job_id=job.id,
        state=job.state,
        step=job.step,
        steps=job.steps,
        width=job.width,
        height=job.height,
        error=error_sentence(job),
    )


def error_sentence(job: Job) -> str | None:
    """Why a job failed, for its owner; None for one that did not."""
    if job.error_code is None:
        return None
    texts, key = load_texts(), f"error-{job.error_code.replace('_', '-')}"
    known = key if texts.has(key) else "error-internal"
    detail = job.error_fact or job.error_message or UNEXPLAINED
    return texts.say(known, job.owner.locale, detail=detail)
