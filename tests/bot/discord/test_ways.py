"""Messages deleted, channels gone, permissions lost, tokens spent, files too large: the picture arrives if it can."""

from __future__ import annotations

import asyncio
from io import BytesIO

import discord
import pytest
from PIL import Image

from bot.core.jobs import JobState
from tests.bot.discord.world import World, picture, results
from tests.fakes.discord import Channel
from tests.fakes.discord.world import TOKEN_SECONDS, Fault
from tests.pictures import noise, save

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOTHING = discord.Permissions.none()
SILENT = discord.Permissions(view_channel=True)


def somewhere_else(world: World) -> Channel:
    """A channel of a server the bot is not in."""
    guild = world.fake.world.add_guild("Elsewhere", world.person("boss").id, installed=False)
    return world.fake.world.add_channel(guild, "lobby")


async def test_a_deleted_status_message_does_not_stop_the_picture(world: World) -> None:
    message = await world.being_painted(world.person())
    del world.channel.messages[message.id]
    world.painter.go_on()
    assert await world.result()


async def test_a_deleted_status_message_is_not_edited_for_ever(world: World) -> None:
    ann = world.person()
    message = await world.being_painted(ann)
    del world.channel.messages[message.id]
    world.painter.go_on()
    await world.told(ann)
    tries = [r for r in world.fake.world.requests if r[1] == "PATCH" and r[3] == 404]
    assert len(tries) <= 1


async def test_in_a_deleted_channel_the_picture_comes_by_dm(world: World) -> None:
    ann = world.person()
    await world.being_painted(ann)
    world.channel.deleted = True
    world.channel.messages.clear()
    world.fake.world.interactions.clear()
    world.painter.go_on()
    assert await world.result(world.fake.world.dm(ann.id))


async def test_without_permission_to_write_the_token_is_used(world: World) -> None:
    world.channel.allowed = SILENT
    await world.stylize(world.person())
    message = await world.result()
    assert message.via == "callback"


async def test_a_picture_brought_by_an_edit_notifies_once(world: World) -> None:
    world.channel.allowed = SILENT
    ann = world.person()
    await world.stylize(ann)
    await world.told(ann)
    pings = [m for m in world.channel.messages.values() if m.via == "webhook"]
    assert [m.body["allowed_mentions"]["users"] for m in pings] == [[ann.id]]


async def test_a_permission_lost_on_the_way_is_no_obstacle(world: World) -> None:
    await world.being_painted(world.person())
    world.channel.allowed = NOTHING
    world.painter.go_on()
    assert await world.result()


async def test_with_a_spent_token_the_bot_writes_itself(world: World) -> None:
    await world.being_painted(world.person())
    world.fake.world.now.advance(TOKEN_SECONDS + 60)
    world.painter.go_on()
    assert (await world.result()).via == "bot"


async def test_with_a_spent_token_progress_goes_on_in_the_same_message(world: World) -> None:
    ann = world.person()
    message = await world.being_painted(ann)
    known = len(message.history)
    world.fake.world.now.advance(TOKEN_SECONDS + 60)
    job = (await world.jobs(ann))[0]
    status = await world.studio.records.status(job.id)
    await world.surface.show(job, status)
    await world.surface.show((await world.jobs(ann))[0], status)
    assert len(message.history) == known + 1


async def test_before_the_token_ends_a_foreign_server_is_left_for_a_dm(world: World) -> None:
    ann = world.person(user_install=True)
    room = somewhere_else(world)
    world.painter.pause()
    asked = await world.stylize(ann, room)
    await world.status(asked)
    job = (await world.jobs(ann))[0]
    await world.studio.records.note_destination(
        job.id, expires=job.destination["expires"] - TOKEN_SECONDS + 30
    )
    job = (await world.jobs(ann))[0]
    await world.surface.show(job, await world.studio.records.status(job.id))
    (reported,) = world.fake.world.dm(ann.id).messages.values()
    assert "step 0 of 3" in reported.text


async def test_when_nobody_can_be_reached_a_button_is_left(world: World) -> None:
    ann = world.person(user_install=True)
    world.fake.world.dm(ann.id).open = False
    room = somewhere_else(world)
    world.painter.pause()
    message = await world.status(await world.stylize(ann, room))
    job = (await world.jobs(ann))[0]
    await world.studio.records.note_destination(
        job.id, expires=job.destination["expires"] - TOKEN_SECONDS + 30
    )
    job = (await world.jobs(ann))[0]
    await world.surface.show(job, await world.studio.records.status(job.id))
    assert any(":fetch:" in each for each in message.buttons)


async def test_the_button_fetches_the_picture(world: World) -> None:
    ann = world.person(user_install=True)
    world.fake.world.dm(ann.id).open = False
    room = somewhere_else(world)
    world.painter.pause()
    message = await world.status(await world.stylize(ann, room))
    job = (await world.jobs(ann))[0]
    await world.studio.records.note_destination(
        job.id, expires=job.destination["expires"] - TOKEN_SECONDS + 30
    )
    job = (await world.jobs(ann))[0]
    await world.surface.show(job, await world.studio.records.status(job.id))
    world.fake.world.now.advance(TOKEN_SECONDS + 60)
    await world.studio.records.note_destination(job.id, expires=0.0)
    world.painter.go_on()
    await world.told(ann)
    await ann.click(message, "fetch")
    assert await world.result(room)


async def test_a_closed_dm_and_a_spent_token_keep_the_result(world: World) -> None:
    ann = world.person()
    await world.being_painted(ann)
    world.channel.deleted = True
    world.fake.world.interactions.clear()
    world.fake.world.dm(ann.id).open = False
    world.painter.go_on()
    job = await world.told(ann)
    assert (job.state, job.result is not None) == (JobState.DONE, True)


async def test_a_long_job_where_nobody_can_be_reached_is_refused_with_the_wait(world: World) -> None:
    ann = world.person(user_install=True)
    world.fake.world.dm(ann.id).open = False
    world.studio.estimate = lambda options, pixels: 45 * 60.0  # type: ignore[method-assign]
    asked = await slow_photo(world, ann, somewhere_else(world))
    assert "about 45 minutes" in await world.refusal(asked)


async def slow_photo(world: World, ann, room: Channel):  # type: ignore[no-untyped-def]
    """An attachment of which Discord knows the size, as it does of most pictures."""
    store = world.fake.world.store_file

    def measured(name: str, data: bytes, **more: str) -> dict[str, object]:
        return store(name, data, **more) | {"width": 96, "height": 64}

    world.fake.world.store_file = measured  # type: ignore[method-assign]
    return await world.stylize(ann, room)


async def test_a_long_job_is_promised_by_dm_where_that_is_open(world: World) -> None:
    ann = world.person(user_install=True)
    world.studio.estimate = lambda options, pixels: 45 * 60.0  # type: ignore[method-assign]
    await slow_photo(world, ann, somewhere_else(world))
    dm = world.fake.world.dm(ann.id)
    await world.until(lambda: any("about 45 minutes" in m.text for m in dm.messages.values()), "the promise")


async def test_a_result_over_the_limit_is_made_smaller_and_said(world: World) -> None:
    world.fake.world.upload_limit = 9_000
    message = await world.finished(world.person(), content=save(noise(192, 128)))
    assert message.attachments[0]["size"] <= 9_000
    assert "Too large" in message.text


async def test_a_limit_lower_than_announced_is_found_out(world: World) -> None:
    ann = world.person()
    await world.being_painted(ann, content=save(noise(192, 128)))
    world.fake.world.upload_limit = 9_000
    world.painter.go_on()
    message = await world.result()
    data = world.fake.world.read_file(message.attachments[0])
    assert Image.open(BytesIO(data)).size == (192, 128) or "Too large" in message.text


async def test_the_platforms_pause_is_kept_and_the_picture_arrives(world: World) -> None:
    await world.being_painted(world.person())
    world.fake.world.storm_until = world.fake.world.now() + 1.5
    world.painter.go_on()
    assert await world.result()


async def test_a_lost_connection_is_resumed(world: World) -> None:
    await world.fake.gateway.drop()
    await world.until(lambda: world.fake.gateway.resumed == 1 and world.fake.gateway.connected, "resumed")
    assert await world.finished(world.person())


async def test_a_lost_session_is_begun_anew(world: World) -> None:
    world.fake.gateway.sessions.clear()
    await world.fake.gateway.drop()
    await world.until(lambda: world.fake.gateway.identified == 2, "identified again")
    assert await world.finished(world.person())


async def test_a_job_outlives_a_lost_connection(world: World) -> None:
    await world.being_painted(world.person())
    await world.fake.gateway.drop()
    world.painter.go_on()
    assert await world.result()


async def test_an_answer_lost_on_the_way_is_not_sent_twice(world: World) -> None:
    """The message was posted, but the bot only heard of an error."""
    ann = world.person()
    world.fake.lose_answer("POST", rf"/channels/{world.channel.id}/messages")
    await world.stylize(ann)
    await world.told(ann)
    assert len(results(world.channel)) == 1


async def test_a_crash_after_sending_delivers_nothing_twice(world: World) -> None:
    """Long after the nonce is forgotten, the channel's history says that it was there."""
    ann = world.person()
    await world.finished(ann)
    job = await world.told(ann)
    world.fake.world.nonces.clear()
    await world.studio.records.note_destination(job.id, result_message_id=None)
    await world.studio.store.jobs.change(job.id, lambda j: j.with_changes(deliveries=2, told=False))
    await world.surface.deliver(job)
    assert len(results(world.channel)) == 1


async def test_a_failed_job_says_why(world: World) -> None:
    from engine.errors import OutOfMemory

    ann = world.person()
    message = await world.being_painted(ann)
    world.painter.error = OutOfMemory("no room for this")
    world.painter.go_on()
    await world.until(lambda: "did not work out" in message.text, "the reason")


async def test_an_unknown_interaction_is_survived(world: World) -> None:
    ann = world.person()
    world.fake.fail_next("POST", r"/interactions/.*/callback", Fault(404, 10062, "Unknown interaction"))
    asked = asyncio.create_task(world.stylize(ann, content=picture()))
    await world.until(lambda: not world.fake.world.injected, "the fault met")
    asked.cancel()
    assert await world.finished(ann)
