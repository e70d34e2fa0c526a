"""No token leaves the settings: not for a child process, a log, a metric, the doctor's words or an error."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import aiohttp
import psutil
import pytest
import pytest_asyncio

from bot.config import ConfigError, load_settings
from engine.errors import PictureError
from engine.pictures.images import read_recipe
from tests.engine.executors import until
from tests.patience import PATIENCE
from tests.scenarios.between import REFUSED, open_between
from tests.scenarios.faults import House, open_house
from tests.scenarios.program import Program

DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GtokenX.looks-like-a-token-and-is-none-at-all"
TELEGRAM = "123456789:AAlooks-like-a-token-and-is-none-at"
TOKENS = (DISCORD, TELEGRAM)
NOBODY = "http://127.0.0.1:9"
"""Refuses every connection."""
FAULTS = ("500", "html", "reset", REFUSED)
"""The last one is the end: Telegram's library stops asking."""
SHORT_SECONDS = 2.0
"""After these somebody on Discord gives up: a platform out of order will not answer."""
CHILDREN = 3
"""Two picture processes and a worker."""

pytestmark = pytest.mark.asyncio(loop_scope="module")


def leaked(text: str | bytes) -> list[str]:
    """Tokens in a text, or the secret halves of them."""
    said = text if isinstance(text, str) else text.decode("latin-1")
    return [token for token in TOKENS if token in said or token[-24:] in said]


def children(program: Program) -> list[psutil.Process]:
    return list(psutil.Process(program.pid).children(recursive=True))


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    return {
        "DISCORD_TOKEN": DISCORD,
        "IMPASTO_TELEGRAM__TOKEN": TELEGRAM,
        "IMPASTO_DISCORD__API_BASE": NOBODY,
        "IMPASTO_TELEGRAM__API_BASE": NOBODY,
        "IMPASTO_LOG__LEVEL": "debug",
        "IMPASTO_LOG__FORMAT": "json",
    }


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def program(
    environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory, free_port: int
) -> AsyncIterator[Program]:
    """The bot at debug level, with tokens in its environment and neither platform to be reached."""
    web = {"IMPASTO_WEB__ENABLED": "true", "IMPASTO_WEB__PORT": str(free_port)}
    program = Program(tmp_path_factory.mktemp("secrets") / "data", {**environment, **web})
    await program.start()
    try:
        async with asyncio.timeout(PATIENCE):
            await until(lambda: "discord" in program.text() and len(children(program)) >= CHILDREN)
        yield program
    finally:
        await program.stop()


@pytest.fixture(scope="module")
def free_port(unused_tcp_port_factory: object) -> int:
    assert callable(unused_tcp_port_factory)
    return int(unused_tcp_port_factory())


async def test_no_child_has_a_token(program: Program) -> None:
    seen = [(child.environ(), child.cmdline()) for child in children(program)]
    assert len(seen) >= CHILDREN
    assert not leaked(str(seen))


async def test_no_metric_and_no_state_has_a_token(program: Program, free_port: int) -> None:
    async with aiohttp.ClientSession() as session:
        for path in ("/metrics", "/readyz", "/healthz"):
            async with session.get(f"http://127.0.0.1:{free_port}{path}") as answer:
                assert not leaked(await answer.text())


async def test_no_line_of_the_log_has_a_token(program: Program) -> None:
    text = program.text()
    assert text
    assert not leaked(text)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The bot at debug level, with one picture delivered on each surface, after both platforms have met every fault."""
    logs = {"IMPASTO_LOG__LEVEL": "debug", "IMPASTO_LOG__FORMAT": "json"}
    async with open_house(tmp_path_factory.mktemp("house"), TOKENS, logs) as house:
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(
                insist(house.ask_on_web), insist(house.ask_on_discord), house.ask_on_telegram()
            )
            await until(lambda: {"web", "discord", "telegram"} <= delivered(house).keys())
            for fault in FAULTS:
                await meet(house, fault)
        yield house


async def insist(ask: Callable[[], Awaitable[bool]]) -> None:
    """Asks until it is accepted."""
    while not await ask():  # noqa: ASYNC110
        await asyncio.sleep(0.1)


def delivered(house: House) -> dict[str, str]:
    """A finished job of each surface."""
    database = sqlite3.connect(f"file:{house.folder / 'impasto.sqlite3'}?mode=ro", uri=True)
    with contextlib.closing(database):
        return dict(database.execute("SELECT surface, id FROM jobs WHERE state = 'delivered' AND told = 1"))


async def meet(house: House, fault: str) -> None:
    """People ask on both platforms while they are out of order, until the bot has noticed."""
    before = {platform: between.met for platform, between in house.platforms.items()}
    with house.broken("discord", fault), house.broken("telegram", fault):
        asking = asyncio.create_task(house.ask_on_discord(SHORT_SECONDS))
        await house.ask_on_telegram()
        await until(lambda: all(house.platforms[each].met > count for each, count in before.items()))
        await asking


async def test_no_child_has_a_token_after_faults(house: House) -> None:
    found = psutil.Process(house.program.pid).children(recursive=True)
    assert len(found) >= CHILDREN
    assert not leaked(str([(child.environ(), child.cmdline()) for child in found]))


@pytest.mark.parametrize("mark", ["/bot<token>", "'token': '<token>'"])
async def test_the_log_had_tokens_to_hide(mark: str, house: House) -> None:
    assert mark in house.program.text()


async def test_no_line_of_the_log_has_a_token_under_faults(house: House) -> None:
    assert not leaked(house.program.text())


async def test_no_line_of_the_log_has_an_interaction_s_token(house: House) -> None:
    text, tokens = house.program.text(), list(house.discord.world.interactions)
    assert tokens
    assert not [token for token in tokens if token in text]


async def test_no_file_of_the_data_folder_has_a_token(house: House) -> None:
    files = [file for file in house.folder.rglob("*") if file.is_file()]
    assert files
    assert not [file.name for file in files if leaked(file.read_bytes())]


async def test_no_answer_has_a_token(house: House) -> None:
    job = f"/api/jobs/{delivered(house)['web']}"
    for path in (job, f"{job}/result", "/api/options", "/metrics", "/readyz", "/healthz"):
        async with house.web.get(path) as answer:
            assert answer.status in (200, 503), path
            assert not leaked(str(answer.headers)), path
            assert not leaked(await answer.read()), path


async def test_no_recipe_has_a_token(house: House) -> None:
    recipes = []
    for file in house.folder.rglob("*"):
        with contextlib.suppress(PictureError, IsADirectoryError):
            recipes.append(read_recipe(file.read_bytes()))
    assert len(recipes) >= len(delivered(house))
    assert not leaked(json.dumps(recipes))


@pytest.mark.parametrize("fault", FAULTS)
async def test_the_doctor_says_no_token(fault: str, environment: dict[str, str], tmp_path: Path) -> None:
    async with open_between(NOBODY) as platform:
        platform.breaks(fault)
        doctor = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "doctor"),
            env={
                **environment,
                "IMPASTO_DISCORD__API_BASE": platform.url,
                "IMPASTO_TELEGRAM__API_BASE": platform.url,
                "IMPASTO_DATA_DIR": str(tmp_path),
                "HOME": str(tmp_path),
                "PYTHONPATH": ":".join(sys.path),
            },
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await doctor.communicate()
        assert platform.met
    assert b"discord" in said
    assert not leaked(said)


async def test_settings_print_no_token(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert settings.discord.enabled
    assert settings.telegram.enabled
    assert not leaked(f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}")


@pytest.mark.parametrize(
    "bad",
    [
        "[discord]\ntoken = [{token!r}]",
        "[discord]\ntokens = {token!r}",
        "discord = {token!r}",
        "telegram = {token!r}",
        "discord_token = {token!r}",
        "[discord]\ntoken = {token!r}, {token!r}",
    ],
)
async def test_an_error_in_the_settings_says_no_token(bad: str, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f"{bad.format(token=DISCORD)}\n")
    with pytest.raises(ConfigError) as error:
        load_settings(file)
    assert not leaked(str(error.value))
