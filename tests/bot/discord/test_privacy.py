"""A photo goes nowhere its owner did not send it, and everything goes when they say so."""

from __future__ import annotations

import pytest

from bot.core.privacy import LEFT
from bot.discord import destination
from bot.discord.limits import HAND_OVER_SECONDS
from tests.bot.discord.world import PRESET, World, picture
from tests.fakes.discord import Message

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_nobody_gets_the_photo_by_way_of_again_and_compare(world: World) -> None:
    """The steps of the leak."""
    ann, ben = world.person("ann"), world.person("ben")
    first = await world.finished(ann)
    await ben.click(first, "again")
    second = await world.result(number=2)
    asked = await ben.click(second, "compare")
    assert "somebody else" in await world.refusal(asked)
    assert asked.message is not None
    assert not asked.message.attachments


async def test_private_is_seen_by_one_person_alone(world: World) -> None:
    ann = world.person()
    asked = await world.stylize(ann, private=True)
    await world.told(ann)
    assert asked.message is not None
    assert asked.message.attachments
    assert all(m.ephemeral for m in world.channel.messages.values())


async def test_private_stays_private_when_varied(world: World) -> None:
    ann = world.person()
    asked = await world.stylize(ann, private=True)
    await world.told(ann)
    assert asked.message is not None
    again = await ann.click(asked.message, "again")
    await world.until(lambda: again.message and again.message.attachments, "the picture")
    assert all(m.ephemeral for m in world.channel.messages.values())


async def test_private_goes_on_by_direct_message(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(destination, "TOKEN_SECONDS", HAND_OVER_SECONDS + 1.0)
    ann = world.person()
    world.painter.pause()
    await world.status(await world.stylize(ann, private=True), "cancel")
    dm = world.fake.world.dm(ann.id)
    await world.until(lambda: dm.messages, "the direct message")
    world.painter.go_on()
    await world.result(dm)
    assert all(m.ephemeral for m in world.channel.messages.values())


async def test_a_refusal_of_something_private_is_private(world: World) -> None:
    asked = await world.stylize(world.person(), content=("photo.png", b"I am a text" * 50), private=True)
    await world.refusal(asked)
    assert all(m.ephemeral for m in world.channel.messages.values())


HIDDEN = [
    {"content": ("SPOILER_cat.png", picture()), "style": picture()},
    {"content": picture(), "style": ("SPOILER_gore.png", picture())},
]


@pytest.mark.parametrize("options", HIDDEN, ids=["photo", "painting"])
async def test_what_was_hidden_stays_hidden(world: World, options: dict[str, object]) -> None:
    ann = world.person()
    message = await world.finished(ann, **options)
    await ann.click(message, "swap")
    swapped = await world.result(number=2)
    compared = await ann.click(message, "compare")
    sheet: Message = await world.until(
        lambda: compared.message and compared.message.attachments and compared.message
    )
    names = [each.attachments[0]["filename"] for each in (message, swapped, sheet)]
    assert all(name.startswith("SPOILER_") for name in names)


async def test_a_server_may_hide_everything(world: World) -> None:
    await world.studio.servers.change(f"discord:{world.guild.id}", always_spoiler=True)
    message = await world.finished(world.person())
    assert message.attachments[0]["filename"].startswith("SPOILER_")


async def test_forget_says_how_much_and_asks_once(world: World) -> None:
    ann = world.person()
    await world.finished(ann)
    await world.told(ann)
    asked = await ann.slash(world.channel, "forget")
    assert asked.message is not None
    assert "jobs 1, pictures 3, styles 0" in asked.message.text
    assert len(await world.jobs(ann)) == 1
    await ann.click(asked.message, "forget")
    await world.until(lambda: asked.message and "Deleted" in asked.message.text, "the end")
    assert await world.jobs(ann) == []


async def test_forget_takes_half_made_choices_along(world: World) -> None:
    ann = world.person()
    shown = await ann.message_command(ann.post(world.channel, cat_png=picture()), "Stylize…")
    await world.finished(ann, preset=PRESET)
    await world.told(ann)
    asked = await ann.slash(world.channel, "forget")
    assert asked.message is not None
    await ann.click(asked.message, "forget")
    await world.until(lambda: asked.message and "Deleted" in asked.message.text, "the end")
    assert "over" in await world.refusal(await ann.submit(shown, preset=[PRESET]))
    assert await world.studio.store.notes("discord-favourites") == {}


async def test_of_who_has_nothing_nothing_is_forgotten(world: World) -> None:
    asked = await world.person().slash(world.channel, "forget")
    assert asked.message is not None
    assert not asked.message.buttons


async def test_a_server_that_throws_the_bot_out_is_noted(world: World) -> None:
    world.fake.world.emit("GUILD_DELETE", {"id": str(world.guild.id)})
    store = world.studio.store
    await world.noted(LEFT, f"discord:{world.guild.id}")
    world.fake.world.emit("GUILD_CREATE", world.guild.payload(world.fake.world) | {"unavailable": None})
    await world.noted(LEFT, f"discord:{world.guild.id}", there=False)
    assert await store.notes(LEFT) == {}
