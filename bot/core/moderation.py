"""A hook for owners: a program of theirs, or an address, sees the pictures first and says yes or no.

Off unless it is set up. What cannot be asked, or does not answer in time, is a no: nobody's guard is passed by
breaking it.
"""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import tempfile
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import aiohttp
import structlog

from bot.config import PREFIX, TOKEN_VARIABLES, ModerationSettings
from bot.core.refusal import Refusal
from engine.errors import Fact

log = structlog.get_logger()

YES: Final = 0
NO: Final = 1
LONGEST_SENTENCE: Final = 300
LONGEST_ANSWER: Final = 64 * 2**10
"""Bytes that are read of an answer."""


class _FailedError(Exception):
    """No answer that can be understood; the message is for the log."""


class Moderation:
    """Asks about pictures before they are taken."""

    def __init__(self, settings: ModerationSettings) -> None:
        self._settings = settings

    async def check(self, pictures: Sequence[bytes]) -> None:
        """`pictures` are the photo, then the paintings.

        Raises `Refusal`: `moderated`, with the sentence of whoever was asked; `moderation_failed`.
        """
        settings = self._settings
        if not settings.enabled:
            return
        try:
            async with asyncio.timeout(settings.timeout):
                sentence = await _ask(settings, pictures)
        except TimeoutError:
            log.warning("moderation did not answer in time", seconds=settings.timeout)
            raise Refusal("moderation_failed") from None
        except (_FailedError, OSError, aiohttp.ClientError) as error:
            log.warning("moderation failed", kind=type(error).__name__, reason=_reason(error))
            raise Refusal("moderation_failed") from error
        if sentence is not None:
            raise Refusal("moderated", detail=_tidy(sentence) or Fact("not-wanted", "not wanted here"))


async def _ask(settings: ModerationSettings, pictures: Sequence[bytes]) -> str | None:
    """Why not, or None for yes. Where both are set up, both are asked."""
    sentence = None
    if settings.command is not None:
        sentence = await _ask_command(settings.command, pictures)
    if settings.url is not None and sentence is None:
        sentence = await _ask_address(settings.url, pictures)
    return sentence


async def _ask_command(command: str, pictures: Sequence[bytes]) -> str | None:
    """Runs it with the pictures' files as arguments: exit 0 is yes, 1 is no and prints why. None is yes."""
    with tempfile.TemporaryDirectory(prefix="impasto-") as folder:
        files = [Path(folder) / f"{number}" for number in range(len(pictures))]
        for file, data in zip(files, pictures, strict=True):
            await asyncio.to_thread(file.write_bytes, data)
        process = await asyncio.create_subprocess_exec(
            *shlex.split(command),
            *map(str, files),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=_environment(),
        )
        try:
            assert process.stdout
            answer = await process.stdout.read(LONGEST_ANSWER)
            status = await process.wait()
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if status not in (YES, NO):
        raise _FailedError(f"exit status {status}; 0 is yes, 1 is no")
    return None if status == YES else answer.decode(errors="replace")


async def _ask_address(url: str, pictures: Sequence[bytes]) -> str | None:
    """Posts `content` and each `style`; the answer is JSON, `{"allow": false, "message": "why"}`. None is yes."""
    form = aiohttp.FormData()
    for number, data in enumerate(pictures):
        name = "style" if number else "content"
        form.add_field(name, data, filename=name, content_type="application/octet-stream")
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=form, allow_redirects=False) as answer,
    ):
        if answer.status != 200:
            raise _FailedError(f"HTTP status {answer.status}; expected 200")
        body = await answer.content.read(LONGEST_ANSWER)
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if not isinstance(said, dict) or not isinstance(said.get("allow"), bool):
        raise _FailedError('expected JSON such as {"allow": true}')
    return None if said["allow"] else str(said.get("message", ""))


def _environment() -> dict[str, str]:
    """This program's, without its own settings: tokens are nobody else's business."""
    ours = (PREFIX, *TOKEN_VARIABLES)
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def _tidy(sentence: str) -> str:
    """One line that cannot reorder the text around it."""
    visible = "".join(" " if each.isspace() else each for each in sentence)
    safe = "".join(each for each in visible if unicodedata.category(each)[0] != "C")
    return " ".join(safe.split())[:LONGEST_SENTENCE].rstrip(".")


def _reason(error: Exception) -> str:
    """For the log, without the address: it may carry a secret."""
    return "" if isinstance(error, aiohttp.ClientError) else str(error)
