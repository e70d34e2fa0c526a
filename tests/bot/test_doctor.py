"""Each thing that can be wrong is found, and how to mend it is said."""

from __future__ import annotations

import shutil
import socket
from collections import namedtuple
from pathlib import Path

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.config import DiscordSettings, EngineSettings, Settings, TelegramSettings, WebSettings
from bot.core.store import open_store
from bot.doctor import (
    Verdict,
    check_data_dir,
    check_devices,
    check_discord,
    check_presets,
    check_store,
    check_telegram,
    check_web,
    check_weights,
    findings,
)

TOKEN = SecretStr("123456789:AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0")


async def telegram(status: int) -> tuple[web.AppRunner, TelegramSettings]:
    """A server that answers every call with `status`."""

    async def answer(request: web.Request) -> web.Response:
        return web.json_response({}, status=status)

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, TelegramSettings(token=TOKEN, api_base=f"http://127.0.0.1:{runner.addresses[0][1]}")


async def test_a_good_folder(tmp_path: Path) -> None:
    assert (await check_data_dir(Settings(data_dir=tmp_path / "new"))).verdict is not Verdict.WRONG


async def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert (await check_data_dir(Settings(data_dir=tmp_path / "data"))).verdict is Verdict.WRONG


async def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9, 1000))
    assert (await check_data_dir(Settings(data_dir=tmp_path))).verdict is Verdict.WRONG


async def test_a_damaged_store(tmp_path: Path) -> None:
    (tmp_path / "impasto.sqlite3").write_bytes(b"nonsense" * 1000)
    assert (await check_store(Settings(data_dir=tmp_path))).verdict is Verdict.WRONG


async def test_a_running_bot_is_noticed(tmp_path: Path) -> None:
    async with open_store(tmp_path):
        assert "a bot is running" in (await check_store(Settings(data_dir=tmp_path))).why


async def test_missing_weights(tmp_path: Path) -> None:
    settings = Settings(engine=EngineSettings(weights=str(tmp_path / "nonsense.pth")))
    assert (await check_weights(settings)).verdict is Verdict.WRONG


async def test_a_device_that_is_not_there() -> None:
    assert (await check_devices(Settings(engine=EngineSettings(devices="cuda:99")))).verdict is Verdict.WRONG


async def test_the_presets_are_there(tmp_path: Path) -> None:
    assert (await check_presets(Settings(data_dir=tmp_path))).verdict is Verdict.FINE


async def test_a_taken_port(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = Settings(data_dir=tmp_path, web=WebSettings(port=taken.getsockname()[1]))
        assert (await check_web(settings)).verdict is Verdict.WRONG


async def test_a_token_of_the_wrong_shape() -> None:
    settings = Settings(discord=DiscordSettings(token=SecretStr("my password")))
    assert (await check_discord(settings)).verdict is Verdict.WRONG


async def test_no_token_is_fine() -> None:
    assert (await check_discord(Settings())).verdict is Verdict.FINE


@pytest.mark.parametrize(
    ("status", "verdict"), [(200, Verdict.FINE), (401, Verdict.WRONG), (500, Verdict.DOUBTFUL)]
)
async def test_a_token_is_tried_at_the_platform(status: int, verdict: Verdict) -> None:
    runner, settings = await telegram(status)
    try:
        assert (await check_telegram(Settings(telegram=settings))).verdict is verdict
    finally:
        await runner.cleanup()


async def test_a_platform_out_of_reach_is_only_noted() -> None:
    settings = TelegramSettings(token=TOKEN, api_base="http://127.0.0.1:9")
    assert (await check_telegram(Settings(telegram=settings))).verdict is Verdict.DOUBTFUL


async def test_a_token_is_never_said() -> None:
    settings = TelegramSettings(token=TOKEN, api_base="http://127.0.0.1:9")
    assert TOKEN.get_secret_value() not in (await check_telegram(Settings(telegram=settings))).lines()


async def test_a_check_that_breaks_is_a_finding() -> None:
    async def check_something(settings: Settings) -> None:
        raise ZeroDivisionError

    found = [finding async for finding in findings(Settings(), (check_something,))]  # type: ignore[arg-type]
    assert [(each.what, each.verdict) for each in found] == [("something", Verdict.WRONG)]


async def test_whatever_is_wrong_comes_with_a_way_to_mend_it() -> None:
    settings = Settings(discord=DiscordSettings(token=SecretStr("my password")))
    assert (await check_discord(settings)).mend
