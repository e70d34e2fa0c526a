"""Updates are written down before Telegram is told that they came, and struck out once they are dealt with.

Telegram forgets an update when the next getUpdates confirms it; the library confirms only after `put` has
returned. So a crash loses nothing, and an update that comes twice is dealt with once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

import structlog
from telegram import Bot, Update
from telegram.error import NetworkError
from telegram.ext import BaseUpdateProcessor
from telegram.request import HTTPXRequest

from bot.core.store import Store

log = structlog.get_logger()

KIND: Final = "telegram.update"
REMEMBERED_SECONDS: Final = 2 * 86_400.0
"""Twice as long as Telegram keeps an update: https://core.telegram.org/bots/api#getting-updates"""
DONE: Final = "done"
REFUSED: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)
"""A token that was revoked, and one that is malformed: https://core.telegram.org/bots/api#making-requests"""
AT_ONCE: Final = 4096
"""Updates handled at the same time; each is mostly waiting."""


class TokenRefused(NetworkError):
    """Telegram, or something on the way to it, does not know the token."""


class Fetching(HTTPXRequest):
    """For getUpdates: of an update that the library cannot read the number alone is left, and no answer ends it.

    The library reads an answer whole or not at all, and then fetches the same one for ever; a bare number is
    confirmed like any other update. A refused token, which is also what a 404 of a proxy is taken for, would end its
    fetching for good; as `TokenRefused` it is tried again.
    """

    async def do_request(self, *args: Any, **named: Any) -> tuple[int, bytes]:
        """See `telegram.request.BaseRequest.do_request`. Raises `TokenRefused`."""
        code, payload = await super().do_request(*args, **named)
        if code in REFUSED:
            raise TokenRefused(f"Telegram refuses the token ({code})")
        return code, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """See `telegram.request.BaseRequest.parse_json_payload`."""
        answer = HTTPXRequest.parse_json_payload(payload)
        if isinstance(updates := answer.get("result"), list):
            answer["result"] = [_readable(each) for each in updates]
        return answer


def _readable(update: dict[str, Any]) -> dict[str, Any]:
    try:
        Update.de_json(update)
    except Exception as error:  # noqa: BLE001 - whatever the library makes of what it does not know
        number = update["update_id"]
        log.error("update cannot be read, left out", update=number, kind=[*update][1:], error=repr(error))
        return {"update_id": number}
    return update


class Inbox(asyncio.Queue[Any]):
    """The library's queue of updates, durable."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._recording = asyncio.Lock()

    async def put(self, item: Any) -> None:
        """Takes an update in, unless it has come before. Raises `NetworkError` when the store takes nothing now: the
        library then fetches it again. An update that no store could take is struck out, or it would come for ever."""
        if isinstance(item, Update):
            try:
                if not await self._record(item):
                    log.info("update came twice", update=item.update_id)
                    return
            except (TypeError, ValueError, RecursionError) as error:
                log.error("update cannot be stored, left out", update=item.update_id, error=repr(error))
                await self.done(item)
                return
            except Exception as error:
                raise NetworkError(f"the update cannot be stored: {error}") from error
        await super().put(item)

    async def replay(self, bot: Bot) -> int:
        """Puts in again what an earlier process did not finish, oldest first. Returns how many."""
        notes = await self._store.notes(KIND)
        left = [note for _, note in sorted(notes.items(), key=lambda each: int(each[0])) if note != DONE]
        for note in left:
            try:
                update = Update.de_json(note, bot)
            except Exception as error:  # noqa: BLE001 - one note that cannot be read must not keep the rest away
                log.error("update cannot be read again, left out", error=repr(error))
            else:
                await super().put(update)
        return len(left)

    async def done(self, update: Update) -> None:
        """Strikes out an update; its number is remembered for as long as it could come again."""
        await self._store.put_note(KIND, str(update.update_id), DONE, REMEMBERED_SECONDS)

    async def _record(self, update: Update) -> bool:
        async with self._recording:
            if await self._store.get_note(KIND, str(update.update_id)) is not None:
                return False
            note = _plain(update.to_dict())
            await self._store.put_note(KIND, str(update.update_id), note, REMEMBERED_SECONDS)
            return True


def _plain(value: Any) -> Any:
    """As it came: of a message that is not accessible any more the library leaves the date (0) a `datetime`.

    https://core.telegram.org/bots/api#inaccessiblemessage
    """
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


class Clerk(BaseUpdateProcessor):
    """Handles updates concurrently and strikes out those that are done."""

    def __init__(self, inbox: Inbox) -> None:
        super().__init__(AT_ONCE)
        self._inbox = inbox
        self._busy: set[asyncio.Task[Any]] = set()
        self._closed = False

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Called by the library, in a task of its own for each update."""
        if self._closed:
            assert isinstance(coroutine, Coroutine)
            coroutine.close()
            return
        task = asyncio.current_task()
        assert task is not None
        self._busy.add(task)
        try:
            await coroutine
            if isinstance(update, Update):
                await self._inbox.done(update)
        finally:
            self._busy.discard(task)

    def drop_everything(self) -> None:
        """Leaves what is being handled, and what is still to come, to the next start, which replays it."""
        self._closed = True
        for task in self._busy:
            task.cancel()

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""
