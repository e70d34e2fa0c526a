"""Where a job is answered: what the surface keeps in `Job.destination`."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, fields
from typing import Any

import discord

from bot.core.jobs import Job
from bot.discord.limits import HAND_OVER_SECONDS, REQUEST_BYTES, TOKEN_SECONDS


@dataclass(frozen=True)
class Destination:
    """The ways to the person who asked.

    `channel_id` is text, and of a thread its parent's, because the studio holds it against the server's
    allowed channels; `room_id` is where to write. `token` answers the interaction until `expires` (Unix
    seconds). `speaks`: the bot itself may post pictures there. The status message is `message_id` in
    `message_channel_id`; once `by_bot`, it is edited by the bot and not through the token; once `gone`,
    nobody looks at it any more. `pinged`: the owner has been notified.
    `result_message_id` is set when the result has arrived. `private`: only the owner may see any of it.
    `exempt`: members could not ask here, but this moderator could. `server_locale` is the server's language.
    Once `shared`, the server's own channels have been told; `copies` are the messages with the picture there,
    each a channel and a message.
    """

    channel_id: str
    room_id: int
    user_id: int
    application_id: int
    token: str
    expires: float
    speaks: bool
    upload_limit: int
    reply_to: int | None = None
    message_id: int | None = None
    message_channel_id: int | None = None
    by_bot: bool = False
    gone: bool = False
    pinged: bool = False
    result_message_id: int | None = None
    private: bool = False
    exempt: bool = False
    server_locale: str | None = None
    shared: bool = False
    copies: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, job: Job) -> Destination:
        """What was stored with the job."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in job.destination.items() if name in known})

    @classmethod
    def here(
        cls,
        interaction: discord.Interaction[Any],
        *,
        private: bool = False,
        reply_to: int | None = None,
    ) -> Destination:
        """The answer to this interaction; the token's time counts from now."""
        room, room_id = interaction.channel, interaction.channel_id or 0
        return cls(
            channel_id=str(room.parent_id if isinstance(room, discord.Thread) else room_id),
            room_id=room_id,
            user_id=interaction.user.id,
            application_id=interaction.application_id,
            token=interaction.token,
            expires=time.time() + TOKEN_SECONDS,
            speaks=can_speak(interaction) and not private,
            upload_limit=min(interaction.filesize_limit, REQUEST_BYTES),
            reply_to=reply_to,
            message_channel_id=room_id,
            private=private,
            server_locale=interaction.guild_locale and interaction.guild_locale.value,
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values for the store."""
        return asdict(self)

    @property
    def token_lives(self) -> bool:
        """The token can still be used."""
        return time.time() < self.expires

    @property
    def hands_over(self) -> float:
        """When (Unix seconds) another way has to be found, because the token ends soon."""
        return self.expires - HAND_OVER_SECONDS

    @property
    def must_hand_over(self) -> bool:
        """That moment has come."""
        return time.time() >= self.hands_over


def can_speak(interaction: discord.Interaction[Any]) -> bool:
    """Whether the bot itself may post a file here: in a DM with it, or where its server role lets it."""
    if interaction.guild_id is None:
        return isinstance(interaction.channel, discord.DMChannel) and not interaction.context.private_channel
    if interaction.client.get_guild(interaction.guild_id) is None:
        return False
    may = interaction.app_permissions
    in_thread = isinstance(interaction.channel, discord.Thread)
    write = may.send_messages_in_threads if in_thread else may.send_messages
    return bool(may.view_channel and write and may.attach_files)
