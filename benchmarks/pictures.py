"""Ordinary and hostile pictures through the picture pool: what each costs in time, processor and memory.

    python -m benchmarks.pictures --times 5

Every line has a pool of one process to itself. Seconds are the median of so many calls on a quiet machine; hostile
pictures are tried once, and the processor seconds are then those of all processes that they wore out, with the
starts of the new ones. The peak is the largest process's resident memory, its libraries included. To see what a
change costs, run it on both sides of the change in one sitting. Linux only: the peak is VmHWM of proc(5).
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final

import psutil
from PIL import Image

from engine.errors import PictureError
from engine.pictures import images, opening
from engine.processes.pool import PicturePool, open_picture_pool
from tests.pictures import layered_jpeg, png, save, strokes

LOOK_SECONDS: Final = 0.02
WIDE, HIGH = 4000, 3000
"""Twelve megapixels."""
SIDE: Final = 8000
"""Of a square that is just small enough to be taken."""
UPLOAD: Final = 25_000_000
"""Bytes that a person may send, if the owner does not say otherwise."""

Deed = Callable[[PicturePool], Awaitable[Any]]


@dataclass
class Cost:
    """Processor seconds by process, and the peak in megabytes."""

    processor: dict[int, float] = field(default_factory=dict)
    peak: float = 0.0

    def look(self) -> None:
        """As it stands now."""
        for child in psutil.Process().children():
            with suppress(psutil.NoSuchProcess, FileNotFoundError, ValueError):
                times = child.cpu_times()
                self.processor[child.pid] = times.user + times.system
                self.peak = max(self.peak, high_water(child.pid))


def high_water(pid: int) -> float:
    """Megabytes that a process had in memory at most. Raises `ValueError` for one that has ended."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024 / 1e6


@asynccontextmanager
async def measured() -> AsyncIterator[Cost]:
    """What the picture processes take meanwhile."""
    before, cost = Cost(), Cost()
    before.look()

    async def watch() -> None:
        while True:
            cost.look()
            await asyncio.sleep(LOOK_SECONDS)

    watching = asyncio.create_task(watch())
    try:
        yield cost
    finally:
        watching.cancel()
        cost.look()
        for pid, seconds in before.processor.items():
            cost.processor[pid] -= seconds


async def line(name: str, deed: Deed, times: int) -> str:
    """One line of the table."""
    took, used, peak, outcome = [], [], 0.0, "taken"
    async with open_picture_pool() as pool:
        await pool.inspect(png())
        for _ in range(times):
            began = time.monotonic()
            async with measured() as cost:
                try:
                    await deed(pool)
                except PictureError as error:
                    outcome = error.reason or "refused"
                took.append(time.monotonic() - began)
            used.append(sum(cost.processor.values()))
            peak = max(peak, cost.peak)
    return f"{name:34} {median(took):7.2f} s {median(used):7.2f} s {peak:7.0f} MB  {outcome}"


def ordinary() -> dict[str, Deed]:
    """What is done with a photo from a telephone, in and out."""
    picture = strokes(WIDE, HIGH)
    photo, pixels = save(picture, "JPEG", quality=90), images.as_pixels(picture)
    return {
        "12 MP JPEG, looked at": lambda pool: pool.inspect(photo),
        "12 MP JPEG, to paint at 512": lambda pool: pool.pixels(photo, "content", 512),
        "12 MP JPEG, whole": lambda pool: pool.pixels(photo, "content", WIDE),
        "12 MP, out as JPEG": lambda pool: pool.encode_pixels(pixels, "jpeg"),
        "12 MP, out as PNG": lambda pool: pool.encode_pixels(pixels, "png"),
    }


def hostile() -> dict[str, bytes]:
    """Small files that ask for much."""
    flat = Image.new("RGB", (SIDE, SIDE), "teal")
    return {
        "padding before a marker": b"\xff\xd8" + b"\xff" * (UPLOAD - 2),
        "JPEG in 64 layers": layered_jpeg(opening.MAX_SCANS, SIDE),
        "flat PNG": save(flat, "PNG"),
        "flat WebP, lossless": save(flat, "WEBP", lossless=True, method=0),
        "flat TIFF, deflated": save(flat, "TIFF", compression="tiff_adobe_deflate"),
        "flat AVIF": save(flat, "AVIF", speed=10),
        "PNG of 400 MP": save(Image.new("1", (20_000, 20_000)), "PNG"),
    }


async def run(times: int) -> None:
    """Prints the table."""
    print(f"{'':34} {'time':>9} {'processor':>9} {'peak':>10}  outcome")
    for name, deed in ordinary().items():
        print(await line(name, deed, times), flush=True)
    for name, data in hostile().items():
        print(await line(name, lambda pool, data=data: pool.inspect(data), 1), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=5, help="calls of each ordinary picture")
    asyncio.run(run(parser.parse_args().times))
