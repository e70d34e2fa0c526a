"""What has to be the same on every node."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from engine.cluster.versions import refusal, versions_here
from engine.cluster.wire import Versions

ROOT = Path(__file__).parents[3]
OURS = Versions("0.1.0", "aaaa", "2.15.0+cu132")


@pytest.mark.parametrize("torch", ["2.15.0", "2.15.1+cpu"])
def test_another_build_of_the_same_torch_is_taken(torch: str) -> None:
    assert refusal(OURS, replace(OURS, torch=torch)) is None


def test_another_torch_is_refused_with_what_to_do() -> None:
    reason = refusal(OURS, replace(OURS, torch="2.14.2"))
    assert reason is not None
    assert "it has torch 2.14.2" in reason
    assert "install torch 2.15 there" in reason


def test_another_engine_is_refused_with_what_to_do() -> None:
    reason = refusal(OURS, replace(OURS, impasto="0.2.0", engine="bbbb"))
    assert reason is not None
    assert "it runs Impasto 0.2.0 (engine bbbb)" in reason
    assert "install the same version" in reason


def test_a_machine_agrees_with_itself() -> None:
    assert refusal(versions_here(), versions_here()) is None


def test_asking_loads_no_torch() -> None:
    code = "import sys; from engine.cluster.versions import versions_here as v; v(); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
