"""The parent's end of a child process: started, spoken to off the event loop, killed and reaped."""

from __future__ import annotations

import asyncio
import os
import queue
import threading
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager, suppress
from typing import Any, Final

from engine.processes.child import open_child
from engine.processes.framing import Channel

UNREAD: Final = 64
"""A child that says more than the event loop takes has to wait."""

REAP_SECONDS: Final = 5.0


class Lost(Exception):
    """The process is gone, or no good any more. `blame`: whether something went wrong."""

    def __init__(self, reason: str, *, blame: bool = True) -> None:
        super().__init__(reason)
        self.blame = blame


class Silent(Lost):
    """It said nothing for as long as was waited."""


class Ended(Lost):
    """It ended, by itself or by something outside."""


class Connection:
    """A child process and the two pipes to it."""

    def __init__(self, channel: Channel) -> None:
        self.process: Process | None = None
        self._channel = channel
        self._inbox: asyncio.Queue[Any] = asyncio.Queue()
        self._outbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._room = threading.Semaphore(UNREAD)
        self._closing = False
        self._all_read = asyncio.Event()
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, args=(loop,), name="from-child", daemon=True).start()
        threading.Thread(target=self._write, name="to-child", daemon=True).start()

    @property
    def pid(self) -> int | None:
        """The process's id once it is started."""
        return self.process.pid if self.process else None

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        message: Any = ...
        with suppress(RuntimeError):
            while not (message is None or isinstance(message, Lost)):
                self._room.acquire()
                if self._closing:
                    break
                try:
                    message = self._channel.receive()
                except Exception as error:  # noqa: BLE001
                    message = Lost(f"sent something that cannot be read: {error}")
                loop.call_soon_threadsafe(self._inbox.put_nowait, message)
            loop.call_soon_threadsafe(self._all_read.set)

    def _write(self) -> None:
        with suppress(OSError, ValueError):
            while (message := self._outbox.get()) is not None:
                self._channel.send(message)

    def send(self, message: object) -> None:
        """Returns at once; messages keep their order. Nobody hears of it when the process is gone."""
        self._outbox.put(message)

    async def receive(self, silence: float) -> Any:
        """The next message.

        Raises `Silent` after `silence` seconds without one, `Ended` at the end of file, `Lost` for nonsense.
        """
        try:
            async with asyncio.timeout(silence):
                message = await self._inbox.get()
        except TimeoutError:
            raise Silent(f"gave no sign of life for {silence:g} s") from None
        self._room.release()
        if message is None:
            raise Ended("ended unexpectedly")
        if isinstance(message, Lost):
            raise message
        return message

    async def exit_status(self) -> int | None:
        """How a process that has ended did so: minus the signal's number, if it was one. None if unknown."""
        with suppress(TimeoutError):
            async with asyncio.timeout(REAP_SECONDS):
                return await self.process.wait() if self.process else None
        return None

    async def close(self) -> None:
        """To be called when the process has ended."""
        self._closing = True
        self._room.release()
        self._outbox.put(None)
        await self._all_read.wait()
        self._channel.close()


@asynccontextmanager
async def open_connection(
    module: str, *arguments: str, environment: Mapping[str, str], first: object = None
) -> AsyncIterator[Connection]:
    """Starts `python -m module` and sends it `first`; in the end kills and reaps it. Raises `Lost`."""
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    connection = Connection(Channel(os.fdopen(ours_in, "rb"), os.fdopen(ours_out, "wb")))
    if first is not None:
        connection.send(first)
    with ExitStack() as theirs:
        theirs.callback(os.close, theirs_in)
        theirs.callback(os.close, theirs_out)
        try:
            async with open_child(
                module, *arguments, environment=environment, stdin=theirs_in, stdout=theirs_out
            ) as process:
                theirs.close()
                connection.process = process
                yield connection
        except OSError as error:
            raise Lost(f"could not be started: {error}") from error
        finally:
            theirs.close()
            await connection.close()
