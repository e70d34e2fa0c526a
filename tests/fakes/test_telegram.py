"""Our Telegram refuses what the real one refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.fakes.telegram import Chat, FakeTelegram, Fault, User, text_of
from tests.fakes.telegram.spec import Spec
from tests.pictures import png

needs_spec = pytest.mark.skipif(Spec.at_hand() is None, reason="the Bot API's description is not at hand")


class Client:
    """Calls methods as forms, without a library."""

    def __init__(self, telegram: FakeTelegram, session: aiohttp.ClientSession) -> None:
        self._base = f"{telegram.url}/bot{telegram.token}"
        self._session = session

    async def call(self, method: str, **params: Any) -> tuple[int, dict[str, Any]]:
        form = aiohttp.FormData()
        for name, value in params.items():
            if isinstance(value, bytes):
                form.add_field(name, value, filename="file.png")
            else:
                form.add_field(name, str(value))
        async with self._session.post(f"{self._base}/{method}", data=form) as response:
            return response.status, await response.json()


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as opened:
        yield opened


@pytest_asyncio.fixture
async def client(telegram: FakeTelegram) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(telegram, session)


@pytest.fixture
def ann(telegram: FakeTelegram) -> User:
    return telegram.user("Ann")


@pytest.fixture
def chat(telegram: FakeTelegram, ann: User) -> Chat:
    opened = telegram.private(ann)
    opened.begun = True
    return opened


async def test_an_unknown_method_is_an_error(telegram: FakeTelegram, client: Client) -> None:
    status, _ = await client.call("paintSomething")
    assert status in (400, 404)
    assert telegram.violations


@needs_spec
async def test_an_unknown_parameter_is_an_error(telegram: FakeTelegram, client: Client, chat: Chat) -> None:
    await client.call("sendMessage", chat_id=chat.id, text="hello", colour="red")
    assert "unknown parameter colour" in telegram.violations[0]


@needs_spec
async def test_a_missing_parameter_is_an_error(telegram: FakeTelegram, client: Client, chat: Chat) -> None:
    await client.call("sendMessage", chat_id=chat.id)
    assert "text is required" in telegram.violations[0]


@needs_spec
async def test_a_parameter_of_the_wrong_type_is_an_error(
    telegram: FakeTelegram, client: Client, chat: Chat
) -> None:
    await client.call("editMessageText", chat_id=chat.id, message_id="first", text="hello")
    assert "Integer" in telegram.violations[0]


@needs_spec
async def test_our_own_messages_are_as_described(
    telegram: FakeTelegram, client: Client, ann: User, chat: Chat
) -> None:
    photo = chat.photo(ann, png(), "/stylize", album="1")
    chat.edit_caption(photo, "without a command")
    chat.document(ann, png(), "a.png", "image/png")
    chat.sticker(ann, png(), animated=True)
    chat.animation(ann, png())
    telegram.group("Painters", [ann], topics={5}).say(ann, "/help", topic=5)
    await client.call("sendPhoto", chat_id=chat.id, photo=png())
    assert telegram.violations == []


async def test_two_messages_in_a_second_are_too_many(client: Client, chat: Chat) -> None:
    await client.call("sendMessage", chat_id=chat.id, text="one")
    status, answer = await client.call("sendMessage", chat_id=chat.id, text="two")
    assert (status, answer["parameters"]["retry_after"]) == (429, 1)


async def test_an_edit_that_changes_nothing_is_an_error(
    client: Client, telegram: FakeTelegram, chat: Chat
) -> None:
    _, sent = await client.call("sendMessage", chat_id=chat.id, text="one")
    telegram._flood.chats.clear()
    number = sent["result"]["message_id"]
    _, answer = await client.call("editMessageText", chat_id=chat.id, message_id=number, text="one")
    assert "message is not modified" in answer["description"]


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("sendMessage", {"text": "x" * 4097}, "message is too long"),
        ("sendMessage", {"text": " "}, "text is empty"),
        ("sendPhoto", {"photo": png(), "caption": "x" * 1025}, "caption is too long"),
        ("sendPhoto", {"photo": b"no picture"}, "IMAGE_PROCESS_FAILED"),
        ("sendMessage", {"text": "x", "reply_parameters": '{"message_id": 999}'}, "replied not found"),
        ("sendMessage", {"text": "x", "message_thread_id": 5}, "thread not found"),
        ("sendChatAction", {"action": "dancing"}, "wrong parameter action"),
        ("editMessageText", {"message_id": 999, "text": "x"}, "message to edit not found"),
        ("deleteMessage", {"message_id": 999}, "message to delete not found"),
        (
            "sendMessage",
            {
                "text": "x",
                "reply_markup": '{"inline_keyboard": [[{"text": "b", "callback_data": "%s"}]]}' % ("d" * 65),
            },
            "BUTTON_DATA_INVALID",
        ),
    ],
)
async def test_what_telegram_refuses(
    client: Client, chat: Chat, method: str, params: dict[str, Any], words: str
) -> None:
    status, answer = await client.call(method, chat_id=chat.id, **params)
    assert status == 400
    assert words in answer["description"]


async def test_a_missing_reply_target_can_be_allowed(client: Client, chat: Chat) -> None:
    reply = '{"message_id": 999, "allow_sending_without_reply": true}'
    status, _ = await client.call("sendMessage", chat_id=chat.id, text="x", reply_parameters=reply)
    assert status == 200


async def test_an_update_stays_until_it_is_confirmed(client: Client, ann: User, chat: Chat) -> None:
    chat.say(ann, "hello")
    (_, first), (_, second) = await client.call("getUpdates"), await client.call("getUpdates")
    assert first["result"] == second["result"] != []


async def test_a_confirmed_update_is_gone(client: Client, ann: User, chat: Chat) -> None:
    chat.say(ann, "hello")
    _, answer = await client.call("getUpdates")
    _, answer = await client.call("getUpdates", offset=answer["result"][0]["update_id"] + 1)
    assert answer["result"] == []


async def test_in_privacy_mode_the_bot_hears_commands_only(
    telegram: FakeTelegram, client: Client, ann: User
) -> None:
    group = telegram.group("Painters", [ann])
    group.say(ann, "small talk")
    group.say(ann, "/help")
    _, answer = await client.call("getUpdates")
    assert [text_of(update["message"]) for update in answer["result"]] == ["/help"]


async def test_a_file_comes_back_as_it_was_sent(
    telegram: FakeTelegram, client: Client, ann: User, chat: Chat
) -> None:
    data = png()
    sent = chat.document(ann, data, "a.png", "image/png")
    _, answer = await client.call("getFile", file_id=sent["document"]["file_id"])
    address = f"{telegram.url}/file/bot{telegram.token}/{answer['result']['file_path']}"
    async with aiohttp.ClientSession() as session, session.get(address) as response:
        assert await response.read() == data


async def test_a_file_over_twenty_megabytes_is_not_handed_out(client: Client, ann: User, chat: Chat) -> None:
    sent = chat.document(ann, png(), "a.png", "image/png", size=20_000_001)
    _, answer = await client.call("getFile", file_id=sent["document"]["file_id"])
    assert "file is too big" in answer["description"]


async def test_a_fault_comes_once(telegram: FakeTelegram, client: Client, chat: Chat) -> None:
    telegram.fail("sendMessage", Fault.blocked())
    statuses = [(await client.call("sendMessage", chat_id=chat.id, text="x"))[0] for _ in range(2)]
    assert statuses == [403, 200]


async def test_who_has_never_written_cannot_be_written_to(
    telegram: FakeTelegram, client: Client, ann: User
) -> None:
    chat = telegram.private(ann)
    status, answer = await client.call("sendMessage", chat_id=chat.id, text="x")
    assert (status, answer["description"]) == (403, "Forbidden: bot can't initiate conversation with a user")


async def test_after_two_days_a_message_cannot_be_deleted(client: Client, chat: Chat) -> None:
    message = chat.post(chat.compose(chat.bot, text="x"))
    chat.aged(message, hours=49)
    status, answer = await client.call("deleteMessage", chat_id=chat.id, message_id=message["message_id"])
    assert (status, "can't be deleted" in answer["description"]) == (400, True)


@pytest.mark.parametrize(
    ("method", "kind", "params"),
    [
        ("sendMessage", "text messages", {"text": "x"}),
        ("sendPhoto", "photos", {"photo": png()}),
        ("sendDocument", "documents", {"document": png()}),
    ],
)
async def test_a_chat_forbids_kinds_of_messages(
    client: Client, chat: Chat, method: str, kind: str, params: dict[str, Any]
) -> None:
    chat.forbids.add(kind)
    status, answer = await client.call(method, chat_id=chat.id, **params)
    assert (status, kind in answer["description"]) == (400, True)


async def test_only_what_moves_is_an_animation(client: Client, chat: Chat) -> None:
    status, _ = await client.call("sendAnimation", chat_id=chat.id, animation=png())
    assert status == 400


async def test_a_mark_outside_of_the_text_is_refused(client: Client, chat: Chat) -> None:
    mark = '[{"type": "code", "offset": 0, "length": 2}]'
    status, _ = await client.call("sendMessage", chat_id=chat.id, text="x", entities=mark)
    assert status == 400


async def test_a_chat_without_reactions_refuses_them(client: Client, chat: Chat) -> None:
    message = chat.post(chat.compose(chat.bot, text="x"))
    chat.reactions = False
    status, _ = await client.call(
        "setMessageReaction",
        chat_id=chat.id,
        message_id=message["message_id"],
        reaction='[{"type": "emoji", "emoji": "👌"}]',
    )
    assert status == 400


async def test_who_writes_in_a_chats_name_is_hidden(telegram: FakeTelegram, ann: User) -> None:
    group = telegram.group("Painters", [ann])
    sent = group.say(ann, "/help", sender_chat=group.json())
    assert sent["from"]["username"] == "GroupAnonymousBot"


async def test_the_members_of_a_strange_channel_are_not_told(
    telegram: FakeTelegram, client: Client, ann: User
) -> None:
    channel = telegram.channel("News", [ann])
    status, _ = await client.call("getChatMember", chat_id=channel.id, user_id=ann.id)
    assert status == 400
