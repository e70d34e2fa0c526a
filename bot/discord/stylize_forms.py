"""The form behind *Stylize…*, and *Change…*: the same for a finished picture, with its recipe filled in."""

from __future__ import annotations

from typing import Any, Final

from bot.core.jobs import Job
from bot.core.presets import Preset
from bot.core.refusal import Refusal
from bot.discord import drafts, forms
from bot.discord.desk import Interaction, desk_of, owner_of, say
from bot.discord.drafts import Draft
from bot.discord.options import bounds, parse
from bot.discord.orders import UnfetchedRequest, favourites, take, take_again
from engine.options import COLOR_MODES, QUALITIES, StyleOptions

NEW: Final = "stylize"
CHANGE: Final = "change"


async def by_liking(interaction: Interaction) -> list[Preset]:
    """This server's presets, those the person uses most first."""
    liked = await favourites(interaction)
    presets = desk_of(interaction).studio.presets.list(owner_of(interaction).server_key)
    return sorted(presets, key=lambda preset: -liked.get(preset.name, 0))


async def show_new(interaction: Interaction, draft: Draft) -> None:
    """Ask for the style and the options for a picture."""
    key = await drafts.keep(desk_of(interaction).studio.store, owner_of(interaction), draft)
    usual = StyleOptions.model_fields["strength"].default
    fields = [
        (say(interaction, "discord-modal-style"), forms.upload("style")),
        *await _preset_field(interaction, None),
        (say(interaction, "discord-modal-strength"), _number("strength", hint=f" ({usual})")),
        (say(interaction, "discord-modal-size"), _number("size")),
        (say(interaction, "discord-modal-finish"), forms.menu("finish", _finishes(interaction))),
    ]
    await forms.show(interaction, NEW, key, say(interaction, "discord-modal-title"), fields)


async def submit_new(interaction: Interaction, filled: forms.Filled) -> None:
    """Takes the job. Raises `Refusal`."""
    draft = await drafts.find(desk_of(interaction).studio.store, owner_of(interaction), filled.key)
    options = parse(**_given(filled))
    preset = None if filled.files else filled.get("preset")
    request = UnfetchedRequest(
        draft.pictures[0], filled.files, preset, options, draft.reply_to, draft.private
    )
    await take(interaction, request)


async def show_change(interaction: Interaction, job: Job) -> None:
    """Ask what should be different; what is left as it is stays."""
    options = job.options
    finish = f"{options.quality}/{options.colors}"
    size = options.size or max(job.width, job.height)
    fields = [
        *await _preset_field(interaction, job.preset),
        (say(interaction, "discord-modal-strength"), _number("strength", value=options.strength)),
        (say(interaction, "discord-modal-size"), _number("size", value=size)),
        (
            say(interaction, "discord-modal-finish"),
            forms.menu("finish", _finishes(interaction), value=finish),
        ),
        (say(interaction, "discord-modal-seed"), _number("seed", value=options.seed)),
    ]
    await forms.show(interaction, CHANGE, job.id, say(interaction, "discord-modal-change"), fields)


async def submit_change(interaction: Interaction, filled: forms.Filled) -> None:
    """Takes the new job. Raises `Refusal`."""
    job = await desk_of(interaction).studio.records.job(filled.key)
    wanted = parse(**_given(filled))
    changes: dict[str, Any] = {
        name: getattr(wanted, name)
        for name in wanted.model_fields_set
        if getattr(wanted, name) != getattr(job.options, name)
    }
    if changes.get("size") == max(job.width, job.height):
        del changes["size"]
    if "size" in changes:
        changes["width"] = None
    preset = filled.get("preset")
    if preset is not None and preset != job.preset:
        changes["preset"] = preset
    if not changes:
        raise Refusal("nothing_changed")
    await take_again(interaction, job, changes)


async def _preset_field(interaction: Interaction, chosen: str | None) -> list[tuple[str, forms.Item]]:
    presets = await by_liking(interaction)
    if not presets:
        return []
    options = [(preset.title_in(interaction.locale.value), preset.name) for preset in presets]
    label = say(interaction, "discord-button-styles" if chosen else "discord-modal-preset")
    return [(label, forms.menu("preset", options, value=chosen))]


def _number(field: str, *, value: int | None = None, hint: str = "") -> forms.Item:
    least, greatest = bounds(field)
    return forms.text(field, value=value, hint=f"{least} – {greatest}{hint}", longest=len(str(greatest)))


def _finishes(interaction: Interaction) -> list[tuple[str, str]]:
    """Quality and colours in one menu: a form has room for five fields."""

    def words(quality: str, colors: str) -> str:
        named = (f"discord-choice-quality-{quality}", f"discord-choice-colors-{colors}")
        return " · ".join(say(interaction, key) for key in named)

    return [(words(q, c), f"{q}/{c}") for q in QUALITIES for c in COLOR_MODES]


def _given(filled: forms.Filled) -> dict[str, Any]:
    quality, _, colors = (filled.get("finish") or "").partition("/")
    numbers = {name: filled.get(name) for name in ("strength", "size", "seed")}
    return {**numbers, "quality": quality or None, "colors": colors or None}
