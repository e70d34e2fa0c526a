"""The Telegram surface with the real library, store, picture pool and studio, against our own Telegram."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.config import LimitSettings, Settings, TelegramSettings
from bot.core.jobs import Job
from bot.core.store import Store, open_store
from bot.core.studio import Studio, open_studio
from bot.core.texts import load_texts
from bot.telegram.app import Telegram, open_telegram
from bot.telegram.flood import Budget
from engine.processes.pool import PicturePool
from tests.bot.web.world import Painter
from tests.fakes.telegram import Chat, FakeTelegram, FloodLimits, User, text_of
from tests.patience import PATIENCE
from tests.pictures import png

SCALE = 0.02
"""Our Telegram's flood limits, and the budget that keeps to them, run fifty times as fast as the real ones."""
ALBUM_SECONDS = 0.8

REAL = Budget()
BUDGET = Budget(
    chat_seconds=REAL.chat_seconds * SCALE,
    group_seconds=REAL.group_seconds * SCALE,
    shares_a_second=tuple(round(share / SCALE) for share in REAL.shares_a_second),
    patience=(float("inf"), 2.0, 0.2),
)

_seeds = itertools.count(1000)


def picture(width: int = 96, height: int = 64) -> bytes:
    """A PNG that no other call gives."""
    return png(width, height, seed=next(_seeds))


@dataclass
class World:
    """A running surface and the platform it talks to."""

    telegram: FakeTelegram
    painter: Painter
    pool: PicturePool
    settings: Settings
    budget: Budget = BUDGET
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)
    studio: Studio = field(init=False)
    surface: Telegram = field(init=False)

    async def start(self) -> None:
        """Starts the bot over its data."""
        enter = self._open.enter_async_context
        store = await enter(open_store(self.settings.data_dir))
        self.studio = await enter(
            open_studio(store, self.pool, self.painter, self.settings, first_retry=0.05)
        )
        self.surface = await enter(open_telegram(self.studio, load_texts(), self.settings, self.budget))
        self.studio.notifier.attach(self.surface)

    async def stop(self) -> None:
        """Stops it in good order."""
        await self._open.aclose()

    def store(self) -> AbstractAsyncContextManager[Store]:
        """The stopped bot's store."""
        return open_store(self.settings.data_dir)

    async def restart(self) -> None:
        """Stops and starts."""
        await self.stop()
        await self.start()

    def person(self, name: str = "Ada", language: str | None = "en") -> tuple[User, Chat]:
        """Somebody new and their private chat."""
        user = self.telegram.user(name, language)
        return user, self.telegram.private(user)

    async def asked(
        self, chat: Chat, user: User, caption: str | None = None, **extra: Any
    ) -> list[dict[str, Any]]:
        """Somebody sends an album of a photo and a painting."""
        album = f"album-{next(_seeds)}"
        first = chat.photo(user, picture(), caption, album=album, **extra)
        return [first, chat.photo(user, picture(64, 64), album=album, **extra)]

    async def jobs(self, user: User) -> list[Job]:
        """A person's jobs, newest first."""
        return await self.studio.jobs_of(f"telegram:{user.id}")

    async def until(self, probe: Callable[[], Any], what: str = "it") -> Any:
        """See `FakeTelegram.until`."""
        return await self.telegram.until(probe, what)

    async def until_async(self, probe: Callable[[], Awaitable[Any]], what: str = "it") -> Any:
        """The first truthy value of `await probe()`."""
        async with asyncio.timeout(PATIENCE):
            while not (value := await probe()):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        return value

    async def result(self, chat: Chat, number: int = 1) -> dict[str, Any]:
        """The message with the chat's `number`th finished picture."""
        return await self.until(lambda: (results(chat)[number - 1 :] or [None])[0], f"result {number}")

    async def said(self, chat: Chat, words: str) -> dict[str, Any]:
        """The bot's message with these words."""

        def found() -> dict[str, Any] | None:
            return next((each for each in chat.from_bot() if words in text_of(each)), None)

        return await self.until(found, f"saying {words!r}")

    async def quiet(self) -> None:
        """Returns once every update so far has been dealt with."""

        async def done() -> bool:
            notes = await self.studio.store.notes("telegram.update")
            seen = {str(update["update_id"]) for update in self.telegram.updates.confirmed}
            return not self.telegram.updates.waiting and all(notes.get(number) == "done" for number in seen)

        await self.until_async(done, "all updates dealt with")


def results(chat: Chat) -> list[dict[str, Any]]:
    """The finished pictures in a chat: those with the button for a file."""
    return [each for each in chat.from_bot() if any(label.startswith("📎") for label in labels(each))]


def labels(message: dict[str, Any]) -> set[str]:
    """What is written on a message's buttons."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["text"] for row in rows for button in row}


@asynccontextmanager
async def open_world(
    pool: PicturePool,
    folder: Path,
    *,
    flood: FloodLimits | None = None,
    budget: Budget = BUDGET,
    **telegram: Any,
) -> AsyncIterator[World]:
    """A world that must end without a violation of the Bot API."""
    async with FakeTelegram(flood or FloodLimits().scaled(SCALE)) as fake:
        choices = {"album_seconds": ALBUM_SECONDS, **telegram}
        settings = Settings(
            data_dir=folder,
            telegram=TelegramSettings(token=SecretStr(fake.token), api_base=fake.url, **choices),
            limits=LimitSettings(jobs_per_person=50),
        )
        world = World(fake, Painter(), pool, settings, budget)
        await world.start()
        try:
            yield world
        finally:
            await world.stop()
        assert not fake.violations, "\n".join(fake.violations)
