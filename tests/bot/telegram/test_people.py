"""Whose picture it is: who may press, who may see, and how everything of somebody's goes."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.jobs import Job, JobState
from tests.bot.telegram.world import World, labels, picture, results
from tests.fakes.telegram import Chat, User, text_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def posted(world: World, **more: Any) -> tuple[User, User, Chat, dict[str, Any], Job]:
    """An owner, a stranger, their group and the owner's finished picture in it."""
    owner, stranger = world.telegram.user("Owner"), world.telegram.user("Stranger")
    group = world.telegram.group("Painters", [owner, stranger], privacy=False)
    await world.asked(group, owner, "/stylize", **more)
    result = await world.result(group)
    return owner, stranger, group, result, (await world.jobs(owner))[0]


async def told(world: World, job: Job) -> None:
    async def done() -> bool:
        return (await world.studio.records.job(job.id)).told

    await world.until_async(done, "the end is told")


async def test_a_stranger_may_not_compare(world: World) -> None:
    _, stranger, group, result, _ = await posted(world)
    press = world.telegram.press(stranger, result, "Compare")
    assert (await world.until(lambda: press.answer))["show_alert"]
    assert len(group.from_bot()) == 1


async def test_nobody_gets_the_photo_by_way_of_again_and_compare(world: World) -> None:
    """The steps of the leak."""
    _, stranger, group, result, _ = await posted(world)
    world.telegram.press(stranger, result, "Again")
    copy = await world.result(group, number=2)
    press = world.telegram.press(stranger, copy, "Compare")
    assert "somebody else" in (await world.until(lambda: press.answer))["text"]
    assert len(results(group)) == 2


async def test_delete_asks_once_and_takes_picture_and_record(world: World) -> None:
    owner, _, group, result, _job = await posted(world)
    world.telegram.press(owner, result, "Delete")
    await world.until(lambda: "🗑 Yes, delete it" in labels(result))
    world.telegram.press(owner, result, "Yes, delete")
    await world.until(lambda: result["message_id"] not in group.messages)
    assert not await world.jobs(owner)


async def test_who_changes_their_mind_keeps_the_picture(world: World) -> None:
    owner, _, _, result, _ = await posted(world)
    world.telegram.press(owner, result, "Delete")
    await world.until(lambda: "No, keep it" in labels(result))
    world.telegram.press(owner, result, "No, keep it")
    await world.until(lambda: "📎 File" in labels(result))
    assert await world.jobs(owner)


async def test_a_stranger_may_not_delete(world: World) -> None:
    _, stranger, _, result, _ = await posted(world)
    press = world.telegram.press(stranger, result, "Delete")
    assert (await world.until(lambda: press.answer))["show_alert"]
    assert "📎 File" in labels(result)


async def test_delete_works_after_the_record_has_expired(world: World) -> None:
    owner, _, group, result, job = await posted(world)
    await told(world, job)
    await world.studio.store.jobs.remove([job.id])
    world.telegram.press_data(owner, result, f"delete-yes:{job.id}")
    await world.until(lambda: result["message_id"] not in group.messages)


async def test_after_the_record_has_expired_a_stranger_still_may_not_delete(world: World) -> None:
    _, stranger, group, result, job = await posted(world)
    await told(world, job)
    await world.studio.store.jobs.remove([job.id])
    press = world.telegram.press_data(stranger, result, f"delete-yes:{job.id}")
    assert (await world.until(lambda: press.answer))["show_alert"]
    assert result["message_id"] in group.messages


async def test_a_picture_too_old_to_be_deleted_is_emptied(world: World) -> None:
    owner, _, group, result, job = await posted(world)
    await told(world, job)
    before = result["photo"][-1]["file_unique_id"]
    group.aged(result, hours=50)
    world.telegram.press_data(owner, result, f"delete-yes:{job.id}")
    await world.until(lambda: "Deleted" in text_of(result))
    assert result["photo"][-1]["file_unique_id"] != before


async def test_forget_counts_asks_and_takes_everything(world: World) -> None:
    user, chat = world.person()
    await world.asked(chat, user)
    await told(world, (await world.until_async(lambda: world.jobs(user)))[0])
    chat.photo(user, picture())
    await world.said(chat, "Now send me the painting")
    chat.say(user, "/forget")
    question = await world.said(chat, "requests: 1")
    world.telegram.press(user, question, "Yes, delete everything")
    await world.until(lambda: "I keep nothing of you" in text_of(question))
    assert not await world.jobs(user)
    assert not await world.studio.store.notes("telegram.choice")


async def test_nobody_can_have_somebody_else_forgotten(world: World) -> None:
    owner, stranger, group, _, _ = await posted(world)
    group.say(owner, "/forget")
    question = await world.said(group, "requests: 1")
    press = world.telegram.press(stranger, question, "Yes, delete everything")
    assert (await world.until(lambda: press.answer))["show_alert"]
    assert await world.jobs(owner)


async def test_a_groups_picture_comes_to_one_alone(world: World) -> None:
    owner, _, _, result, _ = await posted(world)
    private = world.telegram.private(owner)
    private.begun = True
    world.telegram.press(owner, result, "Send it to me alone")
    assert await world.result(private)


async def test_where_the_private_chat_is_not_open_the_button_opens_it(world: World) -> None:
    owner, _, _, result, job = await posted(world)
    press = world.telegram.press(owner, result, "Send it to me alone")
    answer = await world.until(lambda: press.answer)
    assert answer["url"] == f"https://t.me/{world.telegram.bot.username}?start=alone-{job.id}"
    private = world.telegram.private(owner)
    private.say(owner, f"/start alone-{job.id}")
    assert await world.result(private)


async def test_a_picture_in_the_making_moves_to_its_owner_alone(world: World) -> None:
    owner = world.telegram.user("Owner")
    group = world.telegram.group("Painters", [owner], privacy=False)
    private = world.telegram.private(owner)
    private.begun = True
    world.painter.pause()
    await world.asked(group, owner, "/stylize")
    status = await world.until(lambda: next((each for each in group.from_bot() if labels(each)), None))
    world.telegram.press(owner, status, "Send it to me alone")
    await world.until(lambda: status["message_id"] not in group.messages)
    world.painter.go_on()
    assert await world.result(private)
    assert not results(group)


async def test_what_is_asked_for_alone_never_shows_in_the_group(world: World) -> None:
    owner = world.telegram.user("Owner")
    group = world.telegram.group("Painters", [owner], privacy=False)
    private = world.telegram.private(owner)
    private.begun = True
    group.photo(owner, picture(), "/stylize")
    question = await world.said(group, "reply to this message with the painting")
    press = world.telegram.press(owner, question, "For me alone")
    await world.until(lambda: press.answer)
    world.telegram.press(owner, question, world.studio.presets.list()[0].title_in("en"))
    await world.result(private)
    await world.until(lambda: not group.from_bot() or None)
    assert (await world.jobs(owner))[0].private


async def test_a_spoiler_stays_a_spoiler(world: World) -> None:
    _, _, _, result, job = await posted(world, has_media_spoiler=True)
    assert (result["has_media_spoiler"], job.spoiler) == (True, True)


async def test_a_compared_spoiler_stays_a_spoiler(world: World) -> None:
    owner, _, group, result, _ = await posted(world, has_media_spoiler=True)
    world.telegram.press(owner, result, "Compare")
    sheet = await world.until(lambda: next((each for each in group.from_bot() if not labels(each)), None))
    assert sheet["has_media_spoiler"]


async def test_a_chat_may_want_every_picture_as_a_spoiler(world: World) -> None:
    user, chat = world.person()
    chat.say(user, "/settings spoiler=on")
    await world.said(chat, "spoiler=on")
    await world.asked(chat, user)
    assert (await world.result(chat))["has_media_spoiler"]


async def test_an_anonymous_administrator_presses_their_own_buttons(world: World) -> None:
    admin = world.telegram.user("Admin")
    group = world.telegram.group("Painters", [], admins=[admin])
    photo = group.photo(admin, picture(), sender_chat=group.json())
    group.say(admin, "/stylize", reply_to=photo, sender_chat=group.json())
    question = await world.said(group, "reply to this message with the painting")
    world.telegram.press(admin, question, world.studio.presets.list()[0].title_in("en"))
    result = await world.result(group)
    world.telegram.press(admin, result, "Stronger")
    assert await world.result(group, 2)


async def test_nobody_else_presses_an_anonymous_administrators_buttons(world: World) -> None:
    admin, member = world.telegram.user("Admin"), world.telegram.user("Member")
    group = world.telegram.group("Painters", [member], admins=[admin])
    photo = group.photo(admin, picture(), sender_chat=group.json())
    group.say(admin, "/stylize", reply_to=photo, sender_chat=group.json())
    question = await world.said(group, "reply to this message with the painting")
    press = world.telegram.press(member, question, world.studio.presets.list()[0].title_in("en"))
    assert (await world.until(lambda: press.answer))["show_alert"]


async def test_who_writes_as_a_channel_presses_its_buttons(world: World) -> None:
    writer = world.telegram.user("Writer")
    group = world.telegram.group("Painters", [writer])
    channel = world.telegram.channel("News", [writer], open_to_bot=True)
    photo = group.photo(writer, picture(), sender_chat=channel.json())
    group.say(writer, "/stylize", reply_to=photo, sender_chat=channel.json())
    question = await world.said(group, "reply to this message with the painting")
    world.telegram.press(writer, question, world.studio.presets.list()[0].title_in("en"))
    assert await world.result(group)


async def test_names_in_the_queue_turn_nothing_round_and_mention_nobody(world: World) -> None:
    odd = world.telegram.user("\u202e@durov\u200b t.me/x")
    group = world.telegram.group("Painters", [odd], privacy=False)
    world.painter.pause()
    await world.asked(group, odd, "/stylize")
    await world.until(lambda: group.from_bot())
    group.say(odd, "/queue")
    queue = await world.said(group, "One picture in this chat")
    (mark,) = queue["entities"]
    units = text_of(queue).encode("utf-16-le")
    marked = units[2 * mark["offset"] : 2 * (mark["offset"] + mark["length"])].decode("utf-16-le")
    assert (mark["type"], marked) == ("code", "\u2068@durov t.me/x\u2069")


async def test_two_taps_give_one_job(world: World) -> None:
    owner, _, group, result, _ = await posted(world)
    for _ in range(2):
        world.telegram.press(owner, result, "Stronger")
    await world.result(group, 2)
    await world.quiet()
    assert len(await world.jobs(owner)) == 2


async def test_the_recipe_can_be_copied_by_a_touch(world: World) -> None:
    _, _, _, result, _ = await posted(world)
    (mark,) = result["caption_entities"]
    units = text_of(result).encode("utf-16-le")
    marked = units[2 * mark["offset"] : 2 * (mark["offset"] + mark["length"])].decode("utf-16-le")
    assert (mark["type"], marked) == ("code", "/stylize strength=50")


async def test_who_blocks_the_bot_ends_their_jobs_at_once(world: World) -> None:
    user, chat = world.person()
    world.painter.pause()
    await world.asked(chat, user)
    await world.until(lambda: chat.from_bot())
    world.telegram.bot_is(chat, "kicked", user)

    async def ended() -> bool:
        return (await world.jobs(user))[0].state is JobState.CANCELLED

    await world.until_async(ended, "the job ends")


async def test_a_chat_found_closed_ends_the_job_at_once(world: World) -> None:
    user, chat = world.person()
    world.painter.pause()
    await world.asked(chat, user, "/stylize iterations=40")
    await world.until(lambda: chat.from_bot())
    chat.shut = "bot was blocked by the user"
    world.painter.go_on()

    async def ended() -> bool:
        (job,) = await world.jobs(user)
        return job.told and job.state in (JobState.CANCELLED, JobState.DONE)

    await world.until_async(ended, "the job ends")
