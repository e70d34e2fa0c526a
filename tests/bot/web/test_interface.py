"""The interface is as it describes itself: by hand and by a fuzzing client."""

from __future__ import annotations

import asyncio
import logging
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from aiohttp import ClientSession
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bot.core.texts import LOCALES
from engine.processes.pool import PicturePool
from tests.bot.web.world import World, open_world
from tests.patience import PATIENCE
from tests.pictures import png

pytestmark = pytest.mark.asyncio(loop_scope="session")

log = logging.getLogger(__name__)

FEW = 4
MANY = int(os.environ.get("FUZZ_EXAMPLES", "330"))
"""Requests for each call; some 230 make five thousand in all."""
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


async def described(visitor: ClientSession) -> dict[str, Any]:
    async with visitor.get("/api/openapi.json") as response:
        return dict(await response.json())


async def test_every_route_of_the_interface_is_described(world: World, visitor: ClientSession) -> None:
    paths = (await described(visitor))["paths"]
    for path in ("/api/jobs", "/api/jobs/{id}/events", "/api/sketches", "/api/presets", "/metrics"):
        assert path in paths


async def test_every_option_of_a_request_is_described(visitor: ClientSession) -> None:
    body = (await described(visitor))["paths"]["/api/jobs"]["post"]["requestBody"]["content"]
    known = body["multipart/form-data"]["schema"]["properties"]
    async with visitor.get("/api/options") as response:
        assert set((await response.json())["options"]) <= set(known)


@pytest.mark.parametrize("locale", LOCALES)
async def test_the_page_is_in_the_visitors_language(visitor: ClientSession, locale: str) -> None:
    async with visitor.get("/", headers={"Accept-Language": locale}) as response:
        page = await response.text()
    assert f'<html lang="{locale}">' in page
    assert "{{" not in page


async def test_a_chosen_language_stays(visitor: ClientSession) -> None:
    await visitor.get("/?lang=fr")
    async with visitor.get("/", headers={"Accept-Language": "de"}) as response:
        assert '<html lang="fr">' in await response.text()


async def test_static_files_are_kept_for_good_and_compressed(visitor: ClientSession) -> None:
    async with visitor.get("/") as response:
        found = re.search(r'src="(/static/\w+/app\.js)"', await response.text())
    assert found
    async with visitor.get(found[1]) as response:
        assert "immutable" in response.headers["Cache-Control"]
        assert response.headers["Content-Encoding"] == "gzip"


async def test_a_fuzzing_client_meets_only_what_is_described(world: World) -> None:
    await asyncio.to_thread(fuzz, world.address, FEW)


@pytest.mark.slow
async def test_a_fuzzing_client_meets_only_what_is_described_for_long(
    pool: PicturePool, tmp_path: Path
) -> None:
    async with open_world(pool, tmp_path, patience=None) as world:
        met = await asyncio.to_thread(fuzz, world.address, MANY)
    statuses = Counter(status for status, _ in met)
    slowest = max(seconds for _, seconds in met)
    log.info("%d answers, %s, the slowest in %.2f s", len(met), sorted(statuses.items()), slowest)


def fuzz(address: str, examples: int) -> list[tuple[int, float]]:
    """Requests of every call but the endless stream, each answer held against the description.

    Calls on a job meet a finished one of their own in half of their requests. Gives the status and the seconds
    of each answer.
    """
    met: list[tuple[int, float]] = []
    schema = schemathesis.openapi.from_url(f"{address}/api/openapi.json")
    operations = [each.ok() for each in schema.exclude(path_regex="/events$").get_all_operations()]
    jobs = [painted(address) if "/jobs/{id}" in operation.path else "" for operation in operations]
    for operation, job in zip(operations, jobs, strict=True):
        fuzz_call(operation, job, examples, met)
    return met


def fuzz_call(operation: Any, job: str, examples: int, met: list[tuple[int, float]]) -> None:
    @given(case=operation.as_strategy(), on_job=st.booleans())
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def run(case: Any, on_job: bool) -> None:
        if job and on_job:
            case.path_parameters["id"] = job
        response = case.call_and_validate(checks=CHECKS, timeout=PATIENCE)
        met.append((response.status_code, response.elapsed))

    run()


def painted(address: str) -> str:
    """The id of a job that is done; its stream of events ends with it."""
    with httpx.Client(base_url=address, timeout=None) as visitor:
        files = {"content": png(seed=1), "style": png(seed=2)}
        options = {"width": "64", "iterations": "1"}
        job = visitor.post("/api/jobs", files=files, data=options).raise_for_status().json()
        assert "event: done" in visitor.get(f"{job['url']}/events").raise_for_status().text
        return str(job["id"])


async def test_a_deleted_job_is_answered_without_content(visitor: ClientSession) -> None:
    answers = (await described(visitor))["paths"]["/api/jobs/{id}"]["delete"]["responses"]
    assert ("content" in answers["200"], "content" in answers["204"]) == (True, False)
