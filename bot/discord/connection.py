"""The client and its life: log in, stay connected, come back."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

import aiohttp
import discord
import structlog

from bot.config import DiscordSettings, Settings
from bot.core.backoff import Backoff
from bot.core.studio import Studio
from bot.core.texts import Texts
from bot.discord.actions import press
from bot.discord.attachments import Downloads, open_fetch
from bot.discord.buttons import JobButton, Picker
from bot.discord.commands import add_commands
from bot.discord.desk import SURFACE, Desk, Interaction, Tree, server_key
from bot.discord.library import (
    HANDLER_TASKS,
    count_429,
    follow_gateway,
    keep_little,
    proxy_for,
    use_api_base,
)
from bot.discord.limits import API
from bot.discord.picks import pick, submit
from bot.discord.settings_view import SECTIONS
from bot.discord.surface import DiscordSurface
from bot.discord.sync import sync_until_done, try_to_sync
from bot.discord.translator import FluentTranslator

log = structlog.get_logger()

RETRIES: Final = Backoff(2.0, 300.0)
CLOSE_SECONDS: Final = 3.0


class ImpastoClient(discord.AutoShardedClient):
    """discord.py's client with our commands, buttons and forms. `logged_in` is called once REST calls can be made.

    Its one intent is `guilds`: which servers there are. No messages, no members.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        api_base: str = API,
        shard_ids: tuple[int, ...] = (),
        shard_count: int = 0,
        logged_in: Callable[[ImpastoClient], None] = lambda client: None,
    ) -> None:
        shards: dict[str, Any] = {"shard_count": shard_count} if shard_count else {}
        if shard_ids:
            shards["shard_ids"] = list(shard_ids)
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            **shards,
            proxy=proxy_for(api_base),
            http_trace=count_429(lambda: desk.studio.metrics.rate_limited(SURFACE)),
        )
        keep_little(self)
        self.desk = desk
        self.tree = Tree(self)
        self._api_base = api_base
        self._logged_in = logged_in
        self._syncing: asyncio.Task[None] | None = None
        add_commands(self.tree, desk.texts)

    async def setup_hook(self) -> None:
        """Logged in: make old buttons work, register commands if they changed."""
        if self._api_base != API:
            await follow_gateway(self)
        self.add_dynamic_items(JobButton, Picker)
        for section in SECTIONS:
            self.add_view(section(self.desk.texts))
        await self.tree.set_translator(FluentTranslator(self.desk.texts))
        self._logged_in(self)
        wanted = (self.tree, self.desk.studio.store, self.application_id or 0)
        if not await try_to_sync(*wanted):
            self._syncing = asyncio.create_task(sync_until_done(*wanted))

    @property
    def connected(self) -> bool:
        """At least one shard hears from Discord."""
        return any(not shard.is_closed() for shard in self.shards.values())

    async def on_interaction(self, interaction: Interaction) -> None:
        """Forms are known by their custom_id: discord.py itself knows only those that this process has shown."""
        if interaction.type is discord.InteractionType.modal_submit:
            await submit(interaction)

    async def on_ready(self) -> None:
        """Connected anew: who has thrown the bot out meanwhile, and who has taken it back?"""
        if self.is_closed():
            return
        studio = self.desk.studio
        here = {server_key(guild.id) for guild in self.guilds}
        for key in await studio.privacy.known_servers(SURFACE):
            guild_id = key.removeprefix(f"{SURFACE}:")
            if not guild_id.isdecimal() or not self._serves(int(guild_id)):
                continue
            if key in here:
                await studio.privacy.joined_server(key)
            else:
                await studio.privacy.left_server(key)

    def _serves(self, guild_id: int) -> bool:
        """Whether the server belongs to a shard of this process (docs: Gateway, Sharding)."""
        count = self.shard_count or 1
        return not self.shard_ids or (guild_id >> 22) % count in self.shard_ids

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """What belongs to the server goes, after a grace."""
        await self.desk.studio.privacy.left_server(server_key(guild.id))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Perhaps again."""
        await self.desk.studio.privacy.joined_server(server_key(guild.id))

    async def close(self) -> None:
        """Disconnect."""
        if self._syncing is not None:
            self._syncing.cancel()
        await super().close()


class Connection:
    """One client after the other, for ever: a client that has failed cannot be used again."""

    def __init__(self, settings: DiscordSettings) -> None:
        self._settings = settings
        self._trouble = "connecting to Discord"
        self._online: asyncio.Future[ImpastoClient] = asyncio.get_running_loop().create_future()

    async def online(self) -> discord.Client:
        """The client that is logged in, as soon as there is one; who waits outlives failed ones."""
        return await asyncio.shield(self._online)

    async def run(self, desk: Desk) -> None:
        """Connect, and again after every failure, ever more slowly while nothing helps."""
        assert self._settings.token is not None
        token = self._settings.token.get_secret_value()
        pauses = RETRIES.pauses()
        while True:
            client = ImpastoClient(
                desk,
                api_base=self._settings.api_base,
                shard_ids=self._settings.shard_ids,
                shard_count=self._settings.shard_count,
                logged_in=self._logged_in,
            )
            try:
                async with client:
                    await client.start(token)
                self._trouble = "Discord closed the connection"
            except discord.LoginFailure:
                self._trouble = "Discord does not know the token: set discord.token anew, then restart"
                log.error(self._trouble)
            except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
                self._trouble = f"Discord is out of reach: {type(error).__name__}"
                log.warning("Discord is out of reach", error=repr(error))
            except Exception as error:
                self._trouble = f"the connection to Discord failed: {type(error).__name__}"
                log.exception("the connection to Discord failed")
            if self._online.done():
                self._online = asyncio.get_running_loop().create_future()
                pauses = RETRIES.pauses()
            await asyncio.sleep(next(pauses))

    @property
    def trouble(self) -> str | None:
        """Why people cannot be reached just now, in a line; None when they can."""
        connected = self._online.done() and self._online.result().connected
        return None if connected else self._trouble

    @property
    def servers(self) -> int:
        """How many servers the bot is in."""
        return len(self._online.result().guilds) if self._online.done() else 0

    def _logged_in(self, client: ImpastoClient) -> None:
        self._trouble = "connecting to Discord"
        self._online.set_result(client)


async def finish_handlers() -> None:
    """Let what people have just asked come to its end, so that nobody is left without an answer."""
    busy = [task for task in asyncio.all_tasks() if task.get_name().startswith(HANDLER_TASKS)]
    if busy:
        await asyncio.wait(busy, timeout=CLOSE_SECONDS)


@asynccontextmanager
async def open_connection(studio: Studio, texts: Texts, settings: Settings) -> AsyncIterator[DiscordSurface]:
    """The surface, at once; the connection comes in the background. Leaving the block ends it."""
    api_base = settings.discord.api_base
    use_api_base(api_base)
    connection = Connection(settings.discord)
    studio.metrics.follow_surface(SURFACE, lambda: connection.trouble is None, lambda: connection.servers)
    surface = DiscordSurface(studio, texts, connection)
    async with open_fetch() as fetch, asyncio.TaskGroup() as tasks:
        downloads = Downloads(fetch, settings.limits.upload_bytes, api_base)
        desk = Desk(studio, texts, downloads, press, pick, surface.fetch, surface.withdraw)
        running = tasks.create_task(connection.run(desk))
        try:
            yield surface
        finally:
            await finish_handlers()
            await surface.close()
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError, TimeoutError):
                await asyncio.wait_for(running, CLOSE_SECONDS)
