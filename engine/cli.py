"""`impasto stylize` and `python -m engine`: pictures painted here and now, no server."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Final, NoReturn

from pydantic.fields import FieldInfo

from engine.errors import EngineError, OptionError, OutOfMemory, PictureError, plain
from engine.messages import AnimationFormat, Format, Progress, Result, StyleRequest
from engine.options import PUBLIC_INITS, StyleOptions
from engine.pictures.images import encode_as, inspect, read_recipe
from engine.pictures.samples import sample
from engine.processes.memory import is_out_of_memory

if TYPE_CHECKING:
    from engine.painting.stylizer import Stylizer

DONE, BAD_INPUT, INTERRUPTED = 0, 2, 130

SHORT: Final = {
    "width": "-w",
    "iterations": "-i",
    "content_weight": "-cw",
    "style_weight": "-sw",
    "learning_rate": "-lr",
}

FORMATS: Final[dict[str, Format]] = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".webp": "webp"}
PRINTS: Final = (".tif", ".tiff")
"""Written with 16 bits a channel."""
DPI: Final = 300.0
MOST_DPI: Final = 10_000
ANIMATIONS: Final[dict[str, AnimationFormat]] = {".webp": "webp", ".gif": "gif"}
PHOTOS: Final = frozenset(
    (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif", ".gif", ".tif", ".tiff", ".bmp")
)
"""What is taken from a folder."""
ONE, MANY = Path("stylised.png"), Path("stylised")
"""Where the pictures go when nothing is said."""


@dataclass(frozen=True)
class Task:
    """One photo, a file or the name of a sample, and where its picture goes."""

    photo: Path | str
    output: Path


@dataclass(frozen=True)
class Invocation:
    """What the command line asks for, checked before any work is done."""

    tasks: tuple[Task, ...]
    styles: tuple[bytes, ...]
    options: StyleOptions
    init_image: bytes | None
    timelapse: Path | None
    dpi: float
    as_json: bool
    quiet: bool

    def request(self, content: bytes) -> StyleRequest:
        """For the engine: these styles and options on one photo."""
        return StyleRequest(content, self.styles, self.options, self.init_image)


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
        invocation = _invocation(_parser(prog).parse_args(argv), preset)
        return _paint_all(invocation, prog)
    except EngineError as error:
        _complain(prog, error.message)
        return BAD_INPUT
    except OSError as error:
        _complain(prog, plain(error))
        return BAD_INPUT
    except KeyboardInterrupt:
        _complain(prog, "interrupted before there was a picture")
        return INTERRUPTED


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message}; see {self.prog} --help\n")


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = _Parser(
        prog=prog,
        description="Paint a photo in the style of a painting; or several photos, or a folder of them.",
        epilog="Without pictures of your own: --sample cat, --preset NAME (impasto presets list).",
    )
    parser.add_argument("pictures", nargs="*", type=Path, metavar="PICTURE", help="CONTENT STYLE [STYLE ...]")
    parser.add_argument(
        *("-cp", "--content"),
        type=Path,
        action="append",
        default=[],
        help="a photo or a folder of photos, instead of the first PICTURE; may be repeated",
    )
    parser.add_argument(
        "-sp", "--style", type=Path, action="append", default=[], help="a painting; may be repeated"
    )
    parser.add_argument(
        *("-o", "--output"),
        type=Path,
        help=f".png, .jpg, .webp, or .tif with 16 bits for prints ({ONE}); for several photos a folder ({MANY})",
    )
    parser.add_argument(
        "--dpi", type=float, metavar="VALUE", help=f"pixels an inch, written into a .tif (default {DPI:.0f})"
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


def _invocation(arguments: argparse.Namespace, preset: Callable[[str], bytes]) -> Invocation:
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
    tasks = _tasks(arguments)
    for task in tasks:
        _check_writable(task.output, (*FORMATS, *PRINTS), "output")
    _check_prints(arguments, tasks)
    if arguments.timelapse:
        _check_timelapse(arguments, tasks)
    if len(tasks) == 1:
        _content(tasks[0])
    return Invocation(
        tasks=tasks,
        styles=_styles(arguments, preset),
        options=options,
        init_image=None if options.init in PUBLIC_INITS else _picture(Path(options.init), "init"),
        timelapse=arguments.timelapse,
        dpi=arguments.dpi or DPI,
        as_json=arguments.json,
        quiet=arguments.quiet,
    )


def _check_prints(arguments: argparse.Namespace, tasks: Sequence[Task]) -> None:
    prints = [task.output for task in tasks if _is_print(task.output)]
    if arguments.preview and prints:
        raise OptionError(
            f"output: the instant preview has 8 bits only; give another ending than {prints[0].suffix}",
            field="output",
        )
    if arguments.dpi is None:
        return
    if not prints:
        raise OptionError("dpi: is written into a .tif only; give --output NAME.tif", field="dpi")
    if not 1 <= arguments.dpi <= MOST_DPI:
        raise OptionError(f"dpi: got {arguments.dpi:g}; expected 1 to {MOST_DPI}", field="dpi")


def _is_print(path: Path) -> bool:
    return path.suffix.lower() in PRINTS


def _check_timelapse(arguments: argparse.Namespace, tasks: Sequence[Task]) -> None:
    if arguments.preview:
        raise OptionError(
            "timelapse: the instant preview is made in one step, there is nothing to watch growing; "
            "leave out --preview or --timelapse",
            field="timelapse",
        )
    if len(tasks) > 1:
        raise OptionError("timelapse: is made of one photo at a time; give one photo", field="timelapse")
    _check_writable(arguments.timelapse, ANIMATIONS, "timelapse")


def _recipe_options(png: Path, given: dict[str, Any]) -> dict[str, Any]:
    """The recipe's options, less those that the command line's own exclude."""
    options = dict(read_recipe(_read(png, "from-recipe")).get("options", {}))
    if "size" in given or "width" in given:
        options.pop("size", None)
        options.pop("width", None)
    return options


def _tasks(arguments: argparse.Namespace) -> tuple[Task, ...]:
    """The photos that are asked for, and where each goes. Takes the first loose picture if need be."""
    given: list[Path] = arguments.content
    if arguments.sample:
        return (Task(arguments.sample, arguments.output or ONE),)
    if not given:
        if not arguments.pictures:
            raise OptionError("give a photo and a painting: CONTENT STYLE, or --sample cat --preset impasto")
        given = [arguments.pictures.pop(0)]
    photos = [photo for path in given for photo in (_photos(path) if path.is_dir() else [path])]
    if len(given) == 1 and not given[0].is_dir():
        return (Task(photos[0], arguments.output or ONE),)
    folder: Path = arguments.output or MANY
    if folder.suffix.lower() in FORMATS or folder.is_file():
        raise OptionError(f"output: {folder} should be a folder, for several photos", field="output")
    folder.mkdir(parents=True, exist_ok=True)
    stems = Counter(photo.stem for photo in photos)
    names = [photo.stem if stems[photo.stem] == 1 else photo.name for photo in photos]
    return tuple(Task(photo, folder / f"{name}.png") for photo, name in zip(photos, names, strict=True))


def _photos(folder: Path) -> list[Path]:
    photos = sorted(path for path in folder.iterdir() if path.suffix.lower() in PHOTOS and path.is_file())
    if not photos:
        raise OptionError(f"content: {folder}: there is no picture in this folder", field="content")
    return photos


def _content(task: Task) -> bytes:
    return sample(task.photo) if isinstance(task.photo, str) else _picture(task.photo, "content")


def _styles(arguments: argparse.Namespace, preset: Callable[[str], bytes]) -> tuple[bytes, ...]:
    styles = [_picture(path, "style") for path in (*arguments.pictures, *arguments.style)]
    if arguments.preset:
        styles.append(preset(arguments.preset))
    if not styles:
        raise OptionError("give a painting as well: CONTENT STYLE, or --preset NAME", field="style")
    return tuple(styles)


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
    except OSError as error:
        raise OptionError(f"{what}: {plain(error, path)}", field=what) from None


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
        raise OptionError(f"{what}: {plain(error, path)}", field=what) from None


def _paint_all(invocation: Invocation, prog: str) -> int:
    """Each photo in turn; one that cannot be painted is said and does not stop the others, unless it is alone."""
    stylizer = None if invocation.options.preview else _stylizer(invocation.options)
    failed = 0
    for task in invocation.tasks:
        try:
            interrupted = _paint(invocation, task, stylizer)
        except PictureError as error:
            if len(invocation.tasks) == 1:
                raise
            failed += 1
            _complain(prog, error.message)
            continue
        if interrupted:
            return INTERRUPTED
    return BAD_INPUT if failed else DONE


def _stylizer(options: StyleOptions) -> Stylizer:
    from engine.painting.stylizer import Stylizer

    return Stylizer(options.device, options.weights)


def _paint(invocation: Invocation, task: Task, stylizer: Stylizer | None) -> bool:
    """Whether it was interrupted, with the picture so far written."""
    request = invocation.request(_content(task))
    if stylizer is None:
        from engine.painting.preview import preview_result

        _write(invocation, task, preview_result(request))
        return False
    with _interruptible() as interrupted, _bar(invocation.quiet, task) as show:
        dpi = invocation.dpi if _is_print(task.output) else None
        try:
            for update in stylizer.run(request, keep=interrupted.is_set, dpi=dpi):
                match update:
                    case Progress():
                        show(update)
                    case Result():
                        _write(invocation, task, update)
        except (RuntimeError, MemoryError) as error:
            if is_out_of_memory(error):
                raise OutOfMemory(
                    f"size: {stylizer.device} has not enough memory left for this picture; ask for a smaller --size, "
                    "or free some memory and try again",
                    field="size",
                ) from error
            raise
    return interrupted.is_set()


def _write(invocation: Invocation, task: Task, result: Result) -> None:
    kind = FORMATS.get(task.output.suffix.lower())
    if kind is None:
        assert result.tiff is not None
        task.output.write_bytes(result.tiff)
    else:
        task.output.write_bytes(result.image if kind == "png" else encode_as(result.image, kind))
    if invocation.timelapse and result.timelapse:
        from engine.pictures.animations import converted

        animation = ANIMATIONS[invocation.timelapse.suffix.lower()]
        invocation.timelapse.write_bytes(converted(result.timelapse, animation))
    if invocation.as_json:
        _print_json(invocation, task, result)


def _complain(prog: str, sentence: str) -> None:
    print(f"{prog}: {sentence}", file=sys.stderr)  # noqa: T201


def _print_json(invocation: Invocation, task: Task, result: Result) -> None:
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
    options = invocation.options
    line = {
        "output": str(task.output),
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
def _bar(quiet: bool, task: Task) -> Iterator[Callable[[Progress], None]]:
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
        line = bar.add_task(f"painting {task.output.name}", total=None, loss="-", left="")

        def show(progress: Progress) -> None:
            left = "" if progress.seconds_left is None else f"{progress.seconds_left:.0f} s left"
            bar.update(
                line, completed=progress.step, total=progress.steps, loss=f"{progress.loss:.4g}", left=left
            )

        yield show
