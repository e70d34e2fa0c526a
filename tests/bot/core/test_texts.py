"""Every sentence in every language, with the same variables."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.core.jobs import JobState
from bot.core.texts import FOLDER, LOCALES, Texts, load_texts
from engine import errors


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
