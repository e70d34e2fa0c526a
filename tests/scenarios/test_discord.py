"""The shared stories on Discord: the real program, the real engine, our own Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from tests.scenarios.discord_driver import DiscordDriver, open_discord_driver
from tests.scenarios.drivers import Driver
from tests.scenarios.stories import STORIES


@pytest_asyncio.fixture
async def driver(tmp_path: Path) -> AsyncIterator[DiscordDriver]:
    async with open_discord_driver(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_story(story: Callable[[Driver], Awaitable[None]], driver: DiscordDriver) -> None:
    await story(driver)
