"""Names, descriptions and choices of commands in the languages we have."""

from __future__ import annotations

from typing import Final

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Where
from discord.app_commands import TranslationContextTypes, locale_str

from bot.core.texts import FALLBACK, Texts
from bot.discord.limits import CHOICE_NAME, COMMAND_NAME, DESCRIPTION

LOCALES: Final = {
    discord.Locale.german: "de",
    discord.Locale.spain_spanish: "es",
    discord.Locale.latin_american_spanish: "es",
    discord.Locale.french: "fr",
    discord.Locale.brazil_portuguese: "pt-BR",
    discord.Locale.russian: "ru",
    discord.Locale.japanese: "ja",
}
LENGTHS: Final = {
    Where.command_name: COMMAND_NAME,
    Where.group_name: COMMAND_NAME,
    Where.parameter_name: COMMAND_NAME,
    Where.choice_name: CHOICE_NAME,
}


class FluentTranslator(app_commands.Translator):
    """Looks up the sentence that a `locale_str` names by its `key`."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    async def translate(
        self, string: locale_str, locale: discord.Locale, context: TranslationContextTypes
    ) -> str | None:
        """The translation, or None where Discord shall show the English one."""
        key = string.extras.get("key")
        ours = LOCALES.get(locale)
        if key is None or ours is None:
            return None
        return self._texts.say(key, ours)[: LENGTHS.get(context.location, DESCRIPTION)]


def english(texts: Texts, key: str) -> locale_str:
    """A text in English that can be translated."""
    return locale_str(texts.say(key, FALLBACK), key=key)
