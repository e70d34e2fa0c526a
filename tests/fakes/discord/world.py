"""What Discord knows: users, servers, channels, messages, commands, files, and the limits it keeps."""

from __future__ import annotations

import asyncio
import itertools
import mimetypes
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import discord

EPOCH_MS = 1420070400000
"""Discord's snowflakes count from the first second of 2015 (docs: Reference, Snowflakes)."""

ACKNOWLEDGE_SECONDS = 3.0
TOKEN_SECONDS = 15 * 60.0
"""docs: Receiving and Responding, 'within 3 seconds', 'valid for 15 minutes'."""

EVERYTHING = discord.Permissions.all()


class Fault(Exception):
    """An error answer: HTTP status, Discord's JSON code, and a message."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Page(Fault):
    """An answer of the edge in front of Discord: a page for people in place of JSON, perhaps with status 200."""

    def __init__(self, status: int, title: str) -> None:
        super().__init__(status, 0, title)


class Clock:
    """Unix seconds that a test can move forward."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds


@dataclass
class Channel:
    """A text channel, or with `recipient` a DM. `allowed` is what the bot may do there."""

    id: int
    guild: Guild | None
    name: str
    recipient: int | None = None
    allowed: discord.Permissions = field(default_factory=lambda: EVERYTHING)
    deleted: bool = False
    open: bool = True
    nsfw: bool = False
    messages: dict[int, Message] = field(default_factory=dict)

    def payload(self, world: World) -> dict[str, Any]:
        if self.recipient is not None:
            users = [world.user_payload(self.recipient)]
            return {"id": str(self.id), "type": 1, "flags": 0, "recipients": users, "last_message_id": None}
        guild = self.guild
        assert guild is not None
        return {
            "id": str(self.id),
            "type": 0,
            "flags": 0,
            "guild_id": str(guild.id),
            "name": self.name,
            "position": 0,
            "nsfw": self.nsfw,
            "permission_overwrites": [],
            "last_message_id": None,
            "rate_limit_per_user": 0,
            "topic": None,
            "parent_id": None,
        }


@dataclass
class Guild:
    """A server the bot is in, or with `installed` False one it is not in."""

    id: int
    name: str
    owner: int
    installed: bool = True
    channels: list[Channel] = field(default_factory=list)
    roles: dict[int, str] = field(default_factory=dict)

    def payload(self, world: World) -> dict[str, Any]:
        everyone = {
            "id": str(self.id),
            "name": "@everyone",
            "color": 0,
            "colors": {"primary_color": 0},
            "hoist": False,
            "position": 0,
            "permissions": str(EVERYTHING.value),
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "splash": None,
            "discovery_splash": None,
            "owner_id": str(self.owner),
            "afk_channel_id": None,
            "afk_timeout": 300,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "roles": [everyone],
            "emojis": [],
            "features": [],
            "mfa_level": 0,
            "application_id": None,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "vanity_url_code": None,
            "description": None,
            "banner": None,
            "premium_tier": 0,
            "preferred_locale": "en-US",
            "public_updates_channel_id": None,
            "nsfw_level": 0,
            "premium_progress_bar_enabled": False,
            "stickers": [],
            "joined_at": _iso(world.now()),
            "large": False,
            "unavailable": False,
            "member_count": 2,
            "voice_states": [],
            "members": [],
            "channels": [channel.payload(world) for channel in self.channels],
            "threads": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }


@dataclass
class Message:
    """A message, and how it came to be: `via` is callback, webhook or bot."""

    id: int
    channel: Channel
    author: int
    body: dict[str, Any]
    attachments: list[dict[str, Any]]
    created: float
    via: str = "user"
    nonce: str | None = None
    ephemeral: bool = False
    loading: bool = False
    edited: float | None = None
    forwarded: Message | None = None
    history: list[dict[str, Any]] = field(default_factory=list)

    @property
    def content(self) -> str:
        return self.body.get("content") or ""

    @property
    def embed(self) -> dict[str, Any]:
        return (self.body.get("embeds") or [{}])[0]

    @property
    def text(self) -> str:
        """Everything a person can read in it."""
        embed = self.embed
        fields = [f"{each['name']} {each['value']}" for each in embed.get("fields", [])]
        footer = embed.get("footer", {}).get("text", "")
        parts = [self.content, embed.get("title", ""), embed.get("description", ""), *fields, footer]
        return "\n".join(part for part in parts if part)

    @property
    def buttons(self) -> dict[str, str]:
        """Enabled buttons: custom_id -> label."""
        rows = self.body.get("components") or []
        return {
            each["custom_id"]: each.get("label", "")
            for row in rows
            for each in row.get("components", [])
            if each["type"] == 2 and not each.get("disabled") and "custom_id" in each
        }

    @property
    def menus(self) -> dict[str, list[str]]:
        """Menus of words: custom_id -> values."""
        rows = self.body.get("components") or []
        children = [each for row in rows for each in row.get("components", [])]
        return {
            each["custom_id"]: [option["value"] for option in each["options"]]
            for each in children
            if each["type"] == 3
        }

    def menu(self, part: str) -> str:
        """The custom_id of the menu with this in its name. Raises `AssertionError` when it is not there."""
        found = [custom_id for custom_id in self.menus if part in custom_id]
        assert found, f"no menu {part!r} among {list(self.menus)}"
        return found[0]

    def button(self, action: str) -> str:
        """The custom_id of the button for this action. Raises `AssertionError` when it is not there."""
        found = [custom_id for custom_id in self.buttons if custom_id.split(":")[1:2] == [action]]
        assert found, f"no button {action!r} among {list(self.buttons)}"
        return found[0]

    def payload(self, world: World) -> dict[str, Any]:
        flags = (64 if self.ephemeral else 0) | (128 if self.loading else 0)
        embeds = [{"type": "rich", **embed} for embed in self.body.get("embeds") or []]
        payload = {
            "id": str(self.id),
            "channel_id": str(self.channel.id),
            "author": world.user_payload(self.author),
            "content": self.content,
            "type": 0,
            "timestamp": _iso(self.created),
            "edited_timestamp": None if self.edited is None else _iso(self.edited),
            "tts": False,
            "pinned": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "embeds": embeds,
            "flags": flags,
            "attachments": self.attachments,
            "components": _numbered(self.body.get("components") or []),
        }
        if self.forwarded is not None:
            known = ("type", "content", "embeds", "attachments", "timestamp", "edited_timestamp", "flags")
            original = self.forwarded.payload(world)
            snapshot = {name: original[name] for name in (*known, "mentions", "mention_roles", "components")}
            payload["message_snapshots"] = [{"message": snapshot}]
        return payload | ({"nonce": self.nonce} if self.nonce else {})


@dataclass
class Interaction:
    """Something a person did, the token to answer it, and the answers."""

    id: int
    token: str
    kind: int
    user: int
    channel: Channel
    created: float
    source: Message | None = None
    acknowledged: float | None = None
    response: dict[str, Any] | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Bucket:
    """A sliding-window rate limit."""

    limit: int
    per: float
    times: deque[float] = field(default_factory=deque)

    def take(self, now: float) -> float:
        """Seconds to wait; 0 takes a place."""
        while self.times and now - self.times[0] >= self.per:
            self.times.popleft()
        if len(self.times) >= self.limit:
            return self.per - (now - self.times[0])
        self.times.append(now)
        return 0.0


class World:
    """The state behind the sockets. Every change wakes `changed`."""

    def __init__(self) -> None:
        self.now = Clock()
        self._numbers = itertools.count(1)
        self.users: dict[int, dict[str, Any]] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.interactions: dict[str, Interaction] = {}
        self.by_interaction_id: dict[int, Interaction] = {}
        self.files: dict[str, bytes] = {}
        self.commands: list[dict[str, Any]] = []
        self.syncs = 0
        self.upload_limit = 20 * 1024 * 1024
        self.buckets: dict[str, Bucket] = {}
        self.bucket_rule: tuple[int, float] = (5, 5.0)
        self.acknowledge_seconds = ACKNOWLEDGE_SECONDS
        self.storm_until = 0.0
        self.refused_429 = 0
        self.violations: list[str] = []
        self.requests: list[tuple[float, str, str, int]] = []
        self.injected: list[tuple[Callable[[str, str], bool], Fault]] = []
        self.nonces: dict[tuple[int, str], Message] = {}
        self.origin = ""
        self.listeners: list[Callable[[str, dict[str, Any]], None]] = []
        self.counts: dict[str, int] = defaultdict(int)
        self.bot = self.add_user("impasto", bot=True)

    def new_id(self) -> int:
        """A snowflake of now."""
        return (int(self.now() * 1000) - EPOCH_MS) << 22 | next(self._numbers) & 0x3FFFFF

    def add_user(self, name: str, bot: bool = False) -> int:
        user_id = self.new_id()
        self.users[user_id] = {"username": name, "bot": bot}
        return user_id

    def add_guild(self, name: str, owner: int, installed: bool = True) -> Guild:
        guild = Guild(self.new_id(), name, owner, installed)
        self.guilds[guild.id] = guild
        return guild

    def add_channel(self, guild: Guild, name: str, allowed: discord.Permissions = EVERYTHING) -> Channel:
        channel = Channel(self.new_id(), guild, name, allowed=allowed)
        guild.channels.append(channel)
        self.channels[channel.id] = channel
        return channel

    def dm(self, user: int) -> Channel:
        """The bot's DM with somebody, opened at need."""
        for channel in self.channels.values():
            if channel.recipient == user:
                return channel
        channel = Channel(self.new_id(), None, "", recipient=user)
        self.channels[channel.id] = channel
        return channel

    def user_payload(self, user: int) -> dict[str, Any]:
        known = self.users[user]
        return {
            "id": str(user),
            "username": known["username"],
            "discriminator": "0",
            "global_name": None,
            "avatar": known.get("avatar"),
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
            "bot": known["bot"],
        }

    def give_avatar(self, user: int, data: bytes) -> None:
        """A profile picture, served in every size that is asked for."""
        self.users[user]["avatar"] = "a1b2c3"
        self.files[f"/avatars/{user}/a1b2c3.png"] = data

    def store_file(self, name: str, data: bytes, *, description: str | None = None) -> dict[str, Any]:
        """An attachment, served from the CDN path with a signature, as Discord does."""
        file_id = self.new_id()
        path = f"/attachments/1/{file_id}/{name}"
        self.files[path] = data
        url = f"{self.origin}{path}?ex=1&is=1&hm=1"
        kind = mimetypes.guess_type(name)[0]
        stored: dict[str, Any] = {
            "id": str(file_id),
            "filename": name,
            "size": len(data),
            "url": url,
            "proxy_url": url,
        }
        stored |= {"content_type": kind} if kind else {}
        return stored | ({"description": description} if description else {})

    def read_file(self, attachment: dict[str, Any]) -> bytes:
        return self.files[attachment["url"].removeprefix(self.origin).split("?")[0]]

    def messages(self) -> list[Message]:
        """Every message that stands, oldest first."""
        every = [m for channel in self.channels.values() for m in channel.messages.values()]
        return sorted(every, key=lambda message: message.id)

    def emit(self, event: str, payload: dict[str, Any]) -> None:
        for listener in self.listeners:
            listener(event, payload)


def _numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    counter = itertools.count(1)

    def number(component: dict[str, Any]) -> dict[str, Any]:
        numbered = {"id": next(counter), **component}
        if "emoji" in component:
            numbered["emoji"] = {key: value for key, value in component["emoji"].items() if value is not None}
        if "components" in component:
            numbered["components"] = [number(child) for child in component["components"]]
        return numbered

    return [number(row) for row in rows]


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
