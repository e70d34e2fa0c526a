"""A failed start costs what failed: a registration, a minute; never the bot."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.config import DiscordSettings
from bot.core.backoff import Backoff
from bot.core.privacy import LEFT
from bot.discord import connection, sync
from bot.discord.connection import Connection
from engine.processes.pool import PicturePool
from tests.bot.discord.world import World, open_world
from tests.fakes.discord.world import Fault, Page

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "RETRIES", Backoff(0.05, 1.0))


async def test_a_failed_registration_costs_the_registration_only(world: World) -> None:
    await world.studio.store.delete_note(sync.KIND, str(world.fake.world.bot))
    await world.stop()
    world.fake.fail_next("PUT", r"/applications/.*/commands", Fault(400, 30034, "daily limit"))
    await world.start()
    assert world.fake.world.syncs == 1
    assert await world.finished(world.person())


async def test_a_failed_registration_is_tried_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "RETRY_SECONDS", 0.05)
    await world.studio.store.delete_note(sync.KIND, str(world.fake.world.bot))
    await world.stop()
    world.fake.fail_next("PUT", r"/applications/.*/commands", Fault(400, 30034, "daily limit"))
    await world.start()
    await world.until(lambda: world.fake.world.syncs == 2, "registered")


async def test_a_page_in_place_of_an_answer_is_survived(world: World) -> None:
    await world.stop()
    for route in (r"/users/@me$", r"/gateway/bot"):
        world.fake.fail_next("GET", route, Page(200, "Just a moment…"))
    await world.start()
    assert await world.finished(world.person())


async def test_a_broken_database_at_the_start_is_survived(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0

    async def broken(*_: Any) -> bool:
        nonlocal tries
        tries += 1
        raise sqlite3.OperationalError("database is locked")

    await world.stop()
    monkeypatch.setattr(sync, "sync_if_changed", broken)
    await world.start()
    assert tries
    assert await world.finished(world.person())


async def test_who_waits_outlives_a_client_that_fails() -> None:
    lines = Connection(DiscordSettings(token=SecretStr("token")))
    waiting = asyncio.create_task(lines.online())
    await asyncio.sleep(0)
    client = object()
    lines._logged_in(client)  # type: ignore[arg-type]
    assert await waiting is client


async def test_who_waits_during_a_replacement_gets_the_new_client(pool: PicturePool, tmp_path: Path) -> None:
    async with open_world(pool, tmp_path) as world:
        world.fake.fail_next("GET", r"/gateway/bot", Fault(401, 0, "401: Unauthorized"), times=2)
        await world.being_painted(world.person())
        await world.fake.gateway.drop(4004)
        await world.until(lambda: world.surface.trouble, "the connection lost")
        world.painter.go_on()
        assert await world.result()
        await world.until(lambda: world.surface.trouble is None, "no trouble any more")


async def test_of_a_server_its_id_and_name_are_cached_and_no_more(world: World) -> None:
    client = await world.surface._line.online()  # type: ignore[attr-defined]
    (guild,) = client.guilds
    assert guild.name == "Atelier"
    assert (list(guild.channels), list(guild.roles)) == ([], [])


async def test_a_server_that_was_left_meanwhile_is_noted(world: World) -> None:
    await world.studio.servers.change("discord:4711", default_strength=60)
    await world.studio.servers.change(f"discord:{world.guild.id}", default_strength=60)
    await world.stop()
    await world.start()
    await world.noted(LEFT, "discord:4711")
    assert await world.studio.store.get_note(LEFT, f"discord:{world.guild.id}") is None


async def test_metrics_know_the_surface(world: World) -> None:
    ann = world.person()
    world.fake.world.storm_until = world.fake.world.now() + 0.3
    await world.finished(ann)
    text = world.studio.metrics.text().decode()
    assert 'impasto_surface_connected{surface="discord"} 1.0' in text
    assert 'impasto_surface_servers{surface="discord"} 1.0' in text
    (limited,) = [
        line for line in text.splitlines() if line.startswith("impasto_surface_rate_limited_total{")
    ]
    assert float(limited.split()[-1]) >= 1


async def test_a_process_serves_its_shards(pool: PicturePool, tmp_path: Path) -> None:
    async with open_world(pool, tmp_path, discord_settings={"shard_count": 2, "shard_ids": (0, 1)}) as world:
        sessions = world.fake.gateway.sessions
        await world.until(
            lambda: sorted(each.shard for each in sessions.values()) == [[0, 2], [1, 2]], "both"
        )
        assert await world.finished(world.person())


async def test_shards_that_are_not_counted_are_refused() -> None:
    with pytest.raises(ValueError, match="shard_count"):
        DiscordSettings(shard_ids=(2,), shard_count=2)
