"""Every kind of message that the bot sends on Telegram, as it is shown, in English and in German.

`python -m scripts.telegram_transcript > docs/telegram-transcript.md` plays the scenes against our own Telegram, with
an executor that paints negatives at once.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import structlog

from engine.processes.pool import open_picture_pool
from tests.bot.telegram.world import World, labels, open_world, picture
from tests.fakes.telegram import Chat, User, text_of
from tests.fakes.telegram.methods import Press

LANGUAGES = {"en": "English", "de": "Deutsch"}
_albums = itertools.count(1)

MEDIA = ("photo", "document", "animation")


class Scene:
    """One chat, told line by line."""

    def __init__(self, world: World, title: str, chat: Chat) -> None:
        self.world = world
        self.chat = chat
        self._shown = {each["message_id"]: _written(each) for each in chat.from_bot()}
        print(f"\n### {title}\n")

    def says(self, user: User, text: str, **more: Any) -> dict[str, Any]:
        """Somebody writes."""
        print(f"**{user.name}:** {text}\n")
        return self.chat.say(user, text, **more)

    def sends(self, user: User, caption: str | None = None, **more: Any) -> dict[str, Any]:
        """Somebody sends a photo."""
        print(f"**{user.name}:** 🖼 {caption or ''}\n")
        return self.chat.photo(user, picture(256, 192), caption, **more)

    def album(self, user: User, caption: str | None = None) -> None:
        """Somebody sends a photo and a painting."""
        album = f"album-{next(_albums)}"
        self.sends(user, caption, album=album)
        self.sends(user, album=album)

    async def press(self, user: User, message: dict[str, Any], action: str) -> None:
        """Somebody presses a button; what pops up is shown."""
        rows = message["reply_markup"]["inline_keyboard"]
        button = next(
            each for row in rows for each in row if each.get("callback_data", "").startswith(action)
        )
        print(f"**{user.name}** ▸ [{button['text']}]\n")
        press: Press = self.world.telegram.press_data(user, message, button["callback_data"])
        answer = await self.world.until(lambda: press.answer)
        print(f"*{answer.get('text') or answer.get('url')}*\n")

    async def told(self, enough: Callable[[], Any] | None = None) -> dict[str, Any]:
        """Waits until everything so far is dealt with, and shows what is new; returns the last message."""
        await self.world.quiet()
        if enough:
            await self.world.until(enough)
        for message in self.chat.from_bot():
            words = _written(message)
            if self._shown.get(message["message_id"]) != words:
                self._shown[message["message_id"]] = words
                print(f"{words}\n")
        return self.chat.from_bot()[-1]

    def finished(self, number: int) -> Callable[[], bool]:
        """Whether so many pictures stand here."""
        return lambda: sum("📎" in str(labels(each)) for each in self.chat.from_bot()) >= number


async def alone(world: World, ada: User) -> None:
    """A private chat."""
    chat = world.telegram.private(ada)
    scene = Scene(world, "/start, /help, /presets, /settings", chat)
    for command in ("/start", "/help", "/presets", "/queue", "/cancel", "/settings", "/settings size=99999"):
        scene.says(ada, command)
        await scene.told()
    scene = Scene(world, "A photo, and what may be said then", chat)
    scene.sends(ada)
    question = await scene.told()
    for words in ("hello", "/stylize strengh=70", "/stylize strength=170", "/stylize strength=70", "/cancel"):
        scene.says(ada, words)
        await scene.told()
    scene.sends(ada)
    question = await scene.told()
    await scene.press(ada, question, "other")
    await scene.told()
    scene.sends(ada)
    question = await scene.told()
    await scene.press(ada, question, "drop")
    await scene.told()
    scene = Scene(world, "The style first", chat)
    scene.says(ada, f"/stylize {world.studio.presets.list()[0].handle}")
    await scene.told()
    scene.says(ada, "/cancel")
    await scene.told()
    scene = Scene(world, "An album, the queue, the picture", chat)
    world.painter.pause()
    scene.album(ada)
    await scene.told(lambda: any("▱" in text_of(each) for each in chat.from_bot()))
    scene.album(ada, "/stylize strength=80")
    await scene.told(lambda: len([each for each in chat.from_bot() if "✖" in str(labels(each))]) >= 2)
    scene.says(ada, "/queue")
    await scene.told()
    scene.says(ada, "/cancel")
    question = await scene.told()
    world.painter.go_on()
    result = await scene.told(scene.finished(2))
    for action, number in (("stronger", 3), ("file", 3), ("compare", 3)):
        await scene.press(ada, result, action)
        await scene.told(scene.finished(number))
    scene = Scene(world, "Sheets", chat)
    await scene.press(ada, result, "styles")
    await scene.told(lambda: any("re:" in str(each.get("reply_markup")) for each in chat.from_bot()))
    await scene.press(ada, result, "variations")
    await scene.told(lambda: any("varied:" in str(each.get("reply_markup")) for each in chat.from_bot()))
    scene = Scene(world, "A time-lapse, a failure, a file that is too big", chat)
    scene.album(ada, "/stylize timelapse")
    await scene.told(lambda: any("animation" in each for each in chat.from_bot()))
    world.painter.error = RuntimeError("the brush broke")
    scene.album(ada, "/stylize 71%")
    await scene.told(lambda: any("❌" in text_of(each) for each in chat.from_bot()))
    world.painter.error = None
    chat.document(ada, picture(), "huge.png", "image/png", "/stylize", size=30_000_000)
    print(f"**{ada.name}:** 📎 huge.png, 30 MB /stylize\n")
    question = await scene.told()
    await scene.press(ada, question, "preset")
    await scene.told(lambda: any("25 MB" in text_of(each) for each in chat.from_bot()))
    scene = Scene(world, "Delete, /forget", chat)
    await scene.press(ada, result, "delete")
    await scene.told()
    await scene.press(ada, result, "delete-no")
    scene.says(ada, "/forget")
    question = await scene.told()
    await scene.press(ada, question, "forget")
    await scene.told()


async def in_a_group(world: World, ada: User) -> None:
    """A group with an administrator, a member, and the bot."""
    boss = world.telegram.user("Boss", ada.language)
    group = world.telegram.group("Painters", [ada], admins=[boss])
    scene = Scene(world, "A group", group)
    world.telegram.bot_is(group, "left", boss)
    world.telegram.bot_is(group, "member", boss)
    await scene.told()
    scene.says(ada, "/stylize")
    await scene.told()
    scene.says(ada, "/settings strength=60")
    await scene.told()
    photo = scene.sends(ada)
    scene.says(ada, "/stylize", reply_to=photo)
    question = await scene.told()
    await scene.press(boss, question, "preset")
    await scene.press(ada, question, "hush")
    await scene.press(ada, question, "preset")
    result = await scene.told(scene.finished(1))
    await scene.press(boss, result, "compare")
    await scene.press(ada, result, "alone")
    group.forbids |= {"photos", "documents"}
    scene.says(ada, f"/stylize {world.studio.presets.list()[1].handle}", reply_to=photo)
    await scene.told(
        lambda: any("?start=alone" in str(each.get("reply_markup")) for each in group.from_bot())
    )


async def main() -> None:
    """Both languages, every scene."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    scenes: tuple[Callable[[World, User], Awaitable[None]], ...] = (alone, in_a_group)
    print("# What the bot says on Telegram\n\nMade by `python -m scripts.telegram_transcript`.")
    async with open_picture_pool() as pool:
        for language, name in LANGUAGES.items():
            print(f"\n## {name}")
            for scene in scenes:
                with tempfile.TemporaryDirectory() as folder:
                    async with open_world(pool, Path(folder)) as world:
                        await scene(world, world.telegram.user("Ada", language))


def _written(message: dict[str, Any]) -> str:
    """A message as text: what it holds, its words, its buttons."""
    kind = next((f"[{kind}]" for kind in MEDIA if kind in message), "")
    lines = "  \n".join(f"> {line}" for line in f"{kind} {text_of(message)}".strip().splitlines())
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = "".join("  \n> " + " ".join(f"`{button['text']}`" for button in row) for row in rows)
    return f"{lines}{buttons}"


if __name__ == "__main__":
    asyncio.run(main())
