"""Our own Discord is as strict as the real one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from tests.fakes.discord import Account, Channel, FakeDiscord, open_discord
from tests.fakes.discord.people import COMPONENT, MODAL
from tests.fakes.discord.world import ACKNOWLEDGE_SECONDS, TOKEN_SECONDS, Page


class Bot:
    """A bot that makes single requests."""

    def __init__(self, fake: FakeDiscord, session: ClientSession, channel: Channel) -> None:
        self.fake = fake
        self.session = session
        self.channel = channel
        self.ann = Account(fake, "ann")

    async def call(
        self, method: str, path: str, body: Any = None, token: str | None = None
    ) -> tuple[int, Any]:
        headers = {"Authorization": f"Bot {token or self.fake.token}"}
        async with self.session.request(
            method, self.fake.api_base + path, json=body, headers=headers
        ) as answer:
            return answer.status, await answer.json() if answer.status != 204 else None

    def asked(self) -> tuple[str, str]:
        """The paths to acknowledge and to answer an interaction that has just been made."""
        message = self.ann.post(self.channel)
        interaction = self.ann._ask(COMPONENT, self.channel, {"custom_id": "x"}, source=message).interaction
        webhook = f"/webhooks/{self.fake.world.bot}/{interaction.token}"
        return f"/interactions/{interaction.id}/{interaction.token}/callback", webhook


@pytest_asyncio.fixture
async def bot() -> AsyncIterator[Bot]:
    async with open_discord() as fake, ClientSession() as session:
        guild = fake.world.add_guild("Atelier", Account(fake, "owner").id)
        yield Bot(fake, session, fake.world.add_channel(guild, "general"))


async def test_an_unknown_route_is_not_found(bot: Bot) -> None:
    assert (await bot.call("GET", "/guilds/1/webhooks"))[0] == 404


async def test_a_wrong_token_is_unauthorized(bot: Bot) -> None:
    assert (await bot.call("GET", "/users/@me", token="wrong"))[0] == 401


async def test_an_answer_after_three_seconds_is_too_late(bot: Bot) -> None:
    callback, _ = bot.asked()
    bot.fake.world.now.advance(ACKNOWLEDGE_SECONDS + 0.1)
    status, body = await bot.call("POST", callback, {"type": 5})
    assert (status, body["code"]) == (404, 10062)


async def test_an_interaction_is_acknowledged_once(bot: Bot) -> None:
    callback, _ = bot.asked()
    await bot.call("POST", callback, {"type": 5})
    status, body = await bot.call("POST", callback, {"type": 5})
    assert (status, body["code"]) == (400, 40060)


async def test_a_token_ends_after_fifteen_minutes(bot: Bot) -> None:
    callback, webhook = bot.asked()
    await bot.call("POST", callback, {"type": 5})
    bot.fake.world.now.advance(TOKEN_SECONDS + 1)
    status, body = await bot.call("PATCH", f"{webhook}/messages/@original", {"content": "late"})
    assert (status, body["code"]) == (401, 50027)


async def test_too_many_edits_are_put_off(bot: Bot) -> None:
    callback, webhook = bot.asked()
    await bot.call("POST", callback, {"type": 5})
    answers = [
        await bot.call("PATCH", f"{webhook}/messages/@original", {"content": str(n)}) for n in range(6)
    ]
    assert [status for status, _ in answers] == [200] * 5 + [429]
    assert answers[-1][1]["retry_after"] > 0


async def test_a_nonce_is_taken_once(bot: Bot) -> None:
    path = f"/channels/{bot.channel.id}/messages"
    body = {"content": "hello", "nonce": "n1", "enforce_nonce": True}
    first, second = await bot.call("POST", path, body), await bot.call("POST", path, body)
    assert first[1]["id"] == second[1]["id"]
    assert len(bot.channel.messages) == 1


async def test_a_body_that_breaks_the_specification_is_noted(bot: Bot) -> None:
    if not bot.fake.spec.at_hand:
        pytest.skip("the specification is not at hand")
    await bot.call("POST", f"/channels/{bot.channel.id}/messages", {"content": "x" * 5000})
    assert len(bot.fake.world.violations) == 1


async def test_a_message_in_a_deleted_channel_is_refused(bot: Bot) -> None:
    bot.channel.deleted = True
    status, body = await bot.call("POST", f"/channels/{bot.channel.id}/messages", {"content": "hello"})
    assert (status, body["code"]) == (404, 10003)


async def test_after_a_deleted_thinking_nothing_follows(bot: Bot) -> None:
    callback, webhook = bot.asked()
    await bot.call("POST", callback, {"type": 5})
    await bot.call("DELETE", f"{webhook}/messages/@original")
    status, body = await bot.call("POST", webhook, {"content": "sorry"})
    assert (status, body["code"]) == (404, 10008)


async def test_after_a_deleted_answer_something_follows(bot: Bot) -> None:
    callback, webhook = bot.asked()
    await bot.call("POST", callback, {"type": 5})
    await bot.call("PATCH", f"{webhook}/messages/@original", {"content": "…"})
    await bot.call("DELETE", f"{webhook}/messages/@original")
    assert (await bot.call("POST", webhook, {"content": "sorry"}))[0] == 200


async def test_what_follows_a_thinking_fills_it_in_for_all_to_see(bot: Bot) -> None:
    callback, webhook = bot.asked()
    await bot.call("POST", callback, {"type": 5})
    await bot.call("POST", webhook, {"content": "a secret", "flags": 64})
    (said,) = [m for m in bot.channel.messages.values() if m.content == "a secret"]
    assert not said.ephemeral


async def test_what_one_person_sees_the_bot_itself_cannot_touch(bot: Bot) -> None:
    callback, webhook = bot.asked()
    await bot.call("POST", callback, {"type": 5, "data": {"flags": 64}})
    _, message = await bot.call("PATCH", f"{webhook}/messages/@original", {"content": "hello"})
    path = f"/channels/{bot.channel.id}/messages/{message['id']}"
    assert (await bot.call("PATCH", path, {"content": "x"}))[1]["code"] == 10008


async def test_a_form_cannot_be_answered_with_a_form(bot: Bot) -> None:
    asked = bot.ann._ask(MODAL, bot.channel, {"custom_id": "x", "components": []}).interaction
    callback = f"/interactions/{asked.id}/{asked.token}/callback"
    form = {"custom_id": "y", "title": "y", "components": []}
    assert (await bot.call("POST", callback, {"type": 9, "data": form}))[0] == 400


async def test_an_edge_answers_with_a_page(bot: Bot) -> None:
    bot.fake.fail_next("GET", r"/gateway/bot", Page(200, "Just a moment…"))
    headers = {"Authorization": f"Bot {bot.fake.token}"}
    async with bot.session.get(f"{bot.fake.api_base}/gateway/bot", headers=headers) as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
