"""Tells the shared stories on Telegram: the real program as a process, against our own Telegram."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import sys
from io import BytesIO
from pathlib import Path
from typing import Any, Self

from PIL import Image

from tests.fakes.telegram import Chat, FakeTelegram, FloodLimits, User, text_of
from tests.scenarios.drivers import eventually

STOP_SECONDS = 60.0
CANCEL, KEEP, FILE = "✖ Cancel", "✔ Keep this", "📎 File"
SHARE = re.compile(r"(\d+)%")
NUMBER = re.compile(r"number (\d+) of")


class TelegramTicket:
    """One request, known by the message it came with: everything the bot sends answers that."""

    def __init__(self, telegram: FakeTelegram, user: User, chat: Chat, request: dict[str, Any]) -> None:
        self._telegram = telegram
        self._user = user
        self._chat = chat
        self._request = request["message_id"]

    async def accepted(self) -> None:
        """The bot has answered with a status message, or with the picture itself."""
        answer = await eventually(self._answer, "an answer")
        assert _labels(answer), f"refused: {text_of(answer)}"

    async def refused(self) -> str:
        """The bot has answered with a sentence alone."""
        answer = await eventually(self._answer, "an answer")
        assert not _labels(answer), f"not refused: {text_of(answer)}"
        return text_of(answer)

    async def shown(self, fraction: float) -> None:
        """A status message with that much of the bar was sent or edited."""
        await eventually(lambda: self._share() >= fraction, f"progress of {fraction:.0%}")

    async def picture(self) -> bytes:
        """The largest size of the photo, as Telegram hands it to the person."""
        await eventually(lambda: self._results() or self._given_up(), "a picture")
        assert self._results(), self._given_up()
        return self._telegram.files.by_id[self._results()[0]["photo"][-1]["file_id"]].data

    async def cancelled(self) -> None:
        """The status message says so."""
        await eventually(lambda: "✖ Cancelled" in self._said(), "the word that it is cancelled")

    async def cancel(self) -> None:
        """Presses Cancel under the status message."""
        self._telegram.press(self._user, await self._status(CANCEL), CANCEL)

    async def keep(self) -> None:
        """Presses Keep this under the status message."""
        self._telegram.press(self._user, await self._status(KEEP), KEEP)

    async def position(self) -> int:
        """As the status message says it."""
        said = self._said()
        if "You are next" in said:
            return 1
        found = NUMBER.search(said)
        return int(found[1]) if found else 0

    def deliveries(self) -> int:
        """Messages with a finished picture in answer to the request."""
        return len(self._results())

    def notes(self) -> str:
        """The caption."""
        return "\n".join(text_of(result) for result in self._results())

    def _answers(self) -> list[dict[str, Any]]:
        return [
            message
            for message in self._chat.from_bot()
            if message.get("reply_to_message", {}).get("message_id") == self._request
        ]

    def _answer(self) -> dict[str, Any] | None:
        return next(iter(self._answers()), None)

    def _results(self) -> list[dict[str, Any]]:
        return [message for message in self._answers() if FILE in _labels(message)]

    def _said(self) -> str:
        return "\n".join(text_of(message) for message in self._answers())

    def _given_up(self) -> str:
        said = self._said()
        return said if "❌" in said or "✖ Cancelled" in said else ""

    def _share(self) -> float:
        """The furthest progress that was shown under the status message, whatever stands there now."""
        numbers = {message["message_id"] for message in self._answers()}
        edits = self._telegram.made(
            "editMessageText", "editMessageMedia", "editMessageCaption", chat=self._chat
        )
        said = [_words(call.params) for call in edits if call.params["message_id"] in numbers]
        shares = [int(found[1]) for words in [*said, self._said()] if (found := SHARE.search(words))]
        return max(shares, default=0) / 100 if not self._results() else 1.0

    async def _status(self, label: str) -> dict[str, Any]:
        def found() -> dict[str, Any] | None:
            return next((message for message in self._answers() if label in _labels(message)), None)

        return await eventually(found, f"a button {label!r}")


class TelegramPerson:
    """Somebody in their private chat with the bot."""

    def __init__(self, telegram: FakeTelegram, user: User) -> None:
        self._telegram = telegram
        self._user = user
        self._chat = telegram.private(user)
        self._albums = 0

    async def stylize(self, content: bytes, style: bytes | None, **options: Any) -> TelegramTicket:
        """An album of two, with the command and its options as caption; what is no picture goes as a file."""
        self._albums += 1
        album = f"{self._user.id}-{self._albums}"
        caption = " ".join(["/stylize", *(f"{name}={value}" for name, value in options.items())])
        send = self._photo if _is_picture(content) else self._file
        request = send(content, caption, album)
        if style is not None:
            send(style, None, album)
        return TelegramTicket(self._telegram, self._user, self._chat, request)

    def _photo(self, data: bytes, caption: str | None, album: str) -> dict[str, Any]:
        return self._chat.photo(self._user, data, caption, album=album)

    def _file(self, data: bytes, caption: str | None, album: str) -> dict[str, Any]:
        return self._chat.document(self._user, data, "picture.png", "image/png", caption, album=album)


class TelegramDriver:
    """The program over `folder`. Leaving raises for a call that Telegram would not know, or a flood."""

    def __init__(self, folder: Path, flood: FloodLimits | None = None) -> None:
        self.telegram = FakeTelegram(flood)
        self._folder = folder
        self._people: dict[str, TelegramPerson] = {}
        self._program: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        await self.telegram.__aenter__()
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        try:
            await self._stop(signal.SIGTERM)
        finally:
            await self.telegram.__aexit__()
        assert not self.telegram.violations, "\n".join(self.telegram.violations)
        assert not self.telegram.floods, "flooded: " + self.telegram.transcript()

    def person(self, name: str) -> TelegramPerson:
        """Each has a private chat of their own."""
        if name not in self._people:
            self._people[name] = TelegramPerson(self.telegram, self.telegram.user(name))
        return self._people[name]

    async def start(self) -> None:
        """Starts the program in a process group of its own."""
        settings = {
            "IMPASTO_DATA_DIR": str(self._folder / "data"),
            "IMPASTO_TELEGRAM__TOKEN": self.telegram.token,
            "IMPASTO_TELEGRAM__API_BASE": self.telegram.url,
            "IMPASTO_TELEGRAM__ALBUM_SECONDS": "0.5",
            "IMPASTO_WEB__ENABLED": "false",
            "IMPASTO_ENGINE__DEVICES": "cpu",
            "OMP_NUM_THREADS": "1",
        }
        log = (self._folder / "log.txt").open("ab")
        with log:
            self._program = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "run",
                env={**os.environ, **settings},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def kill(self) -> None:
        """SIGKILL to the whole process group."""
        await self._stop(signal.SIGKILL)

    def storm(self, seconds: float) -> None:
        """Everything that names a chat is answered 429."""
        self.telegram.storm(seconds)

    def storms_met(self) -> int:
        """Calls answered so."""
        return len(self.telegram.stormed)

    def limit_uploads(self, limit: int) -> None:
        """Larger files are answered 413."""
        self.telegram.methods.upload_bytes = limit

    @property
    def log(self) -> str:
        """What the program has logged so far."""
        return (self._folder / "log.txt").read_text(errors="replace")

    async def _stop(self, number: signal.Signals) -> None:
        program = self._program
        assert program is not None
        with contextlib.suppress(ProcessLookupError):
            if number is signal.SIGKILL:
                os.killpg(program.pid, number)
            else:
                program.send_signal(number)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await program.wait()
        except TimeoutError:
            os.killpg(program.pid, signal.SIGKILL)
            await program.wait()
            raise


def _labels(message: dict[str, Any]) -> set[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["text"] for row in rows for button in row}


def _words(params: dict[str, Any]) -> str:
    return text_of(params["media"]) if "media" in params else text_of(params)


def _is_picture(data: bytes) -> bool:
    try:
        with Image.open(BytesIO(data)) as image:
            image.load()
    except OSError:
        return False
    return True
