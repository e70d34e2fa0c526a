"""NOTICE names everything that Impasto brings along when it is installed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def brought_along(needs: Iterable[str], extras: frozenset[str], seen: set[str]) -> set[str]:
    """The distributions that these requirements ask for here, with all that those need, by their plain names."""
    for need in map(Requirement, needs):
        wanted = need.marker is None or any(need.marker.evaluate({"extra": each}) for each in (*extras, ""))
        if wanted and plain(need.name) not in seen:
            seen.add(plain(need.name))
            brought_along(requires(need.name) or (), frozenset(need.extras), seen)
    return seen


def test_every_package_that_is_installed_with_impasto_is_in_the_notice() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {plain(word) for word in re.findall(r"[\w.-]+", (ROOT / "NOTICE").read_text(encoding="utf-8"))}
    installed = brought_along(project["dependencies"], frozenset(), set())
    assert {each for each in installed if not each.startswith("nvidia-")} <= named
