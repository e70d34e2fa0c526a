"""The Discord surface on simcord: real discord.py in a simulated Discord, in this process."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, GuildHandle
from simcord.env import Env
from simcord.results import InteractionResult

from bot.config import LimitSettings, Settings
from bot.core.jobs import Job
from bot.core.store import open_store
from bot.core.studio import Studio, open_studio
from bot.core.texts import load_texts
from bot.discord.actions import press
from bot.discord.attachments import Downloads
from bot.discord.connection import ImpastoClient
from bot.discord.desk import Desk
from bot.discord.picks import pick
from bot.discord.surface import DiscordSurface
from engine.processes.pool import PicturePool
from tests.bot.discord.world import Filmer, picture
from tests.patience import PATIENCE
from tests.scenarios.drivers import eventually

CDN = "https://cdn.simcord.invalid/api/v10"
MANAGER = discord.Permissions(manage_guild=True, manage_messages=True)


@dataclass
class Simulation:
    """A simulated server with a channel, and the bot in it."""

    env: Env
    studio: Studio
    painter: Filmer
    desk: Desk
    guild: GuildHandle
    channel: ChannelHandle
    surface: DiscordSurface
    clients: list[ImpastoClient] = field(default_factory=list)

    def person(self, name: str = "ann") -> MemberActor:
        """Somebody with no rights but to write."""
        return self.guild.add_member(self.env.create_user(name))

    def manager(self, name: str = "max") -> MemberActor:
        """Somebody who manages the server."""
        role = self.guild.create_role("Managers", permissions=MANAGER)
        return self.guild.add_member(self.env.create_user(name), roles=[role])

    def speak(self, locale: str) -> None:
        """From now on everybody's Discord is set to that language."""
        emit = self.env.backend.emit

        def in_language(event: str, payload: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
            wanted = {**payload, "locale": locale} if event == "INTERACTION_CREATE" else payload
            return emit(event, wanted, *args, **kwargs)

        self.env.backend.emit = in_language

    async def stylize(self, who: MemberActor, **options: Any) -> InteractionResult:
        """`/stylize` with pictures of their own."""
        given = {"content": ("photo.png", picture()), "style": ("painting.png", picture(64, 64)), **options}
        return await who.slash(self.channel, "stylize", **{k: v for k, v in given.items() if v is not None})

    async def result(self, number: int = 1) -> discord.Message:
        """The `number`th finished picture in the channel."""

        def found() -> discord.Message | None:
            done = [m for m in self.channel.history() if m.attachments and has_button(m, "again")]
            return (done[number - 1 :] or [None])[0]

        return await eventually(found, f"result {number}")

    async def finished(self, who: MemberActor, **options: Any) -> discord.Message:
        """The result of a new job."""
        known = len([m for m in self.channel.history() if has_button(m, "again")])
        await self.stylize(who, **options)
        return await self.result(known + 1)

    async def told(self, job_id: str) -> Job:
        """The job, once its end has been told, or given up."""
        async with asyncio.timeout(PATIENCE):
            while not (job := await self.studio.records.job(job_id)).told:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        return job

    async def restart(self) -> None:
        """A new client over the same store."""
        client = ImpastoClient(self.desk)
        self.clients.append(client)
        await self.env.restart_bot(client)


def custom_id(message: discord.Message, action: str) -> str:
    """The custom_id of the message's button for this action."""
    ids = [child.custom_id for row in message.components for child in getattr(row, "children", ())]
    return next(each for each in ids if each and each.split(":")[1:2] == [action])


def has_button(message: discord.Message, action: str) -> bool:
    """Whether the message has a button for this action."""
    ids = [child.custom_id for row in message.components for child in getattr(row, "children", ())]
    return any(each and each.split(":")[1:2] == [action] for each in ids)


def leave_to_the_studio(studio: Studio, env: Env) -> None:
    """simcord waits after every act for all that a command has begun; a painting is none of its business."""
    with env.time_context():
        context = contextvars.copy_context()
    spawn = studio.tasks.spawn
    studio.tasks.spawn = lambda *work: context.run(spawn, *work)  # type: ignore[method-assign]


@dataclass
class Line:
    """Always connected, by the newest client."""

    clients: list[ImpastoClient]
    trouble: None = None

    async def online(self) -> discord.Client:
        return self.clients[-1]


@asynccontextmanager
async def open_simulation(pool: PicturePool, folder: Path, **limits: Any) -> AsyncIterator[Simulation]:
    settings = Settings(data_dir=folder, limits=LimitSettings(**limits))
    painter = Filmer()
    texts = load_texts()
    clients: list[ImpastoClient] = []

    async def fetch(url: str, limit: int) -> bytes:
        data = env.backend.cdn.get(url.split("?")[0])
        if data is None:
            raise OSError("not there")
        return bytes(data)

    async with open_store(folder) as store, open_studio(store, pool, painter, settings) as studio:
        surface = DiscordSurface(studio, texts, Line(clients))
        desk = Desk(
            studio,
            texts,
            Downloads(fetch, settings.limits.upload_bytes, CDN),
            press,
            pick,
            surface.fetch,
            surface.withdraw,
        )
        clients.append(ImpastoClient(desk))
        env = Env(clients[0], shard_count=1, settle_timeout=PATIENCE)
        await env.start()
        leave_to_the_studio(studio, env)
        try:
            studio.notifier.attach(surface)
            guild = env.create_guild()
            channel = guild.create_text_channel("general")
            yield Simulation(env, studio, painter, desk, guild, channel, surface, clients)
            painter.go_on()
            await env.settle()
        finally:
            await env.shutdown()
            await surface.close()
        env.raise_errors()
