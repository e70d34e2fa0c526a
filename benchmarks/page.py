"""How soon a stranger sees a picture: a cold page, a sample photo, a style, the instant preview.

    python -m benchmarks.page --times 5

starts the program, waits until it is ready, and opens the page in a new profile of Chromium each time. Printed are
the seconds from the address to the whole form, from there to the sketch of a sample in a style, and both together.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from pathlib import Path
from statistics import median

from playwright.async_api import Browser, async_playwright

from tests.bot.web.program import open_program
from tests.bot.web.test_page import CHROMIUM, FLAGS


async def visit(browser: Browser, address: str) -> tuple[float, float, float]:
    """Seconds to the form, from there to the sketch, and both."""
    async with await browser.new_context(reduced_motion="reduce") as context:
        page = await context.new_page()
        begun = time.monotonic()
        await page.goto(address)
        await page.locator("#presets button").last.wait_for()
        there = time.monotonic()
        await page.locator("#samples button").first.click()
        await page.locator("#presets button").first.click()
        await page.locator("#trial .after img[src^='blob:']").wait_for()
        seen = time.monotonic()
    return there - begun, seen - there, seen - begun


async def measure(times: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with (
            open_program(Path(folder), threads=os.cpu_count() or 1) as address,
            async_playwright() as playwright,
        ):
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            visits = [await visit(browser, address) for _ in range(times)]
    for name, seconds in zip(("form", "sketch", "both"), zip(*visits, strict=True), strict=True):
        each = ", ".join(f"{value:.2f}" for value in seconds)
        print(f"{name}: median {median(seconds):.2f} s, each {each}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=5)
    asyncio.run(measure(parser.parse_args().times))


if __name__ == "__main__":
    main()
