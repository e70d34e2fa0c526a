"""The owner's own guard: a program or an address that sees the pictures first."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.config import ModerationSettings
from bot.core.moderation import Moderation
from bot.core.refusal import Refusal
from tests.bot.executors import EagerExecutor
from tests.bot.world import open_world, person, picture

PICTURES = (b"photo", b"painting")


def program(folder: Path, code: str) -> str:
    """A command line that runs these lines of Python."""
    file = folder / "check.py"
    file.write_text(f"import os, pathlib, sys, time\n{code}\n")
    return shlex.join([sys.executable, str(file)])


async def refusal(settings: ModerationSettings) -> Refusal:
    with pytest.raises(Refusal) as caught:
        await Moderation(settings).check(PICTURES)
    return caught.value


async def of_program(folder: Path, code: str, timeout: float = 60.0) -> Refusal:
    return await refusal(ModerationSettings(command=program(folder, code), timeout=timeout))


@asynccontextmanager
async def address(answer: Callable[[web.Request], Awaitable[web.Response]]) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/check", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/check"
    finally:
        await runner.cleanup()


def answering(body: Any, status: int = 200) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=body if isinstance(body, str) else json.dumps(body), status=status)

    return answer


async def test_nobody_is_asked_unless_it_is_set_up() -> None:
    await Moderation(ModerationSettings()).check(PICTURES)


async def test_a_program_that_ends_well_says_yes(tmp_path: Path) -> None:
    await Moderation(ModerationSettings(command=program(tmp_path, "sys.exit(0)"))).check(PICTURES)


async def test_a_program_sees_the_photo_and_then_the_painting(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    code = f"pathlib.Path({str(seen)!r}).write_bytes(b'+'.join(pathlib.Path(f).read_bytes() for f in sys.argv[1:]))"
    await Moderation(ModerationSettings(command=program(tmp_path, code))).check(PICTURES)
    assert seen.read_bytes() == b"photo+painting"


async def test_a_programs_no_is_told_with_its_sentence(tmp_path: Path) -> None:
    no = await of_program(tmp_path, "print('No faces, please.'); sys.exit(1)")
    assert (no.code, "No faces, please." in no.message()) == ("moderated", True)


async def test_a_no_without_a_sentence_is_told_in_the_persons_language(tmp_path: Path) -> None:
    no = await of_program(tmp_path, "sys.exit(1)")
    assert "Betreiber" in no.message("de")


async def test_a_sentence_cannot_reorder_the_text_around_it(tmp_path: Path) -> None:
    no = await of_program(tmp_path, "sys.stdout.buffer.write('a\\u202e\\nb'.encode()); sys.exit(1)")
    assert "a b." in no.message()


@pytest.mark.parametrize("code", ["sys.exit(2)", "os.kill(os.getpid(), 9)"])
async def test_a_program_that_breaks_lets_nothing_pass(tmp_path: Path, code: str) -> None:
    assert (await of_program(tmp_path, code)).code == "moderation_failed"


async def test_a_program_that_is_not_there_lets_nothing_pass() -> None:
    assert (await refusal(ModerationSettings(command="/nowhere/check"))).code == "moderation_failed"


async def test_a_program_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    code = f"pathlib.Path({str(pid)!r}).write_text(str(os.getpid())); time.sleep(600)"
    slow = ModerationSettings(command=program(tmp_path, code), timeout=3.0)
    assert (await refusal(slow)).code == "moderation_failed"
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


async def test_a_program_does_not_get_the_tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    monkeypatch.setenv("IMPASTO_TELEGRAM__TOKEN", "secret")
    code = "sys.exit(any(name.startswith(('DISCORD', 'IMPASTO')) for name in os.environ))"
    await Moderation(ModerationSettings(command=program(tmp_path, code))).check(PICTURES)


async def test_an_address_says_yes() -> None:
    async with address(answering({"allow": True})) as url:
        await Moderation(ModerationSettings(url=url)).check(PICTURES)


async def test_an_address_sees_content_and_style() -> None:
    seen: dict[str, bytes] = {}

    async def answer(request: web.Request) -> web.Response:
        async for part in await request.multipart():
            seen[part.name] = await part.read()  # type: ignore[union-attr, index, assignment]
        return web.json_response({"allow": True})

    async with address(answer) as url:
        await Moderation(ModerationSettings(url=url)).check(PICTURES)
    assert seen == {"content": b"photo", "style": b"painting"}


async def test_an_addresss_no_is_told_with_its_sentence() -> None:
    async with address(answering({"allow": False, "message": "No faces"})) as url:
        assert "No faces" in (await refusal(ModerationSettings(url=url))).message()


@pytest.mark.parametrize(
    ("body", "status"), [("yes", 200), ({"allow": "no"}, 200), ([], 200), ({"allow": True}, 500)]
)
async def test_an_answer_that_is_none_lets_nothing_pass(body: Any, status: int) -> None:
    async with address(answering(body, status)) as url:
        assert (await refusal(ModerationSettings(url=url))).code == "moderation_failed"


async def test_an_address_where_nobody_is_lets_nothing_pass() -> None:
    assert (await refusal(ModerationSettings(url="http://127.0.0.1:9/check"))).code == "moderation_failed"


async def test_what_is_refused_leaves_nothing_behind(tmp_path: Path) -> None:
    guard = ModerationSettings(command=program(tmp_path, "sys.exit(1)"))
    async with open_world(tmp_path / "data", moderation=guard) as world:
        with pytest.raises(Refusal, match="moderated"):
            await world.submit()
        assert (world.studio.waiting, await world.store.bytes_used()) == (0, 0)


async def test_a_photo_on_a_sheet_is_asked_about_too(tmp_path: Path) -> None:
    guard = ModerationSettings(command=program(tmp_path, "sys.exit(1)"))
    async with open_world(tmp_path / "data", moderation=guard) as world:
        with pytest.raises(Refusal, match="moderated"):
            await world.studio.sheets.of_photo(person(), picture())


async def test_the_same_pictures_are_not_asked_about_again(tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    code = f"open({str(asked)!r}, 'a').write('x')"
    guard = ModerationSettings(command=program(tmp_path, code))
    async with open_world(tmp_path / "data", EagerExecutor(), moderation=guard) as world:
        job = await world.ended(await world.submit())
        await world.studio.rerun(job.id, job.owner, {}, seed=7)
    assert asked.read_text() == "x"


async def test_where_both_are_set_up_both_are_asked(tmp_path: Path) -> None:
    async with address(answering({"allow": False})) as url:
        both = ModerationSettings(command=program(tmp_path, "sys.exit(0)"), url=url)
        assert (await refusal(both)).code == "moderated"
