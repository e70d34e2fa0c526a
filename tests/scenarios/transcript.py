"""The real program against our own Discord, told line by line with times, and how it bears a crowd.

`python -m tests.scenarios.transcript` prints one job from command to picture, then a minute of interactions while
the engine works: when each was acknowledged, and how late the bot's event loop ran.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from aiohttp import ClientSession

from tests.fakes.discord import Account, Message
from tests.scenarios.discord_driver import DiscordDriver, open_discord_driver
from tests.scenarios.drivers import eventually
from tests.scenarios.pictures import painting, photo


class Stopwatch:
    """Prints lines with the seconds since it was made."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def say(self, text: str) -> float:
        elapsed = time.monotonic() - self._start
        sys.stdout.write(f"{elapsed:8.2f} s  {text}\n")
        sys.stdout.flush()
        return elapsed


async def one_job(driver: DiscordDriver, size: int) -> None:
    """A single `/stylize`, from the command to the picture."""
    account = Account(driver.fake, "ann")
    watch = Stopwatch()
    watch.say(f"ann: /stylize size:{size} quality:draft")
    asked = await account.slash(
        driver.channel, "stylize", content=photo(256, 192), style=painting(), size=size, quality="draft"
    )
    watch.say(f"acknowledged (the fake measured {asked.acknowledged_after * 1000:.0f} ms)")
    told: set[str] = set()
    seen_preview = False

    def result() -> Message | None:
        finished = [m for m in driver.fake.world.messages() if any(":again:" in b for b in m.buttons)]
        return finished[0] if finished else None

    def progress() -> Message | None:
        nonlocal seen_preview
        status = asked.message
        if status is not None and status.text and status.text not in told:
            told.add(status.text)
            watch.say(" | ".join(status.text.splitlines()))
        if status is not None and status.attachments and not seen_preview:
            seen_preview = True
            watch.say(f"first preview ({status.attachments[0]['size']} bytes)")
        return result()

    message = await eventually(progress, "the picture", 600)
    attachment = message.attachments[0]
    watch.say(f"done: {attachment['filename']}, {attachment['size']} bytes; {message.text.splitlines()[0]}")


async def crowd(driver: DiscordDriver, count: int, seconds: float) -> None:
    """`count` interactions in `seconds` while a picture is painted."""
    painter = Account(driver.fake, "painter")
    asked = await painter.slash(
        driver.channel, "stylize", content=photo(256, 192), style=painting(), size=512, quality="fine"
    )
    await eventually(lambda: asked.message and "step" in asked.message.text, "painting", 600)
    people = [Account(driver.fake, f"guest{number}") for number in range(count)]
    acts: tuple[Callable[[Account], object], ...] = (
        lambda who: who.slash(driver.channel, "queue"),
        lambda who: who.autocomplete(driver.channel, "stylize", "preset", "w"),
        lambda who: who.slash(
            driver.channel, "stylize", content=photo(96, 64, who.id % 1000), style=painting()
        ),
        lambda who: who.slash(driver.channel, "presets"),
    )

    async def act(number: int) -> None:
        await asyncio.sleep(number * seconds / count)
        await acts[number % len(acts)](people[number])  # type: ignore[misc]

    await asyncio.gather(*(act(number) for number in range(count)))
    interactions = list(driver.fake.world.by_interaction_id.values())[-count:]
    after = sorted(i.acknowledged - i.created for i in interactions if i.acknowledged is not None)
    sys.stdout.write(
        f"{len(after)} of {count} interactions in {seconds:.0f} s acknowledged while the engine worked: "
        f"median {statistics.median(after) * 1000:.0f} ms, p99 {after[int(len(after) * 0.99) - 1] * 1000:.0f} ms, "
        f"slowest {after[-1] * 1000:.0f} ms\n"
    )


async def loop_lag(port: int) -> list[tuple[float, int]]:
    """The program's own histogram of how late its event loop was: (upper bound in seconds, how often at most)."""
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as answer:
        text = await answer.text()
    found = re.findall(r'impasto_loop_lag_seconds_bucket\{le="([^"]+)"\} ([\d.e+]+)', text)
    return [(float(bound), int(float(count))) for bound, count in found]


def p99_and_worst(before: list[tuple[float, int]], after: list[tuple[float, int]]) -> tuple[float, float]:
    """Bounds in seconds that 99 % and all of the lags between two looks stayed under."""
    counts = [(bound, now - then) for (bound, now), (_, then) in zip(after, before, strict=True)]
    total = counts[-1][1]
    p99 = next(bound for bound, count in counts if count >= 0.99 * total)
    return p99, next(bound for bound, count in counts if count == total)


def say_lag(before: list[tuple[float, int]], after: list[tuple[float, int]]) -> None:
    """Between which bounds the lag lay."""
    p99, worst = p99_and_worst(before, after)
    sys.stdout.write(
        f"loop lag meanwhile: p99 at most {p99 * 1000:.0f} ms, all at most {worst * 1000:.0f} ms\n"
    )


async def main(size: int, count: int, seconds: float) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    web = {"IMPASTO_WEB__ENABLED": "true", "IMPASTO_WEB__PORT": str(port)}
    with tempfile.TemporaryDirectory() as folder:
        async with open_discord_driver(Path(folder), **web) as driver:
            await one_job(driver, size)
            if count:
                before = await loop_lag(port)
                await crowd(driver, count, seconds)
                say_lag(before, await loop_lag(port))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=256, help="longest side of the picture, pixels")
    parser.add_argument("--interactions", type=int, default=100, help="how many in the crowd; 0 for none")
    parser.add_argument("--seconds", type=float, default=60.0, help="over how long they come")
    given = parser.parse_args()
    asyncio.run(main(given.size, given.interactions, given.seconds))
