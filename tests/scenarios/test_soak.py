"""A short run of the soak; `python -m tests.scenarios.soak` is the long one."""

from __future__ import annotations

from pathlib import Path

from tests.scenarios.soak import run


async def test_every_visit_in_three_places_has_its_end(tmp_path: Path) -> None:
    soak = await run(0.2, tmp_path, seed=3)
    assert sum(soak.fates.values()) > 0
    assert not soak.lost
    assert soak.samples
