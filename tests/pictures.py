"""Pictures for tests: small, drawn here, in every mode and format."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image, ImageCms

RED, GREEN, BLUE, YELLOW = (220, 40, 40), (40, 180, 60), (40, 60, 220), (240, 210, 40)

MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBX", "CMYK", "YCbCr", "LAB", "HSV", "I", "I;16", "F")
"""What `in_mode` draws."""


def quarters(width: int = 96, height: int = 64) -> Image.Image:
    """Four colours: red and green above, blue and yellow below. Which way is up can be seen."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(GREEN, (width // 2, 0, width, height))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    image.paste(YELLOW, (width // 2, height // 2, width, height))
    return image


def noise(width: int = 96, height: int = 64, seed: int = 0) -> Image.Image:
    """Every pixel at random: what compresses worst."""
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8))


def strokes(width: int = 96, height: int = 64, seed: int = 0) -> Image.Image:
    """Soft waves of colour: a picture with edges, flat areas and a style of its own."""
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:height, 0:width]
    waves = [
        np.sin(rows * rng.uniform(0.05, 0.4) + columns * rng.uniform(0.05, 0.4) + rng.uniform(0, 6))
        for _ in range(3)
    ]
    return Image.fromarray(np.uint8(127.5 + 127 * np.stack(waves, axis=-1)))


def ramp(width: int = 64, height: int = 64) -> np.ndarray[Any, np.dtype[np.float64]]:
    """(height, width) rising from 0 at the left to 1 at the right."""
    return np.tile(np.linspace(0, 1, width), (height, 1))


def in_mode(mode: str, image: Image.Image | None = None) -> Image.Image:
    """`image` (`quarters` by default) in another mode of Pillow."""
    image = image or quarters()
    match mode:
        case "I;16":
            return Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257)
        case "I":
            return Image.fromarray(np.asarray(image.convert("L")).astype(np.int32) * 257)
        case "F":
            return Image.fromarray(np.asarray(image.convert("L")).astype(np.float32) / 255)
        case "PA":
            return image.convert("RGBA").convert("PA")
        case "LAB":
            srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
            converted = ImageCms.profileToProfile(image, srgb, lab, outputMode="LAB")
            assert converted
            return converted
        case _:
            return image.convert(mode)


def save(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """The picture's bytes in one of Pillow's formats."""
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def png(width: int = 96, height: int = 64, seed: int = 0) -> bytes:
    """A PNG of `strokes`."""
    return save(strokes(width, height, seed))


def heic(image: Image.Image | None = None, **options: Any) -> bytes:
    """A HEIC file."""
    import pillow_heif

    out = BytesIO()
    pillow_heif.from_pillow(image or quarters()).save(out, **options)
    return out.getvalue()


def gps_exif(orientation: int = 1) -> bytes:
    """EXIF with an orientation, a camera's name and the coordinates of a place."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 31.0, 12.0), 3: "E", 4: (9.0, 3.0, 20.0)})
    return exif.tobytes()


def colour_at(image: Image.Image, x: float, y: float) -> tuple[int, ...]:
    """The pixel at a fraction of width and height."""
    pixel = image.getpixel((int(x * image.width), int(y * image.height)))
    return pixel if isinstance(pixel, tuple) else (int(pixel or 0),)


def close(one: tuple[int, ...], other: tuple[int, ...], within: int = 12) -> bool:
    """Whether two colours differ by at most `within` in each channel."""
    return all(abs(a - b) <= within for a, b in zip(one, other, strict=True))


def layered_jpeg(scans: int, side: int) -> bytes:
    """A progressive JPEG whose last scan is there again and again until there are `scans`."""
    data = save(Image.new("RGB", (side, side), BLUE), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    again = scans - data.count(b"\xff\xda")
    return data[:-2] + data[last:-2] * again + data[-2:]
