"""Pictures in and out: modes, orientation, profiles, limits, recipes, sizes."""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

from engine.errors import OptionError, PictureError, PictureTooLarge, PictureTooSmall
from engine.options import MAX_SIDE, MIN_SIDE
from engine.pictures import fitting, galleries, images, opening
from tests.pictures import (
    BLUE,
    GREEN,
    MODES,
    RED,
    YELLOW,
    close,
    colour_at,
    gps_exif,
    heic,
    in_mode,
    layered_jpeg,
    noise,
    png,
    quarters,
    ramp,
    save,
    strokes,
)

CORNERS = {(0.2, 0.2): RED, (0.8, 0.2): GREEN, (0.2, 0.8): BLUE, (0.8, 0.8): YELLOW}


def assert_quarters(image: Image.Image, within: int = 12) -> None:
    for (x, y), colour in CORNERS.items():
        assert close(colour_at(image, x, y), colour, within), (x, y, colour_at(image, x, y), colour)


def gray_quarters() -> Image.Image:
    return quarters().convert("L").convert("RGB")


# What comes in


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "RGBX", "CMYK", "YCbCr", "LAB", "PA"])
def test_every_colour_mode_keeps_its_colours(mode: str) -> None:
    assert_quarters(images.decode(save(in_mode(mode), "TIFF")))


@pytest.mark.parametrize("mode", ["L", "LA", "I", "I;16", "F"])
def test_every_gray_mode_keeps_its_grays(mode: str) -> None:
    decoded = images.decode(save(in_mode(mode), "TIFF"))
    assert np.abs(np.asarray(decoded, int) - np.asarray(gray_quarters(), int)).max() <= 1


@pytest.mark.parametrize("mode", MODES)
def test_whatever_the_mode_what_comes_out_is_rgb_of_the_same_size(mode: str) -> None:
    kind = "PNG" if mode == "1" else "WEBP" if mode == "HSV" else "TIFF"
    decoded = images.decode(save(in_mode(mode), kind))
    assert (decoded.mode, decoded.size) == ("RGB", (96, 64))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF", "GIF", "TIFF", "BMP"])
def test_every_format_is_read(kind: str) -> None:
    assert_quarters(images.decode(save(quarters(), kind)), within=20)


@pytest.mark.parametrize("kind", ["JPEG2000", "PPM", "TGA", "PCX", "SGI", "QOI", "DDS", "DIB", "EPS"])
def test_no_other_decoder_is_opened(kind: str) -> None:
    with pytest.raises(PictureError, match="not a picture that can be read"):
        images.decode(save(quarters(), kind))


def test_an_icon_is_read() -> None:
    assert images.decode(save(quarters(64, 64), "ICO")).size == (64, 64)


def test_a_jpeg_in_hundreds_of_layers_is_refused() -> None:
    with pytest.raises(PictureError, match="500 layers"):
        images.inspect(layered_jpeg(500, 64))


def test_a_progressive_jpeg_is_read() -> None:
    assert_quarters(images.decode(save(quarters(), "JPEG", progressive=True)), within=20)


@pytest.mark.parametrize("mode", MODES)
def test_decoded_near_the_size_needed_it_looks_the_same(mode: str) -> None:
    kind = "PNG" if mode == "1" else "WEBP" if mode == "HSV" else "TIFF"
    data = save(in_mode(mode, strokes(960, 640).resize((96, 64)).resize((960, 640))), kind)
    small, whole = images.decode(data, side=96), images.decode(data)
    difference = np.asarray(small, int) - np.asarray(whole.resize((96, 64), Image.Resampling.LANCZOS), int)
    assert small.size == (96, 64)
    assert np.abs(difference).mean() < 4


@pytest.mark.parametrize("orientation", [1, 6, 8])
def test_a_jpeg_is_decoded_smaller_and_upright(orientation: int) -> None:
    turn = {1: None, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}[orientation]
    stored = quarters(1200, 800)
    stored = stored.transpose(turn) if turn is not None else stored
    small = images.decode(save(stored, "JPEG", exif=gps_exif(orientation)), side=96)
    assert small.size == (96, 64)
    assert_quarters(small, within=20)


def test_a_side_makes_nothing_larger() -> None:
    assert images.decode(png(96, 64), side=500).size == (96, 64)


def test_inspect_gives_the_size_before_it_is_made_smaller() -> None:
    info = images.inspect(save(quarters(1601, 1600), "JPEG"))
    assert (info.width, info.height) == (1601, 1600)


def test_heic_is_read() -> None:
    assert_quarters(images.decode(heic()), within=20)


def test_the_rotation_inside_a_heic_is_applied() -> None:
    turned = quarters().transpose(Image.Transpose.ROTATE_90)
    assert_quarters(images.decode(heic(turned, exif=gps_exif(6))), within=20)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_exif_orientation_is_applied(orientation: int, kind: str) -> None:
    undo = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_90"}
    undo |= {7: "TRANSVERSE", 8: "ROTATE_270"}
    stored = quarters().transpose(Image.Transpose[undo[orientation]]) if orientation > 1 else quarters()
    decoded = images.decode(save(stored, kind, exif=gps_exif(orientation)))
    assert decoded.size == (96, 64)
    assert_quarters(decoded, within=20)


def test_inspect_gives_the_size_after_rotation() -> None:
    info = images.inspect(save(quarters(), "JPEG", exif=gps_exif(6)))
    assert (info.width, info.height, info.format) == (64, 96, "JPEG")


def test_a_broken_exif_does_not_refuse_the_picture() -> None:
    assert_quarters(
        images.decode(save(quarters(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff broken", quality=95))
    )


def wide_profile() -> bytes:
    """sRGB's profile with another gamma (1.0): the same numbers are lighter colours."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", profile[128:132])[0]
    for index in range(count):
        tag, offset, size = struct.unpack(">4sII", profile[132 + 12 * index : 144 + 12 * index])
        if tag in (b"rTRC", b"gTRC", b"bTRC"):
            profile[offset : offset + size] = struct.pack(">4sIIHI", b"curv", 0, 0, 0, 0)[:size].ljust(
                size, b"\0"
            )
    return bytes(profile)


def test_an_icc_profile_is_converted_to_srgb() -> None:
    gray = Image.new("RGB", (64, 64), (128, 128, 128))
    decoded = images.decode(save(gray, "PNG", icc_profile=wide_profile()))
    assert close(colour_at(decoded, 0.5, 0.5), (188, 188, 188), within=2)


def test_an_icc_profile_is_applied_to_a_gray_picture() -> None:
    gray = Image.new("L", (64, 64), 128)
    decoded = images.decode(save(gray, "PNG", icc_profile=wide_profile()))
    assert close(colour_at(decoded, 0.5, 0.5), (188, 188, 188), within=2)


def test_an_srgb_profile_changes_nothing() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    decoded = images.decode(save(strokes(), "PNG", icc_profile=profile))
    assert np.abs(np.asarray(decoded, int) - np.asarray(strokes(), int)).max() <= 1


@pytest.mark.parametrize(
    "profile", [b"not a profile", wide_profile()[:200], b"\0" * 500], ids=["text", "cut", "zeros"]
)
def test_a_broken_icc_profile_is_ignored(profile: bytes) -> None:
    assert_quarters(images.decode(save(quarters(), "PNG", icc_profile=profile)))


def test_a_profile_for_other_colours_is_ignored() -> None:
    assert_quarters(images.decode(save(in_mode("CMYK"), "TIFF", icc_profile=wide_profile())))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "AVIF"])
def test_alpha_is_flattened_on_white(kind: str) -> None:
    image = quarters().convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 48, 32))
    decoded = images.decode(save(image, kind))
    assert close(colour_at(decoded, 0.2, 0.2), (255, 255, 255))
    assert close(colour_at(decoded, 0.8, 0.8), YELLOW, within=20)


def test_half_transparent_is_half_white() -> None:
    decoded = images.decode(save(Image.new("RGBA", (32, 32), (0, 0, 0, 128)), "PNG"))
    assert close(colour_at(decoded, 0.5, 0.5), (127, 127, 127), within=1)


def test_a_transparent_palette_entry_becomes_white() -> None:
    palette = quarters().quantize(4)
    decoded = images.decode(save(palette, "PNG", transparency=palette.getpixel((10, 10))))
    assert close(colour_at(decoded, 0.2, 0.2), (255, 255, 255))
    assert close(colour_at(decoded, 0.8, 0.8), YELLOW)


def test_a_transparent_colour_becomes_white() -> None:
    decoded = images.decode(save(quarters(), "PNG", transparency=RED))
    assert close(colour_at(decoded, 0.2, 0.2), (255, 255, 255))
    assert close(colour_at(decoded, 0.8, 0.2), GREEN)


def test_gray_with_alpha_is_flattened_on_white() -> None:
    decoded = images.decode(save(Image.new("LA", (32, 32), (40, 0)), "PNG"))
    assert colour_at(decoded, 0.5, 0.5) == (255, 255, 255)


@pytest.mark.parametrize(
    ("dtype", "scale"),
    [
        (np.uint16, 65535),
        (np.int32, 65535),
        (np.int32, 255),
        (np.int32, 2**30),
        (np.float32, 1),
        (np.float32, 255),
    ],
)
def test_deep_gray_is_scaled_not_clipped(dtype: type, scale: float) -> None:
    image = Image.fromarray((ramp() * scale).astype(dtype))
    decoded = np.asarray(images.decode(save(image, "TIFF")))[32, :, 0]
    assert np.abs(decoded.astype(int) - np.rint(ramp()[32] * 255)).max() <= 1


def test_floats_that_are_no_numbers_do_no_harm() -> None:
    values = ramp().astype(np.float32)
    values[:8] = np.nan
    values[8:16] = np.inf
    decoded = np.asarray(images.decode(save(Image.fromarray(values), "TIFF")))
    assert decoded[32, 63, 0] == 255


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF", "AVIF"])
def test_of_an_animation_the_first_frame_is_taken(kind: str) -> None:
    data = save(quarters(), kind, save_all=True, append_images=[Image.new("RGB", (96, 64), "black")])
    assert_quarters(images.decode(data), within=20)


def test_inspect_counts_frames() -> None:
    data = save(quarters(), "GIF", save_all=True, append_images=[noise(), strokes()])
    assert images.inspect(data).frames == 3


def test_the_name_of_a_picture_is_the_hash_of_its_bytes() -> None:
    assert images.inspect(png()).sha256 == images.inspect(png()).sha256 != images.inspect(png(seed=1)).sha256


# What is refused


def refusal(data: bytes, kind: type[PictureError] = PictureError) -> str:
    with pytest.raises(PictureError) as caught:
        images.inspect(data, "content")
    assert type(caught.value) is kind
    assert caught.value.field == "content"
    assert "\n" not in caught.value.message
    return caught.value.message


def test_an_empty_file_is_refused() -> None:
    assert "empty" in refusal(b"")


def test_a_text_is_refused() -> None:
    assert "not a picture" in refusal(b"Dear diary, today I renamed a text to photo.jpg.")


@pytest.mark.parametrize(
    "data",
    [b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n", b"%PDF-1.7\n", b"<svg xmlns='x'></svg>"],
)
def test_what_runs_an_interpreter_is_not_opened(data: bytes) -> None:
    assert "not a picture" in refusal(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF"])
def test_half_a_picture_is_refused(kind: str) -> None:
    data = save(noise(), kind)
    assert re.search("damaged|not a picture", refusal(data[: len(data) // 2]))


def test_jpegs_of_the_worst_content_can_be_written() -> None:
    assert images.decode(images.encode(noise(200, 200), "jpeg", quality=100)).size == (200, 200)


def test_too_many_bytes_are_refused_before_they_are_looked_at() -> None:
    assert "at most 64" in refusal(bytes(opening.MAX_BYTES + 1), PictureTooLarge)


def lying_png(width: int, height: int) -> bytes:
    """A PNG that claims a size and has no pixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    empty = b"\0\0\0\0IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    return b"\x89PNG\r\n\x1a\n" + chunk + empty + empty


@pytest.mark.parametrize("side", [8001, 10_000, 14_000, 60_000])
def test_too_many_pixels_are_refused_by_the_header_alone(side: int) -> None:
    assert "million" in refusal(lying_png(side, side), PictureTooLarge)


def test_a_bomb_is_refused_without_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(_: PngImagePlugin.PngImageFile) -> None:
        pytest.fail("the bomb was decoded")

    bomb = save(Image.new("1", (30_000, 10_000)), "PNG")
    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", load)
    assert len(bomb) < 100_000
    refusal(bomb, PictureTooLarge)


@pytest.mark.parametrize("size", [(1, 1), (15, 400), (400, 15), (1, 5000), (5000, 1), (20, 401), (500, 20)])
def test_too_small_or_too_narrow_is_refused(size: tuple[int, int]) -> None:
    assert f"{size[0]} x {size[1]}" in refusal(save(Image.new("RGB", size), "PNG"), PictureTooSmall)


@pytest.mark.parametrize("size", [(16, 16), (16, 320), (320, 16)])
def test_the_smallest_pictures_are_taken(size: tuple[int, int]) -> None:
    assert images.decode(save(Image.new("RGB", size), "PNG")).size == size


# Sizes


def test_by_default_the_longest_side_is_512() -> None:
    assert images.target_size(2000, 1000) == (512, 256)


def test_size_is_the_longest_side() -> None:
    assert images.target_size(1000, 2000, size=300) == (150, 300)


def test_width_is_the_width() -> None:
    assert images.target_size(1000, 2000, target_width=300) == (300, 600)


def test_a_narrow_picture_is_made_larger() -> None:
    assert images.target_size(2000, 100, size=512) == (1280, 64)


def test_a_width_that_makes_it_too_high_is_refused_with_the_most_that_is_possible() -> None:
    with pytest.raises(OptionError, match="up to 2048") as caught:
        images.target_size(1000, 2000, target_width=2049)
    assert caught.value.field == "width"
    assert images.target_size(1000, 2000, target_width=2048) == (2048, 4096)


@given(
    short=st.integers(opening.MIN_INPUT_SIDE, 400),
    aspect=st.floats(1, opening.MAX_ASPECT),
    portrait=st.booleans(),
    size=st.none() | st.integers(MIN_SIDE, MAX_SIDE),
)
def test_every_size_keeps_the_aspect_ratio_within_a_pixel(
    short: int, aspect: float, portrait: bool, size: int | None
) -> None:
    given_size = (short, int(short * aspect)) if portrait else (int(short * aspect), short)
    width, height = images.target_size(*given_size, size=size)
    assert MIN_SIDE <= min(width, height) <= max(width, height) <= MAX_SIDE
    scale = max(width, height) / max(given_size)
    assert abs(min(width, height) - min(given_size) * scale) <= 1


# What goes out


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_place_camera_and_profile_never_go_out(kind: images.Format) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = save(quarters(), "JPEG", exif=gps_exif(), icc_profile=profile, comment=b"SecretComment")
    assert b"SecretCamera" in data
    with Image.open(BytesIO(data)) as original:
        outputs = [
            images.encode(images.decode(data), kind),
            images.encode(original, kind),
            images.encode_as(data, kind),
        ]
    for out in outputs:
        with Image.open(BytesIO(out)) as image:
            assert not image.getexif()
            assert not {"exif", "icc_profile", "comment", "xmp"} & set(image.info)
        assert b"Secret" not in out


def test_png_is_lossless() -> None:
    assert np.array_equal(np.asarray(images.decode(images.encode(noise(), "png"))), np.asarray(noise()))


@pytest.mark.parametrize("kind", ["jpeg", "webp"])
def test_lossy_formats_look_the_same(kind: images.Format) -> None:
    assert_quarters(images.decode(images.encode(quarters(), kind)))


def test_the_recipe_is_read_back() -> None:
    recipe = {
        "options": {"strength": 50, "style_layers": ["relu1_1"]},
        "note": "Gemälde ☃ \n",
        "seed": 2**32 - 1,
    }
    assert images.read_recipe(images.encode(quarters(), "png", recipe)) == recipe


def test_the_recipe_is_a_plain_text_chunk() -> None:
    with Image.open(BytesIO(images.encode(quarters(), "png", {"seed": 7}))) as image:
        assert isinstance(image, PngImagePlugin.PngImageFile)
        assert image.text == {"impasto": '{"seed": 7}'}


def png_with_text(text: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("impasto", text, zip=len(text) > 1000)
    return save(quarters(), "PNG", pnginfo=info)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (png(), "no recipe"),
        (save(quarters(), "JPEG"), "a PNG that Impasto made"),
        (b"", "empty"),
        (png_with_text("{broken"), "not a JSON object"),
        (png_with_text("[1, 2]"), "not a JSON object"),
        (png_with_text("[" * 50_000), "not a JSON object"),
        (png_with_text('{"a": "' + "x" * 70_000 + '"}'), "at most 65536"),
        (png_with_text("x" * 5_000_000), "damaged"),
    ],
    ids=["none", "jpeg", "empty", "broken", "list", "deep", "long", "bomb"],
)
def test_a_recipe_that_cannot_be_read_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(PictureError, match=words):
        images.read_recipe(data)


def test_a_thumbnail_fits_and_keeps_its_shape() -> None:
    thumbnail = images.decode(images.thumbnail(save(quarters(300, 200)), 60))
    assert thumbnail.size == (60, 40)
    assert_quarters(thumbnail)


def test_a_thumbnail_is_never_larger_than_the_picture() -> None:
    assert images.decode(images.thumbnail(png(), 500)).size == (96, 64)


def test_a_picture_that_fits_is_not_touched() -> None:
    data = images.encode(quarters(), "png", {"seed": 1})
    assert fitting.fit_bytes(data, len(data)) == (data, "png", None)


def test_one_that_does_not_fit_stays_lossless_if_it_can() -> None:
    data = save(quarters(), "PNG", compress_level=0)
    packed, extension, note = fitting.fit_bytes(data, len(data) // 2)
    assert (extension, np.array_equal(np.asarray(images.decode(packed)), np.asarray(quarters()))) == (
        "webp",
        True,
    )
    assert note
    assert note.code == "form-lossless-webp"


@pytest.mark.parametrize("limit", [100_000, 25_000, 9_000, 4_000])
def test_whatever_the_limit_it_is_held_and_said(limit: int) -> None:
    packed, extension, note = fitting.fit_bytes(save(noise(200, 200)), limit)
    assert len(packed) <= limit
    assert images.inspect(packed).format == {"jpg": "JPEG", "webp": "WEBP", "png": "PNG"}[extension]
    assert note


def test_a_format_that_chats_do_not_show_is_changed_even_if_it_fits() -> None:
    assert fitting.fit_bytes(save(quarters(), "TIFF"), 10**6)[1] == "webp"


def test_what_fits_in_no_way_is_refused() -> None:
    with pytest.raises(PictureError, match="100 bytes"):
        fitting.fit_bytes(save(noise()), 100)


def test_side_by_side_shows_each_at_the_same_height() -> None:
    sheet = images.decode(galleries.side_by_side([save(quarters()), save(quarters(40, 80))], 128))
    assert sheet.size == (192 + 2 + 64, 128)
    assert_quarters(sheet.crop((0, 0, 192, 128)))
    assert_quarters(sheet.crop((194, 0, 258, 128)))


def test_a_contact_sheet_shows_every_tile_and_its_name() -> None:
    named = [(name, save(quarters(64, 64))) for name in ("mosaic", "woodcut", "ink")]
    sheet = images.decode(galleries.contact_sheet(named, columns=2, tile=64))
    assert sheet.size == (2 * 68 + 4, 2 * (64 + 14 + 4) + 4)
    assert_quarters(sheet.crop((4, 4, 68, 68)))
    assert_quarters(sheet.crop((4, 86, 68, 150)))
    label = ImageOps.grayscale(sheet.crop((4, 68, 68, 82)))
    assert label.getextrema()[0] < 100


@settings(max_examples=60, deadline=None)
@given(
    mode=st.sampled_from(MODES),
    kind=st.sampled_from(["PNG", "TIFF", "JPEG", "WEBP", "GIF"]),
    width=st.integers(16, 80),
    height=st.integers(16, 80),
    orientation=st.integers(0, 9),
    out=st.sampled_from(["png", "jpeg", "webp"]),
    seed=st.integers(0, 9),
)
def test_any_picture_goes_in_and_out(
    mode: str, kind: str, width: int, height: int, orientation: int, out: images.Format, seed: int
) -> None:
    image = in_mode(mode, strokes(width, height, seed))
    try:
        data = save(image, kind, exif=gps_exif(orientation) if kind != "GIF" else b"")
    except (OSError, ValueError):
        return
    decoded = images.decode(images.encode(images.decode(data), out))
    turned = orientation in (5, 6, 7, 8) and kind != "GIF"
    assert decoded.size == ((height, width) if turned else (width, height))
