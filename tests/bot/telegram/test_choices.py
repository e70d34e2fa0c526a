"""Half-made choices: taken back, asked again, begun from the other end; no silence and no lie on the way."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.telegram.world import World, labels, picture
from tests.fakes.telegram import Chat, Fault, User, text_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def noted(world: World, caption: str | None = None) -> tuple[User, Chat, dict[str, Any]]:
    """Somebody has sent a photo and was asked for the painting; the question."""
    user, chat = world.person()
    chat.photo(user, picture(128, 64), caption)
    return user, chat, await world.said(chat, "Now send me the painting")


async def test_an_album_after_a_lone_photo_is_a_whole_order(world: World) -> None:
    user, chat, _ = await noted(world)
    chat.photo(user, picture(64, 128), album="whole")
    chat.photo(user, picture(64, 64), album="whole")
    await world.result(chat)
    (job,) = await world.jobs(user)
    assert (job.width, job.height, len(job.styles)) == (64, 128, 1)


@pytest.mark.parametrize("said", ["hello", "thanks a lot"])
async def test_small_talk_is_not_taken_for_an_option(world: World, said: str) -> None:
    user, chat, _ = await noted(world)
    chat.say(user, said)
    await world.said(chat, "I have your photo")
    assert not any("Noted" in text_of(each) for each in chat.from_bot())


async def test_a_file_that_is_no_picture_is_not_taken_for_an_option(world: World) -> None:
    user, chat, _ = await noted(world)
    chat.document(user, b"%PDF-1.4", "paper.pdf", "application/pdf")
    assert await world.said(chat, "I have your photo")


async def test_options_are_shown_in_the_question(world: World) -> None:
    user, chat, question = await noted(world)
    chat.say(user, "/stylize strength=33")
    await world.until(lambda: "strength=33" in text_of(question))


async def test_where_reactions_are_not_allowed_options_are_acknowledged_in_words(world: World) -> None:
    user, chat, _ = await noted(world)
    chat.reactions = False
    chat.say(user, "/stylize strength=33")
    assert await world.said(chat, "Noted")


async def test_another_photo_takes_the_place_of_the_noted_one(world: World) -> None:
    user, chat, question = await noted(world, "/stylize strength=90")
    world.telegram.press(user, question, "Other photo")
    await world.until(lambda: "the other photo" in text_of(question))
    chat.photo(user, picture(64, 128))
    await world.until(
        lambda: len([each for each in chat.from_bot() if "🔁 Other photo" in labels(each)]) == 1
    )
    chat.photo(user, picture(64, 64))
    await world.result(chat)
    (job,) = await world.jobs(user)
    assert (job.width, job.height, job.options.strength) == (64, 128, 90)


async def test_a_noted_photo_can_be_dropped(world: World) -> None:
    user, chat, question = await noted(world)
    world.telegram.press(user, question, "Cancel")
    await world.until(lambda: "put it aside" in text_of(question))
    chat.photo(user, picture())
    assert await world.said(chat, "Now send me the painting")
    assert not await world.jobs(user)


async def test_cancel_counts_a_noted_photo(world: World) -> None:
    user, chat, _ = await noted(world)
    chat.say(user, "/cancel")
    assert await world.said(chat, "put it aside")


async def test_cancel_asks_whether_the_job_or_the_noted_photo(world: World) -> None:
    user, chat = world.person()
    world.painter.pause()
    await world.asked(chat, user)
    await world.until(lambda: chat.from_bot())
    chat.photo(user, picture())
    await world.said(chat, "Now send me the painting")
    chat.say(user, "/cancel")
    assert len(labels(await world.said(chat, "Which one?"))) == 2


async def test_the_command_again_on_the_same_photo_asks_again(world: World) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann])
    photo = group.photo(ann, picture())
    group.say(ann, "/stylize", reply_to=photo)
    first = await world.said(group, "reply to this message with the painting")
    again = group.say(ann, "/stylize strength=70", reply_to=photo)
    await world.until(lambda: first["message_id"] not in group.messages)
    (question,) = group.from_bot()
    assert question["reply_to_message"]["message_id"] == again["message_id"]
    assert "strength=70" in text_of(question)


async def test_a_question_whose_sending_was_cut_is_asked_at_the_next_start(world: World) -> None:
    user, chat = world.person()
    fault = world.telegram.fail("sendMessage", Fault(hang=True))
    chat.photo(user, picture())
    await world.until(lambda: not fault.times or None)
    await world.restart()
    assert await world.said(chat, "Now send me the painting")


async def test_a_question_that_may_have_been_lost_is_asked_again(world: World) -> None:
    user, chat = world.person()
    world.telegram.fail("sendMessage", Fault(cut=True))
    chat.photo(user, picture())
    assert await world.said(chat, "Now send me the painting")


async def test_two_taps_on_a_preset_give_one_job(world: World) -> None:
    user, chat, question = await noted(world)
    title = world.studio.presets.list()[0].title_in("en")
    world.telegram.press(user, question, title)
    world.telegram.press(user, question, title)
    await world.result(chat)
    await world.quiet()
    assert len(await world.jobs(user)) == 1


async def test_a_style_may_come_first(world: World) -> None:
    user, chat = world.person()
    name = world.studio.presets.list()[0].name
    chat.say(user, f"/stylize {name} strength=60")
    await world.said(chat, "Now send me the photo")
    chat.photo(user, picture(128, 64))
    await world.result(chat)
    (job,) = await world.jobs(user)
    assert (job.preset, job.options.strength, job.width) == (name, 60, 128)


async def test_after_a_style_small_talk_is_told_what_is_missing(world: World) -> None:
    user, chat = world.person()
    chat.say(user, f"/stylize {world.studio.presets.list()[0].name}")
    await world.said(chat, "Now send me the photo")
    chat.say(user, "like this?")
    assert await world.said(chat, "I know the style")


async def test_in_a_group_a_style_is_answered_with_the_photo(world: World) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann])
    group.say(ann, f"/stylize {world.studio.presets.list()[0].name}")
    question = await world.said(group, "reply to this message with the photo")
    group.photo(ann, picture(), reply_to=question)
    assert await world.result(group)


async def test_a_preset_of_the_gallery_begins(world: World) -> None:
    user, chat = world.person()
    preset = world.studio.presets.list()[0]
    chat.say(user, "/presets")
    gallery = await world.until(lambda: next((each for each in chat.from_bot() if "photo" in each), None))
    press = world.telegram.press(user, gallery, preset.title_in("en"))
    await world.until(lambda: press.answer)
    chat.photo(user, picture())
    await world.result(chat)
    assert (await world.jobs(user))[0].preset == preset.name


async def test_a_deep_link_begins_with_its_style(world: World) -> None:
    user, chat = world.person()
    preset = world.studio.presets.list()[0]
    chat.say(user, f"/start {preset.handle}")
    await world.said(chat, "Now send me the photo")
    chat.photo(user, picture())
    await world.result(chat)
    assert (await world.jobs(user))[0].preset == preset.name


async def test_a_deep_link_to_nothing_says_so(world: World) -> None:
    user, chat = world.person()
    chat.say(user, "/start no-such-style")
    assert len(text_of(await world.until(lambda: (chat.from_bot() or [None])[0]))) > 10


async def test_the_title_of_a_preset_can_be_typed(world: World) -> None:
    user, chat = world.person("Jürgen", "de")
    preset = world.studio.presets.list()[0]
    chat.photo(user, picture(), f"/stylize {preset.title_in('de')}")
    await world.result(chat)
    assert (await world.jobs(user))[0].preset == preset.name


async def test_a_reply_to_a_result_refines_it(world: World) -> None:
    user, chat = world.person()
    await world.asked(chat, user, "/stylize colors=keep")
    result = await world.result(chat)
    chat.say(user, "/stylize strength 90", reply_to=result)
    await world.result(chat, 2)
    child, parent = await world.jobs(user)
    assert (child.parent, child.options.strength, child.options.colors) == (parent.id, 90, "keep")


async def test_a_reply_across_topics_brings_its_picture(world: World) -> None:
    ann = world.telegram.user("Ann")
    forum = world.telegram.group("Painters", [ann], topics={7, 8})
    photo = forum.photo(ann, picture(128, 64), topic=7)
    forum.photo(ann, picture(64, 64), "/stylize", external=photo, topic=8)
    await world.result(forum)
    (job,) = await world.jobs(ann)
    assert (job.width, job.height) == (128, 64)


async def test_editing_the_paintings_caption_after_the_job_changes_nothing(world: World) -> None:
    user, chat = world.person()
    chat.photo(user, picture())
    await world.said(chat, "Now send me the painting")
    painting = chat.photo(user, picture())
    await world.result(chat)
    chat.edit_caption(painting, "my favourite")
    await world.quiet()
    assert len(await world.jobs(user)) == 1
    assert not any("Now send me" in text_of(each) for each in chat.from_bot())


@pytest.mark.parametrize(
    "content",
    [
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
        {"chat_background_set": {"type": {"type": "chat_theme", "theme_name": "🌷"}}},
        {"pinned_message": {"chat": {"id": 1, "type": "private"}, "message_id": 1, "date": 0}},
    ],
)
async def test_a_service_message_in_a_private_chat_is_left_alone(
    world: World, content: dict[str, Any]
) -> None:
    user, chat = world.person()
    chat.service(user, **content)
    chat.say(user, "/help")
    await world.said(chat, "/stylize")
    await world.quiet()
    assert len(chat.from_bot()) == 1
