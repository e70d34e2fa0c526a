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
from bot.doctor import CHECKS, findings_of
from bot.doctor.data import check_data_dir, check_presets, check_store
from bot.doctor.findings import TROUBLES, Trouble, Verdict
from bot.doctor.machine import check_build, check_devices, check_versions, check_weights
from bot.doctor.network import check_discord, check_proxies, check_telegram, check_web
from engine.painting import build
from engine.painting.build import Build

TROUBLE_PAGE = Path(__file__).parents[2] / "docs" / "TROUBLE.md"
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

    found = [finding async for finding in findings_of(Settings(), (check_something,))]  # type: ignore[arg-type]
    assert [(each.what, each.verdict) for each in found] == [("something", Verdict.WRONG)]


async def test_whatever_is_wrong_comes_with_a_way_to_mend_it() -> None:
    settings = Settings(discord=DiscordSettings(token=SecretStr("my password")))
    assert (await check_discord(settings)).mend


async def test_looking_at_a_folder_does_not_make_it(tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path / "data", web=WebSettings(port=0), engine=EngineSettings(devices="cpu")
    )
    verdicts = {finding.what: finding.verdict async for finding in findings_of(settings, CHECKS)}
    assert Verdict.WRONG not in verdicts.values()
    assert not (tmp_path / "data").exists()


async def test_versions_are_said_first() -> None:
    assert "torch" in (await check_versions(Settings())).why


@pytest.mark.parametrize(
    ("cuda", "driver", "says", "verdict"),
    [
        (None, None, "for the processor", Verdict.FINE),
        (None, "580.65.06", "built for the processor only", Verdict.DOUBTFUL),
        ("13.0", None, "no NVIDIA driver", Verdict.DOUBTFUL),
        ("13.0", "535.183.01", "needs driver 580", Verdict.WRONG),
        ("13.0", "580.65.06", "for CUDA 13.0, driver 580.65.06", Verdict.FINE),
    ],
)
async def test_build_and_driver_must_fit(
    cuda: str | None, driver: str | None, says: str, verdict: Verdict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "torch_build", lambda: Build("2.15.0", cuda))
    monkeypatch.setattr(build, "nvidia_driver", lambda: driver)
    monkeypatch.setattr(build, "cards", dict)
    finding = await check_build(Settings())
    assert (says in finding.why, finding.verdict) == (True, verdict)


async def test_a_card_without_kernels_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "torch_build", lambda: Build("2.15.0", "13.0", ("sm_75", "sm_90")))
    monkeypatch.setattr(build, "nvidia_driver", lambda: "580.65.06")
    monkeypatch.setattr(build, "cards", lambda: {"cuda:0 Tesla V100": (7, 0)})
    assert "Tesla V100" in (await check_build(Settings())).why


async def test_a_card_is_shown_with_its_capability_build_and_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "torch_build", lambda: Build("2.15.0", "13.0", ("sm_90",)))
    monkeypatch.setattr(build, "nvidia_driver", lambda: "580.65.06")
    monkeypatch.setattr(build, "cards", lambda: {"cuda:0 NVIDIA H200": (9, 0)})
    said = (await check_build(Settings())).why
    assert said == (
        "torch 2.15.0 for CUDA 13.0, driver 580.65.06, cuda:0 NVIDIA H200 of compute capability 9.0"
    )


@pytest.mark.parametrize(
    ("architectures", "capability", "served"),
    [
        (("sm_80", "sm_90"), (8, 6), True),
        (("sm_80", "sm_90"), (7, 5), False),
        (("sm_90", "sm_120"), (12, 0), True),
        (("sm_90", "compute_90"), (12, 0), True),
        (("sm_90a",), (9, 0), True),
    ],
)
def test_which_cards_a_build_serves(
    architectures: tuple[str, ...], capability: tuple[int, int], served: bool
) -> None:
    assert Build("2.15.0", "13.0", architectures).runs_on(capability) is served


def test_the_driver_is_read_from_the_kernel(tmp_path: Path) -> None:
    (tmp_path / "version").write_text(
        "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build  (root@host)\n"
    )
    assert build.nvidia_driver(tmp_path / "version") == "580.65.06"


async def test_a_proxy_is_said_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://user:hush@proxy:3128")
    finding = await check_proxies(Settings(discord=DiscordSettings(token=TOKEN)))
    assert (finding.verdict, "hush" in finding.lines()) == (Verdict.FINE, False)


async def test_platforms_are_tried_through_the_proxy_as_the_program_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runner, settings = await telegram(200)
    try:
        monkeypatch.setenv("http_proxy", settings.api_base)
        beyond = TelegramSettings(token=TOKEN, api_base="http://telegram.invalid")
        assert (await check_telegram(Settings(telegram=beyond))).verdict is Verdict.FINE
    finally:
        await runner.cleanup()


async def test_a_page_open_to_all_is_noted(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, web=WebSettings(host="0.0.0.0", port=0))
    assert (await check_web(settings)).verdict is Verdict.DOUBTFUL


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: f"{trouble.what}: {trouble.says}"[:60])
def test_every_trouble_is_on_the_page_with_its_mend(trouble: Trouble) -> None:
    row = f"| {trouble.what} | {trouble.verdict} | {trouble.says} | {trouble.mend} |"
    assert row in TROUBLE_PAGE.read_text(encoding="utf-8").splitlines(), f"add to docs/TROUBLE.md: {row}"
