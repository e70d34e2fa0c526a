"""Prints what passes between the real program and our own Telegram, from an album to the delivered picture.

python -m scripts.telegram_timeline [CONTENT STYLE] [OPTION=VALUE ...]
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.fakes.telegram import text_of
from tests.scenarios.pictures import painting, photo
from tests.scenarios.telegram_driver import TelegramDriver


async def main(arguments: list[str]) -> None:
    """One person, one album, real flood limits."""
    words = [word for word in arguments if "=" in word] or ["size=64", "quality=draft"]
    files = [Path(word) for word in arguments if "=" not in word]
    pictures = [path.read_bytes() for path in files] or [photo(96, 64, 1), painting()]
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        async with TelegramDriver(Path(folder)) as driver:
            telegram = driver.telegram
            while not telegram.polled:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            sent = time.monotonic()
            print(f"{sent - started:7.2f} s  the program fetches updates")
            ticket = await driver.person("Ada").stylize(*pictures, **dict(word.split("=") for word in words))
            print(f"{0:7.2f} s  Ada sends an album of two: /stylize {' '.join(words)}")
            result = await ticket.picture()
            arrived = time.monotonic()
            for call in telegram.calls:
                if call.at >= sent and call.method != "setMyCommands":
                    sizes = ", ".join(f"{len(file.data)} bytes" for file in call.files.values())
                    said = text_of(call.params.get("media", call.params))
                    line = " | ".join(filter(None, [said.replace("\n", " / "), sizes]))
                    print(f"{call.at - sent:7.2f} s  {call.status} {call.method}  {line}")
            print(f"{arrived - sent:7.2f} s  Ada has her picture: {len(result)} bytes")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
