"""Where the platforms' own descriptions of their interfaces lie, if they are at hand."""

from __future__ import annotations

import os
from pathlib import Path


def find_spec(variable: str, name: str) -> Path | None:
    """The file that an environment variable names, else one in a `shared/specs` beside or above the checkout."""
    named = os.environ.get(variable)
    candidates = [Path(named)] if named else []
    candidates += [parent / "shared" / "specs" / name for parent in Path(__file__).resolve().parents]
    return next((path for path in candidates if path.is_file()), None)
