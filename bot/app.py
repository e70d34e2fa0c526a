"""Start, wire, drain, stop."""

from __future__ import annotations

import asyncio
import importlib
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from types import FrameType
from typing import Any, Final, Protocol, runtime_checkable

import structlog

from bot.config import EngineSettings, Settings
from bot.core.backoff import Backoff
from bot.core.database import StoreError
from bot.core.store import open_store
from bot.core.studio import Studio, open_studio
from bot.core.surface import Surface
from bot.core.texts import load_texts
from engine.cluster.executor import open_cluster
from engine.errors import EngineError
from engine.processes.executor import Executor, open_executor
from engine.processes.pool import PicturePool, open_picture_pool

log = structlog.get_logger()

STOP_SECONDS: Final = 9.0
"""After a signal the process is gone within ten seconds, whatever hangs: all that counts is in the store."""
PICTURE_PROCESSES: Final = 2
"""One may be busy with an instant preview while the other looks at uploads."""
AGAIN: Final = Backoff(1.0, 30.0)
"""Between losing a surface and opening it again."""
LASTING_SECONDS: Final = 60.0
"""A surface that has served so long begins its next row of failures anew."""
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class StartError(Exception):
    """The bot cannot start; the message is one line that says why and what to do."""


@runtime_checkable
class Addressed(Protocol):
    """A surface that people reach at an address."""

    @property
    def address(self) -> str: ...


async def serve(settings: Settings, announce: Callable[[str], None] = lambda line: None) -> None:
    """Run every surface that is configured until SIGTERM or SIGINT; a second signal exits at once.

    `announce` gets the address of the web page. Raises `StartError`.
    """
    with stop_signal() as stop:
        async with open_bot(settings) as (studio, surfaces):
            for surface in surfaces:
                if isinstance(surface, Addressed):
                    announce(f"Impasto is at {surface.address}")
            await stop.wait()
            log.info("stopping: running jobs are put back and go on at the next start")
            await studio.drain()
    log.info("stopped")


@asynccontextmanager
async def open_bot(settings: Settings) -> AsyncIterator[tuple[Studio, list[Surface]]]:
    """The studio and the configured surfaces, attached. Raises `StartError`."""
    async with AsyncExitStack() as stack:
        try:
            store = await stack.enter_async_context(open_store(settings.data_dir))
            pool = await stack.enter_async_context(open_picture_pool(PICTURE_PROCESSES))
            executor = await stack.enter_async_context(_painting(settings.engine, pool))
        except StoreError as error:
            raise StartError(str(error)) from error
        except EngineError as error:
            raise StartError(error.message) from error
        studio = await stack.enter_async_context(open_studio(store, pool, executor, settings))
        keepers = [Keeper(name, studio, settings) for name in configured_surfaces(settings)]
        surfaces = [await stack.enter_async_context(keeper.open()) for keeper in keepers]
        yield studio, [surface for surface in surfaces if surface is not None]


def _painting(engine: EngineSettings, pool: PicturePool) -> AbstractAsyncContextManager[Executor]:
    if engine.cluster:
        slots = 1 if engine.slots == "auto" else engine.slots
        return open_cluster(engine.cluster, engine.devices, engine.weights, slots, pictures=pool)
    return open_executor(engine.devices, engine.weights, engine.slots, pictures=pool)


def configured_surfaces(settings: Settings) -> list[str]:
    """Which surfaces to open: the web first, whose address may be taken."""
    wanted = {
        "web": settings.web_enabled,
        "discord": settings.discord.enabled,
        "telegram": settings.telegram.enabled,
    }
    names = [name for name, on in wanted.items() if on]
    if not names:
        raise StartError("nothing to do: the web page is off, and neither Discord nor Telegram has a token")
    return names


class Keeper:
    """Keeps one surface open: whatever ends it, a new one takes its place."""

    def __init__(self, name: str, studio: Studio, settings: Settings) -> None:
        self._name = name
        self._studio = studio
        self._settings = settings
        self._first: asyncio.Future[Surface | None] = asyncio.get_running_loop().create_future()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Surface | None]:
        """The first surface, or None when it has failed and is tried again. Raises `StartError` for a taken port."""
        keeping = asyncio.create_task(self._keep())
        try:
            yield await self._first
        finally:
            keeping.cancel()
            await asyncio.wait([keeping])

    async def _keep(self) -> None:
        while True:
            for pause in AGAIN.pauses():
                began = time.monotonic()
                try:
                    await self._serve()
                except OSError as error:
                    if self._name == "web" and not self._first.done():
                        self._first.set_exception(self._taken(error))
                        return
                    self._lost(error, pause)
                except Exception as error:  # noqa: BLE001 - whatever it is, it costs this surface only
                    self._lost(error, pause)
                await asyncio.sleep(pause)
                if time.monotonic() - began > LASTING_SECONDS:
                    break

    async def _serve(self) -> None:
        package: Any = importlib.import_module(f"bot.{self._name}")
        async with package.open_surface(self._studio, load_texts(), self._settings) as surface:
            self._studio.notifier.attach(surface)
            if not self._first.done():
                self._first.set_result(surface)
            await asyncio.Event().wait()

    def _lost(self, error: Exception, pause: float) -> None:
        log.error("a surface was lost", surface=self._name, again_in=pause, exc_info=error)
        self._studio.notifier.detach(self._name, f"{_first_cause(error)}; the log says more")
        if not self._first.done():
            self._first.set_result(None)

    def _taken(self, error: OSError) -> StartError:
        web = self._settings.web
        reason = os.strerror(error.errno) if error.errno else str(error)
        return StartError(
            f"{web.host}:{web.port}: cannot be opened ({reason.lower()}); "
            "is another Impasto running? Set another port in [web]"
        )


def _first_cause(error: BaseException) -> str:
    """The name of an error; its words may hold an address with a token in it."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return type(error).__name__


@contextmanager
def stop_signal() -> Iterator[asyncio.Event]:
    """An event that the first SIGTERM or SIGINT sets; the second, or too long a stop, ends the process."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    too_long: list[asyncio.TimerHandle] = []

    def begin() -> None:
        stop.set()
        too_long.append(loop.call_later(STOP_SECONDS, os._exit, 1))

    def received(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            os._exit(128 + number)
        loop.call_soon_threadsafe(begin)

    before = {number: signal.signal(number, received) for number in SIGNALS}
    try:
        yield stop
    finally:
        for timer in too_long:
            timer.cancel()
        for number, handler in before.items():
            signal.signal(number, handler)
