"""A picture in as many bytes as a platform takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

from PIL import Image

from engine.errors import Fact, PictureError
from engine.options import MIN_SIDE
from engine.pictures.images import decode, encode


def fit_bytes(data: bytes, limit: int) -> tuple[bytes, str, Fact | None]:
    """The best form of a picture in at most `limit` bytes: `(bytes, extension, note)`.

    A picture that `encode` made stays as it is if it fits (`note` is then None); else lossless WebP, lossy
    WebP, JPEG, and smaller JPEGs are tried. `note` says what was done. Raises `PictureError` when not even a
    JPEG of about 64 pixels fits, and as `decode` does.
    """
    extension = _extension(data)
    if extension and len(data) <= limit:
        return data, extension, None
    image = decode(data)
    before = f"{len(data) / 1e6:.2g} MB are more than the {limit / 1e6:.2g} MB allowed here"
    for packed, extension, form in _smaller(image):
        if len(packed) <= limit:
            return packed, extension, replace(form, text=f"sent as {form.text}: {before}")
    raise PictureError(
        f"no form of this picture fits into {limit} bytes; allow at least 10000", reason="never-fits"
    )


def _extension(data: bytes) -> str | None:
    """The extension of a format that every chat shows; None for any other."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    return "webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


def _smaller(image: Image.Image) -> Iterator[tuple[bytes, str, Fact]]:
    """Ever smaller forms: `(bytes, extension, what it is)`."""
    lossless = BytesIO()
    image.save(lossless, "WEBP", lossless=True, method=0, quality=25)
    yield lossless.getvalue(), "webp", Fact("form-lossless-webp", "lossless WebP")
    yield encode(image, "webp", quality=95), "webp", Fact("form-webp", "WebP")
    yield encode(image, "jpeg", quality=90), "jpg", Fact("form-jpeg", "JPEG")
    while max(image.size) > MIN_SIDE:
        image = image.resize(
            (max(1, image.width * 3 // 4), max(1, image.height * 3 // 4)), Image.Resampling.LANCZOS
        )
        words = f"a JPEG of {image.width} x {image.height} pixels"
        form = Fact("form-small-jpeg", words, {"width": image.width, "height": image.height})
        yield encode(image, "jpeg", quality=88), "jpg", form
