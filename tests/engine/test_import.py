import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "module", ["engine", "engine.cli", "engine.processes.pool", "engine.processes.executor"]
)
def test_importing_it_loads_no_torch(module: str) -> None:
    probe = f"import {module}, sys; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0
