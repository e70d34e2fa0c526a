"""The buttons under a status message and under a result."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from bot.core.jobs import JobState
from bot.core.variations import BIGGER, STRENGTH_STEP
from tests.bot.discord.world import World, picture
from tests.fakes.discord import Message

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_cancel_ends_the_job(world: World) -> None:
    ann = world.person()
    message = await world.being_painted(ann)
    await ann.click(message, "cancel")
    await world.until(lambda: "cancelled" in message.text, "the word")
    assert (await world.told(ann)).state is JobState.CANCELLED


async def test_a_cancelled_message_has_no_buttons_and_no_picture(world: World) -> None:
    ann = world.person()
    message = await world.being_painted(ann)
    await ann.click(message, "cancel")
    await world.until(lambda: "cancelled" in message.text, "the word")
    assert (message.buttons, message.attachments) == ({}, [])


async def test_one_who_waits_can_cancel(world: World) -> None:
    await world.being_painted(world.person("ann"))
    ben = world.person("ben")
    waiting = await world.status(await world.stylize(ben), "cancel")
    await ben.click(waiting, "cancel")
    await world.until(lambda: "cancelled" in waiting.text, "the word")


async def test_a_stranger_cannot_cancel(world: World) -> None:
    message = await world.being_painted(world.person("ann"))
    asked = await world.person("eve").click(message, "cancel")
    assert await world.refusal(asked)
    assert message.buttons


async def test_a_moderator_can_cancel(world: World) -> None:
    message = await world.being_painted(world.person("ann"))
    await world.manager().click(message, "cancel")
    await world.until(lambda: "cancelled" in message.text, "the word")


async def test_keep_delivers_the_picture_as_it_is(world: World) -> None:
    ann = world.person()
    await ann.click(await world.being_painted(ann), "keep")
    assert "early" in (await world.result()).text


VARIED = [
    ("stronger", {"strength": 50 + STRENGTH_STEP}),
    ("softer", {"strength": 50 - STRENGTH_STEP}),
    ("bigger", {"size": round(96 * BIGGER)}),
    ("colors", {"colors": "keep"}),
]


@pytest.mark.parametrize(("action", "changed"), VARIED, ids=[action for action, _ in VARIED])
async def test_a_button_changes_one_thing(world: World, action: str, changed: dict[str, object]) -> None:
    ann = world.person()
    await ann.click(await world.finished(ann), action)
    await world.result(number=2)
    assert world.painter.requests[-1].options.changed() == changed


async def test_again_takes_another_seed(world: World) -> None:
    ann = world.person()
    await ann.click(await world.finished(ann), "again")
    await world.result(number=2)
    assert list(world.painter.requests[-1].options.changed()) == ["seed"]


async def test_swap_exchanges_photo_and_painting(world: World) -> None:
    ann = world.person()
    photo, painting = picture(120, 70), picture(70, 70)
    await ann.click(await world.finished(ann, content=photo, style=painting), "swap")
    await world.result(number=2)
    request = world.painter.requests[-1]
    assert (request.content, request.styles) == (painting, (photo,))


async def test_a_new_result_knows_its_parent(world: World) -> None:
    ann = world.person()
    await ann.click(await world.finished(ann), "again")
    await world.result(number=2)
    child, parent = await world.jobs(ann)
    assert child.parent == parent.id


async def test_a_variation_belongs_to_who_asked_for_it(world: World) -> None:
    message = await world.finished(world.person("ann"))
    ben = world.person("ben")
    await ben.click(message, "again")
    assert f"<@{ben.id}>" in (await world.result(number=2)).text


async def test_a_button_that_would_change_nothing_cannot_be_pressed(world: World) -> None:
    message = await world.finished(world.person(), strength=100)
    assert not any(":stronger:" in each for each in message.buttons)


async def test_compare_shows_the_three_side_by_side(world: World) -> None:
    ann = world.person()
    message = await world.finished(ann, content=picture(100, 100))
    asked = await ann.click(message, "compare")
    sheet: Message = await world.until(lambda: asked.message and asked.message.attachments and asked.message)
    image = Image.open(BytesIO(world.fake.world.read_file(sheet.attachments[0])))
    assert image.width > 2.5 * image.height
    assert sheet.ephemeral


async def test_a_stranger_does_not_see_the_photo(world: World) -> None:
    message = await world.finished(world.person("ann"))
    assert await world.refusal(await world.person("eve").click(message, "compare"))


async def test_recipe_is_for_the_one_who_asks(world: World) -> None:
    message = await world.finished(world.person("ann"), seed=77)
    asked = await world.person("ben").click(message, "recipe")
    assert asked.message is not None
    assert asked.message.ephemeral
    assert "seed:77" in asked.message.text


async def test_delete_forgets_job_and_message(world: World) -> None:
    ann = world.person()
    message = await world.finished(ann)
    await world.told(ann)
    await ann.click(message, "delete")
    await ann.click(message, "erase")
    await world.until(lambda: message.id not in world.channel.messages, "the message gone")
    assert await world.jobs(ann) == []


async def test_a_stranger_cannot_delete(world: World) -> None:
    ann = world.person("ann")
    message = await world.finished(ann)
    await world.refusal(await world.person("eve").click(message, "delete"))
    assert len(await world.jobs(ann)) == 1


async def test_a_moderator_can_delete(world: World) -> None:
    message = await world.finished(world.person("ann"))
    max_ = world.manager()
    await max_.click(message, "delete")
    await max_.click(message, "erase")
    await world.until(lambda: message.id not in world.channel.messages, "the message gone")


async def test_buttons_work_after_a_restart(world: World) -> None:
    ann = world.person()
    message = await world.finished(ann)
    await world.told(ann)
    await world.stop()
    await world.start()
    await ann.click(message, "stronger")
    assert "strength 70" in (await world.result(number=2)).text


async def test_a_made_up_job_is_refused(world: World) -> None:
    ann = world.person()
    message = await world.finished(ann)
    row = message.body["components"][0]["components"][0]
    row["custom_id"] = "impasto:again:AAAAAAAAAAAAAAAAAAAAAA"
    assert await world.refusal(await ann.click(message, "again"))


async def test_custom_ids_fit_the_platform(world: World) -> None:
    message = await world.finished(world.person())
    assert max(len(custom_id) for custom_id in message.buttons) <= 100
