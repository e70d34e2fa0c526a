"""What each button does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final

from bot.core.jobs import Job
from bot.core.refusal import Refusal
from bot.core.variations import VARIATIONS
from bot.discord.buttons import file_of
from bot.discord.desk import Interaction, desk_of, moderates, owner_of, say
from bot.discord.destination import Destination
from bot.discord.messages import Action, Upload, recipe_text
from bot.discord.orders import acknowledge, take_again

COMPARE_HEIGHT: Final = 512

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
        message_id = await acknowledge(interaction)
        job = await desk_of(interaction).studio.job(job_id)
        await take_again(interaction, job, VARIATIONS[action](job), message_id)

    return handle


async def compare(interaction: Interaction, job_id: str) -> None:
    """Photo, painting and result side by side; only for those who may know the photo."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    desk = desk_of(interaction)
    job = await desk.studio.job(job_id)
    await _check_theirs(interaction, job)
    if job.result is None:
        raise Refusal("pictures_gone")
    pictures = [await desk.studio.picture(sha) for sha in (job.content, *job.styles, job.result)]
    sheet = await desk.pool.side_by_side(pictures, COMPARE_HEIGHT)
    upload = Upload("compare.jpg", sheet, say(interaction, "discord-alt-compare"))
    await interaction.followup.send(file=file_of(upload), ephemeral=True)


async def recipe(interaction: Interaction, job_id: str) -> None:
    desk = desk_of(interaction)
    text = recipe_text(desk.texts, await desk.studio.job(job_id), interaction.locale.value)
    await interaction.response.send_message(text, ephemeral=True)


async def delete(interaction: Interaction, job_id: str) -> None:
    await interaction.response.defer()
    await desk_of(interaction).studio.delete(
        job_id, owner_of(interaction), moderator=await moderates(interaction, job_id)
    )
    await interaction.delete_original_response()


async def fetch(interaction: Interaction, job_id: str) -> None:
    """The result, through the token of this very press."""
    desk = desk_of(interaction)
    job = await desk.studio.job(job_id)
    await _check_theirs(interaction, job)
    if job.result is None:
        raise Refusal("not_ready" if job.state.live else "pictures_gone")
    message_id = await acknowledge(interaction)
    here = Destination.here(interaction, spoiler=bool(job.destination.get("spoiler")))
    job = await desk.studio.note_destination(job_id, **replace(here, message_id=message_id).to_json())
    await desk.deliver(job)


async def _check_theirs(interaction: Interaction, job: Job) -> None:
    if job.owner.key != owner_of(interaction).key and not await moderates(interaction, job.id):
        raise Refusal("not_yours")


HANDLERS: Final[Mapping[Action, Handler]] = {
    Action.CANCEL: cancel,
    Action.KEEP: keep,
    **{Action(name): vary(Action(name)) for name in VARIATIONS},
    Action.COMPARE: compare,
    Action.RECIPE: recipe,
    Action.DELETE: delete,
    Action.FETCH: fetch,
}
