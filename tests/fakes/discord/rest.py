"""What each REST route does. A handler gets the world and the call, and returns status and JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from tests.fakes.discord.world import (
    TOKEN_SECONDS,
    Channel,
    Fault,
    Interaction,
    Message,
    Page,
    World,
)

NONCE_SECONDS = 300.0
"""docs: Create Message, enforce_nonce, 'the past few minutes'."""

REQUEST_BYTES = 25 * 1024 * 1024
"""docs: Uploading Files, 'The maximum request size'."""

AUTOCOMPLETE, MODAL_SUBMIT = 4, 5

EPHEMERAL = 64


class Upload(NamedTuple):
    field: str
    filename: str
    data: bytes


class Call(NamedTuple):
    method: str
    path: str
    query: dict[str, str]
    body: Any
    uploads: list[Upload]
    groups: tuple[str, ...]


Answer = tuple[int, Any]


def me(world: World, call: Call) -> Answer:
    extra = {"mfa_enabled": False, "locale": "en-US", "verified": True, "email": None}
    return 200, world.user_payload(world.bot) | extra


def application(world: World, call: Call) -> Answer:
    return 200, {
        "id": str(world.bot),
        "name": "Impasto",
        "icon": None,
        "description": "",
        "type": None,
        "verify_key": "0" * 64,
        "flags": 0,
        "flags_new": "0",
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": world.user_payload(world.bot),
        "approximate_guild_count": 1,
        "approximate_user_install_count": 1,
        "approximate_user_authorization_count": 1,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
        "bot_public": True,
        "bot_require_code_grant": False,
    }


def gateway_bot(world: World, call: Call) -> Answer:
    limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
    url = f"{world.origin.replace('http', 'ws', 1)}/gateway-socket"
    return 200, {"url": url, "shards": 1, "session_start_limit": limit}


def put_commands(world: World, call: Call) -> Answer:
    world.syncs += 1
    world.commands = [
        {
            "integration_types": [0],
            "description": "",
            "type": 1,
            **{key: value for key, value in command.items() if value is not None},
            "default_member_permissions": _text(command.get("default_member_permissions")),
            "id": str(world.new_id()),
            "application_id": str(world.bot),
            "version": str(world.new_id()),
        }
        for command in call.body
    ]
    return 200, world.commands


def get_commands(world: World, call: Call) -> Answer:
    return 200, world.commands


def callback(world: World, call: Call) -> Answer:
    interaction = world.by_interaction_id.get(int(call.groups[0]))
    if interaction is None or interaction.token != call.groups[1]:
        raise Fault(404, 10062, "Unknown interaction")
    if interaction.acknowledged is not None:
        raise Fault(400, 40060, "Interaction has already been acknowledged.")
    if world.now() - interaction.created > world.acknowledge_seconds:
        raise Fault(404, 10062, "Unknown interaction")
    kind = call.body["type"]
    data = call.body.get("data") or {}
    if kind not in _answers(interaction):
        raise Fault(400, 50035, "Invalid Form Body: this interaction cannot be answered so")
    _check_components(data.get("components") or [])
    interaction.acknowledged = world.now()
    interaction.response = call.body
    if kind in (4, 5):
        loading = kind == 5
        interaction.original = _post(
            world, interaction.channel, data, call.uploads, "callback", loading=loading
        )
        interaction.original.ephemeral = bool(data.get("flags", 0) & EPHEMERAL)
    elif kind in (6, 7):
        interaction.original = interaction.source
        if kind == 7 and interaction.source is not None:
            _edit(world, interaction.source, data, call.uploads)
    interaction.changed.set()
    original = interaction.original
    known: dict[str, Any] = {"id": str(interaction.id), "type": interaction.kind}
    resource: dict[str, Any] = {"type": kind}
    if original is not None:
        known |= {
            "response_message_id": str(original.id),
            "response_message_loading": original.loading,
            "response_message_ephemeral": original.ephemeral,
        }
        resource["message"] = original.payload(world)
    answer = {"interaction": known} | ({"resource": resource} if kind in (4, 7) else {})
    return (200, answer) if call.query.get("with_response") in ("1", "true") else (204, None)


def webhook_post(world: World, call: Call) -> Answer:
    interaction = _by_token(world, call.groups[1])
    original = interaction.original
    if original is not None and original.loading:
        if original.id not in original.channel.messages:
            raise Fault(404, 10008, "Unknown Message")
        _edit(world, original, call.body, call.uploads)
        return 200, original.payload(world)
    message = _post(world, interaction.channel, call.body, call.uploads, "webhook")
    message.ephemeral = bool(call.body.get("flags", 0) & EPHEMERAL)
    interaction.followups.append(message)
    interaction.changed.set()
    return 200, message.payload(world)


def webhook_get(world: World, call: Call) -> Answer:
    return 200, _of_token(world, call).payload(world)


def webhook_patch(world: World, call: Call) -> Answer:
    message = _of_token(world, call)
    _edit(world, message, call.body, call.uploads)
    return 200, message.payload(world)


def webhook_delete(world: World, call: Call) -> Answer:
    _delete(world, _of_token(world, call))
    return 204, None


def get_channel(world: World, call: Call) -> Answer:
    return 200, _channel(world, call).payload(world)


def post_message(world: World, call: Call) -> Answer:
    channel = _channel(world, call)
    if channel.recipient is not None and not channel.open:
        raise Fault(403, 50007, "Cannot send messages to this user")
    if not channel.allowed.send_messages or (call.uploads and not channel.allowed.attach_files):
        raise Fault(403, 50013, "Missing Permissions")
    _check_reference(channel, call.body)
    nonce = call.body.get("nonce")
    if nonce is not None and call.body.get("enforce_nonce"):
        known = world.nonces.get((channel.id, str(nonce)))
        if known is not None and world.now() - known.created < NONCE_SECONDS:
            return 200, known.payload(world)
    message = _post(world, channel, call.body, call.uploads, "bot")
    if nonce is not None:
        message.nonce = str(nonce)
        world.nonces[channel.id, str(nonce)] = message
    return 200, message.payload(world)


def history(world: World, call: Call) -> Answer:
    channel = _channel(world, call)
    if not channel.allowed.read_message_history:
        return 200, []
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 50))
    found = [message for message in channel.messages.values() if message.id > after and not message.ephemeral]
    return 200, [message.payload(world) for message in reversed(found[:limit])]


def get_message(world: World, call: Call) -> Answer:
    return 200, _message(_channel(world, call), call.groups[1]).payload(world)


def patch_message(world: World, call: Call) -> Answer:
    message = _message(_channel(world, call), call.groups[1])
    if message.author != world.bot:
        raise Fault(403, 50005, "Cannot edit a message authored by another user")
    _edit(world, message, call.body, call.uploads)
    return 200, message.payload(world)


def delete_message(world: World, call: Call) -> Answer:
    message = _message(_channel(world, call), call.groups[1])
    if message.author != world.bot and not message.channel.allowed.manage_messages:
        raise Fault(403, 50013, "Missing Permissions")
    _delete(world, message)
    return 204, None


def open_dm(world: World, call: Call) -> Answer:
    user = int(call.body["recipient_id"])
    if user not in world.users:
        raise Fault(400, 50033, "Invalid Recipient(s)")
    return 200, world.dm(user).payload(world)


ROUTES: list[tuple[str, str, bool, Callable[[World, Call], Answer]]] = [
    ("GET", r"/users/@me", False, me),
    ("POST", r"/users/@me/channels", False, open_dm),
    ("GET", r"/oauth2/applications/@me", False, application),
    ("GET", r"/gateway/bot", False, gateway_bot),
    ("PUT", r"/applications/(\d+)/commands", False, put_commands),
    ("GET", r"/applications/(\d+)/commands", False, get_commands),
    ("POST", r"/interactions/(\d+)/([^/]+)/callback", True, callback),
    ("POST", r"/webhooks/(\d+)/([^/]+)", True, webhook_post),
    ("GET", r"/webhooks/(\d+)/([^/]+)/messages/(@original|\d+)", True, webhook_get),
    ("PATCH", r"/webhooks/(\d+)/([^/]+)/messages/(@original|\d+)", True, webhook_patch),
    ("DELETE", r"/webhooks/(\d+)/([^/]+)/messages/(@original|\d+)", True, webhook_delete),
    ("GET", r"/channels/(\d+)", False, get_channel),
    ("POST", r"/channels/(\d+)/messages", False, post_message),
    ("GET", r"/channels/(\d+)/messages", False, history),
    ("GET", r"/channels/(\d+)/messages/(\d+)", False, get_message),
    ("PATCH", r"/channels/(\d+)/messages/(\d+)", False, patch_message),
    ("DELETE", r"/channels/(\d+)/messages/(\d+)", False, delete_message),
]


def _text(value: int | str | None) -> str | None:
    return None if value is None else str(value)


def _by_token(world: World, token: str) -> Interaction:
    interaction = world.interactions.get(token)
    if interaction is None:
        raise Fault(404, 10015, "Unknown Webhook")
    if world.now() - interaction.created > TOKEN_SECONDS:
        raise Fault(401, 50027, "Invalid Webhook Token")
    if interaction.acknowledged is None:
        raise Fault(404, 10015, "Unknown Webhook")
    return interaction


def _of_token(world: World, call: Call) -> Message:
    interaction = _by_token(world, call.groups[1])
    own = [interaction.original, *interaction.followups]
    for message in own:
        named = call.groups[2] == "@original" and message is interaction.original
        if message is not None and (named or str(message.id) == call.groups[2]):
            if message.id not in message.channel.messages:
                break
            return message
    raise Fault(404, 10008, "Unknown Message")


def _channel(world: World, call: Call) -> Channel:
    channel = world.channels.get(int(call.groups[0]))
    if channel is None or channel.deleted:
        raise Fault(404, 10003, "Unknown Channel")
    foreign = channel.guild is not None and not channel.guild.installed
    if foreign or not channel.allowed.view_channel:
        raise Fault(403, 50001, "Missing Access")
    return channel


def _message(channel: Channel, message_id: str) -> Message:
    message = channel.messages.get(int(message_id))
    if message is None or message.ephemeral:
        raise Fault(404, 10008, "Unknown Message")
    return message


def _answers(interaction: Interaction) -> tuple[int, ...]:
    """The kinds of response an interaction takes (docs: Receiving and Responding, Interaction Callback Type)."""
    if interaction.kind == AUTOCOMPLETE:
        return (8,)
    if interaction.kind == MODAL_SUBMIT:
        return (4, 5, 6, 7) if interaction.source is not None else (4, 5)
    return (4, 5, 6, 7, 9) if interaction.source is not None else (4, 5, 9)


def _check_components(rows: list[dict[str, Any]]) -> None:
    """Five rows of five buttons or one menu, each custom_id once (docs: Components, Action Row, Anatomy)."""
    ids = [child["custom_id"] for row in rows for child in row.get("components", []) if "custom_id" in child]
    ids += [row["component"]["custom_id"] for row in rows if "component" in row]
    if len(ids) != len(set(ids)):
        raise Fault(400, 50035, "Invalid Form Body: Component custom id cannot be duplicated")
    if len(rows) > 5 or any(len(row.get("components", [])) > 5 for row in rows):
        raise Fault(400, 50035, "Invalid Form Body: Must be 5 or fewer in length.")
    for row in rows:
        menus = [child for child in row.get("components", []) if child["type"] != 2]
        if menus and len(row["components"]) > 1:
            raise Fault(400, 50035, "Invalid Form Body: The maximum width of a row was exceeded")


def _check_reference(channel: Channel, body: dict[str, Any]) -> None:
    reference = body.get("message_reference")
    if reference is None or not reference.get("fail_if_not_exists", True):
        return
    if int(reference["message_id"]) not in channel.messages:
        raise Fault(400, 50035, "Invalid Form Body: Unknown message")


def _attachments(world: World, body: dict[str, Any], uploads: list[Upload], kept: list[Any]) -> list[Any]:
    total = sum(len(upload.data) for upload in uploads)
    if total > REQUEST_BYTES:
        raise Page(413, "Payload Too Large")
    if total > world.upload_limit:
        raise Fault(413, 40005, "Request entity too large")
    by_index = {upload.field.removeprefix("files[").removesuffix("]"): upload for upload in uploads}
    wanted = body.get("attachments")
    if wanted is None:
        wanted = [*kept, *({"id": index} for index in by_index)]
    result = []
    for each in wanted:
        upload = by_index.get(str(each["id"]))
        if upload is None:
            result += [known for known in kept if known["id"] == str(each["id"])]
            continue
        name = each.get("filename") or upload.filename
        result.append(world.store_file(name, upload.data, description=each.get("description")))
    return result


def _post(
    world: World,
    channel: Channel,
    body: dict[str, Any],
    uploads: list[Upload],
    via: str,
    *,
    loading: bool = False,
) -> Message:
    _check_components(body.get("components") or [])
    attachments = _attachments(world, body, uploads, [])
    if not loading and not (
        body.get("content") or body.get("embeds") or attachments or body.get("components")
    ):
        raise Fault(400, 50006, "Cannot send an empty message")
    message = Message(
        world.new_id(), channel, world.bot, dict(body), attachments, world.now(), via, loading=loading
    )
    message.history.append(dict(body))
    channel.messages[message.id] = message
    return message


def _edit(world: World, message: Message, body: dict[str, Any], uploads: list[Upload]) -> None:
    _check_components(body.get("components") or [])
    message.attachments = _attachments(world, body, uploads, message.attachments)
    message.body = {**message.body, **{key: value for key, value in body.items() if key != "attachments"}}
    message.edited = world.now()
    message.loading = False
    message.history.append(dict(body))


def _delete(world: World, message: Message) -> None:
    message.channel.messages.pop(message.id, None)
