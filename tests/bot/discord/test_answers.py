"""Every question gets its answer: after 'thinking', after a restart, from old commands, in every place."""

from __future__ import annotations

from typing import cast

import discord
import pytest

from bot.core.jobs import JobState
from bot.discord import destination
from bot.discord.attachments import pictures_in
from bot.discord.limits import HAND_OVER_SECONDS
from tests.bot.discord.world import PRESET, World, open_world, picture
from tests.fakes.discord import Asked, Message
from tests.fakes.discord.people import COMMAND
from tests.fakes.discord.world import TOKEN_SECONDS, Fault

pytestmark = pytest.mark.asyncio(loop_scope="session")


def public(world: World) -> list[Message]:
    return [m for m in world.channel.messages.values() if not m.ephemeral]


REFUSED = [
    ("stylize", {"content": b"x", "preset": "nope"}, "nope"),
    ("stylize", {"content": ("paper.pdf", b"%PDF-1.7"), "preset": PRESET}, "paper.pdf"),
    ("presets", {"remove": "nope"}, "nope"),
    ("presets", {"add": ("paper.pdf", b"%PDF-1.7")}, "paper.pdf"),
    ("presets", {"add": ("x.png", b"no picture at all"), "name": "x"}, "picture"),
    ("cancel", {"job": "nope"}, "do not know"),
]


@pytest.mark.parametrize(("command", "options", "words"), REFUSED)
async def test_a_refusal_arrives(world: World, command: str, options: dict[str, object], words: str) -> None:
    asked = await world.manager().slash(world.channel, command, **options)
    assert words in await world.refusal(asked)
    assert not public(world)


async def test_a_refusal_after_public_thinking_arrives_and_leaves_nothing(world: World) -> None:
    asked = await world.stylize(world.person(), content=("photo.png", b"I am a text" * 50))
    assert asked.interaction.original is not None
    assert not asked.interaction.original.ephemeral
    await world.refusal(asked)
    await world.until(lambda: not public(world), "nothing left")


async def test_help_has_an_example_that_works(world: World) -> None:
    ann = world.person()
    asked = await ann.slash(world.channel, "help")
    assert asked.message is not None
    example = asked.message.text.split("preset:")[1].split()[0]
    assert await world.finished(ann, preset=example)


async def test_help_names_commands_as_the_person_sees_them(world: World) -> None:
    asked = await world.person(locale="de").slash(world.channel, "help")
    assert asked.message is not None
    assert "/stilisieren foto:" in asked.message.text


async def test_an_outdated_command_says_reload(world: World) -> None:
    ann = world.person()
    data = {"id": str(world.fake.world.new_id()), "name": "paint", "type": 1, "options": []}
    asked = await ann._ask(COMMAND, world.channel, data).acknowledged()
    assert "Reload Discord" in await world.refusal(asked)


async def test_an_outdated_option_says_reload(world: World) -> None:
    ann = world.person()
    command = next(c for c in world.fake.world.commands if c["name"] == "cancel")
    data = {"id": command["id"], "name": "cancel", "type": 1, "options": []}
    asked = await ann._ask(COMMAND, world.channel, data).acknowledged()
    assert "Reload Discord" in await world.refusal(asked)


async def form_of(world: World, ann, **files: bytes) -> Asked:  # type: ignore[no-untyped-def]
    """The form for a message with these pictures."""
    return await ann.message_command(ann.post(world.channel, **files), "Stylize…")


async def test_a_form_outlives_a_restart(world: World) -> None:
    ann = world.person()
    shown = await form_of(world, ann, cat_png=picture(90, 70))
    await world.stop()
    await world.start()
    await ann.submit(shown, preset=[PRESET], strength="41", size="128", finish=["draft/keep"])
    await world.result()
    options = world.painter.requests[-1].options
    assert (options.strength, options.size, options.quality, options.colors) == (41, 128, "draft", "keep")


async def test_a_form_is_for_who_opened_it(world: World) -> None:
    shown = await form_of(world, world.person("ann"), cat_png=picture())
    eve = world.person("eve")
    assert "somebody else" in await world.refusal(await eve.submit(shown, preset=[PRESET]))


async def test_of_several_pictures_one_is_chosen(world: World) -> None:
    ann = world.person()
    asked = await form_of(world, ann, a_png=picture(90, 70), b_png=picture(50, 80))
    assert asked.message is not None
    shown = await ann.choose(asked.message, "picture", "1")
    await ann.submit(shown, preset=[PRESET])
    assert "50×80" in (await world.result()).text


async def test_a_forwarded_picture_is_a_picture(world: World) -> None:
    ann = world.person()
    passed = ann.forward(ann.post(world.channel, cat_png=picture(90, 70)), world.channel)
    await ann.submit(await ann.message_command(passed, "Stylize…"), preset=[PRESET])
    assert "90×70" in (await world.result()).text


CDN = "https://cdn.discordapp.com/attachments/1/2"


class Said:
    """The part of a message that is looked at."""

    def __init__(self, content: str, *embeds: dict[str, object]) -> None:
        self.content = content
        self.embeds = [discord.Embed.from_dict(embed) for embed in embeds]
        self.attachments: list[discord.Attachment] = []
        self.message_snapshots: list[Said] = []


def found(*said: object) -> list[tuple[str, bool]]:
    pictures = pictures_in(cast(discord.Message, Said(*said)))  # type: ignore[arg-type]
    return [(each.url, each.spoiler) for each in pictures]


async def test_a_link_to_a_picture_on_discord_is_a_picture() -> None:
    assert found(f"look {CDN}/cat.png?ex=1") == [(f"{CDN}/cat.png?ex=1", False)]


async def test_a_link_to_elsewhere_is_none() -> None:
    assert found("http://169.254.169.254/cat.png https://evil.example/cdn.discordapp.com/cat.png") == []


async def test_an_embeds_fresh_link_goes_before_the_old_one() -> None:
    embed = {"type": "image", "url": f"{CDN}/cat.png", "thumbnail": {"url": f"{CDN}/cat.png?ex=2"}}
    assert found(f"{CDN}/cat.png?ex=1", embed) == [(f"{CDN}/cat.png?ex=2", False)]


async def test_a_hidden_link_is_a_hidden_picture() -> None:
    assert found(f"|| {CDN}/cat.png ||") == [(f"{CDN}/cat.png", True)]


async def test_change_opens_the_recipe(world: World) -> None:
    ann = world.person()
    message = await world.finished(ann, strength=30, colors="keep", seed=9)
    shown = await ann.click(message, "change")
    assert shown.modal is not None
    fields = {c["component"]["custom_id"]: c["component"] for c in shown.modal["components"]}
    chosen = [o["value"] for o in fields["finish"]["options"] if o.get("default")]
    assert (fields["strength"]["value"], fields["seed"]["value"], chosen) == ("30", "9", ["standard/keep"])


async def test_change_changes_what_was_changed(world: World) -> None:
    ann = world.person()
    message = await world.finished(ann, strength=30)
    await ann.submit(await ann.click(message, "change"), strength="90", finish=["standard/style"])
    await world.result(number=2)
    assert world.painter.requests[-1].options.changed() == {"strength": 90}


async def test_change_without_a_change_is_said(world: World) -> None:
    ann = world.person()
    shown = await ann.click(await world.finished(ann), "change")
    assert "at least one field" in await world.refusal(await ann.submit(shown, finish=["standard/style"]))


async def test_bigger_goes_as_far_as_allowed(world: World) -> None:
    ann = world.person()
    await world.studio.servers.change(f"discord:{world.guild.id}", max_size=100)
    await ann.click(await world.finished(ann), "bigger")
    await world.result(number=2)
    assert world.painter.requests[-1].options.size == 100


async def test_bigger_says_when_it_is_there(world: World) -> None:
    ann = world.person()
    await world.studio.servers.change(f"discord:{world.guild.id}", max_size=96)
    asked = await ann.click(await world.finished(ann), "bigger")
    assert "96 pixels" in await world.refusal(asked)


async def test_delete_asks_once(world: World) -> None:
    ann = world.person()
    message = await world.finished(ann)
    await ann.click(message, "delete")
    assert [each.split(":")[1] for each in message.buttons] == ["erase", "spare"]


async def test_who_does_not_delete_gets_the_buttons_back(world: World) -> None:
    ann = world.person()
    message = await world.finished(ann)
    before = message.buttons
    await ann.click(message, "delete")
    await ann.click(message, "spare")
    assert message.buttons == before


async def test_a_stranger_cannot_confirm(world: World) -> None:
    ann = world.person("ann")
    message = await world.finished(ann)
    await ann.click(message, "delete")
    await world.refusal(await world.person("eve").click(message, "erase"))
    assert len(await world.jobs(ann)) == 1


async def test_an_expired_jobs_message_can_be_deleted_by_its_owner(world: World) -> None:
    ann = world.person()
    message = await world.finished(ann)
    await world.told(ann)
    await world.studio.store.jobs.remove([(await world.jobs(ann))[0].id])
    await ann.click(message, "delete")
    await ann.click(message, "erase")
    await world.until(lambda: message.id not in world.channel.messages, "the message gone")


async def test_an_expired_jobs_message_is_not_a_strangers_to_delete(world: World) -> None:
    ann = world.person("ann")
    message = await world.finished(ann)
    await world.told(ann)
    await world.studio.store.jobs.remove([(await world.jobs(ann))[0].id])
    assert await world.refusal(await world.person("eve").click(message, "delete"))


async def test_a_replaced_preset_is_said_to_be_replaced(world: World) -> None:
    boss = world.manager()
    first = await boss.slash(world.channel, "presets", add=("oak.png", picture()))
    await world.until(lambda: "Added" in (first.refusal or ""), "added")
    second = await boss.slash(world.channel, "presets", add=("oak.png", picture()))
    await world.until(lambda: "Replaced" in (second.refusal or ""), "replaced")


async def test_history_fetches_what_was_made(world: World) -> None:
    ann = world.person()
    await world.finished(ann, content=("cat.png", picture(90, 70)))
    await world.told(ann)
    asked = await ann.slash(world.channel, "history")
    listed: Message = await world.until(lambda: asked.message and asked.message.buttons and asked.message)
    assert "cat.png" in listed.text
    fetched = await ann.click(listed, "fetch")
    copy: Message = await world.until(
        lambda: fetched.message and fetched.message.attachments and fetched.message
    )
    assert copy.ephemeral


async def test_the_fetch_button_of_an_expired_job_says_so(world: World) -> None:
    ann = world.person()
    await world.finished(ann)
    job = await world.told(ann)
    asked = await ann.slash(world.channel, "history")
    listed: Message = await world.until(lambda: asked.message and asked.message.buttons and asked.message)
    await world.studio.store.jobs.remove([job.id])
    assert "time has run out" in await world.refusal(await ann.click(listed, "fetch"))


async def test_history_says_when_there_is_nothing(world: World) -> None:
    asked = await world.person().slash(world.channel, "history")
    await world.until(lambda: asked.message and "no pictures" in asked.message.text, "the answer")


async def test_a_moderator_learns_of_the_exemption(world: World) -> None:
    await world.studio.servers.change(f"discord:{world.guild.id}", allowed_channels=["1"])
    assert "because you moderate" in (await world.finished(world.manager())).text


async def test_members_are_not_exempt(world: World) -> None:
    await world.studio.servers.change(f"discord:{world.guild.id}", allowed_channels=["1"])
    assert "not made here" in await world.refusal(await world.stylize(world.person()))


async def test_a_token_unknown_for_a_moment_is_not_written_off(world: World) -> None:
    ann = world.person()
    world.painter.pause()
    world.fake.fail_next("PATCH", r"/webhooks/.*/messages", Fault(404, 10015, "Unknown Webhook"))
    await world.being_painted(ann)
    (job,) = await world.jobs(ann)
    assert job.destination["expires"] > 0


async def test_a_token_unknown_for_a_moment_still_brings_the_picture(world: World) -> None:
    world.channel.allowed = discord.Permissions(view_channel=True)
    ann = world.person()
    message = await world.being_painted(ann)
    world.fake.fail_next("PATCH", r"/webhooks/.*/messages", Fault(404, 10015, "Unknown Webhook"))
    world.painter.go_on()
    await world.until(lambda: any(":again:" in each for each in message.buttons), "the picture")


async def test_a_token_that_stays_unknown_is_written_off(world: World) -> None:
    ann = world.person()
    await world.being_painted(ann)
    world.fake.fail_next("PATCH", r"/webhooks/.*", Fault(404, 10015, "Unknown Webhook"), times=50)
    status = await world.studio.records.status((await world.jobs(ann))[0].id)
    for _ in range(3):
        await world.surface.show((await world.jobs(ann))[0], status)
    assert (await world.jobs(ann))[0].destination["expires"] == 0.0


async def test_the_tokens_end_is_an_event(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """With closed direct messages and no news of the job, a button is left in time."""
    monkeypatch.setattr(destination, "TOKEN_SECONDS", HAND_OVER_SECONDS + 1.0)
    ann = world.person(user_install=True)
    world.fake.world.dm(ann.id).open = False
    guild = world.fake.world.add_guild("Elsewhere", world.person("boss").id, installed=False)
    room = world.fake.world.add_channel(guild, "lobby")
    world.painter.pause()
    message = await world.status(await world.stylize(ann, room), "cancel")
    await world.until(lambda: any(":fetch:" in each for each in message.buttons), "the button")


async def test_what_nobody_could_be_told_is_in_the_history(world: World) -> None:
    ann = world.person()
    await world.being_painted(ann)
    world.channel.deleted = True
    world.fake.world.interactions.clear()
    world.fake.world.dm(ann.id).open = False
    world.painter.go_on()
    assert (await world.told(ann)).state is JobState.DONE
    world.channel.deleted = False
    asked = await ann.slash(world.channel, "history")
    listed: Message = await world.until(lambda: asked.message and asked.message.buttons and asked.message)
    fetched = await ann.click(listed, "fetch")
    await world.until(lambda: fetched.message and fetched.message.attachments, "the picture")


async def test_a_file_over_the_limit_is_refused_before_thinking(pool, tmp_path) -> None:  # type: ignore[no-untyped-def]
    async with open_world(pool, tmp_path, upload_bytes=10_000) as world:
        asked = await world.stylize(world.person(), content=b"\x00" * 20_000)
        assert asked.interaction.response is not None
        assert asked.interaction.response["type"] == 4


async def test_an_old_token_is_not_used(world: World) -> None:
    ann = world.person()
    message = await world.finished(ann)
    await world.told(ann)
    world.fake.world.now.advance(TOKEN_SECONDS + 60)
    await ann.click(message, "delete")
    await ann.click(message, "erase")
    await world.until(lambda: message.id not in world.channel.messages, "the message gone")
