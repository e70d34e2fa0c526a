"""The private parts of discord.py that we lean on, in one place; `pyproject.toml` bounds its version for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.discord.limits import TOO_MANY_REQUESTS

HANDLER_TASKS: Final = ("CommandTree-invoker", "discord-ui-", "discord.py: on_interaction")
"""How the tasks of commands, buttons and forms are named."""
KEPT_OF_A_SERVER: Final = ("id", "name", "unavailable")
READ_EVENTS: Final = frozenset(
    {"READY", "RESUMED", "INTERACTION_CREATE", "GUILD_CREATE", "GUILD_DELETE", "USER_UPDATE"}
)


def use_api_base(api_base: str) -> None:
    """Send every REST call there. discord.py knows one address for the whole process."""
    Route.BASE = api_base


async def follow_gateway(client: discord.Client) -> None:
    """Where discord.py falls back to the official gateway (a lost session), take the one this API names."""
    _, url, _ = await client.http.get_bot_gateway()
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)


def keep_little(client: discord.Client) -> None:
    """Cache of a server its id and name alone.

    Interactions carry their own channel, member and permissions; roles, channels, threads and emojis that the
    gateway sends beside are never read, and are most of what a server weighs. To be called before connecting.
    """
    parsers = client._connection.parsers
    whole = parsers["GUILD_CREATE"]

    def slim(data: Mapping[str, Any]) -> None:
        whole({name: data[name] for name in KEPT_OF_A_SERVER if name in data})

    parsers["GUILD_CREATE"] = slim
    for event in parsers.keys() - READ_EVENTS:
        del parsers[event]


def proxy_for(address: str) -> str | None:
    """The proxy that the environment names for https, unless this address is exempt from it."""
    host = urlsplit(address).hostname or ""
    return None if proxy_bypass(host) else getproxies().get("https")


def count_429(count: Callable[[], None]) -> aiohttp.TraceConfig:
    """For a client's `http_trace`: calls `count` for every answer 429."""

    async def ended(
        session: aiohttp.ClientSession, context: object, params: aiohttp.TraceRequestEndParams
    ) -> None:
        if params.response.status == TOO_MANY_REQUESTS:
            count()

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(ended)
    return trace


def webhook_of(client: discord.Client, application_id: int, token: str) -> discord.Webhook:
    """The webhook that answers an interaction, long after discord.py's own object is gone."""
    data: Any = {"id": application_id, "type": 3, "token": token}
    return discord.Webhook.from_state(data=data, state=client._connection)
