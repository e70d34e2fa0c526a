"""The sealed room, tried from inside: a picture process does what a broken decoder might be made to do."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from engine.options import StyleOptions
from engine.processes.pool import PicturePool, open_picture_pool
from engine.processes.sandbox import ARCHITECTURES, Wall
from engine.processes.supervisor import environment
from tests.engine.executors import open_painter, until
from tests.pictures import heic, in_mode, png, save, strokes

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GtokenX.looks-like-a-token-and-is-none"
PROXY = "http://me:hush@proxy.example.org:3128"
PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy")
VARIABLES = (
    "DISCORD_TOKEN",
    "TELEGRAM_TOKEN",
    "IMPASTO_DISCORD__TOKEN",
    "IMPASTO_WEBHOOK__SECRET",
    "API_KEY",
)

TRY = """
try:
    {deed}
    outcome = "done"
except Exception as error:
    outcome = type(error).__name__
"""

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module", autouse=True)
def tokens_around() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in VARIABLES:
            patch.setenv(name, TOKEN)
        for name in PROXIES:
            patch.setenv(name, PROXY)
        yield


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pool(tokens_around: None) -> AsyncIterator[PicturePool]:
    async with open_picture_pool() as pool:
        await pool.inspect(png())
        yield pool


async def attempt(pool: PicturePool, deed: str, wall: Wall) -> str:
    """What comes of it inside: `done`, or the error's name. Skips where there is no such wall."""
    if wall not in (pool.walls or ()):
        pytest.skip(f"this system has no wall for: {wall}")
    code = TRY.format(deed=deed)
    return str(await pool.run(eval, f"(lambda names: (exec({code!r}, names), names['outcome'])[1])({{}})"))


async def test_what_is_allowed_is_done(pool: PicturePool) -> None:
    assert await attempt(pool, "import wave", Wall.LIMITS) == "done"


@pytest.mark.skipif(sys.platform != "linux", reason="Linux's walls")
@pytest.mark.skipif(platform.machine() not in ARCHITECTURES, reason="x86-64 and arm64 are known")
async def test_every_linux_of_today_has_seccomp(pool: PicturePool) -> None:
    assert {Wall.LIMITS, Wall.PRIVILEGES, Wall.CALLS} <= set(pool.walls or ())


async def test_it_cannot_read_the_settings(pool: PicturePool, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(f'[discord]\ntoken = "{TOKEN}"')
    deed = f"open({str(tmp_path / 'config.toml')!r}).read()"
    assert await attempt(pool, deed, Wall.FILES) == "PermissionError"


async def test_it_cannot_read_beside_the_package(pool: PicturePool) -> None:
    deed = f"open({str(Path(__file__).parents[3] / 'pyproject.toml')!r}).read()"
    assert await attempt(pool, deed, Wall.FILES) == "PermissionError"


async def test_it_cannot_list_the_data_folder(pool: PicturePool, tmp_path: Path) -> None:
    deed = f"import os; os.listdir({str(tmp_path)!r})"
    assert await attempt(pool, deed, Wall.FILES) == "PermissionError"


@pytest.mark.parametrize(
    "deed", ["open({new!r}, 'w')", "import os; os.mkdir({new!r})", "import os; os.unlink({old!r})"]
)
async def test_it_cannot_change_a_file(deed: str, pool: PicturePool, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.touch()
    outcome = await attempt(pool, deed.format(new=str(tmp_path / "new"), old=str(old)), Wall.FILES)
    assert (outcome, old.exists(), (tmp_path / "new").exists()) == ("PermissionError", True, False)


async def test_its_environment_has_no_token(pool: PicturePool) -> None:
    assert TOKEN not in await pool.run(eval, "str(dict(__import__('os').environ))")


async def test_it_cannot_read_its_parent_s_environment(pool: PicturePool) -> None:
    deed = f"open('/proc/{os.getpid()}/environ').read()"
    assert await attempt(pool, deed, Wall.FILES) == "PermissionError"


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK"])
async def test_it_cannot_open_a_socket(family: str, pool: PicturePool) -> None:
    deed = f"import socket; socket.socket(socket.{family}, socket.SOCK_RAW if 'LINK' in {family!r} else 1)"
    assert await attempt(pool, deed, Wall.CALLS) == "PermissionError"


@pytest.mark.parametrize(
    "deed",
    [
        "import os; os.execv('/bin/true', ['true'])",
        "import os; os.posix_spawn('/bin/true', ['true'], {})",
        "import subprocess; subprocess.run(['true'])",
    ],
)
async def test_it_cannot_start_a_program(deed: str, pool: PicturePool) -> None:
    pid = await pool.run(os.getpid)
    assert await attempt(pool, deed, Wall.CALLS) == "PermissionError"
    assert not psutil.Process(pid).children()


async def test_it_cannot_fork(pool: PicturePool) -> None:
    assert await attempt(pool, "import os; os.fork()", Wall.CALLS) == "PermissionError"


async def test_it_can_have_a_thread(pool: PicturePool) -> None:
    deed = "import threading; thread = threading.Thread(target=int); thread.start(); thread.join()"
    assert await attempt(pool, deed, Wall.CALLS) == "done"


async def test_it_cannot_signal_another_process(pool: PicturePool) -> None:
    assert await attempt(pool, f"import os; os.kill({os.getpid()}, 0)", Wall.CALLS) == "PermissionError"


async def test_it_cannot_limit_another_process(pool: PicturePool) -> None:
    deed = f"import resource; resource.prlimit({os.getpid()}, resource.RLIMIT_NOFILE)"
    assert await attempt(pool, deed, Wall.CALLS) == "PermissionError"


async def test_it_cannot_become_another_user(pool: PicturePool) -> None:
    assert await attempt(pool, "import os; os.setuid(65534)", Wall.CALLS) == "PermissionError"


async def test_it_cannot_have_more_memory(pool: PicturePool) -> None:
    assert await attempt(pool, "bytearray(900 * 10**6)", Wall.LIMITS) == "MemoryError"


async def test_it_cannot_open_files_without_end(pool: PicturePool) -> None:
    deed = "import os; files = [open(os.__file__) for _ in range(100)]"
    assert await attempt(pool, deed, Wall.LIMITS) == "OSError"


async def test_every_format_is_read_inside(pool: PicturePool) -> None:
    kinds = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF", "BMP", "ICO")
    inside = [await pool.inspect(save(strokes(64, 64), kind)) for kind in kinds]
    assert tuple(info.format for info in inside) == kinds
    assert (await pool.inspect(heic())).format == "HEIF"
    assert (await pool.inspect(save(in_mode("LAB"), "TIFF"))).width == 96


async def test_previews_are_painted_inside(pool: PicturePool) -> None:
    assert await pool.stylize_preview(png(), [png()], StyleOptions(), side=64)


async def test_the_log_says_which_walls_stand(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "engine.processes.pool"):
        async with open_picture_pool() as pool:
            await pool.inspect(png())
    (line,) = (record.getMessage() for record in caplog.records if "read by a process" in record.getMessage())
    assert all(wall in line for wall in Wall)


async def test_no_child_s_environment_or_command_line_has_a_token(pool: PicturePool, tmp_path: Path) -> None:
    async with open_painter("Counter", tmp_path) as executor:
        await until(lambda: executor.ready)
        children = [
            psutil.Process(pid) for pid in (executor.devices[0].pid, await pool.run(os.getpid)) if pid
        ]
        assert len(children) == 2
        for child in children:
            seen = str((child.environ(), child.cmdline()))
            assert TOKEN not in seen
            assert PROXY not in seen


@pytest.mark.parametrize(
    ("weights", "proxies"), [("original", 0), ("vgg19.pth", 0), ("torchvision", len(PROXIES))]
)
async def test_only_a_worker_that_may_download_knows_the_proxy(weights: str, proxies: int) -> None:
    assert list(environment(weights).values()).count(PROXY) == proxies
