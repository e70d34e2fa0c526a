"""The page in every state, as docs/ shows it, and as it is looked at before a release.

    python -m scripts.web_screenshots pair         paints bot/web/static/painted.jpg anew
    python -m scripts.web_screenshots docs         docs/web-done.jpg
    python -m scripts.web_screenshots all FOLDER   each state at three widths, light and dark

The states are those of the real surface and the real engine with Chromium before it; the engine rests where a state
is looked at.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import aclosing
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Final, Literal

from PIL import Image
from playwright.async_api import Page, async_playwright

from bot.core.presets import FOLDER
from engine import open_executor
from engine.messages import Progress, Result, StyleRequest, Update
from engine.options import Quality, StyleOptions
from engine.pictures.samples import sample
from engine.processes.executor import Executor
from engine.processes.pool import open_picture_pool
from tests.bot.web.test_page import CHROMIUM, FLAGS
from tests.bot.web.world import Painter, World, open_world

ROOT: Final = Path(__file__).parent.parent
STATIC: Final = ROOT / "bot" / "web" / "static"
DOCS: Final = ROOT / "docs"
PHOTO, PRESET = "mountains", "impasto"
PAIR: Final = StyleOptions(size=800)
PAIR_QUALITY: Final = 64
"""A JPEG: the first visit stays light."""

Look = Literal["light", "dark"]
SIZES: Final = ((1440, 900), (768, 1024), (390, 844))
LOOKS: Final[tuple[Look, ...]] = ("light", "dark")
SHOT_QUALITY: Final = 80
QUICK: Final[tuple[Quality, int]] = ("draft", 256)
GOOD: Final[tuple[Quality, int]] = ("standard", 512)


class Resting(Painter):
    """The real engine, which rests as a painter of the tests would; steps are counted in percent."""

    def __init__(self, executor: Executor) -> None:
        super().__init__()
        self._executor = executor

    async def run(self, request: StyleRequest, *, keep: asyncio.Event | None = None) -> AsyncIterator[Update]:
        if self.error:
            raise self.error
        async for update in self._executor.run(request, keep=keep):
            yield update
            if isinstance(update, Progress) and update.preview and not request.options.preview:
                await self.rest(100 * update.step // update.steps, keep)


async def paint_pair() -> None:
    """The painting under 'Your photo, painted'."""
    style = (FOLDER / f"{PRESET}.jpg").read_bytes()
    async with open_picture_pool() as pool, open_executor(pictures=pool) as executor:
        async for update in executor.run(StyleRequest(sample(PHOTO), (style,), PAIR)):
            if isinstance(update, Result):
                picture = Image.open(BytesIO(update.image)).convert("RGB")
                picture.save(STATIC / "painted.jpg", quality=PAIR_QUALITY, optimize=True, progressive=True)


async def states(page: Page, world: World, quality: Quality, side: int) -> AsyncIterator[str]:
    """Brings the page into each state in turn; gives its name. Pictures are painted with `side` pixels."""
    await page.goto("/")
    await page.locator("#presets button").last.wait_for()
    await page.wait_for_load_state("networkidle")
    yield "empty"
    await page.locator(f"#samples [data-name={PHOTO}]").click()
    await page.wait_for_load_state("networkidle")
    yield "chosen"
    await page.locator(f"#presets [data-name={PRESET}]").click()
    await page.locator("#trial .after img[src^='blob:']").wait_for()
    yield "sketch"
    await page.click("#try-all")
    await page.wait_for_function("() => document.querySelectorAll('.tiles img[hidden]').length === 0")
    yield "sheet"
    await page.keyboard.press("Escape")
    await page.locator(".expert summary").click()
    await page.locator("#knobs").scroll_into_view_if_needed()
    yield "experts"
    await page.fill("#width", "0,5")
    await page.click("#paint")
    yield "error"
    await page.fill("#width", "")
    await page.click("#reset")
    await page.locator(f"#quality label:has([value={quality}])").click()
    await page.select_option("#size", str(side))
    world.painter.pause(at=40)
    await page.click("#paint")
    await page.locator("#stage[data-state=running]").wait_for()
    yield "sketched"
    await page.locator("#keep", has_text="Keep this").wait_for()
    yield "working"
    world.painter.go_on()
    await page.locator("#stage.compare").wait_for()
    yield "whole"
    await page.locator("#canvas[style*='50%']").wait_for()
    yield "done"
    await page.click("#enlarge")
    yield "whole-screen"
    await page.keyboard.press("1")
    yield "to-the-pixel"
    await page.keyboard.press("Escape")
    await page.click("#share")
    await page.locator("#shared").wait_for()
    link = await page.input_value("#shared-url")
    yield "share"
    world.painter.pause()
    await page.click("#again-stronger")
    await page.locator("#stage[data-state=running]").wait_for()
    await page.click("#keep")
    await page.locator("#stage.compare").wait_for()
    await page.locator("#canvas[style*='50%']").wait_for()
    yield "kept"
    world.painter.go_on()
    await page.click("#forget")
    yield "confirm"
    await page.click("#confirm-no")
    await page.locator("#mine").scroll_into_view_if_needed()
    await page.wait_for_load_state("networkidle")
    yield "your-pictures"
    await page.goto(f"/#{'A' * 22}")
    await page.locator("#stage[data-state=lost]").wait_for()
    yield "lost"
    await page.goto("/")
    world.painter.pause()
    await page.locator("#presets [aria-pressed=true]").wait_for()
    await page.fill("#strength", "60")
    await page.route("**/events", lambda route: route.abort())
    await page.click("#paint")
    await page.locator("#connection:not(:empty)").wait_for()
    yield "disconnected"
    await page.unroute("**/events")
    await page.locator("#stage[data-state=running]").wait_for()
    await page.click("#cancel")
    await page.locator("#stage[data-state=cancelled]").wait_for()
    yield "cancelled"
    world.painter.go_on()
    world.painter.error = RuntimeError("out of paint")
    await page.goto("/")
    await page.locator("#presets [aria-pressed=true]").wait_for()
    await page.fill("#strength", "61")
    await page.click("#paint")
    await page.locator("#stage[data-state=failed]").wait_for()
    yield "failed"
    await page.goto(link)
    yield "shared"
    await page.goto("/api")
    await page.locator("#calls section").last.wait_for()
    yield "api"


async def shots(
    sizes: Iterable[tuple[int, int]], looks: Iterable[Look], quality: Quality, side: int
) -> AsyncGenerator[tuple[str, int, Look, bytes], None]:
    """State, width in pixels, look and picture, a JPEG."""
    async with (
        open_picture_pool() as pool,
        open_executor(pictures=pool) as executor,
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for (width, height), look in product(sizes, looks):
            with tempfile.TemporaryDirectory() as folder:
                async with (
                    open_world(pool, Path(folder), painter=Resting(executor), patience=None) as world,
                    await browser.new_context(
                        viewport={"width": width, "height": height},
                        color_scheme=look,
                        reduced_motion="reduce",
                        base_url=world.address,
                    ) as context,
                ):
                    context.set_default_timeout(0)
                    page = await context.new_page()
                    async for state in states(page, world, quality, side):
                        yield state, width, look, await page.screenshot(type="jpeg", quality=SHOT_QUALITY)


async def take_all(folder: Path) -> None:
    """Every state at every size, light and dark."""
    async for state, width, look, shot in shots(SIZES, LOOKS, *QUICK):
        (folder / f"{width}-{look}-{state}.jpg").write_bytes(shot)


async def take_docs() -> None:
    """What the README shows."""
    async with aclosing(shots(SIZES[:1], ("light",), *GOOD)) as taken:
        async for state, _, _, shot in taken:
            if state == "done":
                await asyncio.to_thread((DOCS / "web-done.jpg").write_bytes, shot)
                return


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["pair", "docs", "all"])
    parser.add_argument("folder", type=Path, nargs="?", default=Path("web-screenshots"))
    chosen = parser.parse_args()
    match chosen.what:
        case "pair":
            asyncio.run(paint_pair())
        case "docs":
            asyncio.run(take_docs())
        case _:
            chosen.folder.mkdir(parents=True, exist_ok=True)
            asyncio.run(take_all(chosen.folder))


if __name__ == "__main__":
    main()
