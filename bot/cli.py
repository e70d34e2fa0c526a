"""The `impasto` command."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from bot.config import ConfigError, load_settings
from engine.errors import plain

OK: Final = 0
PROBLEMS: Final = 1
USAGE: Final = 2
INTERRUPTED: Final = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done, 1 problems found, 2 bad input or settings."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    config, rest = _config_parser().parse_known_args(arguments)
    if rest[:1] == ["stylize"]:
        return _stylize(rest[1:], config.config)
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    given = _parser().parse_args(arguments[:cut])
    given.ray_options = arguments[cut + 1 :]
    try:
        status: int = given.command(given)
    except ConfigError as error:
        _complain(str(error))
        return USAGE
    except OSError as error:
        _complain(plain(error))
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _stylize(arguments: Sequence[str], config: Path | None) -> int:
    from bot.presets_command import preset_image
    from engine.cli import main as stylize

    return stylize(arguments, preset=partial(preset_image, config))


def _run(given: argparse.Namespace) -> int:
    from bot.app import StartError, serve
    from bot.logs import configure_logs, log_the_uncaught

    settings = load_settings(given.config)
    configure_logs(settings)
    log_the_uncaught()
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


def _alive(given: argparse.Namespace) -> int:
    from bot.alive import alive

    return OK if alive(load_settings(given.config)) else PROBLEMS


def _config(given: argparse.Namespace) -> int:
    from bot.config_example import config_example

    sys.stdout.write(config_example())
    return OK


def _backup(given: argparse.Namespace) -> int:
    from bot.backup import BackupError, save

    try:
        saved = save(load_settings(given.config).data_dir, given.file)
    except BackupError as error:
        _complain(str(error))
        return USAGE
    size = given.file.stat().st_size / 1e6
    _say(f"{given.file}: {saved.jobs} jobs, {saved.pictures} pictures, {size:.1f} MB")
    if saved.missing:
        _say(
            f"{saved.missing} pictures were missing from the data folder itself, or damaged; the rest is saved"
        )
    return OK


def _restore(given: argparse.Namespace) -> int:
    from bot.backup import BackupError, restore

    folder = load_settings(given.config).data_dir
    try:
        aside = restore(given.file, folder, replace=given.replace)
    except BackupError as error:
        _complain(str(error))
        return USAGE
    _say(f"{folder}: restored from {given.file}")
    if aside:
        _say(f"what was there before is in {aside}; delete it when you need it no longer")
    return OK


def _worker(given: argparse.Namespace) -> int:
    from bot.logs import configure_logs
    from engine.cluster.node import keep_node
    from engine.errors import EngineError

    configure_logs(load_settings(given.config))
    try:
        keep_node(given.address, given.ray_options)
    except EngineError as error:
        _complain(error.message)
        return USAGE
    return OK


def _presets(given: argparse.Namespace) -> int:
    from bot.core.database import StoreError
    from bot.core.refusal import Refusal
    from bot.presets_command import run_presets

    try:
        asyncio.run(run_presets(given, _say))
    except Refusal as refusal:
        _complain(refusal.message())
    except StoreError as error:
        _complain(str(error))
    else:
        return OK
    return USAGE


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
    _add(commands, "alive", _alive, "exit 0 if the bot runs and answers, else 1: for health checks")
    _add(commands, "config", _config, "print every setting with its meaning and default, as config.toml")
    backup = _add(commands, "backup", _backup, "save the data folder into one file, also while the bot runs")
    backup.add_argument("file", type=Path)
    restore = _add(commands, "restore", _restore, "put a backup back; the bot must not be running")
    restore.add_argument("file", type=Path)
    restore.add_argument(
        "--replace", action="store_true", help="move what the data folder holds into a folder inside it first"
    )
    worker = _add(
        commands,
        "worker",
        _worker,
        "make this machine a node of a Ray cluster, until stopped; what follows -- goes to `ray start`",
    )
    worker.add_argument("--address", metavar="HOST:PORT", required=True, help="of the cluster's head")
    return parser


def _config_parser() -> argparse.ArgumentParser:
    """Finds `--config` wherever it stands, before another parser takes the rest."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    _add_config(parser, None)
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
