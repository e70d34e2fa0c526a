"""A request's pictures become pixels before a worker gets them, and its pixels become files afterwards.

Both are done in the sealed room: the process that has the device never runs a decoder on strangers' bytes,
and no step waits for an encoder.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Final

from engine.errors import EngineError
from engine.messages import Pixels, Progress, RawUpdate, Result, StyleRequest, Update
from engine.options import GPU_SIZE, MAX_SIDE, StyleOptions
from engine.processes.pool import PicturePool

OVERSAMPLING: Final = 2
"""Pictures are kept so much larger than they are painted; a painting's strokes may ask for more."""

PREVIEW_QUALITY: Final = 80

log = logging.getLogger("engine.processes.executor")


async def decoded(request: StyleRequest, pool: PicturePool) -> StyleRequest[Pixels]:
    """The same request with plain pixels. Raises `PictureError` and `Busy`."""
    options = request.options
    side = _side(options)
    strokes = min(MAX_SIDE, round(side * max(1.0, options.style_scale)))
    start = request.init_image
    return StyleRequest(
        content=await pool.pixels(request.content, "content", side),
        styles=tuple([await pool.pixels(style, "style", strokes) for style in request.styles]),
        options=options,
        init_image=await pool.pixels(start, "init", side) if start else None,
        checkpoint=request.checkpoint,
    )


def _side(options: StyleOptions) -> int:
    """Pixels of the longest side that the photo needs; by `width` alone that is not known."""
    return MAX_SIDE if options.width else min(MAX_SIDE, OVERSAMPLING * (options.size or GPU_SIZE))


async def encoded(update: RawUpdate, pool: PicturePool) -> Update:
    """The same with files for pixels. Raises `Busy`; a preview that cannot be made is left out."""
    match update:
        case Progress(preview=Pixels() as pixels):
            return replace(update, preview=await _preview(pixels, pool))
        case Result(image=Pixels() as pixels):
            return replace(update, image=await pool.encode_pixels(pixels, "png", update.recipe))
    return update


async def _preview(pixels: Pixels, pool: PicturePool) -> bytes | None:
    try:
        return await pool.encode_pixels(pixels, "jpeg", quality=PREVIEW_QUALITY)
    except EngineError as error:
        log.warning("a preview is left out: %s", error)
        return None
