"""What a surface must offer so that the shared stories can be told on it.

A driver runs the real program as a process against that platform's fake, and lets people use it. It is an
async context manager: entering starts the program, leaving stops it and raises if the fake saw a violation.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from tests.patience import PATIENCE

T = TypeVar("T")


async def eventually(probe: Callable[[], T | bool | None], what: str, patience: float = PATIENCE) -> T:
    """The first truthy value of `probe()`. Raises `AssertionError` that says `what` did not happen."""
    deadline = time.monotonic() + patience
    while True:
        value = probe()
        if value:
            return value  # type: ignore[return-value]
        if time.monotonic() > deadline:
            raise AssertionError(f"never happened: {what}")
        await asyncio.sleep(0.02)


class Ticket(Protocol):
    """One thing a person asked for."""

    async def accepted(self) -> None:
        """Returns once the person has been told that the job is taken. Raises `AssertionError` if refused."""

    async def refused(self) -> str:
        """The sentence of the refusal."""

    async def shown(self, fraction: float) -> None:
        """Returns once the progress the person sees has reached `fraction` (0..1) of the steps."""

    async def picture(self) -> bytes:
        """The stylised image as it was received. Raises `AssertionError` if the job ended otherwise."""

    async def cancelled(self) -> None:
        """Returns once the person has been told that the job is cancelled."""

    async def cancel(self) -> None:
        """The person presses Cancel."""

    async def keep(self) -> None:
        """The person presses Keep this."""

    async def position(self) -> int:
        """The place in the queue last shown, 1 for the next; 0 when it is being painted or over."""

    def deliveries(self) -> int:
        """How many times the result has been delivered."""

    def notes(self) -> str:
        """All text that came with the delivered picture."""


class Person(Protocol):
    """Somebody on the platform. Two people never share an account."""

    async def stylize(self, content: bytes, style: bytes | None, **options: Any) -> Ticket:
        """Sends the two pictures the way people do there, with `StyleOptions` the surface offers."""


class Driver(Protocol):
    """The real program and its platform."""

    def person(self, name: str) -> Person:
        """Somebody new, or the same one again for the same name."""

    async def kill(self) -> None:
        """`kill -9` of the program and all its children."""

    async def start(self) -> None:
        """Starts the program again over the same data."""

    def storm(self, seconds: float) -> None:
        """From now on, for so long, the platform answers 429 to everything that shows or sends a message."""

    def storms_met(self) -> int:
        """How many requests were answered 429."""

    def limit_uploads(self, limit: int) -> None:
        """The platform takes no larger file from now on, whatever it said before."""
