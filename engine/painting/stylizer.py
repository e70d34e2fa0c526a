"""A loaded VGG-19 on a device that turns requests into pictures: what the command line and the workers both use."""

from __future__ import annotations

import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import torch
from PIL import Image
from torch import Tensor

from engine.errors import DeviceError, Fact
from engine.messages import Checkpoint, P, Progress, Result, StyleRequest, digest
from engine.options import DEFAULT_SIZE, GPU_SIZE, MAX_SIDE, SLOW_CPU_SIZE, StyleOptions, layer_weights
from engine.painting.canvas import to_tensor
from engine.painting.color import with_palette_of
from engine.painting.devices import find_devices, memory_room, prove_device
from engine.painting.heap import keep_freed
from engine.painting.lbfgs import HISTORY
from engine.painting.memory_plan import Work, most_needed, tiling_for
from engine.painting.occupancy import paces, worthwhile
from engine.painting.precision import precision_of
from engine.painting.preview import preview_result
from engine.painting.pyramid import Level, plan
from engine.painting.tiles import WHOLE, Tiling, gram_matrices
from engine.painting.timelapse import Timelapse
from engine.painting.transfer import Pictures, Step, optimise
from engine.painting.vgg import Features
from engine.painting.weights import Weights, load_weights
from engine.pictures.images import as_image, packed, target_size
from engine.pictures.prints import tiff

PREVIEW_SIDE: Final = 512
PREVIEW_QUALITY: Final = 80

STEP_OVERHEAD: Final = 24_000
"""Pixels. A step takes as long as if the picture had so many more: coarse levels cost more a pixel than fine ones."""

MOST_PAINTING_PIXELS: Final = MAX_SIDE**2
"""A painting is scaled to its strokes' size up to here; larger strokes would only be blurred further."""

LOOKING_SIDE: Final = 1024
"""Pixels of the tiles in which larger paintings are measured: strokes may be wanted four times the picture's size."""

REMEMBERED_TARGETS: Final = 64
"""Gram matrices of so many paintings and scales are kept: 64 times 1.5 MB at the most."""


class Stylizer:
    """Holds the network on one device. Not for several threads at once.

    `device` is `auto`, `cpu`, `cuda`, `cuda:1` or `mps`; `threads` limits the processor's threads; `share`
    stylizers divide the device's memory. Raises `DeviceError` or `WeightsError`.
    """

    def __init__(
        self, device: str = "auto", weights: str = "original", threads: int | None = None, share: int = 1
    ) -> None:
        if threads:
            torch.set_num_threads(threads)
        self.device = find_device(device)
        prove_device(str(self.device))
        self._share = share
        self.precision = precision_of(self.device)
        torch.backends.cuda.matmul.allow_tf32 = self.precision.tf32
        self._weights: Weights = load_weights(weights)
        self._targets: OrderedDict[tuple[object, ...], Mapping[str, Tensor]] = OrderedDict()

    @property
    def default_size(self) -> int:
        """Longest side in pixels where a request names none."""
        if self.device.type != "cpu":
            return GPU_SIZE
        return SLOW_CPU_SIZE if self.precision.convolutions == torch.float32 else DEFAULT_SIZE

    def run(
        self,
        request: StyleRequest[P],
        *,
        keep: Callable[[], bool] = lambda: False,
        preview_seconds: float = 1.5,
        checkpoint_seconds: float = 10.0,
        dpi: float | None = None,
    ) -> Iterator[Progress[P] | Checkpoint | Result[P]]:
        """Yields `Progress` after every step, a `Checkpoint` now and then, and one `Result` at the end.

        Pictures come out as they go in: files for files, pixels for pixels. Closing the generator cancels.
        When `keep()` is true the work ends with the picture as it is. `Progress` has a preview at the first step
        and then every `preview_seconds`. With `dpi` the result has a TIFF as well. Raises `EngineError`.
        """
        began = previewed = saved = time.monotonic()
        options = request.options
        if options.preview:
            yield preview_result(request)
            return
        pictures = self._decoded(request)
        width, height = target_size(
            *pictures.photo.size, size=options.size, target_width=options.width, default=self.default_size
        )
        levels = plan(width, height, options.quality, options.iterations)
        tiling = self._tiling(levels[-1], pictures, options)
        keep_freed(tiling is WHOLE)
        features = self.features(options)
        timelapse = Timelapse(width, height) if options.timelapse else None
        pace = _Pace(levels, tiling)
        yield Progress(
            0,
            sum(level.steps for level in levels),
            float("nan"),
            None,
            width,
            height,
            _packed(_small(pictures.photo), request.content),
        )
        step: Step | None = None
        for step in optimise(
            features,
            pictures,
            lambda level: self._style_targets(features, request, pictures, level, tiling),
            levels,
            options,
            self.device,
            request.checkpoint,
            tiling,
        ):
            now = time.monotonic()
            preview = None
            if now - previewed >= preview_seconds:
                preview, previewed = _packed(step.preview(PREVIEW_SIDE), request.content), now
            yield Progress(step.step, step.steps, step.loss, pace.left(step, now), width, height, preview)
            if now - saved >= checkpoint_seconds:
                saved = now
                yield Checkpoint(step.step, step.checkpoint())
            if timelapse:
                timelapse.add(step)
            if kept := keep():
                break
        assert step is not None
        kept = kept and step.step < step.steps
        yield self._result(request, step, (width, height), time.monotonic() - began, timelapse, kept, dpi)

    def _result(
        self,
        request: StyleRequest[P],
        step: Step,
        size: tuple[int, int],
        seconds: float,
        timelapse: Timelapse | None,
        kept: bool,
        dpi: float | None,
    ) -> Result[P]:
        image = step.image()
        if image.size != size:
            image = image.resize(size, Image.Resampling.LANCZOS)
        recipe = request.recipe(size, step.step)
        return Result(
            image=packed(image, request.content, "png", recipe),
            width=size[0],
            height=size[1],
            iterations=step.step,
            loss=step.loss,
            content_loss=step.content_loss,
            style_loss=step.style_loss,
            seconds=seconds,
            device=str(self.device),
            weights=self._weights.name,
            recipe=recipe,
            notes=(Fact("kept-early", "kept before it was finished"),) if kept else (),
            timelapse=timelapse.encode(image) if timelapse else None,
            tiff=tiff(step.gray_levels(), dpi, recipe, size) if dpi else None,
        )

    def _decoded(self, request: StyleRequest[P]) -> Pictures:
        options = request.options
        options.blend(len(request.styles))
        photo = as_image(request.content, "content")
        paintings = tuple(as_image(style, "style") for style in request.styles)
        if options.colors == "keep":
            gray = photo.convert("L").convert("RGB")
            paintings = tuple(with_palette_of(p.convert("L").convert("RGB"), gray) for p in paintings)
        elif options.colors == "match":
            paintings = tuple(with_palette_of(painting, photo) for painting in paintings)
        start = as_image(request.init_image, "init") if request.init_image else None
        return Pictures(photo, paintings, start)

    def settle_share(self) -> int:
        """How many stylizers should divide this device, this one included: by its memory, and measured.

        Each is left with room for the largest picture. On the processor one uses all threads.
        """
        if self.device.type != "cpu":
            options = StyleOptions()
            wait = torch.cuda.synchronize if self.device.type == "cuda" else torch.mps.synchronize
            found = paces(self.features(options), options, self.default_size, self.device, wait)
            self._share = worthwhile(found, memory_room(str(self.device)), most_needed(self.precision))
        return self._share

    def features(self, options: StyleOptions) -> Features:
        """The network on the device, as deep as `options` need it."""
        layers = {
            *layer_weights(options.content_layers, "content_layers"),
            *layer_weights(options.style_layers, "style_layers"),
        }
        precision = self.precision
        return Features(
            self._weights,
            layers,
            options.pooling,
            precision.convolutions,
            channels_last=precision.channels_last,
        ).to(self.device)

    def _tiling(self, finest: Level, pictures: Pictures, options: StyleOptions) -> Tiling:
        """How the network is to see this work. Raises `OutOfMemory` when there is no room for it."""
        room = memory_room(str(self.device), self._share)
        work = Work(
            finest.width,
            finest.height,
            self.precision,
            pairs=min(HISTORY, finest.steps - 1) if options.optimizer == "lbfgs" else 0,
            colors=options.colors,
            sources=pictures.pixels,
        )
        return tiling_for(work, sys.maxsize if room is None else room)

    def _style_targets(
        self,
        features: Features,
        request: StyleRequest[Any],
        pictures: Pictures,
        level: Level,
        tiling: Tiling,
    ) -> Mapping[str, Tensor]:
        """The paintings' Gram matrices, blended, with strokes as large against the level as `style_scale` asks."""
        options = request.options
        area = level.width * level.height * options.style_scale**2
        mixed: dict[str, Tensor] = {}
        shares = options.blend(len(request.styles))
        for data, painting, share in zip(request.styles, pictures.paintings, shares, strict=True):
            fitted = digest(request.content) if options.colors != "style" else ""
            key = (
                *(digest(data), fitted),
                *(area, options.colors, options.pooling, options.style_layers),
            )
            if key not in self._targets:
                self._targets[key] = self._measure(features, painting, area, options, tiling)
            self._targets.move_to_end(key)
            for name, gram in self._targets[key].items():
                mixed[name] = mixed.get(name, torch.zeros_like(gram)) + gram * share
        while len(self._targets) > REMEMBERED_TARGETS:
            self._targets.popitem(last=False)
        return mixed

    def _measure(
        self, features: Features, painting: Image.Image, area: float, options: StyleOptions, tiling: Tiling
    ) -> Mapping[str, Tensor]:
        scale = (min(area, MOST_PAINTING_PIXELS) / (painting.width * painting.height)) ** 0.5
        size = (max(32, round(painting.width * scale)), max(32, round(painting.height * scale)))
        scaled = to_tensor(painting.resize(size, Image.Resampling.LANCZOS), 3, self.device)
        layers = layer_weights(options.style_layers, "style_layers")
        return gram_matrices(features, scaled, layers, min(LOOKING_SIDE, tiling.side_for(*reversed(size))))


class _Pace:
    """Seconds left, from the seconds that a step of the present level takes."""

    def __init__(self, levels: tuple[Level, ...], tiling: Tiling = WHOLE) -> None:
        self._works = [tiling.work(level.height, level.width) + STEP_OVERHEAD for level in levels]
        self._steps = [level.steps for level in levels]
        self._rate = 0.0
        self._level = -1

    def left(self, step: Step, now: float) -> float | None:
        """After `step`, done at `now`; None while nothing is known, which the first step never is."""
        if step.level != self._level:
            self._level, self._began, self._first = step.level, now, step.step
        else:
            spent = (now - self._began) / (step.step - self._first)
            self._rate = spent / self._works[step.level]
        if not self._rate:
            return None
        later = range(step.level + 1, len(self._steps))
        here = step.steps - step.step - sum(self._steps[level] for level in later)
        work = sum(self._steps[level] * self._works[level] for level in later)
        return self._rate * (work + here * self._works[step.level])


def find_device(name: str) -> torch.device:
    """`auto` is the first GPU, else the processor. Raises `DeviceError` for a device that is not there."""
    if name == "auto":
        return torch.device(find_devices()[0])
    try:
        device = torch.device(name)
    except RuntimeError:
        raise DeviceError(
            f"device: unknown device {name!r}; use auto, cpu, cuda, cuda:1 or mps", field="device"
        ) from None
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise DeviceError(
            f"device: {name} is not here; torch sees {torch.cuda.device_count()} CUDA devices. "
            "Use --device cpu, or auto to take what there is",
            field="device",
        )
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise DeviceError("device: mps is not here; use --device cpu, or auto", field="device")
    return device


def _small(image: Image.Image) -> Image.Image:
    small = image.copy()
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    return small


def _packed(preview: Image.Image, like: P) -> P:
    return packed(preview, like, "jpeg", quality=PREVIEW_QUALITY)
