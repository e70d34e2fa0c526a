"""What every handler needs, and how each of them says no."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import discord
import structlog
from discord import app_commands

from bot.core.jobs import Job, Owner
from bot.core.refusal import Refusal
from bot.core.studio import Studio
from bot.core.texts import Texts
from bot.discord.attachments import Downloads
from bot.discord.destination import Destination
from bot.discord.limits import UNKNOWN_INTERACTION
from bot.discord.messages import Action, Choose

log = structlog.get_logger()

Interaction = discord.Interaction[Any]
SURFACE = "discord"
PRIVATE = "private"
"""In `Interaction.extras`: the 'thinking' is seen by one person alone."""
ANSWERED = "answered"
"""In `Interaction.extras`: the 'thinking' has become a job's message."""
STALE = (
    app_commands.CommandNotFound,
    app_commands.CommandSignatureMismatch,
    app_commands.TransformerError,
)
"""The person's Discord still shows commands of an earlier version."""


@dataclass(frozen=True)
class Desk:
    """Passed in at the top; handlers reach it through their interaction's client.

    `press` does what a button says, `pick` what is chosen from a menu, `fetch` brings a job's
    result to another place, `withdraw` takes its messages away.
    """

    studio: Studio
    texts: Texts
    downloads: Downloads
    press: Callable[[Interaction, Action, str], Awaitable[None]]
    pick: Callable[[Interaction, Choose, str, str], Awaitable[None]]
    fetch: Callable[[Job, Destination], Awaitable[None]]
    withdraw: Callable[[Job], Awaitable[None]]


def desk_of(interaction: Interaction) -> Desk:
    """The desk of the client that got the interaction."""
    desk: Desk = interaction.client.desk
    return desk


def owner_of(interaction: Interaction) -> Owner:
    """The person who did this, as the platform says; never taken from text or ids in a message."""
    user = interaction.user
    return Owner(
        surface=SURFACE,
        user_id=str(user.id),
        name=user.display_name,
        server_id=None if interaction.guild_id is None else str(interaction.guild_id),
        role_ids=tuple(str(role) for role in getattr(user, "_roles", ())),
        locale=desk_of(interaction).texts.match(interaction.locale.value),
    )


def server_key(guild_id: int) -> str:
    """How the core calls a server."""
    return Owner(SURFACE, "", server_id=str(guild_id)).server_key


def is_moderator(interaction: Interaction) -> bool:
    """May clean up after others here."""
    return interaction.guild_id is not None and interaction.permissions.manage_messages


async def moderates(interaction: Interaction, job_id: str) -> bool:
    """May clean up after others here, and the job was asked for here. Raises `Refusal("no_such_job")`."""
    if not is_moderator(interaction):
        return False
    job = await desk_of(interaction).studio.records.job(job_id)
    return job.owner.server_key == owner_of(interaction).server_key


def is_manager(interaction: Interaction) -> bool:
    """May change the bot's settings here; alone with the bot, everybody is."""
    return interaction.guild_id is None or interaction.permissions.manage_guild


def say(interaction: Interaction, key: str, **params: Any) -> str:
    """A sentence in the language of the person who did this."""
    return desk_of(interaction).texts.say(key, interaction.locale.value, **params)


@contextlib.asynccontextmanager
async def answering(interaction: Interaction) -> AsyncIterator[None]:
    """A `Refusal` inside the block becomes its sentence, a failure an apology; one person sees them."""
    try:
        yield
    except Refusal as refusal:
        await tell_privately(interaction, f"⚠️ {refusal.message(interaction.locale.value)}")
    except discord.HTTPException as error:
        log.warning("interaction not answered", error=repr(error))
        if error.code != UNKNOWN_INTERACTION:
            await tell_privately(interaction, f"⚠️ {say(interaction, 'discord-broken')}")
    except Exception:
        log.exception("interaction failed")
        await tell_privately(interaction, f"⚠️ {say(interaction, 'discord-broken')}")


async def tell_privately(interaction: Interaction, text: str) -> None:
    """A message for one person, whatever has been answered before.

    A 'thinking' that this person alone sees is filled in. A public one is ended first and deleted last: while it
    still thinks, deleting it loses every message after it, and a message after it would fill it in, for all to see.
    """
    try:
        if not interaction.response.is_done():
            await interaction.response.send_message(text, ephemeral=True)
        elif not _thinks(interaction):
            await interaction.followup.send(text, ephemeral=True)
        elif interaction.extras.get(PRIVATE):
            await interaction.edit_original_response(content=text)
        else:
            await interaction.edit_original_response(content="⚠️")
            await interaction.followup.send(text, ephemeral=True)
            await interaction.delete_original_response()
    except discord.HTTPException as error:
        log.warning("not told", error=repr(error))


async def think(interaction: Interaction, *, private: bool) -> int:
    """'is thinking', for all or for one person; returns the id of the message that the answer will be."""
    interaction.extras[PRIVATE] = private
    answer = await interaction.response.defer(thinking=True, ephemeral=private)
    if answer is not None and answer.message_id is not None:
        return answer.message_id
    return (await interaction.original_response()).id


def answered(interaction: Interaction) -> None:
    """The message that was 'is thinking' now belongs to a job: nothing may be put in its place any more."""
    interaction.extras[ANSWERED] = True


def _thinks(interaction: Interaction) -> bool:
    kind = discord.InteractionResponseType.deferred_channel_message
    return interaction.response.type is kind and not interaction.extras.get(ANSWERED)


class Tree(app_commands.CommandTree[Any]):
    """The command tree; what commands raise is handled in `answering`, what the library raises comes here."""

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        """Whatever it is, nobody is left without an answer."""
        async with answering(interaction):
            if isinstance(error, STALE):
                raise Refusal("stale_command") from error
            raise error
