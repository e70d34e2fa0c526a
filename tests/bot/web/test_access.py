"""Who is let in, whose address counts, and which other sites may ask."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest
from aiohttp import ClientSession

from engine.processes.pool import PicturePool
from tests.bot.web.world import error, form, open_world

pytestmark = pytest.mark.asyncio(loop_scope="session")

TOKEN = "a-long-secret"
PROXY = {"trusted_proxies": ["127.0.0.1"]}
ELSEWHERE = {"Origin": "https://elsewhere.example"}


@pytest.mark.parametrize("path", ["/", "/api/options", "/static/app.js", "/metrics"])
async def test_with_a_token_nobody_comes_in_without(pool: PicturePool, tmp_path: Path, path: str) -> None:
    async with (
        open_world(pool, tmp_path, web={"access_token": TOKEN}) as world,
        world.visitor() as visitor,
        visitor.get(path) as response,
    ):
        assert (await error(response))[:2] == (401, "no_access")
        assert response.headers["WWW-Authenticate"].startswith("Basic")


@pytest.mark.parametrize(
    "given",
    [f"Bearer {TOKEN}", f"Basic {b64encode(b'anyone:' + TOKEN.encode()).decode()}"],
    ids=["bearer", "password"],
)
async def test_with_the_token_one_comes_in(pool: PicturePool, tmp_path: Path, given: str) -> None:
    async with (
        open_world(pool, tmp_path, web={"access_token": TOKEN}) as world,
        world.visitor() as visitor,
        visitor.get("/api/options", headers={"Authorization": given}) as response,
    ):
        assert response.status == 200


async def test_health_needs_no_token(pool: PicturePool, tmp_path: Path) -> None:
    async with (
        open_world(pool, tmp_path, web={"access_token": TOKEN}) as world,
        world.visitor() as visitor,
        visitor.get("/healthz") as response,
    ):
        assert response.status == 200


async def test_an_invited_origin_may_submit_and_read(pool: PicturePool, tmp_path: Path) -> None:
    async with (
        open_world(pool, tmp_path, web={"allow_origins": [ELSEWHERE["Origin"]]}) as world,
        world.visitor() as visitor,
    ):
        asked = {**ELSEWHERE, "Access-Control-Request-Method": "POST"}
        async with visitor.options("/api/jobs", headers=asked) as response:
            assert "POST" in response.headers["Access-Control-Allow-Methods"]
        async with visitor.post("/api/jobs", data=form(), headers=ELSEWHERE) as response:
            assert response.status == 202
            assert response.headers["Access-Control-Allow-Origin"] == ELSEWHERE["Origin"]


async def test_nobody_is_invited_unless_said(visitor: ClientSession) -> None:
    async with visitor.get("/api/options", headers=ELSEWHERE) as response:
        assert "Access-Control-Allow-Origin" not in response.headers


async def test_a_trusted_proxy_tells_who_asks(pool: PicturePool, tmp_path: Path) -> None:
    async with open_world(pool, tmp_path, web=PROXY) as world, world.visitor() as visitor:
        headers = {"X-Forwarded-For": "203.0.113.7"}
        async with visitor.post("/api/jobs", data=form(), headers=headers) as response:
            job = await world.studio.records.job((await response.json())["id"])
        assert job.owner.server_id == "203.0.113.7"


async def test_what_others_say_of_their_address_is_not_believed(pool: PicturePool, tmp_path: Path) -> None:
    web = {"trusted_proxies": ["10.0.0.1"]}
    async with open_world(pool, tmp_path, web=web) as world, world.visitor() as visitor:
        headers = {"X-Forwarded-For": "203.0.113.7"}
        async with visitor.post("/api/jobs", data=form(), headers=headers) as response:
            job = await world.studio.records.job((await response.json())["id"])
        assert job.owner.server_id is None


async def test_dropping_the_cookie_sheds_no_limit(pool: PicturePool, tmp_path: Path) -> None:
    async with open_world(pool, tmp_path, web=PROXY, jobs_per_person=1) as world:
        world.painter.pause()
        headers = {"X-Forwarded-For": "203.0.113.7"}
        for wanted in (202, 429):
            async with (
                world.visitor() as visitor,
                visitor.post("/api/jobs", data=form(seed=wanted), headers=headers) as response,
            ):
                assert response.status == wanted


async def test_nor_does_a_new_one_each_time(pool: PicturePool, tmp_path: Path) -> None:
    web = {**PROXY, "jobs_per_address": 2}
    async with open_world(pool, tmp_path, web=web) as world:
        world.painter.pause()
        headers = {"X-Forwarded-For": "203.0.113.7"}
        for number, wanted in enumerate((202, 202, 429)):
            async with world.visitor() as visitor:
                await visitor.get("/", headers=headers)
                data = form(seed=number)
                async with visitor.post("/api/jobs", data=data, headers=headers) as response:
                    assert response.status == wanted


@pytest.mark.parametrize(
    ("metrics", "headers", "status"),
    [
        ("loopback", {}, 200),
        ("loopback", {"X-Forwarded-For": "203.0.113.7"}, 404),
        ("everyone", {"X-Forwarded-For": "203.0.113.7"}, 200),
        ("off", {}, 404),
    ],
)
async def test_figures_are_for_this_machine_unless_said(
    pool: PicturePool, tmp_path: Path, metrics: str, headers: dict[str, str], status: int
) -> None:
    async with (
        open_world(pool, tmp_path, web={"metrics": metrics}) as world,
        world.visitor() as visitor,
        visitor.get("/metrics", headers=headers) as response,
    ):
        assert response.status == status
