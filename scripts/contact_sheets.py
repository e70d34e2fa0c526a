"""Paints the contact sheets in docs/ with the engine as it is, so that they can be looked at after every change.

    python scripts/contact_sheets.py FOLDER [SHEET ...]

FOLDER holds tubingen.jpg, golden_gate.jpg, starry_night.jpg and wave.jpg: the pictures that style transfer is usually
shown on.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path

from PIL import Image

from engine import Result, StyleOptions, StyleRequest
from engine.painting.stylizer import Stylizer
from engine.pictures.galleries import side_by_side
from engine.pictures.images import encode
from engine.pictures.samples import sample

SIZE = 384
"""Pixels of the longest side of each picture."""

DOCS = Path(__file__).parent.parent / "docs"
STYLES = Path(__file__).parent.parent / "bot" / "core" / "styles"

Paint = Callable[..., bytes]


def pairs(paint: Paint, folder: Path) -> Iterable[list[bytes]]:
    """Two photos, two paintings."""
    for photo in ("tubingen", "golden_gate"):
        content = (folder / f"{photo}.jpg").read_bytes()
        yield [
            content,
            *(paint(content, (folder / f"{style}.jpg").read_bytes()) for style in ("starry_night", "wave")),
        ]


def strength(paint: Paint, folder: Path) -> Iterable[list[bytes]]:
    """From nearly the photo to nearly the painting."""
    content, painting = ((folder / f"{name}.jpg").read_bytes() for name in ("tubingen", "starry_night"))
    yield [paint(content, painting, size=320, strength=value) for value in (10, 30, 50, 70, 90)]


def colors(paint: Paint, folder: Path) -> Iterable[list[bytes]]:
    """The painting's colours, the photo's, and the painting's fitted to the photo's."""
    content, painting = ((folder / f"{name}.jpg").read_bytes() for name in ("golden_gate", "starry_night"))
    yield [paint(content, painting, colors=mode) for mode in ("style", "keep", "match")]


def shapes(paint: Paint, folder: Path) -> Iterable[list[bytes]]:
    """Portrait, panorama 4:1 and a grayscale photo."""
    painting = (folder / "starry_night.jpg").read_bytes()
    with Image.open(folder / "golden_gate.jpg") as bridge:
        portrait = bridge.crop((100, 0, 500, 734))
        panorama = bridge.crop((0, 300, 979, 545))
    gray = Image.open(BytesIO(sample("cat"))).convert("L").convert("RGB")
    yield [paint(encode(image, "png"), painting) for image in (portrait, panorama, gray)]


def presets(paint: Paint, folder: Path) -> Iterable[list[bytes]]:
    """Every style that ships, on a photo that ships."""
    files = sorted(STYLES.glob("*.jpg"))
    painted = [paint(sample("cat"), file.read_bytes(), size=256, quality="draft") for file in files]
    for row in range(0, len(painted), 4):
        yield painted[row : row + 4]


SHEETS = {sheet.__name__: sheet for sheet in (pairs, strength, colors, shapes, presets)}


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("sheets", nargs="*", choices=[[], *SHEETS], metavar="SHEET", help=", ".join(SHEETS))
    arguments = parser.parse_args()
    stylizer = Stylizer()

    def paint(content: bytes, style: bytes, **options: object) -> bytes:
        request = StyleRequest(content, (style,), StyleOptions.parse(**{"size": SIZE, **options}))
        *_, result = stylizer.run(request)
        assert isinstance(result, Result)
        print(result.width, result.height, f"{result.seconds:.0f} s", options, flush=True)
        return result.image

    for name in arguments.sheets or SHEETS:
        rows = [side_by_side(row, 240) for row in SHEETS[name](paint, arguments.folder)]
        (DOCS / f"{name}.jpg").write_bytes(_stacked(rows))


def _stacked(rows: list[bytes]) -> bytes:
    images = [Image.open(BytesIO(row)) for row in rows]
    sheet = Image.new(
        "RGB", (max(image.width for image in images), sum(image.height for image in images)), "white"
    )
    top = 0
    for image in images:
        sheet.paste(image, (0, top))
        top += image.height
    return encode(sheet, "jpeg", quality=85)


if __name__ == "__main__":
    main()
