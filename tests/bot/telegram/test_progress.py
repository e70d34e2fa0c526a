"""One status message a job, within the chat's budget."""

from __future__ import annotations

import pytest

from tests.bot.telegram.world import World, labels
from tests.fakes.telegram import text_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_job_has_one_status_message(world: World) -> None:
    user, chat = world.person()
    await world.asked(chat, user)
    await world.result(chat)
    assert len(world.telegram.made("sendMessage", chat=chat)) == 1


async def test_in_a_private_chat_the_status_becomes_the_growing_picture(world: World) -> None:
    user, chat = world.person()
    world.painter.pause()
    await world.asked(chat, user)
    status = await world.until(lambda: next((each for each in chat.from_bot() if "photo" in each), None))
    assert "▱" in text_of(status)


async def test_in_a_group_the_status_stays_text(world: World) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann], privacy=False)
    world.painter.pause()
    await world.asked(group, ann, "/stylize")
    await world.said(group, "▱")
    world.painter.go_on()
    await world.result(group)
    assert not world.telegram.made("editMessageMedia", chat=group)


async def test_while_it_is_painted_the_chat_shows_an_action(world: World) -> None:
    user, chat = world.person()
    world.painter.pause()
    await world.asked(chat, user)
    call = await world.until(lambda: (world.telegram.made("sendChatAction", chat=chat) or [None])[0])
    assert call.params["action"] == "upload_photo"


async def test_who_waits_is_told_the_position(world: World) -> None:
    world.painter.pause()
    people = [world.person(name) for name in ("Ann", "Ben", "Cleo")]
    for user, chat in people:
        await world.asked(chat, user)
        await world.until(lambda chat=chat: chat.from_bot())
    places = sorted(text_of(chat.from_bot()[0]) for _, chat in people[1:])
    assert any("number 2 of 2" in place for place in places)


async def test_who_waits_sees_a_quick_sketch(world: World) -> None:
    world.painter.pause()
    for name in ("Ann", "Ben"):
        user, chat = world.person(name)
        await world.asked(chat, user)
        await world.until(lambda chat=chat: chat.from_bot())
    await world.until(
        lambda: any(
            "quick sketch" in text_of(message) and "photo" in message
            for chat in world.telegram.chats.values()
            for message in chat.from_bot()
        )
    )


async def test_a_deleted_status_message_does_not_stop_the_job(world: World) -> None:
    user, chat = world.person()
    world.painter.pause()
    await world.asked(chat, user)
    status = await world.until(lambda: (chat.from_bot() or [None])[0])
    del chat.messages[status["message_id"]]
    world.painter.go_on()
    assert await world.result(chat)


async def test_a_status_message_that_was_deleted_is_not_edited_on_and_on(world: World) -> None:
    user, chat = world.person()
    world.painter.pause()
    await world.asked(chat, user, "/stylize iterations=40")
    status = await world.until(lambda: (chat.from_bot() or [None])[0])
    del chat.messages[status["message_id"]]
    world.painter.go_on()
    await world.result(chat)
    failed = [
        call for call in world.telegram.made(ok=False, chat=chat) if call.method.startswith("editMessage")
    ]
    assert len([call for call in failed if call.status == 400]) <= 1


async def test_cancel_ends_the_job_and_says_so(world: World) -> None:
    user, chat = world.person()
    world.painter.pause()
    await world.asked(chat, user)
    status = await world.until(lambda: next((each for each in chat.from_bot() if labels(each)), None))
    world.telegram.press(user, status, "Cancel")
    await world.said(chat, "✖ Cancelled")
    assert "✖ Cancel" not in labels(status)


async def test_keep_delivers_the_picture_as_it_is(world: World) -> None:
    user, chat = world.person()
    world.painter.pause()
    await world.asked(chat, user, "/stylize iterations=9")
    status = await world.until(lambda: next((each for each in chat.from_bot() if labels(each)), None))
    (job,) = await world.jobs(user)
    press = world.telegram.press_data(user, status, f"keep:{job.id}")
    assert "as it is now" in (await world.until(lambda: press.answer))["text"]
    assert "Kept" in text_of(await world.result(chat))


async def test_a_failed_job_says_why_and_offers_again(world: World) -> None:
    user, chat = world.person()
    world.painter.error = RuntimeError("the brush broke")
    await world.asked(chat, user)
    status = await world.said(chat, "It did not work")
    assert labels(status) == {"🔄 Again"}


async def test_the_status_speaks_the_persons_language(world: World) -> None:
    user, chat = world.person("Jürgen", "de-AT")
    world.painter.pause()
    await world.asked(chat, user)
    status = await world.until(lambda: next((each for each in chat.from_bot() if labels(each)), None))
    assert labels(status) >= {"✖ Abbrechen"}


async def test_jobs_in_one_group_share_its_budget(world: World) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann], privacy=False)
    world.painter.pause()
    await world.asked(group, ann, "/stylize")
    first = await world.until_async(lambda: world.jobs(ann))
    await world.until(lambda: group.from_bot())
    alone = world.surface.pace(first[0])
    await world.asked(group, ann, "/stylize")
    await world.until(lambda: len(group.from_bot()) == 2)
    assert world.surface.pace(first[0]) == pytest.approx(2 * alone)


async def test_a_status_whose_picture_was_not_written_down_is_edited_all_the_same(world: World) -> None:
    user, chat = world.person()
    world.painter.pause()
    await world.asked(chat, user)
    status = await world.until(lambda: next((each for each in chat.from_bot() if "photo" in each), None))
    (job,) = await world.jobs(user)
    await world.until_async(lambda: _pictured(world, job.id))
    await world.studio.records.note_destination(job.id, pictured=False)
    world.telegram.press_data(user, status, f"cancel:{job.id}")
    assert await world.said(chat, "✖ Cancelled")


async def _pictured(world: World, job_id: str) -> bool:
    return bool((await world.studio.records.job(job_id)).destination["pictured"])
