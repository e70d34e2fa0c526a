"""No update is lost and none is taken twice."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs
from telegram import Update

from bot.core.store import Store
from tests.bot.telegram.world import World, picture, results
from tests.fakes.telegram import Fault

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def poll_beside(world: World) -> None:
    """A second program fetches updates with the same token."""
    await world.until(lambda: world.telegram.polled)
    address = f"{world.telegram.url}/bot{world.telegram.token}/getUpdates"
    async with aiohttp.ClientSession() as session:
        await session.post(address, data={"timeout": "0"})


async def test_an_update_delivered_twice_gives_one_job(world: World) -> None:
    user, chat = world.person()
    await world.asked(chat, user)
    await world.result(chat)
    world.telegram.updates.repeat(2)
    await world.quiet()
    assert len(await world.jobs(user)) == 1


async def test_an_update_delivered_twice_across_a_restart_gives_one_job(world: World) -> None:
    user, chat = world.person()
    await world.asked(chat, user)
    await world.result(chat)
    await world.stop()
    world.telegram.updates.repeat(2)
    await world.start()
    await world.quiet()
    assert len(await world.jobs(user)) == 1


async def test_a_job_is_not_made_again_when_its_update_was_not_struck_out(world: World) -> None:
    user, chat = world.person()
    await world.asked(chat, user)
    await world.result(chat)
    await world.stop()
    async with world.store() as store:
        for update in world.telegram.updates.confirmed:
            await store.put_note("telegram.update", str(update["update_id"]), update)
    await world.start()
    await world.quiet()
    assert len(await world.jobs(user)) == 1


async def test_an_album_half_gathered_when_the_bot_stops_is_taken_up_again(world: World) -> None:
    user, chat = world.person()
    chat.photo(user, picture(), album="cut")
    chat.photo(user, picture(), album="cut")
    await world.until(lambda: len(world.telegram.updates.confirmed) == 2)
    await world.restart()
    await world.result(chat)
    assert len(await world.jobs(user)) == 1


async def test_what_was_sent_while_the_bot_was_away_is_taken_at_its_return(world: World) -> None:
    user, chat = world.person()
    await world.stop()
    await world.asked(chat, user)
    await world.start()
    assert await world.result(chat)


async def test_an_answer_of_get_updates_that_was_lost_loses_nothing(world: World) -> None:
    user, chat = world.person()
    world.telegram.fail("getUpdates", Fault(cut=True, times=2))
    await world.asked(chat, user)
    assert await world.result(chat)


async def test_a_second_poller_is_named_in_the_log(world: World) -> None:
    with capture_logs() as logs:
        await poll_beside(world)
        await world.until(lambda: [entry for entry in logs if "another program" in entry["event"]])


async def test_after_a_conflict_updates_are_fetched_again(world: World) -> None:
    user, chat = world.person()
    await poll_beside(world)
    await world.asked(chat, user)
    assert await world.result(chat)


async def test_a_download_that_breaks_is_tried_again(world: World) -> None:
    user, chat = world.person()
    world.telegram.fail("file", Fault(cut=True))
    await world.asked(chat, user)
    await world.result(chat)
    assert len(results(chat)) == 1


async def test_a_network_that_is_down_at_the_start_is_waited_for(world: World) -> None:
    user, chat = world.person()
    await world.stop()
    await world.telegram.down()
    await world.start()
    await world.asked(chat, user)
    await world.telegram.up()
    assert await world.result(chat)


async def test_an_update_that_no_store_takes_makes_nobody_else_wait(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, strange = world.person("Ann")
    ben, usual = world.person("Ben")
    to_dict = Update.to_dict

    def unstorable(update: Update, recursive: bool = True) -> dict[str, Any]:
        values = to_dict(update, recursive)
        return values | {"odd": object()} if "strange" in str(values) else values

    monkeypatch.setattr(Update, "to_dict", unstorable)
    with capture_logs() as logs:
        strange.say(ann, "strange")
        usual.say(ben, "/help")
        await world.said(usual, "/stylize")
    assert [entry for entry in logs if "cannot be stored" in entry["event"]]


async def test_a_pin_of_a_message_that_is_gone_makes_nobody_deaf(world: World) -> None:
    user, chat = world.person()
    pinned = chat.inaccessible(chat.say(user, "/help"))
    chat.service(user, pinned_message=pinned)
    chat.say(user, "/queue")
    assert await world.said(chat, "Nobody is waiting")


async def test_an_update_that_cannot_be_read_makes_nobody_deaf(world: World) -> None:
    user, chat = world.person()
    updates = world.telegram.updates
    updates.waiting.append({"update_id": next(updates.numbers), "message": {"message_id": 1, "chat": 7}})
    with capture_logs() as logs:
        chat.say(user, "/help")
        assert await world.said(chat, "/stylize")
    assert [entry["kind"] for entry in logs if "cannot be read" in entry["event"]] == [["message"]]


async def test_a_note_that_cannot_be_read_again_does_not_stop_the_start(world: World) -> None:
    await world.stop()
    async with world.store() as store:
        await store.put_note("telegram.update", "700000", {"update_id": 700000, "message": {"chat": 1}})
    await world.start()
    user, chat = world.person()
    chat.say(user, "/help")
    assert await world.said(chat, "/stylize")


async def test_a_disk_that_fails_under_the_clock_of_choices_costs_nobody_an_answer(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes, failed = Store.notes, []

    async def fails_once(store: Store, kind: str) -> Any:
        if kind == "telegram.choice" and not failed:
            failed.append(kind)
            raise OSError("disk I/O error")
        return await notes(store, kind)

    monkeypatch.setattr(Store, "notes", fails_once)
    await world.restart()
    user, chat = world.person()
    await world.until(lambda: failed)
    chat.say(user, "/help")
    assert await world.said(chat, "/stylize")


async def test_a_surface_without_its_platform_says_so(world: World) -> None:
    await world.until(lambda: world.surface.trouble is None)
    await world.telegram.down()
    await world.until(lambda: world.surface.trouble)
    await world.telegram.up()


@pytest.mark.parametrize("code", [401, 404])
async def test_a_token_refused_while_running_is_said_and_tried_again(world: World, code: int) -> None:
    await world.until(lambda: world.surface.trouble is None)
    world.telegram.fail("getUpdates", Fault(code, "Unauthorized"))
    user, chat = world.person()
    chat.say(user, "this ends the call that is waiting")
    assert "refuses the token" in await world.until(lambda: world.surface.trouble)
    chat.say(user, "/help")
    assert await world.said(chat, "/stylize")
