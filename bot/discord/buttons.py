"""Buttons, menus and files as discord.py wants them. A custom_id names action and job: it works after a restart."""

from __future__ import annotations

import io
import re
from typing import Any, Final

import discord

from bot.discord.desk import Interaction, answering, desk_of
from bot.discord.limits import CHOICE_NAME, CHOICES, PLACEHOLDER
from bot.discord.messages import EMOJI, LOOKS, Action, Choose, Menu, Post, Press, Upload

PREFIX: Final = "impasto"


class JobButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=rf"{PREFIX}:(?P<action>{'|'.join(Action)}):(?P<job>[\w-]{{1,40}})",
):
    """A button for a job."""

    def __init__(self, press: Press) -> None:
        self.press = press
        super().__init__(
            discord.ui.Button(
                label=press.label,
                emoji=EMOJI[press.action],
                style=LOOKS.get(press.action, discord.ButtonStyle.secondary),
                custom_id=f"{PREFIX}:{press.action}:{press.job_id}",
                disabled=press.disabled,
                row=press.row,
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> JobButton:
        """A press that arrives, perhaps long after the button was made."""
        return cls(Press(Action(match["action"]), match["job"], label="?"))

    async def callback(self, interaction: Interaction) -> None:
        """Does what the button says, or says why not."""
        async with answering(interaction):
            await desk_of(interaction).press(interaction, self.press.action, self.press.job_id)


class Picker(
    discord.ui.DynamicItem[discord.ui.Select[discord.ui.View]],
    template=rf"{PREFIX}-pick:(?P<choose>{'|'.join(Choose)}):(?P<key>[\w-]{{1,40}})",
):
    """A menu of one choice."""

    def __init__(self, menu: Menu) -> None:
        self.menu = menu
        super().__init__(
            discord.ui.Select(
                placeholder=menu.placeholder[:PLACEHOLDER],
                custom_id=f"{PREFIX}-pick:{menu.choose}:{menu.key}",
                options=[
                    discord.SelectOption(label=label[:CHOICE_NAME], value=value)
                    for label, value in menu.options[:CHOICES]
                ],
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Picker:
        """A choice that arrives, perhaps long after the menu was made."""
        return cls(Menu(Choose(match["choose"]), match["key"], "?", (("?", "?"),)))

    async def callback(self, interaction: Interaction) -> None:
        """Does what was chosen, or says why not."""
        async with answering(interaction):
            (value,) = self.item.values
            await desk_of(interaction).pick(interaction, self.menu.choose, self.menu.key, value)


def view_of(post: Post) -> discord.ui.View:
    """The buttons and the menu of a post as discord.py wants them."""
    view = discord.ui.View(timeout=None)
    if post.menu is not None:
        view.add_item(Picker(post.menu))
    for press in post.buttons:
        view.add_item(JobButton(press))
    return view


def file_of(upload: Upload) -> discord.File:
    """An upload as discord.py wants it."""
    return discord.File(
        io.BytesIO(upload.data), filename=upload.name, description=upload.alt or None, spoiler=upload.spoiler
    )
