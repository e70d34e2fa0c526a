"""The Discord surface with the real library, store, picture pool and studio, against our own Discord."""

from __future__ import annotations

import asyncio
import itertools
import tomllib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import discord
from pydantic import SecretStr

from bot.config import DiscordSettings, LimitSettings, Settings
from bot.core.jobs import Job, JobState
from bot.core.presets import FOLDER
from bot.core.store import open_store
from bot.core.studio import Studio, open_studio
from bot.core.surface import Surface
from bot.core.texts import load_texts
from bot.discord import open_surface
from engine.messages import Result, StyleRequest, Update
from engine.processes.pool import PicturePool
from tests.bot.web.world import Painter
from tests.fakes.discord import Account, Asked, Channel, FakeDiscord, Guild, Message, open_discord
from tests.fakes.discord.people import MANAGER, MEMBER
from tests.patience import PATIENCE
from tests.pictures import png, save, strokes
from tests.scenarios.drivers import eventually

PRESET = min(tomllib.loads((FOLDER / "styles.toml").read_text()))
"""One of the styles that ship."""

_seeds = itertools.count(3000)


class Filmer(Painter):
    """A painter that makes an animation too, when asked."""

    async def run(self, request: StyleRequest, *, keep: asyncio.Event | None = None) -> AsyncIterator[Update]:
        async for update in super().run(request, keep=keep):
            filmed = isinstance(update, Result) and request.options.timelapse
            yield replace(update, timelapse=save(strokes(), "WEBP")) if filmed else update


def picture(width: int = 96, height: int = 64) -> bytes:
    """A PNG that no other call gives."""
    return png(width, height, seed=next(_seeds))


@dataclass
class World:
    """A running surface, the platform it talks to, one server with one channel, and people."""

    fake: FakeDiscord
    pool: PicturePool
    settings: Settings
    painter: Filmer
    guild: Guild
    channel: Channel
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)
    studio: Studio = field(init=False)
    surface: Surface = field(init=False)

    async def start(self) -> None:
        """Starts the bot over its data."""
        enter = self._open.enter_async_context
        store = await enter(open_store(self.settings.data_dir))
        self.studio = await enter(
            open_studio(store, self.pool, self.painter, self.settings, first_retry=0.05)
        )
        self.surface = await enter(open_surface(self.studio, load_texts(), self.settings))
        self.studio.notifier.attach(self.surface)
        await self.until(lambda: self.fake.gateway.connected, "the bot online")

    async def stop(self) -> None:
        """Stops it in good order."""
        await self._open.aclose()

    def person(self, name: str = "ann", **more: Any) -> Account:
        """Somebody who may write and use commands."""
        return Account(self.fake, name, **({"permissions": MEMBER} | more))

    def manager(self, name: str = "max", **more: Any) -> Account:
        """Somebody who manages the server and its messages."""
        return Account(self.fake, name, permissions=MANAGER, **more)

    async def stylize(self, who: Account, channel: Channel | None = None, **options: Any) -> Asked:
        """`/stylize` with pictures of their own, unless given."""
        given = {
            "content": picture(),
            **({} if "preset" in options else {"style": picture(64, 64)}),
            **options,
        }
        return await who.slash(channel or self.channel, "stylize", **given)

    async def until(self, probe: Any, what: str = "it") -> Any:
        """The first truthy value of `probe()`."""
        return await eventually(probe, what)

    async def result(self, channel: Channel | None = None, number: int = 1) -> Message:
        """The `number`th finished picture in the channel."""
        room = channel or self.channel
        return await self.until(lambda: (results(room)[number - 1 :] or [None])[0], f"result {number}")

    async def finished(self, who: Account, **options: Any) -> Message:
        """The result of a new job."""
        known = len(results(self.channel))
        await self.stylize(who, **options)
        return await self.result(number=known + 1)

    async def being_painted(self, who: Account, **options: Any) -> Message:
        """The status message of a job that rests after its first progress, with its picture."""
        self.painter.pause()
        message = await self.status(await self.stylize(who, **options))
        await self.until(lambda: message.attachments, "a preview")
        return message

    async def status(self, asked: Asked, action: str = "keep") -> Message:
        """The status message, once it has a button for the action."""

        def ready() -> Message | None:
            message = asked.message
            return message if message and any(f":{action}:" in each for each in message.buttons) else None

        return await self.until(ready, f"the button {action}")

    async def jobs(self, who: Account) -> list[Job]:
        """A person's jobs, newest first."""
        return await self.studio.jobs_of(f"discord:{who.id}")

    async def told(self, who: Account) -> Job:
        """Their newest job, once its end has been told, or given up."""
        async with asyncio.timeout(PATIENCE):
            while not (told := [job for job in (await self.jobs(who))[:1] if job.told]):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        return told[0]

    async def noted(self, kind: str, key: str, *, there: bool = True) -> None:
        """Waits until the store has such a note, or has it no more."""
        async with asyncio.timeout(PATIENCE):
            while (await self.studio.store.get_note(kind, key) is not None) is not there:  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def refusal(self, asked: Asked) -> str:
        """The sentence of the refusal."""
        return await self.until(lambda: asked.refusal, "a refusal")


def results(channel: Channel) -> list[Message]:
    """Messages with a finished picture."""
    return [
        m for m in channel.messages.values() if any(":again:" in each for each in m.buttons) and m.attachments
    ]


@asynccontextmanager
async def open_world(
    pool: PicturePool,
    folder: Path,
    *,
    allowed: discord.Permissions | None = None,
    discord_settings: dict[str, Any] | None = None,
    painter: Filmer | None = None,
    **limits: Any,
) -> AsyncIterator[World]:
    async with open_discord() as fake:
        fake.world.acknowledge_seconds = PATIENCE
        owner = Account(fake, "owner")
        guild = fake.world.add_guild("Atelier", owner.id)
        channel = fake.world.add_channel(guild, "general", allowed or discord.Permissions.all())
        settings = Settings(
            data_dir=folder,
            discord=DiscordSettings(
                token=SecretStr(fake.token), api_base=fake.api_base, **(discord_settings or {})
            ),
            limits=LimitSettings(**limits),
        )
        world = World(fake, pool, settings, painter or Filmer(), guild, channel)
        await world.start()
        try:
            yield world
        finally:
            world.painter.go_on()
            await world.stop()
        fake.check()


__all__ = ["JobState", "World", "open_world", "picture", "results"]
