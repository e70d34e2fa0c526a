"""What every test may rely on."""

from __future__ import annotations

import os

import hypothesis
import pytest

from bot.config import PREFIX, TOKEN_VARIABLES

hypothesis.settings.register_profile("impasto", deadline=None)
hypothesis.settings.load_profile("impasto")


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own configuration stays out of the tests."""
    for variable in [name for name in os.environ if name.startswith(PREFIX) or name in TOKEN_VARIABLES]:
        monkeypatch.delenv(variable)
