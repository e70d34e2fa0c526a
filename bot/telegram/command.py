"""What may follow `/stylize`: `strength=70 colors=keep size=1024`, or the name of a preset, as people write them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from engine.options import COLOR_MODES, OWNER_ONLY, QUALITIES, StyleOptions

COMMAND: Final = re.compile(r"/(?P<name>[a-z0-9_]+)(?:@(?P<bot>\w+))?(?=\s|$)", re.IGNORECASE)
PAIR: Final = re.compile(r"(?P<name>[A-Za-z][\w-]*)\s*[=:]\s*(?P<value>\"[^\"]*\"|“[^”]*”|\S+)")
DASHES: Final = re.compile(r"(?<!\S)[-\u2013\u2014\u2212]+(?=\w)")
"""Before a name, as on a command line; phones turn two hyphens into a long dash."""
SEPARATOR: Final = re.compile(r"[,;](?=\s|$|[A-Za-z][\w-]*\s*[=:])")
UNIT: Final = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s?(?P<unit>%|px)", re.IGNORECASE)
PRESET: Final = "preset"
OPTIONS: Final = tuple(name for name in StyleOptions.model_fields if name not in OWNER_ONLY)
"""Names that may be given in a chat."""
SWITCHES: Final = tuple(name for name in OPTIONS if StyleOptions.model_fields[name].annotation is bool)
BY_UNIT: Final = {"%": "strength", "px": "size"}
BY_VALUE: Final = dict.fromkeys(QUALITIES, "quality") | {
    value: "colors" for value in COLOR_MODES if value != "style"
}
"""What a value alone belongs to. `style` alone says too little."""


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

    def __bool__(self) -> bool:
        """Whether anything was said."""
        return bool(self.options or self.preset)

    def over(self, earlier: Asked) -> Asked:
        """This, completed by what had been said earlier."""
        return Asked({**earlier.options, **self.options}, self.preset or earlier.preset)


def parse(text: str, presets: Mapping[str, str] | Iterable[str]) -> Asked:
    """Reads the words after the command. `presets` gives a name for each way to write it.

    Values are not checked here: `StyleOptions.parse` does that. Raises `WrongWord`.
    """
    written = presets if isinstance(presets, Mapping) else {name: name for name in presets}
    names = {_plain(way): name for way, name in written.items()}
    if _plain(text) in names:
        return Asked(preset=names[_plain(text)])
    text = SEPARATOR.sub(" ", DASHES.sub("", text))
    options: dict[str, Any] = {}
    preset: str | None = None
    for found in PAIR.finditer(text):
        name = found["name"].lower().replace("-", "_")
        if name != PRESET and name not in OPTIONS:
            raise WrongWord(found["name"], _nearest(name, (*OPTIONS, PRESET)))
        value = found["value"].strip('"“”')
        if name == PRESET:
            preset = names.get(_plain(value), value)
        else:
            options[name] = value
    words = _joined(PAIR.sub(" ", text))
    if _plain(" ".join(words)) in names:
        return Asked(_without_units(options), names[_plain(" ".join(words))])
    spoken, left = _spoken(words, names)
    if left:
        if _plain(" ".join(left)) not in names:
            raise WrongWord(left[0], _nearest(left[0].lower(), (*written, *OPTIONS)))
        preset = names[_plain(" ".join(left))]
    return Asked(_without_units({**options, **spoken}), preset)


def _joined(text: str) -> list[str]:
    """Words; a unit that stands apart belongs to the number before it."""
    return UNIT.sub(lambda found: f"{found['number']}{found['unit'].lower()}", text).split()


def _spoken(words: list[str], names: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Options said without a sign, as in `strength 80`, `70%`, `1024px`, `keep`; and the words that are none."""
    options: dict[str, Any] = {}
    left: list[str] = []
    rest: Iterator[str] = iter(words)
    for word in rest:
        name = word.lower().replace("-", "_")
        unit = UNIT.fullmatch(word)
        if _plain(word) in names:
            left.append(word)
        elif name in SWITCHES:
            options[name] = "true"
        elif name in OPTIONS or name == PRESET:
            value = next(rest, None)
            if value is None:
                raise WrongWord(word, f"{name}=…")
            if name == PRESET:
                left.append(value)
            else:
                options[name] = value
        elif unit:
            options[BY_UNIT[unit["unit"].lower()]] = word
        elif name in BY_VALUE:
            options[BY_VALUE[name]] = name
        else:
            left.append(word)
    return options, left


def _without_units(options: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: UNIT.fullmatch(value) for name, value in options.items()}
    return {name: unit["number"] if (unit := found[name]) else value for name, value in options.items()}


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("_", " ").split())


def _nearest(word: str, known: Iterable[str]) -> str | None:
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)), None)
