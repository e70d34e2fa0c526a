"""The documents are true: their commands run, their links lead somewhere, the settings they name exist."""

from __future__ import annotations

import importlib.util
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import main
from bot.config import Settings
from engine.options import StyleOptions
from engine.painting.balance import ALIKE
from engine.painting.descent import PLATEAU_STEPS
from engine.painting.pyramid import COARSEST_SIDE, STEPS
from engine.painting.strength import (
    EVEN_RATIO,
    FARTHEST,
    LIKENESS,
    SETTLED,
    SETTLED_FIRST,
    SHARE,
    STRENGTH_PER_DECADE,
)
from engine.painting.transfer import DETAIL_FADES, PHOTO_FADES
from engine.pictures.images import encode
from tests.pictures import quarters, strokes

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "benchmarks" / "RESULTS.md"],
    key=lambda page: page.name,
)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(impasto [^`]+)`")
LINK = re.compile(r"\]\((?!https?:)([^)\s]+)\)")
SETTING = re.compile(r"`(data_dir|discord|telegram|web|engine|limits|storage|moderation|log)\.(\w+)[ `]")

NOT_HERE = {
    "pip": "needs the network; the tests run in what it has installed",
    "python3": "makes a virtual environment for pip",
    "pipx": "needs the network",
    "uv": "needs the network; scripts/bounds.py uses it, and CI runs that",
    "docker": "there is no Docker engine in the tests; CI builds the image and runs it",
    "cp": "copies the example beside compose.yaml",
    "sudo": "changes the machine",
    "apt": "changes the machine",
    ".ci/lint": "runs beside the tests, in .ci/run",
    ".ci/run": "runs these tests",
}
"""Commands that the documents have and these tests do not run, by their first word, with the reason."""
SERVERS = ({"impasto"}, {"impasto", "run"})
"""Started as a process in tests/bot/test_app.py."""
ADD = 'presets add "our cat" painting.jpg'
BEFORE = {
    "presets show": (ADD,),
    "presets remove": (ADD,),
    "backup": (ADD,),
    "restore": (ADD, "backup {0}"),
}
"""What must have happened before a command."""
SMALL = ["--size", "64", "--iterations", "2", "--device", "cpu", "--quiet"]


def commands() -> Iterator[tuple[str, str]]:
    """Page and command, from the shell blocks and from `impasto ...` in the text."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for language, block in FENCE.findall(text):
            if language == "sh":
                for line in block.splitlines():
                    for command in re.split(r"\s&&\s", line):
                        if shlex.split(command, comments=True):
                            yield page.name, command.strip()
        for command in INLINE.findall(FENCE.sub("", text)):
            if not re.search(r"[A-Z]{4}|\.\.\.", command):
                yield page.name, command.split(" > ")[0]


def words(command: str) -> list[str]:
    """Without the virtual environment's path, variables and redirection."""
    given = shlex.split(re.sub(r"\s>\s.*", "", command), comments=True)
    while given and "=" in given[0]:
        given.pop(0)
    return [given[0].removeprefix(".venv/bin/"), *given[1:]]


OURS = sorted({command for _, command in commands() if words(command)[0] == "impasto"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the commands expect to find: pictures, a folder of them, a picture with its recipe."""
    folder = tmp_path_factory.mktemp("documents")
    (folder / "holidays").mkdir()
    for name in ("photo.jpg", "holidays/beach.jpg"):
        (folder / name).write_bytes(encode(quarters(), "jpeg"))
    (folder / "painting.jpg").write_bytes(encode(strokes(), "jpeg"))
    recipe = {"options": StyleOptions(size=64, iterations=1).changed()}
    (folder / "out.png").write_bytes(encode(quarters(), "png", recipe))
    return folder


@pytest.mark.parametrize("command", OURS)
def test_every_command_of_ours_runs(command: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("IMPASTO_ENGINE__DEVICES", "cpu")
    name, *rest = words(command)
    if {name, *rest} in SERVERS:
        return
    for before in BEFORE.get(" ".join(rest[:2]), BEFORE.get(rest[0], ())):
        main(shlex.split(before.format(*rest[1:])))
    try:
        status = main([*rest, *(SMALL if rest[0] == "stylize" and "--help" not in rest else ())])
    except SystemExit as ended:
        status = int(ended.code or 0)
    assert status == (1 if rest[0] == "alive" else 0)


@pytest.mark.parametrize(("page", "command"), sorted(set(commands())))
def test_every_other_command_is_known(page: str, command: str) -> None:
    name, *rest = words(command)
    if name == "python" and rest[:1] == ["-m"]:
        assert importlib.util.find_spec(rest[1]) is not None
    else:
        assert name == "impasto" or name in NOT_HERE, f"{page} has a command that no test knows: {command}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        path, _, anchor = link.partition("#")
        target = (page.parent / path) if path else page
        assert target.exists(), f"{page.name}: {link}"
        if anchor:
            assert anchor in anchors(target), f"{page.name}: {link}"


def anchors(page: Path) -> set[str]:
    """The headings of a page as the usual hosts name them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_setting_that_is_named_exists(page: Path) -> None:
    for section, key in SETTING.findall(page.read_text(encoding="utf-8")):
        model = Settings.model_fields[section].annotation
        assert key in getattr(model, "model_fields", {}), f"{page.name}: {section}.{key}"


def test_every_page_is_reached_from_the_readme() -> None:
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        links = (link.partition("#")[0] for link in LINK.findall(page.read_text(encoding="utf-8")))
        waiting += [(page.parent / link).resolve() for link in links if link]
    assert set(PAGES) <= seen


def test_the_page_about_painting_has_the_numbers_of_the_code() -> None:
    page = (ROOT / "docs" / "HOW-IT-PAINTS.md").read_text(encoding="utf-8")
    rows = (f"| {quality} | {', '.join(map(str, steps))} |" for quality, steps in STEPS.items())
    begin, end = DETAIL_FADES
    facts = [
        *rows,
        f"L = {EVEN_RATIO} \\cdot 10^{{(50-s)/{STRENGTH_PER_DECADE:.0f}}}",
        f"no less than\n{ALIKE} of",
        f"at least {COARSEST_SIDE} pixels",
        f"between strengths {begin} and {end}",
        "Between {} and {} the start fades".format(*PHOTO_FADES),
        f"| strength | {' | '.join(map(str, LIKENESS))} |",
        f"| likeness asked for | {' | '.join(f'{each:.2f}'[1:] for each in LIKENESS.values())} |",
        f"{SETTLED_FIRST} steps after the start, {SETTLED} after",
        f"goes {SHARE} of the way, and\nat most {FARTHEST:.0f} points",
        f"when {PLATEAU_STEPS} steps",
        ", ".join(StyleOptions().style_layers[:-1]) + " and " + StyleOptions().style_layers[-1],
    ]
    assert [fact for fact in facts if fact not in page] == []
