"""How much may be fetched at once: a number of pictures' owners, and of bytes, first come first served."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Budget:
    """`places` holders at once, who hold `size` bytes together."""

    def __init__(self, places: int, size: int) -> None:
        self._places = places
        self._left = self._size = size
        self._line: deque[object] = deque()
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def take(self, size: int) -> AsyncIterator[None]:
        """So many bytes are held until the end of the block; waits for its turn. More than all is all."""
        size, me = min(size, self._size), object()
        async with self._changed:
            self._line.append(me)
            try:
                await self._changed.wait_for(
                    lambda: self._line[0] is me and self._places > 0 and self._left >= size
                )
            finally:
                self._line.remove(me)
                self._changed.notify_all()
            self._places, self._left = self._places - 1, self._left - size
        try:
            yield
        finally:
            self._places, self._left = self._places + 1, self._left + size
            async with self._changed:
                self._changed.notify_all()
