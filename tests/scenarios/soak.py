"""Members come and go in three places for hours, with faults now and then: does anything grow, is anything lost?

`python -m tests.scenarios.soak --minutes 60` prints what the program used early and late and what became of each job;
exit status 1 if a job is unaccounted for or something grew.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import psutil
from aiohttp import ClientSession, DummyCookieJar, FormData

from tests.bot.web.program import free_port, until_it_answers
from tests.fakes.telegram import FakeTelegram
from tests.scenarios.discord_driver import DiscordDriver, open_discord_driver
from tests.scenarios.pictures import painting, photo
from tests.scenarios.telegram_driver import TelegramPerson

SIDE = 64
OPTIONS: dict[str, Any] = {"size": SIDE, "quality": "draft"}
REGULARS = 5
SHARE_OF_REGULARS = 0.3
SHARE_CANCELLED = 0.15
AT_ONCE = 6
VISIT_SECONDS = 4.0
"""On average between two visits, unless told otherwise."""
FAULT_SECONDS = 60.0
STORM_SECONDS = 4.0
SAMPLE_SECONDS = 10.0
SAMPLES_A_LINE = 6
LOOK_SECONDS = 0.2
CANCEL_SECONDS = 20.0
END_SECONDS = 1800.0
"""A visit that has no end after these is lost. A machine that is busy elsewhere may take long over a picture."""
LONG_ENOUGH = 20.0
"""Minutes after which early and late may be compared: caches are filled, the first jobs have expired."""
KEEP_DAYS = "0.002"


@dataclass(frozen=True)
class Sample:
    """What the program used at one moment; sizes in bytes."""

    memory: int
    handles: int
    threads: int
    processes: int
    children_memory: int
    database: int
    pictures: int


ALLOWED: dict[str, Callable[[float], float]] = {
    "memory": lambda early: 1.1 * early + 10e6,
    "handles": lambda early: early + 10,
    "threads": lambda early: early + 4,
    "processes": lambda early: early + 1,
    "children_memory": lambda early: 1.2 * early + 50e6,
    "database": lambda early: 1.5 * early + 1e6,
    "pictures": lambda early: 1.5 * early + 5e6,
}
"""How much late may be, given early."""


@dataclass
class Soak:
    """What was done, measured, and became of it. `fates` counts visits by place and end."""

    fates: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def early_and_late(self) -> dict[str, tuple[float, float]]:
        """Each measure's median in the second and in the last quarter."""
        quarter = max(1, len(self.samples) // 4)
        parts = self.samples[quarter : 2 * quarter] or self.samples, self.samples[-quarter:]
        return {
            name: (_median(parts[0], name), _median(parts[1], name)) for name in Sample.__dataclass_fields__
        }


class WebTicket:
    """One job of the page."""

    def __init__(self, session: ClientSession, answer: dict[str, Any], status: int) -> None:
        self._session = session
        self._answer = answer
        self._status = status

    async def accepted(self) -> None:
        assert self._status == 202, f"refused: {self._answer}"

    async def picture(self) -> bytes:
        assert await self._end() == "done", f"ended as {await self._end()}"
        async with self._session.get(f"/api/jobs/{self._answer['id']}/result") as answer:
            return await answer.read()

    async def cancelled(self) -> None:
        assert await self._end() == "cancelled", "not cancelled"

    async def cancel(self) -> None:
        async with self._session.delete(f"/api/jobs/{self._answer['id']}"):
            pass

    async def _end(self) -> str:
        while True:
            async with self._session.get(f"/api/jobs/{self._answer['id']}") as answer:
                state = str((await answer.json())["state"])
            if state not in ("queued", "running"):
                return state
            await asyncio.sleep(LOOK_SECONDS)


class WebPerson:
    """Somebody with a browser."""

    def __init__(self, session: ClientSession) -> None:
        self._session = session

    async def stylize(self, content: bytes, style: bytes, **options: Any) -> WebTicket:
        form = FormData({name: str(value) for name, value in options.items()})
        form.add_field("content", content, filename="photo.png")
        form.add_field("style", style, filename="painting.png")
        async with self._session.post("/api/jobs", data=form) as answer:
            return WebTicket(self._session, await answer.json(), answer.status)


async def run(minutes: float, folder: Path, seed: int = 0, every: float = VISIT_SECONDS) -> Soak:
    """Visits for so long, one in `every` seconds on average, then wait until each has its end."""
    soak, dice, port = Soak(), random.Random(seed), free_port()
    async with FakeTelegram() as telegram:
        settings = {
            "IMPASTO_WEB__ENABLED": "true",
            "IMPASTO_WEB__PORT": str(port),
            "IMPASTO_TELEGRAM__TOKEN": telegram.token,
            "IMPASTO_TELEGRAM__API_BASE": telegram.url,
            "IMPASTO_TELEGRAM__ALBUM_SECONDS": "0.5",
            "IMPASTO_STORAGE__KEEP_DAYS": KEEP_DAYS,
        }
        async with (
            open_discord_driver(folder, **settings) as discord,
            ClientSession(f"http://127.0.0.1:{port}", cookie_jar=DummyCookieJar()) as session,
        ):
            await until_it_answers(session, "/readyz")
            watching = asyncio.create_task(watch(soak, discord.program.pid, folder / "data"))
            try:
                await visits(soak, dice, minutes * 60, every, discord, telegram, session)
            finally:
                watching.cancel()
    return soak


async def visits(
    soak: Soak,
    dice: random.Random,
    seconds: float,
    every: float,
    discord: DiscordDriver,
    telegram: FakeTelegram,
    session: ClientSession,
) -> None:
    """People come until the time is over; at most `AT_ONCE` at a time."""
    places: dict[str, Callable[[str], Any]] = {
        "discord": discord.person,
        "telegram": lambda name: TelegramPerson(telegram, telegram.user(name)),
        "web": lambda name: WebPerson(session),
    }
    regulars = {(place, n): makes(f"regular{n}") for place, makes in places.items() for n in range(REGULARS)}
    room, began, next_fault = asyncio.Semaphore(AT_ONCE), monotonic(), FAULT_SECONDS
    async with asyncio.TaskGroup() as group:
        number = 0
        while (elapsed := monotonic() - began) < seconds:
            number += 1
            place = dice.choice(list(places))
            regular = dice.random() < SHARE_OF_REGULARS
            person = regulars[place, dice.randrange(REGULARS)] if regular else places[place](f"guest{number}")
            await room.acquire()
            group.create_task(visit(soak, dice, place, person, number, room))
            if elapsed > next_fault:
                next_fault += FAULT_SECONDS
                fault(soak, dice, discord, telegram)
            await asyncio.sleep(dice.expovariate(1 / every))


async def visit(
    soak: Soak, dice: random.Random, place: str, person: Any, number: int, room: asyncio.Semaphore
) -> None:
    """One person asks for one picture, and sometimes thinks better of it."""
    try:
        async with asyncio.timeout(END_SECONDS):
            ticket = await person.stylize(photo(SIDE, SIDE, number), painting(number % 10, SIDE), **OPTIONS)
            await however_long(ticket.accepted)
            if dice.random() < SHARE_CANCELLED:
                with suppress(TimeoutError):
                    async with asyncio.timeout(CANCEL_SECONDS):
                        await ticket.cancel()
            soak.fates[place, await end(ticket)] += 1
    except AssertionError as error:
        sys.stderr.write(f"{place} {number}: {error}\n")
        soak.fates[place, "refused or failed"] += 1
    except TimeoutError:
        soak.fates[place, "lost"] += 1
        soak.lost.append(f"{place} {number}")
    finally:
        room.release()


async def end(ticket: Any) -> str:
    """`delivered` or `cancelled`. Raises `AssertionError` for any other end."""
    try:
        await however_long(ticket.picture)
    except AssertionError as error:
        if "cancelled" in str(error).lower():
            return "cancelled"
        raise
    return "delivered"


async def however_long(wait: Callable[[], Awaitable[Any]]) -> None:
    """Until `wait` has seen it: the drivers' patience is that of a test."""
    while True:
        try:
            await wait()
        except AssertionError as error:
            if "never happened" not in str(error):
                raise
        else:
            return


def fault(soak: Soak, dice: random.Random, discord: DiscordDriver, telegram: FakeTelegram) -> None:
    """A platform that says no for a while, or a process that dies."""
    which = dice.choice(["storm on discord", "storm on telegram", "a child killed"])
    soak.faults[which] += 1
    if which == "storm on discord":
        discord.storm(STORM_SECONDS)
    elif which == "storm on telegram":
        telegram.storm(STORM_SECONDS)
    else:
        children = psutil.Process(discord.program.pid).children(recursive=True)
        with suppress(psutil.NoSuchProcess):
            dice.choice(children).kill()


async def watch(soak: Soak, pid: int, data: Path) -> None:
    """Measure for ever."""
    process = psutil.Process(pid)
    while True:
        with suppress(psutil.NoSuchProcess, FileNotFoundError):
            soak.samples.append(await asyncio.to_thread(measure, process, data))
            if len(soak.samples) % SAMPLES_A_LINE == 0:
                sys.stderr.write(f"{_line(soak)}\n")
        await asyncio.sleep(SAMPLE_SECONDS)


def _line(soak: Soak) -> str:
    """How it stands, so that a soak which is stopped has said something."""
    used = soak.samples[-1]
    fates = ", ".join(f"{place} {fate} {count}" for (place, fate), count in sorted(soak.fates.items()))
    return (
        f"{len(soak.samples) * SAMPLE_SECONDS / 60:.0f} min: memory {_shown(used.memory)}, handles {used.handles}, "
        f"threads {used.threads}, processes {used.processes}, database {_shown(used.database)}, "
        f"lost {len(soak.lost)}; {fates}"
    )


def measure(process: psutil.Process, data: Path) -> Sample:
    children = process.children(recursive=True)
    return Sample(
        memory=process.memory_info().rss,
        handles=process.num_fds(),
        threads=process.num_threads(),
        processes=len(children),
        children_memory=sum(child.memory_info().rss for child in children),
        database=sum(path.stat().st_size for path in data.glob("impasto.sqlite3*")),
        pictures=sum(path.stat().st_size for path in data.glob("pictures/*/*")),
    )


def report(soak: Soak, minutes: float) -> tuple[str, bool]:
    """The table, and whether every promise was kept."""
    lines, kept = [f"{'':<18}{'early':>12}{'late':>12}"], not soak.lost
    for name, (early, late) in soak.early_and_late().items():
        flat = late <= ALLOWED[name](early)
        kept = kept and (flat or minutes < LONG_ENOUGH)
        verdict = "ok" if flat else "GREW" if minutes >= LONG_ENOUGH else "too short to say"
        lines.append(f"{name:<18}{_shown(early):>12}{_shown(late):>12}  {verdict}")
    lines += [f"{place:<10}{fate:<20}{count:>6}" for (place, fate), count in sorted(soak.fates.items())]
    lines.append(
        "faults: " + (", ".join(f"{count} x {what}" for what, count in soak.faults.items()) or "none")
    )
    lines += [f"LOST {each}" for each in soak.lost]
    return "\n".join(lines), kept


def _median(samples: Sequence[Sample], name: str) -> float:
    return statistics.median(getattr(sample, name) for sample in samples)


def _shown(value: float) -> str:
    return f"{value / 1e6:.1f} MB" if value >= 1e5 else f"{value:.0f}"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--every", type=float, default=VISIT_SECONDS, help="seconds between visits")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table, kept = report(
            asyncio.run(run(asked.minutes, Path(folder), asked.seed, asked.every)), asked.minutes
        )
    sys.stdout.write(f"{table}\n")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
