"""What must be the same on every node, so that a picture may be begun on one and finished on another."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from engine.cluster.wire import Versions

ENGINE: Final = Path(__file__).parents[1]


@cache
def versions_here() -> Versions:
    """Those of this machine. Torch is not loaded for it."""
    return Versions(_installed("impasto"), _digest(ENGINE), _installed("torch"))


def refusal(ours: Versions, theirs: Versions) -> str | None:
    """Why a node with `theirs` is not used beside a bot with `ours`, as a sentence; None when it is.

    Another patch of the same torch, or a build of it for another device, paints the same.
    """
    if theirs.engine != ours.engine:
        return (
            f"it runs Impasto {theirs.impasto} (engine {theirs.engine}) and the bot {ours.impasto} "
            f"(engine {ours.engine}); install the same version on both"
        )
    if _minor(theirs.torch) != _minor(ours.torch):
        return (
            f"it has torch {theirs.torch} and the bot {ours.torch}, and a picture begun with one cannot be "
            f"finished with the other; install torch {_minor(ours.torch)} there"
        )
    return None


def _digest(folder: Path) -> str:
    """Of all code below `folder`, short."""
    whole = hashlib.sha256()
    for file in sorted(folder.rglob("*.py")):
        whole.update(file.relative_to(folder).as_posix().encode() + b"\0")
        whole.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return whole.hexdigest()[:12]


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(none)"


def _minor(full: str) -> str:
    """`2.15.0+cu132` -> `2.15`."""
    return ".".join(full.split("+")[0].split(".")[:2])
