"""Draw the style pictures that ship with the bot: `python scripts/draw_presets.py [NAME ...] [-o FOLDER]`."""

from __future__ import annotations

import argparse
import io
from pathlib import Path

from PIL import Image
from presets import STYLES

FOLDER = Path(__file__).resolve().parent.parent / "bot" / "core" / "styles"
BYTES_AT_MOST = 250_000
QUALITIES = range(90, 59, -2)


def to_jpeg(image: Image.Image) -> bytes:
    """Encode at the best quality that keeps the file small enough to ship."""
    for quality in QUALITIES:
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality, optimize=True, progressive=True)
        if file.tell() <= BYTES_AT_MOST:
            break
    return file.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="styles to draw (default: all)")
    parser.add_argument("-o", "--output", type=Path, default=FOLDER, help="folder to write to")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(STYLES):
        parser.error(f"unknown style {', '.join(sorted(unknown))}; there are {', '.join(STYLES)}")
    arguments.output.mkdir(parents=True, exist_ok=True)
    for name in arguments.names or STYLES:
        path = arguments.output / f"{name}.jpg"
        path.write_bytes(to_jpeg(STYLES[name].draw()))
        print(f"{path} ({path.stat().st_size // 1000} kB)")


if __name__ == "__main__":
    main()
