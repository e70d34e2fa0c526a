"""A short run of nodes that come, go and are killed; `python -m tests.scenarios.cluster` is the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.cluster import scenario

JOBS = 16


@pytest.mark.cluster
async def test_nothing_is_lost_with_a_node_or_the_head(tmp_path: Path) -> None:
    account = await scenario(JOBS, tmp_path)
    going_on, from_zero = account.restarts(tmp_path)
    assert account.delivered == JOBS
    assert (from_zero, bool(going_on)) == (0, True)
