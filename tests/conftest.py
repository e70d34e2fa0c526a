"""What every test may rely on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from bot.config import PREFIX, TOKEN_VARIABLES

if TYPE_CHECKING:
    from xdist.scheduler import WorkStealingScheduling

# There is a process of tests a core: more threads would spin and wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")

hypothesis.settings.register_profile("impasto", deadline=None)
hypothesis.settings.load_profile("impasto")


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own configuration stays out of the tests."""
    for variable in [name for name in os.environ if name.startswith(PREFIX) or name in TOKEN_VARIABLES]:
        monkeypatch.delenv(variable)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> WorkStealingScheduling | None:
    """With `-n 2`, one file's tests stay together, as far as both processes have work to the end."""
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log) if config.getoption("dist") == "load" else None
