"""Discord over real sockets: REST, gateway and CDN on one loopback port, strict where Discord is strict."""

from tests.fakes.discord.people import Account, Asked
from tests.fakes.discord.server import FakeDiscord, open_discord
from tests.fakes.discord.world import Channel, Guild, Message, World

__all__ = ["Account", "Asked", "Channel", "FakeDiscord", "Guild", "Message", "World", "open_discord"]
