"""The plain values that go into the engine and come out of it. They pickle, and import nothing heavy."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Literal, final

from typing_extensions import TypeVar

from engine.errors import Fact
from engine.options import MAX_SIDE, StyleOptions


@final
@dataclass(frozen=True)
class Pixels:
    """A decoded picture: rows of 8-bit RGB from above. `sha256` is that of the file it was, "" for our own."""

    width: int
    height: int
    rgb: bytes = field(repr=False)
    sha256: str = ""

    @property
    def whole(self) -> bool:
        """Whether it is what it says: to be asked when it comes from a process that met strangers' bytes."""
        sides = (self.width, self.height)
        return (
            all(type(side) is int and 0 < side <= MAX_SIDE for side in sides)
            and type(self.rgb) is bytes
            and len(self.rgb) == 3 * self.width * self.height
            and type(self.sha256) is str
        )


Format = Literal["png", "jpeg", "webp"]
AnimationFormat = Literal["webp", "gif"]
"""Files that are written."""

P = TypeVar("P", bytes, Pixels, default=bytes)
"""How pictures are given and taken: as files (`bytes`), or between processes as plain `Pixels`."""


def digest(picture: bytes | Pixels) -> str:
    """SHA-256 of the picture's file, in hexadecimal."""
    return picture.sha256 if isinstance(picture, Pixels) else hashlib.sha256(picture).hexdigest()


@dataclass(frozen=True)
class StyleRequest(Generic[P]):
    """What the engine is asked: pictures and options.

    `styles` holds one or more style images; `options.style_blend` weighs them. `init_image` is the
    picture to start from when `options.init` names a file. `checkpoint` is the `data` of a
    `Checkpoint` that an earlier run of the same request yielded: the work goes on from there.
    """

    content: P = field(repr=False)
    styles: tuple[P, ...] = field(repr=False)
    options: StyleOptions = field(default_factory=StyleOptions)
    init_image: P | None = field(default=None, repr=False)
    checkpoint: bytes | None = field(default=None, repr=False)

    def recipe(self, size: tuple[int, int], iterations: int) -> dict[str, Any]:
        """What a picture of this request was made from and how, ready for JSON; `size` in pixels as it was made."""
        return {
            "impasto": 1,
            "content": digest(self.content),
            "styles": [digest(style) for style in self.styles],
            "options": {**self.options.model_dump(mode="json"), "size": max(size), "width": None},
            "iterations": iterations,
        }

    def with_options(self, **changes: Any) -> StyleRequest[P]:
        """A copy with some options changed and validated. Raises `OptionError`."""
        return replace(self, options=self.options.with_changes(**changes))

    def with_checkpoint(self, checkpoint: bytes | None) -> StyleRequest[P]:
        """The same request, to be continued from `checkpoint`."""
        return replace(self, checkpoint=checkpoint)


@dataclass(frozen=True)
class Progress(Generic[P]):
    """Where the work stands. `preview` is a small JPEG of the picture now, sent by time and not with every step."""

    step: int
    steps: int
    loss: float
    seconds_left: float | None
    width: int
    height: int
    preview: P | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Checkpoint:
    """Enough to go on after a crash: hand `data` to `StyleRequest.with_checkpoint`."""

    step: int
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Interrupted:
    """A worker died or hung over this request; the work goes on by itself from its last checkpoint.

    `blamed` unless the worker was lost with its machine, which says nothing against the request.
    """

    reason: str
    blamed: bool = True


@dataclass(frozen=True)
class Result(Generic[P]):
    """The stylised image as PNG with its recipe inside, and what it took.

    `seconds` is wall-clock time; `loss`, `content_loss` and `style_loss` are those of the picture as it was
    optimised at full size. `notes` says what was done differently from what was asked (a smaller size for
    lack of memory, say). `timelapse` is an animated WebP when it was asked for, `tiff` the picture in 16 bits.
    """

    image: P = field(repr=False)
    width: int
    height: int
    iterations: int
    loss: float
    content_loss: float
    style_loss: float
    seconds: float
    device: str
    weights: str
    recipe: dict[str, Any]
    notes: tuple[Fact, ...] = ()
    timelapse: bytes | None = field(default=None, repr=False)
    tiff: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class PictureInfo:
    """`width` and `height` are in pixels after the EXIF rotation, `format` is Pillow's name, e.g. `JPEG`."""

    width: int
    height: int
    format: str
    frames: int
    sha256: str


Update = Progress | Checkpoint | Interrupted | Result

RawUpdate = Progress[Any] | Checkpoint | Interrupted | Result[Any]
"""An update whose pictures may be pixels still."""
