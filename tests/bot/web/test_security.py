"""What every answer carries, who a visitor is, and which requests are not taken."""

from __future__ import annotations

import re

import pytest
from aiohttp import ClientSession

from tests.bot.web.world import World, error, events, form, submit, submitted

pytestmark = pytest.mark.asyncio(loop_scope="session")

PATHS = ["/", "/static/app.js", "/api/options", "/api/nothing", "/healthz"]


@pytest.mark.parametrize("path", PATHS)
async def test_no_foreign_script_style_or_frame(visitor: ClientSession, path: str) -> None:
    async with visitor.get(path) as response:
        policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", PATHS)
async def test_no_sniffing_and_no_referrer(visitor: ClientSession, path: str) -> None:
    async with visitor.get(path) as response:
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"


async def test_a_stream_carries_the_headers_too(visitor: ClientSession) -> None:
    job_id = await submitted(visitor)
    async with visitor.get(f"/api/jobs/{job_id}/events") as response:
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_page_asks_for_nothing_from_elsewhere(visitor: ClientSession) -> None:
    async with visitor.get("/") as response:
        page = await response.text()
    ours = set(re.findall(r'(?:src|href)="/static/\w+/([^"]*)"', page))
    assert ours >= {"app.js", "style.css"}
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
async def test_another_sites_page_may_not_submit(visitor: ClientSession, headers: dict[str, str]) -> None:
    async with visitor.post("/api/jobs", data=form(), headers=headers) as response:
        assert await error(response) == (403, "cross_origin", None)


async def test_another_sites_page_may_not_cancel(world: World, visitor: ClientSession) -> None:
    job_id = await world.being_painted(visitor)
    headers = {"Origin": "https://elsewhere.example"}
    async with visitor.delete(f"/api/jobs/{job_id}", headers=headers) as response:
        assert await error(response) == (403, "cross_origin", None)


async def test_our_own_page_may_submit(world: World, visitor: ClientSession) -> None:
    headers = {"Origin": world.address, "Sec-Fetch-Site": "same-origin"}
    async with visitor.post("/api/jobs", data=form(), headers=headers) as response:
        assert response.status == 202


async def test_a_visitor_is_remembered_out_of_reach_of_scripts(visitor: ClientSession) -> None:
    async with visitor.get("/") as response:
        cookie = response.cookies["impasto_visitor"]
    assert re.fullmatch(r"[\w-]{22}", cookie.value)
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


async def test_a_visitor_stays_the_same(world: World, visitor: ClientSession) -> None:
    names = set()
    for _ in range(2):
        async with visitor.get("/") as response:
            names.add(response.cookies["impasto_visitor"].value)
    assert len(names) == 1


async def test_a_made_up_cookie_is_replaced(visitor: ClientSession) -> None:
    async with visitor.get("/", headers={"Cookie": "impasto_visitor=../../x"}) as response:
        assert re.fullmatch(r"[\w-]{22}", response.cookies["impasto_visitor"].value)


async def test_ids_cannot_be_guessed(visitor: ClientSession) -> None:
    ids = {await submitted(visitor, seed=seed) for seed in range(3)}
    assert all(re.fullmatch(r"[\w-]{22}", job_id) for job_id in ids)
    assert len({job_id[:8] for job_id in ids}) == 3


async def test_whoever_has_the_id_sees_the_picture(world: World, visitor: ClientSession) -> None:
    job_id = await world.painted(visitor)
    async with world.visitor() as other:
        assert (await events(other, job_id))[-1][0] == "done"


async def test_nothing_lists_other_peoples_jobs(world: World, visitor: ClientSession) -> None:
    await world.painted(visitor)
    async with world.visitor() as other, other.get("/api/jobs") as response:
        assert response.status == 405


async def test_a_job_by_a_program_without_cookies_is_taken(world: World) -> None:
    from aiohttp import DummyCookieJar

    async with (
        ClientSession(world.address, cookie_jar=DummyCookieJar()) as program,
        await submit(program) as response,
    ):
        assert response.status == 202


async def test_what_went_wrong_inside_is_not_told(world: World, visitor: ClientSession) -> None:
    world.studio.presets = None  # type: ignore[assignment]
    async with visitor.get("/api/presets") as response:
        assert await error(response) == (500, "internal", None)
        assert "NoneType" not in await response.text()
