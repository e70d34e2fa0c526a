"""What may follow `/stylize`: `strength=70 colors=keep size=1024`, or the name of a preset."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from engine.options import OWNER_ONLY, StyleOptions

COMMAND: Final = re.compile(r"/(?P<name>[a-z0-9_]+)(?:@(?P<bot>\w+))?(?=\s|$)", re.IGNORECASE)
PAIR: Final = re.compile(r"-{0,2}(?P<name>[A-Za-z][\w-]*)\s*[=:]\s*(?P<value>\"[^\"]*\"|\S+)")
PRESET: Final = "preset"
OPTIONS: Final = tuple(name for name in StyleOptions.model_fields if name not in OWNER_ONLY)
"""Names that may be given in a chat."""


class WrongWord(Exception):
    """A word after the command that means nothing. `nearest` is what may have been meant."""

    def __init__(self, word: str, nearest: str | None) -> None:
        super().__init__(word)
        self.word = word
        self.nearest = nearest


@dataclass(frozen=True)
class Command:
    """A command and the text after it."""

    name: str
    rest: str

    @classmethod
    def of(cls, text: str | None, username: str) -> Command | None:
        """The command a text begins with, unless it is meant for another bot."""
        found = COMMAND.match(text or "")
        if not found or (found["bot"] or username).lower() != username.lower():
            return None
        return cls(found["name"].lower(), (text or "")[found.end() :].strip())


@dataclass(frozen=True)
class Asked:
    """What was said after `/stylize`: options as they were written, and a preset's name."""

    options: dict[str, Any] = field(default_factory=dict)
    preset: str | None = None

    def over(self, earlier: Asked) -> Asked:
        """This, completed by what had been said earlier."""
        return Asked({**earlier.options, **self.options}, self.preset or earlier.preset)


def parse(text: str, presets: Iterable[str]) -> Asked:
    """Reads the words after the command. Values are not checked here: `StyleOptions.parse` does that.

    Raises `WrongWord`.
    """
    names = {_plain(name): name for name in presets}
    options: dict[str, Any] = {}
    preset: str | None = None
    for found in PAIR.finditer(text):
        name = found["name"].lower().replace("-", "_")
        if name != PRESET and name not in OPTIONS:
            raise WrongWord(found["name"], _nearest(name, (*OPTIONS, PRESET)))
        value = found["value"].strip('"')
        if name == PRESET:
            preset = names.get(_plain(value), value)
        else:
            options[name] = value
    left = PAIR.sub(" ", text)
    if _plain(left) in names:
        return Asked(options, names[_plain(left)])
    for word in left.split():
        if _plain(word) not in names:
            raise WrongWord(word, _nearest(word.lower(), (*names.values(), *OPTIONS)))
        preset = names[_plain(word)]
    return Asked(options, preset)


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("_", " ").split())


def _nearest(word: str, known: Iterable[str]) -> str | None:
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)), None)
