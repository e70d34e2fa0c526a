"""A person's way through the page: a real browser, the real program, a picture that is looked at.

What must happen while a picture is being painted is tried on a surface whose painter rests where the test says.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, Page, Response, async_playwright, expect

from tests.bot.web.world import World
from tests.patience import PATIENCE
from tests.pictures import save, strokes

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MILLISECONDS = 1000 * PATIENCE
SIDE = 96
AXE = Path(__file__).parent / "axe.min.js"
"""axe-core 4.14.1 as npm has it; licence in `axe.LICENSE`."""
BLOB = re.compile("^blob:")
LOOKS: dict[str, Any] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
}
GIVE = """([event, where, data]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([Uint8Array.from(data)], "given.png", { type: "image/png" }));
  const given = event === "paste"
    ? new ClipboardEvent(event, { clipboardData: transfer, bubbles: true, cancelable: true })
    : new DragEvent(event, { dataTransfer: transfer, bubbles: true, cancelable: true });
  document.querySelector(where).dispatchEvent(given);
}"""
"""Pastes or drops a file, as the browser tells of it."""

LISTEN = """{
  window.spoken = [];
  const live = document.querySelector("#live");
  new MutationObserver(() => spoken.push(live.textContent)).observe(live, { childList: true });
}"""
"""`spoken` holds what a screen reader is told."""

NOTE = """
window.noted = [];
window.Notification = class extends EventTarget {
  static permission = "default";
  static requestPermission = async () => "granted";
  constructor(title, { body }) {
    super();
    noted.push([title, body]);
  }
};
Object.defineProperty(document, "hidden", { get: () => true });
"""
"""`noted` holds what the system would show; the page is not looked at."""

COUNT_ADDRESSES = """
window.addresses = new Set();
const { createObjectURL, revokeObjectURL } = URL;
URL.createObjectURL = (object) => {
  const address = createObjectURL(object);
  addresses.add(address);
  return address;
};
URL.revokeObjectURL = (address) => {
  addresses.delete(address);
  revokeObjectURL(address);
};
"""
"""`addresses` holds those that were made and not freed."""

expect.set_options(timeout=PATIENCE_MILLISECONDS)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here; the CI installs it"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        yield await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


@asynccontextmanager
async def open_page(browser: Browser, address: str, **profile: Any) -> AsyncIterator[Page]:
    """The page in a new browser profile, which asks for no motion: drawn without a GPU it takes a whole core."""
    context = await browser.new_context(**{"reduced_motion": "reduce", **profile})
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    page = await context.new_page()
    await page.goto(address)
    await expect(page.locator("#presets button").first).to_be_visible()
    yield page
    await context.close()


@asynccontextmanager
async def without_complaint(browser: Browser, address: str) -> AsyncIterator[Page]:
    """The page, whose console must stay without an error and without a breach of the security policy."""
    complaints: list[str] = []

    def listen(page: Page) -> None:
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda line: complaints.append(line.text) if "Security Policy" in line.text else None,
        )

    async with open_page(browser, address) as page:
        listen(page)
        await page.reload()
        await expect(page.locator("#presets button").first).to_be_visible()
        yield page
    assert complaints == []


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, address: str) -> AsyncIterator[Page]:
    """The page of the real program."""
    async with without_complaint(browser, address) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def held(browser: Browser, world: World) -> AsyncIterator[Page]:
    """The page of a surface whose painter rests where the test says."""
    async with without_complaint(browser, world.address) as opened:
        yield opened


def photo() -> Image.Image:
    """A bright disc over a dark ground: an edge that must survive."""
    rows, columns = np.mgrid[0:SIDE, 0:SIDE]
    inside = (rows - SIDE / 2) ** 2 + (columns - SIDE / 2) ** 2 < (SIDE / 3) ** 2
    return Image.fromarray(np.where(inside[..., None], [230, 220, 200], [40, 50, 60]).astype(np.uint8))


def painting() -> Image.Image:
    """Red and yellow waves."""
    red = np.asarray(strokes(SIDE, SIDE, seed=3)).astype(float)
    return Image.fromarray(np.uint8(red * [1.0, 0.5, 0.1]))


def upload(name: str, image: Image.Image) -> dict[str, object]:
    return {"name": name, "mimeType": "image/png", "buffer": save(image)}


async def axe(page: Page) -> list[object]:
    """What axe (https://github.com/dequelabs/axe-core) finds wrong on the page as it is now."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found = await page.evaluate("axe.run().then((result) => result.violations.map((each) => each.id))")
    return list(found)


async def choose(page: Page, content: Image.Image, style: Image.Image) -> None:
    await page.set_input_files("#content", upload("disc.png", content))  # type: ignore[arg-type]
    await page.set_input_files("#style", upload("waves.png", style))  # type: ignore[arg-type]
    await page.get_by_text("For experts").click()
    await page.fill("#width", str(SIDE))


async def paint(page: Page, iterations: int) -> None:
    await page.fill("#iterations", str(iterations))
    await page.click("#paint")


async def done(page: Page) -> None:
    await expect(page.locator("#stage.compare")).to_be_visible()


async def test_a_picture_goes_through_the_page(page: Page) -> None:
    await choose(page, photo(), painting())
    await paint(page, 12)
    await done(page)
    async with page.expect_download() as waiting:
        await page.click("#download")
    download = await waiting.value
    assert download.suggested_filename == "disc-waves.png"
    data = await asyncio.to_thread(Path(await download.path()).read_bytes)
    result = Image.open(BytesIO(data)).convert("RGB")

    assert result.size == (SIDE, SIDE)
    painted, content, style = (np.asarray(each).astype(float) for each in (result, photo(), painting()))
    assert np.abs(painted - content).mean() > 8, "it differs from the photo"
    shapes = np.corrcoef(painted.mean(-1).ravel(), content.mean(-1).ravel())[0, 1]
    assert shapes > 0.4, "the disc is still there"
    palette = style.mean((0, 1))
    before, after = (np.linalg.norm(each.mean((0, 1)) - palette) for each in (content, painted))
    assert after < before, "its colours moved towards the painting's"


async def test_pictures_survive_a_reload(page: Page) -> None:
    await choose(page, photo(), painting())
    await paint(page, 3)
    await done(page)
    await page.click(".brand")
    await page.reload()
    await expect(page.locator("#mine li")).to_have_attribute("data-state", "done")
    await page.click("#mine a")
    await done(page)


async def test_a_running_picture_is_kept_as_it_is(held: Page, world: World) -> None:
    world.painter.pause(at=1)
    await choose(held, photo(), painting())
    await paint(held, 3)
    await expect(held.locator("#keep")).to_have_text("Keep this")
    await held.click("#keep")
    await done(held)
    await expect(held.locator("#headline")).to_have_text("Kept as it was")


async def test_before_the_painting_has_overtaken_it_the_sketch_is_kept(held: Page, world: World) -> None:
    world.painter.pause()
    await choose(held, photo(), painting())
    await paint(held, 10)
    await expect(held.locator("#keep")).to_have_text("Keep the sketch")
    await held.click("#keep")
    await done(held)
    await expect(held.locator("#headline")).to_have_text("Finished")


async def test_a_running_picture_is_cancelled_after_a_reload(held: Page, world: World) -> None:
    world.painter.pause()
    await choose(held, photo(), painting())
    await paint(held, 10)
    await expect(held.locator("#stage[data-state=running]")).to_be_visible()
    await held.reload()
    await held.click("#cancel")
    await expect(held.locator("#headline")).to_have_text("Cancelled")


async def test_of_a_cancelled_picture_nothing_is_shown_and_the_focus_goes_on(
    held: Page, world: World
) -> None:
    world.painter.pause(at=5)
    await choose(held, photo(), painting())
    await paint(held, 10)
    await expect(held.locator("#canvas .after img")).to_be_attached()
    await held.click("#cancel")
    await expect(held.locator("#headline")).to_be_focused()
    await expect(held.locator("#canvas .after img")).to_have_count(0)
    await held.click("#forget")
    await held.click("#confirm-yes")
    await expect(held.locator("#compose h1")).to_be_focused()


async def test_keeping_is_heard_and_the_focus_goes_on(held: Page, world: World) -> None:
    await held.evaluate(LISTEN)
    world.painter.pause(at=1)
    await choose(held, photo(), painting())
    await paint(held, 3)
    await held.click("#keep")
    await done(held)
    await expect(held.locator("#headline")).to_be_focused()
    assert "Heard: it is being kept as it is." in await held.evaluate("spoken")


async def test_after_a_refusal_the_focus_is_where_it_can_be_mended(held: Page) -> None:
    await held.click("#paint")
    await expect(held.locator("#content-choose")).to_be_focused()


async def test_a_painting_that_was_taken_out_is_put_back(held: Page) -> None:
    waves = [upload(name, painting()) for name in ("one.png", "two.png")]
    await held.set_input_files("#style", waves)  # type: ignore[arg-type]
    await held.locator("#mix .remove").first.click()
    await expect(held.locator("#mix-undo")).to_be_focused()
    await held.click("#mix-undo")
    await expect(held.locator("#mix .remove").first).to_be_focused()
    await expect(held.locator("#mix .remove")).to_have_count(2)


async def test_what_is_strongest_cannot_become_stronger(held: Page) -> None:
    await choose(held, photo(), painting())
    await held.fill("#strength", "100")
    await paint(held, 3)
    await done(held)
    await expect(held.locator("#again-stronger")).to_be_disabled()
    await expect(held.locator("#again-softer")).to_be_enabled()


async def test_weights_are_told_in_the_place_of_strength(held: Page) -> None:
    await choose(held, photo(), painting())
    await held.fill("#style_weight", "17")
    await paint(held, 3)
    await done(held)
    await expect(held.locator("#recipe dl")).to_contain_text("17")


async def test_what_is_swapped_is_named_so(held: Page) -> None:
    await choose(held, photo(), painting())
    await paint(held, 3)
    await done(held)
    await expect(held.locator("#mine .caption")).to_have_text("waves · 50")
    await held.click("#again-swap")
    await expect(held.locator("#mine .name").first).to_have_text("waves.png")
    await expect(held.locator("#mine .caption").first).to_have_text("disc · 50")


async def test_the_time_is_asked_for_the_size_that_is_chosen(held: Page) -> None:
    async with held.expect_request(lambda request: "/api/estimate?" in request.url) as asked:
        await held.select_option("#size", "1024")
    assert "size=1024" in (await asked.value).url


async def test_the_form_is_remembered(held: Page) -> None:
    await held.fill("#strength", "73")
    await held.locator("#presets button").nth(2).click()
    await held.reload()
    await expect(held.locator("#strength")).to_have_value("73")
    await expect(held.locator("#presets button").nth(2)).to_have_attribute("aria-pressed", "true")


async def test_a_photo_larger_than_is_painted_is_scaled_down_before_it_is_sent(
    held: Page, world: World
) -> None:
    await choose(held, photo().resize((3000, 1500)), painting())
    await paint(held, 3)
    await done(held)
    sent = next(each for each in world.painter.requests if not each.options.preview)
    assert Image.open(BytesIO(sent.content)).size == (2048, 1024)


async def test_the_picture_is_seen_to_grow(held: Page) -> None:
    await choose(held, photo(), painting())
    await held.check("#timelapse")
    await paint(held, 3)
    await done(held)
    await held.click("#grow")
    await held.wait_for_function("() => document.querySelector('#growth img').naturalWidth > 0")


async def shared(page: Page) -> str:
    """The address for others, once the page has it."""
    await page.click("#share")
    await expect(page.locator("#shared-url")).not_to_have_value("")
    return await page.input_value("#shared-url")


async def test_a_link_shows_others_the_picture_and_nothing_else(held: Page, browser: Browser) -> None:
    await choose(held, photo(), painting())
    await paint(held, 3)
    await done(held)
    link = await shared(held)
    async with await browser.new_context() as others:
        page = await others.new_page()
        await page.goto(link)
        await page.wait_for_function("() => document.querySelector('main img').naturalWidth > 0")
        await expect(page.locator("button")).to_have_count(0)


async def test_whoever_asked_for_it_is_told_when_it_is_done(held: Page, world: World) -> None:
    await held.add_init_script(NOTE)
    await held.reload()
    world.painter.pause()
    await choose(held, photo(), painting())
    await paint(held, 3)
    await held.click("#notify")
    world.painter.go_on()
    await held.wait_for_function("() => noted.length === 1")
    assert await held.evaluate("noted") == [["Finished", "disc.png"]]


async def test_a_lost_picture_is_told(held: Page) -> None:
    await held.evaluate(LISTEN)
    await held.evaluate(f"location.hash = '{'A' * 22}'")
    await expect(held.locator("#headline")).to_have_text("Not here any more")
    assert any(each.startswith("Not here any more") for each in await held.evaluate("spoken"))


@pytest.mark.parametrize("width", [390, 1440])
async def test_the_button_is_always_in_view(browser: Browser, address: str, width: int) -> None:
    async with open_page(browser, address, viewport={"width": width, "height": 844}) as page:
        await expect(page.locator("#paint")).to_be_in_viewport(ratio=1)
        await page.locator("footer").scroll_into_view_if_needed()
        await page.evaluate("scrollTo(0, innerHeight)")
        await expect(page.locator("#paint")).to_be_in_viewport(ratio=1)


async def test_a_phone_offers_its_camera(browser: Browser, address: str) -> None:
    async with open_page(browser, address, has_touch=True, is_mobile=True) as page:
        await expect(page.locator("#content-camera")).to_be_visible()


async def test_before_and_after_are_compared_by_keyboard(page: Page) -> None:
    await choose(page, photo(), painting())
    await paint(page, 3)
    await done(page)
    await page.focus("#wipe")
    await page.keyboard.press("End")
    assert await page.eval_on_selector("#canvas", "node => node.style.getPropertyValue('--wipe')") == "100%"


async def test_a_sketch_follows_the_choice(page: Page) -> None:
    await page.emulate_media(reduced_motion="no-preference")
    await page.locator("#samples button").first.click()
    await page.locator("#presets button").first.click()
    sketch = page.locator("#trial .after img").last
    await expect(sketch).to_have_attribute("src", BLOB)
    first = await sketch.get_attribute("src")
    await page.locator("#presets button").nth(3).click()
    await expect(sketch).not_to_have_attribute("src", first or "")


async def test_every_style_is_shown_to_pick_from(page: Page) -> None:
    await page.locator("#samples button").first.click()
    await page.click("#try-all")
    await page.locator(".tiles img:not([hidden])").nth(1).wait_for()
    await page.locator(".tiles button").nth(1).click()
    await expect(page.locator("#sheet")).to_be_hidden()
    await expect(page.locator("#presets button[aria-pressed=true]")).to_have_count(1)


@pytest.mark.parametrize(
    ("written", "field"),
    [("5e", "#seed"), ("1--2", "#iterations"), ("0,5", "#style_scale"), ("9999", "#width")],
)
async def test_a_number_that_will_not_do_is_said_before_the_upload(
    page: Page, written: str, field: str
) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    await choose(page, photo(), painting())
    await page.fill(field, written)
    await page.click("#paint")
    await expect(page.locator(f"{field}-error")).to_contain_text(written)
    assert not [url for url in sent if url.endswith("/api/jobs")]


async def test_an_empty_file_is_refused_in_place(page: Page) -> None:
    empty = {"name": "empty.png", "mimeType": "image/png", "buffer": b""}
    await page.set_input_files("#content", empty)  # type: ignore[arg-type]
    await expect(page.locator("#content-error")).to_contain_text("empty.png")


async def test_weights_take_the_place_of_strength(page: Page) -> None:
    await page.get_by_text("For experts").click()
    await page.fill("#style_weight", "10")
    await expect(page.locator("#strength")).to_be_disabled()
    await page.click("#reset")
    await expect(page.locator("#strength")).to_be_enabled()


async def test_two_tabs_lose_no_picture(page: Page) -> None:
    other = await page.context.new_page()
    await other.goto(page.url)
    await expect(other.locator("#presets button").first).to_be_visible()
    for tab, seed in ((page, "1"), (other, "2")):
        await choose(tab, photo(), painting())
        await tab.fill("#seed", seed)
        await paint(tab, 3)
        await done(tab)
    await expect(page.locator("#mine li")).to_have_count(2)


async def test_deleting_asks_once(page: Page) -> None:
    await choose(page, photo(), painting())
    await paint(page, 3)
    await done(page)
    await page.click("#forget")
    await page.click("#confirm-yes")
    await expect(page.locator("#compose")).to_be_visible()
    await expect(page.locator("#mine")).to_be_hidden()


async def test_the_address_of_a_job_survives_the_skip_link(page: Page) -> None:
    await choose(page, photo(), painting())
    await paint(page, 3)
    await done(page)
    address = page.url
    await page.focus(".skip")
    await page.keyboard.press("Enter")
    await expect(page.locator("#main")).to_be_focused()
    assert page.url == address


async def test_change_reopens_the_form_with_the_recipe(page: Page) -> None:
    await choose(page, photo(), painting())
    await page.fill("#seed", "77")
    await paint(page, 3)
    await done(page)
    await page.click("#change")
    await expect(page.locator("#seed")).to_have_value("77")
    await expect(page.locator("#pick-content .chosen img")).to_be_attached()


async def test_the_whole_screen_shows_the_picture_to_the_pixel(page: Page) -> None:
    await choose(page, photo(), painting())
    await paint(page, 3)
    await done(page)
    await page.click("#enlarge")
    await page.keyboard.press("1")
    await expect(page.locator("#lens-scale")).to_have_text("100%")


async def give(page: Page, event: str, where: str) -> None:
    await page.evaluate(GIVE, [event, where, list(save(photo()))])


async def test_what_is_pasted_goes_where_the_focus_is(page: Page) -> None:
    for field in ("style", "content"):
        await page.focus(f"#{field}-choose")
        await expect(page.locator(f"#{field}-choose .chosen img")).to_have_count(0)
        await give(page, "paste", f"#{field}-choose")
        await expect(page.locator(f"#{field}-choose .chosen img")).to_have_count(1)


async def test_files_dropped_beside_the_boxes_fill_what_is_missing(page: Page) -> None:
    for field in ("content", "style"):
        await expect(page.locator(f"#{field}-choose .chosen img")).to_have_count(0)
        await give(page, "drop", ".lead")
        await expect(page.locator(f"#{field}-choose .chosen img")).to_have_count(1)


async def test_a_reconnect_clears_its_complaint(held: Page, world: World) -> None:
    world.painter.pause()
    await held.route("**/events", lambda route: route.abort())
    await choose(held, photo(), painting())
    await paint(held, 10)
    await expect(held.locator("#connection")).not_to_be_empty()
    await held.unroute("**/events")
    await expect(held.locator("#connection")).to_be_empty()
    await held.click("#cancel")
    await expect(held.locator("#headline")).to_have_text("Cancelled")


async def test_the_addresses_of_exchanged_pictures_are_freed(page: Page) -> None:
    await page.add_init_script(COUNT_ADDRESSES)
    await page.reload()
    await expect(page.locator("#presets button").first).to_be_visible()
    for name in ("one.png", "two.png"):
        await page.set_input_files("#content", upload(name, photo()))  # type: ignore[arg-type]
        await expect(page.locator("#content-choose strong")).to_have_text(name)
    assert await page.evaluate("addresses.size") == 1
    sketch = page.locator("#trial .after img").last
    await page.locator("#presets button").first.click()
    await expect(sketch).to_have_attribute("src", BLOB)
    first = await sketch.get_attribute("src")
    await page.locator("#presets button").nth(3).click()
    await page.wait_for_function("(first) => !addresses.has(first) && addresses.size === 2", arg=first)


async def test_text_twice_as_large_needs_no_sideways_scroll_on_a_phone(
    browser: Browser, address: str
) -> None:
    async with open_page(browser, address, viewport={"width": 390, "height": 844}) as page:
        await page.evaluate("document.documentElement.style.fontSize = '200%'")
        wide = {"empty": await sideways(page)}
        assert await page.eval_on_selector("#paint", "node => node.scrollWidth <= node.clientWidth"), "cut"
        await choose(page, photo(), painting())
        await page.fill("#seed", "5e")
        await page.click("#paint")
        wide["wrong"] = await sideways(page)
        await page.fill("#seed", "200")
        await paint(page, 3)
        await done(page)
        wide["done"] = await sideways(page)
    assert not {state: reaching for state, reaching in wide.items() if reaching}


async def sideways(page: Page) -> list[str]:
    """What reaches beyond the right edge when the page can be scrolled there."""
    found = await page.evaluate(
        "document.scrollingElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]"
        ".filter((each) => each.getBoundingClientRect().right > innerWidth)"
        ".map((each) => `${each.tagName} ${each.id} ${each.className}`)"
    )
    return list(found)


async def test_the_chosen_is_told_apart_in_forced_colours(browser: Browser, address: str) -> None:
    async with open_page(browser, address, forced_colors="active") as page:
        await page.locator("#presets button").first.click()
        await expect(page.locator("#presets button[aria-pressed=true]")).to_have_count(1)
        looks = await page.evaluate(
            "['true', 'false'].map((each) => document.querySelector(`#presets button[aria-pressed=${each}] img`))"
            ".map((image) => getComputedStyle(image).outlineStyle)"
        )
    assert looks == ["solid", "none"]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("width", [390, 1440])
async def test_axe_finds_nothing(browser: Browser, world: World, look: str, width: int) -> None:
    world.painter.pause()
    profile = {"viewport": {"width": width, "height": 844}, "bypass_csp": True, **LOOKS[look]}
    async with open_page(browser, world.address, **profile) as page:
        found = {"empty": await axe(page)}
        await page.click("#paint")
        found["missing"] = await axe(page)
        await choose(page, photo(), painting())
        await page.fill("#seed", "5e")
        await page.click("#paint")
        found["wrong"] = await axe(page)
        await page.fill("#seed", "5")
        await paint(page, 10)
        await expect(page.locator("#keep")).to_be_visible()
        found["running"] = await axe(page)
        await page.click("#keep")
        await done(page)
        await expect(page.locator("#wipe")).to_have_value("50")
        found["done"] = await axe(page)
        await page.click("#enlarge")
        found["zoom"] = await axe(page)
        await page.keyboard.press("Escape")
        await page.click("#forget")
        found["confirm"] = await axe(page)
    assert not {state: ids for state, ids in found.items() if ids}


@pytest.mark.parametrize("look", LOOKS)
async def test_axe_finds_nothing_beside_the_way(browser: Browser, world: World, look: str) -> None:
    profile = {"viewport": {"width": 390, "height": 844}, "bypass_csp": True, **LOOKS[look]}
    async with open_page(browser, world.address, **profile) as page:
        await page.click("#try-all")
        await expect(page.locator(".tiles button").first).to_be_visible()
        found = {"sheet": await axe(page)}
        await page.keyboard.press("Escape")
        await choose(page, photo(), painting())
        await paint(page, 3)
        await done(page)
        link = await shared(page)
        world.painter.error = RuntimeError("out of paint")
        await page.click("#again-again")
        await expect(page.locator("#stage[data-state=failed]")).to_be_visible()
        found["failed"] = await axe(page)
        await page.evaluate(f"location.hash = '{'A' * 22}'")
        await expect(page.locator("#headline")).to_have_text("Not here any more")
        found["lost"] = await axe(page)
        await page.goto(link)
        found["shared"] = await axe(page)
        await page.goto(f"{world.address}/api")
        await expect(page.locator("#calls section").last).to_be_attached()
        found["api"] = await axe(page)
    assert not {state: ids for state, ids in found.items() if ids}


async def test_nothing_shifts_on_a_phone(browser: Browser, address: str) -> None:
    context = await browser.new_context(viewport={"width": 390, "height": 844})
    page = await context.new_page()
    await page.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => list.getEntries()"
        ".forEach((each) => (window.shift += each.value))).observe({type: 'layout-shift', buffered: true})"
    )
    await page.goto(address)
    await expect(page.locator("#presets button").last).to_be_attached()
    await page.wait_for_load_state("networkidle")
    shift = await page.evaluate("window.shift")
    await context.close()
    assert shift < 0.05


async def test_a_first_visit_is_light(browser: Browser, address: str) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    answers: list[Response] = []
    page.on("response", lambda response: answers.append(response))
    await page.goto(address)
    await page.wait_for_load_state("networkidle")
    weights = [(await each.request.sizes())["responseBodySize"] for each in answers]
    await context.close()
    assert 50_000 < sum(weight for weight in weights if weight > 0) < 440_000
