"""The end of a job reaches its owner, once, whatever Telegram does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.core import database
from bot.core.backoff import Backoff
from bot.core.database import StorageFull
from bot.core.jobs import Job, JobState
from bot.core.refusal import Refusal
from engine.processes.pool import PicturePool
from tests.bot.telegram.world import World, labels, open_world, picture, results
from tests.fakes.telegram import Chat, Fault, User, text_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def begun(world: World, chat: Chat, user: User, caption: str | None = None) -> dict[str, Any]:
    """A job that rests; its status message."""
    world.painter.pause()
    await world.asked(chat, user, caption)
    return await world.until(lambda: next((each for each in chat.from_bot() if labels(each)), None))


async def told(world: World, user: User) -> None:
    async def done() -> bool:
        jobs = await world.jobs(user)
        return bool(jobs) and all(job.told for job in jobs)

    await world.until_async(done, "the end is told")


async def test_the_result_carries_its_recipe(world: World) -> None:
    user, chat = world.person()
    await world.asked(chat, user, "/stylize strength=70 colors=keep")
    assert "/stylize strength=70 colors=keep" in text_of(await world.result(chat))


async def test_the_result_has_its_buttons(world: World) -> None:
    user, chat = world.person()
    await world.asked(chat, user)
    assert len(labels(await world.result(chat))) == 11


async def test_the_status_message_gives_way_to_the_result(world: World) -> None:
    user, chat = world.person()
    await world.asked(chat, user)
    await world.result(chat)
    await told(world, user)
    assert len(chat.from_bot()) == 1


async def test_a_delivered_job_is_marked_delivered(world: World) -> None:
    user, chat = world.person()
    await world.asked(chat, user)
    await told(world, user)
    assert (await world.jobs(user))[0].state is JobState.DELIVERED


@pytest.mark.parametrize(
    "fault", [Fault(cut=True, after=True), Fault(page=True, after=True)], ids=["lost", "a page"]
)
async def test_a_sent_result_without_its_answer_is_not_sent_again(world: World, fault: Fault) -> None:
    user, chat = world.person()
    world.telegram.fail("sendPhoto", fault)
    status = await begun(world, chat, user)
    world.painter.go_on()
    await told(world, user)
    assert len(world.telegram.made("sendPhoto", ok=False)) == 1
    assert "📎 File" in labels(status)


@pytest.mark.parametrize("code", [400, 403, 404])
async def test_a_proxy_that_forbids_is_not_telegram_that_forbids(world: World, code: int) -> None:
    user, chat = world.person()
    world.telegram.fail("sendPhoto", Fault(code=code, page=True))
    await world.asked(chat, user)
    await told(world, user)
    assert (await world.jobs(user))[0].state is JobState.DELIVERED
    assert len(results(chat)) == 1


async def test_a_full_disk_before_the_result_is_sent_only_delays_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, chat = world.person()
    await begun(world, chat, user)
    note, refused = world.studio.records.note_destination, list[str]()

    async def full_once(job_id: str, **fields: Any) -> Job:
        if not refused:
            refused.append(job_id)
            raise Refusal("storage_full")
        return await note(job_id, **fields)

    monkeypatch.setattr(world.studio.records, "note_destination", full_once)
    world.painter.go_on()
    await told(world, user)
    assert refused
    assert len(results(chat)) == 1


async def test_a_full_disk_after_the_result_was_sent_does_not_double_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, chat = world.person()
    await begun(world, chat, user)
    change, refused = world.studio.store.jobs.change, list[str]()

    async def full_twice(job_id: str, edit: Callable[[Job], Job]) -> Job:
        if results(chat) and len(refused) < 2:
            refused.append(job_id)
            raise StorageFull("the disk is full")
        return await change(job_id, edit)

    monkeypatch.setattr(database, "AGAIN", Backoff(0.02, 0.05))
    monkeypatch.setattr(world.studio.store.jobs, "change", full_twice)
    world.painter.go_on()
    await told(world, user)
    assert len(refused) == 2
    assert len(results(chat)) == 1


async def test_when_telegram_dies_before_the_result_is_taken_the_status_holds_it(world: World) -> None:
    user, chat = world.person()
    world.telegram.fail("sendPhoto", Fault(cut=True))
    await begun(world, chat, user)
    world.painter.go_on()
    await told(world, user)
    assert len(results(chat)) == 1


async def test_a_flood_wait_is_honoured_and_the_result_sent_once(world: World) -> None:
    user, chat = world.person()
    world.telegram.fail("sendPhoto", Fault.flood(1))
    await world.asked(chat, user)
    await told(world, user)
    refused, taken = world.telegram.made("sendPhoto", ok=False)
    assert taken.at - refused.at >= 1
    assert len(results(chat)) == 1


async def test_a_flood_wait_of_one_chat_does_not_hold_up_another(world: World) -> None:
    ann, slow = world.person("Ann")
    ben, quick = world.person("Ben")
    world.telegram.fail("sendPhoto", Fault.flood(20, when=lambda params: params["chat_id"] == slow.id))
    await world.asked(slow, ann)
    await world.until(lambda: world.telegram.made("sendPhoto", ok=False))
    await world.asked(quick, ben)
    assert await world.result(quick)
    assert not results(slow)


async def test_who_blocked_the_bot_is_given_up_and_the_result_kept(world: World) -> None:
    user, chat = world.person()
    world.telegram.fail("sendPhoto", Fault.blocked())
    await begun(world, chat, user)
    world.painter.go_on()
    await told(world, user)
    (job,) = await world.jobs(user)
    assert job.state is JobState.DONE
    assert job.result


@pytest.mark.parametrize("reason", ["bot was kicked from the supergroup chat", "the group chat was deleted"])
async def test_a_group_that_is_closed_to_the_bot_is_given_up(world: World, reason: str) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann], privacy=False)
    await begun(world, group, ann, "/stylize")
    group.shut = reason
    world.painter.go_on()
    await told(world, ann)


async def test_when_the_request_was_deleted_the_result_comes_without_reply(world: World) -> None:
    user, chat = world.person()
    await begun(world, chat, user)
    for message in list(chat.messages.values()):
        if message["from"]["id"] == user.id:
            del chat.messages[message["message_id"]]
    world.painter.go_on()
    assert "reply_to_message" not in await world.result(chat)


async def test_where_photos_are_not_allowed_the_result_is_a_file(world: World) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann], privacy=False)
    group.forbids.add("photos")
    await world.asked(group, ann, "/stylize")
    assert (await world.result(group))["document"]


async def test_a_result_too_large_for_the_server_is_made_smaller_and_that_is_said(world: World) -> None:
    user, chat = world.person()
    world.telegram.methods.upload_bytes = 9_000
    chat.document(user, picture(400, 300), "photo.png", "image/png", album="large")
    chat.document(user, picture(), "painting.png", "image/png", album="large")
    assert "to fit" in text_of(await world.result(chat))


async def test_in_a_forum_everything_stays_in_its_topic(world: World) -> None:
    ann = world.telegram.user("Ann")
    forum = world.telegram.group("Painters", [ann], topics={77}, privacy=False)
    await world.asked(forum, ann, "/stylize", topic=77)
    assert (await world.result(forum))["message_thread_id"] == 77


async def test_when_the_topic_is_gone_the_result_goes_to_the_group(world: World) -> None:
    ann = world.telegram.user("Ann")
    forum = world.telegram.group("Painters", [ann], topics={77}, privacy=False)
    world.painter.pause()
    await world.asked(forum, ann, "/stylize", topic=77)
    await world.until(lambda: forum.from_bot())
    forum.topics.clear()
    world.painter.go_on()
    assert await world.result(forum)


@pytest.mark.parametrize("announced", [True, False])
async def test_a_group_that_becomes_a_supergroup_keeps_its_jobs(world: World, announced: bool) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann], privacy=False, kind="group")
    await begun(world, group, ann, "/stylize")
    fresh = world.telegram.migrate(group, ann, announce=announced)
    world.painter.go_on()
    assert await world.result(fresh)


async def test_a_group_that_becomes_a_supergroup_keeps_its_settings(world: World) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann], admins=[ann], privacy=False, kind="group")
    group.say(ann, "/settings strength=88")
    await world.said(group, "strength=88")
    fresh = world.telegram.migrate(group, ann)
    await world.quiet()
    await world.asked(fresh, ann, "/stylize")
    await world.result(fresh)
    assert (await world.jobs(ann))[0].options.strength == 88


async def test_the_lossless_file_goes_with_the_picture_by_setting(pool: PicturePool, tmp_path: Path) -> None:
    async with open_world(pool, tmp_path, lossless=True) as world:
        user, chat = world.person()
        await world.asked(chat, user)
        call = await world.until(lambda: (world.telegram.made("sendDocument") or [None])[0])
        (job,) = await world.jobs(user)
        assert call.files["document"].data == await world.studio.store.blobs.read(job.result or "")


async def test_a_chat_may_want_the_file_with_every_picture(world: World) -> None:
    user, chat = world.person()
    chat.say(user, "/settings files=on")
    await world.said(chat, "files=on")
    await world.asked(chat, user)
    assert await world.until(lambda: world.telegram.made("sendDocument", chat=chat))


async def test_a_network_that_comes_back_brings_the_result(world: World) -> None:
    user, chat = world.person()
    await begun(world, chat, user)
    await world.telegram.down()
    world.painter.go_on()

    async def done() -> bool:
        return (await world.jobs(user))[0].state is JobState.DONE

    await world.until_async(done)
    await world.telegram.up()
    await world.result(chat)
    assert len(results(chat)) == 1


async def test_a_job_that_ended_while_the_bot_was_away_is_delivered_at_its_return(world: World) -> None:
    user, chat = world.person()
    await begun(world, chat, user)
    await world.stop()
    world.painter.go_on()
    await world.start()
    await world.result(chat)
    await told(world, user)
    assert len(results(chat)) == 1


async def test_a_result_whose_arrival_was_not_written_down_is_not_sent_again(world: World) -> None:
    user, chat = world.person()
    status = await begun(world, chat, user)
    (job,) = await world.jobs(user)
    await world.studio.records.note_destination(job.id, sending=True)
    world.painter.go_on()
    await told(world, user)
    assert not world.telegram.made("sendPhoto")
    assert "📎 File" in labels(status)


async def test_a_result_after_a_flood_wait_and_a_restart_is_a_message_of_its_own(world: World) -> None:
    user, chat = world.person()
    world.telegram.fail("sendPhoto", Fault.flood(30))
    status = await begun(world, chat, user)
    world.painter.go_on()
    await world.until(lambda: world.telegram.made("sendPhoto", ok=False))

    async def known_as_undone() -> bool:
        return not (await world.jobs(user))[0].destination["sending"]

    await world.until_async(known_as_undone)
    await world.restart()
    assert (await world.result(chat))["message_id"] != status["message_id"]


async def test_a_status_too_old_to_be_deleted_does_not_hold_up_the_end(world: World) -> None:
    user, chat = world.person()
    status = await begun(world, chat, user)
    chat.aged(status, hours=50)
    world.painter.go_on()
    await told(world, user)
    assert "further down" in text_of(status)


async def test_where_nothing_may_be_sent_the_picture_goes_to_its_owner(world: World) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann], privacy=False)
    group.forbids |= {"photos", "documents"}
    private = world.telegram.private(ann)
    private.begun = True
    await world.asked(group, ann, "/stylize")
    assert await world.result(private)
    await told(world, ann)


async def test_where_nothing_may_be_sent_at_all_the_owner_is_told_how_to_get_it(world: World) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann], privacy=False)
    group.forbids |= {"photos", "documents"}
    await world.asked(group, ann, "/stylize")
    await world.said(group, "neither photos nor files")
    await told(world, ann)
    (job,) = await world.jobs(ann)
    private = world.telegram.private(ann)
    private.say(ann, f"/start alone-{job.id}")
    assert await world.result(private)


async def test_a_picture_that_is_gone_is_said_to_be_gone(world: World) -> None:
    user, chat = world.person()
    await begun(world, chat, user)
    await world.stop()
    world.painter.go_on()
    async with world.store() as store:
        (job,) = await store.jobs.of_owner(f"telegram:{user.id}", 1)
        lost = job.with_changes(state=JobState.DONE, result="0" * 64)
        await store.jobs.change(job.id, lambda _: lost)
    await world.start()
    assert await world.said(chat, "It did not work")
    await told(world, user)


async def test_the_time_lapse_plays_in_the_chat(world: World) -> None:
    user, chat = world.person()
    await world.asked(chat, user, "/stylize timelapse")
    film = await world.until(lambda: next((each for each in chat.from_bot() if "animation" in each), None))
    assert world.telegram.files.by_id[film["animation"]["file_id"]].data.startswith(b"GIF")


async def test_the_log_chat_hears_who_had_what_painted(world: World) -> None:
    ann, admin = world.telegram.user("Ann"), world.telegram.user("Admin")
    group = world.telegram.group("Painters", [ann], admins=[admin], privacy=False)
    office = world.telegram.group("Office", [], admins=[admin])
    group.say(admin, f"/settings log={office.id}")
    await world.said(group, f"log={office.id}")
    await world.asked(group, ann, "/stylize")
    assert "Ann" in text_of(await world.said(office, "had this painted"))


async def test_nobody_has_a_strangers_chat_written_to(world: World) -> None:
    ann, admin = world.telegram.user("Ann"), world.telegram.user("Admin")
    group = world.telegram.group("Painters", [ann], admins=[admin], privacy=False)
    other = world.telegram.group("Others", [ann])
    group.say(admin, f"/settings log={other.id}")
    await world.said(group, "only to a chat that you administer")
    assert (await world.studio.servers.settings(f"telegram:{group.id}")).log_channel is None
