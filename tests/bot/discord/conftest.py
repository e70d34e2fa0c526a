"""One picture pool for all tests of the Discord surface: its process takes a second to start."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import structlog

from engine.processes.pool import PicturePool, open_picture_pool
from tests.bot.discord.world import World, open_world


@pytest.fixture(autouse=True, scope="session")
def plain_tracebacks() -> None:
    """The pretty ones print every local variable, which takes seconds."""
    structlog.configure(
        processors=[structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pool() -> AsyncIterator[PicturePool]:
    async with open_picture_pool() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def world(pool: PicturePool, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(pool, tmp_path) as opened:
        yield opened
