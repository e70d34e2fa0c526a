"""The picture pool: other processes, and what happens when they crash, hang or eat memory."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from engine.errors import Busy, PictureError, PictureTooLarge, PictureTooSmall
from engine.options import StyleOptions
from engine.pictures import images
from engine.processes.connection import Connection
from engine.processes.pool import PicturePool, open_picture_pool
from tests.patience import PATIENCE
from tests.pictures import noise, png, quarters, save

PID_AFTER_A_WHILE = "(__import__('time').sleep(1), __import__('os').getpid())[1]"

ON_OPEN_PIPES = (
    "[os.write(fd, {junk!r}) for os, fcntl in [(__import__('os'), __import__('fcntl'))] for fd in (3, 4)"
    " if fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_WRONLY]"
)
"""Writes to the pipe that carries the answers."""
ENDLESS = b"\x80\x05\x8e" + (2**30).to_bytes(8, "little")
"""A pickle that announces a gigabyte."""

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pool() -> AsyncIterator[PicturePool]:
    async with open_picture_pool() as pool:
        yield pool


async def test_inspect_says_what_the_function_says(pool: PicturePool) -> None:
    assert await pool.inspect(png()) == images.inspect(png())


async def test_every_function_gives_a_picture(pool: PicturePool) -> None:
    one, other = png(), png(seed=1)
    answers = await asyncio.gather(
        pool.thumbnail(one, 64),
        pool.encode_as(one, "webp"),
        pool.side_by_side([one, other], 64),
        pool.contact_sheet([("one", one), ("other", other)], 2, 64),
        pool.stylize_preview(one, [other], StyleOptions(), side=64),
    )
    assert [images.inspect(answer).format for answer in answers] == ["JPEG", "WEBP", "JPEG", "JPEG", "JPEG"]


async def test_fit_bytes_gives_bytes_extension_and_note(pool: PicturePool) -> None:
    packed, extension, note = await pool.fit_bytes(save(noise()), 5000)
    assert (len(packed) <= 5000, extension, bool(note)) == (True, "jpg", True)


async def test_a_refusal_comes_through_with_kind_message_and_field(pool: PicturePool) -> None:
    with pytest.raises(PictureTooSmall, match="1 x 1") as caught:
        await pool.inspect(save(quarters(1, 1)), "style")
    assert caught.value.field == "style"


async def test_thirty_megabytes_come_through(pool: PicturePool) -> None:
    data = save(noise(3200, 3200), "BMP")
    assert (await pool.inspect(data)).sha256 == images.inspect(data).sha256


async def test_the_process_has_no_torch(pool: PicturePool) -> None:
    await pool.stylize_preview(png(), [png()], StyleOptions(), side=64)
    assert await pool.run(eval, "'torch' in __import__('sys').modules") is False


async def test_the_process_keeps_its_networks(pool: PicturePool) -> None:
    code = "[1 for o in __import__('gc').get_objects() if type(o).__name__ == 'InferenceSession']"
    for _ in range(2):
        await pool.stylize_preview(png(), [png()], StyleOptions(), side=64)
    assert len(await pool.run(eval, code)) == 2


async def test_a_crash_costs_one_call(pool: PicturePool) -> None:
    with pytest.raises(PictureError, match="ended unexpectedly"):
        await pool.run(os._exit, 3)
    assert (await pool.inspect(png())).width == 96


async def test_an_abort_in_native_code_costs_one_call(pool: PicturePool) -> None:
    before = await pool.run(os.getpid)
    with pytest.raises(PictureError, match="ended unexpectedly"):
        await pool.run(os.abort)
    assert await pool.run(os.getpid) != before


async def test_a_hang_costs_one_call() -> None:
    async with open_picture_pool(seconds=3) as pool:
        hung = await pool.run(os.getpid)
        with pytest.raises(Busy, match="too busy"):
            await pool.run(time.sleep, 3600)
        assert await pool.run(os.getpid) != hung
        assert not psutil.pid_exists(hung)


async def test_who_was_not_served_in_time_is_served_by_the_next_process() -> None:
    async with open_picture_pool(seconds=3) as pool:
        os.kill(await pool.run(os.getpid), signal.SIGSTOP)
        assert (await pool.inspect(png())).width == 96


@pytest.mark.parametrize("junk", [b"0.", b"\x80\x05K\x01.", b"\x80\x05]\x94.", b"\x80\x05\x8e" + b"\xff" * 8])
async def test_answers_that_cannot_be_read_end_no_lane(junk: bytes, pool: PicturePool) -> None:
    code = ON_OPEN_PIPES.format(junk=junk)
    for _ in range(3):
        with pytest.raises(PictureError, match=r"nonsense|cannot be read"):
            await pool.run(eval, code)
    assert (await pool.inspect(png())).width == 96


async def test_a_message_without_an_end_is_not_read(pool: PicturePool) -> None:
    with pytest.raises(PictureError, match="more than 536870912 bytes"):
        await pool.run(eval, ON_OPEN_PIPES.format(junk=ENDLESS))


async def test_long_calls_hold_up_no_short_one() -> None:
    async with open_picture_pool(processes=2) as pool:
        long = [asyncio.create_task(pool.run(time.sleep, 3600)) for _ in range(4)]
        await asyncio.sleep(0)
        assert (await pool.inspect(png())).width == 96
        assert not any(call.done() for call in long)
        for call in long:
            call.cancel()


async def test_short_calls_go_first() -> None:
    order: list[str] = []

    async def note(name: str, call: Awaitable[object]) -> None:
        await call
        order.append(name)

    async with open_picture_pool() as pool:
        first = asyncio.create_task(pool.run(os.getpid))
        await asyncio.sleep(0)
        calls = [note("long", pool.run(os.getpid)), note("short", pool.inspect(png()))]
        await asyncio.gather(first, *calls)
    assert order == ["short", "long"]


async def test_one_caller_s_many_pictures_wait_behind_another_s_first() -> None:
    order: list[str] = []

    async def look(caller: str, seed: int) -> None:
        await pool.inspect(png(seed=seed), caller=caller)
        order.append(caller)

    async with open_picture_pool() as pool:
        await asyncio.gather(*(look("ann", seed) for seed in range(5)), look("bob", 5), look("bob", 6))
    assert order == ["ann", "bob", "ann", "bob", "ann", "ann", "ann"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no RLIMIT_CPU")
async def test_ten_hostile_pictures_at_once_hold_up_nobody_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.processes.pool.BRIEF_SECONDS", 1)
    hostile = b"\xff\xd8" + b"\xff" * (60 * 2**20)
    async with open_picture_pool(processes=2) as pool:
        bad = [asyncio.create_task(pool.inspect(hostile)) for _ in range(10)]
        await asyncio.sleep(0)
        good = await asyncio.gather(*(pool.inspect(png(seed=seed)) for seed in range(5)))
        assert [info.width for info in good] == [96] * 5
        assert not all(call.done() for call in bad)
        for call in bad:
            call.cancel()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no RLIMIT_CPU")
async def test_a_picture_that_takes_too_much_of_the_processor_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.processes.pool.BRIEF_SECONDS", 1)
    monkeypatch.setattr("engine.processes.pool.PICTURE_SECONDS", 2)
    async with open_picture_pool() as pool:
        with pytest.raises(PictureError, match="2 s of processor time"):
            await pool.inspect(b"\xff\xd8" + b"\xff" * (60 * 2**20))
        assert (await pool.inspect(png())).width == 96


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no RLIMIT_CPU")
async def test_processor_time_that_was_spent_once_is_not_the_pictures_fault(
    pool: PicturePool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.processes.pool.PICTURE_SECONDS", 1)
    stalled = await pool.run(os.getpid)
    code = f"__import__('os').getpid() == {stalled} and sum(range(10**12)) or 'served'"
    assert await pool.run(eval, code) == "served"


async def test_calls_that_wait_behind_a_crash_are_served(pool: PicturePool) -> None:
    crash = asyncio.create_task(pool.run(os._exit, 1))
    waiting = [asyncio.create_task(pool.inspect(png(seed=seed))) for seed in range(3)]
    assert [info.width for info in await asyncio.gather(*waiting)] == [96] * 3
    with pytest.raises(PictureError):
        await crash


async def test_a_process_that_died_while_idle_costs_nothing(pool: PicturePool) -> None:
    idle = await pool.run(os.getpid)
    os.kill(idle, signal.SIGKILL)
    assert (await pool.inspect(png())).width == 96


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_DATA counts all private memory on Linux")
async def test_memory_is_limited_and_the_process_lives_on() -> None:
    async with open_picture_pool() as pool:
        before = await pool.run(os.getpid)
        with pytest.raises(PictureTooLarge, match="memory"):
            await pool.run(bytearray, 900 * 10**6)
        assert await pool.run(os.getpid) == before


async def test_an_unexpected_error_is_a_picture_error(pool: PicturePool) -> None:
    with pytest.raises(PictureError, match="fault of ours"):
        await pool.run(int, "no number")


async def test_an_answer_of_another_kind_is_a_fault_of_ours(pool: PicturePool) -> None:
    with pytest.raises(PictureError, match="fault of ours"):
        await pool._ask(bytes, "builtins:len", b"abc")


async def test_a_process_cannot_send_anything_foreign(pool: PicturePool) -> None:
    with pytest.raises(PictureError, match="cannot be read"):
        await pool.run(Path, ".")
    assert (await pool.inspect(png())).width == 96


async def test_a_cancelled_call_does_not_disturb_the_next(pool: PicturePool) -> None:
    first = asyncio.create_task(pool.inspect(png(seed=1)))
    await asyncio.sleep(0)
    first.cancel()
    assert (await pool.inspect(png(seed=2))).sha256 == images.inspect(png(seed=2)).sha256


async def test_several_processes_work_at_once() -> None:
    async with open_picture_pool(processes=4) as pool:
        pids = await asyncio.gather(*(pool.run(eval, PID_AFTER_A_WHILE) for _ in range(2)))
    assert len(set(pids)) == 2


async def test_opening_does_not_wait_for_the_processes() -> None:
    async with open_picture_pool() as pool:
        call = asyncio.create_task(pool.run(os.getpid))
        await asyncio.sleep(0)
        assert not call.done()
        await call


async def test_the_loop_goes_on_while_a_process_starts_and_works() -> None:
    turns = 0
    async with open_picture_pool() as pool:
        call = asyncio.create_task(pool.stylize_preview(png(), [png()], StyleOptions(), side=64))
        while not call.done():
            turns += 1
            await asyncio.sleep(0)
    assert turns > 100


async def test_at_the_end_the_processes_are_gone() -> None:
    async with open_picture_pool(processes=2) as pool:
        pids = [await pool.run(os.getpid) for _ in range(2)]
    assert not any(psutil.pid_exists(pid) for pid in pids)


async def test_at_the_end_open_calls_fail() -> None:
    async with open_picture_pool() as pool:
        await pool.run(os.getpid)
        calls = [asyncio.create_task(pool.run(time.sleep, 3600)) for _ in range(2)]
        await asyncio.sleep(0)
    for call in calls:
        with pytest.raises(Busy, match="ending"):
            await call
    with pytest.raises(Busy, match="ending"):
        await pool.inspect(png())


async def test_at_the_end_a_call_whose_process_died_fails_too(monkeypatch: pytest.MonkeyPatch) -> None:
    dying = asyncio.Event()

    async def never(connection: Connection) -> int | None:
        dying.set()
        return await asyncio.get_running_loop().create_future()

    monkeypatch.setattr(Connection, "exit_status", never)
    async with open_picture_pool() as pool:
        call = asyncio.create_task(pool.run(os._exit, 1))
        await dying.wait()
    with pytest.raises(Busy, match="ending"):
        await call


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
async def test_a_killed_parent_leaves_no_process_behind_even_one_that_hangs() -> None:
    script = (
        "import asyncio, os, time\n"
        "from engine.processes.pool import open_picture_pool\n"
        "async def main():\n"
        "    async with open_picture_pool() as pool:\n"
        "        print(await pool.run(os.getpid), flush=True)\n"
        "        await pool.run(time.sleep, 3600)\n"
        "asyncio.run(main())\n"
    )
    root = Path(images.__file__).parent.parent.parent
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", script, stdout=PIPE, cwd=root)
    assert parent.stdout
    child = psutil.Process(int(await parent.stdout.readline()))
    parent.kill()
    await parent.wait()
    psutil.wait_procs([child], timeout=PATIENCE)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


async def test_control_c_and_a_service_managers_stop_are_the_parents_affair(pool: PicturePool) -> None:
    pid = await pool.run(os.getpid)
    os.kill(pid, signal.SIGINT)
    os.kill(pid, signal.SIGTERM)
    assert await pool.run(os.getpid) == pid


async def test_closing_while_a_process_starts_leaves_none_behind() -> None:
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    for turns in range(12):
        async with open_picture_pool():
            for _ in range(turns):
                await asyncio.sleep(0)
    assert before == {child.pid for child in psutil.Process().children(recursive=True)}
