"""Every knob: its name, range, default and meaning, once.

The command line, the slash command, the web form, the database and the recipe inside a PNG all read this.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic.fields import FieldInfo

from engine.errors import Fact, OptionError

MIN_SIDE: Final = 64
DEFAULT_SIZE: Final = 512
"""Pixels of the longest side: a processor with bfloat16 arithmetic paints `standard` in a minute or less."""
SLOW_CPU_SIZE: Final = 384
"""The same on a processor without bfloat16 arithmetic, which takes more than twice as long a pixel."""
GPU_SIZE: Final = 1024
"""The same on a GPU, which is not even busy with less."""
MAX_SIDE: Final = 4096
MAX_STYLES: Final = 8
MAX_QUOTED: Final = 40
"""Characters of a wrong value that an error quotes."""

CONV_LAYERS_PER_BLOCK: Final = (2, 2, 4, 4, 4)
"""VGG-19, configuration E of Simonyan and Zisserman 2014 (arXiv:1409.1556), table 1."""

DOWNLOADED_WEIGHTS: Final = "torchvision"
"""The only weights that are fetched, once; all others are carried by a package or are a file of this machine."""

LAYERS: Final = tuple(
    f"relu{block}_{conv}"
    for block, convs in enumerate(CONV_LAYERS_PER_BLOCK, start=1)
    for conv in range(1, convs + 1)
)
"""Every layer that a loss may look at, shallow to deep."""

Quality = Literal["draft", "standard", "fine"]
Optimizer = Literal["lbfgs", "adam"]
Pooling = Literal["max", "avg"]
Colors = Literal["style", "keep", "match"]

QUALITIES: Final[tuple[str, ...]] = get_args(Quality)
COLOR_MODES: Final[tuple[str, ...]] = get_args(Colors)

OWNER_ONLY: Final = frozenset({"weights", "device"})
"""Knobs that name files or devices of this machine: the command line has them, a stranger does not."""

PUBLIC_INITS: Final = ("content", "noise")
"""Values of `init` that a stranger may give; anything else names a file."""


def _split(value: Any) -> Any:
    """`"a,b"` -> `("a", "b")`, so that forms, slash commands and the command line all write lists alike."""
    return (
        tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value
    )


Words = Annotated[tuple[str, ...], BeforeValidator(_split)]
Numbers = Annotated[tuple[Annotated[float, Field(ge=0, allow_inf_nan=False)], ...], BeforeValidator(_split)]


def layer_weights(spec: tuple[str, ...], field: str) -> dict[str, float]:
    """Layer names with their share of the loss: `("relu1_1", "relu4_1:3")` -> `{"relu1_1": .25, "relu4_1": .75}`.

    Raises `OptionError` for an unknown layer, a weight that is not a positive number, or an empty list.
    """
    weights: dict[str, float] = {}
    for item in spec:
        name, _, weight = item.partition(":")
        if name not in LAYERS:
            raise OptionError(
                f"{field}: unknown layer {name!r}; VGG-19 has {LAYERS[0]} to {LAYERS[-1]}, e.g. relu4_2",
                field=field,
                reason="bad-layer",
                option=field,
                got=name,
            )
        try:
            value = float(weight) if weight else 1.0
        except ValueError:
            value = float("nan")
        if not 0 < value < float("inf"):
            raise OptionError(
                f"{field}: {item!r} should be a layer, or a layer and a positive weight as in {name}:2",
                field=field,
                reason="bad-layer",
                option=field,
                got=item,
            )
        weights[name] = weights.get(name, 0.0) + value
    if not weights:
        raise OptionError(
            f"{field}: name at least one layer, e.g. relu4_2", field=field, reason="no-layers", option=field
        )
    total = sum(weights.values())
    return {name: value / total for name, value in weights.items()}


class StyleOptions(BaseModel):
    """How the picture is to be made. Frozen and validated; build it with `StyleOptions.parse`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: int | None = Field(
        None,
        ge=MIN_SIDE,
        le=MAX_SIDE,
        description="longest side of the picture in pixels (default: by device)",
    )
    width: int | None = Field(
        None, ge=MIN_SIDE, le=MAX_SIDE, description="width of the picture in pixels, instead of size"
    )
    strength: int = Field(
        50, ge=1, le=100, description="1 is nearly the photo, 100 nearly pure texture of the painting"
    )
    quality: Quality = Field("standard", description="how many steps: draft, standard or fine")
    iterations: int | None = Field(
        None, ge=1, le=10_000, description="steps in all, instead of those that quality chooses"
    )
    optimizer: Optimizer = Field("lbfgs", description="lbfgs, or adam")
    learning_rate: float | None = Field(
        None, gt=0, le=1000, allow_inf_nan=False, description="step length (default 1 for lbfgs, 10 for adam)"
    )
    init: str = Field(
        "content", min_length=1, description="start from the content image, from noise, or from an image file"
    )
    content_weight: float | None = Field(
        None, ge=0, le=1e12, allow_inf_nan=False, description="alpha of the paper, instead of strength"
    )
    style_weight: float | None = Field(
        None, ge=0, le=1e12, allow_inf_nan=False, description="beta of the paper, instead of strength"
    )
    tv_weight: float = Field(
        1.0, ge=0, le=1e6, allow_inf_nan=False, description="smoothness: weight of the total variation loss"
    )
    content_layers: Words = Field(
        ("relu4_2",), description="layers compared with the photo, name or name:weight"
    )
    style_layers: Words = Field(
        ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1"),
        description="layers compared with the painting, name or name:weight",
    )
    pooling: Pooling = Field("max", description="max as VGG-19 was trained, or avg as the paper suggests")
    style_scale: float = Field(
        1.0,
        ge=0.1,
        le=4.0,
        allow_inf_nan=False,
        description="size of the brush strokes: 2 paints them twice as large",
    )
    style_blend: Numbers = Field((), description="one weight for each style image, e.g. 3,7")
    colors: Colors = Field(
        "style",
        description="style: the painting's; keep: the photo's; match: the painting's palette fitted to the photo's",
    )
    seed: int = Field(0, ge=0, le=2**32 - 1, description="another seed gives another picture")
    weights: str = Field(
        "original",
        min_length=1,
        description="VGG-19 weights: original, torchvision, or a file (.safetensors, .pth)",
    )
    device: str = Field(
        "auto", pattern=r"^(auto|cpu|mps|cuda(:\d{1,3})?)$", description="auto, cpu, cuda, cuda:1 or mps"
    )
    preview: bool = Field(False, description="the instant feed-forward picture only")
    timelapse: bool = Field(False, description="also make an animation of the picture growing")

    @model_validator(mode="after")
    def _consistent(self) -> StyleOptions:
        layer_weights(self.content_layers, "content_layers")
        layer_weights(self.style_layers, "style_layers")
        if self.size is not None and self.width is not None:
            raise OptionError("width: give size or width, not both", field="width", reason="size-and-width")
        if self.style_blend and sum(self.style_blend) == 0:
            raise OptionError(
                "style_blend: at least one weight must be above 0",
                field="style_blend",
                reason="blend-of-nothing",
            )
        if len(self.style_blend) > MAX_STYLES:
            raise OptionError(
                f"style_blend: at most {MAX_STYLES} style images",
                field="style_blend",
                reason="blend-too-long",
                most=MAX_STYLES,
            )
        if self.content_weight == 0 and self.style_weight == 0:
            raise OptionError(
                "content_weight: content and style weight are both 0; raise one",
                field="content_weight",
                reason="weights-zero",
            )
        return self

    @classmethod
    def parse(cls, **values: Any) -> StyleOptions:
        """Options from words or numbers. Raises `OptionError` that names the field, its value and what is allowed."""
        try:
            return cls(**values)
        except ValidationError as error:
            raise _as_option_error(error) from None

    def with_changes(self, **changes: Any) -> StyleOptions:
        """A copy with some fields changed, validated again. Raises `OptionError`."""
        return type(self).parse(**{**self.model_dump(), **changes})

    def blend(self, count: int) -> tuple[float, ...]:
        """The share of each of `count` style images, adding up to 1. Raises `OptionError` if they do not fit."""
        if not 0 < count <= MAX_STYLES:
            raise OptionError(
                f"style: got {count} style images; give 1 to {MAX_STYLES}",
                field="style",
                reason="blend-too-long",
                most=MAX_STYLES,
            )
        if self.style_blend and len(self.style_blend) != count:
            raise OptionError(
                f"style_blend: got {len(self.style_blend)} weights for {count} style images; give one for each",
                field="style_blend",
                reason="blend-mismatch",
                given=len(self.style_blend),
                styles=count,
            )
        weights = self.style_blend or (1.0,) * count
        return tuple(weight / sum(weights) for weight in weights)

    def changed(self) -> dict[str, Any]:
        """Only what differs from the defaults, ready for JSON."""
        return self.model_dump(mode="json", exclude_defaults=True)


def allowed(knob: FieldInfo) -> str:
    """What a knob takes, in words: `1 to 100`, `lbfgs or adam`."""
    bounds = {type(rule).__name__: rule for rule in knob.metadata}
    if "Ge" in bounds and "Le" in bounds:
        return f"{bounds['Ge'].ge} to {bounds['Le'].le}"
    if "Gt" in bounds and "Le" in bounds:
        return f"above {bounds['Gt'].gt} and up to {bounds['Le'].le}"
    if get_origin(knob.annotation) is Literal:
        return " or ".join(get_args(knob.annotation))
    return "a list" if "tuple" in str(knob.annotation) else "another value"


def misfit(name: str, knob: FieldInfo, got: object) -> Fact:
    """Why `got` is no value for the knob called `name`."""
    text = f"{name}: got {got!r}, expected {allowed(knob)} ({knob.description})"
    said: dict[str, Any] = {"option": name, "got": str(got)[:MAX_QUOTED]}
    low, high = (_bound(knob, *kinds) for kinds in (("ge", "gt"), ("le",)))
    if low is not None and high is not None:
        return Fact("out-of-range", text, {**said, "low": low, "high": high})
    if choices := _choices(knob.annotation):
        return Fact("not-one-of", text, {**said, "choices": ", ".join(choices)})
    return Fact("bad-value", text, said)


def _bound(knob: FieldInfo, *kinds: str) -> float | None:
    found = (getattr(rule, kind, None) for rule in knob.metadata for kind in kinds)
    return next((bound for bound in found if bound is not None), None)


def _choices(annotation: Any) -> tuple[str, ...]:
    """The words of a `Literal`, on its own or with None."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return next(filter(None, map(_choices, get_args(annotation))), ())


def _as_option_error(error: ValidationError) -> OptionError:
    first = error.errors(include_url=False)[0]
    field = str(first["loc"][0]) if first["loc"] else None
    if first["type"] == "extra_forbidden":
        known = ", ".join(StyleOptions.model_fields)
        return OptionError(
            f"unknown option {field!r}; there are {known}", field=field, reason="unknown-option", option=field
        )
    knob = StyleOptions.model_fields.get(str(field))
    if knob is None:
        return OptionError(first["msg"], field=field, reason="bad-value", option=str(field), got="")
    fact = misfit(str(field), knob, first["input"])
    return OptionError(fact.text, field=field, reason=fact.code, **fact.values)
