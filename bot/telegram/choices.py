"""Half-made choices: the photo is there and the painting still to come, or the other way round.

They are notes, so they outlive the bot.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final, Self
from weakref import WeakValueDictionary

import structlog

from bot.core.store import Store
from bot.telegram.command import Asked
from bot.telegram.pictures import Picture
from bot.telegram.places import SURFACE, Place

log = structlog.get_logger()

KIND: Final = "telegram.choice"
GRACE_SECONDS: Final = 86_400.0
"""How much longer than the choice its note is kept, so that its end can be told after a pause."""
TOKEN_BYTES: Final = 6


@dataclass(frozen=True)
class Choice:
    """Somebody's photo in a chat, with what they asked for so far; no photo while only the style is known.

    `question` is the message that asks for what is missing, `source` names the message it all came from. What is
    `private` is to be delivered to the person alone. `expires` is in Unix seconds.
    """

    place: Place
    user_id: str
    content: Picture | None
    expires: float
    locale: str
    asked: Asked = field(default_factory=Asked)
    question: int | None = None
    source: str = ""
    private: bool = False
    token: str = field(default_factory=lambda: secrets.token_hex(TOKEN_BYTES))

    @property
    def key(self) -> str:
        """One choice for each person and chat."""
        return key_of(self.place, self.user_id)

    def with_changes(self, **changes: Any) -> Self:
        """A copy with some fields replaced."""
        return replace(self, **changes)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """What `to_json` wrote."""
        return cls(
            **{
                **values,
                "place": Place(**values["place"]),
                "content": Picture.from_json(values["content"]) if values["content"] else None,
                "asked": Asked(**values["asked"]),
            }
        )

    def to_json(self) -> dict[str, Any]:
        """For a note."""
        return asdict(self)


def key_of(place: Place, user_id: str) -> str:
    """Names a person in a chat."""
    return f"{place.chat_id}:{user_id}"


class Choices:
    """The durable set of half-made choices, and the clock that ends them."""

    def __init__(self, store: Store, tell_expired: Callable[[Choice], Awaitable[None]]) -> None:
        self._store = store
        self._tell_expired = tell_expired
        self._changed = asyncio.Event()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def lock(self, place: Place, user_id: str) -> asyncio.Lock:
        """Held while a person's message is looked at, so that two in a row are taken in order."""
        return self._locks.setdefault(key_of(place, user_id), asyncio.Lock())

    async def get(self, place: Place, user_id: str) -> Choice | None:
        """What this person has chosen so far here, unless it has expired."""
        note = await self._store.get_note(KIND, key_of(place, user_id))
        choice = Choice.from_json(note) if note else None
        return choice if choice and choice.expires > time.time() else None

    async def by_token(self, token: str) -> Choice | None:
        """The choice a button belongs to, whoever pressed it."""
        notes = (await self._store.notes(KIND)).values()
        found = (Choice.from_json(note) for note in notes if note["token"] == token)
        return next((choice for choice in found if choice.expires > time.time()), None)

    async def put(self, choice: Choice) -> None:
        """Remember it, in place of the person's earlier one here."""
        ttl = choice.expires - time.time() + GRACE_SECONDS
        owner_key = f"{SURFACE}:{choice.user_id}"
        await self._store.put_note(KIND, choice.key, choice.to_json(), ttl, belongs_to=owner_key)
        self._changed.set()

    async def drop(self, choice: Choice) -> None:
        """It has become a job, or is not wanted any more."""
        await self._store.delete_note(KIND, choice.key)

    async def run(self) -> None:
        """Ends choices when their time is over, and says so; runs until cancelled."""
        while True:
            self._changed.clear()
            choices = [Choice.from_json(note) for note in (await self._store.notes(KIND)).values()]
            now = time.time()
            for choice in choices:
                if choice.expires <= now:
                    await self._end(choice)
            left = [choice.expires - now for choice in choices if choice.expires > now]
            try:
                async with asyncio.timeout(min(left, default=None)):
                    await self._changed.wait()
            except TimeoutError:
                continue

    async def _end(self, choice: Choice) -> None:
        await self.drop(choice)
        try:
            await self._tell_expired(choice)
        except Exception as error:  # noqa: BLE001 - one chat that cannot be told must not stop the clock
            log.warning("expired choice not told", chat=choice.place.chat_id, error=repr(error))
