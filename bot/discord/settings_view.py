"""`/settings`: what a server's managers may choose, in one private message with menus and a form."""

from __future__ import annotations

from typing import Any, Final

import discord

from bot.core.limits import ServerSettings
from bot.core.refusal import Refusal
from bot.core.texts import Texts
from bot.discord.desk import Interaction, answering, desk_of, is_manager, owner_of, say
from bot.discord.limits import CHOICES, LABEL

NUMBERS: Final = ("default_strength", "default_size", "max_size", "jobs_per_person", "cooldown")
"""The settings in the form; a modal holds five."""


async def show_settings(interaction: Interaction) -> None:
    """The present settings, with everything to change them."""
    desk = desk_of(interaction)
    settings = await desk.studio.settings(owner_of(interaction).server_key)
    text = settings_text(desk.texts, interaction.locale.value, settings)
    view = SettingsView(desk.texts, interaction.locale.value, settings)
    await interaction.response.send_message(text, view=view, ephemeral=True)


def settings_text(texts: Texts, locale: str, settings: ServerSettings) -> str:
    """One line a setting."""

    def say(key: str, **params: Any) -> str:
        return texts.say(key, locale, **params)

    usual = say("discord-setting-usual")
    channels = ", ".join(f"<#{channel}>" for channel in settings.allowed_channels)
    roles = ", ".join(f"<@&{role}>" for role in settings.priority_roles)
    lines = [
        f"**{say('discord-settings')}**",
        f"{say('discord-setting-channels')}: {channels or say('discord-setting-everywhere')}",
        f"{say('discord-setting-roles')}: {roles or say('discord-setting-nobody')}",
    ]
    for name in NUMBERS:
        value = getattr(settings, name)
        lines.append(f"{say(setting_key(name))}: {usual if value is None else f'{value:g}'}")
    return "\n".join(lines)


def setting_key(name: str) -> str:
    """The text that names a setting."""
    return f"discord-setting-{name.replace('_', '-')}"


class SettingsView(discord.ui.View):
    """Menus for channels and roles, a button for the numbers. Fixed custom_ids: it outlives a restart."""

    def __init__(self, texts: Texts, locale: str = "en", settings: ServerSettings | None = None) -> None:
        super().__init__(timeout=None)
        chosen = settings or ServerSettings()
        self.add_item(ChannelMenu(texts.say("discord-setting-channels", locale), chosen.allowed_channels))
        self.add_item(RoleMenu(texts.say("discord-setting-roles", locale), chosen.priority_roles))
        self.add_item(NumbersButton(texts.say("discord-setting-numbers", locale)))


class ChannelMenu(discord.ui.ChannelSelect[SettingsView]):
    """Where jobs are taken; nothing chosen: everywhere."""

    def __init__(self, label: str, chosen: tuple[str, ...]) -> None:
        super().__init__(
            custom_id="impasto-settings:channels",
            placeholder=label,
            min_values=0,
            max_values=CHOICES,
            channel_types=[discord.ChannelType.text, discord.ChannelType.voice, discord.ChannelType.forum],
            default_values=[
                discord.SelectDefaultValue.from_channel(discord.Object(int(c))) for c in chosen[:CHOICES]
            ],
        )

    async def callback(self, interaction: Interaction) -> None:
        """Stores the choice."""
        await change(interaction, allowed_channels=[str(channel.id) for channel in self.values])


class RoleMenu(discord.ui.RoleSelect[SettingsView]):
    """Whose jobs go first."""

    def __init__(self, label: str, chosen: tuple[str, ...]) -> None:
        super().__init__(
            custom_id="impasto-settings:roles",
            placeholder=label,
            min_values=0,
            max_values=CHOICES,
            default_values=[
                discord.SelectDefaultValue.from_role(discord.Object(int(r))) for r in chosen[:CHOICES]
            ],
        )

    async def callback(self, interaction: Interaction) -> None:
        """Stores the choice."""
        await change(interaction, priority_roles=[str(role.id) for role in self.values])


class NumbersButton(discord.ui.Button[SettingsView]):
    """Opens the form."""

    def __init__(self, label: str) -> None:
        super().__init__(label=label, custom_id="impasto-settings:numbers", emoji="🔢")

    async def callback(self, interaction: Interaction) -> None:
        """Shows the form with the present values."""
        async with answering(interaction):
            if not is_manager(interaction):
                raise Refusal("managers_only")
            desk = desk_of(interaction)
            settings = await desk.studio.settings(owner_of(interaction).server_key)
            await interaction.response.send_modal(
                NumbersModal(desk.texts, interaction.locale.value, settings)
            )


class NumbersModal(discord.ui.Modal):
    """Default strength and size, and the limits; an empty field means the installation's own."""

    def __init__(self, texts: Texts, locale: str, settings: ServerSettings) -> None:
        super().__init__(title=texts.say("discord-settings", locale)[:LABEL])
        self.inputs: dict[str, discord.ui.TextInput[NumbersModal]] = {}
        for name in NUMBERS:
            value = getattr(settings, name)
            field: discord.ui.TextInput[NumbersModal] = discord.ui.TextInput(
                custom_id=name, required=False, max_length=8, default="" if value is None else f"{value:g}"
            )
            self.inputs[name] = field
            self.add_item(
                discord.ui.Label(text=texts.say(setting_key(name), locale)[:LABEL], component=field)
            )

    async def on_submit(self, interaction: Interaction) -> None:
        """Stores the numbers."""
        given = {name: field.value.strip() or None for name, field in self.inputs.items()}
        await change(interaction, **given)


async def change(interaction: Interaction, **changes: Any) -> None:
    """Keeps the change and shows the settings as they are now."""
    async with answering(interaction):
        if not is_manager(interaction):
            raise Refusal("managers_only")
        desk = desk_of(interaction)
        settings = await desk.studio.change_settings(owner_of(interaction).server_key, **changes)
        text = settings_text(desk.texts, interaction.locale.value, settings)
        text += f"\n\n✅ {say(interaction, 'discord-saved')}"
        view = SettingsView(desk.texts, interaction.locale.value, settings)
        await interaction.response.edit_message(content=text, view=view)
