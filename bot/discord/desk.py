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
from bot.discord.messages import Action
from engine.processes.pool import PicturePool

log = structlog.get_logger()

Interaction = discord.Interaction[Any]
SURFACE = "discord"


@dataclass(frozen=True)
class Desk:
    """Passed in at the top; handlers reach it through their interaction's client.

    `press` does what a button says, `deliver` hands a job's result over once more.
    """

    studio: Studio
    texts: Texts
    downloads: Downloads
    press: Callable[[Interaction, Action, str], Awaitable[None]]
    deliver: Callable[[Job], Awaitable[None]]

    @property
    def pool(self) -> PicturePool:
        """The processes that make contact sheets and comparisons."""
        return self.studio.pool


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


def is_moderator(interaction: Interaction) -> bool:
    """May clean up after others here."""
    return interaction.guild_id is not None and interaction.permissions.manage_messages


async def moderates(interaction: Interaction, job_id: str) -> bool:
    """May clean up after others here, and the job was asked for here. Raises `Refusal("no_such_job")`."""
    if not is_moderator(interaction):
        return False
    job = await desk_of(interaction).studio.job(job_id)
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
        await tell_privately(interaction, refusal.message(interaction.locale.value))
    except discord.HTTPException as error:
        log.warning("interaction not answered", error=repr(error))
    except Exception:
        log.exception("interaction failed")
        await tell_privately(interaction, say(interaction, "discord-broken"))


async def tell_privately(interaction: Interaction, sentence: str) -> None:
    """An ephemeral message, whatever has been answered before; a public 'is thinking' is taken back first."""
    text = f"⚠️ {sentence}"
    try:
        if not interaction.response.is_done():
            await interaction.response.send_message(text, ephemeral=True)
            return
        if interaction.response.type is discord.InteractionResponseType.deferred_channel_message:
            with contextlib.suppress(discord.NotFound):
                await interaction.delete_original_response()
        await interaction.followup.send(text, ephemeral=True)
    except discord.HTTPException as error:
        log.warning("refusal not told", error=repr(error))


class Tree(app_commands.CommandTree[Any]):
    """The command tree; what commands raise is handled in `answering`, what the library raises comes here."""

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        """Whatever it is, nobody is left without an answer."""
        async with answering(interaction):
            raise error
