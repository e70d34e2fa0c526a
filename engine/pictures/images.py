"""Bytes to pictures and back: what Pillow opens becomes upright 8-bit sRGB, and goes out without metadata.

The bytes come from strangers. Only formats that are decoded in this process are opened (none that starts an
interpreter, as EPS does), and bytes, pixels and shape are checked before a pixel is decoded.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from io import BytesIO
from typing import Any, Final, Literal

import numpy as np
from PIL import (
    ExifTags,
    Image,
    ImageCms,
    ImageDraw,
    ImageFont,
    ImageOps,
    PngImagePlugin,
    UnidentifiedImageError,
)

from engine.errors import Fact, OptionError, PictureError, PictureTooLarge, PictureTooSmall
from engine.messages import P, PictureInfo, Pixels
from engine.options import MAX_SIDE, MIN_SIDE

MAX_BYTES: Final = 64 * 2**20
"""Room for the largest PNG that we make ourselves: 4096 x 4096 pixels of three bytes are 50 MB. Discord hands
over 25 MiB a request, the Telegram Bot API 20 MB a file."""

MAX_PIXELS: Final = 64_000_000
"""A 50 megapixel phone photo and some; 256 MB as Pillow holds it. Pillow itself warns from 89 million on."""

MIN_INPUT_SIDE: Final = 16
"""Pixels. The smallest output side is four times as many; less is a smear, not a picture."""

MAX_ASPECT: Final = 20
"""Long side over short side. A 20:1 strip is 64 x 1280 pixels at the least; a longer one shows nothing."""

MAX_RECIPE_CHARS: Final = 64 * 2**10

RECIPE_KEY: Final = "impasto"

FORMATS: Final = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF", "BMP", "ICO")
"""Opened besides HEIF, in Pillow's names: what people have. Every further decoder is one more to trust."""

MAX_SCANS: Final = 64
"""A progressive JPEG has about ten. Each of many more costs as much as a whole picture."""

START_OF_SCAN: Final = b"\xff\xda"
"""ITU-T T.81, table B.1. The coded data itself cannot contain it."""

PROOF_SIDE: Final = 512
"""Pixels. To know that a picture decodes, it need not be kept any larger."""

HEIF_BRANDS: Final = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
"""ISO/IEC 23008-12, clause 10 and annex B: bytes 8 to 12 of a HEIF file. An AVIF may say mif1 or msf1."""

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
INK: Final = (32, 32, 32)

Format = Literal["png", "jpeg", "webp"]


def inspect(data: bytes, field: str | None = None) -> PictureInfo:
    """Check limits, then decode for real. Raises `PictureError`, `PictureTooLarge` or `PictureTooSmall`."""
    with _opened(data, field) as image:
        kind, frames = image.format or "", int(getattr(image, "n_frames", 1))
        width, height = image.size
        _to_srgb(image, PROOF_SIDE)
        if _orientation(image) in SIDEWAYS:
            width, height = height, width
    return PictureInfo(width, height, kind, frames, hashlib.sha256(data).hexdigest())


def decode(data: bytes, field: str | None = None, side: int | None = None) -> Image.Image:
    """The first frame as an upright RGB picture in sRGB, alpha flattened on white, without metadata.

    With `side`, at most so many pixels long: less time and memory where the format can be decoded smaller.
    Raises `PictureError`, `PictureTooLarge` or `PictureTooSmall`, each with `field`.
    """
    with _opened(data, field) as image:
        return _to_srgb(image, side)


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
    with _opened(png, None, formats=("PNG",), expected="a PNG that Impasto made") as image:
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


def side_by_side(pictures: Sequence[bytes], height: int) -> bytes:
    """A JPEG with the pictures in a row, each `height` pixels high. Raises as `decode` does."""
    row = [_with_height(decode(data, side=height * MAX_ASPECT), height) for data in pictures]
    gap = max(2, height // 64)
    sheet = Image.new("RGB", (sum(image.width for image in row) + gap * (len(row) - 1), height), WHITE)
    left = 0
    for image in row:
        sheet.paste(image, (left, 0))
        left += image.width + gap
    return encode(sheet, "jpeg", quality=88)


def contact_sheet(pictures: Sequence[tuple[str, bytes]], columns: int, tile: int) -> bytes:
    """A JPEG gallery: square tiles of `tile` pixels, each above its name. Raises as `decode` does."""
    gap, label = max(4, tile // 16), max(14, tile // 7)
    font = ImageFont.load_default(size=max(10, label * 2 // 3))
    columns = max(1, min(columns, len(pictures)))
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * (tile + gap) + gap, rows * (tile + label + gap) + gap), WHITE)
    draw = ImageDraw.Draw(sheet)
    for index, (name, data) in enumerate(pictures):
        row, column = divmod(index, columns)
        left, top = gap + column * (tile + gap), gap + row * (tile + label + gap)
        sheet.paste(
            ImageOps.fit(decode(data, side=2 * tile), (tile, tile), Image.Resampling.LANCZOS), (left, top)
        )
        draw.text((left + tile // 2, top + tile + label // 2), name, INK, font, anchor="mm")
    return encode(sheet, "jpeg", quality=88)


@contextmanager
def _opened(
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


def _to_srgb(image: Image.Image, side: int | None) -> Image.Image:
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


def _recipe_chunk(recipe: dict[str, Any] | None) -> PngImagePlugin.PngInfo:
    """JSON in ASCII, so that the plain `tEXt` chunk, which every tool reads, holds any text."""
    info = PngImagePlugin.PngInfo()
    if recipe is not None:
        info.add_text(RECIPE_KEY, json.dumps(recipe, ensure_ascii=True))
    return info


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


def _with_height(image: Image.Image, height: int) -> Image.Image:
    return image.resize(
        (max(1, round(image.width * height / image.height)), height), Image.Resampling.LANCZOS
    )
