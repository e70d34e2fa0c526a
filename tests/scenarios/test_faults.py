"""A short round of the faults; `python -m tests.scenarios.faults` is the long one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE
from tests.scenarios.faults import run


@pytest.mark.skipif(
    sys.platform != "linux", reason="the disk is filled by Linux's limits of a running process"
)
async def test_faults_below_cost_nobody_a_job(tmp_path: Path) -> None:
    outcome = await run(seconds=10.0, fault_seconds=1.0, folder=tmp_path, seed=3, back_seconds=PATIENCE)
    assert outcome.accepted
    assert not outcome.wrong, outcome.say()
