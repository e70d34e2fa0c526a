"""The stories' driver for Discord: the real program against our own Discord."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.fakes.discord import Account, Asked, Channel, FakeDiscord, Message, open_discord
from tests.patience import PATIENCE
from tests.scenarios.drivers import eventually
from tests.scenarios.program import Program, tail

STEP = re.compile(r"step (\d+) of (\d+)")
ENDS = ("✖️", "⚠️")
"""What the words start with that a job was cancelled, or failed."""
POSITION = re.compile(r"number (\d+) of \d+ in the queue")


class DiscordTicket:
    """One `/stylize`."""

    def __init__(self, driver: DiscordDriver, account: Account, asked: Asked) -> None:
        self._driver = driver
        self._account = account
        self._asked = asked
        self._job_id: str | None = None

    async def accepted(self) -> None:
        await eventually(lambda: self._asked.refusal or self._buttons() or self._results(), "accepted")
        assert self._asked.refusal is None, self._asked.refusal

    async def refused(self) -> str:
        return await eventually(lambda: self._asked.refusal, "refused")

    async def shown(self, fraction: float) -> None:
        def far_enough() -> bool:
            text = self._status.text if self._status else ""
            found = STEP.search(text)
            assert not self._results(), "finished before it had been shown that far"
            return found is not None and int(found[1]) >= fraction * int(found[2])

        await eventually(far_enough, f"progress of {fraction}")

    async def picture(self) -> bytes:
        await eventually(
            lambda: self._results() or self._given_up(), f"a picture\n{tail(self._driver.program)}"
        )
        assert self._results(), self._given_up()
        return self._driver.fake.world.read_file(self._results()[0].attachments[0])

    async def cancelled(self) -> None:
        await eventually(lambda: self._status and "cancelled" in self._status.text, "cancelled")

    async def cancel(self) -> None:
        await self._press("cancel")

    async def keep(self) -> None:
        await self._press("keep")

    async def position(self) -> int:
        found = POSITION.search(self._status.text if self._status else "")
        return int(found[1]) if found else 0

    def deliveries(self) -> int:
        return len(self._results())

    def notes(self) -> str:
        return "\n".join(line for line in self._results()[0].text.splitlines() if line.startswith("-#"))

    @property
    def _status(self) -> Message | None:
        return self._asked.message

    def _buttons(self) -> dict[str, str]:
        buttons = self._status.buttons if self._status else {}
        for custom_id in buttons:
            self._job_id = custom_id.rsplit(":", 1)[1]
        return buttons

    def _results(self) -> list[Message]:
        """Messages with this job's picture; before the job's id was seen, with any of this person since."""
        self._buttons()
        done = [m for m in self._driver.fake.world.messages() if m.attachments]
        if self._job_id is not None:
            return [m for m in done if f"impasto:again:{self._job_id}" in m.buttons]
        theirs = [
            m for m in done if f"<@{self._account.id}>" in m.content and m.id > self._asked.interaction.id
        ]
        return [m for m in theirs if any(":again:" in each for each in m.buttons)]

    def _given_up(self) -> str:
        text = self._status.text if self._status else ""
        return text if text.startswith(ENDS) else ""

    async def _press(self, action: str) -> None:
        await eventually(
            lambda: any(f":{action}:" in each for each in self._buttons()), f"the button {action}"
        )
        assert self._status is not None
        await self._account.click(self._status, action)


class DiscordPerson:
    """Somebody in the server."""

    def __init__(self, driver: DiscordDriver, account: Account) -> None:
        self._driver = driver
        self._account = account

    async def stylize(self, content: bytes, style: bytes | None, **options: Any) -> DiscordTicket:
        given = {"content": content, **({"style": style} if style is not None else {}), **options}
        asked = await self._account.slash(self._driver.channel, "stylize", **given)
        return DiscordTicket(self._driver, self._account, asked)


class DiscordDriver:
    """One server with one channel, and the program."""

    def __init__(self, fake: FakeDiscord, program: Program) -> None:
        self.fake = fake
        self.program = program
        guild = fake.world.add_guild("Atelier", Account(fake, "owner").id)
        self.channel: Channel = fake.world.add_channel(guild, "general")
        self._people: dict[str, DiscordPerson] = {}

    def person(self, name: str) -> DiscordPerson:
        if name not in self._people:
            self._people[name] = DiscordPerson(self, Account(self.fake, name))
        return self._people[name]

    async def kill(self) -> None:
        await self.program.kill()
        await eventually(lambda: not self.fake.gateway.connected, "the connection gone")

    async def start(self) -> None:
        await self.program.start()
        await eventually(lambda: self.fake.gateway.connected, "the program online")

    def storm(self, seconds: float) -> None:
        self.fake.world.storm_until = self.fake.world.now() + seconds

    def storms_met(self) -> int:
        return self.fake.world.refused_429

    def limit_uploads(self, limit: int) -> None:
        self.fake.world.upload_limit = limit


@asynccontextmanager
async def open_discord_driver(folder: Path, **environment: str) -> AsyncIterator[DiscordDriver]:
    """The program, online. Leaving the block stops it and raises if it broke the specification."""
    async with open_discord() as fake:
        fake.world.acknowledge_seconds = PATIENCE
        settings = {"IMPASTO_DISCORD__TOKEN": fake.token, "IMPASTO_DISCORD__API_BASE": fake.api_base}
        driver = DiscordDriver(fake, Program(folder / "data", {**settings, **environment}))
        await driver.start()
        try:
            yield driver
        finally:
            await driver.program.stop()
        fake.check()
