"""One picture pool and one program for all tests of the web surface: they take seconds to start."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from engine.processes.pool import PicturePool, open_picture_pool
from tests.bot.web.program import open_program
from tests.bot.web.world import World, open_world


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pool() -> AsyncIterator[PicturePool]:
    async with open_picture_pool() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def world(pool: PicturePool, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(pool, tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(world: World) -> AsyncIterator[ClientSession]:
    async with world.visitor() as session:
        yield session


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def address(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """Where the real program answers."""
    async with open_program(tmp_path_factory.mktemp("data")) as opened:
        yield opened
