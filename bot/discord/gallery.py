"""`/presets`: the named styles of a server as a contact sheet; managers add and remove."""

from __future__ import annotations

from typing import Final

from bot.discord.attachments import Attachment
from bot.discord.desk import Interaction, desk_of, owner_of, say, tell_privately, think
from bot.discord.messages import Post, Upload, gallery_text
from bot.discord.sending import fill_in

COLUMNS: Final = 5
TILE: Final = 180
"""Pixels a side."""
MOST: Final = 50
"""Pictures on one sheet."""


async def show(interaction: Interaction) -> None:
    """The gallery, for this person only."""
    await think(interaction, private=True)
    desk = desk_of(interaction)
    server_key, locale = owner_of(interaction).server_key, interaction.locale.value
    presets = desk.studio.presets.list(server_key)[:MOST]
    text = gallery_text(desk.texts, locale, presets)
    if not presets:
        await fill_in(interaction, Post(text))
        return
    pictures = [
        (preset.title_in(locale), await desk.studio.presets.image(preset.name, server_key))
        for preset in presets
    ]
    sheet = await desk.studio.pool.contact_sheet(pictures, COLUMNS, TILE)
    upload = Upload("presets.jpg", sheet, say(interaction, "discord-presets", count=len(presets)))
    await fill_in(interaction, Post(text, uploads=(upload,)))


async def add(interaction: Interaction, image: Attachment, name: str) -> None:
    """A painting becomes a preset of this server; nameless, it is called as its file. Raises `Refusal`."""
    desk = desk_of(interaction)
    server_key = owner_of(interaction).server_key
    desk.downloads.check(image, "image")
    wanted = name.strip() or image.name.rsplit(".", 1)[0].replace("_", " ")
    before = [each.name for each in desk.studio.presets.list(server_key) if each.server_key == server_key]
    await think(interaction, private=True)
    data = await desk.downloads.read_alone(image, "image")
    preset = await desk.studio.presets.add(wanted, data, server_key, added_by=owner_of(interaction).key)
    key = "discord-preset-replaced" if preset.name in before else "discord-preset-added"
    await fill_in(interaction, Post(say(interaction, key, name=preset.name)))


async def remove(interaction: Interaction, name: str) -> None:
    """One of this server's own presets goes. Raises `Refusal`."""
    await desk_of(interaction).studio.presets.remove(name, owner_of(interaction).server_key)
    await tell_privately(interaction, say(interaction, "discord-preset-removed", name=name))
