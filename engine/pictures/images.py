"""Bytes to pictures and back: in come strangers' files, out go files without metadata."""

from __future__ import annotations

import hashlib
import json
from io import BytesIO
from typing import Any, Final

from PIL import Image, PngImagePlugin

from engine.errors import OptionError, PictureError
from engine.messages import Format, P, PictureInfo, Pixels
from engine.options import MAX_SIDE, MIN_SIDE
from engine.pictures.opening import opened
from engine.pictures.srgb import lies_on_its_side, to_srgb

MAX_RECIPE_CHARS: Final = 64 * 2**10

RECIPE_KEY: Final = "impasto"

PROOF_SIDE: Final = 512
"""Pixels. To know that a picture decodes, it need not be kept any larger."""


def inspect(data: bytes, field: str | None = None) -> PictureInfo:
    """Check limits, then decode for real. Raises `PictureError`, `PictureTooLarge` or `PictureTooSmall`."""
    with opened(data, field) as image:
        kind, frames = image.format or "", int(getattr(image, "n_frames", 1))
        width, height = image.size
        to_srgb(image, PROOF_SIDE)
        if lies_on_its_side(image):
            width, height = height, width
    return PictureInfo(width, height, kind, frames, hashlib.sha256(data).hexdigest())


def decode(data: bytes, field: str | None = None, side: int | None = None) -> Image.Image:
    """The first frame as an upright RGB picture in sRGB, alpha flattened on white, without metadata.

    With `side`, at most so many pixels long: less time and memory where the format can be decoded smaller.
    Raises `PictureError`, `PictureTooLarge` or `PictureTooSmall`, each with `field`.
    """
    with opened(data, field) as image:
        return to_srgb(image, side)


def target_size(
    width: int, height: int, *, size: int | None = None, target_width: int | None = None, default: int = 512
) -> tuple[int, int]:
    """Width and height in pixels to stylise a `width` x `height` picture at: sides 64 to 4096, same aspect.

    `size` is the longest side, `target_width` the width instead, `default` the longest side if neither is
    given. A narrow picture whose short side would fall below 64 is made larger until it is 64.
    Raises `OptionError` when `target_width` would make the picture higher than 4096.
    """
    scale = target_width / width if target_width else (size or default) / max(width, height)
    scale = max(scale, MIN_SIDE / min(width, height))
    if max(width, height) * scale > MAX_SIDE + 0.5:
        most = int(width * MAX_SIDE / max(width, height))
        raise OptionError(
            f"width: {target_width} makes the picture {round(height * scale)} pixels high; "
            f"at most {MAX_SIDE} are possible, so give a width up to {most}",
            field="width",
            reason="too-high",
            high=round(height * scale),
            limit=MAX_SIDE,
            most=most,
        )
    return max(MIN_SIDE, round(width * scale)), max(MIN_SIDE, round(height * scale))


def encode(
    image: Image.Image, kind: Format, recipe: dict[str, Any] | None = None, quality: int = 92
) -> bytes:
    """A PNG (with `recipe` as its text chunk `impasto`), JPEG or WebP, without any other metadata."""
    bare = image.convert("RGB").copy()
    bare.info = {}
    out = BytesIO()
    match kind:
        case "png":
            bare.save(out, "PNG", pnginfo=_recipe_chunk(recipe))
        case "jpeg":
            bare.save(out, "JPEG", quality=quality, subsampling=0 if quality >= 90 else 2)
        case "webp":
            bare.save(out, "WEBP", quality=quality)
    return out.getvalue()


def as_image(picture: bytes | Pixels, field: str | None = None) -> Image.Image:
    """A picture's file decoded, or its pixels as they are. Raises as `decode` does."""
    if isinstance(picture, Pixels):
        return Image.frombytes("RGB", (picture.width, picture.height), picture.rgb)
    return decode(picture, field)


def as_pixels(image: Image.Image, sha256: str = "") -> Pixels:
    """An RGB picture's pixels."""
    return Pixels(image.width, image.height, image.tobytes(), sha256)


def pixels(data: bytes, field: str | None, side: int) -> Pixels:
    """What `decode` makes of it, at most `side` pixels long. Raises as `decode` does."""
    return as_pixels(decode(data, field, side), hashlib.sha256(data).hexdigest())


def packed(
    image: Image.Image, like: P, kind: Format, recipe: dict[str, Any] | None = None, quality: int = 92
) -> P:
    """What `encode` makes of it for whoever gave `like` as a file; the pixels for whoever gave pixels."""
    if isinstance(like, Pixels):
        return as_pixels(image)
    return encode(image, kind, recipe, quality)


def encode_pixels(
    picture: Pixels, kind: Format, recipe: dict[str, Any] | None = None, quality: int = 92
) -> bytes:
    """See `encode`."""
    return encode(as_image(picture), kind, recipe, quality)


def encode_as(data: bytes, kind: Format) -> bytes:
    """The picture in another format, as `encode` makes it and without a recipe. Raises as `decode` does."""
    return encode(decode(data), kind)


def read_recipe(png: bytes) -> dict[str, Any]:
    """The recipe that `encode` wrote into a PNG. Raises `PictureError` when there is none to read."""
    with opened(png, None, formats=("PNG",), expected="a PNG that Impasto made") as image:
        text = image.text.get(RECIPE_KEY) if isinstance(image, PngImagePlugin.PngImageFile) else None
    if text is None:
        raise PictureError(
            "this PNG holds no recipe (text chunk 'impasto'); give a picture as Impasto saved it",
            reason="no-recipe",
        )
    if len(text) > MAX_RECIPE_CHARS:
        raise PictureError(
            f"the recipe has {len(text)} characters; at most {MAX_RECIPE_CHARS} are read", reason="no-recipe"
        )
    try:
        recipe = json.loads(text)
    except (ValueError, RecursionError):
        recipe = None
    if not isinstance(recipe, dict):
        raise PictureError(
            "the recipe in this PNG is not a JSON object; give a picture as Impasto saved it",
            reason="no-recipe",
        )
    return recipe


def thumbnail(data: bytes, side: int) -> bytes:
    """A JPEG within `side` x `side` pixels, never larger than the picture. Raises as `decode` does."""
    return encode(decode(data, side=side), "jpeg", quality=85)


def _recipe_chunk(recipe: dict[str, Any] | None) -> PngImagePlugin.PngInfo:
    """JSON in ASCII, so that the plain `tEXt` chunk, which every tool reads, holds any text."""
    info = PngImagePlugin.PngInfo()
    if recipe is not None:
        info.add_text(RECIPE_KEY, json.dumps(recipe, ensure_ascii=True))
    return info
