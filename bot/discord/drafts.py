"""Half-made choices: pictures that somebody has pointed at and not ordered yet. They outlive a restart."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from bot.core.jobs import Owner
from bot.core.refusal import Refusal
from bot.core.store import Store
from bot.discord.attachments import Attachment

KIND: Final = "discord-draft"
SECONDS: Final = 86_400.0
"""Discord's signed links end within a day."""


@dataclass(frozen=True)
class Draft:
    """The pictures to choose from, where they lie; the bytes stay on Discord."""

    pictures: tuple[Attachment, ...]
    reply_to: int | None = None
    private: bool = False


async def keep(store: Store, owner: Owner, draft: Draft) -> str:
    """Keep it for a day; returns the key by which this person, and nobody else, finds it again."""
    key = secrets.token_urlsafe(12)
    pictures = [picture.to_json() for picture in draft.pictures]
    value = {"pictures": pictures, "reply_to": draft.reply_to, "private": draft.private}
    await store.put_note(KIND, _key(owner, key), value, SECONDS, belongs_to=owner.key)
    return key


async def find(store: Store, owner: Owner, key: str) -> Draft:
    """Raises `Refusal("choice_over")`."""
    value = await store.get_note(KIND, _key(owner, key))
    if value is None:
        raise Refusal("choice_over")
    pictures = tuple(Attachment(**picture) for picture in value["pictures"])
    return Draft(pictures, value["reply_to"], value["private"])


def _key(owner: Owner, key: str) -> str:
    return f"{owner.key}/{key}"
