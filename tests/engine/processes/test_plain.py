"""What passes between the sealed room and a worker: pixels in, pixels out, files for everybody else."""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errors import PictureError
from engine.messages import Pixels, Progress, Result, StyleRequest, Update
from engine.options import StyleOptions
from engine.pictures import images
from engine.processes.executor import LocalExecutor, open_executor
from engine.processes.plain import decoded
from engine.processes.pool import PicturePool, open_picture_pool
from tests.engine.executors import EAGER, lines
from tests.patience import PATIENCE
from tests.pictures import png, quarters, save, strokes

WHOLE = Pixels(2, 1, b"abcdef", "")


@asynccontextmanager
async def open_rooms(folder: Path) -> AsyncIterator[LocalExecutor]:
    """A worker that gives back what it got, beside a sealed room."""
    stylizer = "tests.engine.stylizers:GivesBack"
    async with (
        asyncio.timeout(PATIENCE),
        open_picture_pool() as pool,
        open_executor("cpu", str(folder), stylizer=stylizer, timeouts=EAGER, pictures=pool) as executor,
    ):
        yield executor


async def told(executor: LocalExecutor, content: bytes, **options: object) -> list[Update]:
    request = StyleRequest(content, (png(64, 64, 1),), StyleOptions.parse(**options))
    return [update async for update in executor.run(request)]


async def test_a_worker_gets_pixels_and_no_file(tmp_path: Path) -> None:
    async with open_rooms(tmp_path) as executor:
        await told(executor, save(quarters(), "JPEG"), size=64)
    assert lines(tmp_path / "got") == ["Pixels 96 x 64", "Pixels 64 x 64"]


async def test_the_result_is_a_png_with_its_recipe(tmp_path: Path) -> None:
    content = png()
    async with open_rooms(tmp_path) as executor:
        last = (await told(executor, content, size=64))[-1]
    assert isinstance(last, Result)
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(last.image))), np.asarray(strokes()))
    assert images.read_recipe(last.image)["content"] == hashlib.sha256(content).hexdigest()


async def test_previews_are_jpegs(tmp_path: Path) -> None:
    async with open_rooms(tmp_path) as executor:
        updates = await told(executor, png(), size=64)
    (preview,) = (update.preview for update in updates if isinstance(update, Progress))
    assert preview
    assert Image.open(io.BytesIO(preview)).format == "JPEG"


async def test_what_is_no_picture_never_reaches_a_worker(tmp_path: Path) -> None:
    async with open_rooms(tmp_path) as executor:
        with pytest.raises(PictureError) as refusal:
            await told(executor, b"no picture")
    assert refusal.value.field == "content"
    assert not lines(tmp_path / "got")


async def test_a_photo_is_no_larger_than_twice_what_is_painted() -> None:
    request = StyleRequest(png(1200, 800), (png(900, 900),), StyleOptions.parse(size=128, style_scale=2.0))
    async with open_picture_pool() as pool:
        plain = await decoded(request, pool)
    assert (plain.content.width, plain.content.height, plain.styles[0].width) == (256, 171, 512)


async def test_pixels_are_the_picture_s() -> None:
    async with open_picture_pool() as pool:
        pixels = await pool.pixels(png(), "content", 500)
    assert np.array_equal(np.asarray(images.as_image(pixels)), np.asarray(images.decode(png())))
    assert pixels.sha256 == hashlib.sha256(png()).hexdigest()


def test_pixels_that_are_what_they_say_are_whole() -> None:
    assert WHOLE.whole


@pytest.mark.parametrize(
    "lie",
    [
        Pixels(2, 1, b"abcde"),
        Pixels(-2, -1, b"abcdef"),
        Pixels(0, 0, b""),
        Pixels(10**5, 1, bytes(3 * 10**5)),
        Pixels(2.0, 1, b"abcdef"),  # type: ignore[arg-type]
        Pixels(True, 2, b"abcdef"),
        Pixels(2, 1, "abcdef"),  # type: ignore[arg-type]
        Pixels(2, 1, b"abcdef", None),  # type: ignore[arg-type]
    ],
)
def test_pixels_that_lie_are_not(lie: Pixels) -> None:
    assert not lie.whole


async def test_a_lie_from_the_room_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    async def lies(*_: object) -> Pixels:
        return Pixels(2, 1, b"abcde")

    monkeypatch.setattr(PicturePool, "_ask", lies)
    async with open_picture_pool() as pool:
        with pytest.raises(PictureError, match="fault of ours"):
            await pool.pixels(b"", None, 2)
