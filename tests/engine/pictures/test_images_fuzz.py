"""Damaged pictures, each a picture or a clean refusal."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache

import pytest

from engine.errors import PictureError
from engine.messages import PictureInfo
from engine.options import MAX_SIDE
from engine.pictures import images, opening
from tests.pictures import gps_exif, heic, in_mode, noise, save, strokes

ROUNDS = 24

SOURCES: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: save(strokes(48, 40), "JPEG", exif=gps_exif(6)),
    "jpeg-progressive": lambda: save(strokes(48, 40), "JPEG", progressive=True),
    "jpeg-cmyk": lambda: save(in_mode("CMYK"), "JPEG"),
    "png": lambda: save(strokes(48, 40), "PNG"),
    "png-palette": lambda: save(strokes(48, 40).quantize(16), "PNG", transparency=3),
    "png-16": lambda: save(in_mode("I;16"), "PNG"),
    "apng": lambda: save(strokes(48, 40), "PNG", save_all=True, append_images=[noise(48, 40)]),
    "webp": lambda: save(strokes(48, 40), "WEBP"),
    "webp-lossless": lambda: save(in_mode("RGBA"), "WEBP", lossless=True),
    "gif": lambda: save(strokes(48, 40), "GIF", save_all=True, append_images=[noise(48, 40)]),
    "bmp": lambda: save(strokes(48, 40), "BMP"),
    "tiff": lambda: save(in_mode("LAB"), "TIFF"),
    "tiff-lzw": lambda: save(strokes(48, 40), "TIFF", compression="tiff_lzw"),
    "tiff-float": lambda: save(in_mode("F"), "TIFF"),
    "avif": lambda: save(strokes(48, 40), "AVIF", exif=gps_exif(3)),
    "heic": lambda: heic(strokes(64, 64)),
    "ico": lambda: save(strokes(48, 48), "ICO"),
}

source = cache(lambda name: SOURCES[name]())


def truncated(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(1, len(data))]


def flipped(data: bytes, rng: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(rng.randrange(1, 20)):
        damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
    return bytes(damaged)


def with_a_lying_header(data: bytes, rng: random.Random) -> bytes:
    damaged = bytearray(data)
    start = rng.randrange(4, min(120, len(data)))
    damaged[start : start + rng.randrange(1, 5)] = rng.choice(
        (b"\xff\xff\xff\xff", b"\0\0\0\0", rng.randbytes(4))
    )
    return bytes(damaged)


def with_a_hole(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(8, len(data))
    return data[:start] + data[start + rng.randrange(1, 200) :]


def noise_after_the_magic(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(8, 64)] + rng.randbytes(rng.randrange(400))


DAMAGES = (truncated, flipped, with_a_lying_header, with_a_hole, noise_after_the_magic)


def damaged_pictures(name: str) -> list[bytes]:
    rng = random.Random(name)
    return [damage(source(name), rng) for damage in DAMAGES for _ in range(ROUNDS)]


def test_there_are_enough_of_them() -> None:
    assert len({picture for name in SOURCES for picture in damaged_pictures(name)}) >= 2000


def verdict(data: bytes) -> PictureInfo | PictureError:
    try:
        return images.inspect(data, "style")
    except PictureError as refusal:
        return refusal


@pytest.mark.parametrize("name", SOURCES)
def test_a_damaged_picture_is_a_picture_or_a_clean_refusal(name: str) -> None:
    for data in damaged_pictures(name):
        match verdict(data):
            case PictureInfo(width, height):
                assert (
                    opening.MIN_INPUT_SIDE <= min(width, height) <= max(width, height) <= opening.MAX_PIXELS
                )
            case refusal:
                assert refusal.field == "style"
                assert refusal.message
                assert "\n" not in refusal.message


@pytest.mark.parametrize("name", SOURCES)
def test_undamaged_they_are_pictures(name: str) -> None:
    assert max(images.decode(source(name)).size) <= MAX_SIDE


@pytest.mark.parametrize("length", [1, 2, 3, 4, 7, 8, 11, 12, 16, 33, 64, 500, 5000])
def test_random_bytes_are_refused(length: int) -> None:
    with pytest.raises(PictureError):
        images.inspect(random.Random(length).randbytes(length))
