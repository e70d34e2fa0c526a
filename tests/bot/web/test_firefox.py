"""A whole job in the other engine for pages: a stock Firefox, the real program."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.web.firefox import END, ENTER, find_firefox, open_firefox
from tests.pictures import quarters, save, strokes

SIDE = 96

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.fixture
def program() -> str:
    program, why = find_firefox()
    return program or pytest.skip(why)


async def test_a_picture_goes_through_the_page_in_firefox(program: str, address: str, tmp_path: Path) -> None:
    content, style = tmp_path / "house.png", tmp_path / "waves.png"
    content.write_bytes(save(quarters(SIDE, SIDE)))
    style.write_bytes(save(strokes(SIDE, SIDE)))
    async with open_firefox(program, tmp_path) as firefox:
        await firefox.goto(address)
        await firefox.until("#presets button")
        await firefox.choose("#content", content)
        await firefox.choose("#style", style)
        await firefox.until("#trial .after img[src^='blob:']")
        await firefox.fill("#width", str(SIDE))
        await firefox.fill("#iterations", "3")
        await firefox.press("#paint", ENTER)
        await firefox.until("#stage.compare")
        size = await firefox.run(
            "fetch(document.querySelector('#download').href).then((answer) => answer.blob())"
            ".then(createImageBitmap).then((picture) => `${picture.width} x ${picture.height}`)"
        )
        await firefox.press("#wipe", END)
        seam = await firefox.run("document.querySelector('#wipe').value")
    assert (size, seam) == (f"{SIDE} x {SIDE}", "100")
