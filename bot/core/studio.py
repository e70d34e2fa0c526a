"""The heart: takes requests, queues them fairly, has them painted, tells their owners.

A state is written to the store before it is acted on, so the process may be killed anywhere: the next one
resumes what was queued or running and delivers what was finished.
"""

from __future__ import annotations

import asyncio
import errno
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from typing import Any, Final, ParamSpec

import structlog

from bot.config import Settings
from bot.core.blobs import BlobGone
from bot.core.intake import inspect_all, tidy_file_name
from bot.core.jobs import Job, JobState, Owner, Status, new_job_id
from bot.core.limits import (
    Bounds,
    History,
    ServerSettings,
    check_live,
    check_options,
    check_permission,
    check_person,
    check_room,
    fair_order,
    has_priority,
    next_job,
)
from bot.core.metrics import Metrics
from bot.core.presets import Presets
from bot.core.progress import FIRST_RETRY_SECONDS, Live, deliver, report, status_of_record
from bot.core.refusal import Refusal
from bot.core.speed import Speed, finish_times, typical_size
from bot.core.store import NoSuchJob, Store, job_holder
from bot.core.surface import Surface, Undeliverable
from bot.core.texts import load_texts
from engine.errors import EngineError, OptionError
from engine.messages import Checkpoint, Progress, Result, StyleRequest
from engine.options import StyleOptions
from engine.processes.executor import Executor
from engine.processes.pool import PicturePool

__all__ = ["Refusal", "Studio", "Surface", "Undeliverable", "open_studio"]

P = ParamSpec("P")
Task = asyncio.Task[None]

log = structlog.get_logger()

MAX_ATTEMPTS: Final = 3
"""A job during which the bot's process died so often is not tried again."""
PREVIEW_SIDE: Final = 512
REORDER_SECONDS: Final = 0.5
"""At most so often are people told of a new position."""
TOLD_AT_ONCE: Final = 10
"""Between so many, the event loop does its other work."""
SLOTS_CHECK_SECONDS: Final = 0.5
"""So often does the queue look whether the executor is ready, and has got more slots."""
TIDY_SECONDS: Final = 60.0
RESTART_SECONDS: Final = 1.0
DAY: Final = 86_400.0


class Studio:
    """Owns the queue and the jobs; surfaces submit to it and are told by it. Open it with `open_studio`."""

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
        self._limits = settings.limits
        self._storage = settings.storage
        self._first_retry = first_retry
        self._surfaces: dict[str, Surface] = {}
        self._live: dict[str, Live] = {}
        self._arriving: list[Owner] = []
        self._history = History()
        self._speed = Speed()
        self._order: list[Job] | None = None
        self._places: dict[str, int] = {}
        self._etas: dict[str, float | None] = {}
        self._delivering: set[str] = set()
        self._wake = asyncio.Event()
        self._moved = asyncio.Event()
        self._to_sketch: asyncio.Queue[Live] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    # -- what surfaces ask ---------------------------------------------------------------------------------

    def attach(self, surface: Surface) -> None:
        """From now on this surface is told of its jobs; first of what it has missed."""
        self._surfaces[surface.name] = surface
        for live in self._live.values():
            if live.job.owner.surface == surface.name:
                self._spawn(self._tell, surface, live)
        self._spawn(self._deliver_missed, surface)

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
            return await self._submit(owner, destination, request, preset, parent, content_name, moderator)
        except Refusal as refusal:
            self.metrics.refused(refusal.code)
            raise

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
        try:
            options = parent.options.with_changes(**changes)
        except OptionError as error:
            raise Refusal.because("bad_option", error) from error
        content, styles = parent.content, parent.styles
        if swap:
            content, styles = styles[0], (content,)
            options = options.with_changes(style_blend=())
        try:
            request = StyleRequest(
                await self.store.blobs.read(content),
                tuple([await self.store.blobs.read(sha) for sha in styles]),
                options,
            )
        except BlobGone:
            raise Refusal("pictures_gone") from None
        return await self.submit(
            owner,
            destination,
            request,
            preset=None if swap else parent.preset,
            parent=parent.id,
            content_name=parent.content_name,
            moderator=moderator,
        )

    async def cancel(self, job_id: str, owner: Owner, *, moderator: bool = False) -> Job:
        """End a queued or running job without a picture.

        Raises `Refusal`: `no_such_job`, `not_yours`, `already_over`.
        """

        def cancelled(job: Job) -> Job:
            check_permission(job, owner, moderator)
            check_live(job)
            return job.with_changes(state=JobState.CANCELLED, finished=time.time())

        job = await self._change(job_id, cancelled)
        live = self._live.get(job_id)
        if live is not None:
            self._end(live, job)
            if live.work is not None:
                live.work.cancel()
        await self.store.checkpoints.remove(job_id)
        return job

    async def keep(self, job_id: str, owner: Owner, *, moderator: bool = False) -> Job:
        """Finish a running job now, with the picture as it is.

        Raises `Refusal`: `no_such_job`, `not_yours`, `already_over`, `not_started`.
        """

        def kept(job: Job) -> Job:
            check_permission(job, owner, moderator)
            check_live(job)
            if job.state is not JobState.RUNNING:
                raise Refusal("not_started")
            return job.with_changes(kept=True)

        job = await self._change(job_id, kept)
        live = self._live.get(job_id)
        if live is not None:
            live.job = job
            live.keep.set()
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
        live = self._live.get(job_id)
        if live is not None:
            return live.job
        try:
            return await self.store.jobs.get(job_id)
        except NoSuchJob:
            raise Refusal("no_such_job") from None

    async def status_of(self, job_id: str) -> Status:
        """How any job stands now. Raises `Refusal("no_such_job")`."""
        live = self._live.get(job_id)
        return live.status if live is not None else _final_status(await self.job(job_id))

    async def watch(self, job_id: str) -> AsyncGenerator[Status, None]:
        """The present status at once, then the newest after each change, at last that of the end.

        Raises `Refusal("no_such_job")`.
        """
        live = self._live.get(job_id)
        if live is None:
            yield _final_status(await self.job(job_id))
            return
        async with aclosing(live.watch()) as news:
            async for status in news:
                yield status

    async def jobs_of(self, owner_key: str, *, limit: int = 25) -> list[Job]:
        """One person's jobs, newest first."""
        return await self.store.jobs.of_owner(owner_key, limit)

    async def queue(self, server_key: str | None = None) -> list[tuple[Job, Status]]:
        """Jobs being painted, then those that wait, in their order; of one server or of all."""
        ids = [*(live.job.id for live in self._live.values() if live.work), *(job.id for job in self._line())]
        found = [self._live[job_id] for job_id in ids if job_id in self._live]
        return [(live.job, live.status) for live in found if server_key in (None, live.job.owner.server_key)]

    async def note_destination(self, job_id: str, **fields: Any) -> Job:
        """Remember where to answer (message ids and the like). Raises `Refusal("no_such_job")`."""
        job = await self._change(
            job_id, lambda job: job.with_changes(destination={**job.destination, **fields})
        )
        live = self._live.get(job_id)
        if live is not None:
            live.job = live.job.with_changes(destination=job.destination)
        return job

    async def picture(self, sha: str) -> bytes:
        """A picture's bytes. Raises `Refusal("pictures_gone")`."""
        try:
            return await self.store.blobs.read(sha)
        except BlobGone:
            raise Refusal("pictures_gone") from None

    async def preview(self, job_id: str) -> bytes | None:
        """The newest small JPEG of a job: as it grows, then of its result. Raises `Refusal`."""
        live = self._live.get(job_id)
        if live is not None:
            return live.preview
        job = await self.job(job_id)
        return await self.pool.thumbnail(await self.picture(job.result), PREVIEW_SIDE) if job.result else None

    async def settings(self, server_key: str) -> ServerSettings:
        """What a server's managers have chosen."""
        return ServerSettings(**(await self.store.get_note("server", server_key) or {}))

    async def change_settings(self, server_key: str, **changes: Any) -> ServerSettings:
        """Change and keep them, for a manager of the server. Raises `Refusal("bad_option")`."""
        settings = (await self.settings(server_key)).with_changes(**changes)
        await self.store.put_note(
            "server", server_key, settings.model_dump(mode="json", exclude_defaults=True)
        )
        return settings

    def estimate(self, options: StyleOptions, pixels: int) -> float | None:
        """Seconds from now until such a job would be done, queue included.

        `pixels` are those of the photo. None until something like it was measured.
        """
        width, height = self._speed.size(options, *typical_size(pixels))
        work = self._speed.seconds(options, width * height)
        return self._finish_times([*self._line()], more=[work])[-1]

    @property
    def waiting(self) -> int:
        """How many jobs wait."""
        return len(self._live) - self.running

    @property
    def running(self) -> int:
        """How many jobs are being painted."""
        return sum(live.work is not None for live in self._live.values())

    # -- accepting -----------------------------------------------------------------------------------------

    async def _submit(
        self,
        owner: Owner,
        destination: Mapping[str, Any],
        request: StyleRequest,
        preset: str | None,
        parent: str | None,
        content_name: str,
        moderator: bool,
    ) -> Job:
        if self._closing:
            raise Refusal("shutting_down")
        chosen = await self.settings(owner.server_key)
        bounds = Bounds(self._limits, ServerSettings() if moderator else chosen)
        check_person(owner, destination.get("channel_id"), bounds)
        options = chosen.apply_defaults(request.options)
        if preset is not None:
            preset = self.presets.get(preset, owner.server_key).name
        given = styles = request.styles
        if not styles and preset is not None:
            styles = (await self.presets.image(preset, owner.server_key),)
        if not styles:
            raise Refusal("style_missing", "style")
        check_options(options, len(styles), bounds)
        request = replace(request, styles=styles, options=options)
        last = await self.store.jobs.last_created(owner.key)
        with self._room(owner, bounds, last):
            sent = (request.content, *given)
            photo = await inspect_all(self.pool, sent, self._limits.upload_bytes)
            width, height = self._speed.size(options, photo.width, photo.height)
            draft = Job(
                id=new_job_id(),
                owner=owner,
                destination=dict(destination),
                options=options,
                content="",
                styles=(),
                created=time.time(),
                preset=preset,
                parent=parent,
                content_name=tidy_file_name(content_name),
                priority=has_priority(owner, Bounds(self._limits, chosen)),
                width=width,
                height=height,
            )
            job = await self._store(draft, request)
        self._enlist(job)
        return job

    @contextmanager
    def _room(self, owner: Owner, bounds: Bounds, last: float | None) -> Iterator[None]:
        """A place in the queue, reserved while the pictures are looked at and stored."""
        taken = [*(live.job.owner for live in self._live.values()), *self._arriving]
        waited = 0.0 if owner in self._arriving else time.time() - (last or 0.0)
        check_room(owner, taken, bounds, waited)
        self._arriving.append(owner)
        try:
            yield
        finally:
            self._arriving.remove(owner)

    async def _store(self, draft: Job, request: StyleRequest) -> Job:
        pictures = (request.content, *request.styles)
        try:
            async with self.store.blobs.arriving(pictures) as (content, *styles):
                job = await self._from_cache(draft.with_changes(content=content, styles=tuple(styles)))
                sizes = dict(zip((content, *styles), map(len, pictures), strict=True))
                await self.store.jobs.add(job, sizes)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise Refusal("storage_full") from error
            raise
        self.metrics.entered(job)
        return job

    async def _from_cache(self, job: Job) -> Job:
        """The job as already done, when the same was painted before and its picture is still there."""
        twin = await self.store.jobs.same_request(job.request_key)
        if twin is None or twin.result is None or not await self.store.blobs.there(twin.result):
            return job
        now = time.time()
        return job.with_changes(
            state=JobState.DONE,
            started=now,
            finished=now,
            **{name: getattr(twin, name) for name in _PAINTED},
        )

    def _enlist(self, job: Job) -> None:
        live = Live(job)
        surface = self._surfaces.get(job.owner.surface)
        if job.state.live:
            self._live[job.id] = live
            self._reorder()
            live.moved(*self._place(job.id))
            self._to_sketch.put_nowait(live)
        else:
            live.became(job)
        if surface is not None:
            self._spawn(self._tell, surface, live)

    # -- the queue -----------------------------------------------------------------------------------------

    def _line(self) -> list[Job]:
        """Who waits, in the order of their turns."""
        if self._order is None:
            queued = [live.job for live in self._live.values() if live.work is None]
            self._order = fair_order(queued, self._painting(), self._history)
            times = self._finish_times(self._order)
            self._etas = {job.id: eta for job, eta in zip(self._order, times, strict=True)}
            self._places = {job.id: number for number, job in enumerate(self._order, start=1)}
        return self._order

    def _painting(self) -> list[Job]:
        return [live.job for live in self._live.values() if live.work is not None]

    def _place(self, job_id: str) -> tuple[int | None, int, float | None]:
        """Position, length of the queue, and seconds until it is done."""
        line = self._line()
        return self._places.get(job_id), len(line), self._etas.get(job_id)

    def _finish_times(self, line: Sequence[Job], more: Sequence[float | None] = ()) -> list[float | None]:
        running = [self._left(live) for live in self._live.values() if live.work is not None]
        queued = [self._speed.seconds(job.options, job.width * job.height) for job in line]
        return finish_times(running, [*queued, *more], max(1, self.executor.slots))

    def _left(self, live: Live) -> float | None:
        if live.progress is not None and live.progress.seconds_left is not None:
            return live.progress.seconds_left
        return self._speed.seconds(live.job.options, live.job.width * live.job.height)

    def _reorder(self) -> None:
        """The queue has changed."""
        self._order = None
        self._wake.set()
        self._moved.set()

    async def _schedule(self) -> None:
        """Whenever a slot is free, begin the next job."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(SLOTS_CHECK_SECONDS):
                    await self._wake.wait()
            self._wake.clear()
            while not self._closing and self._can_paint and self.running < self.executor.slots:
                job = next_job(self._line(), self._painting(), self._limits)
                if job is None:
                    break
                live = self._live[job.id]
                live.work = self._spawn(self._paint, live)
                self._history.served(job.owner.key, job.owner.server_key, time.time())
                jobs = [each.job for each in self._live.values()]
                self._history.forget_before(min(each.created for each in jobs), jobs)
                self._reorder()

    @property
    def _can_paint(self) -> bool:
        """Whether a job begun now is painted, or told why no device starts. Until then the queue waits unharmed."""
        executor = self.executor
        return executor.ready or all(device.error is not None for device in executor.devices)

    async def _tell_positions(self) -> None:
        """Tell those who wait of their new positions, a few times a second at most."""
        while True:
            await self._moved.wait()
            self._moved.clear()
            for number, live in enumerate(list(self._live.values()), start=1):
                live.moved(*self._place(live.job.id))
                if number % TOLD_AT_ONCE == 0:
                    await asyncio.sleep(0)
            await asyncio.sleep(REORDER_SECONDS)

    # -- painting ------------------------------------------------------------------------------------------

    async def _paint(self, live: Live) -> None:
        job_id = live.job.id
        try:
            live.became(await self._change(job_id, _begun))
            self.metrics.entered(live.job)
            result = await self._run(live)
            await self._done(live, result)
        except EngineError as error:
            await self._failed(live, error.code, error.message)
        except BlobGone:
            await self._failed(live, "pictures_gone", "a picture of this job is not on disk any more")
        except (_OverAlready, Refusal):
            self._live.pop(job_id, None)
            log.info("job ended while it was painted", job=job_id)
        except Exception:
            log.exception("job failed", job=job_id)
            await self._failed(live, "internal", "an unexpected error; the bot's log has the details")
        finally:
            live.work = None
            self._reorder()

    async def _run(self, live: Live) -> Result:
        job = live.job
        request = StyleRequest(
            await self.store.blobs.read(job.content),
            tuple([await self.store.blobs.read(sha) for sha in job.styles]),
            job.options,
            checkpoint=await self.store.checkpoints.get(job.id),
        )
        if job.kept:
            live.keep.set()
        async with aclosing(self.executor.run(request, keep=live.keep)) as updates:
            async for update in updates:
                if isinstance(update, Progress):
                    live.painted(update)
                elif isinstance(update, Checkpoint):
                    await self.store.checkpoints.put(job.id, update.data)
                else:
                    return update
        raise EngineError("the executor ended without a picture")

    async def _done(self, live: Live, result: Result) -> None:
        holder = job_holder(live.job.id)
        sha = await self.store.blobs.put(result.image, holder)
        timelapse = await self.store.blobs.put(result.timelapse, holder) if result.timelapse else None

        def done(job: Job) -> Job:
            if job.state is not JobState.RUNNING:
                raise _OverAlready
            return job.with_changes(
                state=JobState.DONE,
                result=sha,
                timelapse=timelapse,
                width=result.width,
                height=result.height,
                step=result.iterations,
                steps=max(result.iterations, live.progress.steps if live.progress else 0),
                seconds=result.seconds,
                recipe=result.recipe,
                notes=result.notes,
                finished=time.time(),
            )

        job = await self._change(live.job.id, done)
        self._end(live, job)
        await self.store.checkpoints.remove(job.id)
        self.metrics.painted(result.seconds, result.iterations)
        if not job.kept and result.iterations > 0:
            self._speed = self._speed.learned(
                job.options,
                steps=result.iterations,
                width=result.width,
                height=result.height,
                seconds=result.seconds,
            )
            await self.store.put_note("speed", "all", self._speed.to_json())

    async def _failed(self, live: Live, code: str, message: str) -> None:
        def failed(job: Job) -> Job:
            if job.state.over:
                raise _OverAlready
            return job.with_changes(
                state=JobState.FAILED, error_code=code, error_message=message, finished=time.time()
            )

        try:
            job = await self._change(live.job.id, failed)
        except (_OverAlready, Refusal):
            return
        log.warning("job failed", job=job.id, code=code, reason=message)
        self._end(live, job)
        await self.store.checkpoints.remove(job.id)

    def _end(self, live: Live, job: Job) -> None:
        """The end is written: stop the progress, free the place."""
        self._live.pop(job.id, None)
        live.became(job, error_sentence(job))
        self.metrics.entered(job)
        self._reorder()

    async def _sketch(self) -> None:
        """Make the instant previews, one after the other."""
        while True:
            live = await self._to_sketch.get()
            if live.preview is not None or live.over.is_set():
                continue
            try:
                content = await self.store.blobs.read(live.job.content)
                styles = [await self.store.blobs.read(sha) for sha in live.job.styles]
                live.sketched(
                    await self.pool.stylize_preview(content, styles, live.job.options, PREVIEW_SIDE)
                )
            except Exception as error:  # noqa: BLE001 - the instant preview is a courtesy
                log.warning("no instant preview", job=live.job.id, error=repr(error))

    # -- telling -------------------------------------------------------------------------------------------

    async def _tell(self, surface: Surface, live: Live) -> None:
        await report(surface, live)
        await self._deliver(surface, live.job.id)

    async def _deliver_missed(self, surface: Surface) -> None:
        for job in await self.store.jobs.untold(surface.name):
            self._spawn(self._deliver, surface, job.id)

    async def _deliver(self, surface: Surface, job_id: str) -> None:
        """Mark, hand over, mark again; after a crash in between the surface sees `deliveries` above 1."""
        if job_id in self._delivering:
            return
        self._delivering.add(job_id)
        try:
            if (await self.job(job_id)).told:
                return
            arrived = await deliver(surface, lambda: self._change(job_id, _handed_over), self._first_retry)
            self.metrics.entered(await self._change(job_id, _delivered if arrived else _given_up))
        except Refusal:
            log.info("job was deleted before it was delivered", job=job_id)
        finally:
            self._delivering.discard(job_id)

    # -- life ----------------------------------------------------------------------------------------------

    async def _recover(self) -> None:
        """Take up what the last process left."""
        await self.presets.refresh()
        self._speed = Speed.from_json(await self.store.get_note("speed", "all"))
        jobs = await self.store.jobs.live()
        for job in jobs:
            if job.state is JobState.RUNNING and job.attempts >= MAX_ATTEMPTS:
                await self._failed(
                    Live(job), "poison", f"the bot died {job.attempts} times while painting this"
                )
                continue
            waiting = await self._change(job.id, lambda each: each.with_changes(state=JobState.QUEUED))
            self._live[job.id] = Live(waiting)
            self._to_sketch.put_nowait(self._live[job.id])
        if jobs:
            for owner_key, server_key, moment in await self.store.jobs.last_starts(jobs[0].created):
                self._history.served(owner_key, server_key, moment)
        live = {job.id for job in jobs}
        for job_id in await asyncio.to_thread(self.store.checkpoints.names):
            if job_id not in live:
                await self.store.checkpoints.remove(job_id)

    async def _tidy(self) -> None:
        while True:
            await self.presets.refresh()
            await self.store.tidy(
                keep_seconds=self._storage.keep_days * DAY, max_bytes=self._storage.max_bytes
            )
            await asyncio.sleep(TIDY_SECONDS)

    async def start(self) -> None:
        """Take up what the last process left, and begin."""
        await self._recover()
        self.metrics.follow(self.executor, lambda: self.waiting, lambda: self.running)
        for work in (
            self._schedule,
            self._tell_positions,
            self._sketch,
            self._tidy,
            self.metrics.measure_lag,
        ):
            self._spawn(self._for_ever, work)
        self._reorder()

    async def close(self) -> None:
        """Drain, then end every task."""
        await self.drain()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def drain(self) -> None:
        """Take no new jobs; put the running ones back with their last checkpoint, for the next start."""
        self._closing = True
        works = {live.job.id: live.work for live in self._live.values() if live.work is not None}
        for work in works.values():
            work.cancel()
        await asyncio.gather(*works.values(), return_exceptions=True)
        for job_id in works:
            await self._change(job_id, _put_back)

    async def _change(self, job_id: str, edit: Callable[[Job], Job]) -> Job:
        try:
            return await self.store.jobs.change(job_id, edit)
        except NoSuchJob:
            raise Refusal("no_such_job") from None

    def _spawn(self, work: Callable[P, Coroutine[Any, Any, None]], *args: P.args, **named: P.kwargs) -> Task:
        task = asyncio.create_task(_logged(work, *args, **named))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _for_ever(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        while True:
            await _logged(work)
            await asyncio.sleep(RESTART_SECONDS)


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


class _OverAlready(Exception):
    """Somebody ended the job first."""


_PAINTED: Final = ("result", "timelapse", "width", "height", "step", "steps", "seconds", "recipe", "notes")
"""What a cached job takes over from the one that was painted."""


def _begun(job: Job) -> Job:
    if job.state.over:
        raise _OverAlready
    return job.with_changes(state=JobState.RUNNING, attempts=job.attempts + 1, started=time.time())


def _put_back(job: Job) -> Job:
    if job.state is not JobState.RUNNING:
        return job
    return job.with_changes(state=JobState.QUEUED, attempts=job.attempts - 1)


def _handed_over(job: Job) -> Job:
    return job.with_changes(deliveries=job.deliveries + 1)


def _delivered(job: Job) -> Job:
    state = JobState.DELIVERED if job.state is JobState.DONE else job.state
    return job.with_changes(state=state, told=True)


def _given_up(job: Job) -> Job:
    return job.with_changes(told=True)


def error_sentence(job: Job) -> str | None:
    """Why a job failed, for its owner; None for one that did not."""
    if job.error_code is None:
        return None
    texts, key = load_texts(), f"error-{job.error_code.replace('_', '-')}"
    known = key if texts.has(key) else "error-internal"
    return texts.say(known, job.owner.locale, detail=job.error_message or "")


def _final_status(job: Job) -> Status:
    return status_of_record(job, error_sentence(job))


async def _logged(work: Callable[P, Coroutine[Any, Any, None]], *args: P.args, **named: P.kwargs) -> None:
    try:
        await work(*args, **named)
    except Exception:
        log.exception("a task of the studio failed")
