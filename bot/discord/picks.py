"""What each menu chooses, and what each form does once it is filled in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final

from bot.core.refusal import Refusal
from bot.discord import drafts, forms, sheets
from bot.discord.desk import Interaction, answering, desk_of, owner_of
from bot.discord.messages import Choose
from bot.discord.settings_view import NUMBERS_FORM, submit_numbers
from bot.discord.stylize_forms import CHANGE, NEW, show_new, submit_change, submit_new

Chosen = Callable[[Interaction, str, str], Awaitable[None]]


async def pick(interaction: Interaction, choose: Choose, key: str, value: str) -> None:
    """Does what was chosen from a menu. Raises `Refusal`."""
    await PICKS[choose](interaction, key, value)


async def submit(interaction: Interaction) -> None:
    """Does what a form says, or says why not."""
    filled = forms.read(interaction)
    if filled is None:
        return
    async with answering(interaction):
        if filled.name not in SUBMITS:
            raise Refusal("choice_over")
        await SUBMITS[filled.name](interaction, filled)


async def picture(interaction: Interaction, key: str, value: str) -> None:
    """Of several pictures in a message, this one."""
    draft = await drafts.find(desk_of(interaction).studio.store, owner_of(interaction), key)
    await show_new(interaction, replace(draft, pictures=(draft.pictures[int(value)],)))


PICKS: Final[Mapping[Choose, Chosen]] = {
    Choose.PICTURE: picture,
    Choose.STYLE: sheets.pick_style,
    Choose.OTHER_STYLE: sheets.pick_again,
    Choose.VARIATION: sheets.pick_again,
}
SUBMITS: Final[Mapping[str, Callable[[Interaction, forms.Filled], Awaitable[None]]]] = {
    NEW: submit_new,
    CHANGE: submit_change,
    NUMBERS_FORM: submit_numbers,
}
