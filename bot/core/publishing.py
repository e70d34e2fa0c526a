"""Telling a platform something once: commands and menus are sent only when they have changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import Any

from bot.core.store import Store


async def publish_if_changed(
    store: Store, kind: str, key: str, content: Any, publish: Callable[[], Awaitable[object]]
) -> bool:
    """Call `publish` unless the same `content`, anything JSON holds, was published before; says whether it did.

    `kind` and `key` name the note that remembers it. What `publish` raises is raised, and it is tried again
    the next time.
    """
    mark = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    if await store.get_note(kind, key) == mark:
        return False
    await publish()
    await store.put_note(kind, key, mark)
    return True
