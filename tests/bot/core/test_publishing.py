"""What a platform is told once, and again only when it has changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.core.publishing import publish_if_changed
from bot.core.store import Store, open_store


class Platform:
    def __init__(self, store: Store) -> None:
        self._store = store
        self.told = 0
        self.broken = False

    async def _tell(self) -> None:
        if self.broken:
            raise OSError("out of reach")
        self.told += 1

    async def publish(self, content: Any) -> bool:
        return await publish_if_changed(self._store, "menu", "bot", content, self._tell)


async def test_the_same_is_told_once(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        platform = Platform(store)
        assert [await platform.publish(["a", "b"]) for _ in range(3)] == [True, False, False]
        assert platform.told == 1


async def test_a_change_is_told(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        platform = Platform(store)
        assert await platform.publish(["a"])
        assert await platform.publish(["b"])


async def test_what_could_not_be_told_is_told_the_next_time(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        platform = Platform(store)
        platform.broken = True
        with pytest.raises(OSError, match="out of reach"):
            await platform.publish(["a"])
        platform.broken = False
        assert await platform.publish(["a"])
