"""No token leaves the settings: not for a child process, a log, a metric, the doctor's words or an error."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import psutil
import pytest
import pytest_asyncio

from bot.config import ConfigError, load_settings
from tests.engine.executors import until
from tests.scenarios.program import Program

DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GtokenX.looks-like-a-token-and-is-none-at-all"
TELEGRAM = "123456789:AAlooks-like-a-token-and-is-none-at"
TOKENS = (DISCORD, TELEGRAM)
NOBODY = "http://127.0.0.1:9"
"""Refuses every connection."""
DEADLINE = 120.0
CHILDREN = 3
"""Two picture processes and a worker."""

pytestmark = pytest.mark.asyncio(loop_scope="module")


def leaked(text: str) -> list[str]:
    """Tokens in a text, or the secret halves of them."""
    return [token for token in TOKENS if token in text or token[-24:] in text]


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
        async with asyncio.timeout(DEADLINE):
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


async def test_the_doctor_says_no_token(environment: dict[str, str], tmp_path: Path) -> None:
    doctor = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "doctor"),
        env={
            **environment,
            "IMPASTO_DATA_DIR": str(tmp_path),
            "HOME": str(tmp_path),
            "PYTHONPATH": ":".join(sys.path),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await doctor.communicate()
    assert b"discord" in said
    assert not leaked(said.decode())


async def test_settings_print_no_token(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert settings.discord.enabled
    assert settings.telegram.enabled
    assert not leaked(f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}")


@pytest.mark.parametrize("bad", ["token = [{token!r}]", "tokens = {token!r}"])
async def test_an_error_in_the_settings_says_no_token(bad: str, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f"[discord]\n{bad.format(token=DISCORD)}\n")
    with pytest.raises(ConfigError) as error:
        load_settings(file)
    assert not leaked(str(error.value))
