"""The fake Telegram itself: HTTP in front of `Methods`, updates by long polling or webhook, faults on demand."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

import aiohttp
from aiohttp import web

from tests.fakes.telegram.flood import FloodControl, FloodLimits
from tests.fakes.telegram.methods import ApiError, Methods, Press, Upload, Uploads, membership
from tests.fakes.telegram.spec import Spec
from tests.fakes.telegram.world import Chat, Files, Json, StoredFile, User, text_of
from tests.patience import PATIENCE

T = TypeVar("T")

MOST_UPDATES = 100
"""Updates in one answer of getUpdates: https://core.telegram.org/bots/api#getupdates"""


@dataclass
class Fault:
    """What goes wrong with a call instead of, or after, its doing.

    `code` answers an error; `page` answers HTML, as proxies do, with that code or 200; `hang` keeps the caller
    waiting until it goes away; `cut` resets the connection. `after` lets the method act first, so that only its
    answer is lost.
    """

    code: int | None = None
    description: str = "Internal Server Error"
    retry_after: int | None = None
    hang: bool = False
    cut: bool = False
    page: bool = False
    after: bool = False
    times: int = 1
    when: Callable[[Json], bool] = lambda params: True

    @classmethod
    def flood(cls, seconds: int, **more: Any) -> Fault:
        """429."""
        return cls(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds, **more)

    @classmethod
    def blocked(cls) -> Fault:
        """403."""
        return cls(403, "Forbidden: bot was blocked by the user")


@dataclass(frozen=True)
class Call:
    """A request the bot made, when (monotonic seconds), and the HTTP status it got (0 for none)."""

    method: str
    params: Json
    files: Uploads
    at: float
    status: int

    @property
    def chat_id(self) -> int | None:
        """Whom it concerned."""
        chat_id = self.params.get("chat_id")
        return None if chat_id is None else int(chat_id)


@dataclass
class Updates:
    """The queue of getUpdates: what is not confirmed stays."""

    waiting: list[Json] = field(default_factory=list)
    confirmed: list[Json] = field(default_factory=list)
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(700_001))
    wanted: set[str] = field(default_factory=set)
    """`allowed_updates` as the bot gave it; every kind until it has."""
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def confirm(self, offset: int) -> None:
        """Everything below `offset` has been received."""
        self.confirmed += [each for each in self.waiting if each["update_id"] < offset]
        self.waiting = [each for each in self.waiting if each["update_id"] >= offset]

    def repeat(self, count: int) -> None:
        """The last offset was lost: the last confirmed updates come again, with their old numbers."""
        self.waiting = [*self.confirmed[-count:], *self.waiting]
        self.changed.set()


class FakeTelegram:
    """An async context manager; `url` is what `telegram.api_base` should be.

    `violations` collects what no real client may do: unknown methods, parameters against the specification.
    `calls` holds every call but getUpdates. A flood is answered 429
    and kept in `floods`; what a `storm` refused is kept in `stormed`.
    """

    def __init__(self, flood: FloodLimits | None = None, token: str = "123456:fake-token") -> None:
        self.token = token
        self.bot = User(123456, "Impasto", is_bot=True, username="impasto_test_bot")
        self.files = Files()
        self.chats: dict[int, Chat] = {}
        self.methods = Methods(self.bot, self.chats, self.files)
        self.updates = Updates()
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.floods: list[Call] = []
        self.stormed: list[Call] = []
        self.url = ""
        self._flood = FloodControl(flood or FloodLimits())
        self._spec = Spec.at_hand()
        self._faults: dict[str, list[Fault]] = {}
        self._storm_until = 0.0
        self._poller: asyncio.Event | None = None
        self._ids = itertools.count(1)
        self._runner: web.AppRunner | None = None
        self._port = 0
        self._timers: set[asyncio.TimerHandle] = set()
        self._posts: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self.up()
        return self

    async def __aexit__(self, *_: object) -> None:
        for timer in self._timers:
            timer.cancel()
        for post in self._posts:
            post.cancel()
        await self.down()

    async def up(self) -> None:
        """Answers from now on, at the same address as before."""
        app = web.Application(client_max_size=200_000_000)
        app.router.add_route("*", "/bot{token}/{method}", self._method)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"

    async def down(self) -> None:
        """The network is gone: connections break, new ones are refused."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    @property
    def polled(self) -> bool:
        """Whether somebody waits for updates."""
        return self._poller is not None

    def user(self, name: str, language: str | None = "en") -> User:
        """Somebody new."""
        return User(5000 + next(self._ids), name, language)

    def private(self, user: User) -> Chat:
        """The private chat of a person with the bot; it cannot be written to before the person has."""
        known = user.id in self.chats
        chat = self._chat(user.id, "private", user.name, {user.id: "member"})
        if not known:
            chat.begun = False
        return chat

    def channel(self, title: str, admins: list[User], *, open_to_bot: bool = False) -> Chat:
        """A channel that people may write as; the bot sees its members only where it is one."""
        statuses = {user.id: "creator" for user in admins}
        if open_to_bot:
            statuses[self.bot.id] = "administrator"
        return self._chat(-1_002_000_000_000 - next(self._ids), "channel", title, statuses)

    def bot_is(self, chat: Chat, status: str, by: User) -> None:
        """Somebody adds the bot to a chat (`member`), takes it out (`left`, `kicked`), or blocks it."""
        before = chat.members.get(self.bot.id, "left")
        chat.members[self.bot.id] = status
        chat.shut = {"left": "bot is not a member of the chat", "kicked": "bot was kicked"}.get(status)
        self.deliver(
            "my_chat_member",
            {
                "chat": chat.json(),
                "from": by.json(),
                "date": int(time.time()),
                "old_chat_member": membership(before, self.bot.json()),
                "new_chat_member": membership(status, self.bot.json()),
            },
        )

    def group(
        self,
        title: str,
        members: list[User],
        admins: list[User] | None = None,
        topics: set[int] | None = None,
        privacy: bool = True,
        kind: str = "supergroup",
    ) -> Chat:
        """A group the bot is in."""
        statuses = {user.id: "member" for user in [*members, self.bot]}
        statuses |= {user.id: "administrator" for user in admins or []}
        prefix = -1_001_000_000_000 if kind == "supergroup" else -1000
        chat = self._chat(prefix - next(self._ids), kind, title, statuses)
        chat.topics |= topics or set()
        chat.privacy = privacy
        return chat

    def migrate(self, chat: Chat, by: User, announce: bool = True) -> Chat:
        """The group becomes a supergroup, with another id and no messages."""
        fresh = self._chat(-1_001_000_000_000 - next(self._ids), "supergroup", chat.title, dict(chat.members))
        fresh.privacy = chat.privacy
        if announce:
            chat.service(by, migrate_to_chat_id=fresh.id)
            fresh.service(by, migrate_from_chat_id=chat.id)
        chat.migrated_to = fresh.id
        return fresh

    def press(self, user: User, message: Json, label: str) -> Press:
        """Somebody presses the button whose text holds `label`."""
        buttons = [button for row in message["reply_markup"]["inline_keyboard"] for button in row]
        data = next(each["callback_data"] for each in buttons if label in each["text"])
        return self.press_data(user, message, data)

    def press_data(self, user: User, message: Json, data: str, *, accessible: bool = True) -> Press:
        """Somebody presses a button that may be gone from the screen by now.

        Telegram says who it really was, anonymous or not; of a message that is not `accessible`, only its number.
        """
        if not accessible:
            message = self.chats[message["chat"]["id"]].inaccessible(message)
        press = Press(f"press-{next(self._ids)}", message, data)
        self.methods.presses[press.id] = press
        chat_instance = str(message["chat"]["id"])
        self.deliver(
            "callback_query",
            {
                "id": press.id,
                "from": user.json(),
                "message": dict(message),
                "data": data,
                "chat_instance": chat_instance,
            },
        )
        return press

    def fail(self, method: str, fault: Fault) -> Fault:
        """The next calls of `method` meet `fault`."""
        self._faults.setdefault(method, []).append(fault)
        return fault

    def storm(self, seconds: float) -> None:
        """Everything that sends or edits is answered 429 from now on, for so long."""
        self._storm_until = time.monotonic() + seconds

    def made(self, *methods: str, chat: Chat | None = None, ok: bool = True) -> list[Call]:
        """The calls of these methods so far, all of them if none is named."""
        return [
            call
            for call in self.calls
            if (not methods or call.method in methods)
            and (chat is None or call.chat_id == chat.id)
            and (not ok or call.status == 200)
        ]

    async def until(self, probe: Callable[[], T | None], what: str = "it", patience: float = PATIENCE) -> T:
        """The first truthy value of `probe()`. Raises `AssertionError` with all that was said so far."""
        deadline = time.monotonic() + patience
        while not (value := probe()):
            if time.monotonic() > deadline:
                raise AssertionError(f"never happened: {what}\n{self.transcript()}")
            await asyncio.sleep(0.01)
        return value

    def transcript(self) -> str:
        """Every call with its outcome, a line each."""
        return "\n".join(f"{call.status} {call.method} {_brief(call.params)}" for call in self.calls)

    def deliver(self, kind: str, payload: Json, after: float = 0) -> None:
        """An update for the bot, in `after` seconds."""
        if after:
            loop = asyncio.get_running_loop()
            self._timers.add(loop.call_later(after, self.deliver, kind, payload))
            return
        update = {"update_id": next(self.updates.numbers), kind: payload}
        if self._spec and (problem := self._spec.value("update", update, ["Update"])):
            self.violations.append(f"our own {problem}")
        if self.updates.wanted and kind not in self.updates.wanted:
            return
        if self.methods.webhook:
            post = asyncio.get_running_loop().create_task(self._post(update))
            self._posts.add(post)
            post.add_done_callback(self._posts.discard)
            return
        self.updates.waiting.append(update)
        self.updates.changed.set()

    def _chat(self, chat_id: int, kind: str, title: str, members: dict[int, str]) -> Chat:
        if chat_id not in self.chats:
            self.chats[chat_id] = Chat(chat_id, kind, title, self.bot, self.files, self.deliver, members)
        return self.chats[chat_id]

    async def _post(self, update: Json) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.methods.webhook.get("secret_token", "")}
        async with aiohttp.ClientSession() as session:
            await session.post(self.methods.webhook["url"], json=update, headers=headers)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        found: StoredFile | None = self.files.by_path.get(request.match_info["path"])
        if found is None or request.match_info["token"] != self.token:
            return web.json_response({"ok": False, "error_code": 404, "description": "Not Found"}, status=404)
        fault = self._fault("file", {"path": found.path})
        if fault and fault.cut:
            return _reset(request)
        return web.Response(body=found.data, content_type="application/octet-stream")

    async def _method(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        form, files = await _form(request)
        if request.match_info["token"] != self.token:
            return _error(ApiError(401, "Unauthorized"))
        params = {name: _decoded(name, value) for name, value in form.items()}
        try:
            return await self._handle(request, method, form, params, files)
        except ApiError as error:
            self._note(method, params, files, error.code)
            return _error(error)

    async def _handle(
        self, request: web.Request, method: str, form: dict[str, str], params: Json, files: Uploads
    ) -> web.StreamResponse:
        if self._spec and (
            problem := self._spec.request(method, form, {k: v.data for k, v in files.items()})
        ):
            self.violations.append(problem)
            raise ApiError(400, f"Bad Request: {problem}")
        fault = self._fault(method, params)
        if fault and not fault.after:
            return await self._fail(request, method, params, files, fault)
        if method == "getUpdates":
            return _ok(await self._get_updates(params))
        self._hold_back(method, params, files)
        act = getattr(self.methods, re.sub("[A-Z]", lambda found: "_" + found[0].lower(), method), None)
        if act is None:
            self.violations.append(f"unknown method {method}")
            raise ApiError(404, "Not Found")
        result = act(params, files)
        if self._spec and (problem := self._spec.answer(method, result)):
            self.violations.append(f"our own {problem}")
        if fault:
            return await self._fail(request, method, params, files, fault)
        self._note(method, params, files, 200)
        return _ok(result)

    def _hold_back(self, method: str, params: Json, files: Uploads) -> None:
        """Raises 429 for a call that comes too soon."""
        if "chat_id" not in params:
            return
        chat_id, now = int(params["chat_id"]), time.monotonic()
        if now < self._storm_until:
            wait, met = int(self._storm_until - now + 1), self.stormed
        else:
            chat = self.chats.get(chat_id)
            wait, met = self._flood.admit(chat_id, chat is not None and chat.group), self.floods
        if wait:
            met.append(Call(method, params, files, now, 429))
            raise ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)

    def _fault(self, method: str, params: Json) -> Fault | None:
        for fault in self._faults.get(method, []):
            if fault.times > 0 and fault.when(params):
                fault.times -= 1
                return fault
        return None

    async def _fail(
        self, request: web.Request, method: str, params: Json, files: Uploads, fault: Fault
    ) -> web.StreamResponse:
        self._note(method, params, files, fault.code or 0)
        if fault.cut:
            return _reset(request)
        if fault.hang:
            await asyncio.Event().wait()
        if fault.page:
            return web.Response(
                status=fault.code or 200, text="<!DOCTYPE html><h1>Sorry</h1>", content_type="text/html"
            )
        parameters = {"retry_after": fault.retry_after} if fault.retry_after else {}
        return _error(ApiError(fault.code or 500, fault.description, **parameters))

    async def _get_updates(self, params: Json) -> list[Json]:
        if self.methods.webhook:
            raise ApiError(409, "Conflict: can't use getUpdates method while webhook is active")
        self.updates.wanted.update(params.get("allowed_updates", ()))
        with self._only_poller() as terminated:
            self.updates.confirm(int(params.get("offset", 0)))
            deadline = time.monotonic() + int(params.get("timeout", 0))
            while not self.updates.waiting and time.monotonic() < deadline and not terminated.is_set():
                self.updates.changed.clear()
                await _first(deadline - time.monotonic(), self.updates.changed, terminated)
        if terminated.is_set():
            raise ApiError(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            )
        return self.updates.waiting[:MOST_UPDATES]

    @contextlib.contextmanager
    def _only_poller(self) -> Iterator[asyncio.Event]:
        if self._poller:
            self._poller.set()
        mine = self._poller = asyncio.Event()
        try:
            yield mine
        finally:
            if self._poller is mine:
                self._poller = None

    def _note(self, method: str, params: Json, files: Uploads, status: int) -> None:
        if method != "getUpdates":
            self.calls.append(Call(method, params, files, time.monotonic(), status))


async def _form(request: web.Request) -> tuple[dict[str, str], Uploads]:
    texts: dict[str, str] = dict(request.query)
    files: Uploads = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = Upload(value.filename, value.file.read())
        else:
            texts[name] = str(value)
    return texts, files


def _decoded(name: str, text: str) -> Any:
    if name in ("text", "caption", "callback_query_id", "file_id", "url", "secret_token", "language_code"):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


async def _first(seconds: float, *events: asyncio.Event) -> None:
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=max(0, seconds), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


def _ok(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _error(error: ApiError) -> web.Response:
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return web.json_response(body, status=error.code)


def _reset(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()


def _brief(params: Json) -> str:
    kept = {
        name: params[name]
        for name in ("chat_id", "message_id", "action", "document", "user_id")
        if name in params
    }
    said = text_of(params) or text_of(
        params.get("media", {}) if isinstance(params.get("media"), dict) else {}
    )
    return f"{kept} {said!r}"
