"""What the Bot API's methods do. Each takes the decoded parameters and returns the `result`, or raises `ApiError`."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram.world import Chat, Files, Json, User

TEXT_LENGTH = 4096
CAPTION_LENGTH = 1024
CALLBACK_DATA_BYTES = 64
ALERT_LENGTH = 200
PHOTO_BYTES = 10_000_000
UPLOAD_BYTES = 50_000_000
DOWNLOAD_BYTES = 20_000_000
DELETABLE_SECONDS = 48 * 3600
COPY_LENGTH = 256
"""Sources: sendMessage, sendPhoto, InlineKeyboardButton, answerCallbackQuery, sendDocument, getFile, deleteMessage
and CopyTextButton in https://core.telegram.org/bots/api."""
REACTIONS = frozenset("👍👎❤🔥🥰👏😁🤔🎉🤩🙏👌👀🫡✍🤗")
"""Some of those that a bot may set: https://core.telegram.org/bots/api#reactiontypeemoji"""
MEDIA = ("text", "photo", "document", "animation")

CHAT_ACTIONS = {"typing", "upload_photo", "upload_document", "choose_sticker", "record_video", "upload_video"}
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


class ApiError(Exception):
    """An answer with `ok: false`."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(code, description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad(description: str) -> ApiError:
    """400."""
    return ApiError(400, f"Bad Request: {description}")


@dataclass(frozen=True)
class Upload:
    """A file in a multipart request."""

    name: str
    data: bytes = field(repr=False)


Uploads = dict[str, Upload]


@dataclass
class Press:
    """A pressed button, and what the bot answered."""

    id: str
    message: Json
    data: str
    answer: Json | None = None


@dataclass
class Methods:
    """The bot's side of the world. `Methods.<method in snake case>` handles `<method>`."""

    bot: User
    chats: dict[int, Chat]
    files: Files
    presses: dict[str, Press] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    profile: dict[str, str] = field(default_factory=dict)
    webhook: Json = field(default_factory=dict)
    seen: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    """The bot's reactions, by chat and message."""
    upload_bytes: int = UPLOAD_BYTES

    def chat(self, params: Json) -> Chat:
        """The chat of a call. Raises what Telegram answers for one that the bot cannot write to."""
        chat = self.chats.get(int(params["chat_id"]))
        if chat is None:
            raise bad("chat not found")
        if chat.migrated_to:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.migrated_to,
            )
        if chat.shut:
            raise ApiError(403, f"Forbidden: {chat.shut}")
        if not chat.begun:
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        return chat

    def get_me(self, params: Json, files: Uploads) -> Json:
        return {**self.bot.json(), "can_join_groups": True, "can_read_all_group_messages": False}

    def send_message(self, params: Json, files: Uploads) -> Json:
        return self._send(params, **_written("text", _text(params["text"]), params))

    def send_photo(self, params: Json, files: Uploads) -> Json:
        return self._send(
            params,
            **self._media({**params, "type": "photo", "media": params.get("photo", "")}, files, "photo"),
        )

    def send_document(self, params: Json, files: Uploads) -> Json:
        media = {**params, "type": "document", "media": params.get("document", "")}
        return self._send(params, **self._media(media, files, "document"))

    def send_animation(self, params: Json, files: Uploads) -> Json:
        media = {**params, "type": "animation", "media": params.get("animation", "")}
        return self._send(params, **self._media(media, files, "animation"))

    def set_message_reaction(self, params: Json, files: Uploads) -> bool:
        chat = self.chat(params)
        message = chat.messages.get(params["message_id"])
        if message is None:
            raise bad("message to react not found")
        given = [each["emoji"] for each in params.get("reaction", [])]
        if not chat.reactions or not REACTIONS.issuperset(given):
            raise bad("REACTION_INVALID")
        self.seen[chat.id, message["message_id"]] = given
        return True

    def send_chat_action(self, params: Json, files: Uploads) -> bool:
        self.chat(params)
        if params["action"] not in CHAT_ACTIONS:
            raise bad("wrong parameter action in request")
        return True

    def edit_message_text(self, params: Json, files: Uploads) -> Json:
        message = self._own(params, "edit")
        if "text" not in message:
            raise bad("there is no text in the message to edit")
        return self._edit(message, params, _written("text", _text(params["text"]), params))

    def edit_message_caption(self, params: Json, files: Uploads) -> Json:
        message = self._own(params, "edit")
        if "text" in message:
            raise bad("there is no caption in the message to edit")
        return self._edit(message, params, _written("caption", _caption(params.get("caption", "")), params))

    def edit_message_media(self, params: Json, files: Uploads) -> Json:
        message = self._own(params, "edit")
        media = self._media(params["media"], files, str(params["media"]["media"]).removeprefix("attach://"))
        _allowed(self.chat(params), media)
        return self._edit(message, params, {"caption": "", "has_media_spoiler": None, **media})

    def edit_message_reply_markup(self, params: Json, files: Uploads) -> Json:
        message = self._own(params, "edit")
        return self._edit(message, params, {})

    def delete_message(self, params: Json, files: Uploads) -> bool:
        message = self._own(params, "delete")
        if time.time() - message["date"] > DELETABLE_SECONDS:
            raise bad("message can't be deleted for everyone")
        del self.chat(params).messages[message["message_id"]]
        return True

    def answer_callback_query(self, params: Json, files: Uploads) -> bool:
        press = self.presses.get(params["callback_query_id"])
        if press is None or press.answer is not None:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if len(params.get("text", "")) > ALERT_LENGTH:
            raise bad("MESSAGE_TOO_LONG")
        press.answer = params
        return True

    def get_chat_member(self, params: Json, files: Uploads) -> Json:
        chat, user_id = self.chat(params), int(params["user_id"])
        if chat.kind == "channel" and self.bot.id not in chat.members:
            raise bad("member list is inaccessible")
        return membership(
            chat.members.get(user_id, "left"), {"id": user_id, "is_bot": False, "first_name": "?"}
        )

    def get_file(self, params: Json, files: Uploads) -> Json:
        known = self.files.by_id.get(params["file_id"])
        if known is None:
            raise bad("invalid file_id")
        if known.size > DOWNLOAD_BYTES:
            raise bad("file is too big")
        return {
            "file_id": known.id,
            "file_unique_id": f"u-{known.id}",
            "file_size": known.size,
            "file_path": known.path,
        }

    def set_my_commands(self, params: Json, files: Uploads) -> bool:
        self.commands[_scope(params), params.get("language_code", "")] = params["commands"]
        return True

    def get_my_commands(self, params: Json, files: Uploads) -> list[Json]:
        return self.commands.get((_scope(params), params.get("language_code", "")), [])

    def set_my_description(self, params: Json, files: Uploads) -> bool:
        self.profile["description:" + params.get("language_code", "")] = params.get("description", "")
        return True

    def set_my_short_description(self, params: Json, files: Uploads) -> bool:
        self.profile["short:" + params.get("language_code", "")] = params.get("short_description", "")
        return True

    def set_webhook(self, params: Json, files: Uploads) -> bool:
        self.webhook = dict(params) if params["url"] else {}
        return True

    def delete_webhook(self, params: Json, files: Uploads) -> bool:
        self.webhook = {}
        return True

    def get_webhook_info(self, params: Json, files: Uploads) -> Json:
        return {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": 0,
        }

    def _send(self, params: Json, **content: Any) -> Json:
        chat = self.chat(params)
        _allowed(chat, content)
        topic = params.get("message_thread_id")
        if topic is not None and topic not in chat.topics:
            raise bad("message thread not found")
        if topic is not None:
            content |= {"message_thread_id": topic, "is_topic_message": True}
        reply = params.get("reply_parameters")
        if reply:
            target = chat.messages.get(reply["message_id"])
            if target is None and not reply.get("allow_sending_without_reply"):
                raise bad("message to be replied not found")
            if target is not None:
                content["reply_to_message"] = {k: v for k, v in target.items() if k != "reply_to_message"}
        said = {name: value for name, value in content.items() if value is not None}
        return _public(chat.post(chat.compose(self.bot, **said, **_markup(params))))

    def _own(self, params: Json, verb: str) -> Json:
        message = self.chat(params).messages.get(params["message_id"])
        if message is None:
            raise bad(f"message to {verb} not found")
        if message["from"]["id"] != self.bot.id:
            raise bad(f"message can't be {verb.removesuffix('e')}ed")
        return message

    def _edit(self, message: Json, params: Json, content: Json) -> Json:
        changed = {k: v for k, v in {**message, **content}.items() if v not in ("", None)}
        changed.pop("reply_markup", None)
        changed |= _markup(params)
        for kind in MEDIA:
            if kind in message and kind not in content and len(set(MEDIA) & set(content)):
                changed.pop(kind, None)
        if _same(message, changed):
            raise bad(NOT_MODIFIED)
        message.clear()
        message.update(changed)
        return _public(message)

    def _media(self, media: Json, files: Uploads, part: str) -> Json:
        """The message fields of an InputMedia, or of a send method's own parameters in that form."""
        upload = files.get(part)
        if upload is None:
            known = self.files.by_id.get(str(media["media"]))
            if known is None:
                raise bad("wrong remote file identifier specified: Wrong string length")
            upload = Upload(known.path.rpartition("/")[2], known.data)
        elif len(upload.data) > self.upload_bytes:
            raise ApiError(413, "Request Entity Too Large")
        content: Json = {}
        if media.get("caption"):
            content = _written("caption", _caption(media["caption"]), media)
        if media.get("has_spoiler"):
            content["has_media_spoiler"] = True
        if media["type"] == "document":
            kept = self.files.add(upload.data, "documents", upload.name.rpartition(".")[2])
            return {**content, "document": {**kept, "file_name": upload.name}}
        if media["type"] not in ("photo", "animation"):
            raise bad(f"this Telegram knows no media of type {media['type']}")
        if media["type"] == "photo" and len(upload.data) > PHOTO_BYTES:
            raise bad("file is too big")
        try:
            if media["type"] == "animation":
                return {**content, "animation": self.files.animation(upload.data, upload.name)}
            return {**content, "photo": self.files.photo(upload.data)}
        except ValueError as error:
            raise bad(str(error)) from None


def membership(status: str, user: Json) -> Json:
    """A ChatMember: member, administrator, creator, left or kicked."""
    rights = (
        "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats "
        "can_restrict_members can_promote_members can_change_info can_invite_users can_post_stories "
        "can_edit_stories can_delete_stories"
    )
    more: dict[str, Json] = {
        "administrator": dict.fromkeys(rights.split(), False),
        "creator": {"is_anonymous": False},
        "kicked": {"until_date": 0},
    }
    return {"status": status, "user": user, **more.get(status, {})}


def _same(before: Json, after: Json) -> bool:
    return json.dumps(_shape(before), sort_keys=True) == json.dumps(_shape(after), sort_keys=True)


def _shape(message: Json) -> Json:
    """A message with its files by their content: new ids for the same bytes are no change."""
    shape = dict(message)
    if "photo" in shape:
        shape["photo"] = [size["file_unique_id"] for size in shape["photo"]]
    for kind in ("document", "animation"):
        if kind in shape:
            shape[kind] = shape[kind]["file_unique_id"]
    return shape


def _public(message: Json) -> Json:
    return json.loads(json.dumps(message))


def _text(text: str) -> str:
    if not text.strip():
        raise bad("message text is empty")
    if len(text) > TEXT_LENGTH:
        raise bad("message is too long")
    return text


def _written(field_name: str, words: str, params: Json) -> Json:
    """Text or caption with what is marked in it; marks are counted in UTF-16 code units and lie inside it."""
    entities = params.get("entities" if field_name == "text" else "caption_entities") or []
    length = len(words.encode("utf-16-le")) // 2
    for entity in entities:
        if entity["offset"] < 0 or entity["length"] < 1 or entity["offset"] + entity["length"] > length:
            raise bad(f"can't parse entities: entity {entity} lies outside of the text")
    marks = {"text": "entities", "caption": "caption_entities"}[field_name]
    return {field_name: words, marks: entities or None}


def _allowed(chat: Chat, content: Json) -> None:
    """Raises what Telegram answers where a kind of message is not allowed."""
    kinds = {"photo": "photos", "document": "documents", "animation": "animations", "text": "text messages"}
    kind = next((name for field_name, name in kinds.items() if field_name in content), None)
    if kind in chat.forbids:
        raise bad(f"not enough rights to send {kind} to the chat")


def _caption(caption: str) -> str:
    if len(caption) > CAPTION_LENGTH:
        raise bad("message caption is too long")
    return caption


def _scope(params: Json) -> str:
    return str(params.get("scope", {}).get("type", "default"))


def _markup(params: Json) -> Json:
    markup = params.get("reply_markup")
    if not markup:
        return {}
    if "inline_keyboard" not in markup:
        return {}
    for row in markup["inline_keyboard"]:
        for button in row:
            if not button.get("text"):
                raise bad(
                    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
                )
            if not 1 <= len(button.get("callback_data", "x").encode()) <= CALLBACK_DATA_BYTES:
                raise bad("BUTTON_DATA_INVALID")
            if not 1 <= len(button.get("copy_text", {"text": "x"})["text"]) <= COPY_LENGTH:
                raise bad("BUTTON_COPY_TEXT_INVALID")
    return {"reply_markup": markup}
