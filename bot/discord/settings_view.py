"""`/settings`: what a server's managers may choose, in one private message with menus and two forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Final

import discord

from bot.core.limits import ServerSettings
from bot.core.refusal import Refusal
from bot.core.texts import Texts
from bot.discord import forms
from bot.discord.desk import Interaction, answering, desk_of, is_manager, owner_of, say
from bot.discord.limits import CHOICE_NAME, CHOICES, PLACEHOLDER
from engine.options import COLOR_MODES, QUALITIES

NUMBERS: Final[Mapping[str, Sequence[str]]] = {
    "sizes": ("default_strength", "default_size", "max_size"),
    "limits": ("jobs_per_person", "jobs_per_server", "cooldown"),
}
"""The settings in each form."""
NUMBERS_FORM: Final = "settings"
USUAL: Final = "usual"
"""The menu value that leaves a setting to the installation."""
MENTIONS: Final = {"allowed_channels": "<#{}>", "priority_roles": "<@&{}>", "blocked": "<@{}>"}
"""How each list of ids is written in a message."""
EMPTY: Final = {"allowed_channels": "everywhere", "priority_roles": "nobody", "blocked": "nobody"}
CHANNELS: Final = ("results_channel", "log_channel")
"""The settings that are one channel."""
PLAIN: Final = ("always_spoiler", "avatars")
"""The settings that no installation has: one of their words always holds."""
CHOSEN: Final[Mapping[str, tuple[str, Sequence[str]]]] = {
    "max_quality": ("choice-quality", QUALITIES),
    "default_quality": ("choice-quality", QUALITIES),
    "default_colors": ("choice-colors", COLOR_MODES),
    "always_spoiler": ("choice-spoiler", ("True", "False")),
    "avatars": ("choice-avatars", ("own", "anyone", "off")),
}
"""The settings with a menu of words: where their words are, and the values."""

Menu = discord.ui.Item["Section"]


async def show_settings(interaction: Interaction) -> None:
    """The present settings, with everything to change them."""
    desk = desk_of(interaction)
    settings = await desk.studio.servers.settings(owner_of(interaction).server_key)
    text = settings_text(desk.texts, interaction.locale.value, settings)
    view = Places(desk.texts, interaction.locale.value, settings)
    await interaction.response.send_message(text, view=view, ephemeral=True)


def settings_text(texts: Texts, locale: str, settings: ServerSettings) -> str:
    """One line a setting."""

    def words(name: str) -> str:
        value = getattr(settings, name)
        if name in MENTIONS:
            mentions = ", ".join(MENTIONS[name].format(each) for each in value)
            return mentions or texts.say(f"discord-setting-{EMPTY[name]}", locale)
        if value is None:
            return texts.say("discord-setting-usual", locale)
        if name in CHANNELS:
            return f"<#{value}>"
        if name in CHOSEN:
            return texts.say(f"discord-{CHOSEN[name][0]}-{value}", locale)
        return f"{value:g}"

    names = [*MENTIONS, *CHANNELS, *CHOSEN, *(name for form in NUMBERS.values() for name in form)]
    lines = [f"{label(texts, locale, name)}: {words(name)}" for name in names]
    exempt = f"-# {texts.say('discord-setting-exempt', locale)}"
    return "\n".join([f"**{texts.say('discord-settings', locale)}**", *lines, exempt])


def label(texts: Texts, locale: str, name: str) -> str:
    """What a setting is called."""
    return texts.say(f"discord-setting-{name.replace('_', '-')}", locale)


class Section(discord.ui.View):
    """Some of the settings; a message has room for five rows. Fixed custom_ids: it outlives a restart."""

    name: ClassVar[str]

    def __init__(self, texts: Texts, locale: str = "en", settings: ServerSettings | None = None) -> None:
        super().__init__(timeout=None)
        self.texts, self.locale, self.settings = texts, locale, settings or ServerSettings()
        self.add_item(SectionMenu(self))
        for item in self.menus():
            self.add_item(item)

    def menus(self) -> Sequence[Menu]:
        """What is below the menu of sections."""
        raise NotImplementedError

    def say(self, key: str) -> str:
        """A sentence in the language of the person who looks."""
        return self.texts.say(key, self.locale)

    def label(self, name: str) -> str:
        """What a setting is called."""
        return label(self.texts, self.locale, name)[:PLACEHOLDER]


class Places(Section):
    """Where, and who."""

    name = "places"

    def menus(self) -> Sequence[Menu]:
        return (ChannelMenu(self), RoleMenu(self), BlockedMenu(self))


class Painting(Section):
    """How."""

    name = "painting"

    def menus(self) -> Sequence[Menu]:
        chosen = [ChoiceMenu(self, name) for name in CHOSEN if name not in PLAIN]
        return (*chosen, *(NumbersButton(self, form) for form in NUMBERS))


class Showing(Section):
    """What becomes of the pictures."""

    name = "showing"

    def menus(self) -> Sequence[Menu]:
        return (
            *(ChoiceMenu(self, name) for name in PLAIN),
            *(OneChannelMenu(self, name) for name in CHANNELS),
        )


SECTIONS: Final[Sequence[type[Section]]] = (Places, Painting, Showing)


class SectionMenu(discord.ui.Select[Section]):
    """Turns to another section."""

    def __init__(self, section: Section) -> None:
        options = [
            discord.SelectOption(
                label=section.say(f"discord-section-{each.name}"),
                value=each.name,
                default=each.name == section.name,
            )
            for each in SECTIONS
        ]
        super().__init__(custom_id="impasto-settings:section", options=options)

    async def callback(self, interaction: Interaction) -> None:
        """Shows it."""
        chosen = next(each for each in SECTIONS if each.name == self.values[0])
        await change(interaction, chosen)


class ChannelMenu(discord.ui.ChannelSelect[Section]):
    """Where jobs are taken; nothing chosen: everywhere."""

    def __init__(self, section: Section) -> None:
        super().__init__(
            custom_id="impasto-settings:channels",
            placeholder=section.label("allowed_channels"),
            min_values=0,
            max_values=CHOICES,
            channel_types=[
                discord.ChannelType.text,
                discord.ChannelType.news,
                discord.ChannelType.voice,
                discord.ChannelType.forum,
            ],
            default_values=_defaults(
                section.settings.allowed_channels, discord.SelectDefaultValue.from_channel
            ),
        )

    async def callback(self, interaction: Interaction) -> None:
        """Stores the choice."""
        await change(interaction, Places, allowed_channels=[str(channel.id) for channel in self.values])


class RoleMenu(discord.ui.RoleSelect[Section]):
    """Whose jobs go first."""

    def __init__(self, section: Section) -> None:
        super().__init__(
            custom_id="impasto-settings:roles",
            placeholder=section.label("priority_roles"),
            min_values=0,
            max_values=CHOICES,
            default_values=_defaults(section.settings.priority_roles, discord.SelectDefaultValue.from_role),
        )

    async def callback(self, interaction: Interaction) -> None:
        """Stores the choice."""
        await change(interaction, Places, priority_roles=[str(role.id) for role in self.values])


class BlockedMenu(discord.ui.UserSelect[Section]):
    """Who is refused here."""

    def __init__(self, section: Section) -> None:
        super().__init__(
            custom_id="impasto-settings:blocked",
            placeholder=section.label("blocked"),
            min_values=0,
            max_values=CHOICES,
            default_values=_defaults(section.settings.blocked, discord.SelectDefaultValue.from_user),
        )

    async def callback(self, interaction: Interaction) -> None:
        """Stores the choice."""
        await change(interaction, Places, blocked=[str(user.id) for user in self.values])


class OneChannelMenu(discord.ui.ChannelSelect[Section]):
    """One channel, or none."""

    def __init__(self, section: Section, name: str) -> None:
        self.name = name
        chosen = getattr(section.settings, name)
        super().__init__(
            custom_id=f"impasto-settings:{name}",
            placeholder=section.label(name),
            min_values=0,
            max_values=1,
            channel_types=[discord.ChannelType.text, discord.ChannelType.news],
            default_values=_defaults((chosen,) if chosen else (), discord.SelectDefaultValue.from_channel),
        )

    async def callback(self, interaction: Interaction) -> None:
        """Stores the choice."""
        await change(interaction, Showing, **{self.name: next((str(each.id) for each in self.values), None)})


class ChoiceMenu(discord.ui.Select[Section]):
    """One of some words, or what the installation says."""

    def __init__(self, section: Section, name: str) -> None:
        self.name = name
        self.section = type(section)
        where, values = CHOSEN[name]
        chosen = getattr(section.settings, name)
        title = section.label(name)
        words = {} if name in PLAIN else {USUAL: section.say("discord-setting-usual")}
        words |= {value: section.say(f"discord-{where}-{value}") for value in values}
        super().__init__(
            custom_id=f"impasto-settings:{name}",
            options=[
                discord.SelectOption(
                    label=f"{title}: {word}"[:CHOICE_NAME],
                    value=value,
                    default=value == (USUAL if chosen is None else str(chosen)),
                )
                for value, word in words.items()
            ],
        )

    async def callback(self, interaction: Interaction) -> None:
        """Stores the choice."""
        (value,) = self.values
        await change(interaction, self.section, **{self.name: None if value == USUAL else value})


class NumbersButton(discord.ui.Button[Section]):
    """Opens a form."""

    def __init__(self, section: Section, form: str) -> None:
        self.form = form
        super().__init__(
            label=section.say(f"discord-setting-{form}"), custom_id=f"impasto-settings:{form}", emoji="🔢"
        )

    async def callback(self, interaction: Interaction) -> None:
        """Shows the form with the present values."""
        async with answering(interaction):
            if not is_manager(interaction):
                raise Refusal("managers_only")
            desk, locale = desk_of(interaction), interaction.locale.value
            settings = await desk.studio.servers.settings(owner_of(interaction).server_key)
            fields = [
                (label(desk.texts, locale, name), forms.text(name, value=_written(getattr(settings, name))))
                for name in NUMBERS[self.form]
            ]
            await forms.show(
                interaction, NUMBERS_FORM, self.form, say(interaction, "discord-settings"), fields
            )


async def submit_numbers(interaction: Interaction, filled: forms.Filled) -> None:
    """Stores the numbers; an empty field means the installation's own."""
    await change(interaction, Painting, **{name: filled.get(name) for name in NUMBERS[filled.key]})


async def change(interaction: Interaction, section: type[Section], **changes: Any) -> None:
    """Keeps the changes, if there are any, and shows the settings as they are now."""
    async with answering(interaction):
        if not is_manager(interaction):
            raise Refusal("managers_only")
        desk, locale = desk_of(interaction), interaction.locale.value
        server_key = owner_of(interaction).server_key
        if changes:
            settings = await desk.studio.servers.change(server_key, **changes)
        else:
            settings = await desk.studio.servers.settings(server_key)
        text = settings_text(desk.texts, locale, settings)
        if changes:
            text += f"\n\n✅ {say(interaction, 'discord-saved')}"
        await interaction.response.edit_message(content=text, view=section(desk.texts, locale, settings))


def _written(value: float | None) -> str | None:
    return None if value is None else f"{value:g}"


def _defaults(
    ids: Sequence[str], default: Callable[[discord.Object], discord.SelectDefaultValue]
) -> list[discord.SelectDefaultValue]:
    return [default(discord.Object(int(each))) for each in ids[:CHOICES]]
