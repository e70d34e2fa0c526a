"""Why the studio says no."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from bot.core.database import StorageFull, StoreError
from bot.core.texts import load_texts
from engine.errors import EngineError, Fact

UNEXPLAINED: Final = Fact("unexplained", "the log says more")
"""Stands for a reason that only those who run the bot can read."""


class Refusal(Exception):
    """What was asked cannot be done; `message` says what, why, and what to do instead.

    `code` is a stable word for programs, `field` the input at fault where there is one, `params` the values
    in the sentence.
    """

    def __init__(self, code: str, field: str | None = None, **params: Any) -> None:
        super().__init__(code, field, params)
        self.code = code
        self.field = field
        self.params = params

    @classmethod
    def because(cls, code: str, error: EngineError, field: str | None = None) -> Refusal:
        """A refusal whose sentence gives the engine's reason."""
        return cls(code, field or error.field, detail=error.fact or UNEXPLAINED)

    def message(self, locale: str = "en") -> str:
        """The sentence for the person, in their language."""
        return load_texts().say(f"refusal-{self.code.replace('_', '-')}", locale, **self.params)

    def __str__(self) -> str:
        return f"{self.code}: {self.message()}"


@contextmanager
def storing() -> Iterator[None]:
    """Something a person asked for is being stored. Raises `Refusal`: `storage_full`, `storage_busy`."""
    try:
        yield
    except StorageFull as error:
        raise Refusal("storage_full") from error
    except StoreError as error:
        raise Refusal("storage_busy") from error
