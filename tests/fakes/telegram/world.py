"""Who and what there is on the fake Telegram: people, chats, messages and files, in the Bot API's own JSON."""

from __future__ import annotations

import hashlib
import io
import itertools
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

Json = dict[str, Any]

PHOTO_SIDES = (90, 320, 800, 1280)
"""Longest sides of the sizes Telegram keeps of a photo, in pixels."""

COMMAND = re.compile(r"/[a-z0-9_]+(@\w+)?", re.IGNORECASE)

GROUP_ANONYMOUS_BOT = 1_087_968_824
CHANNEL_BOT = 136_817_688
"""Who stands in `from` when a message is sent in a chat's name: https://core.telegram.org/bots/api#message"""


@dataclass(frozen=True)
class User:
    """A person, or the bot."""

    id: int
    name: str
    language: str | None = None
    is_bot: bool = False
    username: str | None = None

    def json(self) -> Json:
        """As in the field `from`."""
        values = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}
        if self.language:
            values["language_code"] = self.language
        if self.username:
            values["username"] = self.username
        return values


@dataclass(frozen=True)
class StoredFile:
    """A file on Telegram's side. `path` is what getFile answers."""

    id: str
    data: bytes = field(repr=False)
    path: str
    size: int


@dataclass
class Files:
    """Every file by its id. The same bytes have the same file_unique_id."""

    by_id: dict[str, StoredFile] = field(default_factory=dict)
    by_path: dict[str, StoredFile] = field(default_factory=dict)

    def add(self, data: bytes, folder: str, extension: str, size: int | None = None) -> Json:
        """Keeps a file; `size` may lie, so that a test needs no 30 MB. Returns its ids and size."""
        number = len(self.by_id) + 1
        stored = StoredFile(f"file-{number}", data, f"{folder}/file_{number}.{extension}", size or len(data))
        self.by_id[stored.id] = self.by_path[stored.path] = stored
        return {"file_id": stored.id, "file_unique_id": _digest(data), "file_size": stored.size}

    def photo(self, data: bytes) -> list[Json]:
        """A photo as Telegram keeps it: recompressed, in several sizes. Raises `ValueError` for no picture."""
        try:
            with Image.open(io.BytesIO(data)) as opened:
                picture = opened.convert("RGB")
        except OSError:
            raise ValueError("IMAGE_PROCESS_FAILED") from None
        if sum(picture.size) > 10_000 or max(picture.size) > 20 * min(picture.size):
            raise ValueError("PHOTO_INVALID_DIMENSIONS")
        sides = [side for side in PHOTO_SIDES if side < max(picture.size)]
        return [self._photo_size(picture, side) for side in [*sides, min(max(picture.size), PHOTO_SIDES[-1])]]

    def _photo_size(self, picture: Image.Image, side: int) -> Json:
        copy = picture.copy()
        copy.thumbnail((side, side))
        buffer = io.BytesIO()
        copy.save(buffer, "JPEG", quality=87)
        return {**self.add(buffer.getvalue(), "photos", "jpg"), "width": copy.width, "height": copy.height}

    def animation(self, data: bytes, name: str) -> Json:
        """What plays in the chat: an MP4, or a GIF that moves. Raises `ValueError` for anything else."""
        kept = self.add(data, "animations", name.rpartition(".")[2])
        if data[4:8] == b"ftyp":
            return {**kept, "width": 320, "height": 240, "duration": 1, "mime_type": "video/mp4"}
        with Image.open(io.BytesIO(data)) as opened:
            if opened.format != "GIF" or not getattr(opened, "is_animated", False):
                raise ValueError("wrong type of the web page content")
            return {
                **kept,
                "width": opened.width,
                "height": opened.height,
                "duration": 1,
                "mime_type": "video/mp4",
            }

    def thumbnail(self, data: bytes) -> Json | None:
        """A small picture of the first frame, or None when the bytes are no picture."""
        try:
            return self.photo(data)[0]
        except ValueError:
            return None


@dataclass
class Chat:
    """A chat with its messages. `deliver` hands an update to the bot."""

    id: int
    kind: str
    title: str
    bot: User
    files: Files
    deliver: Callable[[str, Json, float], None]
    members: dict[int, str] = field(default_factory=dict)
    topics: set[int] = field(default_factory=set)
    privacy: bool = True
    shut: str | None = None
    forbids: set[str] = field(default_factory=set)
    """What the bot may not send here: photos, documents, animations, text messages."""
    reactions: bool = True
    begun: bool = True
    """False for a private chat whose person has never written to the bot."""
    migrated_to: int | None = None
    messages: dict[int, Json] = field(default_factory=dict)
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def group(self) -> bool:
        """More than two may be in it."""
        return self.kind != "private"

    def json(self) -> Json:
        """As in the field `chat`."""
        if not self.group:
            return {"id": self.id, "type": self.kind, "first_name": self.title}
        values = {"id": self.id, "type": self.kind, "title": self.title}
        return {**values, "is_forum": True} if self.topics else values

    def compose(self, sender: User, **content: Any) -> Json:
        """A new message, not yet known to anybody."""
        basics = {"message_id": next(self.numbers), "date": int(time.time()), "chat": self.json()}
        speaker = content.get("sender_chat")
        if speaker is not None:
            sender = _ANONYMOUS if speaker["id"] == self.id else _CHANNEL
        return {**basics, "from": sender.json(), **content}

    def inaccessible(self, message: Json) -> Json:
        """What Telegram hands out of a message that is too old or gone: no date, no content."""
        return {"chat": self.json(), "message_id": message["message_id"], "date": 0}

    def aged(self, message: Json, hours: float) -> None:
        """So much time has gone by since a message was sent."""
        message["date"] -= int(hours * 3600)

    def of_person(self, user: User) -> list[Json]:
        """What somebody has said here, oldest first."""
        return [each for each in self.messages.values() if each["from"]["id"] == user.id]

    def post(self, message: Json) -> Json:
        """Puts a message in the chat."""
        self.messages[message["message_id"]] = message
        return message

    def from_bot(self) -> list[Json]:
        """What the bot has said here and not deleted, oldest first."""
        return [each for each in self.messages.values() if each["from"]["id"] == self.bot.id]

    def say(self, sender: User, text: str, **extra: Any) -> Json:
        """Somebody writes."""
        return self._send(sender, text=text, entities=_commands(text), **extra)

    def photo(self, sender: User, data: bytes, caption: str | None = None, **extra: Any) -> Json:
        """Somebody sends a photo."""
        return self._send(sender, photo=self.files.photo(data), **_captioned(caption), **extra)

    def document(
        self,
        sender: User,
        data: bytes,
        name: str,
        mime: str,
        caption: str | None = None,
        size: int | None = None,
        **extra: Any,
    ) -> Json:
        """Somebody sends a file; `size` may claim more bytes than there are."""
        kept = self.files.add(data, "documents", name.rsplit(".", 1)[-1], size)
        document = {**kept, "file_name": name, "mime_type": mime}
        thumbnail = self.files.thumbnail(data)
        if thumbnail:
            document["thumbnail"] = thumbnail
        return self._send(sender, document=document, **_captioned(caption), **extra)

    def sticker(
        self, sender: User, data: bytes, animated: bool = False, video: bool = False, **extra: Any
    ) -> Json:
        """Somebody sends a sticker. An animated or video one shows `data` only as its thumbnail."""
        moving = animated or video
        kept = self.files.add(
            b"\x1f\x8bmoving" if moving else data, "stickers", "tgs" if animated else "webp"
        )
        flags = {"type": "regular", "width": 512, "height": 512, "is_animated": animated, "is_video": video}
        return self._send(sender, sticker={**kept, **flags, "thumbnail": self.files.photo(data)[-1]}, **extra)

    def animation(self, sender: User, first_frame: bytes, caption: str | None = None, **extra: Any) -> Json:
        """Somebody sends a GIF: Telegram makes an MP4 of it, with the first frame as its thumbnail."""
        kept = {**self.files.add(b"\0\0\0\x18ftypmp42", "animations", "mp4"), "mime_type": "video/mp4"}
        kept["thumbnail"] = self.files.photo(first_frame)[-1]
        animation = {**kept, "width": 320, "height": 240, "duration": 2}
        return self._send(sender, animation=animation, document=kept, **_captioned(caption), **extra)

    def edit_caption(self, message: Json, caption: str) -> Json:
        """The sender changes the caption of what they sent."""
        message.pop("caption_entities", None)
        message.update(_captioned(caption), edit_date=int(time.time()))
        self.deliver("edited_message", dict(message), 0)
        return message

    def service(self, sender: User, **content: Any) -> Json:
        """A service message, such as `migrate_to_chat_id`."""
        self.begun = True
        message = self.post(self.compose(sender, **content))
        self.deliver("message", dict(message), 0)
        return message

    def _send(
        self,
        sender: User,
        *,
        reply_to: Json | None = None,
        external: Json | None = None,
        album: str | None = None,
        topic: int | None = None,
        after: float = 0,
        **content: Any,
    ) -> Json:
        """`external` is a message of another chat or topic that this one answers."""
        self.begun = True
        if external:
            content["external_reply"] = _external(external)
        if reply_to:
            content["reply_to_message"] = {k: v for k, v in reply_to.items() if k != "reply_to_message"}
        if album:
            content["media_group_id"] = album
        if topic:
            content.update(message_thread_id=topic, is_topic_message=True)
        message = self.post(self.compose(sender, **{k: v for k, v in content.items() if v is not None}))
        if self._visible(message):
            self.deliver("message", dict(message), after)
        return message

    def _visible(self, message: Json) -> bool:
        """Privacy mode: in a group the bot sees commands and replies to itself."""
        if not self.group or not self.privacy or self.members.get(self.bot.id) == "administrator":
            return True
        command = COMMAND.match(message.get("text") or message.get("caption") or "")
        answered = message.get("reply_to_message", {}).get("from", {}).get("id") == self.bot.id
        return bool(command) or answered


def text_of(message: Json) -> str:
    """What is written in a message, under its picture if it has one."""
    return message.get("text") or message.get("caption") or ""


_ANONYMOUS = User(GROUP_ANONYMOUS_BOT, "Group", is_bot=True, username="GroupAnonymousBot")
_CHANNEL = User(CHANNEL_BOT, "Channel", is_bot=True, username="Channel_Bot")


def _external(message: Json) -> Json:
    """As in the field `external_reply`: what was answered, without its words."""
    origin = {"type": "user", "date": message["date"], "sender_user": message["from"]}
    kept = ("chat", "message_id", "photo", "document", "sticker", "animation", "has_media_spoiler")
    return {"origin": origin, **{name: message[name] for name in kept if name in message}}


def _captioned(caption: str | None) -> Json:
    if caption is None:
        return {}
    entities = _commands(caption)
    return {"caption": caption, "caption_entities": entities} if entities else {"caption": caption}


def _commands(text: str) -> list[Json] | None:
    found = COMMAND.match(text)
    return [{"type": "bot_command", "offset": 0, "length": found.end()}] if found else None


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
