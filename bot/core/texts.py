"""Every sentence a person reads, in seven languages, from Fluent files (https://projectfluent.org)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from fluent.runtime import FluentBundle, FluentResource

from engine.errors import Fact

LOCALES: Final = ("en", "de", "es", "fr", "pt-BR", "ru", "ja")
FALLBACK: Final = LOCALES[0]
FOLDER: Final = Path(__file__).parent / "locale"


class Texts:
    """Sentences by key and language, from every `.ftl` file of a language's folder.

    A language is read when its first sentence is wanted: all of them take 18 MB and a third of a second.
    """

    locales = LOCALES

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._bundles: dict[str, Any] = {}

    def match(self, code: str | None) -> str:
        """The one of our languages nearest to a platform's code: `de-AT` -> `de`, `pt` -> `pt-BR`."""
        wanted = (code or FALLBACK).replace("_", "-").lower()
        exact = {locale.lower(): locale for locale in LOCALES}
        language = {locale.split("-")[0]: locale for locale in LOCALES}
        return exact.get(wanted) or language.get(wanted.split("-")[0], FALLBACK)

    def has(self, key: str) -> bool:
        """Whether there is a sentence of that name."""
        return bool(self._bundle(FALLBACK).has_message(key))

    def say(self, key: str, locale: str = FALLBACK, **params: Any) -> str:
        """The sentence `key` in the person's language, else in English.

        Numbers in `params` choose plurals and are written as that language writes them; a `Fact` becomes its
        words, and a function is asked for those of the language. Raises `KeyError` for an unknown key and
        `ValueError` for a missing parameter.
        """
        params = {name: self._worded(name, value, locale) for name, value in params.items()}
        bundle = self._bundle(self.match(locale))
        if not bundle.has_message(key):
            bundle = self._bundle(FALLBACK)
        if not bundle.has_message(key):
            raise KeyError(f"no sentence is called {key!r}")
        sentence, errors = bundle.format_pattern(bundle.get_message(key).value, params)
        if errors:
            raise ValueError(f"{key!r} in {locale!r}: {errors[0]}")
        return str(sentence)

    def tell(self, fact: Fact | str, locale: str = FALLBACK) -> str:
        """A fact in words; one that an older version wrote down as a sentence is told as it is."""
        if isinstance(fact, str):
            return fact
        key = f"fact-{fact.code}"
        return self.say(key, locale, **fact.values) if self.has(key) else fact.text

    def option(self, name: str, locale: str = FALLBACK) -> str:
        """What people call an option or a setting; its own name where it has no other."""
        key = f"option-{name.replace('_', '-')}"
        return self.say(key, locale) if self.has(key) else name

    def machines(self, easels: Sequence[tuple[int, int]], locale: str = FALLBACK) -> str:
        """What the machines of a cluster do: for each the easels in use and those there are."""
        used = " · ".join(f"{busy}/{ready}" for busy, ready in easels)
        return self.say("machines", locale, count=len(easels), easels=used)

    def _bundle(self, locale: str) -> Any:
        if locale not in self._bundles:
            self._bundles[locale] = _read(self._folder / locale, locale)
        return self._bundles[locale]

    def _worded(self, name: str, value: Any, locale: str) -> Any:
        if isinstance(value, Fact):
            return self.tell(value, locale)
        if callable(value):
            return value(locale)
        return self.option(value, locale) if name == "option" else value


@cache
def load_texts() -> Texts:
    """The sentences that ship with the package, read once."""
    return Texts()


def _read(folder: Path, locale: str) -> Any:
    bundle = FluentBundle([locale], use_isolating=False)
    for file in sorted(folder.glob("*.ftl")):
        bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return bundle
