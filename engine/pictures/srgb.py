"""Any picture that Pillow opens -> upright 8-bit sRGB, as small as is needed."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from typing import Any, Final

import numpy as np
from PIL import ExifTags, Image, ImageCms

OVERSAMPLING: Final = 2
"""A picture is averaged down to twice what is needed at the least, and brought to size by Lanczos."""

TRANSPOSED: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes EXIF's orientation."""

SIDEWAYS: Final = (5, 6, 7, 8)
"""EXIF's orientations that exchange width and height."""

WHITE: Final = (255, 255, 255)


def to_srgb(image: Image.Image, side: int | None) -> Image.Image:
    """An opened picture of any mode -> upright RGB in sRGB on white, with no metadata left.

    It is made smaller as early as can be, for a large picture's copies are what takes memory.
    """
    if side:
        image.draft(None, _within(image.size, side * OVERSAMPLING))
    image.load()
    orientation, profile = _orientation(image), image.info.get("icc_profile")
    small = _reduced(_simple(_to_8_bit(image)), side)
    if orientation in TRANSPOSED:
        small = small.transpose(TRANSPOSED[orientation])
    colours, alpha = _split_alpha(small)
    flat = _apply_profile(colours, profile)
    if alpha:
        below = Image.new("RGB", flat.size, WHITE)
        below.paste(flat, mask=alpha)
        flat = below
    if side and max(flat.size) > side:
        flat = flat.resize(_within(flat.size, side), Image.Resampling.LANCZOS)
    flat.info = {}
    return flat


def lies_on_its_side(image: Image.Image) -> bool:
    """Whether a loaded picture's width becomes its height when it is turned upright."""
    return _orientation(image) in SIDEWAYS


def _within(size: tuple[int, int], side: int) -> tuple[int, int]:
    """`size` in pixels, made smaller until no side is longer than `side`."""
    scale = min(1.0, side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _reduced(image: Image.Image, side: int | None) -> Image.Image:
    """Whole pixels averaged until the longest side is the least above `side` times `OVERSAMPLING`."""
    factor = max(image.size) // (side * OVERSAMPLING) if side else 1
    return image.reduce(factor) if factor > 1 else image


def _orientation(image: Image.Image) -> int:
    """EXIF's, 1 where it says nothing or is broken."""
    with suppress(Exception):
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    return 1


def _to_8_bit(image: Image.Image) -> Image.Image:
    """Integers and floats -> mode L, from the range in use: 0..1, 0..255, 0..65535 or the picture's own."""
    if image.mode != "F" and not image.mode.startswith("I"):
        return image
    values = np.asarray(image).astype(np.float32)
    np.nan_to_num(values, copy=False, posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    whites = {"F": (1.0, 255.0, 65535.0), "I": (255.0, 65535.0)}.get(image.mode, (65535.0,))
    white = next((white for white in whites if low >= 0 and high <= white), None)
    black, white = (low, high) if white is None else (0.0, white)
    values -= black
    values *= 255.0 / ((white - black) or 1.0)
    np.rint(values, out=values)
    return Image.fromarray(values.astype(np.uint8))


def _simple(image: Image.Image) -> Image.Image:
    """L, LA, RGB, RGBA, CMYK or LAB: what can be averaged, and has its transparency in a channel."""
    if image.has_transparency_data:
        return image.convert("LA" if image.mode in ("LA", "La") else "RGBA")
    if image.mode in ("L", "RGB", "CMYK", "LAB"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _split_alpha(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """The colours of what `_simple` gives, and the alpha channel (mode L) if there is one."""
    if image.mode in ("LA", "RGBA"):
        return image.convert(image.mode[:-1]), image.getchannel("A")
    return image, None


def _apply_profile(image: Image.Image, profile: bytes | None) -> Image.Image:
    """L, RGB, CMYK or LAB -> RGB in sRGB; a profile that is broken, or for other colours, is ignored."""
    srgb = ImageCms.createProfile("sRGB")
    if image.mode == "LAB":
        return _transform(image, ImageCms.createProfile("LAB"), srgb)
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            space = str(source.profile.xcolor_space).strip()
            ready = image.convert("RGB") if (space, image.mode) == ("RGB", "L") else image
            return _transform(ready, source, srgb)
    return image.convert("RGB")


def _transform(image: Image.Image, source: Any, target: Any) -> Image.Image:
    converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
    if converted is None:
        raise ImageCms.PyCMSError("no conversion")
    return converted
