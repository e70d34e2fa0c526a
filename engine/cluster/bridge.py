"""The process between the program and a cluster: `python -m engine.cluster.bridge`.

Ray ends a process of its own accord when the cluster is lost, unpickles what nodes send, and starts threads that
hold the interpreter: none of it may happen to the bot. The bridge holds no token and no data, and may be killed at
any time; the next one starts afresh.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any, Final

from engine.cluster.protocol import EaselLost, Ground, RemoteEasel, Severed
from engine.cluster.shares import Node, Share, shares
from engine.cluster.versions import refusal, versions_here
from engine.cluster.wire import Begin, Declined, End, Ended, From, Join, Offer, Pulse, To, Withdrawn
from engine.processes.child import become_child
from engine.processes.connection import Connection, Lost
from engine.processes.framing import Channel, packed, unpacked
from engine.processes.wire import Start

SURVEY_SECONDS: Final = 1.0
"""So often are nodes counted and the program told that the bridge lives."""
PULSE_SECONDS: Final = 5.0
"""So often is every easel told the same."""
HEAD_PATIENCE: Final = 30.0
"""Seconds for which the head may be silent: a restart with a memory takes less."""
AGAIN_SECONDS: Final = 10.0
"""Before an easel that could not be set up is tried again."""
PAINTINGS_BYTES: Final = 200_000_000
"""So much of the latest paintings stays in the cluster, each once a node that needs it."""

log = logging.getLogger("engine.cluster.bridge")


@dataclass(eq=False)
class Stand:
    """An easel, seen from here."""

    share: Share
    name: str
    easel: RemoteEasel
    gone: bool = False
    working: asyncio.Lock = field(default_factory=asyncio.Lock)
    speaking: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass
class Session:
    """One worker's life on a stand; `over` once the program wants it no more."""

    stand: Stand
    over: bool = False


class Paintings:
    """Those that were sent lately: each is put into the cluster once, and every node fetches it once."""

    def __init__(self, put: Callable[[bytes], Any]) -> None:
        self._put = put
        self._kept: OrderedDict[str, tuple[Any, int]] = OrderedDict()
        self._bytes = 0

    def refer(self, painting: object) -> tuple[Any, int]:
        """The reference to it, and how many bytes went into the cluster for it just now."""
        data = packed(painting)
        name = hashlib.sha256(data).hexdigest()
        new = name not in self._kept
        if new:
            self._kept[name] = self._put(data), len(data)
            self._bytes += len(data)
        self._kept.move_to_end(name)
        reference = self._kept[name][0]
        while self._bytes > PAINTINGS_BYTES and len(self._kept) > 1:
            self._bytes -= self._kept.popitem(last=False)[1][1]
        return reference, len(data) if new else 0


class Bridge:
    """Sets up an easel on every share of the cluster and passes on what the program and the workers say."""

    def __init__(self, program: Connection, join: Join, ground: Ground) -> None:
        self._program = program
        self._join = join
        self._ground = ground
        self._stands: dict[Share, Stand | None] = {}
        self._sessions: dict[int, Session] = {}
        self._hosts: dict[str, str] = {}
        self._declined: set[str] = set()
        self._paintings = Paintings(ground.put)
        self._tasks: set[asyncio.Task[None]] = set()
        self._numbers = 0
        self._sent = 0
        self._received = 0

    async def run(self) -> None:
        """Until the program is gone or the cluster is. Raises `Lost` and `Severed`."""
        jobs = [asyncio.create_task(job()) for job in (self._listen, self._work, self._pulse)]
        done, _ = await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
        done.pop().result()

    async def _pulse(self) -> None:
        while True:
            self._program.send(Pulse(self._sent, self._received))
            await asyncio.sleep(SURVEY_SECONDS)

    async def _work(self) -> None:
        await asyncio.to_thread(self._ground.join)
        self._spawn(self._keep_alive())
        await self._survey()

    async def _listen(self) -> None:
        while True:
            match await self._program.receive(float("inf")):
                case Begin() as begin:
                    self._begin(begin)
                case To(number, message) if number in self._sessions:
                    self._spawn(self._say(self._sessions[number].stand, message))
                case End(number) if number in self._sessions:
                    self._sessions[number].over = True
                    self._spawn(self._end(self._sessions[number].stand))

    async def _survey(self) -> None:
        while True:
            try:
                async with asyncio.timeout(HEAD_PATIENCE):
                    nodes = await asyncio.to_thread(self._ground.nodes)
            except TimeoutError:
                raise Severed("the cluster's head gives no answer") from None
            ids = {node.id for node in nodes}
            for left in self._hosts.keys() - ids:
                self._forget(left)
            for node in nodes:
                self._hosts.setdefault(node.id, self._unlike_others(node))
            for share in [share for share in self._stands if share.node not in ids]:
                self._withdraw(share, "its node is gone")
            for share in shares(nodes, self._join.devices, self._join.slots):
                if share not in self._stands:
                    self._stands[share] = None
                    self._spawn(self._set_up(share))
            await asyncio.sleep(SURVEY_SECONDS)

    def _unlike_others(self, node: Node) -> str:
        """Its host's name, with a part of its id where several nodes are on one host."""
        return node.host if node.host not in self._hosts.values() else f"{node.host}-{node.id[:6]}"

    def _forget(self, node: str) -> None:
        host = self._hosts.pop(node)
        if host in self._declined:
            self._declined.discard(host)
            self._program.send(Declined(host, ""))

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(PULSE_SECONDS)
            for stand in [stand for stand in self._stands.values() if stand]:
                self._spawn(self._touch(stand))

    async def _touch(self, stand: Stand) -> None:
        try:
            await stand.easel.pulse()
        except EaselLost as lost:
            self._lose(stand, lost)

    async def _set_up(self, share: Share) -> None:
        host = self._hosts[share.node]
        easel = self._ground.set_up(share)
        try:
            theirs = unpacked(await easel.versions())
        except EaselLost as lost:
            log.warning("%s cannot be used: %s", host, lost)
            await asyncio.sleep(AGAIN_SECONDS)
            self._stands.pop(share, None)
            return
        reason = refusal(versions_here(), theirs)
        if reason is not None or share not in self._stands:
            easel.kill()
            if reason is not None:
                self._declined.add(host)
                self._program.send(Declined(host, reason))
            return
        self._numbers += 1
        stand = self._stands[share] = Stand(share, f"easel {self._numbers}", easel)
        self._program.send(Offer(stand.name, host, share.device, share.slot, share.here))

    def _withdraw(self, share: Share, reason: str) -> None:
        stand = self._stands.pop(share)
        if stand is not None:
            stand.gone = True
            stand.easel.kill()
            self._program.send(Withdrawn(stand.name, reason))

    def _lose(self, stand: Stand, lost: EaselLost) -> None:
        if not stand.gone:
            self._withdraw(stand.share, str(lost))

    def _begin(self, begin: Begin) -> None:
        stand = next((each for each in self._stands.values() if each and each.name == begin.easel), None)
        if stand is None:
            self._program.send(From(begin.session, Ended("is gone", lost=True)))
        else:
            self._sessions[begin.session] = Session(stand)
            self._spawn(self._live(begin, self._sessions[begin.session]))

    async def _live(self, begin: Begin, session: Session) -> None:
        ended = Ended("was left")
        try:
            async with session.stand.working:
                if not session.over:
                    ended = await self._attend(session.stand, begin)
        finally:
            del self._sessions[begin.session]
            self._program.send(From(begin.session, ended))

    async def _attend(self, stand: Stand, begin: Begin) -> Ended:
        previews = self._join.previews / max(1, sum(each is not None for each in self._stands.values()))
        try:
            async for data in stand.easel.work(packed(begin.setup), previews):
                self._received += len(data)
                message = unpacked(data)
                if isinstance(message, Ended):
                    return message
                self._program.send(From(begin.session, message))
        except EaselLost as lost:
            self._lose(stand, lost)
        return Ended("was lost with its node or its easel", lost=True)

    async def _say(self, stand: Stand, message: object) -> None:
        async with stand.speaking:
            paintings: tuple[Any, ...] = ()
            if isinstance(message, Start):
                referred = [self._paintings.refer(style) for style in message.request.styles]
                paintings = tuple(reference for reference, _ in referred)
                self._sent += sum(new for _, new in referred)
                message = Start(replace(message.request, styles=()))
            data = packed(message)
            self._sent += len(data)
            try:
                await stand.easel.say(data, *paintings)
            except EaselLost as lost:
                self._lose(stand, lost)

    async def _end(self, stand: Stand) -> None:
        try:
            await stand.easel.end()
        except EaselLost as lost:
            self._lose(stand, lost)

    def _spawn(self, job: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(job)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a fault in the bridge", exc_info=error)


async def serve(make_ground: Callable[[Join], Ground]) -> None:
    """The whole life of a bridge process; does not return."""
    program = Connection(Channel(*become_child()))
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.INFO)
    try:
        join = await program.receive(float("inf"))
        await Bridge(program, join, make_ground(join)).run()
    except Lost:
        pass
    except Severed as severed:
        log.error("%s", severed)
    except Exception:
        log.exception("the bridge cannot go on")
    finally:
        logging.shutdown()
        os._exit(0)


def main() -> None:
    """Runs until the program or the cluster is gone."""
    from engine.cluster.ground import RayGround

    asyncio.run(serve(lambda join: RayGround(join.address)))


if __name__ == "__main__":
    main()
