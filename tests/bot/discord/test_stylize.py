"""`/stylize` from command to picture."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from bot.core.jobs import JobState, Owner
from bot.core.refusal import Refusal
from bot.core.visibility import Which
from engine.options import StyleOptions
from tests.bot.discord.world import PRESET, World, picture
from tests.fakes.discord import Account, Message

pytestmark = pytest.mark.asyncio(loop_scope="session")


def read(world: World, message: Message) -> Image.Image:
    return Image.open(BytesIO(world.fake.world.read_file(message.attachments[0])))


async def test_the_picture_is_made_of_the_persons_own_photo(world: World) -> None:
    message = await world.finished(world.person(), content=picture(120, 70))
    assert read(world, message).size == (120, 70)


async def test_two_people_at_once_each_get_their_own(world: World) -> None:
    ann, ben = world.person("ann"), world.person("ben")
    await world.stylize(ann, content=picture(120, 70))
    await world.stylize(ben, content=picture(70, 120))
    messages = [await world.result(number=1), await world.result(number=2)]
    sizes = {message.content.split(">")[0].split("@")[1]: read(world, message).size for message in messages}
    assert sizes == {str(ann.id): (120, 70), str(ben.id): (70, 120)}


async def test_a_command_is_acknowledged_in_under_a_second(world: World) -> None:
    asked = await world.stylize(world.person())
    assert asked.acknowledged_after < 1.0


async def test_the_owner_is_notified_and_nobody_else(world: World) -> None:
    ann = world.person()
    message = await world.finished(ann)
    assert message.body["allowed_mentions"]["users"] == [ann.id]
    assert message.body["allowed_mentions"]["parse"] == []


async def test_progress_notifies_nobody(world: World) -> None:
    message = await world.being_painted(world.person())
    assert not message.history[-1]["allowed_mentions"].get("users")


async def test_the_status_message_shows_who_step_and_the_growing_picture(world: World) -> None:
    ann = world.person()
    message = await world.being_painted(ann)
    assert f"<@{ann.id}>" in message.text
    assert "step 0 of 3" in message.text
    assert read(world, message).format == "JPEG"


async def test_who_waits_is_told_the_position(world: World) -> None:
    await world.being_painted(world.person("ann"))
    asked = await world.stylize(world.person("ben"))
    message = await world.status(asked, "cancel")
    await world.until(lambda: "number 1 of 1 in the queue" in message.text, "the position")


async def test_the_status_message_goes_when_the_result_comes(world: World) -> None:
    await world.finished(world.person())
    await world.until(lambda: len(world.channel.messages) == 1, "one message left")


async def test_the_result_names_its_recipe_in_one_line(world: World) -> None:
    message = await world.finished(world.person(), strength=70, seed=9)
    line = message.text.splitlines()[0]
    assert all(part in line for part in ("strength 70", "96×64", "seed 9", " s "))


async def test_the_file_is_called_after_photo_and_style(world: World) -> None:
    message = await world.finished(world.person(), content=("my holiday.jpeg", picture()), preset=PRESET)
    assert message.attachments[0]["filename"] == f"my-holiday-{PRESET}.png"


async def test_the_picture_is_described_to_those_who_cannot_see_it(world: World) -> None:
    message = await world.finished(world.person(), content=("cat.png", picture()))
    assert "cat.png" in message.attachments[0]["description"]


async def test_a_hidden_photo_makes_a_hidden_picture(world: World) -> None:
    message = await world.finished(world.person(), content=("SPOILER_cat.png", picture()))
    assert message.attachments[0]["filename"].startswith("SPOILER_")


async def test_a_preset_stands_for_a_painting(world: World) -> None:
    message = await world.finished(world.person(), preset=PRESET)
    assert world.studio.presets.get(PRESET).title_in("en") in message.text


OPTIONS = [
    ("strength", 81, 81),
    ("quality", "draft", "draft"),
    ("size", 128, 128),
    ("colors", "keep", "keep"),
    ("seed", 4_294_967_295, 4_294_967_295),
    ("timelapse", True, True),
]


@pytest.mark.parametrize(("name", "value", "wanted"), OPTIONS, ids=[name for name, _, _ in OPTIONS])
async def test_an_option_reaches_the_engine(world: World, name: str, value: object, wanted: object) -> None:
    await world.finished(world.person(), **{name: value})
    assert getattr(world.painter.requests[-1].options, name) == wanted


@pytest.mark.parametrize(
    ("typed", "weights"), [("3,7", (3.0, 7.0)), ("25", (75.0, 25.0)), ("60 %", (40.0, 60.0))]
)
async def test_a_blend_weighs_two_paintings(world: World, typed: str, weights: tuple[float, float]) -> None:
    await world.finished(world.person(), style2=picture(), blend=typed)
    request = world.painter.requests[-1]
    assert (len(request.styles), request.options.style_blend) == (2, weights)


async def test_what_is_not_said_stays_as_the_engine_has_it(world: World) -> None:
    await world.finished(world.person())
    assert world.painter.requests[-1].options == StyleOptions()


async def test_ranges_are_those_of_the_options(world: World) -> None:
    command = next(c for c in world.fake.world.commands if c["name"] == "stylize")
    ranges = {o["name"]: (o["min_value"], o["max_value"]) for o in command["options"] if "min_value" in o}
    assert ranges == {"strength": (1, 100), "size": (64, 4096), "seed": (0, 2**32 - 1)}


async def test_presets_are_completed_as_one_types(world: World) -> None:
    choices = await world.person().autocomplete(world.channel, "stylize", "preset", PRESET[:3])
    assert PRESET in [choice["value"] for choice in choices]


async def test_favourites_come_first(world: World) -> None:
    ann = world.person()
    names = [c["value"] for c in await ann.autocomplete(world.channel, "stylize", "preset", "")]
    await world.finished(ann, preset=names[-1])
    again = await ann.autocomplete(world.channel, "stylize", "preset", "")
    assert again[0]["value"] == names[-1]


async def test_a_job_in_a_dm_is_answered_there(world: World) -> None:
    ann = world.person()
    dm = world.fake.world.dm(ann.id)
    await world.stylize(ann, dm)
    assert await world.result(dm)


async def test_a_delivered_job_is_marked_so(world: World) -> None:
    ann = world.person()
    await world.finished(ann)
    assert (await world.told(ann)).state is JobState.DELIVERED


async def test_an_animation_comes_along(world: World) -> None:
    message = await world.finished(world.person(), timelapse=True)
    assert [a["filename"].rsplit(".", 1)[1] for a in message.attachments] == ["png", "gif"]


async def test_an_animation_that_is_gone_does_not_keep_the_picture_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, picture_of = world.person(), world.studio.records.picture_of

    async def without_film(job_id: str, which: Which, viewer: Owner, **more: Any) -> bytes:
        if which == "timelapse":
            raise Refusal("pictures_gone")
        return await picture_of(job_id, which, viewer, **more)

    monkeypatch.setattr(world.studio.records, "picture_of", without_film)
    message = await world.finished(ann, timelapse=True)
    assert [a["filename"].rsplit(".", 1)[1] for a in message.attachments] == ["png"]
    assert (await world.told(ann)).state is JobState.DELIVERED


async def test_the_only_intent_is_guilds(world: World) -> None:
    assert world.fake.gateway.intents == 1


async def test_a_message_with_a_picture_can_be_stylized(world: World) -> None:
    ann = world.person()
    shown = await ann.message_command(ann.post(world.channel, cat_png=picture(90, 70)), "Stylize…")
    await ann.submit(shown, style=picture(), strength="33")
    assert read(world, await world.result()).size == (90, 70)
    assert world.painter.requests[-1].options.strength == 33


async def test_the_answer_to_a_message_command_replies_to_that_message(world: World) -> None:
    ann, ben = world.person("ann"), world.person("ben")
    post = ben.post(world.channel, cat_png=picture())
    await ann.submit(await ann.message_command(post, "Stylize…"), preset=[PRESET])
    message = await world.result()
    assert message.body["message_reference"]["message_id"] == post.id


async def test_words_are_in_the_persons_language(world: World) -> None:
    message = await world.finished(Account(world.fake, "hans", locale="de"))
    assert "Stärke 50" in message.text
