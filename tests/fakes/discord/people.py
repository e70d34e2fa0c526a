"""People on the fake: they run commands, press buttons and fill in modals as the Discord client lets them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import discord

from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import Channel, Interaction, Message
from tests.patience import PATIENCE
from tests.scenarios.drivers import eventually

T = TypeVar("T")

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
SUBCOMMAND, ATTACHMENT = 1, 11
MANAGER = discord.Permissions(manage_guild=True, manage_messages=True, send_messages=True, view_channel=True)
MEMBER = discord.Permissions(
    send_messages=True, view_channel=True, attach_files=True, use_application_commands=True
)


@dataclass
class Asked:
    """An interaction as the person sees it."""

    fake: FakeDiscord
    interaction: Interaction

    @property
    def acknowledged_after(self) -> float:
        """Seconds between asking and the bot's acknowledgement."""
        assert self.interaction.acknowledged is not None
        return self.interaction.acknowledged - self.interaction.created

    async def acknowledged(self) -> Asked:
        await asyncio.wait_for(self.interaction.changed.wait(), PATIENCE)
        return self

    @property
    def message(self) -> Message | None:
        """The response, as long as it stands."""
        original = self.interaction.original
        return original if original and original.id in original.channel.messages else None

    @property
    def followups(self) -> list[Message]:
        return [m for m in self.interaction.followups if m.id in m.channel.messages]

    @property
    def refusal(self) -> str | None:
        """The sentence only the person sees, if there is one."""
        own = [self.message, *self.followups]
        return next((m.text for m in own if m and m.ephemeral and not m.loading), None)

    @property
    def modal(self) -> dict[str, Any] | None:
        response = self.interaction.response
        return response["data"] if response and response["type"] == 9 else None

    @property
    def choices(self) -> list[dict[str, Any]] | None:
        response = self.interaction.response
        return response["data"]["choices"] if response and response["type"] == 8 else None


class Account:
    """A person in a channel of a server (or in a DM)."""

    def __init__(
        self,
        fake: FakeDiscord,
        name: str,
        *,
        permissions: discord.Permissions = MEMBER,
        locale: str = "en-US",
        user_install: bool = False,
    ) -> None:
        self.fake = fake
        self.name = name
        self.id = fake.world.add_user(name)
        self.permissions = permissions
        self.locale = locale
        self.user_install = user_install

    async def slash(self, channel: Channel, name: str, /, **options: Any) -> Asked:
        """Runs a command, until acknowledged; `bytes`, or (filename, bytes), become attachments."""
        command, path = self._command(name, 1)
        resolved: dict[str, Any] = {}
        given = [self._option(command, path, key, value, resolved) for key, value in options.items()]
        for part in reversed(path):
            given = [{"name": part, "type": SUBCOMMAND, "options": given}]
        data = {
            "id": command["id"],
            "name": command["name"],
            "type": 1,
            "options": given,
            "resolved": resolved,
        }
        return await self._ask(COMMAND, channel, data).acknowledged()

    async def autocomplete(self, channel: Channel, name: str, option: str, text: str) -> list[dict[str, Any]]:
        command, path = self._command(name, 1)
        given: list[dict[str, Any]] = [{"name": option, "type": 3, "value": text, "focused": True}]
        for part in reversed(path):
            given = [{"name": part, "type": SUBCOMMAND, "options": given}]
        data = {"id": command["id"], "name": command["name"], "type": 1, "options": given}
        asked = await self._ask(AUTOCOMPLETE, channel, data).acknowledged()
        return asked.choices or []

    async def message_command(self, target: Message, name: str) -> Asked:
        command, _ = self._command(name, 3)
        data = {
            "id": command["id"],
            "name": name,
            "type": 3,
            "target_id": str(target.id),
            "resolved": {"messages": {str(target.id): target.payload(self.fake.world)}},
        }
        return await self._ask(COMMAND, target.channel, data).acknowledged()

    async def user_command(self, channel: Channel, target: Account, name: str) -> Asked:
        command, _ = self._command(name, 2)
        user = self.fake.world.user_payload(target.id)
        data = {
            "id": command["id"],
            "name": name,
            "type": 2,
            "target_id": str(target.id),
            "resolved": {"users": {str(target.id): user}},
        }
        return await self._ask(COMMAND, channel, data).acknowledged()

    async def click(self, message: Message, action: str) -> Asked:
        """Presses the button for this action."""
        data = {"custom_id": message.button(action), "component_type": 2, "id": 1}
        return await self._ask(COMPONENT, message.channel, data, source=message).acknowledged()

    def press(self, message: Message, component: dict[str, Any], values: Sequence[str] = ()) -> Asked:
        """Uses a component as if the message had it, and nothing else."""
        body = {**message.body, "components": [{"type": 1, "components": [component]}]}
        data = {"custom_id": component["custom_id"], "component_type": component["type"], "id": 1}
        chosen = {"values": list(values)} if values else {}
        return self._ask(COMPONENT, message.channel, data | chosen, source=replace(message, body=body))

    async def choose(self, message: Message, part: str, value: str) -> Asked:
        """Chooses a value from the menu with this in its name, as long as the menu offers it."""
        custom_id = message.menu(part)
        assert value in message.menus[custom_id], f"{value!r} is not among {message.menus[custom_id]}"
        data = {"custom_id": custom_id, "component_type": 3, "id": 1, "values": [value]}
        return await self._ask(COMPONENT, message.channel, data, source=message).acknowledged()

    async def submit(self, asked: Asked, **values: Any) -> Asked:
        """Fills in the modal: a list for a select, bytes for a file upload, text for a text input."""
        modal = asked.modal
        assert modal is not None
        resolved: dict[str, Any] = {}
        rows = []
        for number, label in enumerate(modal["components"], start=1):
            child = label["component"]
            value = values.get(child["custom_id"])
            filled: dict[str, Any] = {
                "type": child["type"],
                "id": 100 + number,
                "custom_id": child["custom_id"],
            }
            if child["type"] == 19:
                filled["values"] = [] if value is None else [self._attach("upload.png", value, resolved)]
            elif child["type"] == 3:
                filled["values"] = value or []
            else:
                filled["value"] = value if value is not None else child.get("value", "")
            rows.append({"type": 18, "id": number, "component": filled})
        data = {"custom_id": modal["custom_id"], "components": rows, "resolved": resolved}
        source = asked.interaction.source
        return await self._ask(MODAL, asked.interaction.channel, data, source=source).acknowledged()

    def post(self, channel: Channel, text: str = "", **files: bytes) -> Message:
        """An ordinary message with pictures: `post(channel, photo_png=...)`."""
        world = self.fake.world
        attachments = [world.store_file(name.replace("_", "."), data) for name, data in files.items()]
        message = Message(world.new_id(), channel, self.id, {"content": text}, attachments, world.now())
        channel.messages[message.id] = message
        return message

    def forward(self, message: Message, channel: Channel) -> Message:
        """Somebody's message, passed on."""
        passed = self.post(channel)
        passed.forwarded = message
        return passed

    def _command(self, name: str, kind: int) -> tuple[dict[str, Any], list[str]]:
        first, *path = name.split() if kind == 1 else [name]
        found = [c for c in self.fake.world.commands if c["name"] == first and c.get("type", 1) == kind]
        assert found, f"{name!r} has not been registered"
        return found[0], path

    def _option(
        self, command: dict[str, Any], path: list[str], name: str, value: Any, resolved: dict[str, Any]
    ) -> dict[str, Any]:
        options = command.get("options", [])
        for part in path:
            options = next(o for o in options if o["name"] == part)["options"]
        declared = next((o for o in options if o["name"] == name), None)
        assert declared is not None, f"/{command['name']} has no option {name!r}"
        if declared["type"] == ATTACHMENT:
            filename, data = value if isinstance(value, tuple) else (f"{name}.png", value)
            value = self._attach(filename, data, resolved)
        if declared["type"] == 8:
            role = {
                "id": str(value),
                "name": "role",
                "color": 0,
                "hoist": False,
                "position": 1,
                "permissions": "0",
                "managed": False,
                "mentionable": False,
                "flags": 0,
            }
            resolved.setdefault("roles", {})[str(value)] = role
            value = str(value)
        if declared["type"] == 7:
            channel = self.fake.world.channels[value]
            resolved.setdefault("channels", {})[str(value)] = channel.payload(self.fake.world) | {
                "permissions": "0"
            }
            value = str(value)
        choices = [choice["value"] for choice in declared.get("choices", [])]
        assert not choices or value in choices, f"{value!r} is not among {choices}"
        if "min_value" in declared:
            assert value >= declared["min_value"], f"{name}={value} is below {declared['min_value']}"
        if "max_value" in declared:
            assert value <= declared["max_value"], f"{name}={value} is above {declared['max_value']}"
        return {"name": name, "type": declared["type"], "value": value}

    def _attach(self, filename: str, data: bytes, resolved: dict[str, Any]) -> str:
        attachment = self.fake.world.store_file(filename, data)
        resolved.setdefault("attachments", {})[attachment["id"]] = attachment
        return str(attachment["id"])

    def _ask(self, kind: int, channel: Channel, data: dict[str, Any], source: Message | None = None) -> Asked:
        world = self.fake.world
        token = secrets.token_urlsafe(32)
        interaction = Interaction(world.new_id(), token, kind, self.id, channel, world.now(), source)
        world.interactions[token] = world.by_interaction_id[interaction.id] = interaction
        user = world.user_payload(self.id)
        guild = channel.guild
        owners = {"1": str(self.id)} if self.user_install else {}
        if guild is not None and guild.installed:
            owners["0"] = str(guild.id)
        in_bot_dm = channel.recipient is not None
        payload: dict[str, Any] = {
            "id": str(interaction.id),
            "application_id": str(world.bot),
            "type": kind,
            "token": token,
            "version": 1,
            "data": data,
            "channel_id": str(channel.id),
            "channel": channel.payload(world),
            "locale": self.locale,
            "entitlements": [],
            "authorizing_integration_owners": owners or {"0": "0"},
            "context": 1 if in_bot_dm else 0,
            "attachment_size_limit": world.upload_limit,
            "app_permissions": str(channel.allowed.value if guild is None or guild.installed else 0),
        }
        if guild is not None:
            roles = [str(role) for role in guild.roles]
            member = {
                "user": user,
                "roles": roles,
                "joined_at": "2024-01-01T00:00:00+00:00",
                "deaf": False,
                "mute": False,
                "flags": 0,
                "permissions": str(self.permissions.value),
                "nick": None,
                "avatar": None,
                "pending": False,
                "premium_since": None,
            }
            payload |= {
                "guild_id": str(guild.id),
                "guild_locale": "en-US",
                "member": member,
                "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
            }
        else:
            payload["user"] = user
        if source is not None:
            payload["message"] = source.payload(world)
        world.emit("INTERACTION_CREATE", payload)
        return Asked(self.fake, interaction)

    async def sees(self, probe: Callable[[], T | bool | None], what: str) -> T:
        """Waits until `probe()` is truthy."""
        return await eventually(probe, f"{self.name} sees {what}")
