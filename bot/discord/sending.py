"""The ways to write to somebody (a token, the bot in a channel, a DM), and what errors mean."""

from __future__ import annotations

import datetime
from typing import Any

import discord

from bot.discord.buttons import file_of, view_of
from bot.discord.desk import Interaction
from bot.discord.destination import Destination
from bot.discord.library import webhook_of
from bot.discord.limits import (
    HTTP_TOO_LARGE,
    NONCE,
    TOO_LARGE,
    TOO_MANY_REQUESTS,
    UNKNOWN_MESSAGE,
    UNKNOWN_WEBHOOK,
)
from bot.discord.messages import Post

NOBODY = discord.AllowedMentions.none()


def too_large(error: discord.HTTPException) -> bool:
    """The platform takes no file of this size."""
    return error.code == TOO_LARGE or error.status == HTTP_TOO_LARGE


def message_gone(error: discord.HTTPException) -> bool:
    """Somebody deleted the message."""
    return error.code == UNKNOWN_MESSAGE


def closed(error: discord.HTTPException) -> bool:
    """This way is closed and stays so: no permission, no channel, a spent token, a closed DM."""
    return 400 <= error.status < 500 and error.status != TOO_MANY_REQUESTS and not too_large(error)


def doubtful(error: discord.HTTPException) -> bool:
    """The platform says that it does not know the token, which may be over in a moment."""
    return error.code == UNKNOWN_WEBHOOK


class Sender:
    """Writes posts. Every method raises `discord.HTTPException`."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def edit_by_token(self, place: Destination, post: Post) -> None:
        """Change the message that answers the interaction."""
        await self._webhook(place).edit_message(_message_id(place), **edited(post))

    async def edit_by_bot(self, place: Destination, post: Post) -> None:
        """Change the status message as the bot itself."""
        await self._message(place).edit(**edited(post))

    async def send_by_token(self, place: Destination, post: Post) -> int:
        """A further message through the token; returns its id."""
        webhook = self._webhook(place)
        return (await webhook.send(wait=True, ephemeral=place.private, **sent(post))).id

    async def send_to_room(self, room_id: int, post: Post, nonce: str, reply_to: int | None = None) -> int:
        """A message by the bot; for some minutes the platform drops a second one with the same nonce."""
        room = self._client.get_partial_messageable(room_id)
        wanted = sent(post)
        if reply_to is not None:
            wanted["reference"] = discord.MessageReference(
                message_id=reply_to, channel_id=room_id, fail_if_not_exists=False
            )
        return (await room.send(nonce=nonce[:NONCE], **wanted)).id

    async def open_dm(self, user_id: int) -> int:
        """The id of the DM channel with a person."""
        return (await self._client.create_dm(discord.Object(user_id))).id

    async def age_restricted(self, channel_id: int) -> bool:
        """Whether a channel is for adults."""
        channel = await self._client.fetch_channel(channel_id)
        return bool(getattr(channel, "nsfw", False))

    async def delete(self, room_id: int, message_id: int) -> None:
        """Take one of the bot's messages away."""
        await self._client.get_partial_messageable(room_id).get_partial_message(message_id).delete()

    async def delete_status(self, place: Destination) -> None:
        """Take the status message away."""
        if place.by_bot or not place.token_lives:
            await self._message(place).delete()
        else:
            await self._webhook(place).delete_message(_message_id(place))

    async def find(self, room_id: int, job_id: str, since: float) -> int | None:
        """The id of our message that has this job's buttons, if the bot may look and finds it."""
        after = datetime.datetime.fromtimestamp(since, datetime.UTC)
        room = self._client.get_partial_messageable(room_id)
        async for message in room.history(limit=100, after=after):
            ids = (
                getattr(child, "custom_id", None) for row in message.components for child in _children(row)
            )
            if (
                any(custom_id and custom_id.endswith(f":{job_id}") for custom_id in ids)
                and message.attachments
            ):
                return message.id
        return None

    def _webhook(self, place: Destination) -> discord.Webhook:
        return webhook_of(self._client, place.application_id, place.token)

    def _message(self, place: Destination) -> discord.PartialMessage:
        room = self._client.get_partial_messageable(place.message_channel_id or place.room_id)
        return room.get_partial_message(_message_id(place))


def _message_id(place: Destination) -> int:
    assert place.message_id is not None
    return place.message_id


def _children(row: Any) -> Any:
    return getattr(row, "children", ())


async def fill_in(interaction: Interaction, post: Post) -> None:
    """The answer, in place of 'is thinking'."""
    await interaction.edit_original_response(**edited(post))


async def reply_privately(interaction: Interaction, post: Post) -> None:
    """The first answer, for one person."""
    await interaction.response.send_message(ephemeral=True, **sent(post))


def sent(post: Post) -> dict[str, Any]:
    """A post as discord.py's sending methods want it."""
    mentions = NOBODY
    if post.ping is not None:
        mentions = discord.AllowedMentions(
            everyone=False, roles=False, replied_user=False, users=[discord.Object(post.ping)]
        )
    files = [file_of(upload) for upload in post.uploads or ()]
    wanted: dict[str, Any] = {"content": post.text, "allowed_mentions": mentions, "files": files}
    return wanted | ({"view": view_of(post)} if post.buttons or post.menu else {})


def edited(post: Post) -> dict[str, Any]:
    """A post as discord.py's editing methods want it."""
    wanted: dict[str, Any] = {"content": post.text, "allowed_mentions": NOBODY, "view": None}
    if post.buttons or post.menu:
        wanted["view"] = view_of(post)
    if post.uploads is not None:
        wanted["attachments"] = [file_of(upload) for upload in post.uploads]
    return wanted
