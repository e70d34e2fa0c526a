"""The client and its life: log in, stay connected, come back."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import aiohttp
import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.config import Settings
from bot.core.studio import Studio
from bot.core.texts import Texts
from bot.discord.actions import press
from bot.discord.attachments import Downloads, open_fetch
from bot.discord.buttons import JobButton
from bot.discord.commands import add_commands
from bot.discord.desk import Desk, Tree
from bot.discord.limits import API
from bot.discord.settings_view import SettingsView
from bot.discord.surface import DiscordSurface
from bot.discord.sync import sync_if_changed
from bot.discord.translator import FluentTranslator

log = structlog.get_logger()

FIRST_RETRY_SECONDS: Final = 2.0
LAST_RETRY_SECONDS: Final = 300.0
CLOSE_SECONDS: Final = 3.0
HANDLER_TASKS: Final = ("CommandTree-invoker", "discord-ui-")
"""How discord.py 2.7 names the tasks of commands, buttons and modals."""


class ImpastoClient(discord.AutoShardedClient):
    """discord.py's client with our commands and buttons. `online` is set while REST calls can be made.

    Its one intent is `guilds`: which servers and channels there are. No messages, no members.
    """

    def __init__(self, desk: Desk, *, api_base: str = API) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        self.desk = desk
        self.online = asyncio.Event()
        self.tree = Tree(self)
        self._api_base = api_base
        add_commands(self.tree, desk.texts)

    async def setup_hook(self) -> None:
        """Logged in: make old buttons work, register commands if they changed."""
        if self._api_base != API:
            await follow_gateway(self)
        self.add_dynamic_items(JobButton)
        self.add_view(SettingsView(self.desk.texts))
        await self.tree.set_translator(FluentTranslator(self.desk.texts))
        await sync_if_changed(self.tree, self.desk.studio.store, self.application_id or 0)
        self.online.set()


def use_api_base(api_base: str) -> None:
    """Send every REST call there. discord.py knows one address for the whole process."""
    Route.BASE = api_base


async def follow_gateway(client: discord.Client) -> None:
    """Where discord.py falls back to the official gateway (a lost session), take the one this API names."""
    _, url, _ = await client.http.get_bot_gateway()
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)


class Connection:
    """One client after the other, for ever: a client that has failed cannot be used again."""

    def __init__(self, token: str, api_base: str) -> None:
        self._token = token
        self._api_base = api_base
        self._current: asyncio.Future[ImpastoClient] = asyncio.get_running_loop().create_future()

    async def online(self) -> discord.Client:
        """The client, as soon as it is logged in."""
        client = await asyncio.shield(self._current)
        await client.online.wait()
        return client

    async def run(self, desk: Desk) -> None:
        """Connect, and again after every failure, ever more slowly while nothing helps."""
        pause = FIRST_RETRY_SECONDS
        while True:
            client = ImpastoClient(desk, api_base=self._api_base)
            self._renew(client)
            try:
                async with client:
                    await client.start(self._token)
            except discord.LoginFailure:
                log.error("Discord does not know the token", mend="set discord.token anew, then restart")
                pause = LAST_RETRY_SECONDS
            except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
                log.warning("Discord is out of reach", error=repr(error), again_in=pause)
            if client.online.is_set():
                pause = FIRST_RETRY_SECONDS
            await asyncio.sleep(pause)
            pause = min(2 * pause, LAST_RETRY_SECONDS)

    def _renew(self, client: ImpastoClient) -> None:
        if self._current.done():
            self._current = asyncio.get_running_loop().create_future()
        self._current.set_result(client)


async def finish_handlers() -> None:
    """Let what people have just asked come to its end, so that nobody is left without an answer."""
    busy = [task for task in asyncio.all_tasks() if task.get_name().startswith(HANDLER_TASKS)]
    if busy:
        await asyncio.wait(busy, timeout=CLOSE_SECONDS)


@asynccontextmanager
async def open_connection(studio: Studio, texts: Texts, settings: Settings) -> AsyncIterator[DiscordSurface]:
    """The surface, at once; the connection comes in the background. Leaving the block ends it."""
    assert settings.discord.token is not None
    api_base = settings.discord.api_base
    use_api_base(api_base)
    connection = Connection(settings.discord.token.get_secret_value(), api_base)
    surface = DiscordSurface(studio, studio.pool, texts, connection.online)
    async with open_fetch() as fetch:
        downloads = Downloads(fetch, settings.limits.upload_bytes, api_base)
        desk = Desk(studio, texts, downloads, press, surface.deliver)
        running = asyncio.create_task(connection.run(desk))
        try:
            yield surface
        finally:
            await finish_handlers()
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError, TimeoutError):
                await asyncio.wait_for(running, CLOSE_SECONDS)
