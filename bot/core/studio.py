"""The heart's one face: surfaces submit to it and are told by it. Each part behind it owns its own state.

A state is written to the store before it is acted on, so the process may be killed anywhere: the next one
resumes what was queued or running and delivers what was finished.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any, Final

import structlog

from bot.config import Settings
from bot.core.database import StoreError
from bot.core.jobs import Job, Owner, Status
from bot.core.limits import check_permission
from bot.core.live import Live
from bot.core.metrics import Metrics
from bot.core.moderation import Moderation
from bot.core.notifier import FIRST_RETRY_SECONDS, Notifier
from bot.core.painter import Painter, cancelled, kept
from bot.core.presets import Presets
from bot.core.privacy import Privacy
from bot.core.queue import Queue
from bot.core.reception import Order, Reception
from bot.core.records import Records
from bot.core.refusal import Refusal
from bot.core.servers import Servers
from bot.core.sheets import Sheets
from bot.core.sketcher import Sketcher
from bot.core.speed import Speed
from bot.core.stats import Stats, read_stats
from bot.core.store import Store
from bot.core.surface import Surface, Undeliverable
from bot.core.tasks import Tasks
from engine.messages import StyleRequest
from engine.options import StyleOptions
from engine.processes.executor import Executor
from engine.processes.pool import PicturePool

__all__ = ["Refusal", "Studio", "Surface", "Undeliverable", "open_studio"]

log = structlog.get_logger()

TIDY_SECONDS: Final = 60.0
DAY: Final = 86_400.0


class Studio:
    """What surfaces ask. Open it with `open_studio`.

    Here is what takes several parts to do. What one part does alone is asked of that part: `records` (any job by
    its id, and its pictures), `sheets`, `presets`, `servers`, `privacy`, `notifier`.
    """

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
        self._storage, limits = settings.storage, settings.limits
        moderation = Moderation(settings.moderation)
        self.store = store
        self.pool = pool
        self.executor = executor
        self.metrics = metrics
        self.tasks = Tasks()
        self.presets = Presets(store, pool)
        self.servers = Servers(store, limits)
        self._queue = Queue(limits, lambda: executor.slots)
        self._sketcher = Sketcher(store.blobs, pool)
        self._painter = Painter(store, self._queue, executor, metrics, self.tasks)
        self._reception = Reception(
            store, self._queue, self.presets, self.servers, pool, metrics, limits, moderation
        )
        self.records = Records(store, self._queue, pool)
        self.sheets = Sheets(store, self.records, pool, self.presets, self.servers, limits, moderation)
        self.privacy = Privacy(store, self.records, self._painter, self.presets, self.sheets)
        self.notifier = Notifier(store, self._queue, metrics, self.tasks, first_retry=first_retry)

    def admission(
        self,
        owner: Owner,
        destination: Mapping[str, Any],
        *,
        pictures: int,
        size: int | None = None,
        moderator: bool = False,
    ) -> AbstractAsyncContextManager[None]:
        """Enter it before anything is fetched, fetch and `submit` inside: the bytes count until the block ends.

        `pictures` is how many will be fetched, `size` their bytes together where that is known. Waits while too
        much is being fetched. Raises `Refusal` for a person who may not ask now: those of `submit` that need no
        picture.
        """
        return self._reception.admit(owner, destination, pictures=pictures, size=size, moderator=moderator)

    async def check(self, owner: Owner, destination: Mapping[str, Any]) -> None:
        """Raises `Refusal` for a person who may not ask now, as `admission` does, and keeps no place for who may."""
        await self._reception.check(owner, destination)

    async def submit(
        self,
        owner: Owner,
        destination: Mapping[str, Any],
        request: StyleRequest,
        *,
        preset: str | None = None,
        content_name: str = "",
        style_name: str = "",
        private: bool = False,
        spoiler: bool = False,
        moderator: bool = False,
    ) -> Job:
        """Accept a request: check it, store it durably, put it in the queue.

        `preset` names a style to take when `request.styles` is empty. The names, `private` and `spoiler` see `Job`.
        `moderator` frees from the server's own limits, not from the installation's. Of `destination` only
        `channel_id` is read, for the channels that the server allows. The job returned is queued, or done when
        the same request was painted before. Raises `Refusal`.
        """
        return await self._take(
            Order(
                owner,
                destination,
                request,
                preset=preset,
                content_name=content_name,
                style_name=style_name,
                private=private,
                spoiler=spoiler,
                moderator=moderator,
            )
        )

    async def rerun(
        self,
        job_id: str,
        owner: Owner,
        destination: Mapping[str, Any],
        *,
        swap: bool = False,
        preset: str | None = None,
        private: bool | None = None,
        spoiler: bool | None = None,
        moderator: bool = False,
        **changes: Any,
    ) -> Job:
        """The same pictures once more; see `bot.core.variations`.

        Some options changed, photo and painting swapped, or another `preset` instead of the painting; `private`
        and `spoiler` as before unless said. Of somebody else's pictures nothing is shown, kept or returned.
        Raises `Refusal`: those of `submit`, `no_such_job`, `pictures_gone`, `not_yours`, `not_your_photo`.
        """
        parent = await self.records.job(job_id)
        order = await self._reception.again(parent, owner, swap=swap, preset=preset, changes=changes)
        order = replace(
            order,
            destination=destination,
            private=order.private if private is None else private,
            spoiler=order.spoiler if spoiler is None else spoiler,
            moderator=moderator,
        )
        job = await self._take(order)
        await self.privacy.check_lender(job)
        return job

    async def cancel(self, job_id: str, owner: Owner, *, moderator: bool = False) -> Job:
        """End a queued or running job without a picture.

        Raises `Refusal`: `no_such_job`, `not_yours`, `already_over`.
        """
        job = await self.records.change(job_id, partial(cancelled, owner=owner, moderator=moderator))
        await self._painter.end(job)
        return job

    async def keep(self, job_id: str, owner: Owner, *, moderator: bool = False) -> Job:
        """Finish a running job now, with the picture as it is.

        Raises `Refusal`: `no_such_job`, `not_yours`, `already_over`, `not_started`, `too_early`.
        """
        live = self._queue.get(job_id)
        covered = live is None or live.covered
        job = await self.records.change(
            job_id, partial(kept, owner=owner, moderator=moderator, covered=covered)
        )
        self._painter.keep(job)
        return job

    async def delete(self, job_id: str, owner: Owner, *, moderator: bool = False) -> None:
        """Forget a job, its result and its pictures, also where others borrow them.

        Raises `Refusal`: `no_such_job`, `not_yours`.
        """
        job = await self.records.job(job_id)
        check_permission(job, owner, moderator)
        await self.privacy.delete([job])

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

    async def stats(self, server_key: str | None = None) -> Stats:
        """The last 24 hours of one server, or of all."""
        return await read_stats(self.store, self._queue, server_key)

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

    async def _take(self, order: Order) -> Job:
        try:
            job = await self._reception.take(order)
        except Refusal as refusal:
            self.metrics.refused(refusal.code)
            raise
        self._enlist(Live(job))
        return job

    def _enlist(self, live: Live) -> None:
        if live.job.state.live:
            self._queue.add(live)
            live.moved(*self._queue.place(live.job.id))
            self._sketcher.ask(live)
        self.notifier.follow(live)

    async def _tidy(self) -> None:
        while True:
            try:
                await self.presets.refresh()
                await self.privacy.clear_left_servers()
                await self.store.tidy(
                    keep_seconds=self._storage.keep_days * DAY, max_bytes=self._storage.max_bytes
                )
            except StoreError as error:
                log.warning("not tidied", error=str(error))
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
