"""The form behind the message command."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.core.presets import Preset
from bot.core.refusal import Refusal
from bot.core.texts import Texts
from bot.discord.desk import Interaction, answering
from bot.discord.limits import CHOICE_NAME, CHOICES, LABEL
from bot.discord.options import bounds, parse
from bot.discord.orders import Order, take
from engine.options import StyleOptions


class StylizeModal(discord.ui.Modal):
    """A painting or a preset, and the strength, for a picture in somebody's message."""

    def __init__(
        self,
        texts: Texts,
        locale: str,
        content: discord.Attachment,
        message_id: int,
        presets: Sequence[Preset],
    ) -> None:
        def say(key: str) -> str:
            return texts.say(key, locale)[:LABEL]

        super().__init__(title=say("discord-modal-title"))
        self._content = content
        self._message_id = message_id
        self._painting = discord.ui.FileUpload["StylizeModal"](
            custom_id="style", required=False, max_values=1
        )
        self.add_item(discord.ui.Label(text=say("discord-modal-style"), component=self._painting))
        self._preset: discord.ui.Select[StylizeModal] | None = None
        if presets:
            self._preset = discord.ui.Select(
                custom_id="preset",
                required=False,
                options=[
                    discord.SelectOption(label=preset.title[:CHOICE_NAME], value=preset.name[:CHOICE_NAME])
                    for preset in presets[:CHOICES]
                ],
            )
            self.add_item(discord.ui.Label(text=say("discord-modal-preset"), component=self._preset))
        least, greatest = bounds("strength")
        usual = StyleOptions.model_fields["strength"].default
        self._strength = discord.ui.TextInput["StylizeModal"](
            custom_id="strength",
            required=False,
            placeholder=f"{least} – {greatest} ({usual})",
            max_length=len(str(greatest)),
        )
        self.add_item(discord.ui.Label(text=say("discord-modal-strength"), component=self._strength))

    async def on_submit(self, interaction: Interaction) -> None:
        """Takes the job."""
        async with answering(interaction):
            typed = self._strength.value.strip()
            options = parse(strength=typed or None)
            chosen = self._preset.values if self._preset is not None else []
            paintings = tuple(self._painting.values)
            if not paintings and not chosen:
                raise Refusal("style_missing", "style")
            preset = chosen[0] if chosen and not paintings else None
            await take(interaction, Order(self._content, paintings, preset, options, self._message_id))
