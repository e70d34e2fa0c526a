"""Every way to ask, and which picture is taken for what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.processes.pool import PicturePool
from tests.bot.telegram.world import ALBUM_SECONDS, World, labels, open_world, picture
from tests.fakes.telegram import text_of
from tests.pictures import save, strokes

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_album_in_a_private_chat_becomes_a_picture(world: World) -> None:
    user, chat = world.person()
    await world.asked(chat, user)
    assert (await world.result(chat))["photo"]


async def test_the_result_answers_the_request(world: World) -> None:
    user, chat = world.person()
    first, _ = await world.asked(chat, user)
    result = await world.result(chat)
    assert result["reply_to_message"]["message_id"] == first["message_id"]


async def test_an_album_split_and_out_of_order_is_one_job_with_the_first_picture_as_content(
    world: World,
) -> None:
    user, chat = world.person()
    painting, photo = picture(64, 64), picture(128, 64)
    first = chat.photo(user, photo, album="split", after=0.6 * ALBUM_SECONDS)
    chat.photo(user, painting, album="split")
    await world.result(chat)
    (job,) = await world.jobs(user)
    assert (job.width, job.height) == (128, 64)
    assert job.destination["reply_to"] == first["message_id"]


async def test_a_straggler_after_the_window_completes_its_album(world: World) -> None:
    user, chat = world.person()
    chat.photo(user, picture(128, 64), album="late", after=4 * ALBUM_SECONDS)
    chat.photo(user, picture(64, 64), album="late")
    await world.result(chat)
    (job,) = await world.jobs(user)
    assert (job.width, job.height) == (128, 64)


async def test_an_album_of_three_blends_two_styles(world: World) -> None:
    user, chat = world.person()
    for _ in range(3):
        chat.photo(user, picture(), album="three")
    await world.result(chat)
    (job,) = await world.jobs(user)
    assert len(job.styles) == 2


async def test_an_album_in_a_group_needs_the_command(world: World) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann], privacy=False)
    await world.asked(group, ann)
    await world.asked(group, ann, "/stylize")
    await world.result(group)
    assert len(await world.jobs(ann)) == 1


async def test_a_painting_in_reply_to_a_photo_takes_the_replied_as_content(world: World) -> None:
    ann, ben = world.telegram.user("Ann"), world.telegram.user("Ben")
    group = world.telegram.group("Painters", [ann, ben])
    photo = group.photo(ann, picture(128, 64))
    group.photo(ben, picture(64, 64), "/stylize strength=70", reply_to=photo)
    await world.result(group)
    (job,) = await world.jobs(ben)
    assert (job.width, job.height, job.options.strength) == (128, 64, 70)


async def test_the_command_in_reply_to_a_photo_then_a_preset_button(world: World) -> None:
    ann, ben = world.telegram.user("Ann"), world.telegram.user("Ben")
    group = world.telegram.group("Painters", [ann, ben])
    photo = group.photo(ann, picture())
    group.say(ben, "/stylize", reply_to=photo)
    question = await world.said(group, "reply to this message with the painting")
    preset = world.studio.presets.list()[0]
    world.telegram.press(ben, question, preset.title)
    await world.result(group)
    assert (await world.jobs(ben))[0].preset == preset.name


async def test_only_who_asked_may_choose_the_preset(world: World) -> None:
    ann, ben = world.telegram.user("Ann"), world.telegram.user("Ben")
    group = world.telegram.group("Painters", [ann, ben])
    group.say(ben, "/stylize", reply_to=group.photo(ann, picture()))
    question = await world.said(group, "reply to this message with the painting")
    press = world.telegram.press(ann, question, world.studio.presets.list()[0].title)
    answer = await world.until(lambda: press.answer)
    assert answer["show_alert"]


async def test_the_command_in_reply_to_a_photo_then_the_painting_in_reply(world: World) -> None:
    ann, ben = world.telegram.user("Ann"), world.telegram.user("Ben")
    group = world.telegram.group("Painters", [ann, ben])
    group.say(ben, "/stylize colors=keep", reply_to=group.photo(ann, picture(128, 64)))
    question = await world.said(group, "reply to this message with the painting")
    group.photo(ben, picture(64, 64), reply_to=question)
    await world.result(group)
    (job,) = await world.jobs(ben)
    assert (job.width, job.height, job.options.colors) == (128, 64, "keep")


async def test_a_preset_after_the_command_needs_no_question(world: World) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann])
    name = world.studio.presets.list()[0].name
    group.say(ann, f"/stylize {name}", reply_to=group.photo(ann, picture()))
    await world.result(group)
    assert (await world.jobs(ann))[0].preset == name


async def test_two_photos_in_a_row_in_a_private_chat(world: World) -> None:
    user, chat = world.person()
    chat.photo(user, picture(128, 64))
    await world.said(chat, "Now send me the painting")
    chat.photo(user, picture(64, 64))
    await world.result(chat)
    (job,) = await world.jobs(user)
    assert (job.width, job.height) == (128, 64)


async def test_two_photos_at_once_in_the_wrong_order_keep_the_first_as_content(world: World) -> None:
    user, chat = world.person()
    chat.photo(user, picture(128, 64), after=0.05)
    chat.photo(user, picture(64, 64))
    await world.result(chat)
    (job,) = await world.jobs(user)
    assert (job.width, job.height) == (128, 64)


async def test_the_question_becomes_the_status_message(world: World) -> None:
    user, chat = world.person()
    world.painter.pause()
    chat.photo(user, picture())
    question = await world.said(chat, "Now send me the painting")
    chat.photo(user, picture())
    await world.until(lambda: "✖ Cancel" in labels(question))
    world.painter.go_on()
    await world.result(chat)


async def test_a_file_is_taken_as_it_is(world: World) -> None:
    user, chat = world.person()
    photo, painting = picture(), picture()
    chat.document(user, photo, "photo.png", "image/png", album="files")
    chat.document(user, painting, "painting.png", "image/png", album="files")
    await world.result(chat)
    (job,) = await world.jobs(user)
    assert await world.studio.store.blobs.read(job.content) == photo


async def test_a_sticker_is_a_picture(world: World) -> None:
    user, chat = world.person()
    chat.photo(user, picture(128, 64))
    await world.said(chat, "Now send me the painting")
    chat.sticker(user, picture())
    assert await world.result(chat)


@pytest.mark.parametrize("moving", [{"animated": True}, {"video": True}])
async def test_of_a_moving_sticker_the_first_frame_is_taken(world: World, moving: dict[str, bool]) -> None:
    user, chat = world.person()
    chat.photo(user, picture(128, 64))
    await world.said(chat, "Now send me the painting")
    chat.sticker(user, picture(), **moving)
    assert await world.result(chat)


async def test_of_an_animation_the_first_frame_is_taken(world: World) -> None:
    user, chat = world.person()
    chat.animation(user, picture(128, 64))
    await world.said(chat, "Now send me the painting")
    chat.photo(user, picture())
    await world.result(chat)
    (job,) = await world.jobs(user)
    assert (job.width, job.height) == (128, 64)


async def test_of_a_gif_file_the_first_frame_is_taken(world: World) -> None:
    user, chat = world.person()
    chat.document(user, save(strokes(), "GIF"), "party.gif", "image/gif")
    await world.said(chat, "Now send me the painting")
    chat.photo(user, picture())
    assert await world.result(chat)


async def test_a_half_made_choice_survives_a_restart(world: World) -> None:
    user, chat = world.person()
    chat.photo(user, picture(128, 64), "/stylize strength=90")
    await world.said(chat, "Now send me the painting")
    await world.restart()
    chat.photo(user, picture())
    await world.result(chat)
    (job,) = await world.jobs(user)
    assert (job.width, job.options.strength) == (128, 90)


async def test_options_may_come_after_the_photo(world: World) -> None:
    user, chat = world.person()
    chat.photo(user, picture())
    await world.said(chat, "Now send me the painting")
    said = chat.say(user, "/stylize strength=33")
    await world.until(lambda: world.telegram.methods.seen.get((chat.id, said["message_id"])))
    chat.photo(user, picture())
    await world.result(chat)
    assert (await world.jobs(user))[0].options.strength == 33


async def test_a_wrong_option_is_answered_with_what_was_meant(world: World) -> None:
    user, chat = world.person()
    await world.asked(chat, user, "/stylize strengh=70")
    answer = await world.said(chat, "Did you mean")
    assert "“strength”" in text_of(answer)


async def test_a_wrong_value_is_answered_with_what_is_allowed(world: World) -> None:
    user, chat = world.person()
    await world.asked(chat, user, "/stylize strength=170")
    assert "100" in text_of(await world.said(chat, "strength"))


async def test_a_corrected_caption_makes_the_job(world: World) -> None:
    user, chat = world.person()
    first, _ = await world.asked(chat, user, "/stylize strengh=70")
    await world.said(chat, "Did you mean")
    chat.edit_caption(first, "/stylize strength=70")
    await world.result(chat)
    assert (await world.jobs(user))[0].options.strength == 70


async def test_an_edited_caption_makes_no_second_job(world: World) -> None:
    user, chat = world.person()
    first, _ = await world.asked(chat, user, "/stylize strength=70")
    await world.result(chat)
    chat.edit_caption(first, "/stylize strength=80")
    await world.quiet()
    assert len(await world.jobs(user)) == 1


async def test_a_command_for_another_bot_is_left_alone(world: World) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann])
    group.say(ann, "/stylize@another_bot", reply_to=group.photo(ann, picture()))
    await world.quiet()
    assert not group.from_bot()


async def test_a_command_addressed_to_this_bot_is_taken(world: World) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann])
    group.say(ann, f"/stylize@{world.telegram.bot.username}", reply_to=group.photo(ann, picture()))
    assert await world.said(group, "reply to this message with the painting")


async def test_small_talk_in_a_private_chat_is_answered_with_what_to_do(world: World) -> None:
    user, chat = world.person()
    chat.say(user, "hello?")
    assert await world.said(chat, "two pictures as one album")


async def test_the_command_alone_in_a_group_says_what_to_do(world: World) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann])
    group.say(ann, "/stylize")
    assert await world.said(group, "Reply to a photo with /stylize")


async def test_a_file_too_big_to_fetch_is_answered_with_how_to_send_it(world: World) -> None:
    user, chat = world.person()
    chat.photo(user, picture())
    await world.said(chat, "Now send me the painting")
    chat.document(user, picture(), "huge.png", "image/png", size=22_000_000)
    assert "20 MB" in text_of(await world.said(chat, "larger than"))


async def test_what_is_no_picture_is_refused_with_a_sentence(world: World) -> None:
    user, chat = world.person()
    chat.document(user, b"not a picture", "photo.png", "image/png", album="fake")
    chat.document(user, picture(), "painting.png", "image/png", album="fake")
    refusal = await world.until(lambda: chat.from_bot())
    assert len(text_of(refusal[0])) > 10
    assert not await world.jobs(user)


async def test_who_writes_in_the_groups_name_is_the_group(world: World) -> None:
    ann = world.telegram.user("GroupAnonymousBot")
    group = world.telegram.group("Painters", [ann])
    photo = group.photo(ann, picture(), sender_chat=group.json())
    group.photo(ann, picture(), "/stylize", reply_to=photo, sender_chat=group.json())
    await world.result(group)
    assert (await world.studio.jobs_of(f"telegram:{group.id}"))[0].owner.name == "Painters"


async def test_the_largest_size_of_a_photo_is_taken(world: World) -> None:
    user, chat = world.person()
    sent = chat.photo(user, picture(400, 200), album="sizes")
    chat.photo(user, picture(), album="sizes")
    await world.result(chat)
    (job,) = await world.jobs(user)
    largest = world.telegram.files.by_id[sent["photo"][-1]["file_id"]]
    assert await world.studio.store.blobs.read(job.content) == largest.data


async def test_a_forwarded_picture_is_a_picture(world: World) -> None:
    user, chat = world.person()
    origin: dict[str, Any] = {"type": "hidden_user", "date": 1_700_000_000, "sender_user_name": "Vincent"}
    for _ in range(2):
        chat.photo(user, picture(), album="forwarded", forward_origin=origin)
    assert await world.result(chat)


async def test_an_album_of_which_a_group_shows_one_piece_asks_for_the_painting(world: World) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann])
    await world.asked(group, ann, "/stylize")
    assert await world.said(group, "reply to this message with the painting")


async def test_an_abandoned_choice_expires_with_a_word(pool: PicturePool, tmp_path: Path) -> None:
    async with open_world(pool, tmp_path, choice_seconds=0.3) as world:
        user, chat = world.person()
        chat.photo(user, picture())
        assert await world.said(chat, "put this photo aside")


async def test_after_the_end_of_a_choice_a_picture_begins_a_new_one(
    pool: PicturePool, tmp_path: Path
) -> None:
    async with open_world(pool, tmp_path, choice_seconds=0.3) as world:
        user, chat = world.person()
        chat.photo(user, picture())
        await world.said(chat, "put this photo aside")
        chat.photo(user, picture())
        await world.until(lambda: len(chat.from_bot()) == 2)
        assert not await world.jobs(user)
