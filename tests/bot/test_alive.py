"""The health check follows the port, and is right with the page off."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from bot.alive import alive
from bot.config import Settings, WebSettings, load_settings
from bot.core.store import open_store
from tests.bot.web.program import free_port, open_program


def off(folder: Path) -> Settings:
    return Settings(data_dir=folder, web=WebSettings(enabled=False))


async def test_with_the_page_on_it_asks_the_port_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_program(tmp_path) as address:
        monkeypatch.setenv("IMPASTO_WEB__PORT", address.rsplit(":", 1)[1])
        monkeypatch.setenv("IMPASTO_WEB__HOST", "0.0.0.0")
        assert await asyncio.to_thread(alive, load_settings())


def test_nobody_at_the_port_is_not_alive(tmp_path: Path) -> None:
    assert not alive(Settings(data_dir=tmp_path, web=WebSettings(enabled=True, port=free_port())))


async def test_with_the_page_off_a_bot_holds_the_folder(tmp_path: Path) -> None:
    async with open_store(tmp_path):
        assert await asyncio.to_thread(alive, off(tmp_path))


async def test_with_the_page_off_and_no_bot_it_is_not_alive(tmp_path: Path) -> None:
    async with open_store(tmp_path):
        pass
    assert not alive(off(tmp_path))
    assert not alive(off(tmp_path / "never"))


@pytest.mark.parametrize("held", [True, False])
async def test_the_exit_status_says_it(tmp_path: Path, held: bool) -> None:
    async def status() -> int | None:
        environment = {**os.environ, "IMPASTO_DATA_DIR": str(tmp_path), "IMPASTO_WEB__ENABLED": "false"}
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "alive", env=environment)
        return await process.wait()

    if held:
        async with open_store(tmp_path):
            assert await status() == 0
    else:
        assert await status() == 1
