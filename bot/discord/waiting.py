"""A person's own jobs: `/queue`, `/cancel` and `/history`."""

from __future__ import annotations

from typing import Final

from discord import app_commands

from bot.core.jobs import Job, Status
from bot.core.stats import easels_in_use
from bot.discord.desk import (
    Interaction,
    desk_of,
    is_moderator,
    moderates,
    owner_of,
    say,
    tell_privately,
    think,
)
from bot.discord.limits import CHOICE_NAME, CHOICES
from bot.discord.messages import Post, history_post, job_name, queue_text
from bot.discord.sending import fill_in

HISTORY: Final = 10
"""So many jobs are listed."""


async def show_queue(interaction: Interaction) -> None:
    """The person's own jobs, and how many the server has; for this person only."""
    await think(interaction, private=True)
    desk = desk_of(interaction)
    mine, server = await _queues(interaction)
    names = {job.id: job_name(desk.texts, job) for job, _ in mine}
    text = queue_text(
        desk.texts,
        interaction.locale.value,
        [status for _, status in mine],
        [status for _, status in server],
        names,
        easels_in_use(desk.studio.executor.devices),
    )
    await fill_in(interaction, Post(text))


async def show_history(interaction: Interaction) -> None:
    """The person's newest jobs, each with a button that fetches its picture; for this person only."""
    await think(interaction, private=True)
    desk = desk_of(interaction)
    jobs = await desk.studio.jobs_of(owner_of(interaction).key, limit=HISTORY)
    await fill_in(interaction, history_post(desk.texts, interaction.locale.value, jobs))


async def cancel(interaction: Interaction, job_id: str) -> None:
    """Ends one job. Raises `Refusal`."""
    desk = desk_of(interaction)
    job = await desk.studio.cancel(
        job_id, owner_of(interaction), moderator=await moderates(interaction, job_id)
    )
    await tell_privately(interaction, say(interaction, "discord-cancelling", name=job_name(desk.texts, job)))


async def job_names(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Jobs that can be cancelled: one's own, or for moderators all of the server."""
    desk = desk_of(interaction)
    mine, server = await _queues(interaction)
    typed = current.strip().lower()
    jobs = [job for job, _ in (server if is_moderator(interaction) else mine)]
    named = [(f"{job_name(desk.texts, job)} ({job.owner.name})", job.id) for job in jobs]
    return [
        app_commands.Choice(name=name[:CHOICE_NAME], value=job_id)
        for name, job_id in named
        if typed in name.lower()
    ][:CHOICES]


Standing = list[tuple[Job, Status]]


async def _queues(interaction: Interaction) -> tuple[Standing, Standing]:
    owner = owner_of(interaction)
    everywhere = await desk_of(interaction).studio.queue()
    mine = [(job, status) for job, status in everywhere if job.owner.key == owner.key]
    server = [(job, status) for job, status in everywhere if job.owner.server_key == owner.server_key]
    return mine, server
