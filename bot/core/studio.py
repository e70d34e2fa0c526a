"""The heart's one face: surfaces submit to it and are told by it. Each part behind it owns its own state.

A state is written to the store before it is acted on, so the process may be killed anywhere: the next one
resumes what was queued or running and delivers what was finished.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final

from bot.config import Settings
from bot.core.jobs import Job, Owner, Status
from bot.core.limits import ServerSettings, check_permission
from bot.core.live import Live
from bot.core.metrics import Metrics
from bot.core.notifier import FIRST_RETRY_SECONDS, Notifier
from bot.core.painter import Painter, cancelled, kept
from bot.core.presets import Presets
from bot.core.queue import Queue
from bot.core.reception import Reception
from bot.core.records import Records
from bot.core.refusal import Refusal
from bot.core.servers import Servers
from bot.core.sketcher import Sketcher
from bot.core.speed import Speed
from bot.core.store import Store
from bot.core.surface import Surface, Undeliverable
from bot.core.tasks import Tasks
from engine.messages import StyleRequest
from engine.options import StyleOptions
from engine.processes.executor import Executor
from engine.processes.pool import PicturePool

__all__ = ["Refusal", "Studio", "Surface", "Undeliverable", "open_studio"]

TIDY_SECONDS: Final = 60.0
DAY: Final = 86_400.0


class Studio:
    """What surfaces ask. Open it with `open_studio`."""

    def __init__(
        self,
        store: Store,
        pool: PicturePool,
        executor: Executor,
        settings: Settings,
        metrics: Metrics,
        *,
        first_retry: float,
    ) -> None:
        self.store = store
        self.pool = pool
        self.executor = executor
        self.metrics = metrics
        self.presets = Presets(store, pool)
        self.tasks = Tasks()
        self._storage = settings.storage
        self._servers = Servers(store)
        self._queue = Queue(settings.limits, lambda: executor.slots)
        self._records = Records(store, self._queue, pool)
        self._reception = Reception(
            store, self._queue, self.presets, self._servers, pool, metrics, settings.limits
        )
        self._painter = Painter(store, self._queue, executor, metrics, self.tasks)
        self._notifier = Notifier(store, self._queue, metrics, self.tasks, first_retry=first_retry)
        self._sketcher = Sketcher(store.blobs, pool)

    def attach(self, surface: Surface) -> None:
        """From now on this surface is told of its jobs; first of what it has missed."""
        self._notifier.attach(surface)

    async def submit(
        self,
        owner: Owner,
        destination: Mapping[str, Any],
        request: StyleRequest,
        *,
        preset: str | None = None,
        parent: str | None = None,
        content_name: str = "",
        moderator: bool = False,
    ) -> Job:
        """Accept a request: check it, store it durably, put it in the queue.

        `preset` names a style to take when `request.styles` is empty. `moderator` frees from the server's own
        limits, not from the installation's. Of `destination` only `channel_id` is read, for the channels that
        the server allows. The job returned is queued, or done when the same request was painted before.
        Raises `Refusal`.
        """
        try:
            job = await self._reception.take(
                owner,
                destination,
                request,
                preset=preset,
                parent=parent,
                content_name=content_name,
                moderator=moderator,
            )
        except Refusal as refusal:
            self.metrics.refused(refusal.code)
            raise
        self._enlist(Live(job))
        return job

    async def rerun(
        self,
        job_id: str,
        owner: Owner,
        destination: Mapping[str, Any],
        *,
        swap: bool = False,
        moderator: bool = False,
        **changes: Any,
    ) -> Job:
        """The same pictures with some options changed, or photo and painting swapped; see `bot.core.variations`.

        Raises `Refusal`: those of `submit`, `no_such_job`, `pictures_gone`.
        """
        parent = await self.job(job_id)
        return await self.submit(
            owner,
            destination,
            await self._reception.again(parent, swap=swap, changes=changes),
            preset=None if swap else parent.preset,
            parent=parent.id,
            content_name=parent.content_name,
            moderator=moderator,
        )

    async def cancel(self, job_id: str, owner: Owner, *, moderator: bool = False) -> Job:
        """End a queued or running job without a picture.

        Raises `Refusal`: `no_such_job`, `not_yours`, `already_over`.
        """
        job = await self._records.change(job_id, partial(cancelled, owner=owner, moderator=moderator))
        await self._painter.end(job)
        return job

    async def keep(self, job_id: str, owner: Owner, *, moderator: bool = False) -> Job:
        """Finish a running job now, with the picture as it is.

        Raises `Refusal`: `no_such_job`, `not_yours`, `already_over`, `not_started`.
        """
        job = await self._records.change(job_id, partial(kept, owner=owner, moderator=moderator))
        self._painter.keep(job)
        return job

    async def delete(self, job_id: str, owner: Owner, *, moderator: bool = False) -> None:
        """Forget a job, its result and its pictures. Raises `Refusal`: `no_such_job`, `not_yours`."""
        job = await self.job(job_id)
        check_permission(job, owner, moderator)
        if job.state.live:
            await self.cancel(job_id, owner, moderator=moderator)
        await self.store.jobs.remove([job_id])
        await self.store.blobs.collect()

    async def job(self, job_id: str) -> Job:
        """Raises `Refusal("no_such_job")`."""
        return await self._records.job(job_id)

    async def status_of(self, job_id: str) -> Status:
        """How any job stands now. Raises `Refusal("no_such_job")`."""
        return await self._records.status(job_id)

    def watch(self, job_id: str) -> AsyncGenerator[Status, None]:
        """The present status at once, then the newest after each change, at last that of the end.

        Raises `Refusal("no_such_job")`.
        """
        return self._records.watch(job_id)

    async def jobs_of(self, owner_key: str, *, limit: int = 25) -> list[Job]:
        """One person's jobs, newest first."""
        return await self.store.jobs.of_owner(owner_key, limit)

    async def queue(self, server_key: str | None = None) -> list[tuple[Job, Status]]:
        """Jobs being painted, then those that wait, in their order; of one server or of all."""
        return [
            (live.job, live.status)
            for live in self._queue.in_order()
            if server_key in (None, live.job.owner.server_key)
        ]

    async def note_destination(self, job_id: str, **fields: Any) -> Job:
        """Remember where to answer (message ids and the like). Raises `Refusal("no_such_job")`."""
        return await self._records.note_destination(job_id, fields)

    async def picture(self, sha: str) -> bytes:
        """A picture's bytes. Raises `Refusal("pictures_gone")`."""
        return await self._records.picture(sha)

    async def preview(self, job_id: str) -> bytes | None:
        """The newest small JPEG of a job: as it grows, then of its result. Raises `Refusal`."""
        return await self._records.preview(job_id)

    async def settings(self, server_key: str) -> ServerSettings:
        """What a server's managers have chosen."""
        return await self._servers.settings(server_key)

    async def change_settings(self, server_key: str, **changes: Any) -> ServerSettings:
        """Change and keep them, for a manager of the server. Raises `Refusal("bad_option")`."""
        return await self._servers.change(server_key, **changes)

    def estimate(self, options: StyleOptions, pixels: int) -> float | None:
        """Seconds from now until such a job would be done, queue included.

        `pixels` are those of the photo. None until something like it was measured.
        """
        return self._queue.estimate(options, pixels)

    @property
    def waiting(self) -> int:
        """How many jobs wait."""
        return self._queue.waiting

    @property
    def running(self) -> int:
        """How many jobs are being painted."""
        return self._queue.running

    async def start(self) -> None:
        """Take up what the last process left, and begin."""
        await self.presets.refresh()
        self._queue.speed = Speed.from_json(await self.store.get_note("speed", "all"))
        for live in await self._painter.recover():
            self._sketcher.ask(live)
        self.metrics.follow(self.executor, lambda: self.waiting, lambda: self.running)
        for work in (
            self._painter.schedule,
            self._queue.tell_positions,
            self._sketcher.work,
            self._tidy,
            self.metrics.measure_lag,
        ):
            self.tasks.keep_going(work)
        self._queue.changed()

    async def drain(self) -> None:
        """Take no new jobs; put the running ones back with their last checkpoint, for the next start."""
        self._reception.close()
        await self._painter.drain()

    async def close(self) -> None:
        """Drain, then end every task."""
        await self.drain()
        await self.tasks.close()

    def _enlist(self, live: Live) -> None:
        if live.job.state.live:
            self._queue.add(live)
            live.moved(*self._queue.place(live.job.id))
            self._sketcher.ask(live)
        self._notifier.follow(live)

    async def _tidy(self) -> None:
        while True:
            await self.presets.refresh()
            await self.store.tidy(
                keep_seconds=self._storage.keep_days * DAY, max_bytes=self._storage.max_bytes
            )
            await asyncio.sleep(TIDY_SECONDS)


@asynccontextmanager
async def open_studio(
    store: Store,
    pool: PicturePool,
    executor: Executor,
    settings: Settings,
    metrics: Metrics | None = None,
    *,
    first_retry: float = FIRST_RETRY_SECONDS,
) -> AsyncIterator[Studio]:
    """A studio that has taken up what the last one left, and is drained on the way out."""
    studio = Studio(store, pool, executor, settings, metrics or Metrics(), first_retry=first_retry)
    await studio.start()
    try:
        yield studio
    finally:
        await studio.close()
