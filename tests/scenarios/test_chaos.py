"""A short run of the chaos; `python -m tests.scenarios.chaos` is the long one."""

from __future__ import annotations

from pathlib import Path

from tests.scenarios.chaos import run


async def test_no_accepted_job_is_lost(tmp_path: Path) -> None:
    chaos = await run(rounds=4, folder=tmp_path, seed=7)
    assert chaos.accepted
    assert (chaos.lost, chaos.twice, chaos.damaged) == (0, 0, 0), chaos
