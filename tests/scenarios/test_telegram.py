"""The shared stories on Telegram."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.scenarios.stories import STORIES
from tests.scenarios.telegram_driver import TelegramDriver


@pytest_asyncio.fixture
async def driver(tmp_path: Path) -> AsyncIterator[TelegramDriver]:
    async with TelegramDriver(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_story(story, driver):  # type: ignore[no-untyped-def]
    await story(driver)
