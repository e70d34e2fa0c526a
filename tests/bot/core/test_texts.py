"""Every sentence in every language, with the same variables."""

from __future__ import annotations

import ast as ast_of_python
import inspect
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

import bot
import engine
from bot.core.jobs import JobState
from bot.core.presets import FOLDER as STYLES
from bot.core.refusal import Refusal
from bot.core.texts import FOLDER, LOCALES, Texts, load_texts
from engine import errors
from engine.options import QUALITIES, StyleOptions


class _Variables(Visitor):  # type: ignore[misc]
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - Fluent's naming
        self.names.add(node.id.name)


def sentences(file: Path) -> dict[str, set[str]]:
    """Key -> names of the variables in it. Broken entries fail."""
    found = {}
    for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
        assert not isinstance(entry, ast.Junk), f"{file}: {entry.content}"
        if isinstance(entry, ast.Message):
            variables = _Variables()
            variables.visit(entry)
            assert entry.id.name not in found, f"{file}: {entry.id.name} twice"
            found[entry.id.name] = variables.names
    return found


class _Variants(Visitor):  # type: ignore[misc]
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_Variant(self, node: ast.Variant) -> None:  # noqa: N802 - Fluent's naming
        self.names.add(node.key.name if isinstance(node.key, ast.Identifier) else node.key.value)
        self.generic_visit(node)


@cache
def entries(locale: str) -> list[ast.Message]:
    """Every sentence of a language, parsed."""
    files = sorted((FOLDER / locale).glob("*.ftl"))
    parsed = [FluentParser().parse(file.read_text(encoding="utf-8")) for file in files]
    return [entry for each in parsed for entry in each.body if isinstance(entry, ast.Message)]


FILES = sorted(path.name for path in (FOLDER / "en").glob("*.ftl"))
ENGINE_CODES = sorted(
    kind.code
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, errors.EngineError)
)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("file", FILES)
def test_every_language_has_the_same_sentences(file: str, locale: str) -> None:
    assert sentences(FOLDER / locale / file) == sentences(FOLDER / "en" / file)


@pytest.mark.parametrize("code", [*ENGINE_CODES, "pictures_gone", "poison", "internal"])
def test_every_failure_has_a_sentence(code: str) -> None:
    assert load_texts().has(f"error-{code.replace('_', '-')}")


def reasons_in_the_source() -> list[str]:
    """Every `reason="..."` of an error and every literal first argument of `Fact(...)`."""
    found = set()
    for package in (engine, bot):
        for file in Path(package.__path__[0]).rglob("*.py"):
            for node in ast_of_python.walk(ast_of_python.parse(file.read_text(encoding="utf-8"))):
                if not isinstance(node, ast_of_python.Call):
                    continue
                given = [each.value for each in node.keywords if each.arg == "reason"]
                if ast_of_python.unparse(node.func) == "Fact" and node.args:
                    given.append(node.args[0])
                found |= {each.value for each in given if isinstance(each, ast_of_python.Constant)}
    return sorted(str(each) for each in found if each)


@pytest.mark.parametrize("code", reasons_in_the_source())
def test_every_fact_has_a_sentence(code: str) -> None:
    assert load_texts().has(f"fact-{code}")


SAMPLES: dict[str, Any] = {
    **dict.fromkeys(("time", "detail", "how", "note", "reason", "values"), "§"),
    **dict.fromkeys(("name", "known", "word", "options", "option", "choices", "got", "example"), "§"),
    **dict.fromkeys(("recipe", "verb", "usual", "longest"), "§"),
}
"""Values that are words already; every other one is a number, in the forms that a language may tell apart."""
NUMBERS = (0, 1, 2, 5, 21, 1000)
ENGLISH = re.compile(
    r"(?<![/{=\w-])(the|is|are|was|were|this|that|with|and|not|your|you|have|has|of|for|from|picture|painting|photo"
    r"|style|got|expected|sent|kept|pixels|try|again|please|chat|server)(?![\w=-])",
    re.IGNORECASE,
)
ALSO_THEIRS = {
    "de": {"was", "not", "server", "chat", "pixels"},
    "es": {"chat"},
    "fr": {"photo", "style", "pixels", "chat"},
    "pt-BR": {"chat", "pixels"},
}
"""Words that look English and are not."""


def said(key: str, locale: str, number: int) -> str:
    variables = ALL[key]
    return load_texts().say(key, locale, **{name: SAMPLES.get(name, number) for name in variables})


ALL = {key: names for file in FILES for key, names in sentences(FOLDER / "en" / file).items()}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_can_be_said_with_any_number(locale: str) -> None:
    for key in ALL:
        for number in NUMBERS:
            assert said(key, locale, number).strip(), key


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale != "en"])
def test_no_sentence_has_english_in_it(locale: str) -> None:
    typed = re.compile(r"/\w+[^\n]*|\b\w+=\S+|https?://\S+|«[^»]*»|^\s*\w+\s?[:：].*$", re.MULTILINE)
    theirs = ALSO_THEIRS.get(locale, set())
    found = {}
    for key in ALL:
        words = {word.lower() for word in ENGLISH.findall(typed.sub("", said(key, locale, 5)))} - theirs
        if words:
            found[key] = words
    assert not found


SCRIPTS = {"ja": "[\u3040-\u30ff\u4e00-\u9fff]", "ru": "[а-яА-ЯёЁ]"}


@pytest.mark.parametrize("locale", SCRIPTS)
def test_every_sentence_is_in_the_script_of_its_language(locale: str) -> None:
    names = {"WebP", "JPEG", "Telegram", "Discord"}
    bare = [key for key in ALL if not re.search(SCRIPTS[locale], said(key, locale, 5))]
    assert {said(key, locale, 5) for key in bare} <= names


@pytest.mark.parametrize("locale", LOCALES)
def test_the_plural_forms_are_those_of_the_language(locale: str) -> None:
    forms = {"ru": {"one", "few", "many", "other"}, "ja": {"other"}}.get(locale, {"one", "many", "other"})
    for entry in entries(locale):
        variants = _Variants()
        variants.visit(entry)
        assert {name for name in variants.names if not name.isdecimal()} <= forms, entry.id.name


def test_one_kind_of_apostrophe_in_french() -> None:
    assert not [
        file.name for file in (FOLDER / "fr").glob("*.ftl") if "'" in file.read_text(encoding="utf-8")
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_examples_name_styles_that_ship(locale: str) -> None:
    shipped = set(tomllib.loads((STYLES / "styles.toml").read_text(encoding="utf-8")))
    for file in (FOLDER / locale).glob("*.ftl"):
        named = re.findall(r"preset[=:]\s?([a-z][\w-]*)", file.read_text(encoding="utf-8"))
        assert set(named) <= shipped, file


def test_a_fact_in_a_sentence_is_in_its_language() -> None:
    refusal = Refusal.because("bad_option", _bad_size())
    assert refusal.message("de") == (
        "Eine der Optionen geht so nicht: Größe: „99999“ geht nicht, möglich ist 64 bis 4.096."
    )


@pytest.mark.parametrize("quality", QUALITIES)
def test_every_quality_has_a_word(quality: str) -> None:
    assert load_texts().has(f"fact-quality-{quality}")


def test_a_fact_of_an_older_version_is_told_as_it_was_written() -> None:
    assert load_texts().tell("Painted at 256 px.", "de") == "Painted at 256 px."


def test_an_error_without_a_reason_points_to_the_log() -> None:
    assert "Protokoll" in Refusal.because("bad_option", errors.EngineError("tensor trouble")).message("de")


def _bad_size() -> errors.OptionError:
    with pytest.raises(errors.OptionError) as caught:
        StyleOptions.parse(size="99999")
    return caught.value


@pytest.mark.parametrize("state", JobState)
def test_every_state_has_a_word(state: JobState) -> None:
    assert load_texts().has(f"state-{state}")


@pytest.mark.parametrize(
    ("code", "ours"),
    [
        ("de-AT", "de"),
        ("pt", "pt-BR"),
        ("pt_PT", "pt-BR"),
        ("es-419", "es"),
        ("en-GB", "en"),
        ("tlh", "en"),
        ("", "en"),
        (None, "en"),
        ("JA", "ja"),
    ],
)
def test_the_nearest_language_is_found(code: str | None, ours: str) -> None:
    assert load_texts().match(code) == ours


@pytest.mark.parametrize(
    ("seconds", "word"), [(1, "секунду"), (3, "секунды"), (5, "секунд."), (21, "секунду")]
)
def test_plurals_follow_the_language(seconds: int, word: str) -> None:
    assert word in load_texts().say("refusal-cooldown", "ru", seconds=seconds)


def test_a_sentence_that_is_missing_in_a_language_is_said_in_english(tmp_path: Path) -> None:
    for locale in LOCALES:
        (tmp_path / locale).mkdir()
    (tmp_path / "en" / "common.ftl").write_text("hello = Hello")
    assert Texts(tmp_path).say("hello", "ja") == "Hello"


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError, match="nonsense"):
        load_texts().say("nonsense")


def test_a_missing_variable_is_an_error() -> None:
    with pytest.raises(ValueError, match="seconds"):
        load_texts().say("refusal-cooldown")
