"""For those who look after the machine."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiohttp import ClientSession, ClientTimeout

from engine.processes.pool import PicturePool
from tests.bot.web.world import World, listen, open_world
from tests.patience import PATIENCE

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_process_answers(visitor: ClientSession) -> None:
    async with visitor.get("/healthz") as response:
        assert response.status == 200


async def test_ready_once_a_device_can_paint(visitor: ClientSession) -> None:
    async with visitor.get("/readyz") as response:
        assert (response.status, (await response.json())["status"]) == (200, "ready")


async def test_not_ready_while_the_model_loads(world: World, visitor: ClientSession) -> None:
    world.painter.ready = False
    async with visitor.get("/readyz") as response:
        assert (response.status, (await response.json())["status"]) == (503, "loading")


async def test_jobs_are_counted(world: World, visitor: ClientSession) -> None:
    await world.painted(visitor)
    async with visitor.get("/metrics") as response:
        assert response.content_type == "text/plain"
        assert 'impasto_jobs_total{state="done",surface="web"} 1.0' in await response.text()


async def test_stopping_waits_for_no_listener(pool: PicturePool, tmp_path: Path) -> None:
    async with ClientSession(timeout=ClientTimeout(total=None)) as visitor:
        async with open_world(pool, tmp_path) as world:
            async with world.visitor() as own:
                job_id = await world.being_painted(own)
            stream = listen_at(visitor, f"{world.address}/api/jobs/{job_id}/events")
            assert await anext(stream)
        async with asyncio.timeout(PATIENCE):
            assert [line async for line in stream][-1:] in ([], [b"\r\n"])


async def listen_at(visitor: ClientSession, url: str):  # type: ignore[no-untyped-def]
    async with visitor.get(url) as response:
        async for line in response.content:
            yield line


async def test_a_listener_is_heard_until_it_leaves(world: World, visitor: ClientSession) -> None:
    job_id = await world.being_painted(visitor)
    async for _ in listen(visitor, job_id):
        break
    world.painter.go_on()
    assert [name async for name, _ in listen(visitor, job_id)][-1] == "done"
