"""Painting: who is begun when a slot is free, what comes of it, and what a failure costs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import aclosing
from typing import Final

import structlog

from bot.core.blob_files import BlobGone
from bot.core.blobs import job_holder
from bot.core.database import StoreError, persistently
from bot.core.job_table import NoSuchJob
from bot.core.jobs import Job, JobState, Owner
from bot.core.limits import check_live, check_permission
from bot.core.live import Live
from bot.core.metrics import Metrics
from bot.core.queue import Queue
from bot.core.refusal import Refusal
from bot.core.store import Store
from bot.core.tasks import Tasks
from engine.errors import EngineError, Fact
from engine.messages import Checkpoint, Interrupted, Progress, Result, StyleRequest
from engine.processes.executor import Executor

MAX_INTERRUPTIONS: Final = 3
"""A job over which so many workers died, and which got no further in between, is given up."""
MAX_ATTEMPTS: Final = 20
"""So many deaths of the whole program in a row, each while this job was painted and none with any progress, are
evidence too: a job may take its machine's last memory and everything with it."""
SLOTS_CHECK_SECONDS: Final = 0.5
"""So often does the painter look whether the executor is ready, and has got more slots."""

log = structlog.get_logger()


class Painter:
    """Keeps the executor's slots busy with the queue's jobs."""

    def __init__(
        self, store: Store, queue: Queue, executor: Executor, metrics: Metrics, tasks: Tasks
    ) -> None:
        self._store = store
        self._queue = queue
        self._executor = executor
        self._metrics = metrics
        self._tasks = tasks
        self._closing = False

    async def recover(self) -> list[Live]:
        """Put into the queue what the last process left; gives those jobs."""
        jobs = await self._store.jobs.live()
        taken = [await self._take_up(job) for job in jobs]
        if jobs:
            self._queue.served_before(await self._store.jobs.last_starts(jobs[0].created))
        live = {job.id for job in jobs}
        for job_id in await asyncio.to_thread(self._store.checkpoints.names):
            if job_id not in live:
                await self._store.checkpoints.remove(job_id)
        return [live for live in taken if live is not None]

    async def _take_up(self, job: Job) -> Live | None:
        if job.interruptions >= MAX_INTERRUPTIONS or job.attempts >= MAX_ATTEMPTS:
            await self._failed(Live(job), *_poison(job))
            return None
        live = Live(await self._store.jobs.change(job.id, _waiting_again))
        self._queue.add(live)
        return live

    async def schedule(self) -> None:
        """Whenever a slot is free, begin the next job; for ever."""
        while True:
            await self._queue.wait(SLOTS_CHECK_SECONDS)
            while self._has_room and (live := self._queue.next()) is not None:
                live.work = self._tasks.spawn(self._paint, live)
                self._queue.served(live.job)

    @property
    def _has_room(self) -> bool:
        """Whether a job begun now is painted, or told why no device starts. Until then the queue waits unharmed."""
        executor = self._executor
        given_up = not executor.ready and all(device.error is not None for device in executor.devices)
        slots = 1 if given_up else executor.slots if executor.ready else 0
        return not self._closing and self._queue.running < slots

    async def _paint(self, live: Live) -> None:
        job_id = live.job.id
        try:
            live.became(await persistently(lambda: self._store.jobs.change(job_id, _begun)))
            self._metrics.entered(live.job)
            result = await self._run(live)
            await self._done(live, result)
        except EngineError as error:
            await self._failed(live, error.code, error.message, error.fact)
        except _PoisonError:
            await self._failed(live, *_poison(live.job))
        except BlobGone:
            await self._failed(live, "pictures_gone", "a picture of this job is not on disk any more")
        except (_OverAlready, NoSuchJob):
            self._queue.drop(job_id)
            log.info("job ended while it was painted", job=job_id)
        except Exception:
            log.exception("job failed", job=job_id)
            await self._failed(live, "internal", "an unexpected error; the bot's log has the details")
        finally:
            live.work = None
            self._queue.changed()

    async def _run(self, live: Live) -> Result:
        job = live.job
        request = StyleRequest(
            await self._store.blobs.read(job.content),
            tuple([await self._store.blobs.read(sha) for sha in job.styles]),
            job.options,
            checkpoint=await self._store.checkpoints.get(job.id),
        )
        moved = False
        if job.kept:
            live.keep.set()
        async with aclosing(self._executor.run(request, keep=live.keep)) as updates:
            async for update in updates:
                if isinstance(update, Progress):
                    live.painted(update)
                elif isinstance(update, Checkpoint):
                    await self._note_checkpoint(job.id, update)
                    if not moved:
                        moved = True
                        await self._change(live, _got_further)
                elif isinstance(update, Interrupted) and update.blamed:
                    moved = False
                    if (await self._change(live, _interrupted)).interruptions >= MAX_INTERRUPTIONS:
                        raise _PoisonError
                elif isinstance(update, Result):
                    return update
        raise EngineError("the executor ended without a picture")

    async def _change(self, live: Live, edit: Callable[[Job], Job]) -> Job:
        """Write what is known of the tries of a running job."""
        live.job = await persistently(lambda: self._store.jobs.change(live.job.id, edit))
        return live.job

    async def _note_checkpoint(self, job_id: str, checkpoint: Checkpoint) -> None:
        try:
            await self._store.checkpoints.put(job_id, checkpoint.data)
        except OSError as error:
            log.warning("no checkpoint", job=job_id, error=str(error))

    async def _done(self, live: Live, result: Result) -> None:
        sha = await self._put(live.job.id, result.image)
        timelapse = await self._put(live.job.id, result.timelapse) if result.timelapse else None

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

        job = await persistently(lambda: self._store.jobs.change(live.job.id, done))
        await self.end(job)
        self._metrics.painted(result.seconds, result.iterations)
        if not job.kept and result.iterations > 0:
            await self._learn(job, result)

    async def _put(self, job_id: str, picture: bytes) -> str:
        return await persistently(lambda: self._store.blobs.put(picture, job_holder(job_id)))

    async def _learn(self, job: Job, result: Result) -> None:
        self._queue.speed = self._queue.speed.learned(
            job.options,
            steps=result.iterations,
            width=result.width,
            height=result.height,
            seconds=result.seconds,
        )
        try:
            await self._store.put_note("speed", "all", self._queue.speed.to_json())
        except StoreError as error:
            log.warning("speed not stored", error=str(error))

    async def _failed(self, live: Live, code: str, message: str, fact: Fact | None = None) -> None:
        def failed(job: Job) -> Job:
            if job.state.over:
                raise _OverAlready
            return job.with_changes(
                state=JobState.FAILED,
                error_code=code,
                error_fact=fact,
                error_message=message,
                finished=time.time(),
            )

        try:
            job = await persistently(lambda: self._store.jobs.change(live.job.id, failed))
        except (_OverAlready, NoSuchJob):
            return
        log.warning("job failed", job=job.id, code=code, reason=message)
        await self.end(job)

    async def end(self, job: Job) -> None:
        """The end is written: stop the work, free the place, forget the checkpoint."""
        live = self._queue.get(job.id)
        if live is not None:
            self._queue.drop(job.id)
            live.became(job)
            if live.work is not None and live.work is not asyncio.current_task():
                live.work.cancel()
        self._metrics.entered(job)
        await self._store.checkpoints.remove(job.id)

    def keep(self, job: Job) -> None:
        """It is written that the job shall end now, with the picture as it is."""
        live = self._queue.get(job.id)
        if live is not None:
            live.job = job
            live.keep.set()

    async def drain(self) -> None:
        """Begin nothing more; put the running jobs back with their last checkpoint, for the next start."""
        self._closing = True
        works = {live.job.id: live.work for live in self._queue if live.work is not None}
        for work in works.values():
            work.cancel()
        await asyncio.gather(*works.values(), return_exceptions=True)
        for job_id in works:
            await self._store.jobs.change(job_id, _put_back)


class _OverAlready(Exception):
    """Somebody ended the job first."""


class _PoisonError(Exception):
    """Enough workers have died over this job."""


def _poison(job: Job) -> tuple[str, str]:
    deaths = max(job.interruptions, job.attempts)
    return "poison", f"painting this was interrupted {deaths} times without getting further"


def _got_further(job: Job) -> Job:
    return job.with_changes(attempts=min(job.attempts, 1), interruptions=0)


def _interrupted(job: Job) -> Job:
    return job.with_changes(interruptions=job.interruptions + 1)


def _begun(job: Job) -> Job:
    if job.state.over:
        raise _OverAlready
    return job.with_changes(state=JobState.RUNNING, attempts=job.attempts + 1, started=time.time())


def cancelled(job: Job, owner: Owner, moderator: bool) -> Job:
    """The job, ended by its owner. Raises `Refusal`: `not_yours`, `already_over`."""
    check_permission(job, owner, moderator)
    check_live(job)
    return job.with_changes(state=JobState.CANCELLED, finished=time.time())


def kept(job: Job, owner: Owner, moderator: bool, covered: bool) -> Job:
    """The job, to be finished now; `covered` see `Live`.

    Raises `Refusal`: `not_yours`, `already_over`, `not_started`, `too_early`.
    """
    check_permission(job, owner, moderator)
    check_live(job)
    if job.state is not JobState.RUNNING:
        raise Refusal("not_started")
    if not covered:
        raise Refusal("too_early")
    return job.with_changes(kept=True)


def _waiting_again(job: Job) -> Job:
    return job.with_changes(state=JobState.QUEUED)


def _put_back(job: Job) -> Job:
    if job.state is not JobState.RUNNING:
        return job
    return job.with_changes(state=JobState.QUEUED, attempts=max(0, job.attempts - 1))
