"""Buttons and files as discord.py wants them. A custom_id names action and job: it works after a restart."""

from __future__ import annotations

import io
import re
from typing import Any, Final

import discord

from bot.discord.desk import Interaction, answering, desk_of
from bot.discord.messages import EMOJI, STYLES, Action, Post, Press, Upload

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
                style=STYLES.get(press.action, discord.ButtonStyle.secondary),
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


def view_of(post: Post) -> discord.ui.View:
    """The buttons of a post as discord.py wants them."""
    view = discord.ui.View(timeout=None)
    for press in post.buttons:
        view.add_item(JobButton(press))
    return view


def file_of(upload: Upload) -> discord.File:
    """An upload as discord.py wants it."""
    return discord.File(
        io.BytesIO(upload.data), filename=upload.name, description=upload.alt or None, spoiler=upload.spoiler
    )
