"""`/presets`: the named styles of a server as a contact sheet; managers add and remove."""

from __future__ import annotations

from typing import Final

import discord

from bot.core.refusal import Refusal
from bot.discord.buttons import file_of
from bot.discord.desk import Interaction, desk_of, owner_of, say
from bot.discord.messages import Upload, gallery_text

COLUMNS: Final = 5
TILE: Final = 180
"""Pixels a side."""
MOST: Final = 50
"""Pictures on one sheet."""


async def show(interaction: Interaction) -> None:
    """The gallery, for this person only."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    desk = desk_of(interaction)
    server_key = owner_of(interaction).server_key
    presets = desk.studio.presets.list(server_key)[:MOST]
    text = gallery_text(desk.texts, interaction.locale.value, presets)
    if not presets:
        await interaction.followup.send(text, ephemeral=True)
        return
    pictures = [(preset.name, await desk.studio.presets.image(preset.name, server_key)) for preset in presets]
    sheet = await desk.pool.contact_sheet(pictures, COLUMNS, TILE)
    upload = Upload("presets.jpg", sheet, say(interaction, "discord-presets", count=len(presets)))
    await interaction.followup.send(text, file=file_of(upload), ephemeral=True)


async def add(interaction: Interaction, image: discord.Attachment, name: str) -> None:
    """A painting becomes a preset of this server; nameless, it is called as its file. Raises `Refusal`."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    desk = desk_of(interaction)
    data = await desk.downloads.read(image, "image")
    wanted = name.strip() or image.filename.rsplit(".", 1)[0].replace("_", " ")
    preset = await desk.studio.presets.add(wanted, data, owner_of(interaction).server_key)
    await interaction.followup.send(
        say(interaction, "discord-preset-added", name=preset.name), ephemeral=True
    )


async def remove(interaction: Interaction, name: str) -> None:
    """One of this server's own presets goes. Raises `Refusal`."""
    if not name.strip():
        raise Refusal("unknown_preset", "preset", name="", known="")
    await interaction.response.defer(ephemeral=True, thinking=True)
    await desk_of(interaction).studio.presets.remove(name, owner_of(interaction).server_key)
    await interaction.followup.send(say(interaction, "discord-preset-removed", name=name), ephemeral=True)
