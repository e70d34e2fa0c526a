"""The executor with the real network, at sizes that take a moment."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
import pytest_asyncio
from PIL import Image

from engine.errors import DeviceError, PictureError, WeightsError
from engine.messages import Progress, StyleRequest
from engine.options import StyleOptions
from engine.processes.executor import LocalExecutor, Timeouts, open_executor
from tests.engine.executors import paint
from tests.patience import PATIENCE

NO_SUCH_GPU = "cuda:99"


def picture(seed: int) -> bytes:
    noise = Image.effect_noise((96, 72), 60)
    tinted = Image.merge("RGB", (noise, noise.rotate(180), Image.new("L", noise.size, seed)))
    buffer = io.BytesIO()
    tinted.save(buffer, "PNG")
    return buffer.getvalue()


def photo_and_painting(**options: object) -> StyleRequest:
    return StyleRequest(picture(20), (picture(220),), StyleOptions.parse(size=64, **options))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def executor() -> AsyncIterator[LocalExecutor]:
    async with open_executor("cpu", timeouts=Timeouts(stop=30.0)) as executor:
        yield executor


@pytest.mark.asyncio(loop_scope="module")
async def test_a_picture_comes_out(executor: LocalExecutor) -> None:
    async with asyncio.timeout(PATIENCE):
        result = await paint(executor, photo_and_painting(iterations=2))
    assert Image.open(io.BytesIO(result.image)).size == (result.width, result.height)


@pytest.mark.asyncio(loop_scope="module")
async def test_the_first_progress_shows_a_picture(executor: LocalExecutor) -> None:
    async with asyncio.timeout(PATIENCE), aclosing(executor.run(photo_and_painting(iterations=2))) as updates:
        first = await anext(updates)
    assert isinstance(first, Progress)
    assert first.preview
    assert Image.open(io.BytesIO(first.preview)).format == "JPEG"


@pytest.mark.asyncio(loop_scope="module")
async def test_keep_ends_now(executor: LocalExecutor) -> None:
    keep = asyncio.Event()
    keep.set()
    async with asyncio.timeout(PATIENCE):
        result = await paint(executor, photo_and_painting(iterations=10_000), keep)
    assert result.iterations < 10_000


@pytest.mark.asyncio(loop_scope="module")
async def test_what_is_not_a_picture_is_refused(executor: LocalExecutor) -> None:
    request = StyleRequest(b"not a picture", (picture(1),))
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(PictureError):
            await paint(executor, request)


async def test_a_device_that_is_not_there_is_an_error() -> None:
    async with asyncio.timeout(PATIENCE), open_executor(NO_SUCH_GPU) as executor:
        with pytest.raises(DeviceError, match=NO_SUCH_GPU):
            await paint(executor, photo_and_painting())


async def test_weights_that_are_not_there_are_an_error() -> None:
    async with asyncio.timeout(PATIENCE), open_executor("cpu", "no-such.pth") as executor:
        with pytest.raises(WeightsError, match=r"no-such\.pth"):
            await paint(executor, photo_and_painting())


async def test_auto_takes_what_there_is() -> None:
    async with asyncio.timeout(PATIENCE), open_executor("auto") as executor:
        await paint(executor, photo_and_painting(iterations=1))
        assert executor.devices[0].name in {"cpu", "cuda:0", "mps"}
