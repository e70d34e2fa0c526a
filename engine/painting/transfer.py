"""The optimisation of Gatys, Ecker and Bethge 2015 (arXiv:1508.06576), coarse to fine, as a generator.

Whoever stops iterating has cancelled. Every `Step` carries the best picture so far.
"""

from __future__ import annotations

import io
import math
import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image
from torch import Tensor

from engine.errors import EngineError
from engine.options import StyleOptions, layer_weights
from engine.painting.balance import Objective, by_strength
from engine.painting.canvas import Canvas, LuminanceCanvas, resized, to_tensor
from engine.painting.color import with_palette_of
from engine.painting.descent import Descent
from engine.painting.evaluation import evaluation
from engine.painting.heap import give_back
from engine.painting.pyramid import Level
from engine.painting.strength import Dial, likeness
from engine.painting.tiles import WHOLE, Tiling, look
from engine.painting.vgg import Features

FORMAT: Final = 3
"""Of checkpoints. A checkpoint of another version is refused: its picture is painted from the start."""

SEED_NOISE: Final = 8.0
"""Standard deviation, in gray levels, of the noise that makes one seed differ from another."""

WHITE_NOISE: Final = 40.0
"""Standard deviation of the white noise to start from, around middle gray."""

DETAIL_SHARE: Final = 0.5
"""Of the photo's fine detail, that is carried into the next level: all of it stays as hatching in flat areas."""

DETAIL_FADES: Final = (60, 100)
"""Strengths between which the photo's fine detail ceases to be carried into the next level."""

PHOTO_FADES: Final = (65, 100)
"""Strengths between which the start turns from the photo into noise: what then is left of the photo is its weight."""


@dataclass(frozen=True)
class Pictures:
    """What goes in, decoded: RGB pictures of any size. `start` is the picture to start from, or None for the photo."""

    photo: Image.Image
    paintings: tuple[Image.Image, ...]
    start: Image.Image | None = None

    @property
    def pixels(self) -> int:
        """Of all of them together."""
        pictures = (self.photo, *self.paintings, *((self.start,) if self.start else ()))
        return sum(picture.width * picture.height for picture in pictures)


@dataclass(frozen=True)
class Step:
    """One step done: `step` of `steps` in all, `level` of the pyramid, the losses, the best picture so far."""

    step: int
    steps: int
    level: int
    loss: float
    content_loss: float
    style_loss: float
    canvas: Canvas = field(repr=False)
    parameters: Tensor = field(repr=False)
    levels: tuple[Level, ...] = field(repr=False)
    descent: Descent = field(repr=False)
    taken: int
    turned: float

    def image(self) -> Image.Image:
        """The picture as it is now, in the size of its level."""
        return self.canvas.image(self.parameters)

    def preview(self, side: int) -> Image.Image:
        """The same within `side` x `side` pixels."""
        return self.canvas.preview(self.parameters, side)

    def gray_levels(self) -> npt.NDArray[np.float64]:
        """The same before rounding: (H, W, 3) in 0..255."""
        return self.canvas.gray_levels(self.parameters)

    def checkpoint(self) -> bytes:
        """What `optimise` can go on from, to the same picture. Raises `EngineError` once the next step was taken."""
        if self.descent.taken != self.taken:
            raise EngineError("a checkpoint is of the present step; take it before the next one")
        return _encode(
            {
                "format": FORMAT,
                "levels": _sizes(self.levels),
                "step": self.step,
                "steps": self.steps,
                "level": self.level,
                "turned": self.turned,
                "descent": self.descent.state(),
            }
        )


StyleTargets = Callable[[Level], Mapping[str, Tensor]]
"""The painting's Gram matrices at a level's scale."""


def optimise(
    features: Features,
    pictures: Pictures,
    targets: StyleTargets,
    levels: tuple[Level, ...],
    options: StyleOptions,
    device: torch.device,
    checkpoint: bytes | None = None,
    tiling: Tiling = WHOLE,
) -> Iterator[Step]:
    """Yields after every step; of a `checkpoint` that was the last step, that step again.

    Levels larger than `tiling` allows are seen in tiles, to the same picture.
    Raises `EngineError` if `checkpoint` does not fit the request.
    """
    steps = sum(level.steps for level in levels)
    done = 0
    resumed_at: int | None = None
    previous: Step | None = None
    resume = _decode(checkpoint, levels, device) if checkpoint else None
    dial = Dial(options.strength, levels, resume["turned"] if resume else None)
    for index, level in enumerate(levels):
        if resume and index < resume["level"]:
            continue
        give_back()
        photo = pictures.photo.resize((level.width, level.height), Image.Resampling.LANCZOS)
        canvas = (
            LuminanceCanvas(photo, device)
            if options.colors == "keep"
            else Canvas(level.width, level.height, device)
        )
        side = tiling.side_for(level.height, level.width)
        seen = canvas.seen(to_tensor(photo, canvas.channels, device))
        objective = objective_for(features, seen, targets(level), options, side)
        if by_strength(options):
            objective = objective.with_strength(dial.turned)
        descent = Descent(evaluation(features, objective, canvas, side), options)
        if resume:
            descent.restore(resume["descent"])
            done, steps, resume = resume["step"], resume["steps"], None
            resumed_at = done
            previous = _step(done, steps, index, canvas, levels, descent, dial)
        elif previous is None:
            descent.start(canvas.parameters(_start(pictures, canvas, options, device)))
        else:
            carried = _carried(previous, pictures, canvas, options, device)
            descent.start(canvas.parameters(carried))
        while descent.taken < level.steps and descent.advance():
            done += 1
            if by_strength(options) and dial.due(index, descent.taken):
                picture = canvas.seen(canvas.values(descent.best))
                found, _ = look(features, picture, objective.content, (), side)
                dial.turn(index, likeness(found, objective.content))
                turned = objective.with_strength(dial.turned)
                descent.change(evaluation(features, turned, canvas, side), turned.alpha - objective.alpha)
                objective = turned
            previous = _step(done, steps, index, canvas, levels, descent, dial)
            yield previous
        if not math.isfinite(descent.losses[0]):
            raise EngineError(
                "the losses of this picture are not numbers; try other layers or smaller weights"
            )
        steps -= level.steps - descent.taken
    if previous is not None and resumed_at == done:
        yield previous


def _step(
    done: int,
    steps: int,
    index: int,
    canvas: Canvas,
    levels: tuple[Level, ...],
    descent: Descent,
    dial: Dial,
) -> Step:
    return Step(
        done,
        steps,
        index,
        *descent.losses,
        canvas,
        descent.best,
        levels,
        descent,
        descent.taken,
        dial.turned,
    )


def objective_for(
    features: Features, photo: Tensor, style: Mapping[str, Tensor], options: StyleOptions, side: int
) -> Objective:
    """For a photo (1, 3, H, W) in 0..255, measured in tiles of `side` pixels where it is larger."""
    content, grams = look(
        features,
        photo,
        layer_weights(options.content_layers, "content_layers"),
        layer_weights(options.style_layers, "style_layers"),
        side,
    )
    return Objective.measured(content, style, options, grams)


def _start(pictures: Pictures, canvas: Canvas, options: StyleOptions, device: torch.device) -> Tensor:
    """Where the coarsest level begins: (1, channels, H, W) in 0..255."""
    noise = torch.randn(canvas.shape, generator=torch.Generator().manual_seed(options.seed)).to(device)
    if options.init == "noise":
        return 127.5 + WHITE_NOISE * noise
    look = _first_look(pictures, canvas, options, device)
    if pictures.start is None:
        blank = look.mean(dim=(2, 3), keepdim=True) + WHITE_NOISE * noise
        look = look.lerp(blank, 1 - _left(options.strength, PHOTO_FADES))
    return look + SEED_NOISE * noise


def _left(strength: float, fades: tuple[int, int]) -> float:
    """What fades between two strengths: 1 before, 0 after."""
    begin, end = fades
    return min(1.0, max(0.0, (end - strength) / (end - begin)))


def _first_look(pictures: Pictures, canvas: Canvas, options: StyleOptions, device: torch.device) -> Tensor:
    """The picture to start from in the size of `canvas`; the photo has moved towards the painting's palette.

    By gradient descent alone, colours change last; a start that has them already saves most of the steps.
    """
    size = (canvas.width, canvas.height)
    picture = (pictures.start or pictures.photo).resize(size, Image.Resampling.LANCZOS)
    if pictures.start is None and options.colors == "style":
        shares = options.blend(len(pictures.paintings))
        picture = with_palette_of(picture, *pictures.paintings, shares=shares, amount=options.strength / 100)
    return to_tensor(picture, canvas.channels, device)


def _carried(
    previous: Step, pictures: Pictures, canvas: Canvas, options: StyleOptions, device: torch.device
) -> Tensor:
    """The last level's picture enlarged, with half the fine detail of the picture it started from on top.

    Enlarging alone would lose the photo's edges at every level, and the steps left are too few to find them again.
    """
    small = previous.canvas
    values = resized(small.values(previous.parameters), canvas.width, canvas.height)
    share = DETAIL_SHARE * _left(options.strength, DETAIL_FADES)
    if options.init == "noise" or share <= 0:
        return values
    full = _first_look(pictures, canvas, options, device)
    coarse = _first_look(pictures, small, options, device)
    return values + share * (full - resized(coarse, canvas.width, canvas.height))


def _encode(checkpoint: Mapping[str, Any]) -> bytes:
    buffer = io.BytesIO()
    torch.save(checkpoint, buffer)
    return buffer.getvalue()


def _decode(checkpoint: bytes, levels: tuple[Level, ...], device: torch.device) -> dict[str, Any]:
    """Raises `EngineError` for a checkpoint of another request or of an older version."""
    try:
        found = torch.load(io.BytesIO(checkpoint), map_location=device, weights_only=True)
    except (RuntimeError, OSError, EOFError, pickle.UnpicklingError) as error:
        raise EngineError("the checkpoint cannot be read; start again without it") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise EngineError("the checkpoint is of another version; start again without it")
    if found["levels"] != _sizes(levels):
        raise EngineError("the checkpoint belongs to another request; start again without it")
    return found


def _sizes(levels: tuple[Level, ...]) -> list[tuple[int, int, int]]:
    return [(level.width, level.height, level.steps) for level in levels]
