"""The other commands, and the menu they stand in."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.limits import ServerSettings
from bot.core.texts import load_texts
from bot.telegram.settings import FIELDS
from engine.processes.pool import PicturePool
from tests.bot.executors import MACHINES
from tests.bot.telegram.world import World, labels, open_world
from tests.fakes.telegram import text_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("command", ["/start", "/help"])
async def test_start_and_help_teach(world: World, command: str) -> None:
    user, chat = world.person()
    chat.say(user, command)
    assert await world.said(chat, "/stylize" if command == "/help" else "one album")


async def test_start_in_a_group_speaks_of_groups(world: World) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann])
    group.say(ann, "/start")
    assert await world.said(group, "Reply to somebody's photo")


async def test_help_speaks_the_persons_language(world: World) -> None:
    user, chat = world.person("Юлия", "ru")
    chat.say(user, "/help")
    assert await world.said(chat, "Как попросить")


async def test_presets_come_with_pictures(world: World) -> None:
    user, chat = world.person()
    chat.say(user, "/presets")
    sheet = await world.until(lambda: next((each for each in chat.from_bot() if "photo" in each), None))
    assert world.studio.presets.list()[0].name in text_of(sheet)


async def test_an_empty_queue_says_so(world: World) -> None:
    user, chat = world.person()
    chat.say(user, "/queue")
    assert await world.said(chat, "Nobody is waiting")


async def test_the_queue_shows_the_machines_of_a_cluster(world: World) -> None:
    user, chat = world.person()
    world.painter.devices = MACHINES
    chat.say(user, "/queue")
    assert await world.said(chat, "2 machines are painting, easels in use: 1/1 · 0/1")


async def test_the_queue_names_who_waits(world: World) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann], privacy=False)
    world.painter.pause()
    await world.asked(group, ann, "/stylize")
    await world.until(lambda: group.from_bot())
    group.say(ann, "/queue")
    assert "Ann" in text_of(await world.said(group, "One picture in this chat"))


async def test_cancel_ends_ones_only_job(world: World) -> None:
    user, chat = world.person()
    world.painter.pause()
    await world.asked(chat, user)
    await world.until(lambda: chat.from_bot())
    chat.say(user, "/cancel")
    await world.said(chat, "✖ Cancelled")


async def test_cancel_asks_which_of_several(world: World) -> None:
    user, chat = world.person()
    world.painter.pause()
    for number in (1, 2):
        await world.asked(chat, user)
        await world.until(lambda number=number: len(chat.from_bot()) == number)
    chat.say(user, "/cancel")
    assert len(labels(await world.said(chat, "Which one?"))) == 2


async def test_cancel_in_reply_ends_that_job(world: World) -> None:
    user, chat = world.person()
    world.painter.pause()
    requests = [await world.asked(chat, user) for _ in range(2)]
    await world.until(lambda: len(chat.from_bot()) == 2)
    chat.say(user, "/cancel", reply_to=requests[1][0])
    await world.said(chat, "✖ Cancelled")
    newest, oldest = await world.jobs(user)
    assert (newest.state.live, oldest.state.live) != (True, True)


async def test_a_stranger_cannot_cancel_in_reply(world: World) -> None:
    ann, ben = world.telegram.user("Ann"), world.telegram.user("Ben")
    group = world.telegram.group("Painters", [ann, ben], privacy=False)
    world.painter.pause()
    first, _ = await world.asked(group, ann, "/stylize")
    await world.until(lambda: group.from_bot())
    group.say(ben, "/cancel", reply_to=first)
    await world.until(lambda: len(group.from_bot()) == 2)
    assert (await world.jobs(ann))[0].state.live


async def test_cancel_without_a_job_says_so(world: World) -> None:
    user, chat = world.person()
    chat.say(user, "/cancel")
    assert await world.said(chat, "nothing of yours")


async def test_an_administrators_default_holds_for_the_group(world: World) -> None:
    ann, admin = world.telegram.user("Ann"), world.telegram.user("Admin")
    group = world.telegram.group("Painters", [ann, admin], admins=[admin], privacy=False)
    group.say(admin, "/settings strength=77")
    await world.said(group, "strength=77")
    await world.asked(group, ann, "/stylize")
    await world.result(group)
    assert (await world.jobs(ann))[0].options.strength == 77


LEFT_OUT = {
    "priority_roles": "Telegram has no roles",
    "results_channel": "whoever wants a picture elsewhere forwards it with one touch",
    "avatars": "no command of Telegram's paints a profile picture",
}
"""Settings of a server that Telegram has no use for, and why."""


async def test_every_setting_that_has_a_meaning_here_can_be_set() -> None:
    assert set(FIELDS.values()) == set(ServerSettings.model_fields) - set(LEFT_OUT)


async def test_a_member_may_not_change_the_settings(world: World) -> None:
    ann = world.telegram.user("Ann")
    group = world.telegram.group("Painters", [ann])
    group.say(ann, "/settings strength=77")
    await world.said(group, "Only administrators")
    assert (await world.studio.servers.settings(f"telegram:{group.id}")).default_strength is None


async def test_a_setting_goes_back_to_its_default(world: World) -> None:
    user, chat = world.person()
    chat.say(user, "/settings quality=draft")
    await world.said(chat, "quality=draft")
    chat.say(user, "/settings quality=default")
    assert await world.said(chat, "quality=default")


async def test_a_wrong_setting_is_answered_with_those_there_are(world: World) -> None:
    user, chat = world.person()
    chat.say(user, "/settings colour=red")
    assert "max_size" in text_of(await world.said(chat, "colour"))


async def test_the_menu_is_set_for_every_scope_and_language(world: World) -> None:
    await world.until(lambda: len(world.telegram.methods.commands) == 3 * len(load_texts().locales))
    scopes = {scope for scope, _ in world.telegram.methods.commands}
    assert scopes == {"all_private_chats", "all_group_chats", "all_chat_administrators"}


async def test_only_administrators_see_the_settings_in_a_groups_menu(world: World) -> None:
    await world.until(lambda: len(world.telegram.methods.commands) == 3 * len(load_texts().locales))
    names = {
        scope: {command["command"] for command in world.telegram.methods.commands[scope, ""]}
        for scope in ("all_group_chats", "all_chat_administrators")
    }
    assert names["all_chat_administrators"] - names["all_group_chats"] == {"settings", "stats"}


async def test_a_menu_that_has_not_changed_is_not_sent_again(world: World) -> None:
    async def published() -> bool:
        return bool(await world.studio.store.notes("telegram.menu"))

    await world.until_async(published)
    await world.restart()
    user, chat = world.person()
    chat.say(user, "/help")
    await world.said(chat, "/stylize")
    assert len(world.telegram.made("setMyCommands")) == 3 * len(load_texts().locales)


async def test_a_webhook_with_its_secret_brings_updates(
    pool: PicturePool, tmp_path: Path, unused_tcp_port: int
) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}/telegram"
    async with open_world(
        pool, tmp_path, webhook_url=url, webhook_host="127.0.0.1", webhook_port=unused_tcp_port
    ) as world:
        await world.until(lambda: world.telegram.methods.webhook)
        user, chat = world.person()
        await world.asked(chat, user)
        await world.result(chat)
        assert world.telegram.methods.webhook["secret_token"]


async def test_of_several_settings_a_wrong_one_changes_none(world: World) -> None:
    user, chat = world.person()
    chat.say(user, "/settings files=on strength=77 size=99999")
    await world.until(lambda: chat.from_bot())
    chat.say(user, "/settings")
    shown = text_of(await world.said(chat, "Settings of this chat"))
    assert "files=off" in shown
    assert "strength=default" in shown


async def test_settings_are_named_as_people_see_them(world: World) -> None:
    user, chat = world.person("Jürgen", "de")
    chat.say(user, "/settings")
    assert "Übliche Stärke: strength=default" in text_of(await world.said(chat, "Einstellungen"))


@pytest.mark.parametrize("word", ["max_size=512, jobs=2", "—max_size=512 jobs=2"])
async def test_settings_may_be_written_as_people_write(world: World, word: str) -> None:
    user, chat = world.person()
    chat.say(user, f"/settings {word}")
    assert "max_size=512" in text_of(await world.said(chat, "jobs=2"))


async def test_an_administrator_blocks_who_they_answer(world: World) -> None:
    ann, admin = world.telegram.user("Ann"), world.telegram.user("Admin")
    group = world.telegram.group("Painters", [ann], admins=[admin], privacy=False)
    group.say(admin, "/settings block", reply_to=group.say(ann, "spam"))
    await world.said(group, f"blocked={ann.id}")
    downloads = len(world.telegram.made("getFile"))
    await world.asked(group, ann, "/stylize")
    await world.quiet()
    assert not await world.jobs(ann)
    assert len(world.telegram.made("getFile")) == downloads


async def test_only_in_the_chosen_topic_is_painted(world: World) -> None:
    ann, admin = world.telegram.user("Ann"), world.telegram.user("Admin")
    forum = world.telegram.group("Painters", [ann], admins=[admin], topics={7, 8}, privacy=False)
    forum.say(admin, "/settings topics=here", topic=7)
    await world.said(forum, "topics=7")
    await world.asked(forum, ann, "/stylize", topic=8)
    await world.quiet()
    assert not await world.jobs(ann)
    await world.asked(forum, ann, "/stylize", topic=7)
    assert await world.result(forum)


async def test_administrators_see_what_their_chat_had_painted(world: World) -> None:
    ann, admin = world.telegram.user("Ann"), world.telegram.user("Admin")
    group = world.telegram.group("Painters", [ann], admins=[admin], privacy=False)
    await world.asked(group, ann, "/stylize")
    await world.result(group)
    group.say(ann, "/stats")
    await world.said(group, "Only administrators")
    group.say(admin, "/stats")
    assert "finished: 1" in text_of(await world.said(group, "24 hours"))
