"""200 people submit at once while one worker paints: does the bot stay quick, fair and small?

`python -m tests.scenarios.load --clients 200` prints a table; exit status 1 if a promise is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import psutil  # type: ignore[import-untyped]
from aiohttp import ClientSession, ClientTimeout, CookieJar, FormData, TCPConnector

from tests.bot.web.program import free_port, start, stop, until_it_answers
from tests.scenarios.pictures import painting, photo

SIDE = 64
ITERATIONS = 1
JOBS_EACH = 2
ARRIVAL_SECONDS = 20.0
LAG_LIMIT = 0.05
SUBMIT_LIMIT = 1.0
GROWTH_LIMIT = 1.5
END_SECONDS = 1800.0
LAG = re.compile(r'impasto_loop_lag_seconds_bucket\{le="([^"]+)"\} ([\d.]+)')


@dataclass
class Load:
    """What was measured; times in seconds, memory in bytes."""

    submits: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    accepted: dict[str, float] = field(default_factory=dict)
    ended: list[tuple[float, str]] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    lag_p99: float = 0.0

    @property
    def overtaken(self) -> int:
        """The most jobs of one other person that ended while somebody waited for their own first one."""
        worst = 0
        for person, since in self.accepted.items():
            until = min((moment for moment, who in self.ended if who == person), default=since)
            others = Counter(who for moment, who in self.ended if since < moment < until)
            worst = max([worst, *others.values()])
        return worst


async def run(clients: int, folder: Path) -> Load:
    """Each client submits `JOBS_EACH` jobs, spread over `ARRIVAL_SECONDS`, and listens until they are over."""
    load, port = Load(), free_port()
    address = f"http://127.0.0.1:{port}"
    limits = {"IMPASTO_LIMITS__QUEUE": "1000", "IMPASTO_LIMITS__JOBS_PER_PERSON": str(JOBS_EACH)}
    program = await start(folder, port, limits)
    try:
        async with (
            asyncio.timeout(END_SECONDS),
            ClientSession(address, connector=TCPConnector(limit=0)) as session,
        ):
            await until_it_answers(session, "/readyz")
            watching = asyncio.create_task(watch_memory(load, program.pid))
            pause = ARRIVAL_SECONDS / clients
            async with asyncio.TaskGroup() as group:
                for number in range(clients):
                    group.create_task(person(load, address, number, number * pause))
            watching.cancel()
            async with session.get("/metrics") as response:
                load.lag_p99 = lag_percentile(await response.text(), 0.99)
    finally:
        await stop(program)
    return load


async def person(load: Load, address: str, number: int, wait: float) -> None:
    """One visitor with a browser of their own."""
    await asyncio.sleep(wait)
    timeout = ClientTimeout(total=END_SECONDS)
    async with ClientSession(address, cookie_jar=CookieJar(unsafe=True), timeout=timeout) as session:
        name = str(number)
        jobs = [await submit(load, session, name, 1000 * number + job) for job in range(JOBS_EACH)]
        await asyncio.gather(*(follow(load, session, name, job_id) for job_id in jobs if job_id))


async def submit(load: Load, session: ClientSession, name: str, seed: int) -> str | None:
    form = FormData()
    form.add_field("content", photo(SIDE, SIDE, seed), filename="photo.png")
    form.add_field("style", painting(seed % 10, SIDE), filename="painting.png")
    form.add_field("size", str(SIDE))
    form.add_field("iterations", str(ITERATIONS))
    began = monotonic()
    async with session.post("/api/jobs", data=form) as response:
        answer = await response.json()
        load.submits.append(monotonic() - began)
        load.statuses[response.status] += 1
        if response.status != 202:
            return None
        load.accepted.setdefault(name, monotonic())
        return str(answer["id"])


async def follow(load: Load, session: ClientSession, name: str, job_id: str) -> None:
    """Listen to the job's events until its end."""
    async with session.get(f"/api/jobs/{job_id}/events") as response:
        async for line in response.content:
            if line.startswith((b"event: done", b"event: failed", b"event: cancelled")):
                load.ended.append((monotonic(), name))


async def watch_memory(load: Load, pid: int) -> None:
    """The resident memory of the chat process, once a second."""
    process = psutil.Process(pid)
    with suppress(psutil.NoSuchProcess):
        while True:
            load.memory.append(process.memory_info().rss)
            await asyncio.sleep(1)


def lag_percentile(metrics: str, share: float) -> float:
    """The upper edge of the histogram bucket in which that share of the loop's delays lies, in seconds."""
    buckets = [(float(edge), float(count)) for edge, count in LAG.findall(metrics)]
    total = buckets[-1][1]
    return next(edge for edge, count in buckets if count >= share * total)


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def report(load: Load) -> tuple[str, bool]:
    """The table, and whether every promise was kept."""
    quarter = max(1, len(load.memory) // 4)
    early, late = max(load.memory[:quarter]), max(load.memory[-quarter:])
    rows = [
        ("submits answered", f"{dict(load.statuses)}", set(load.statuses) == {202}),
        ("submit p50", f"{percentile(load.submits, 0.5) * 1000:.0f} ms", True),
        ("submit p99", f"{percentile(load.submits, 0.99) * 1000:.0f} ms", True),
        ("submit slowest", f"{max(load.submits) * 1000:.0f} ms", max(load.submits) < SUBMIT_LIMIT),
        ("loop lag p99", f"<= {load.lag_p99 * 1000:.0f} ms", load.lag_p99 <= LAG_LIMIT),
        ("jobs ended", f"{len(load.ended)}", len(load.ended) == load.statuses[202]),
        ("overtaken by one person", f"{load.overtaken} jobs", load.overtaken < 2),
        ("memory", f"{early / 1e6:.0f} -> {late / 1e6:.0f} MB", late < GROWTH_LIMIT * early),
    ]
    lines = [f"{name:<26}{value:<24}{'ok' if kept else 'BROKEN'}" for name, value, kept in rows]
    return "\n".join(lines), all(kept for _, _, kept in rows)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clients", type=int, default=200)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table, kept = report(asyncio.run(run(asked.clients, Path(folder))))
    sys.stdout.write(f"{table}\n")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
