"""What each button does."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, replace
from typing import Final

import discord

from bot.core.limits import check_permission, variation
from bot.core.refusal import Refusal
from bot.core.variations import VARIATIONS
from bot.core.visibility import may_see
from bot.discord.buttons import view_of
from bot.discord.desk import (
    Interaction,
    answered,
    desk_of,
    is_moderator,
    moderates,
    owner_of,
    say,
    think,
)
from bot.discord.destination import Destination
from bot.discord.messages import Action, Post, Upload, recipe_text, result_buttons, sure_buttons, veiled
from bot.discord.orders import from_private, take_again
from bot.discord.sending import fill_in
from bot.discord.sheets import show_other_styles, show_variations
from bot.discord.stylize_forms import show_change

Handler = Callable[[Interaction, str], Awaitable[None]]


async def press(interaction: Interaction, action: Action, job_id: str) -> None:
    """Does what a button says. The store knows whose job it is. Raises `Refusal`."""
    await HANDLERS[action](interaction, job_id)


async def cancel(interaction: Interaction, job_id: str) -> None:
    await interaction.response.defer()
    await desk_of(interaction).studio.cancel(
        job_id, owner_of(interaction), moderator=await moderates(interaction, job_id)
    )


async def keep(interaction: Interaction, job_id: str) -> None:
    await interaction.response.defer()
    await desk_of(interaction).studio.keep(
        job_id, owner_of(interaction), moderator=await moderates(interaction, job_id)
    )


def vary(action: Action) -> Handler:
    """A new job with one thing changed; anybody may ask for one, and it is theirs."""

    async def handle(interaction: Interaction, job_id: str) -> None:
        studio = desk_of(interaction).studio
        job = await studio.records.job(job_id)
        bounds = await studio.servers.bounds(
            owner_of(interaction).server_key, moderator=is_moderator(interaction)
        )
        await take_again(interaction, job, variation(action, job, bounds))

    return handle


async def change(interaction: Interaction, job_id: str) -> None:
    """The form, with the recipe filled in."""
    await show_change(interaction, await desk_of(interaction).studio.records.job(job_id))


async def compare(interaction: Interaction, job_id: str) -> None:
    """Photo, painting and result side by side; only for those who may know the photo."""
    studio = desk_of(interaction).studio
    job = await studio.records.job(job_id)
    await think(interaction, private=True)
    sheet = await studio.records.picture_of(job_id, "comparison", owner_of(interaction))
    upload = Upload("compare.jpg", sheet, say(interaction, "discord-alt-compare"), veiled(job))
    await fill_in(interaction, Post("", uploads=(upload,)))


async def recipe(interaction: Interaction, job_id: str) -> None:
    desk = desk_of(interaction)
    job = await desk.studio.records.job(job_id)
    if not may_see(job, "result", owner_of(interaction)):
        raise Refusal("not_yours")
    text = recipe_text(desk.texts, job, interaction.locale.value)
    await interaction.response.send_message(text, ephemeral=True)


async def forget(interaction: Interaction, _: str) -> None:
    """Everything of this person's goes."""
    await interaction.response.defer()
    gone = await desk_of(interaction).studio.privacy.forget(owner_of(interaction))
    text = say(interaction, "discord-forgotten", **asdict(gone))
    await interaction.edit_original_response(content=text, view=None)


async def delete(interaction: Interaction, job_id: str) -> None:
    """Ask once, in the very message."""
    studio = desk_of(interaction).studio
    try:
        job = await studio.records.job(job_id)
    except Refusal:
        _check_left_behind(interaction)
        buttons = sure_buttons(desk_of(interaction).texts, interaction.locale.value, job_id)
    else:
        check_permission(job, owner_of(interaction), await moderates(interaction, job_id))
        buttons = sure_buttons(desk_of(interaction).texts, job.owner.locale, job_id)
    await interaction.response.edit_message(view=view_of(Post("", buttons)))


async def erase(interaction: Interaction, job_id: str) -> None:
    """Job, pictures and messages go; of a job that has expired, the message."""
    desk = desk_of(interaction)
    try:
        job = await desk.studio.records.job(job_id)
    except Refusal:
        _check_left_behind(interaction)
        await interaction.response.defer()
    else:
        moderator = await moderates(interaction, job_id)
        check_permission(job, owner_of(interaction), moderator)
        await interaction.response.defer()
        await desk.studio.delete(job_id, owner_of(interaction), moderator=moderator)
        await desk.withdraw(job)
    with contextlib.suppress(discord.NotFound):
        await interaction.delete_original_response()


async def spare(interaction: Interaction, job_id: str) -> None:
    """Not after all: the buttons come back."""
    desk = desk_of(interaction)
    job = await desk.studio.records.job(job_id)
    check_permission(job, owner_of(interaction), await moderates(interaction, job_id))
    await interaction.response.edit_message(view=view_of(Post("", result_buttons(desk.texts, job))))


async def fetch(interaction: Interaction, job_id: str) -> None:
    """The result, through the token of this very press; for one person where the button was for one."""
    desk = desk_of(interaction)
    job = await desk.studio.records.job(job_id)
    if job.owner.key != owner_of(interaction).key:
        raise Refusal("not_yours")
    if job.result is None:
        raise Refusal("not_ready" if job.state.live else "pictures_gone")
    private = job.private or from_private(interaction)
    message_id = await think(interaction, private=private)
    here = Destination.here(interaction, private=private)
    await desk.fetch(job, replace(here, message_id=message_id))
    answered(interaction)


def _check_left_behind(interaction: Interaction) -> None:
    """The job's record has expired: our own message says for whom it was. Raises `Refusal("not_yours")`."""
    message = interaction.message
    ours = message is not None and message.author.id == interaction.application_id
    owner = message.raw_mentions[:1] if message is not None and ours else []
    if owner != [interaction.user.id] and not is_moderator(interaction):
        raise Refusal("not_yours")


HANDLERS: Final[Mapping[Action, Handler]] = {
    Action.CANCEL: cancel,
    Action.KEEP: keep,
    **{Action(name): vary(Action(name)) for name in VARIATIONS},
    Action.CHANGE: change,
    Action.STYLES: show_other_styles,
    Action.VARIATIONS: show_variations,
    Action.COMPARE: compare,
    Action.RECIPE: recipe,
    Action.DELETE: delete,
    Action.ERASE: erase,
    Action.FORGET: forget,
    Action.SPARE: spare,
    Action.FETCH: fetch,
}
