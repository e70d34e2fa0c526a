"""A person's photo goes nowhere they did not send it, and goes away when they say so."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.core.jobs import Job, JobState
from bot.core.privacy import GRACE_SECONDS, LEFT, Belongings
from bot.core.refusal import Refusal
from bot.core.texts import load_texts
from bot.core.variations import VARIATIONS
from bot.core.visibility import Which
from tests.bot.executors import EagerExecutor, ScriptedExecutor
from tests.bot.world import World, open_world, person, picture, until

ANN, BOB, EVE = person("ann"), person("bob"), person("eve")
PHOTO = picture("navy")


async def painted(world: World, **more: object) -> Job:
    """Ann's picture, done."""
    return await world.ended(await world.submit(ANN, content=PHOTO, **more))


async def again(world: World, job: Job, who: object = BOB, **changes: object) -> Job:
    """Somebody's *Again*, accepted."""
    return await world.studio.rerun(job.id, who, {}, **(changes or {"seed": 7}))  # type: ignore[arg-type]


async def refused(world: World, job: Job, which: Which, viewer: object = BOB) -> str:
    with pytest.raises(Refusal) as caught:
        await world.studio.records.picture_of(job.id, which, viewer)  # type: ignore[arg-type]
    return caught.value.code


@pytest.mark.parametrize("which", ["content", "style", "comparison"])
async def test_again_and_then_compare_shows_nobody_elses_photo(tmp_path: Path, which: Which) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        copy = await world.ended(await again(world, await painted(world)))
        assert await refused(world, copy, which) == "not_yours"


@pytest.mark.parametrize("which", ["content", "style", "comparison"])
async def test_nor_does_a_rerun_of_the_rerun(tmp_path: Path, which: Which) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        copy = await world.ended(await again(world, await painted(world)))
        twice = await world.ended(await again(world, copy, BOB, seed=8))
        assert await refused(world, twice, which) == "not_yours"


async def test_nobody_swaps_anothers_pictures_which_would_show_the_painting(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        job = await painted(world)
        with pytest.raises(Refusal) as caught:
            await again(world, job, BOB, swap=True)
        assert caught.value.code == "not_your_photo"


async def test_a_rerun_of_a_rerun_is_painted_from_the_right_pictures(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        swapped = await world.ended(await again(world, await painted(world), ANN, swap=True))
        copy = await world.ended(await again(world, swapped, BOB, seed=8))
        await world.ended(await again(world, copy, EVE, seed=9))
        assert world.executor.runs[-1].request.styles == (PHOTO,)


async def test_the_owner_sees_a_comparison(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        job = await painted(world)
        assert (await world.studio.records.picture_of(job.id, "comparison", ANN)).startswith(b"\xff\xd8\xff")


async def test_the_owner_owns_what_they_make_of_anothers_rerun(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        copy = await world.ended(await again(world, await painted(world)))
        home = await world.ended(await again(world, copy, ANN, seed=8))
        assert await world.studio.records.picture_of(home.id, "content", ANN) == PHOTO


async def test_a_finished_rerun_by_another_keeps_no_photo(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        copy = await world.ended(await again(world, await painted(world)))
        rows = await world.store.rows("SELECT sha FROM holds WHERE holder = ?", (f"job:{copy.id}",))
        assert [row[0] for row in rows] == [copy.result]


async def test_another_person_may_not_ask_for_less_paint(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        job = await painted(world)
        with pytest.raises(Refusal, match="not_your_photo"):
            await again(world, job, BOB, **VARIATIONS["softer"](job))


async def test_a_private_picture_is_not_varied_by_others(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        job = await painted(world, private=True)
        with pytest.raises(Refusal, match="not_yours"):
            await again(world, job)


async def borrowed(world: World) -> Job:
    """Bob's rerun of what Ann had painted, not begun."""
    job = await world.submit(ANN)
    (await world.executor.begun()).finish()
    return await again(world, await world.ended(job))


async def test_early_previews_of_a_borrowed_photo_are_not_shown(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        copy = await borrowed(world)
        (await world.executor.begun()).paint(1, preview=b"nearly the photo")
        await until(lambda: any(status.step == 1 for status in world.surface.shown))
        assert await world.studio.records.preview(copy.id) is None


async def test_a_borrowed_photo_is_not_kept_before_it_is_painted_over(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        copy = await borrowed(world)
        await world.executor.begun()
        with pytest.raises(Refusal, match="too_early"):
            await world.studio.keep(copy.id, BOB)


async def test_after_the_owners_delete_their_pictures_are_gone_from_disk(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        job = await painted(world)
        await world.ended(await again(world, job))
        await world.studio.delete(job.id, ANN)
        assert not await world.store.blobs.there(job.styles[0])


async def test_after_the_owners_delete_others_have_no_pictures_to_paint_from(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        job = await painted(world)
        copy = await world.ended(await again(world, job))
        await world.studio.delete(job.id, ANN)
        with pytest.raises(Refusal, match="pictures_gone"):
            await again(world, copy, BOB, seed=8)


async def test_what_others_have_made_stays_theirs(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        job = await painted(world)
        copy = await world.ended(await again(world, job))
        await world.studio.delete(job.id, ANN)
        assert await world.studio.records.picture_of(copy.id, "result", BOB)


@pytest.mark.parametrize("slots", [1, 2])
async def test_the_owners_delete_ends_what_others_wait_for(tmp_path: Path, slots: int) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots)) as world:
        job = await world.submit(ANN)
        await world.executor.begun()
        copy = await again(world, job)
        if slots == 2:
            await world.executor.begun()
        await world.studio.delete(job.id, ANN)
        ended = await world.ended(copy)
        assert (ended.state, ended.error_code) == (JobState.FAILED, "inputs_deleted")


async def test_and_they_are_told_why(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0)) as world:
        job = await world.submit(ANN)
        copy = await again(world, job)
        await world.studio.delete(job.id, ANN)
        await world.ended(copy)
        status = await world.studio.records.status(copy.id)
        assert status.error == load_texts().say("error-inputs-deleted")


async def test_a_deleted_job_is_unknown(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        job = await painted(world)
        await world.studio.delete(job.id, ANN)
        assert await refused(world, job, "result", ANN) == "no_such_job"


async def test_a_rerun_is_as_private_as_its_parent(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        job = await again(world, await painted(world, private=True, spoiler=True), ANN)
        assert (job.private, job.spoiler) == (True, True)


async def test_a_server_may_want_every_picture_veiled(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        await world.studio.servers.change("fake:s", always_spoiler=True)
        assert (await world.submit(ANN)).spoiler


async def test_a_rerun_with_another_preset(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        await world.studio.presets.add("teal", picture("teal"))
        job = await world.ended(await again(world, await painted(world), BOB, preset="teal"))
        request = world.executor.runs[-1].request
        assert (job.preset, request.content, request.styles) == ("teal", PHOTO, (picture("teal"),))


async def test_belongings_are_counted(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        await painted(world)
        await painted(world, seed=3)
        await world.studio.presets.add("mine", picture("teal"), "fake:s", added_by=ANN.key)
        assert await world.studio.privacy.belongings(ANN) == Belongings(jobs=2, pictures=2, presets=1)


async def test_nothing_of_a_forgotten_person_is_left(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        await painted(world)
        await world.studio.presets.add("mine", picture("teal"), "fake:s", added_by=ANN.key)
        await world.store.put_note("choice", "1", {"photo": "..."}, belongs_to=ANN.key)
        await world.studio.privacy.forget(ANN)
        left = (await world.store.bytes_used(), await world.store.notes("choice"))
        assert (await world.studio.privacy.belongings(ANN), *left) == (Belongings(0, 0, 0), 0, {})


async def test_settings_of_a_forgotten_persons_own_chat_go(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.studio.servers.change("fake:dm:ann", default_strength=77)
        await world.studio.privacy.forget(ANN)
        assert (await world.studio.servers.settings("fake:dm:ann")).default_strength is None


async def test_notes_of_older_versions_under_a_persons_key_go(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.store.put_note("favourites", ANN.key, {"mosaic": 3})
        await world.studio.privacy.forget(ANN)
        assert await world.store.notes("favourites") == {}


async def test_what_a_forgotten_person_waits_for_ends(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0)) as world:
        await world.submit(ANN)
        await world.studio.privacy.forget(ANN)
        assert world.studio.waiting == 0


async def test_forgetting_one_leaves_the_others(tmp_path: Path) -> None:
    async with open_world(tmp_path, EagerExecutor()) as world:
        job = await world.ended(await world.submit(BOB))
        await world.studio.privacy.forget(ANN)
        assert await world.studio.records.picture_of(job.id, "content", BOB)


async def test_presets_of_a_chat_with_the_bot_alone_are_the_persons(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.studio.presets.add("mine", picture("teal"), "fake:dm:ann")
        assert (await world.studio.privacy.belongings(ANN)).presets == 1


async def leave(world: World, seconds_ago: float) -> None:
    """The bot left Ann's server a while ago, and the tidy round comes by."""
    await world.studio.presets.add("ours", picture("teal"), "fake:s")
    await world.studio.servers.change("fake:s", default_strength=77)
    await world.studio.privacy.left_server("fake:s")
    await world.store.put_note(LEFT, "fake:s", time.time() - seconds_ago)
    await world.studio.privacy.clear_left_servers()


async def test_a_server_that_was_left_is_forgotten_after_the_grace(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0)) as world:
        await world.submit(ANN)
        await leave(world, GRACE_SECONDS + 1)
        settings = await world.studio.servers.settings("fake:s")
        left = (world.studio.presets.of_server("fake:s"), settings.default_strength, world.studio.waiting)
        assert left == ((), None, 0)


async def test_within_the_grace_everything_stays(tmp_path: Path) -> None:
    async with open_world(tmp_path, ScriptedExecutor(slots=0)) as world:
        await world.submit(ANN)
        await leave(world, GRACE_SECONDS - 60)
        settings = await world.studio.servers.settings("fake:s")
        left = (
            len(world.studio.presets.of_server("fake:s")),
            settings.default_strength,
            world.studio.waiting,
        )
        assert left == (1, 77, 1)


async def test_a_server_that_comes_back_is_not_forgotten(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.studio.privacy.left_server("fake:s")
        await world.studio.privacy.joined_server("fake:s")
        assert await world.store.notes(LEFT) == {}


async def test_leaving_twice_does_not_lengthen_the_grace(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.studio.privacy.left_server("fake:s")
        before = await world.store.notes(LEFT)
        await world.studio.privacy.left_server("fake:s")
        assert await world.store.notes(LEFT) == before
