"""`impasto stylize` and `python -m engine`: one picture, no server."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Final, NoReturn

from pydantic.fields import FieldInfo

from engine.errors import EngineError, OptionError, PictureError
from engine.messages import Progress, Result, StyleRequest
from engine.options import PUBLIC_INITS, StyleOptions
from engine.pictures.images import Format, encode_as, inspect, read_recipe
from engine.pictures.samples import sample

if TYPE_CHECKING:
    from engine.painting.timelapse import Kind

DONE, BAD_INPUT, INTERRUPTED = 0, 2, 130

SHORT: Final = {
    "width": "-w",
    "iterations": "-i",
    "content_weight": "-cw",
    "style_weight": "-sw",
    "learning_rate": "-lr",
}

FORMATS: Final[dict[str, Format]] = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".webp": "webp"}
ANIMATIONS: Final[dict[str, Kind]] = {".webp": "webp", ".gif": "gif"}


@dataclass(frozen=True)
class Order:
    """What the command line asks for, checked before any work is done."""

    request: StyleRequest
    output: Path
    timelapse: Path | None
    as_json: bool
    quiet: bool


def no_presets(name: str) -> bytes:
    """Presets belong to an installation of the bot, of which the engine knows nothing."""
    raise OptionError(f"preset: for {name!r} use: impasto stylize --preset {name}", field="preset")


def main(
    argv: Sequence[str] | None = None,
    prog: str = "impasto stylize",
    preset: Callable[[str], bytes] = no_presets,
) -> int:
    """Runs the command; returns the exit status: 0 done, 2 bad input, 130 interrupted with the picture so far.

    `preset` finds the picture of a named style and raises `EngineError` for an unknown name.
    """
    try:
        order = _order(_parser(prog).parse_args(argv), preset)
        return _preview(order) if order.request.options.preview else _paint(order)
    except EngineError as error:
        print(f"{prog}: {error.message}", file=sys.stderr)  # noqa: T201
        return BAD_INPUT
    except KeyboardInterrupt:
        print(f"{prog}: interrupted before there was a picture", file=sys.stderr)  # noqa: T201
        return INTERRUPTED


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message}; see {self.prog} --help\n")


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = _Parser(
        prog=prog,
        description="Paint a photo in the style of a painting.",
        epilog="Without pictures of your own: --sample cat, --preset NAME (impasto presets list).",
    )
    parser.add_argument("pictures", nargs="*", type=Path, metavar="PICTURE", help="CONTENT STYLE [STYLE ...]")
    parser.add_argument("-cp", "--content", type=Path, help="the photo, instead of the first PICTURE")
    parser.add_argument(
        "-sp", "--style", type=Path, action="append", default=[], help="a painting; may be repeated"
    )
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("stylised.png"), help=".png, .jpg or .webp (%(default)s)"
    )
    parser.add_argument(
        "--sample", metavar="NAME", help="a photo that ships with Impasto, instead of CONTENT"
    )
    parser.add_argument("--preset", metavar="NAME", help="a style that ships with Impasto, instead of STYLE")
    parser.add_argument(
        "--from-recipe", type=Path, metavar="PNG", help="repeat the options of a picture made earlier"
    )
    parser.add_argument(
        "--timelapse", type=Path, metavar="FILE", help="also write the picture growing, .webp or .gif"
    )
    parser.add_argument(
        "--preview", action="store_true", help=StyleOptions.model_fields["preview"].description
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object at the end")
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress bar")
    knobs = parser.add_argument_group("options")
    for name, field in StyleOptions.model_fields.items():
        if name not in ("preview", "timelapse"):
            _add_knob(knobs, name, field)
    return parser


def _add_knob(group: argparse._ArgumentGroup, name: str, field: FieldInfo) -> None:
    flags = [SHORT[name]] if name in SHORT else []
    default = ",".join(field.default) if isinstance(field.default, tuple) else field.default
    shown = f" (default {default})" if default not in (None, "") else ""
    text = f"{field.description}{shown}".replace("%", "%%")
    group.add_argument(*flags, f"--{name.replace('_', '-')}", dest=name, metavar="VALUE", help=text)


def _order(arguments: argparse.Namespace, preset: Callable[[str], bytes]) -> Order:
    given = {
        name: value
        for name in StyleOptions.model_fields
        if (value := getattr(arguments, name)) not in (None, False)
    }
    given["timelapse"] = arguments.timelapse is not None
    if arguments.from_recipe:
        options = StyleOptions.parse(**{**_recipe_options(arguments.from_recipe, given), **given})
    else:
        options = StyleOptions.parse(**given)
    _check_writable(arguments.output, FORMATS, "output")
    if arguments.timelapse:
        _check_writable(arguments.timelapse, ANIMATIONS, "timelapse")
    content, styles = _pictures(arguments, preset)
    request = StyleRequest(
        content=content,
        styles=styles,
        options=options,
        init_image=None if options.init in PUBLIC_INITS else _picture(Path(options.init), "init"),
    )
    return Order(request, arguments.output, arguments.timelapse, arguments.json, arguments.quiet)


def _recipe_options(png: Path, given: dict[str, Any]) -> dict[str, Any]:
    """The recipe's options, less those that the command line's own exclude."""
    options = dict(read_recipe(_read(png, "from-recipe")).get("options", {}))
    if "size" in given or "width" in given:
        options.pop("size", None)
        options.pop("width", None)
    return options


def _pictures(
    arguments: argparse.Namespace, preset: Callable[[str], bytes]
) -> tuple[bytes, tuple[bytes, ...]]:
    loose = list(arguments.pictures)
    if arguments.sample:
        content = sample(arguments.sample)
    elif arguments.content or loose:
        content = _picture(arguments.content or loose.pop(0), "content")
    else:
        raise OptionError("give a photo and a painting: CONTENT STYLE, or --sample cat --preset impasto")
    styles = [_picture(path, "style") for path in (*loose, *arguments.style)]
    if arguments.preset:
        styles.append(preset(arguments.preset))
    if not styles:
        raise OptionError("give a painting as well: CONTENT STYLE, or --preset NAME", field="style")
    return content, tuple(styles)


def _picture(path: Path, what: str) -> bytes:
    """The file's bytes, if they are a picture: found out before torch is loaded."""
    data = _read(path, what)
    try:
        inspect(data)
    except PictureError as error:
        raise type(error)(f"{what}: {path}: {error.message}", field=what) from None
    return data


def _read(path: Path, what: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        reason = "there is no such file; check the spelling"
    except IsADirectoryError:
        reason = "is a folder; give a picture file"
    except OSError as error:
        reason = f"cannot be read ({error.strerror}); check its permissions"
    raise OptionError(f"{what}: {path}: {reason}", field=what)


def _check_writable(path: Path, kinds: Iterable[str], what: str) -> None:
    """Found out before the work, not after."""
    if path.suffix.lower() not in kinds:
        raise OptionError(f"{what}: {path} should end in one of {', '.join(kinds)}", field=what)
    if path.is_dir():
        raise OptionError(f"{what}: {path} is a folder; give a file name", field=what)
    if not path.parent.is_dir():
        raise OptionError(f"{what}: the folder {path.parent} does not exist; create it first", field=what)
    try:
        if path.exists():
            with path.open("r+b"):
                pass
        else:
            with tempfile.TemporaryFile(dir=path.parent):
                pass
    except OSError as error:
        raise OptionError(
            f"{what}: {path} cannot be written ({error.strerror}); choose another place", field=what
        ) from None


def _preview(order: Order) -> int:
    from engine.painting.preview import preview_result

    _write(order, preview_result(order.request))
    return DONE


def _paint(order: Order) -> int:
    from engine.painting.stylizer import Stylizer

    options = order.request.options
    with _interruptible() as interrupted, _bar(order.quiet) as show:
        stylizer = Stylizer(options.device, options.weights)
        for update in stylizer.run(order.request, keep=interrupted.is_set):
            match update:
                case Progress():
                    show(update)
                case Result():
                    _write(order, update)
    return INTERRUPTED if interrupted.is_set() else DONE


def _write(order: Order, result: Result) -> None:
    kind = FORMATS[order.output.suffix.lower()]
    order.output.write_bytes(result.image if kind == "png" else encode_as(result.image, kind))
    if order.timelapse and result.timelapse:
        from engine.painting.timelapse import converted

        order.timelapse.write_bytes(converted(result.timelapse, ANIMATIONS[order.timelapse.suffix.lower()]))
    if order.as_json:
        _print_json(order, result)


def _print_json(order: Order, result: Result) -> None:
    names = (
        "width",
        "height",
        "iterations",
        "loss",
        "content_loss",
        "style_loss",
        "seconds",
        "device",
        "weights",
    )
    values = {name: getattr(result, name) for name in names}
    options = order.request.options
    line = {
        "output": str(order.output),
        **{name: None if value != value else value for name, value in values.items()},
        "seed": options.seed,
        "options": options.model_dump(mode="json"),
    }
    print(json.dumps(line))  # noqa: T201


@contextmanager
def _interruptible() -> Iterator[threading.Event]:
    """The first Ctrl-C asks for the picture so far; a second one ends at once."""
    interrupted = threading.Event()

    def ask(signum: int, frame: FrameType | None) -> None:
        interrupted.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _bar(quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """A progress bar on stderr: nothing when that is piped."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    columns = (
        *(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()),
        TextColumn("loss {task.fields[loss]}  {task.fields[left]}"),
    )
    with Bar(*columns, console=console, disable=quiet or not console.is_terminal, transient=True) as bar:
        task = bar.add_task("painting", total=None, loss="-", left="")

        def show(progress: Progress) -> None:
            left = "" if progress.seconds_left is None else f"{progress.seconds_left:.0f} s left"
            bar.update(
                task, completed=progress.step, total=progress.steps, loss=f"{progress.loss:.4g}", left=left
            )

        yield show
