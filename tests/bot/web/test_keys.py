"""The same request sent again with the same key is the same job."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import ClientSession, DummyCookieJar

from tests.bot.web.world import World, error, form

pytestmark = pytest.mark.asyncio(loop_scope="session")

KEY = {"Idempotency-Key": "a-word-of-mine"}


async def sent(visitor: ClientSession, **fields: object) -> str:
    async with visitor.post("/api/jobs", data=form(**fields), headers=KEY) as response:
        assert response.status == 202
        return str((await response.json())["id"])


async def test_the_same_key_is_the_same_job(visitor: ClientSession) -> None:
    assert await sent(visitor) == await sent(visitor)


async def test_at_the_same_time_too(visitor: ClientSession) -> None:
    await visitor.get("/")
    assert len(set(await asyncio.gather(*(sent(visitor) for _ in range(4))))) == 1


async def test_a_program_without_cookies_is_known_by_its_key(world: World) -> None:
    async with ClientSession(world.address, cookie_jar=DummyCookieJar()) as program:
        assert await sent(program) == await sent(program)


async def test_a_key_is_not_for_something_else(visitor: ClientSession) -> None:
    await sent(visitor)
    async with visitor.post("/api/jobs", data=form(strength=70), headers=KEY) as response:
        assert await error(response) == (422, "key_reused", "Idempotency-Key")


async def test_anothers_key_is_theirs(world: World, visitor: ClientSession) -> None:
    async with world.visitor() as other:
        await other.get("/")
        await visitor.get("/")
        assert await sent(visitor) != await sent(other)


async def test_a_repeat_with_a_key_is_one_job(world: World, visitor: ClientSession) -> None:
    job_id = await world.painted(visitor)
    ids = set()
    for _ in range(2):
        async with visitor.post(f"/api/jobs/{job_id}/again", json={"strength": 70}, headers=KEY) as response:
            ids.add((await response.json())["id"])
    assert len(ids) == 1
