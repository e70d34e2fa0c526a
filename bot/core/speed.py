"""How long a job takes, from what jobs have taken on this machine."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from engine.options import StyleOptions

WEIGHT: Final = 0.3
"""How much the newest job counts in the running average."""
TYPICAL_ASPECT: Final = 3 / 4


@dataclass(frozen=True)
class Speed:
    """Measured: seconds for a step of a pixel, and the steps and size that come of naming none."""

    seconds_per_pixel_step: float | None = None
    steps: Mapping[str, int] = field(default_factory=dict)
    side: int | None = None

    def learned(self, options: StyleOptions, *, steps: int, width: int, height: int, seconds: float) -> Speed:
        """What we know after one more job."""
        rate = seconds / (steps * width * height)
        known = self.seconds_per_pixel_step
        return Speed(
            rate if known is None else (1 - WEIGHT) * known + WEIGHT * rate,
            {**self.steps, options.quality: steps} if options.iterations is None else self.steps,
            max(width, height) if options.size is None and options.width is None else self.side,
        )

    def size(self, options: StyleOptions, width: int, height: int) -> tuple[int, int]:
        """The size that a photo of `width` x `height` will be painted at, as far as is known."""
        side = options.size or self.side
        if options.width is not None:
            scale = options.width / width
        elif side is not None:
            scale = side / max(width, height)
        else:
            scale = 1.0
        return max(1, round(width * scale)), max(1, round(height * scale))

    def seconds(self, options: StyleOptions, pixels: int) -> float | None:
        """Seconds of work for a picture of so many pixels; None until something like it was measured."""
        steps = options.iterations or self.steps.get(options.quality)
        if self.seconds_per_pixel_step is None or steps is None:
            return None
        return self.seconds_per_pixel_step * steps * pixels

    def to_json(self) -> dict[str, Any]:
        """For the store."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any] | None) -> Speed:
        """What `to_json` wrote; nothing known when there is none."""
        return cls(**values) if values else cls()


def typical_size(pixels: int) -> tuple[int, int]:
    """Width and height of a photo of which only the number of pixels is known."""
    width = (pixels / TYPICAL_ASPECT) ** 0.5
    return max(1, round(width)), max(1, round(width * TYPICAL_ASPECT))


def finish_times(
    running: Iterable[float | None], queued: Iterable[float | None], slots: int
) -> list[float | None]:
    """Seconds until each queued job is done, in their order; None from the first one that nobody can know."""
    left = list(running)
    if any(seconds is None for seconds in left):
        return [None for _ in queued]
    free = [seconds for seconds in left if seconds is not None]
    free += [0.0] * (slots - len(free))
    heapq.heapify(free)
    times: list[float | None] = []
    known = True
    for seconds in queued:
        known = known and seconds is not None
        times.append(
            heapq.heappushpop(free, free[0] + (seconds or 0.0)) + (seconds or 0.0) if known else None
        )
    return times
