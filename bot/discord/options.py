"""The slash command's options, read from `StyleOptions`: nothing is written a second time."""

from __future__ import annotations

from typing import Any, Final

import annotated_types
from discord import AppCommandOptionType, app_commands
from discord.app_commands import locale_str
from discord.app_commands.transformers import RangeTransformer

from bot.core.refusal import Refusal
from engine.errors import OptionError
from engine.options import COLOR_MODES, QUALITIES, StyleOptions


def bounds(field: str) -> tuple[int, int]:
    """Least and greatest value of a whole-number option."""
    metadata = StyleOptions.model_fields[field].metadata
    least = next(each.ge for each in metadata if isinstance(each, annotated_types.Ge))
    greatest = next(each.le for each in metadata if isinstance(each, annotated_types.Le))
    return int(str(least)), int(str(greatest))


class Whole(RangeTransformer):
    """A whole number within the range that `StyleOptions` declares for the field."""

    def __init__(self, field: str) -> None:
        least, greatest = bounds(field)
        super().__init__(AppCommandOptionType.integer, min=least, max=greatest)


def choices(field: str, values: tuple[str, ...]) -> list[app_commands.Choice[str]]:
    """Each value with a name that can be translated."""
    return [
        app_commands.Choice(name=locale_str(value, key=f"discord-choice-{field}-{value}"), value=value)
        for value in values
    ]


QUALITY_CHOICES: Final = choices("quality", QUALITIES)
COLOR_CHOICES: Final = choices("colors", COLOR_MODES)


def parse(blend: str | None = None, **given: Any) -> StyleOptions:
    """Options from what was given; what was not stays unset, so that the server's defaults apply.

    `blend` is one weight a painting (`3,7`), or one number: the second painting's share in percent.
    Raises `Refusal("bad_option")`.
    """
    values = {name: value for name, value in given.items() if value is not None}
    try:
        if blend is not None:
            values["style_blend"] = _blend(blend)
        return StyleOptions.parse(**values)
    except OptionError as error:
        raise Refusal.because("bad_option", error) from error


def _blend(text: str) -> str:
    share = text.strip().removesuffix("%").strip()
    if share.isdecimal() and int(share) <= 100:
        return f"{100 - int(share)},{int(share)}"
    return text
