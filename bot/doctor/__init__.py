"""Why is it not working? Each check says what is wrong, why that matters, and how to mend it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final

from bot.config import ConfigError, Settings, load_settings
from bot.doctor.data import check_data_dir, check_presets, check_store
from bot.doctor.findings import BAD_SETTING, CHECK_BROKE, Finding, Verdict, fine
from bot.doctor.machine import (
    check_build,
    check_clock,
    check_devices,
    check_previews,
    check_sealed_room,
    check_versions,
    check_weights,
)
from bot.doctor.network import check_discord, check_proxies, check_telegram, check_web

Check = Callable[[Settings], Awaitable[Finding]]

CHECKS: Final[tuple[Check, ...]] = (
    check_versions,
    check_data_dir,
    check_store,
    check_weights,
    check_build,
    check_devices,
    check_previews,
    check_sealed_room,
    check_presets,
    check_proxies,
    check_discord,
    check_telegram,
    check_web,
    check_clock,
)


async def examine(config: Path | None, say: Callable[[str], None]) -> bool:
    """Run every check and say what comes out. True when nothing is wrong."""
    try:
        settings = load_settings(config)
    except ConfigError as error:
        say(BAD_SETTING.found(error=error).lines())
        return False
    say(fine("settings", "every key is known and every value allowed").lines())
    healthy = True
    async for finding in findings_of(settings, CHECKS):
        say(finding.lines())
        healthy = healthy and finding.verdict is not Verdict.WRONG
    say("nothing is wrong" if healthy else "something is wrong; see above")
    return healthy


async def findings_of(settings: Settings, checks: Sequence[Check]) -> AsyncIterator[Finding]:
    """One after the other; a check that fails by itself is a finding too."""
    for check in checks:
        try:
            yield await check(settings)
        except Exception as error:  # noqa: BLE001 - the doctor must reach the last check
            name = check.__name__.removeprefix("check_").replace("_", " ")
            yield CHECK_BROKE.found(check=name, error=repr(error))
