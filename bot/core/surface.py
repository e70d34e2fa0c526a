"""What the studio asks of a place where people meet it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bot.core.jobs import Job, Status

__all__ = ["Standing", "Status", "Surface", "Troubled", "TryAgain", "Undeliverable"]


class Undeliverable(Exception):
    """Never: this job's owner can never be reached. Stop trying, keep the result."""


class TryAgain(Exception):
    """Later: `seconds` from now it may work. Whatever else `deliver` raises is tried again too, with back-off."""

    def __init__(self, reason: str, seconds: float) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Surface(Protocol):
    """Discord, Telegram or the web.

    It lives as long as the block of its package's `open_surface`. When it can serve no more the block ends
    with an error, and a new one is opened.
    """

    @property
    def name(self) -> str:
        """The `Owner.surface` of the jobs this surface answers for."""

    def pace(self, job: Job) -> float:
        """The least seconds between two `show`s of this job."""

    async def show(self, job: Job, status: Status) -> None:
        """Show how the job stands. Newest wins; never after the end, never two at once for one job."""

    async def deliver(self, job: Job) -> None:
        """Tell the owner the end: the picture of a done job, the reason of a failed or cancelled one.

        Called until it returns, so it must be safe to repeat. A way that is closed is the surface's to replace
        by another. Raises `Undeliverable` to give up, `TryAgain` to be called at a time of its choice.
        """


@runtime_checkable
class Troubled(Protocol):
    """A surface that knows when it has lost its platform."""

    @property
    def trouble(self) -> str | None:
        """Why people cannot be reached just now, in a line; None when they can."""


@dataclass(frozen=True)
class Standing:
    """How a surface stands. `trouble` is None while it serves; `restarts` counts the times it was opened anew."""

    name: str
    trouble: str | None = None
    restarts: int = 0
