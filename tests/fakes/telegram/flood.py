"""Telegram's flood control: one call a second in a chat, twenty a minute in a group, thirty a second in all.

Source: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

JITTER = 0.9
"""Calls that a client spaced rightly arrive a little unevenly; a window is held to nine tenths of its length."""


@dataclass(frozen=True)
class FloodLimits:
    """Seconds between two calls in a chat; calls in a group in so many seconds; calls a second over all chats."""

    chat_seconds: float = 1.0
    group_calls: int = 20
    group_seconds: float = 60.0
    calls_a_second: int = 30

    def scaled(self, factor: float) -> FloodLimits:
        """The same limits in a world whose clock runs `1 / factor` times as fast."""
        return FloodLimits(
            self.chat_seconds * factor,
            self.group_calls,
            self.group_seconds * factor,
            round(self.calls_a_second / factor),
        )


@dataclass
class FloodControl:
    """Counts the calls that were let through."""

    limits: FloodLimits
    chats: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    everywhere: deque[float] = field(default_factory=deque)

    def admit(self, chat_id: int, group: bool) -> int | None:
        """Counts a call to `chat_id`, or gives the whole seconds to wait before the next may be made."""
        now = time.monotonic()
        rules = [
            (self.chats[chat_id], 1, self.limits.chat_seconds),
            (self.everywhere, self.limits.calls_a_second, 1.0),
        ]
        if group:
            rules.append((self.chats[chat_id], self.limits.group_calls, self.limits.group_seconds))
        for calls, most, seconds in rules:
            recent = [at for at in calls if now - at < seconds * JITTER]
            if len(recent) >= most:
                return max(1, math.ceil(recent[-most] + seconds - now))
        self.chats[chat_id].append(now)
        self.everywhere.append(now)
        while now - self.chats[chat_id][0] > self.limits.group_seconds:
            self.chats[chat_id].popleft()
        while now - self.everywhere[0] > 1.0:
            self.everywhere.popleft()
        return None
