"""The `impasto` command."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from bot.config import ConfigError, Settings, load_settings

OK: Final = 0
PROBLEMS: Final = 1
USAGE: Final = 2
INTERRUPTED: Final = 130

NO_CLUSTER: Final = (
    "impasto worker: the cluster is not part of this version; "
    "run `impasto` on the machine with the GPUs, it uses all of them"
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done, 1 problems found, 2 bad input or settings."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["stylize"]:
        from engine.cli import main as stylize

        return stylize(arguments[1:], preset=_preset_image)
    given = _parser().parse_args(arguments)
    try:
        status: int = given.command(given)
    except ConfigError as error:
        _complain(str(error))
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _run(given: argparse.Namespace) -> int:
    from bot.app import StartError, serve
    from bot.logs import configure_logs

    settings = load_settings(given.config)
    configure_logs(settings)
    try:
        asyncio.run(serve(settings, announce=_say))
    except StartError as error:
        _complain(str(error))
        return USAGE
    return OK


def _doctor(given: argparse.Namespace) -> int:
    from bot.doctor import examine

    healthy = asyncio.run(examine(given.config, _say))
    return OK if healthy else PROBLEMS


def _worker(given: argparse.Namespace) -> int:
    _complain(NO_CLUSTER)
    return USAGE


def _presets(given: argparse.Namespace) -> int:
    from bot.core.database import StoreError
    from bot.core.refusal import Refusal

    try:
        asyncio.run(_with_presets(load_settings(given.config), given))
    except Refusal as refusal:
        _complain(refusal.message())
    except (StoreError, OSError) as error:
        _complain(str(error))
    else:
        return OK
    return USAGE


def _preset_image(name: str) -> bytes:
    """The painting of a named style, for `impasto stylize`. Raises `OptionError` for an unknown name."""
    from bot.core.database import StoreError
    from bot.core.presets import shipped_image
    from bot.core.refusal import Refusal
    from engine.errors import OptionError

    shipped = shipped_image(name)
    if shipped is not None:
        return shipped
    try:
        return asyncio.run(_added_image(load_settings(None), name))
    except Refusal as refusal:
        raise OptionError(refusal.message(), field="preset") from None
    except (StoreError, OSError) as error:
        raise OptionError(f"preset: {error}", field="preset") from None


async def _added_image(settings: Settings, name: str) -> bytes:
    from bot.core.presets import Presets
    from bot.core.store import open_store
    from engine.processes.pool import open_picture_pool

    async with open_store(settings.data_dir, beside_a_bot=True) as store, open_picture_pool() as pool:
        presets = Presets(store, pool)
        await presets.refresh()
        return await presets.image(name)


async def _with_presets(settings: Settings, given: argparse.Namespace) -> None:
    from bot.core.presets import Presets
    from bot.core.store import open_store
    from engine.processes.pool import open_picture_pool

    async with open_store(settings.data_dir, beside_a_bot=True) as store, open_picture_pool() as pool:
        presets = Presets(store, pool)
        await presets.refresh()
        if given.action == "list":
            for preset in presets.list():
                _say(f"{preset.name:24} {preset.title}{'' if preset.builtin else '  (added)'}")
        elif given.action == "show":
            preset = presets.get(given.name)
            image = await presets.image(given.name)
            info = await pool.inspect(image)
            _say(f"{preset.name}: {preset.title}; {info.width} x {info.height} px, {len(image)} bytes")
            if given.output is not None:
                given.output.write_bytes(image)
                _say(f"written to {given.output}")
        elif given.action == "add":
            preset = await presets.add(given.name, given.file.read_bytes())
            _say(f"added {preset.name}; a running bot has it within a minute")
        else:
            await presets.remove(given.name)
            _say(f"removed {given.name}; a running bot forgets it within a minute")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="impasto",
        description="Repaints photos in the style of paintings, for Discord, Telegram and the web.",
    )
    parser.add_argument("--version", action="version", version=f"impasto {_version()}")
    _add_config(parser, None)
    parser.set_defaults(command=_run)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add(commands, "run", _run, "start every surface that is configured (the default)")
    commands.add_parser("stylize", help="one picture, no server; see impasto stylize --help", add_help=False)
    presets = _add(commands, "presets", _presets, "this installation's named styles")
    actions = presets.add_subparsers(title="actions", metavar="ACTION", dest="action", required=True)
    actions.add_parser("list", help="all of them")
    show = actions.add_parser("show", help="what is known of one")
    show.add_argument("name")
    show.add_argument("-o", "--output", type=Path, help="write the painting to this file")
    add = actions.add_parser("add", help="add a painting under a name")
    add.add_argument("name")
    add.add_argument("file", type=Path)
    actions.add_parser("remove", help="forget one that was added").add_argument("name")
    _add(commands, "doctor", _doctor, "check everything that can be wrong, and say how to mend it")
    _add(commands, "worker", _worker, "join a cluster (not part of this version)")
    return parser


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    command: Callable[[argparse.Namespace], int],
    meaning: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=meaning, description=meaning)
    _add_config(parser, argparse.SUPPRESS)
    parser.set_defaults(command=command)
    return parser


def _add_config(parser: argparse.ArgumentParser, default: str | None) -> None:
    parser.add_argument(
        "--config",
        type=Path,
        default=default,
        metavar="FILE",
        help="settings (default: ./config.toml when it is there)",
    )


def _version() -> str:
    try:
        return version("impasto")
    except PackageNotFoundError:
        return "(not installed)"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _complain(line: str) -> None:
    sys.stderr.write(f"{line}\n")
