"""Taking a job: acknowledge at once, fetch the pictures, hand them to the studio."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import discord

from bot.core.jobs import Job, Owner
from bot.core.refusal import Refusal
from bot.discord.desk import Interaction, desk_of, is_moderator, owner_of
from bot.discord.destination import Destination
from bot.discord.limits import TOKEN_SECONDS
from bot.discord.messages import duration
from engine.messages import StyleRequest
from engine.options import StyleOptions

FAVOURITES: Final = "discord-favourites"
LONGEST_FAVOURITES: Final = 50


@dataclass(frozen=True)
class Order:
    """What somebody asked for: the photo, paintings or a preset's name, and options."""

    content: discord.Attachment
    styles: tuple[discord.Attachment, ...]
    preset: str | None
    options: StyleOptions
    reply_to: int | None = None

    def check(self) -> None:
        """Raises `Refusal` for what can be seen without fetching anything."""
        if not self.styles and self.preset is None:
            raise Refusal("style_missing", "style")
        if self.styles and self.preset is not None:
            raise Refusal("style_twice", "preset")


async def acknowledge(interaction: Interaction) -> int:
    """'is thinking', in public; returns the id of the message that will be the job's."""
    answer = await interaction.response.defer(thinking=True)
    if answer is not None and answer.message_id is not None:
        return answer.message_id
    return (await interaction.original_response()).id


async def take(interaction: Interaction, order: Order) -> Job:
    """Accept the order. What is wrong with it is said before anything is public, as far as it can be seen.

    Raises `Refusal`.
    """
    desk = desk_of(interaction)
    owner = owner_of(interaction)
    order.check()
    here = Destination.here(interaction, spoiler=order.content.is_spoiler(), reply_to=order.reply_to)
    message_id = await acknowledge(interaction)
    here = replace(here, message_id=message_id)
    pixels = (order.content.width or 0) * (order.content.height or 0)
    await check_reachable(interaction, here, order.options, pixels)
    wanted = [(order.content, "content"), *((style, "style") for style in order.styles)]
    content, *styles = await desk.downloads.read_all(wanted)
    job = await desk.studio.submit(
        owner,
        here.to_json(),
        StyleRequest(content, tuple(styles), order.options),
        preset=order.preset,
        content_name=order.content.filename,
        moderator=is_moderator(interaction),
    )
    if order.preset is not None:
        await _remember_favourite(interaction, owner, order.preset)
    return job


async def take_again(interaction: Interaction, job: Job, changes: Mapping[str, Any], message_id: int) -> Job:
    """The same pictures with something changed, for the person who pressed the button. Raises `Refusal`."""
    here = Destination.here(interaction, spoiler=bool(job.destination.get("spoiler")))
    here = replace(here, message_id=message_id)
    await check_reachable(interaction, here, job.options, job.width * job.height)
    return await desk_of(interaction).studio.rerun(
        job.id, owner_of(interaction), here.to_json(), moderator=is_moderator(interaction), **changes
    )


async def check_reachable(
    interaction: Interaction, here: Destination, options: StyleOptions, pixels: int
) -> None:
    """Raises `Refusal("unreachable")`, with the wait, if the end would come when nobody can be told.

    Where the bot cannot write by itself and the job would outlive the token, a DM has to be open.
    """
    desk = desk_of(interaction)
    wait = desk.studio.estimate(options, pixels) if pixels else None
    if here.speaks or wait is None or wait < TOKEN_SECONDS:
        return
    locale = interaction.locale.value
    time = duration(desk.texts, locale, wait)
    try:
        await interaction.user.send(f"⏳ {desk.texts.say('discord-dm-promise', locale, time=time)}")
    except discord.HTTPException:
        raise Refusal("unreachable", time=time) from None


async def favourites(interaction: Interaction) -> dict[str, int]:
    """How often this person has used which preset."""
    return await desk_of(interaction).studio.store.get_note(FAVOURITES, owner_of(interaction).key) or {}


async def _remember_favourite(interaction: Interaction, owner: Owner, preset: str) -> None:
    counts = await favourites(interaction)
    counts[preset] = counts.get(preset, 0) + 1
    kept = dict(sorted(counts.items(), key=lambda item: -item[1])[:LONGEST_FAVOURITES])
    await desk_of(interaction).studio.store.put_note(FAVOURITES, owner.key, kept)
