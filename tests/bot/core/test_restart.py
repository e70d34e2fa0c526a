"""What a process finds that follows one that was killed: each state, on the same folder."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.core.jobs import Job, JobState, new_job_id
from bot.core.painter import MAX_ATTEMPTS, MAX_INTERRUPTIONS
from bot.core.refusal import Refusal
from bot.core.store import open_store
from engine.options import StyleOptions
from tests.bot.executors import EagerExecutor, ScriptedExecutor
from tests.bot.world import FakeSurface, open_world, person, picture, until


async def left_behind(folder: Path, *, checkpoint: bytes | None = None, **fields: Any) -> Job:
    """A job as a killed process leaves it in the store."""
    async with open_store(folder) as store:
        job_id = new_job_id()
        holder = f"job:{job_id}"
        job = Job(
            id=job_id,
            owner=person(),
            destination={"channel_id": "5"},
            options=StyleOptions(),
            content=await store.blobs.put(picture("navy"), holder),
            styles=(await store.blobs.put(picture("gold"), holder),),
            created=1.0,
        )
        if fields.pop("painted", False):
            fields["result"] = await store.blobs.put(picture("pink"), holder)
        job = job.with_changes(**fields)
        await store.jobs.add(job)
        if checkpoint is not None:
            await store.checkpoints.put(job.id, checkpoint)
        return job


async def test_a_queued_job_is_painted_and_delivered(tmp_path: Path) -> None:
    job = await left_behind(tmp_path)
    async with open_world(tmp_path, EagerExecutor()) as world:
        assert (await world.ended(job)).state is JobState.DELIVERED


async def test_a_running_job_is_taken_up_again(tmp_path: Path) -> None:
    job = await left_behind(tmp_path, state=JobState.RUNNING, attempts=1, started=2.0)
    async with open_world(tmp_path, EagerExecutor()) as world:
        assert (await world.ended(job)).state is JobState.DELIVERED


async def test_a_running_job_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    await left_behind(tmp_path, state=JobState.RUNNING, attempts=1, checkpoint=b"half way")
    async with open_world(tmp_path) as world:
        assert (await world.executor.begun()).request.checkpoint == b"half way"


async def test_a_running_job_goes_before_one_that_waited(tmp_path: Path) -> None:
    await left_behind(tmp_path)
    begun = await left_behind(tmp_path, state=JobState.RUNNING, attempts=1, started=2.0, created=3.0)
    async with open_world(tmp_path) as world:
        await world.executor.begun()
        assert (await world.studio.records.job(begun.id)).state is JobState.RUNNING


async def test_a_job_that_was_to_be_kept_is_kept_after_all(tmp_path: Path) -> None:
    await left_behind(tmp_path, state=JobState.RUNNING, attempts=1, kept=True)
    async with open_world(tmp_path) as world:
        run = await world.executor.begun()
        assert run.keep
        assert run.keep.is_set()


async def test_deaths_of_the_program_alone_are_no_fault_of_a_job(tmp_path: Path) -> None:
    job = await left_behind(tmp_path, state=JobState.RUNNING, attempts=MAX_INTERRUPTIONS + 2)
    async with open_world(tmp_path, EagerExecutor()) as world:
        assert (await world.ended(job)).state is JobState.DELIVERED


async def test_a_job_that_takes_the_whole_program_with_it_for_ever_is_given_up(tmp_path: Path) -> None:
    job = await left_behind(tmp_path, state=JobState.RUNNING, attempts=MAX_ATTEMPTS)
    async with open_world(tmp_path) as world:
        assert (await world.ended(job)).error_code == "poison"


async def test_workers_that_died_over_a_job_count_across_restarts(tmp_path: Path) -> None:
    job = await left_behind(tmp_path, state=JobState.RUNNING, attempts=1, interruptions=MAX_INTERRUPTIONS - 1)
    async with open_world(tmp_path) as world:
        (await world.executor.begun()).interrupt()
        assert (await world.ended(job)).error_code == "poison"


async def test_a_worker_lost_with_its_machine_is_no_fault_of_a_job(tmp_path: Path) -> None:
    job = await left_behind(tmp_path, state=JobState.RUNNING, interruptions=MAX_INTERRUPTIONS - 1)
    async with open_world(tmp_path) as world:
        run = await world.executor.begun()
        run.interrupt(blamed=False)
        run.finish()
        assert (await world.ended(job)).state is JobState.DELIVERED


async def test_a_job_whose_checkpoint_moved_on_between_two_deaths_is_no_poison(tmp_path: Path) -> None:
    job = await left_behind(tmp_path, state=JobState.RUNNING, attempts=9, interruptions=MAX_INTERRUPTIONS - 1)
    async with open_world(tmp_path) as world:
        run = await world.executor.begun()
        run.checkpoint(b"half way")
        run.interrupt()
        run.finish()
        ended = await world.ended(job)
        assert (ended.state, ended.attempts, ended.interruptions) == (JobState.DELIVERED, 1, 1)


async def test_a_done_job_is_delivered(tmp_path: Path) -> None:
    job = await left_behind(tmp_path, state=JobState.DONE, painted=True, finished=9e9)
    async with open_world(tmp_path) as world:
        assert (await world.ended(job)).state is JobState.DELIVERED


async def test_a_delivery_that_was_cut_is_repeated_and_marked(tmp_path: Path) -> None:
    job = await left_behind(tmp_path, state=JobState.DONE, painted=True, deliveries=1, finished=9e9)
    async with open_world(tmp_path) as world:
        await world.ended(job)
        assert world.surface.delivered[0].deliveries == 2


async def test_a_delivered_job_is_not_delivered_again(tmp_path: Path) -> None:
    await left_behind(tmp_path, state=JobState.DELIVERED, painted=True, told=True, finished=9e9)
    async with open_world(tmp_path, EagerExecutor()) as world:
        await world.ended(await world.submit(content=picture("teal")))
        assert len(world.surface.tries) == 1


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.CANCELLED])
async def test_an_end_that_was_not_told_is_told(tmp_path: Path, state: JobState) -> None:
    job = await left_behind(tmp_path, state=state, finished=9e9)
    async with open_world(tmp_path) as world:
        assert (await world.ended(job)).state is state


async def test_a_job_whose_pictures_are_gone_fails_with_a_reason(tmp_path: Path) -> None:
    job = await left_behind(tmp_path)
    (tmp_path / "pictures" / job.content[:2] / job.content).unlink()
    async with open_world(tmp_path) as world:
        assert (await world.ended(job)).error_code == "pictures_gone"


async def test_a_job_of_a_surface_that_is_off_waits_for_it(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        job = await world.submit(person(surface="other"))
        await until(lambda: len(world.executor.runs) == 1)
        other = FakeSurface("other")
        world.studio.notifier.attach(other)
        assert (await world.ended(job)).state is JobState.DELIVERED


async def test_draining_puts_a_running_job_back(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit()
        await world.executor.begun()
    async with open_store(tmp_path) as store:
        left = await store.jobs.get(job.id)
        assert (left.state, left.attempts) == (JobState.QUEUED, 0)


async def test_draining_keeps_the_checkpoint(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit()
        run = await world.executor.begun()
        run.checkpoint(b"half way")
        run.paint(2)
        await until(lambda: any(status.step == 2 for status in world.surface.shown))
    async with open_store(tmp_path) as store:
        assert await store.checkpoints.get(job.id) == b"half way"


async def test_nothing_is_accepted_while_draining(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.studio.drain()
        with pytest.raises(Refusal, match="shutting_down"):
            await world.submit()


async def test_an_undelivered_job_survives_draining(tmp_path: Path) -> None:
    surface = FakeSurface()
    surface.may_deliver.clear()
    async with open_world(tmp_path, EagerExecutor(), surface) as world:
        job = await world.submit()
        await until(lambda: surface.tries)
    async with open_world(tmp_path) as world:
        assert (await world.ended(job)).state is JobState.DELIVERED


async def test_the_turn_order_survives_a_restart(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor()) as world:
        first = await world.submit(person("1"), content=picture("red"))
        await world.submit(person("1"), content=picture("green"))
        await world.submit(person("2"), content=picture("blue"))
        (await world.executor.begun()).finish()
        await world.ended(first)
        await world.executor.begun()
    async with open_world(tmp_path) as world:
        assert (await world.executor.begun()).request.content == picture("blue")


async def test_measured_speed_survives_a_restart(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit(size=64)
        (await world.executor.begun()).finish()
        await world.ended(job)
    async with open_world(tmp_path) as world:
        assert world.studio.estimate(job.options, 64 * 48) is not None


async def test_a_checkpoint_nobody_needs_is_removed(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        await store.checkpoints.put("gone", b"data")
    async with open_world(tmp_path) as world:
        assert await asyncio.to_thread(world.store.checkpoints.names) == []
