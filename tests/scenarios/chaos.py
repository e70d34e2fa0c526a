"""Kill the program, or one of its processes, at random moments: no accepted job may be lost or doubled.

`python -m tests.scenarios.chaos --rounds 50` prints what became of each job; exit status 1 if one was lost, doubled, or
the database was found damaged. With `--jobs N` so many are submitted at once in each round, and the whole program is
killed while they come in; who got no answer sends the same again, with the same key, to the next.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import io
import random
import sqlite3
import sys
import tempfile
from asyncio.subprocess import Process
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, FormData
from PIL import Image

from bot.core.store import DATABASE
from tests.bot.web.program import free_port, start, stop, until_it_answers
from tests.scenarios.pictures import painting, photo

SIDE = 64
ITERATIONS = 4
LONGEST_PAUSE = 3.0
MOST_JOBS = 3
LOOK_SECONDS = 0.2
ROUND_SECONDS = 120.0
END_SECONDS = 1800.0


@dataclass
class Chaos:
    """What was done and what became of it. `fates` counts the accepted jobs by how they ended.

    `twice` are jobs of one request that was sent again; `damaged` counts the kills that left a broken database.
    """

    accepted: list[str] = field(default_factory=list)
    twice: int = 0
    damaged: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    fates: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def lost(self) -> int:
        """Jobs that ended in no way that was promised."""
        return len(self.accepted) - self.fates["delivered"] - self.fates["failed"]


async def run(rounds: int, folder: Path, seed: int, jobs: int = 0) -> Chaos:
    """Submit, kill, start again, `rounds` times; then wait until every accepted job is over."""
    chaos, dice, port = Chaos(), random.Random(seed), free_port()
    program = await start(folder, port)
    session = ClientSession(
        f"http://127.0.0.1:{port}", cookie_jar=DummyCookieJar(), timeout=ClientTimeout(total=ROUND_SECONDS)
    )
    try:
        async with session:
            for _ in range(rounds):
                async with asyncio.timeout(ROUND_SECONDS):
                    await until_it_answers(session)
                    if jobs:
                        sending = [asyncio.create_task(insist(session, dice)) for _ in range(jobs)]
                        await asyncio.sleep(dice.uniform(0, LONGEST_PAUSE))
                        program = await kill_program(program, chaos, folder, port)
                        chaos.accepted += await asyncio.gather(*sending)
                    else:
                        await submit_some(session, chaos, dice)
                        await asyncio.sleep(dice.uniform(0, LONGEST_PAUSE))
                        program = await kill_something(program, chaos, dice, folder, port)
            async with asyncio.timeout(END_SECONDS):
                await until_it_answers(session)
                for job_id in chaos.accepted:
                    await judge(session, chaos, job_id)
            chaos.twice = count_jobs(folder) - len(set(chaos.accepted))
    finally:
        await stop(program)
    return chaos


async def submit_some(session: ClientSession, chaos: Chaos, dice: random.Random) -> None:
    """One to three jobs; accepted is what was answered 202."""
    for _ in range(dice.randint(1, MOST_JOBS)):
        if job_id := await submit(session, dice.randrange(10**6), None):
            chaos.accepted.append(job_id)


async def insist(session: ClientSession, dice: random.Random) -> str:
    """One job, sent again under its key until it is accepted."""
    number = dice.randrange(10**9)
    while True:
        with suppress(ClientError, TimeoutError):
            if job_id := await submit(session, number, f"request-{number}"):
                return job_id
        await asyncio.sleep(LOOK_SECONDS)


async def submit(session: ClientSession, number: int, key: str | None) -> str | None:
    """The id of an accepted job, with pictures that only this number gives."""
    form = FormData()
    form.add_field("content", photo(SIDE, SIDE, number), filename="photo.png")
    form.add_field("style", painting(number, SIDE), filename="painting.png")
    form.add_field("size", str(SIDE))
    form.add_field("iterations", str(ITERATIONS))
    headers = {"Idempotency-Key": key} if key else {}
    async with session.post("/api/jobs", data=form, headers=headers) as response:
        answer = await response.json()
        return answer["id"] if response.status == 202 else None


async def kill_something(
    program: Process, chaos: Chaos, dice: random.Random, folder: Path, port: int
) -> Process:
    """Kill -9 of the program, which is then started again, or of one of its processes."""
    children = psutil.Process(program.pid).children(recursive=True)
    if children and dice.random() < 0.4:
        victim = dice.choice(children)
        chaos.kills[next((part for part in victim.cmdline() if part.startswith("engine.")), "child")] += 1
        victim.kill()
        return program
    return await kill_program(program, chaos, folder, port)


async def kill_program(program: Process, chaos: Chaos, folder: Path, port: int) -> Process:
    """Kill -9 of the program, a look at what it left, and the next one."""
    chaos.kills["program"] += 1
    program.kill()
    await program.wait()
    chaos.damaged += not await asyncio.to_thread(is_sound, folder / DATABASE)
    return await start(folder, port)


def is_sound(database: Path) -> bool:
    """Whether SQLite finds nothing wrong with it."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def count_jobs(folder: Path) -> int:
    """How many there are on record."""
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        return int(connection.execute("SELECT count(*) FROM jobs").fetchone()[0])


async def judge(session: ClientSession, chaos: Chaos, job_id: str) -> None:
    """Wait until the job is over, and count how it ended."""
    while True:
        async with session.get(f"/api/jobs/{job_id}") as response:
            if response.status == 404:
                chaos.fates["unknown"] += 1
                return
            job = await response.json()
        if job["state"] == "done" and job["delivered"]:
            chaos.fates["delivered" if await is_whole(session, job_id) else "broken"] += 1
            return
        if job["state"] in ("failed", "cancelled"):
            error = job["error"] or {}
            chaos.fates["failed" if error.get("message") else "ended without a reason"] += 1
            chaos.reasons[error.get("code", "?")] += 1
            return
        await asyncio.sleep(LOOK_SECONDS)


async def is_whole(session: ClientSession, job_id: str) -> bool:
    """Whether the result is a picture of the size asked for, and the same one when asked again."""
    seen = []
    for _ in range(2):
        async with session.get(f"/api/jobs/{job_id}/result") as response:
            data = await response.read()
            seen.append(hashlib.sha256(data).digest())
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return image.size == (SIDE, SIDE) and seen[0] == seen[1]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument(
        "--jobs", type=int, default=0, help="at once in each round, and only the program is killed"
    )
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        chaos = asyncio.run(run(asked.rounds, Path(folder), asked.seed, asked.jobs))
    kills = ", ".join(f"{count} x {what}" for what, count in chaos.kills.items())
    fates = ", ".join(f"{count} {fate}" for fate, count in chaos.fates.items())
    reasons = ", ".join(f"{count} x {code}" for code, count in chaos.reasons.items())
    lines = [f"rounds    {asked.rounds}", f"killed    {kills}", f"accepted  {len(chaos.accepted)}"]
    lines += [f"ended     {fates}", f"reasons   {reasons or 'none failed'}", f"lost      {chaos.lost}"]
    lines += [f"twice     {chaos.twice}", f"database  damaged {chaos.damaged} times"]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if chaos.lost or chaos.twice or chaos.damaged else 0


if __name__ == "__main__":
    sys.exit(main())
