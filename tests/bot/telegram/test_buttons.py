"""Buttons: what they do, who may use them, and that they outlive the bot."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.jobs import Job
from tests.bot.telegram.world import World, labels, picture
from tests.fakes.telegram import Chat, User, text_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def finished(world: World, caption: str = "") -> tuple[User, Chat, dict[str, Any], Job]:
    """Somebody's finished picture in their private chat."""
    user, chat = world.person()
    await world.asked(chat, user, caption or None)
    result = await world.result(chat)
    return user, chat, result, (await world.jobs(user))[0]


async def in_a_group(world: World) -> tuple[User, User, User, Chat, dict[str, Any], Job]:
    """Owner, stranger, administrator, and a resting job's status message in their group."""
    owner, stranger, admin = (world.telegram.user(name) for name in ("Owner", "Stranger", "Admin"))
    group = world.telegram.group("Painters", [owner, stranger, admin], admins=[admin], privacy=False)
    world.painter.pause()
    await world.asked(group, owner, "/stylize")
    status = await world.until(lambda: next((each for each in group.from_bot() if labels(each)), None))
    return owner, stranger, admin, group, status, (await world.jobs(owner))[0]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Stronger", {"strength": 70}),
        ("Softer", {"strength": 30}),
        ("Bigger", {"size": 144}),
        ("Original colours", {"colors": "keep"}),
    ],
)
async def test_a_variation_changes_one_thing(world: World, label: str, expected: dict[str, Any]) -> None:
    user, chat, result, job = await finished(world)
    world.telegram.press(user, result, label)
    await world.result(chat, 2)
    child = (await world.jobs(user))[0]
    assert child.parent == job.id
    assert child.options.changed() == expected


async def test_bigger_goes_as_far_as_allowed(world: World) -> None:
    user, chat, result, job = await finished(world)
    await world.studio.servers.change(job.owner.server_key, max_size=100)
    world.telegram.press(user, result, "Bigger")
    await world.result(chat, 2)
    assert (await world.jobs(user))[0].options.changed() == {"size": 100}


async def test_again_takes_another_seed(world: World) -> None:
    user, chat, result, job = await finished(world)
    world.telegram.press(user, result, "Again")
    await world.result(chat, 2)
    assert (await world.jobs(user))[0].options.seed != job.options.seed


async def test_swap_turns_photo_and_painting_round(world: World) -> None:
    user, chat, result, job = await finished(world)
    world.telegram.press(user, result, "Swap")
    await world.result(chat, 2)
    child = (await world.jobs(user))[0]
    assert (child.content, *child.styles) == (*job.styles, job.content)


async def test_a_variation_answers_the_message_it_was_asked_under(world: World) -> None:
    user, chat, result, _ = await finished(world)
    world.telegram.press(user, result, "Stronger")
    second = await world.result(chat, 2)
    assert second["reply_to_message"]["message_id"] == result["message_id"]


async def test_compare_shows_the_pictures_side_by_side(world: World) -> None:
    user, chat, result, _ = await finished(world)
    world.telegram.press(user, result, "Compare")
    sheet = await world.until(
        lambda: next((each for each in chat.from_bot() if not labels(each) and "photo" in each), None)
    )
    assert sheet["photo"][-1]["width"] > 2 * sheet["photo"][-1]["height"]


async def test_file_sends_the_lossless_picture(world: World) -> None:
    user, chat, result, job = await finished(world)
    world.telegram.press(user, result, "File")
    call = await world.until(lambda: (world.telegram.made("sendDocument", chat=chat) or [None])[0])
    assert call.files["document"].data == await world.studio.store.blobs.read(job.result or "")


async def test_buttons_work_after_a_restart(world: World) -> None:
    user, chat, result, _ = await finished(world)
    await world.restart()
    world.telegram.press(user, result, "Stronger")
    assert await world.result(chat, 2)


async def test_a_stranger_may_not_cancel_and_is_told(world: World) -> None:
    _, stranger, _, _, status, job = await in_a_group(world)
    press = world.telegram.press(stranger, status, "Cancel")
    answer = await world.until(lambda: press.answer)
    assert answer["show_alert"]
    assert (await world.studio.records.job(job.id)).state.live


async def test_an_administrator_may_cancel(world: World) -> None:
    _, _, admin, group, status, _ = await in_a_group(world)
    world.telegram.press(admin, status, "Cancel")
    assert await world.said(group, "✖ Cancelled")


async def test_a_stranger_may_vary_anothers_picture_and_has_a_job_of_their_own(world: World) -> None:
    _, stranger, _, group, _, job = await in_a_group(world)
    world.painter.go_on()
    world.telegram.press(stranger, await world.result(group), "Stronger")
    await world.result(group, 2)
    (theirs,) = await world.jobs(stranger)
    assert theirs.borrowed_from == job.id


@pytest.mark.parametrize("label", ["Softer", "Swap"])
async def test_a_stranger_may_not_have_more_of_the_photo_shown(world: World, label: str) -> None:
    _, stranger, _, group, _, _ = await in_a_group(world)
    world.painter.go_on()
    press = world.telegram.press(stranger, await world.result(group), label)
    assert (await world.until(lambda: press.answer))["show_alert"]
    assert not await world.jobs(stranger)


async def test_a_stranger_may_look_at_the_file(world: World) -> None:
    _, stranger, _, group, _, _ = await in_a_group(world)
    world.painter.go_on()
    world.telegram.press(stranger, await world.result(group), "File")
    assert await world.until(lambda: world.telegram.made("sendDocument", chat=group))


async def test_a_button_of_a_job_that_is_forgotten_says_so(world: World) -> None:
    user, _, result, job = await finished(world)
    await world.studio.store.jobs.remove([job.id])
    press = world.telegram.press(user, result, "Stronger")
    assert len((await world.until(lambda: press.answer))["text"]) > 10


async def test_data_that_nobody_sent_is_answered(world: World) -> None:
    user, _, result, _ = await finished(world)
    press = world.telegram.press_data(user, result, "explode:everything")
    assert (await world.until(lambda: press.answer))["show_alert"]


async def test_cancelling_what_is_over_says_so(world: World) -> None:
    user, _, result, job = await finished(world)
    press = world.telegram.press_data(user, result, f"cancel:{job.id}")
    assert (await world.until(lambda: press.answer))["show_alert"]


async def test_a_press_that_comes_twice_gives_one_job(world: World) -> None:
    user, chat, result, _ = await finished(world)
    world.telegram.press(user, result, "Stronger")
    await world.result(chat, 2)
    world.telegram.updates.repeat(1)
    await world.quiet()
    assert len(await world.jobs(user)) == 2


async def test_the_picture_of_a_varied_preset_keeps_its_preset(world: World) -> None:
    user, chat = world.person()
    name = world.studio.presets.list()[0].name
    chat.photo(user, picture(), f"/stylize {name}")
    result = await world.result(chat)
    world.telegram.press(user, result, "Stronger")
    assert f"preset={name}" in text_of(await world.result(chat, 2))
