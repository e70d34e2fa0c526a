"""A stranger's file opened, its bytes, shape and kind within the limits before a pixel is decoded.

Only formats that are decoded in this process are opened (none that starts an interpreter, as EPS does).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Final

from PIL import Image, UnidentifiedImageError

from engine.errors import PictureError, PictureTooLarge, PictureTooSmall

MAX_BYTES: Final = 64 * 2**20
"""Room for the largest PNG that we make ourselves: 4096 x 4096 pixels of three bytes are 50 MB. Discord hands
over 25 MiB a request, the Telegram Bot API 20 MB a file."""

MAX_PIXELS: Final = 64_000_000
"""A 50 megapixel phone photo and some; 256 MB as Pillow holds it. Pillow itself warns from 89 million on."""

MIN_INPUT_SIDE: Final = 16
"""Pixels. The smallest output side is four times as many; less is a smear, not a picture."""

MAX_ASPECT: Final = 20
"""Long side over short side. A 20:1 strip is 64 x 1280 pixels at the least; a longer one shows nothing."""

FORMATS: Final = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF", "BMP", "ICO")
"""Opened besides HEIF, in Pillow's names: what people have. Every further decoder is one more to trust."""

MAX_SCANS: Final = 64
"""A progressive JPEG has about ten. Each of many more costs as much as a whole picture."""

START_OF_SCAN: Final = b"\xff\xda"
"""ITU-T T.81, table B.1. The coded data itself cannot contain it."""

HEIF_BRANDS: Final = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
"""ISO/IEC 23008-12, clause 10 and annex B: bytes 8 to 12 of a HEIF file. An AVIF may say mif1 or msf1."""


@contextmanager
def opened(
    data: bytes,
    field: str | None,
    formats: tuple[str, ...] = FORMATS,
    expected: str = "a picture such as JPEG, PNG, WebP, HEIC, AVIF, GIF or TIFF",
) -> Iterator[Image.Image]:
    """The picture, its header within the limits.

    Damage makes decoders raise anything, so every exception inside becomes a `PictureError`.
    """
    _check_bytes(data, field, expected)
    _check_scans(data, field)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if formats is FORMATS and data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS:
                formats = _heif_formats()
            with Image.open(BytesIO(data), formats=formats) as image:
                _check_shape(*image.size, field)
                yield image
    except PictureError:
        raise
    except UnidentifiedImageError:
        raise PictureError(
            f"this file is not a picture that can be read; give {expected}", field=field, reason="unreadable"
        ) from None
    except MemoryError:
        raise PictureTooLarge(
            "this picture takes more memory than one may; make it smaller and try again",
            field=field,
            reason="too-much-memory",
        ) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureTooLarge(
            f"the picture has more than {MAX_PIXELS // 10**6} million pixels; make it smaller and try again",
            field=field,
            reason="too-many-pixels",
            most=MAX_PIXELS // 10**6,
        ) from None
    except Exception as error:
        detail = " ".join(str(error).split())[:80] or type(error).__name__
        raise PictureError(
            f"the picture is damaged or incomplete ({detail}); save it again and give the new file",
            field=field,
            reason="damaged",
        ) from error


def _check_bytes(data: bytes, field: str | None, expected: str) -> None:
    if not data:
        raise PictureError(f"the file is empty; give {expected}", field=field, reason="empty-file")
    if len(data) > MAX_BYTES:
        raise PictureTooLarge(
            f"the file has {len(data) / 2**20:.1f} MiB; at most {MAX_BYTES // 2**20} are taken, so shrink it",
            field=field,
            reason="too-many-bytes",
            got=round(len(data) / 1e6, 1),
            most=MAX_BYTES // 10**6,
        )


def _check_scans(data: bytes, field: str | None) -> None:
    if data.startswith(b"\xff\xd8") and (scans := data.count(START_OF_SCAN)) > MAX_SCANS:
        raise PictureError(
            f"the JPEG is in {scans} layers; at most {MAX_SCANS} are read, so save it again",
            field=field,
            reason="too-many-scans",
        )


def _check_shape(width: int, height: int, field: str | None) -> None:
    shape = f"the picture has {width} x {height} pixels"
    size = {"width": width, "height": height}
    if width * height > MAX_PIXELS:
        most = MAX_PIXELS // 10**6
        raise PictureTooLarge(
            f"{shape}; at most {most} million in all are taken",
            field=field,
            reason="shape-too-large",
            most=most,
            **size,
        )
    if min(width, height) < MIN_INPUT_SIDE:
        raise PictureTooSmall(
            f"{shape}; each side needs at least {MIN_INPUT_SIDE}, so give a larger one",
            field=field,
            reason="side-too-short",
            least=MIN_INPUT_SIDE,
            **size,
        )
    if max(width, height) > MAX_ASPECT * min(width, height):
        raise PictureTooSmall(
            f"{shape}; the long side may be at most {MAX_ASPECT} times the short one, so crop it",
            field=field,
            reason="too-narrow",
            most=MAX_ASPECT,
            **size,
        )


def _heif_formats() -> tuple[str, ...]:
    """HEIF is Pillow's only after its plugin is registered: done late, for few files need the library."""
    import pi_heif

    pi_heif.register_heif_opener()
    return "HEIF", "AVIF"
