"""A Telegram of our own: the Bot API over real sockets, with its limits, its errors and faults on demand."""

from tests.fakes.telegram.flood import FloodLimits
from tests.fakes.telegram.server import Call, FakeTelegram, Fault
from tests.fakes.telegram.world import Chat, User, text_of

__all__ = ["Call", "Chat", "FakeTelegram", "Fault", "FloodLimits", "User", "text_of"]
