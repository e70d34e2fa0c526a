"""Forms: shown by name and key, read from what Discord sends, so that one filled in after a restart counts too."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import discord

from bot.discord.attachments import Attachment
from bot.discord.desk import Interaction
from bot.discord.limits import CHOICE_NAME, CHOICES, LABEL

PREFIX: Final = "impasto-form"
CUSTOM_ID: Final = re.compile(rf"{PREFIX}:(?P<name>[a-z]+):(?P<key>[\w-]{{1,40}})")

Item = discord.ui.Item[Any]


@dataclass(frozen=True)
class Filled:
    """A form as somebody sent it: what was typed or chosen by field, and the files uploaded."""

    name: str
    key: str
    values: Mapping[str, str]
    files: tuple[Attachment, ...]

    def get(self, field: str) -> str | None:
        """None when the field was left empty."""
        return self.values.get(field, "").strip() or None


def text(field: str, *, value: object = None, hint: str = "", longest: int = 10) -> Item:
    """A line to type in."""
    return discord.ui.TextInput(
        custom_id=field,
        required=False,
        default=None if value is None else str(value),
        placeholder=hint or None,
        max_length=longest,
    )


def menu(field: str, options: Sequence[tuple[str, str]], *, value: str | None = None) -> Item:
    """One of `(label, value)`, or nothing."""
    return discord.ui.Select(
        custom_id=field,
        required=False,
        options=[
            discord.SelectOption(label=label[:CHOICE_NAME], value=each, default=each == value)
            for label, each in options[:CHOICES]
        ],
    )


def upload(field: str) -> Item:
    """One file, or none."""
    return discord.ui.FileUpload(custom_id=field, required=False, max_values=1)


async def show(
    interaction: Interaction, name: str, key: str, title: str, fields: Sequence[tuple[str, Item]]
) -> None:
    """Open a form of up to five `(label, field)`."""
    form = discord.ui.Modal(title=title[:LABEL], custom_id=f"{PREFIX}:{name}:{key}")
    for label, field in fields:
        form.add_item(discord.ui.Label(text=label[:LABEL], component=field))
    form.stop()  # discord.py need not remember it: `read` takes what comes
    await interaction.response.send_modal(form)


def read(interaction: Interaction) -> Filled | None:
    """What somebody filled in; None for a form that is not ours."""
    data: Any = interaction.data or {}
    match = CUSTOM_ID.fullmatch(data.get("custom_id", ""))
    if match is None:
        return None
    uploads = data.get("resolved", {}).get("attachments", {})
    values: dict[str, str] = {}
    files: list[Attachment] = []
    for row in data["components"]:
        field = row.get("component") or {}
        given = field.get("values") if "values" in field else [field.get("value") or ""]
        if field.get("type") == discord.ComponentType.file_upload.value:
            files += [Attachment.from_payload(uploads[each]) for each in given or ()]
        elif given and "custom_id" in field:
            values[field["custom_id"]] = given[0]
    return Filled(match["name"], match["key"], values, tuple(files))
