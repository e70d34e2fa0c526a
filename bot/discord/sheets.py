"""Sheets with a menu: a photo in every style, a picture in four strengths; what is chosen is painted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from bot.core.sheets import Choice, Sheet
from bot.discord import drafts
from bot.discord.attachments import Attachment
from bot.discord.desk import Interaction, desk_of, owner_of, say, think
from bot.discord.drafts import Draft
from bot.discord.messages import Choose, Menu, Post, Upload, veiled
from bot.discord.options import parse
from bot.discord.orders import UnfetchedRequest, admitted, from_private, here_for, take, take_again
from bot.discord.sending import fill_in
from engine.options import StyleOptions

PRIVATE: Final = "private"


async def show_styles(interaction: Interaction, photo: Attachment, *, private: bool) -> None:
    """A photo in every style, for this person only. Raises `Refusal`."""
    desk, owner = desk_of(interaction), owner_of(interaction)
    desk.downloads.check(photo, "content")
    async with admitted(interaction, await here_for(interaction, private=True), [photo]):
        content = await desk.downloads.read(photo, "content")
    sheet = await desk.studio.sheets.of_photo(owner, content, locale=interaction.locale.value)
    key = await drafts.keep(desk.studio.store, owner, Draft((photo,), private=private))
    options = tuple((_label(choice), choice.preset or "") for choice in sheet.choices)
    menu = Menu(Choose.STYLE, key, say(interaction, "discord-sheet-styles"), options)
    await fill_in(interaction, _post(interaction, sheet, menu, spoiler=photo.spoiler))


async def pick_style(interaction: Interaction, key: str, preset: str) -> None:
    """Paint the photo of the sheet in that style. Raises `Refusal`."""
    draft = await drafts.find(desk_of(interaction).studio.store, owner_of(interaction), key)
    await take(
        interaction, UnfetchedRequest(draft.pictures[0], (), preset, StyleOptions(), private=draft.private)
    )


async def show_other_styles(interaction: Interaction, job_id: str) -> None:
    """The photo of a job in every style. Raises `Refusal`."""
    await _show_for(interaction, job_id, Choose.OTHER_STYLE)


async def show_variations(interaction: Interaction, job_id: str) -> None:
    """A job's picture in other strengths. Raises `Refusal`."""
    await _show_for(interaction, job_id, Choose.VARIATION)


async def pick_again(interaction: Interaction, job_id: str, value: str) -> None:
    """Paint the job's pictures as the chosen cell shows. Raises `Refusal`."""
    chosen = dict(parse_qsl(value))
    private = chosen.pop(PRIVATE, None) is not None
    preset = chosen.pop("preset", None)
    options = parse(**chosen)
    changes: dict[str, Any] = {name: getattr(options, name) for name in chosen}
    job = await desk_of(interaction).studio.records.job(job_id)
    await take_again(interaction, job, changes | ({"preset": preset} if preset else {}), private=private)


async def _show_for(interaction: Interaction, job_id: str, choose: Choose) -> None:
    studio, owner, locale = desk_of(interaction).studio, owner_of(interaction), interaction.locale.value
    job = await studio.records.job(job_id)
    private = from_private(interaction)
    await think(interaction, private=True)
    if choose is Choose.OTHER_STYLE:
        sheet = await studio.sheets.of_job(job_id, owner, locale=locale)
        question = say(interaction, "discord-sheet-styles")
    else:
        sheet = await studio.sheets.of_strengths(job_id, owner, locale=locale)
        question = say(interaction, "discord-sheet-variations")
    options = tuple((_label(choice), _value(choice, private)) for choice in sheet.choices)
    menu = Menu(choose, job_id, question, options)
    await fill_in(interaction, _post(interaction, sheet, menu, spoiler=veiled(job)))


def _label(choice: Choice) -> str:
    return f"{choice.number}. {choice.title}"


def _value(choice: Choice, private: bool) -> str:
    wanted: Mapping[str, Any] = {"preset": choice.preset} if choice.preset else choice.changes
    return urlencode({**wanted, **({PRIVATE: 1} if private else {})})


def _post(interaction: Interaction, sheet: Sheet, menu: Menu, *, spoiler: bool) -> Post:
    titles = ", ".join(choice.title for choice in sheet.choices)
    alt = f"{menu.placeholder} {titles}"
    return Post(menu.placeholder, uploads=(Upload("sheet.jpg", sheet.image, alt, spoiler),), menu=menu)
