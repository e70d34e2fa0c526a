"""One picture pool for all tests of the Telegram surface: its process takes a second to start."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from engine.processes.pool import PicturePool, open_picture_pool
from tests.bot.telegram.world import World, open_world


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pool() -> AsyncIterator[PicturePool]:
    async with open_picture_pool() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def world(pool: PicturePool, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(pool, tmp_path) as opened:
        yield opened
