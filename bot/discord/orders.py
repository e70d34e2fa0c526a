"""Taking a job: see what is wrong, acknowledge, fetch the pictures, hand them to the studio."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

import discord

from bot.core.jobs import Job, Owner
from bot.core.refusal import Refusal
from bot.discord.attachments import Attachment
from bot.discord.desk import Desk, Interaction, answered, desk_of, is_moderator, owner_of, think
from bot.discord.destination import Destination
from bot.discord.limits import TOKEN_SECONDS
from bot.discord.messages import duration, veiled
from engine.messages import StyleRequest
from engine.options import StyleOptions

FAVOURITES: Final = "discord-favourites"
LONGEST_FAVOURITES: Final = 50
AT_ONCE_SECONDS: Final = 1.0
"""So long may it take to say no before anything is public; a token not acknowledged dies after three."""


@dataclass(frozen=True)
class UnfetchedRequest:
    """What somebody asked for: the photo, paintings or a preset's name, and options."""

    content: Attachment
    styles: tuple[Attachment, ...]
    preset: str | None
    options: StyleOptions
    reply_to: int | None = None
    private: bool = False

    @property
    def spoiler(self) -> bool:
        """Any of the pictures was hidden: so is what is made of them."""
        return any(each.spoiler for each in (self.content, *self.styles))

    @property
    def wanted(self) -> list[tuple[Attachment, str]]:
        """The pictures, each with the name of its option."""
        return [(self.content, "content"), *((style, "style") for style in self.styles)]

    def check(self, desk: Desk, owner: Owner) -> None:
        """Raises `Refusal` for what can be seen without fetching anything."""
        if not self.styles and self.preset is None:
            raise Refusal("style_missing", "style")
        if self.styles and self.preset is not None:
            raise Refusal("style_twice", "preset")
        if self.preset is not None:
            desk.studio.presets.get(self.preset, owner.server_key)
        for attachment, field in self.wanted:
            desk.downloads.check(attachment, field)


async def take(interaction: Interaction, request: UnfetchedRequest) -> Job:
    """Accept the request. What is wrong with it is said before anything is public, as far as it can be seen.

    Raises `Refusal`.
    """
    desk = desk_of(interaction)
    owner = owner_of(interaction)
    request.check(desk, owner)
    here = await here_for(interaction, private=request.private, reply_to=request.reply_to)
    pictures = [attachment for attachment, _ in request.wanted]
    async with admitted(interaction, here, pictures) as message_id:
        here = replace(here, message_id=message_id)
        await check_reachable(interaction, here, request.options, request.content.pixels)
        content, *styles = await desk.downloads.read_all(request.wanted)
        job = await desk.studio.submit(
            owner,
            here.to_json(),
            StyleRequest(content, tuple(styles), request.options),
            preset=request.preset,
            content_name=request.content.name,
            private=request.private,
            spoiler=request.spoiler,
            moderator=is_moderator(interaction),
        )
        answered(interaction)
    if request.preset is not None:
        await _remember_favourite(interaction, owner, request.preset)
    return job


@asynccontextmanager
async def admitted(
    interaction: Interaction, here: Destination, pictures: Sequence[Attachment]
) -> AsyncIterator[int]:
    """Room to fetch these pictures; yields the id of the message that is the answer.

    Who may not ask is told at once, before anything is public; who has to wait for room sees 'is thinking'.
    Raises `Refusal`.
    """
    sizes = [each.size for each in pictures]
    admission = desk_of(interaction).studio.admission(
        owner_of(interaction),
        here.to_json(),
        pictures=len(pictures),
        size=sum(sizes) if all(sizes) else None,
        moderator=is_moderator(interaction),
    )
    async with AsyncExitStack() as stack:
        entering = asyncio.create_task(stack.enter_async_context(admission))
        try:
            await asyncio.wait({entering}, timeout=AT_ONCE_SECONDS)
            if entering.done():
                entering.result()
            message_id = await think(interaction, private=here.private)
            await entering
        except BaseException:
            entering.cancel()
            raise
        yield message_id


async def take_again(
    interaction: Interaction, job: Job, changes: Mapping[str, Any], *, private: bool | None = None
) -> Job:
    """The same pictures with something changed, for the person who pressed the button.

    `private` unless said as the message with the button. Raises `Refusal`.
    """
    alone = job.private or (from_private(interaction) if private is None else private)
    here = await here_for(interaction, private=alone)
    here = replace(here, message_id=await think(interaction, private=alone))
    await check_reachable(interaction, here, job.options, job.width * job.height)
    again = await desk_of(interaction).studio.rerun(
        job.id,
        owner_of(interaction),
        here.to_json(),
        private=alone,
        spoiler=veiled(job),
        moderator=is_moderator(interaction),
        **changes,
    )
    answered(interaction)
    return again


def from_private(interaction: Interaction) -> bool:
    """The button was under a message that this person alone sees."""
    return interaction.message is not None and interaction.message.flags.ephemeral


async def here_for(interaction: Interaction, *, private: bool, reply_to: int | None = None) -> Destination:
    """Where the answer goes; a moderator is told when members could not ask here."""
    here = Destination.here(interaction, private=private, reply_to=reply_to)
    if not is_moderator(interaction):
        return here
    settings = await desk_of(interaction).studio.servers.settings(owner_of(interaction).server_key)
    allowed = settings.allowed_channels
    return replace(here, exempt=bool(allowed) and here.channel_id not in allowed)


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
    await desk_of(interaction).studio.store.put_note(FAVOURITES, owner.key, kept, belongs_to=owner.key)
