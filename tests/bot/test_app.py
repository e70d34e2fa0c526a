"""The real program as a process: start, refuse to start, stop."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp

from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
"""Long, for a busy machine; nothing here waits for it."""


@asynccontextmanager
async def program(folder: Path, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m bot` in a folder of its own, with an unused port."""
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("IMPASTO_")},
        "PYTHONPATH": str(ROOT),
        "IMPASTO_DATA_DIR": str(folder / "data"),
        "IMPASTO_WEB__PORT": "0",
        "IMPASTO_ENGINE__DEVICES": "cpu",
        **settings,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        cwd=folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


async def address_of(process: asyncio.subprocess.Process) -> str:
    """What the program prints once its page is open."""
    assert process.stdout
    line = (await process.stdout.readline()).decode()
    found = re.search(r"http://\S+", line)
    assert found, line
    return found[0]


async def test_importing_the_bot_loads_neither_torch_nor_a_decoder() -> None:
    heavy = "{'torch', 'PIL', 'numpy', 'onnxruntime'}"
    code = (
        f"import sys, bot.app, bot.web, bot.discord, bot.telegram; sys.exit(bool({heavy} & {{*sys.modules}}))"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, cwd=ROOT)
    assert await process.wait() == 0


async def test_with_nothing_configured_the_page_is_on_this_machine_only(tmp_path: Path) -> None:
    async with program(tmp_path) as process:
        assert (await address_of(process)).startswith("http://127.0.0.1:")


async def test_it_answers_before_the_model_is_loaded(tmp_path: Path) -> None:
    async with program(tmp_path) as process, aiohttp.ClientSession() as session:
        address = await address_of(process)
        async with session.get(f"{address}/readyz") as readyness, session.get(f"{address}/healthz") as health:
            assert (readyness.status, health.status) == (503, 200)


async def test_sigterm_ends_it_in_order(tmp_path: Path) -> None:
    async with program(tmp_path) as process:
        await address_of(process)
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


async def test_a_taken_port_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with program(tmp_path, IMPASTO_WEB__PORT=str(port)) as process:
            _, errors = await process.communicate()
    assert process.returncode == 2
    assert [str(port).encode() in line for line in errors.splitlines()].count(True) == 1
    assert b"Traceback" not in errors


async def test_a_second_bot_on_the_same_folder_is_one_line(tmp_path: Path) -> None:
    async with program(tmp_path) as first:
        await address_of(first)
        async with program(tmp_path) as second:
            _, errors = await second.communicate()
    assert (second.returncode, errors.count(b"\n"), b"another Impasto" in errors) == (2, 1, True)


async def test_nothing_to_do_is_one_line(tmp_path: Path) -> None:
    async with program(tmp_path, IMPASTO_WEB__ENABLED="false") as process:
        _, errors = await process.communicate()
    assert (process.returncode, errors.count(b"\n")) == (2, 1)
