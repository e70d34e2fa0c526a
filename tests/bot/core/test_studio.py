"""A job's life in one process."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.jobs import JobState
from bot.core.refusal import Refusal
from bot.core.surface import TryAgain, Undeliverable
from bot.core.variations import VARIATIONS
from engine.errors import OutOfMemory
from engine.options import GPU_SIZE
from engine.processes.supervisor import DeviceStatus
from tests.bot.executors import EagerExecutor, ScriptedExecutor, engine_error
from tests.bot.world import SKETCH, FakeSurface, open_world, person, picture, until


async def test_a_submitted_job_is_queued(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        assert (await world.submit()).state is JobState.QUEUED


async def test_a_job_is_stored_before_submit_returns(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit()
        assert (await world.store.jobs.get(job.id)).content == job.content


class LoadingExecutor(ScriptedExecutor):
    """Has its model loaded when it is asked for the third time."""

    devices = (DeviceStatus("cpu"),)
    asked = 0

    @property
    def ready(self) -> bool:  # type: ignore[override]
        self.asked += 1
        return self.asked > 2


async def test_no_job_is_begun_before_a_model_is_loaded(tmp_path: Path) -> None:
    executor = LoadingExecutor()
    async with open_world(tmp_path, executor) as world:
        await world.submit()
        await executor.begun()
        assert executor.asked > 2


async def test_a_device_that_cannot_start_does_not_leave_people_waiting(tmp_path: Path) -> None:
    executor = ScriptedExecutor()
    executor.ready, executor.devices = False, (DeviceStatus("cpu", error="no weights"),)
    async with open_world(tmp_path, executor) as world:
        job = await world.submit()
        (await executor.begun()).fail(engine_error())
        assert (await world.ended(job)).state is JobState.FAILED


async def test_a_finished_job_is_delivered(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit()
        (await world.executor.begun()).finish()
        assert (await world.ended(job)).state is JobState.DELIVERED


async def test_a_result_is_kept_with_its_recipe(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit()
        (await world.executor.begun()).finish()
        assert (await world.ended(job)).recipe == {"seed": 0}


async def test_the_result_that_is_delivered_is_the_one_painted(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit(content=picture("navy"))
        (await world.executor.begun()).finish()
        done = await world.ended(job)
        assert done.result
        assert await world.store.blobs.read(done.result) == picture("navy")


async def test_two_people_with_the_same_file_name_get_their_own_pictures(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor(slots=2)) as world:
        one = await world.submit(person("1"), content=picture("navy"), content_name="image.png")
        two = await world.submit(person("2"), content=picture("pink"), content_name="image.png")
        results = [(await world.ended(job)).result for job in (one, two)]
        assert [await world.store.blobs.read(sha or "") for sha in results] == [
            picture("navy"),
            picture("pink"),
        ]


async def test_progress_is_shown(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.submit()
        (await world.executor.begun()).paint(3)
        await until(lambda: any(status.step == 3 for status in world.surface.shown))


async def test_nothing_is_shown_after_the_end(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit()
        run = await world.executor.begun()
        run.paint(1)
        run.finish()
        await world.ended(job)
        assert not any(status.state.over for status in world.surface.shown)


async def test_a_surface_that_cannot_show_does_not_stop_the_job(tmp_path: Path) -> None:
    surface = FakeSurface()
    surface.show_errors = [OSError("the message was deleted")] * 3
    async with open_world(tmp_path, surface=surface) as world:
        job = await world.submit()
        (await world.executor.begun()).finish()
        assert (await world.ended(job)).state is JobState.DELIVERED


async def test_only_the_newest_progress_is_shown_at_a_slow_pace(tmp_path: Path) -> None:
    async with open_world(tmp_path, surface=FakeSurface(pace=3600)) as world:
        job = await world.submit()
        run = await world.executor.begun()
        for step in range(1, 10):
            run.paint(step)
        run.finish()
        await world.ended(job)
        assert len(world.surface.shown) == 1


async def test_the_instant_preview_is_shown_while_queued(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0)) as world:
        await world.submit()
        world.pool.sketching.set()
        await until(
            lambda: any(each.instant and each.state is JobState.QUEUED for each in world.surface.shown)
        )


async def test_the_instant_preview_never_replaces_a_real_one(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit()
        (await world.executor.begun()).paint(1, preview=b"real")
        await until(lambda: any(status.preview == b"real" for status in world.surface.shown))
        world.pool.sketching.set()
        other = await world.submit()
        await until(
            lambda: any(status.job_id == other.id and status.instant for status in world.surface.shown)
        )
        assert await world.studio.records.preview(job.id) == b"real"


async def test_the_newest_preview_can_be_asked_for(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0)) as world:
        job = await world.submit()
        world.pool.sketching.set()
        await until(lambda: world.surface.shown and world.surface.shown[-1].instant)
        assert await world.studio.records.preview(job.id) == SKETCH


async def test_a_watcher_hears_the_end(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit()
        (await world.executor.begun()).finish()
        assert [status.state async for status in world.studio.records.watch(job.id)][-1] is JobState.DONE


async def test_a_late_watcher_gets_the_end_at_once(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit()
        (await world.executor.begun()).finish()
        await world.ended(job)
        assert [status.state async for status in world.studio.records.watch(job.id)] == [JobState.DELIVERED]


async def test_positions_count_from_one(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0)) as world:
        jobs = [await world.submit(person(str(number))) for number in range(3)]
        assert [(await world.studio.records.status(job.id)).position for job in jobs] == [1, 2, 3]


async def test_a_position_moves_when_the_queue_does(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0)) as world:
        first, second = await world.submit(person("1")), await world.submit(person("2"))
        await world.studio.cancel(first.id, first.owner)
        await until(
            lambda: any(each.job_id == second.id and each.position == 1 for each in world.surface.shown)
        )


async def test_the_queue_lists_the_running_job_first(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        first, second = await world.submit(person("1")), await world.submit(person("2"))
        await world.executor.begun()
        assert [job.id for job, _ in await world.studio.queue()] == [first.id, second.id]


async def test_a_servers_queue_leaves_out_the_others(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0)) as world:
        here = await world.submit(person("1", server="here"))
        await world.submit(person("2", server="there"))
        assert [job.id for job, _ in await world.studio.queue("fake:here")] == [here.id]


async def test_no_estimate_before_anything_was_measured(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit()
        assert world.studio.estimate(job.options, 64 * 64) is None


async def test_an_estimate_after_one_job_is_its_duration(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit(size=64)
        (await world.executor.begun()).finish(seconds=2.0)
        await world.ended(job)
        assert world.studio.estimate(job.options, 64 * 48) == pytest.approx(2.0, rel=0.05)


async def test_cancelling_a_queued_job_tells_its_owner(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0)) as world:
        job = await world.submit()
        await world.studio.cancel(job.id, job.owner)
        await world.ended(job)
        assert [each.state for each in world.surface.delivered] == [JobState.CANCELLED]


async def test_cancelling_a_running_job_stops_the_work(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit()
        run = await world.executor.begun()
        await world.studio.cancel(job.id, job.owner)
        await until(run.closed.is_set)


async def test_a_cancelled_job_makes_room_for_the_next(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        first, second = (
            await world.submit(content=picture("navy")),
            await world.submit(content=picture("pink")),
        )
        await world.executor.begun()
        await world.studio.cancel(first.id, first.owner)
        assert (await world.executor.begun()).request.content == picture("pink")
        assert (await world.studio.records.job(second.id)).state is JobState.RUNNING


async def test_a_moderator_of_the_server_may_cancel(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0)) as world:
        job = await world.submit()
        cancelled = await world.studio.cancel(job.id, person("9"), moderator=True)
        assert cancelled.state is JobState.CANCELLED


async def test_keeping_ends_the_work_with_the_picture_as_it_is(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit()
        run = await world.executor.begun()
        await until(lambda: any(each.state is JobState.RUNNING for each in world.surface.shown))
        await world.studio.keep(job.id, job.owner)
        assert run.keep
        assert run.keep.is_set()


async def test_a_kept_job_says_so(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit()
        run = await world.executor.begun()
        await until(lambda: any(each.state is JobState.RUNNING for each in world.surface.shown))
        await world.studio.keep(job.id, job.owner)
        run.finish()
        assert (await world.ended(job)).kept


async def test_an_engine_error_fails_the_job_with_its_code(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit()
        (await world.executor.begun()).fail(OutOfMemory("no room"))
        assert (await world.ended(job)).error_code == "out_of_memory"


async def test_a_failed_job_is_explained_in_the_owners_language(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit(person(locale="de"))
        (await world.executor.begun()).fail(engine_error())
        await world.ended(job)
        assert "nicht malen" in ((await world.studio.records.status(job.id)).error or "")


async def test_an_unexpected_error_fails_one_job_only(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        broken, well = await world.submit(), await world.submit()
        (await world.executor.begun()).fail(ZeroDivisionError())
        (await world.executor.begun()).finish()
        assert (await world.ended(broken)).error_code == "internal"
        assert (await world.ended(well)).state is JobState.DELIVERED


async def test_the_same_request_again_is_done_at_once(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        first = await world.submit(content=picture("navy"))
        (await world.executor.begun()).finish()
        done = await world.ended(first)
        again = await world.submit(person("2"), content=picture("navy"))
        assert (again.state, again.result) == (JobState.DONE, done.result)


async def test_a_cached_result_is_delivered(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        await world.ended(await world.submit(content=picture("navy")))
        again = await world.ended(await world.submit(content=picture("navy")))
        assert [job.id for job in world.surface.delivered].count(again.id) == 1


async def test_another_seed_is_another_request(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        await world.ended(await world.submit(content=picture("navy"), seed=1))
        assert (await world.submit(content=picture("navy"), seed=2)).state is JobState.QUEUED


async def test_a_kept_picture_is_no_answer_for_others(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit(content=picture("navy"))
        run = await world.executor.begun()
        await until(lambda: any(each.state is JobState.RUNNING for each in world.surface.shown))
        await world.studio.keep(job.id, job.owner)
        run.finish()
        await world.ended(job)
        assert (await world.submit(content=picture("navy"))).state is JobState.QUEUED


@pytest.mark.parametrize("name", VARIATIONS)
async def test_each_variation_is_a_new_job_that_knows_its_parent(tmp_path: Path, name: str) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        parent = await world.ended(await world.submit(size=128))
        job = await world.studio.rerun(parent.id, parent.owner, {}, **VARIATIONS[name](parent))
        assert (job.parent, job.request_key == parent.request_key) == (parent.id, False)


async def test_swapping_makes_the_painting_the_photo(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        parent = await world.ended(await world.submit())
        job = await world.studio.rerun(parent.id, parent.owner, {}, swap=True)
        assert (job.content, job.styles) == (parent.styles[0], (parent.content,))


async def test_a_bad_change_is_refused_by_name(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        parent = await world.ended(await world.submit())
        with pytest.raises(Refusal) as caught:
            await world.studio.rerun(parent.id, parent.owner, {}, strength=900)
        assert (caught.value.code, caught.value.field) == ("bad_option", "strength")


async def test_a_deleted_job_is_forgotten(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        job = await world.ended(await world.submit())
        await world.studio.delete(job.id, job.owner)
        with pytest.raises(Refusal, match="no_such_job"):
            await world.studio.records.job(job.id)


async def test_a_deleted_jobs_pictures_leave_the_disk(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        job = await world.ended(await world.submit())
        await world.studio.delete(job.id, job.owner)
        assert not await world.store.blobs.there(job.content)


async def test_a_picture_that_another_job_needs_stays(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        job = await world.ended(await world.submit(content=picture("navy")))
        await world.ended(await world.submit(person("2"), content=picture("navy"), seed=5))
        await world.studio.delete(job.id, job.owner)
        assert await world.store.blobs.there(job.content)


async def test_a_noted_destination_is_there_when_delivering(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        job = await world.submit(destination={"channel_id": "5"})
        await world.studio.records.note_destination(job.id, message_id="7")
        (await world.executor.begun()).finish()
        await world.ended(job)
        assert world.surface.delivered[0].destination == {"channel_id": "5", "message_id": "7"}


async def test_a_preset_gives_the_style(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.studio.presets.add("my style", picture("teal"))
        await world.submit(styles=(), preset="My  Style")
        assert (await world.executor.begun()).request.styles == (picture("teal"),)


async def test_a_servers_defaults_fill_in_what_was_not_said(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.studio.servers.change("fake:s", default_strength=77, default_quality="draft")
        job = await world.submit(quality="fine")
        assert (job.options.strength, job.options.quality) == (77, "fine")


async def test_a_cap_below_the_devices_own_size_holds_when_nothing_was_said(tmp_path: Path) -> None:
    async with open_world(tmp_path, max_size=GPU_SIZE // 2) as world:
        assert (await world.submit()).options.size == GPU_SIZE // 2


async def test_a_cap_above_it_leaves_the_size_to_the_device(tmp_path: Path) -> None:
    async with open_world(tmp_path, max_size=GPU_SIZE) as world:
        assert (await world.submit()).options.size is None


async def test_a_servers_default_above_the_cap_is_lowered_to_it(tmp_path: Path) -> None:
    async with open_world(tmp_path, max_size=400) as world:
        await world.studio.servers.change("fake:s", default_size=800)
        assert (await world.submit()).options.size == 400


async def test_a_rerun_outlives_its_preset(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        await world.studio.presets.add("my style", picture("teal"))
        parent = await world.ended(await world.submit(styles=(), preset="my style"))
        await world.studio.presets.remove("my style")
        again = await world.studio.rerun(parent.id, parent.owner, {}, seed=3)
        assert again.styles == parent.styles


async def test_delivery_is_tried_until_it_works(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        world.surface.deliver_errors = [OSError("down"), OSError("still down")]
        job = await world.ended(await world.submit())
        assert (job.state, job.deliveries) == (JobState.DELIVERED, 3)


async def test_an_undeliverable_result_is_kept(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        world.surface.deliver_errors = [Undeliverable("blocked by the user")]
        job = await world.ended(await world.submit())
        assert (job.state, job.result is not None, job.told) == (JobState.DONE, True, True)


async def test_a_surface_may_say_when_to_try_again(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        world.surface.deliver_errors = [TryAgain("429", 0.001)]
        assert (await world.ended(await world.submit())).state is JobState.DELIVERED


async def test_a_result_that_is_gone_is_told_as_a_failure(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        world.surface.may_deliver.clear()
        world.surface.deliver_errors = [Refusal("pictures_gone")]
        job = await world.submit()
        await until(lambda: world.surface.tries)
        result = world.surface.tries[0].result or ""
        (tmp_path / "pictures" / result[:2] / result).unlink()
        world.surface.may_deliver.set()
        job = await world.ended(job)
        assert (job.state, job.error_code) == (JobState.FAILED, "pictures_gone")
        assert [each.state for each in world.surface.delivered] == [JobState.FAILED]


async def test_a_surface_that_misses_another_picture_does_not_lose_the_result(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        world.surface.deliver_errors = [Refusal("pictures_gone")]
        assert (await world.ended(await world.submit())).state is JobState.DELIVERED


async def test_one_persons_jobs_come_newest_first(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0)) as world:
        jobs = [await world.submit() for _ in range(3)]
        await world.submit(person("2"))
        assert [job.id for job in await world.studio.jobs_of("fake:1")] == [job.id for job in reversed(jobs)]


async def test_people_take_turns(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        first = await world.submit(person("1"), content=picture("red"))
        await world.submit(person("1"), content=picture("green"))
        await world.submit(person("2"), content=picture("blue"))
        (await world.executor.begun()).finish()
        await world.ended(first)
        assert (await world.executor.begun()).request.content == picture("blue")


async def test_more_slots_paint_at_once(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=2)) as world:
        await world.submit(person("1"))
        await world.submit(person("2"))
        await world.executor.begun()
        await world.executor.begun()
        assert world.studio.running == 2
