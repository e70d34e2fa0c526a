"""Pictures for printing: TIFF in 16 bits a channel, with the resolution inside."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms

WHITE_LEVEL: Final = 65535
GRAY_LEVELS: Final = 255


def tiff(
    levels: npt.NDArray[np.float64], dpi: float, recipe: dict[str, Any], size: tuple[int, int] | None = None
) -> bytes:
    """A TIFF of (H, W, 3) in 0..255, `dpi` pixels an inch, in sRGB, the recipe as its description.

    Brought to `size` (width, height) in pixels where that is another one.
    """
    import tifffile

    if size and size != levels.shape[1::-1]:
        levels = _resized(levels, size)
    wide = np.rint((levels * (WHITE_LEVEL / GRAY_LEVELS)).clip(0, WHITE_LEVEL)).astype(np.uint16)
    out = BytesIO()
    tifffile.imwrite(
        out,
        wide,
        photometric="rgb",
        compression="zlib",
        resolution=(dpi, dpi),
        resolutionunit="INCH",
        description=json.dumps({"impasto": recipe}, ensure_ascii=True),
        iccprofile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
        metadata=None,
    )
    return out.getvalue()


def _resized(levels: npt.NDArray[np.float64], size: tuple[int, int]) -> npt.NDArray[np.float64]:
    channels = (Image.fromarray(channel.astype(np.float32)) for channel in np.moveaxis(levels, -1, 0))
    scaled = [np.asarray(channel.resize(size, Image.Resampling.LANCZOS)) for channel in channels]
    return np.stack(scaled, axis=-1).astype(np.float64)
