"""How long to wait before something is tried again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Backoff:
    """Seconds: the first pause, and the longest; each is twice the one before."""

    first: float
    longest: float

    def pauses(self) -> Iterator[float]:
        """The pauses of one row of failures, without end."""
        pause = self.first
        while True:
            yield pause
            pause = min(2 * pause, self.longest)
