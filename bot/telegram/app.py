"""Wiring: the library's application inside our own event loop, and the surface the studio talks to."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from telegram import Update
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, TypeHandler

from bot.config import Settings
from bot.core.backoff import Backoff
from bot.core.jobs import Job, Status
from bot.core.studio import Studio
from bot.core.texts import Texts
from bot.telegram import menu
from bot.telegram.delivery import Delivery
from bot.telegram.desk import Desk
from bot.telegram.flood import Budget, FloodGate
from bot.telegram.front import Front
from bot.telegram.inbox import Clerk, Fetching, Inbox, TokenRefused
from bot.telegram.messenger import Messenger
from bot.telegram.places import SURFACE, Chats
from bot.telegram.reporter import Reporter

log = structlog.get_logger()

UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member")
POLL_SECONDS: Final = 30
READ_SECONDS: Final = 20.0
UPLOAD_SECONDS: Final = 120.0
"""The library's 5 seconds to read and 20 to write are short for a document on a slow line."""
CONNECTIONS: Final = 64
AGAIN: Final = Backoff(1.0, 30.0)
REFUSED: Final = "Telegram refuses the token; set telegram.token to what BotFather gave you"
REFUSED_PAUSE: Final = 60.0
TROUBLED_SECONDS: Final = 45.0
"""Longer than the library's longest pause between two tries to fetch updates (30 s)."""
CLOSE_SECONDS: Final = 3.0
"""How long each step of stopping may take; what is left is taken up at the next start."""


class Telegram:
    """The surface. Open it with `open_telegram`."""

    name = SURFACE

    def __init__(self, studio: Studio, texts: Texts, settings: Settings, budget: Budget) -> None:
        self._studio = studio
        self._texts = texts
        self._settings = settings.telegram
        self._inbox = Inbox(studio.store)
        self._clerk = Clerk(self._inbox)
        self._app = _application(settings, self._inbox, self._clerk, FloodGate(budget))
        bot = self._app.bot
        self._chats = Chats(studio.store)
        messenger = Messenger(bot, self._chats)
        desk = Desk(bot, studio, texts, settings, messenger, self._chats)
        self._reporter = Reporter(desk, budget)
        self._delivery = Delivery(desk)
        self._front = Front(desk, self._delivery)
        self._app.add_handler(TypeHandler(Update, self._front.update))
        self._app.add_error_handler(self._front.failed)
        self._connected = False
        self._failed_at = float("-inf")
        self._failure = ""

    @property
    def trouble(self) -> str | None:
        """See `Troubled`: not connected yet, or the updates could not be fetched a moment ago."""
        if not self._connected:
            return "not connected to Telegram yet"
        if time.monotonic() - self._failed_at < TROUBLED_SECONDS:
            return self._failure
        return None

    def pace(self, job: Job) -> float:
        """See `Surface.pace`."""
        return self._reporter.pace(job)

    async def show(self, job: Job, status: Status) -> None:
        """See `Surface.show`."""
        await self._reporter.show(job, status)

    async def deliver(self, job: Job) -> None:
        """See `Surface.deliver`."""
        try:
            await self._delivery.deliver(job)
        finally:
            self._reporter.forget(job)

    async def run(self) -> None:
        """Connects, and stays connected until cancelled; then stops within a few seconds."""
        await self._chats.refresh()
        async with asyncio.TaskGroup() as tasks:
            await self._connect()
            try:
                await self._inbox.replay(self._app.bot)
                await self._app.start()
                await self._listen()
                self._connected = True
                tasks.create_task(_keep_going(self._front.choices.run))
                tasks.create_task(self._publish_menu())
                await asyncio.Event().wait()
            finally:
                await self._stop()

    async def _connect(self) -> None:
        for pause in AGAIN.pauses():
            try:
                await self._app.initialize()
            except InvalidToken:
                log.error(REFUSED)
                await asyncio.sleep(REFUSED_PAUSE)
            except TelegramError as error:
                log.warning("Telegram cannot be reached", error=repr(error), again_in=pause)
                await asyncio.sleep(pause)
            else:
                log.info("connected", surface=self.name, bot=self._app.bot.username)
                return

    async def _listen(self) -> None:
        updater = self._app.updater
        assert updater is not None
        if self._settings.webhook_url is None:
            await updater.start_polling(
                timeout=timedelta(seconds=POLL_SECONDS),
                bootstrap_retries=-1,
                allowed_updates=UPDATES,
                error_callback=self._poll_failed,
            )
            return
        await updater.start_webhook(
            listen=self._settings.webhook_host,
            port=self._settings.webhook_port,
            url_path=urlsplit(self._settings.webhook_url).path.lstrip("/"),
            webhook_url=self._settings.webhook_url,
            secret_token=secrets.token_urlsafe(32),
            bootstrap_retries=-1,
            allowed_updates=UPDATES,
        )

    async def _stop(self) -> None:
        app = self._app
        self._clerk.drop_everything()
        if app.updater is not None and app.updater.running:
            await _briefly(app.updater.stop())
        if app.running:
            await _briefly(app.stop())
        await _briefly(app.shutdown())

    async def _publish_menu(self) -> None:
        try:
            await menu.publish(self._app.bot, self._studio.store, self._texts)
        except TelegramError as error:
            log.warning("commands not set", error=repr(error))

    def _poll_failed(self, error: TelegramError) -> None:
        self._failed_at = time.monotonic()
        self._failure = _failure(error)
        if isinstance(error, Conflict | TokenRefused):
            log.error(self._failure, error=error.message)
        else:
            log.warning(self._failure, error=repr(error))


@asynccontextmanager
async def open_telegram(
    studio: Studio, texts: Texts, settings: Settings, budget: Budget | None = None
) -> AsyncIterator[Telegram]:
    """The surface; it connects in the background and stops on leaving."""
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    surface = Telegram(studio, texts, settings, budget or Budget())
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(surface.run())
        try:
            yield surface
        finally:
            running.cancel()


def _application(
    settings: Settings, inbox: Inbox, clerk: Clerk, gate: FloodGate
) -> Application[Any, Any, Any, Any, Any, Any]:
    token = settings.telegram.token
    assert token is not None
    return (
        ApplicationBuilder()
        .token(token.get_secret_value())
        .base_url(f"{settings.telegram.api_base}/bot")
        .base_file_url(f"{settings.telegram.api_base}/file/bot")
        .concurrent_updates(clerk)
        .update_queue(inbox)
        .rate_limiter(gate)
        .job_queue(None)
        .connection_pool_size(CONNECTIONS)
        .pool_timeout(READ_SECONDS)
        .read_timeout(READ_SECONDS)
        .media_write_timeout(UPLOAD_SECONDS)
        .get_updates_request(Fetching(connection_pool_size=2, read_timeout=READ_SECONDS))
        .build()
    )


def _failure(error: TelegramError) -> str:
    """Why updates are not fetched, in a line for the log and for /readyz."""
    if isinstance(error, TokenRefused):
        return REFUSED
    if isinstance(error, Conflict):
        return "another program fetches this bot's updates: stop it, or use another token"
    return "updates cannot be fetched from Telegram"


async def _keep_going(work: Callable[[], Awaitable[None]]) -> None:
    """Work without an end; what goes wrong in it costs a pause, and neither the surface nor anybody's updates."""
    for pause in AGAIN.pauses():
        try:
            await work()
        except Exception:
            log.exception("a task of Telegram failed", again_in=pause)
        await asyncio.sleep(pause)


async def _briefly(step: Coroutine[Any, Any, Any]) -> None:
    with contextlib.suppress(TimeoutError, TelegramError):
        async with asyncio.timeout(CLOSE_SECONDS):
            await step
