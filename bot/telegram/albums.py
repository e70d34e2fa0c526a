"""An album arrives as separate messages with no end mark: it is whole when nothing more has come for a while."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from telegram import Message


@dataclass
class _Album:
    pieces: dict[int, Message] = field(default_factory=dict)
    grown: asyncio.Event = field(default_factory=asyncio.Event)
    finished: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, piece: Message) -> None:
        self.pieces[piece.message_id] = piece
        self.grown.set()

    async def settled(self, window: float) -> list[Message]:
        while self.grown.is_set():
            self.grown.clear()
            try:
                async with asyncio.timeout(window):
                    await self.grown.wait()
            except TimeoutError:
                pass
        return [self.pieces[number] for number in sorted(self.pieces)]


class Albums:
    """Gathers the pieces. `window` is the seconds without a new piece after which an album is taken as whole."""

    def __init__(self, window: float) -> None:
        self._window = window
        self._open: dict[tuple[int, str], _Album] = {}

    async def collect(self, piece: Message, act: Callable[[list[Message]], Awaitable[None]]) -> None:
        """Calls `act` once with all pieces, in the order they were sent; returns when that is done.

        Every piece's caller waits, so that no piece counts as dealt with before its album is.
        """
        key = (piece.chat.id, piece.media_group_id or str(piece.message_id))
        known = self._open.get(key)
        if known:
            known.add(piece)
            await known.finished.wait()
            return
        album = self._open[key] = _Album()
        album.add(piece)
        try:
            pieces = await album.settled(self._window)
            del self._open[key]
            await act(pieces)
        finally:
            if self._open.get(key) is album:
                del self._open[key]
            album.finished.set()
