"""What a server's managers choose, and that it is so."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from bot.core.limits import ServerSettings
from bot.discord.settings_view import CHANNELS, CHOSEN, MENTIONS, NUMBERS
from tests.bot.discord.world import PRESET, World, open_world, picture
from tests.fakes.discord import Channel

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def choose(world: World, **settings: Any) -> None:
    await world.studio.servers.change(f"discord:{world.guild.id}", **settings)


def another(world: World, name: str, *, nsfw: bool = False) -> Channel:
    channel = world.fake.world.add_channel(world.guild, name)
    channel.nsfw = nsfw
    return channel


async def test_every_setting_of_a_server_can_be_set() -> None:
    offered = {*MENTIONS, *CHANNELS, *CHOSEN, *(name for form in NUMBERS.values() for name in form)}
    assert offered == set(ServerSettings.model_fields)


async def test_menus_turn_to_other_sections_and_store(world: World) -> None:
    boss = world.manager()
    asked = await boss.slash(world.channel, "settings")
    assert asked.message is not None
    await boss.choose(asked.message, "section", "showing")
    await boss.choose(asked.message, "always_spoiler", "True")
    await boss.choose(asked.message, "avatars", "anyone")
    await boss.choose(asked.message, "section", "painting")
    await boss.choose(asked.message, "max_quality", "draft")
    chosen = await world.studio.servers.settings(f"discord:{world.guild.id}")
    assert (chosen.always_spoiler, chosen.avatars, chosen.max_quality) == (True, "anyone", "draft")


async def test_members_do_not_change_settings(world: World) -> None:
    boss = world.manager()
    asked = await boss.slash(world.channel, "settings")
    assert asked.message is not None
    await boss.choose(asked.message, "section", "showing")
    refused = await world.person("eve").choose(asked.message, "always_spoiler", "True")
    assert "manage this server" in await world.refusal(refused)


async def test_a_finished_picture_goes_to_the_results_channel(world: World) -> None:
    gallery = another(world, "gallery")
    await choose(world, results_channel=str(gallery.id))
    await world.finished(world.person())
    message = await world.result(gallery)
    assert not message.body["allowed_mentions"].get("users")


async def test_a_private_picture_does_not(world: World) -> None:
    gallery = another(world, "gallery")
    await choose(world, results_channel=str(gallery.id))
    ann = world.person()
    await world.stylize(ann, private=True)
    await world.told(ann)
    assert not gallery.messages


@pytest.mark.parametrize(("there", "shown"), [(False, 0), (True, 1)])
async def test_what_is_for_adults_stays_among_adults(world: World, there: bool, shown: int) -> None:
    gallery = another(world, "gallery", nsfw=there)
    world.channel.nsfw = True
    await choose(world, results_channel=str(gallery.id))
    ann = world.person()
    await world.finished(ann)
    await world.told(ann)
    assert len(gallery.messages) == shown


async def test_the_log_hears_who_had_what_painted(world: World) -> None:
    log = another(world, "log")
    await choose(world, log_channel=str(log.id))
    ann = world.person()
    message = await world.finished(ann, content=("cat.png", picture()))
    await world.told(ann)
    (entry,) = log.messages.values()
    assert all(part in entry.text for part in (f"<@{ann.id}>", "cat.png", str(message.id)))
    assert not entry.body["allowed_mentions"].get("users")


async def test_the_log_hears_nothing_of_what_is_private_but_who(world: World) -> None:
    log = another(world, "log")
    await choose(world, log_channel=str(log.id))
    ann = world.person()
    await world.stylize(ann, content=("secret.png", picture()), private=True)
    await world.told(ann)
    (entry,) = log.messages.values()
    assert "secret" not in entry.text


async def test_channels_that_are_closed_cost_nothing(world: World) -> None:
    log = another(world, "log")
    log.allowed = discord.Permissions.none()
    await choose(world, log_channel=str(log.id), results_channel=str(log.id))
    ann = world.person()
    await world.finished(ann)
    assert (await world.told(ann)).state == "delivered"


async def test_delete_takes_the_copies_along(world: World) -> None:
    gallery = another(world, "gallery")
    await choose(world, results_channel=str(gallery.id))
    ann = world.person()
    message = await world.finished(ann)
    await world.told(ann)
    await ann.click(message, "delete")
    await ann.click(message, "erase")
    await world.until(lambda: not gallery.messages and not world.channel.messages, "all gone")


@pytest.fixture
def avatars(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.Asset, "BASE", world.fake.world.origin)


@pytest.mark.usefixtures("avatars")
async def test_an_avatar_is_painted(world: World) -> None:
    ann = world.person()
    world.fake.world.give_avatar(ann.id, picture(80, 80))
    shown = await ann.user_command(world.channel, ann, "Stylize avatar")
    await ann.submit(shown, preset=[PRESET])
    assert "80×80" in (await world.result()).text


@pytest.mark.parametrize(("rule", "words"), [("own", "only your own"), ("off", "not painted in this server")])
async def test_somebody_elses_avatar_as_the_server_has_it(world: World, rule: str, words: str) -> None:
    await choose(world, avatars=rule)
    ann, ben = world.person("ann"), world.person("ben")
    asked = await ann.user_command(world.channel, ben, "Stylize avatar")
    assert words in await world.refusal(asked)


async def test_where_anyones_may_be_painted_the_form_comes(world: World) -> None:
    await choose(world, avatars="anyone")
    ann, ben = world.person("ann"), world.person("ben")
    assert (await ann.user_command(world.channel, ben, "Stylize avatar")).modal


async def test_managers_see_the_days_figures(world: World) -> None:
    ann = world.person()
    await world.finished(ann)
    await world.told(ann)
    asked = await world.manager().slash(world.channel, "stats")
    assert asked.message is not None
    assert "delivered: 1" in asked.message.text


async def test_members_do_not_see_them(world: World) -> None:
    assert "manage this server" in await world.refusal(await world.person().slash(world.channel, "stats"))


async def test_who_may_not_ask_is_refused_before_anything_is_fetched(world: World) -> None:
    ann = world.person()
    await choose(world, blocked=[str(ann.id)])
    world.fake.world.files.clear()
    asked = await world.stylize(ann)
    assert asked.interaction.response is not None
    assert asked.interaction.response["type"] == 4
    assert "may not use this bot" in await world.refusal(asked)
    assert world.fake.fetched == 0


async def test_a_full_queue_is_said_before_anything_is_fetched(pool: Any, tmp_path: Any) -> None:
    async with open_world(pool, tmp_path, queue=1) as world:
        await world.being_painted(world.person("ann"))
        fetched = world.fake.fetched
        assert await world.refusal(await world.stylize(world.person("ben")))
        assert world.fake.fetched == fetched
