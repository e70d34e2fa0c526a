"""The example in docs/HTTP.md runs as it stands, but for the address."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

import pytest

from tests.bot.web.world import World
from tests.pictures import png

pytestmark = pytest.mark.asyncio(loop_scope="session")

DOCUMENT = Path(__file__).parents[3] / "docs" / "HTTP.md"


async def test_the_example_paints_a_picture(world: World, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(png())
    code = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)[0]
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code.replace("http://127.0.0.1:8080", world.address)), cwd=tmp_path
    )
    assert await program.wait() == 0
    assert (tmp_path / "painted.png").read_bytes().startswith(b"\x89PNG")
