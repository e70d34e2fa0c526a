"""The gateway: hello, identify, heartbeats, numbered dispatches, resume, and dropped connections."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.discord.world import World

HEARTBEAT_MS = 41_250
"""docs: Gateway, Hello event, example value."""


class Session:
    """What survives a dropped connection: everything dispatched, by number."""

    def __init__(self, session_id: str, shard: list[int]) -> None:
        self.id = session_id
        self.shard = shard
        self.sent: list[dict[str, Any]] = []
        self.socket: Connection | None = None

    def dispatch(self, event: str, payload: dict[str, Any]) -> None:
        frame = {"op": 0, "t": event, "s": len(self.sent) + 1, "d": payload}
        self.sent.append(frame)
        if self.socket is not None:
            self.socket.send(frame)


class Connection:
    """One socket; frames are compressed when the client asks for zlib-stream."""

    def __init__(self, socket: web.WebSocketResponse, compressed: bool) -> None:
        self.socket = socket
        self._deflate = zlib.compressobj() if compressed else None
        self._queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def send(self, frame: dict[str, Any]) -> None:
        self._queue.put_nowait(frame)

    async def pump(self) -> None:
        while True:
            text = json.dumps(await self._queue.get())
            if self._deflate is None:
                await self.socket.send_str(text)
            else:
                data = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(data)


class Gateway:
    """Serves `/gateway-socket` and passes the world's events to the sessions."""

    def __init__(self, world: World, token: str) -> None:
        self._world = world
        self._token = token
        self.sessions: dict[str, Session] = {}
        self.identified = 0
        self.resumed = 0
        self.heartbeats = 0
        self.intents: int | None = None
        self._closers: list[Callable[[int], Any]] = []
        self.connections: set[Connection] = set()
        world.listeners.append(self.dispatch)

    def dispatch(self, event: str, payload: dict[str, Any]) -> None:
        guild_id = int(payload.get("guild_id") or 0)
        for session in self.sessions.values():
            number, count = session.shard
            if (guild_id >> 22) % count == number:
                session.dispatch(event, payload)

    @property
    def connected(self) -> bool:
        return any(session.socket is not None for session in self.sessions.values())

    async def drop(self, code: int = 4000) -> None:
        """Closes every socket, as Discord does now and then; sessions can be resumed."""
        for connection in list(self.connections):
            await connection.socket.close(code=code)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        connection = Connection(socket, request.query.get("compress") == "zlib-stream")
        self.connections.add(connection)
        pump = asyncio.create_task(connection.pump())
        session: Session | None = None
        connection.send({"op": 10, "d": {"heartbeat_interval": HEARTBEAT_MS}, "s": None, "t": None})
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    continue
                frame = json.loads(message.data)
                if frame["op"] == 1:
                    self.heartbeats += 1
                    connection.send({"op": 11, "d": None, "s": None, "t": None})
                elif frame["op"] == 2:
                    session = self._identify(frame["d"], connection)
                    if session is None:
                        await socket.close(code=4004, message=b"Authentication failed.")
                elif frame["op"] == 6:
                    session = self._resume(frame["d"], connection)
        finally:
            pump.cancel()
            self.connections.discard(connection)
            if session is not None and session.socket is connection:
                session.socket = None
        return socket

    def _identify(self, data: dict[str, Any], connection: Connection) -> Session | None:
        if data["token"] != self._token:
            return None
        self.identified += 1
        self.intents = data["intents"]
        session = Session(f"session{self.identified}", data.get("shard") or [0, 1])
        session.socket = connection
        for gone in [known for known in self.sessions.values() if known.shard == session.shard]:
            del self.sessions[gone.id]
        self.sessions[session.id] = session
        guilds = [guild for guild in self._world.guilds.values() if guild.installed]
        session.dispatch(
            "READY",
            {
                "v": 10,
                "user": self._world.user_payload(self._world.bot) | {"mfa_enabled": False, "locale": "en-US"},
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
                "session_id": session.id,
                "resume_gateway_url": f"{self._world.origin.replace('http', 'ws', 1)}/gateway-socket",
                "shard": session.shard,
                "application": {"id": str(self._world.bot), "flags": 0},
            },
        )
        for guild in guilds:
            if (guild.id >> 22) % session.shard[1] == session.shard[0]:
                session.dispatch("GUILD_CREATE", guild.payload(self._world))
        return session

    def _resume(self, data: dict[str, Any], connection: Connection) -> Session | None:
        session = self.sessions.get(data["session_id"])
        if session is None or data["token"] != self._token:
            connection.send({"op": 9, "d": False, "s": None, "t": None})
            return None
        self.resumed += 1
        session.socket = connection
        for frame in session.sent[data["seq"] or 0 :]:
            connection.send(frame)
        session.dispatch("RESUMED", {})
        return session
