"""Who may not ask is told so before their pictures are read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from engine.processes.pool import PicturePool
from tests.bot.web.world import error, form, open_world, submitted

pytestmark = pytest.mark.asyncio(loop_scope="session")

KEY = {"Idempotency-Key": "a-word-of-mine"}


async def refused_without_a_body(
    visitor: ClientSession, headers: dict[str, str]
) -> tuple[int, str, str | None]:
    """How a form is answered of which only the first line ever comes."""
    answered = asyncio.Event()

    async def halting() -> AsyncIterator[bytes]:
        yield b"--x\r\n"
        await answered.wait()

    headers = {"Content-Type": "multipart/form-data; boundary=x", **headers}
    async with visitor.post("/api/jobs", data=halting(), headers=headers) as response:
        answer = await error(response)
        answered.set()
    return answer


@pytest.mark.parametrize("headers", [{}, KEY])
async def test_too_many_of_ones_own(pool: PicturePool, tmp_path: Path, headers: dict[str, str]) -> None:
    async with open_world(pool, tmp_path, jobs_per_person=1) as world, world.visitor() as visitor:
        await world.being_painted(visitor)
        assert await refused_without_a_body(visitor, headers) == (429, "too_many_of_yours", None)


async def test_too_many_of_one_address(pool: PicturePool, tmp_path: Path) -> None:
    async with (
        open_world(pool, tmp_path, web={"jobs_per_address": 1, "trusted_proxies": ["127.0.0.1"]}) as world,
        world.visitor() as visitor,
        world.visitor() as other,
    ):
        for each in (visitor, other):
            each.headers["X-Forwarded-For"] = "203.0.113.9"
        await world.being_painted(visitor)
        assert await refused_without_a_body(other, {}) == (429, "too_many_of_yours", None)


async def test_a_full_queue(pool: PicturePool, tmp_path: Path) -> None:
    async with open_world(pool, tmp_path, queue=1) as world, world.visitor() as one, world.visitor() as two:
        await world.being_painted(one)
        assert (await refused_without_a_body(two, {}))[1] == "queue_full"


async def test_a_repeat_is_answered_though_its_sender_may_have_no_other_job(
    pool: PicturePool, tmp_path: Path
) -> None:
    async with open_world(pool, tmp_path, jobs_per_person=1) as world, world.visitor() as visitor:
        world.painter.pause()
        first = []
        for _ in range(2):
            async with visitor.post("/api/jobs", data=form(), headers=KEY) as response:
                first.append((response.status, (await response.json())["id"]))
        assert first[0] == first[1]


async def test_whoever_sends_slowly_takes_no_place_of_anybody(pool: PicturePool, tmp_path: Path) -> None:
    async with (
        open_world(pool, tmp_path, queue=1) as world,
        world.visitor() as slow,
        world.visitor() as other,
    ):
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def halting() -> AsyncIterator[bytes]:
            yield b"--x\r\n"
            begun.set()
            await go_on.wait()

        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        sending = asyncio.create_task(slow.post("/api/jobs", data=halting(), headers=headers))
        await begun.wait()
        assert await submitted(other)
        go_on.set()
        (await sending).close()
