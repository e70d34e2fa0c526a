"""Discord, Telegram and the web in one process, all busy at once while the engine works: how late is its event loop?

`python -m tests.scenarios.together` prints what each place saw, and the loop's lag; exit status 1 above 50 ms at p99.
"""

from __future__ import annotations

import argparse
import asyncio
import socket
import statistics
import sys
import tempfile
import time
from pathlib import Path

from aiohttp import ClientSession, FormData

from tests.fakes.telegram import FakeTelegram
from tests.scenarios.discord_driver import open_discord_driver
from tests.scenarios.pictures import painting, photo
from tests.scenarios.telegram_driver import TelegramPerson
from tests.scenarios.transcript import crowd, loop_lag, p99_and_worst, say_lag

LAG_LIMIT = 0.05


async def albums(telegram: FakeTelegram, count: int, seconds: float) -> None:
    """So many people send two photos; each is answered."""
    tickets = []
    for number in range(count):
        person = TelegramPerson(telegram, telegram.user(f"tina{number}"))
        tickets.append(await person.stylize(photo(96, 64, number), painting(), size=64, quality="draft"))
        await asyncio.sleep(seconds / count)
    await asyncio.gather(*(ticket.accepted() for ticket in tickets))
    sys.stdout.write(f"telegram: {count} albums, all accepted\n")


async def uploads(port: int, count: int, seconds: float) -> None:
    """So many visitors of the page submit a job."""
    took = []
    for number in range(count):
        form = FormData({"size": "64", "quality": "draft"})
        form.add_field("content", photo(96, 64, number), filename="photo.png")
        form.add_field("style", painting(), filename="painting.png")
        began = time.monotonic()
        async with (
            ClientSession() as session,
            session.post(f"http://127.0.0.1:{port}/api/jobs", data=form) as answer,
        ):
            assert answer.status == 202, await answer.text()
        took.append(time.monotonic() - began)
        await asyncio.sleep(seconds / count)
    sys.stdout.write(
        f"web: {count} uploads answered, median {statistics.median(took) * 1000:.0f} ms, "
        f"slowest {max(took) * 1000:.0f} ms\n"
    )


async def main(interactions: int, others: int, seconds: float) -> bool:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        async with FakeTelegram() as telegram:
            settings = {
                "IMPASTO_WEB__ENABLED": "true",
                "IMPASTO_WEB__PORT": str(port),
                "IMPASTO_TELEGRAM__TOKEN": telegram.token,
                "IMPASTO_TELEGRAM__API_BASE": telegram.url,
            }
            async with open_discord_driver(Path(folder), **settings) as driver:
                before = await loop_lag(port)
                await asyncio.gather(
                    crowd(driver, interactions, seconds),
                    albums(telegram, others, seconds),
                    uploads(port, others, seconds),
                )
                after = await loop_lag(port)
                say_lag(before, after)
                return p99_and_worst(before, after)[0] <= LAG_LIMIT


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--interactions", type=int, default=100, help="of Discord")
    parser.add_argument(
        "--others", type=int, default=20, help="albums on Telegram, and as many uploads on the web"
    )
    parser.add_argument("--seconds", type=float, default=60.0, help="over how long they come")
    given = parser.parse_args()
    sys.exit(0 if asyncio.run(main(given.interactions, given.others, given.seconds)) else 1)
