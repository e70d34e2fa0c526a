"""Every kind of message that people see on Discord, as the surface sends them, in English and another language.

`python -m tests.scenarios.discord_messages > docs/discord-messages.md` runs the surface with the real library
against our own Discord, does what people do, and writes down what they see.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import structlog

from bot.core.texts import load_texts
from bot.discord import destination
from bot.discord.limits import HAND_OVER_SECONDS
from engine.errors import OutOfMemory
from engine.processes.pool import open_picture_pool
from tests.bot.discord.world import PRESET, World, open_world, picture
from tests.fakes.discord import Account, Asked, Message

LOCALES = {"en-US": "English", "de": "Deutsch"}
KINDS = {2: "button", 3: "menu", 5: "people", 6: "roles", 8: "channels", 4: "line", 19: "file"}

Seen = tuple[str, Message | dict[str, Any]]


async def situations(world: World, locale: str, photo: Callable[[], bytes] = picture) -> AsyncIterator[Seen]:
    """What a person does, and what they see then. `photo` gives what they have painted."""
    ann = Account(world.fake, "ann", locale=locale)
    boss = world.manager(locale=locale)
    texts = load_texts()

    def command(name: str) -> str:
        return texts.say(f"discord-command-{name}", locale)

    async def seen(asked: Asked) -> Message:
        return await world.until(lambda: asked.message and asked.message.text and asked.message, "an answer")

    async def filled(asked: Asked) -> Message:
        return await world.until(
            lambda: asked.message and asked.message.attachments and asked.message, "files"
        )

    async def told(asked: Asked) -> Message:
        await world.refusal(asked)
        own = [asked.message, *asked.followups]
        return next(m for m in own if m and m.ephemeral)

    yield f"/{command('help')}", await seen(await ann.slash(world.channel, "help"))
    yield f"/{command('presets')}", await filled(await ann.slash(world.channel, "presets"))
    nothing = await ann.slash(world.channel, "stylize", content=photo())
    yield f"/{command('stylize')}: no style", await told(nothing)
    paper = await ann.slash(world.channel, "stylize", content=("paper.pdf", b"%PDF"), preset=PRESET)
    yield f"/{command('stylize')}: a file that is no picture", await told(paper)
    yield (
        f"/{command('stylize')}: no such style",
        await told(await world.stylize(ann, content=photo(), preset="nope")),
    )

    world.painter.pause()
    status = await world.being_painted(ann, content=("harbour.png", photo()), preset=PRESET)
    yield "being painted", status
    waiting = await world.stylize(ann, content=("cat.png", photo()), preset=PRESET)
    await world.status(waiting, "cancel")
    yield "waiting", await seen(waiting)
    yield f"/{command('queue')}", await seen(await ann.slash(world.channel, "queue"))
    assert waiting.message is not None
    await ann.click(waiting.message, "cancel")
    await world.until(lambda: waiting.message and not waiting.message.buttons, "cancelled")
    yield "cancelled", await seen(waiting)
    world.painter.go_on()
    result = await world.result()
    yield "finished", result

    yield "Recipe", await seen(await ann.click(result, "recipe"))
    yield "Compare", await filled(await ann.click(result, "compare"))
    yield "Another style", await filled(await ann.click(result, "styles"))
    yield "Variations", await filled(await ann.click(result, "variations"))
    yield "Change…", (await ann.click(result, "change")).modal or {}
    stranger = Account(world.fake, "ben", locale=locale)
    yield "Compare, by somebody else", await told(await stranger.click(result, "compare"))
    await ann.click(result, "delete")
    yield "Delete", result
    await ann.click(result, "spare")
    yield f"/{command('history')}", await seen(await ann.slash(world.channel, "history"))

    post = ann.post(world.channel, photo_png=photo())
    form = await ann.message_command(post, "Stylize…")
    yield command("stylize-message"), form.modal or {}
    several = ann.post(world.channel, a_png=photo(), b_png=photo())
    yield (
        f"{command('stylize-message')}: several pictures",
        await seen(await ann.message_command(several, "Stylize…")),
    )
    yield command("stylize-avatar"), await told(await ann.user_command(world.channel, boss, "Stylize avatar"))

    private = await ann.slash(world.channel, "stylize", content=photo(), preset=PRESET, private=True)
    yield "private: seen by one person alone", await world.status(private, "again")
    world.painter.error = OutOfMemory("no room")
    failed = await world.stylize(ann, content=photo(), preset=PRESET)
    await world.until(
        lambda: failed.message and any(":again:" in b for b in failed.message.buttons), "failed"
    )
    yield "failed", await seen(failed)
    world.painter.error = None

    yield f"/{command('settings')}", await seen(asked := await boss.slash(world.channel, "settings"))
    assert asked.message is not None
    for section in ("painting", "showing"):
        await boss.choose(asked.message, "section", section)
        yield f"/{command('settings')}: {section}", asked.message
    await boss.choose(asked.message, "section", "painting")
    yield f"/{command('settings')}: a form", (await boss.click(asked.message, "limits")).modal or {}
    added = await boss.slash(world.channel, "presets", add=("oak.png", picture(64, 64)))
    await world.until(lambda: added.refusal, "added")
    yield f"/{command('presets')}: added", await seen(added)
    yield f"/{command('stats')}", await seen(await boss.slash(world.channel, "stats"))
    log = world.fake.world.add_channel(world.guild, "log")
    await world.studio.servers.change(f"discord:{world.guild.id}", log_channel=str(log.id))
    await world.finished(boss, content=photo(), preset=PRESET)
    yield "the log channel", await world.until(lambda: next(iter(log.messages.values()), None), "the log")

    destination.TOKEN_SECONDS, usual = HAND_OVER_SECONDS + 1.0, destination.TOKEN_SECONDS  # type: ignore[misc]
    guild = world.fake.world.add_guild("Elsewhere", boss.id, installed=False)
    room = world.fake.world.add_channel(guild, "lobby")
    world.fake.world.dm(ann.id).open = False
    world.painter.pause()
    far = await world.status(await world.stylize(ann, room, content=photo(), preset=PRESET), "cancel")
    await world.until(lambda: any(":fetch:" in each for each in far.buttons), "the button")
    yield "longer than the bot may write there", far
    destination.TOKEN_SECONDS = usual  # type: ignore[misc]
    world.painter.go_on()
    await world.told(ann)
    yield f"/{command('forget')}", await seen(asked := await ann.slash(world.channel, "forget"))
    assert asked.message is not None
    await ann.click(asked.message, "forget")
    await world.until(lambda: asked.message and not asked.message.buttons, "forgotten")
    yield f"/{command('forget')}: done", asked.message


def written(title: str, what: Message | dict[str, Any]) -> str:
    """One situation in Markdown."""
    if isinstance(what, Message):
        who = "one person" if what.ephemeral else "everybody"
        parts = [_quoted(what.text), *map(_row, what.body.get("components") or [])]
        parts += [f"📎 {each['filename']}" for each in what.attachments]
        return f"### {title}\n*seen by {who}*\n\n" + "\n\n".join(part for part in parts if part)
    fields = [f"{each['label']}: {_field(each['component'])}" for each in what["components"]]
    return f"### {title}\n*a form*\n\n> **{what['title']}**\n>\n" + "\n>\n".join(
        f"> {each}" for each in fields
    )


def named(text: str) -> str:
    """A message's text with names and moments where Discord's codes stand."""
    people = re.sub(r"<@&?\d+>", "@ann", re.sub(r"<#\d+>", "#general", text))
    return re.sub(r"channels(/\d+){3}", "channels/…", re.sub(r"<t:\d+:R>", "a moment ago", people))


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}  " for line in named(text).splitlines())


def _row(row: dict[str, Any]) -> str:
    children = row["components"]
    return " ".join(_field(each) for each in children)


def _field(field: dict[str, Any]) -> str:
    emoji = (field.get("emoji") or {}).get("name") or ""
    if field["type"] == 2:
        return f"`{emoji} {field.get('label', '')}`"
    if field["type"] == 3:
        options = [option["label"] for option in field["options"]]
        chosen = [option["label"] for option in field["options"] if option.get("default")]
        shown = field.get("placeholder") or ""
        return f"`▾ {(chosen or [shown])[0]}` ({', '.join(options)})"
    if field["type"] == 4:
        return f"`{field.get('value') or field.get('placeholder') or ' '}`"
    return f"`▾ {field.get('placeholder') or KINDS[field['type']]}`"


async def main(locales: list[str]) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    sys.stdout.write("# Discord: every message\n\nWritten by `python -m tests.scenarios.discord_messages`.\n")
    async with open_picture_pool(2) as pool:
        for locale in locales:
            sys.stdout.write(f"\n## {LOCALES.get(locale, locale)}\n")
            with tempfile.TemporaryDirectory() as folder:
                async with open_world(pool, Path(folder)) as world:
                    async for title, what in situations(world, locale):
                        sys.stdout.write(f"\n{written(title, what)}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("locales", nargs="*", default=list(LOCALES), help="Discord's codes, e.g. en-US de")
    asyncio.run(main(parser.parse_args().locales))
