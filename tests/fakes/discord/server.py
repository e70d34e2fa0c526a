"""The sockets: one aiohttp server for REST, gateway and CDN."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.rest import ROUTES, Call, Upload
from tests.fakes.discord.spec import Spec
from tests.fakes.discord.world import Bucket, Fault, Page, World
from tests.fakes.specs import find_spec

TOKEN = "fake-token"
API = "/api/v10"
MAX_REQUEST = 64 * 1024 * 1024


@dataclass
class FakeDiscord:
    """The running fake: its world, its gateway, and where to find it."""

    world: World
    gateway: Gateway
    token: str
    spec: Spec
    api_base: str = ""
    fetched: int = 0
    losing: list[tuple[str, str]] = field(default_factory=list)

    def check(self) -> None:
        """Raises `AssertionError` with every request or answer that broke the specification."""
        assert not self.world.violations, "\n".join(self.world.violations)

    def fail_next(self, method: str, path: str, fault: Fault, times: int = 1) -> None:
        """The next requests whose path (a regular expression) matches are answered with this error."""

        def matches(got_method: str, got_path: str) -> bool:
            return got_method == method and re.search(path, got_path) is not None

        self.world.injected += [(matches, fault)] * times

    def lose_answer(self, method: str, path: str) -> None:
        """The next such request is carried out, but the connection breaks before the answer."""
        self.losing.append((method, path))

    def loses(self, method: str, path: str) -> bool:
        """Whether this answer is to be lost; asked once for each."""
        for each in self.losing:
            if each[0] == method and re.search(each[1], path):
                self.losing.remove(each)
                return True
        return False


@contextlib.asynccontextmanager
async def open_discord(token: str = TOKEN) -> AsyncIterator[FakeDiscord]:
    """Listens on a free loopback port until the block ends."""
    world = World()
    fake = FakeDiscord(
        world, Gateway(world, token), token, Spec(find_spec("TEST_DISCORD_SPEC", "discord-openapi.json"))
    )
    app = web.Application(client_max_size=MAX_REQUEST)
    app.router.add_get("/gateway-socket", fake.gateway.handle)
    for folder in ("attachments", "avatars"):
        app.router.add_get(f"/{folder}/{{tail:.*}}", _cdn(fake))
    app.router.add_route("*", "/{tail:.*}", _rest(fake))
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        world.origin = f"http://{host}:{port}"
        fake.api_base = world.origin + API
        yield fake
    finally:
        await runner.cleanup()


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _cdn(fake: FakeDiscord) -> Handler:
    async def serve(request: web.Request) -> web.StreamResponse:
        fake.fetched += 1
        data = fake.world.files.get(request.path)
        if data is None or (request.path.startswith("/attachments/") and "hm" not in request.query):
            return web.Response(status=404)
        return web.Response(body=data)

    return serve


def _rest(fake: FakeDiscord) -> Handler:
    async def serve(request: web.Request) -> web.StreamResponse:
        world = fake.world
        path = request.path.removeprefix(API)
        try:
            call = await _read(request, path)
            world.violations += fake.spec.request_faults(request.method, path, call.query, call.body)
            status, answer, headers = _answer(fake, request, call)
        except Page as page:
            world.requests.append((world.now(), request.method, path, page.status))
            text = f"<!DOCTYPE html><title>{page.message}</title><h1>{page.message}</h1>"
            return web.Response(status=page.status, text=text, content_type="text/html")
        except Fault as fault:
            status, answer, headers = fault.status, {"code": fault.code, "message": fault.message}, {}
        world.violations += fake.spec.answer_faults(request.method, path, status, answer)
        world.requests.append((world.now(), request.method, path, status))
        if fake.loses(request.method, path) and request.transport is not None:
            request.transport.close()
        if status == 204:
            return web.Response(status=204, headers=headers)
        headers["Content-Type"] = "application/json"
        return web.Response(status=status, body=json.dumps(answer).encode(), headers=headers)

    return serve


async def _read(request: web.Request, path: str) -> Call:
    body: Any = None
    uploads: list[Upload] = []
    if request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            data = await part.read(decode=False)  # type: ignore[union-attr,call-arg]
            if part.name == "payload_json":
                body = json.loads(data)
            else:
                uploads.append(Upload(part.name or "", part.filename or "", bytes(data)))  # type: ignore[union-attr]
    elif request.can_read_body:
        text = await request.text()
        body = json.loads(text) if text else None
    return Call(request.method, path, dict(request.query), body, uploads, ())


def _answer(fake: FakeDiscord, request: web.Request, call: Call) -> tuple[int, Any, dict[str, str]]:
    world = fake.world
    if not request.path.startswith(API):
        raise Fault(404, 0, "404: Not Found")
    public, handler, groups = _route(call)
    if not public and request.headers.get("Authorization") != f"Bot {fake.token}":
        raise Fault(401, 0, "401: Unauthorized")
    for index, (matches, fault) in enumerate(world.injected):
        if matches(call.method, call.path):
            del world.injected[index]
            raise fault
    limited = _limit(world, call)
    if limited is not None:
        return limited
    status, answer = handler(world, call._replace(groups=groups))
    return status, answer, _bucket_headers(world, call)


def _route(call: Call) -> tuple[bool, Callable[[World, Call], tuple[int, Any]], tuple[str, ...]]:
    for method, pattern, public, handler in ROUTES:
        match = re.fullmatch(pattern, call.path)
        if match and method == call.method:
            return public, handler, match.groups()
    raise Fault(404, 0, "404: Not Found")


def _limited_key(call: Call) -> str | None:
    """Which bucket a request falls into: edits and sends of a webhook token, sends and edits of a channel."""
    webhook = re.match(r"/webhooks/\d+/([^/]+)", call.path)
    if webhook and call.method != "GET":
        return f"webhook {webhook[1]}"
    channel = re.match(r"/channels/(\d+)/messages", call.path)
    if channel and call.method in ("POST", "PATCH"):
        return f"{call.method} channel {channel[1]}"
    return None


def _limit(world: World, call: Call) -> tuple[int, Any, dict[str, str]] | None:
    key = _limited_key(call)
    if key is None:
        return None
    wait = world.storm_until - world.now()
    if wait <= 0:
        bucket = world.buckets.setdefault(key, Bucket(*world.bucket_rule))
        wait = bucket.take(world.now())
    if wait <= 0:
        return None
    world.refused_429 += 1
    wait = round(wait, 3)
    headers = {"Via": "1.1 fake", "Retry-After": str(int(wait) + 1), "X-RateLimit-Scope": "user"}
    return 429, {"message": "You are being rate limited.", "retry_after": wait, "global": False}, headers


def _bucket_headers(world: World, call: Call) -> dict[str, str]:
    key = _limited_key(call)
    if key is None or key not in world.buckets:
        return {}
    bucket = world.buckets[key]
    now = world.now()
    reset = bucket.per - (now - bucket.times[0]) if bucket.times else bucket.per
    return {
        "X-RateLimit-Limit": str(bucket.limit),
        "X-RateLimit-Remaining": str(bucket.limit - len(bucket.times)),
        "X-RateLimit-Reset": f"{now + reset:.3f}",
        "X-RateLimit-Reset-After": f"{reset:.3f}",
        "X-RateLimit-Bucket": key.rsplit(" ", 1)[0].replace(" ", "-"),
    }
