"""Any job by its id: as this process knows it while it is live, else as the store has it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any, Final

from bot.core.blob_files import BlobGone
from bot.core.database import persistently
from bot.core.job_table import NoSuchJob
from bot.core.jobs import Job, Owner, Status
from bot.core.live import PREVIEW_SIDE, status_of_record
from bot.core.queue import Queue
from bot.core.refusal import Refusal, storing
from bot.core.store import Store
from bot.core.visibility import Which, may_see
from engine.processes.pool import PicturePool

COMPARISON_HEIGHT: Final = 512
"""Pixels."""


class Records:
    """Every method that takes an id raises `Refusal("no_such_job")`."""

    def __init__(self, store: Store, queue: Queue, pool: PicturePool) -> None:
        self._store = store
        self._queue = queue
        self._pool = pool

    async def job(self, job_id: str) -> Job:
        """The job as it is now."""
        live = self._queue.get(job_id)
        if live is not None:
            return live.job
        try:
            return await self._store.jobs.get(job_id)
        except NoSuchJob:
            raise Refusal("no_such_job") from None

    async def status(self, job_id: str) -> Status:
        """How it stands now."""
        live = self._queue.get(job_id)
        return live.status if live is not None else status_of_record(await self.job(job_id))

    async def watch(self, job_id: str) -> AsyncGenerator[Status, None]:
        """The present status at once, then the newest after each change, at last that of the end."""
        live = self._queue.get(job_id)
        if live is None:
            yield status_of_record(await self.job(job_id))
            return
        async with aclosing(live.watch()) as news:
            async for status in news:
                yield status

    async def change(self, job_id: str, edit: Callable[[Job], Job]) -> Job:
        """See `Jobs.change`. Raises `Refusal`: `storage_full`, `storage_busy`, and what `edit` raises."""
        try:
            with storing():
                return await self._store.jobs.change(job_id, edit)
        except NoSuchJob:
            raise Refusal("no_such_job") from None

    async def note_destination(self, job_id: str, **fields: Any) -> Job:
        """Remember where to answer. Raises `Refusal`: `storage_full`, `storage_busy`."""
        with storing():
            return await self._note(job_id, fields)

    async def note_arrival(self, job_id: str, **fields: Any) -> Job:
        """Remember what was sent: message ids and the like.

        Waits while the disk is full or the database locked: a try again would double what was sent.
        """
        return await persistently(lambda: self._note(job_id, fields))

    async def _note(self, job_id: str, fields: dict[str, Any]) -> Job:
        def noted(job: Job) -> Job:
            return job.with_changes(destination={**job.destination, **fields})

        try:
            job = await self._store.jobs.change(job_id, noted)
        except NoSuchJob:
            raise Refusal("no_such_job") from None
        live = self._queue.get(job_id)
        if live is not None:
            live.job = live.job.with_changes(destination=job.destination)
        return job

    async def _picture(self, sha: str) -> bytes:
        """A picture's bytes. Raises `Refusal("pictures_gone")`."""
        try:
            return await self._store.blobs.read(sha)
        except BlobGone:
            raise Refusal("pictures_gone") from None

    async def picture_of(self, job_id: str, which: Which, viewer: Owner, *, number: int = 0) -> bytes:
        """A picture of a job, for somebody who may see it by `bot.core.visibility`; of styles the `number`th.

        A comparison is a JPEG of photo, paintings and result. Raises `Refusal`: `not_yours`, `pictures_gone`.
        """
        job = await self.job(job_id)
        if not may_see(job, which, viewer):
            raise Refusal("not_yours")
        match which:
            case "comparison" if job.result is not None:
                shas = (job.content, *job.styles, job.result)
                pictures = [await self._picture(sha) for sha in shas]
                return await self._pool.side_by_side(pictures, COMPARISON_HEIGHT)
            case "content":
                return await self._picture(job.content)
            case "style" if number < len(job.styles):
                return await self._picture(job.styles[number])
            case "result" if job.result is not None:
                return await self._picture(job.result)
            case "timelapse" if job.timelapse is not None:
                return await self._picture(job.timelapse)
        raise Refusal("pictures_gone")

    async def preview(self, job_id: str) -> bytes | None:
        """The newest small JPEG: as the picture grows, then of the result. Raises `Refusal("pictures_gone")`."""
        live = self._queue.get(job_id)
        if live is not None:
            return live.preview
        job = await self.job(job_id)
        if job.result is None:
            return None
        return await self._pool.thumbnail(await self._picture(job.result), PREVIEW_SIDE)
