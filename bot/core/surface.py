"""What the studio asks of a place where people meet it."""

from __future__ import annotations

from typing import Protocol

from bot.core.jobs import Job, Status

__all__ = ["Status", "Surface", "Undeliverable"]


class Undeliverable(Exception):
    """This job's owner can never be reached: stop trying, keep the result."""


class Surface(Protocol):
    """Discord, Telegram or the web."""

    @property
    def name(self) -> str:
        """The `Owner.surface` of the jobs this surface answers for."""

    def pace(self, job: Job) -> float:
        """The least seconds between two `show`s of this job."""

    async def show(self, job: Job, status: Status) -> None:
        """Show how the job stands. Newest wins; never after the end, never two at once for one job."""

    async def deliver(self, job: Job) -> None:
        """Tell the owner the end: the picture of a done job, the reason of a failed or cancelled one.

        Called until it returns, so it must be safe to repeat. Raises `Undeliverable` to give up.
        """
