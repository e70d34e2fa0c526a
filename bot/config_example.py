"""All settings as a commented `config.toml`: what `impasto config` prints, and `config.example.toml` holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from bot.config import Settings

HEAD: Final = """\
# Impasto's settings: every key with its default. Save this as config.toml and change what you like.
# Each key can also be set in the environment, which wins: IMPASTO_DATA_DIR, IMPASTO_WEB__PORT, IMPASTO_LIMITS__QUEUE;
# lists as words between commas: IMPASTO_LIMITS__BLOCKED=discord:1234,telegram:99
# Tokens may be given as DISCORD_TOKEN and TELEGRAM_TOKEN. Keys that are commented out have no default.
"""


def config_example() -> str:
    """Every setting with its meaning and default, as TOML."""
    return "\n".join((HEAD, *_table(Settings)))


def _table(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield f"[{name}]\n"
            yield from _table(field.annotation)
        else:
            yield _entry(name, field)


def _entry(name: str, field: FieldInfo) -> str:
    meaning = field.description or ""
    value, off = (field.default, "") if field.default is not None else ((field.examples or [""])[0], "# ")
    return f"# {meaning[:1].upper()}{meaning[1:]}.\n{off}{name} = {_toml(value)}\n"


def _toml(value: Any) -> str:
    """JSON's words, numbers and lists are TOML's, too."""
    return json.dumps(str(value) if isinstance(value, Path) else value, ensure_ascii=False)
