"""What people see: pure functions from a job and its status to a `Post`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Final

import discord

from bot.core.jobs import Job, JobState, Status
from bot.core.naming import in_units
from bot.core.presets import Preset
from bot.core.privacy import Belongings
from bot.core.stats import Stats
from bot.core.texts import Texts
from bot.core.variations import VARIATIONS
from bot.discord.destination import Destination
from bot.discord.limits import ALT_TEXT, CONTENT

BAR: Final = 20
PREVIEW_NAME: Final = "preview.jpg"


class Action(StrEnum):
    """What a button under a message does; part of its custom_id, so a value never changes."""

    CANCEL = "cancel"
    KEEP = "keep"
    AGAIN = "again"
    STRONGER = "stronger"
    SOFTER = "softer"
    BIGGER = "bigger"
    COLORS = "colors"
    SWAP = "swap"
    COMPARE = "compare"
    RECIPE = "recipe"
    DELETE = "delete"
    FETCH = "fetch"
    STYLES = "styles"
    VARIATIONS = "variations"
    CHANGE = "change"
    ERASE = "erase"
    SPARE = "spare"
    FORGET = "forget"


class Choose(StrEnum):
    """What a menu chooses; part of its custom_id, so a value never changes."""

    PICTURE = "picture"
    STYLE = "style"
    OTHER_STYLE = "other-style"
    VARIATION = "variation"


EMOJI: Final = {
    Action.CANCEL: "✖️",
    Action.KEEP: "✅",
    Action.AGAIN: "🎲",
    Action.STRONGER: "➕",
    Action.SOFTER: "➖",
    Action.BIGGER: "🔍",
    Action.COLORS: "🌈",
    Action.SWAP: "🔁",
    Action.COMPARE: "🖼️",
    Action.RECIPE: "📜",
    Action.DELETE: "🗑️",
    Action.FETCH: "📥",
    Action.STYLES: "🎨",
    Action.VARIATIONS: "🎛️",
    Action.CHANGE: "✏️",
    Action.ERASE: "🗑️",
    Action.SPARE: "↩️",
    Action.FORGET: "🗑️",
}
LOOKS: Final = {
    Action.KEEP: discord.ButtonStyle.success,
    Action.ERASE: discord.ButtonStyle.danger,
    Action.FORGET: discord.ButtonStyle.danger,
    Action.FETCH: discord.ButtonStyle.primary,
}
RESULT_ROWS: Final = (
    (Action.AGAIN, Action.STRONGER, Action.SOFTER, Action.BIGGER, Action.COLORS),
    (Action.STYLES, Action.VARIATIONS, Action.CHANGE, Action.SWAP),
    (Action.COMPARE, Action.RECIPE, Action.DELETE),
)
BUTTONS_A_ROW: Final = 5
TYPED_OPTIONS: Final = ("preset", "strength", "quality", "size", "colors", "seed", "blend", "timelapse")
"""Those of a recipe that `/stylize` has."""
HELPED: Final = ("stylize", "presets", "history", "queue", "cancel")
HELPED_OPTIONS: Final = ("content", "style", "preset", "strength")
"""The commands and options that `/help` names."""
SURE_ROW: Final = (Action.ERASE, Action.SPARE)


@dataclass(frozen=True)
class Press:
    """A button: what it does to which job, and how it looks."""

    action: Action
    job_id: str
    label: str
    row: int = 0
    disabled: bool = False


@dataclass(frozen=True)
class Menu:
    """A menu of one choice: what it chooses, of what (`key`), its words, and `(label, value)` in order."""

    choose: Choose
    key: str
    placeholder: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Upload:
    """A file to send. `alt` describes it to those who cannot see it."""

    name: str
    data: bytes = field(repr=False)
    alt: str = ""
    spoiler: bool = False


@dataclass(frozen=True)
class Post:
    """A message. `uploads` None leaves its files as they are; `ping` is the one person it notifies."""

    text: str
    buttons: tuple[Press, ...] = ()
    uploads: tuple[Upload, ...] | None = None
    ping: int | None = None
    menu: Menu | None = None


def status_post(texts: Texts, job: Job, status: Status, user_id: int, *, preview: bool) -> Post:
    """How a job stands: who, the place in the queue or a bar, step and time left, and the growing picture."""
    say = _Say(texts, job.owner.locale)
    lines = [_headline(say, status, user_id), _dotted(_settings_words(say, job))]
    if status.state is JobState.RUNNING and status.steps:
        lines.insert(1, f"`{bar(status.step / status.steps)}` {status.step * 100 // status.steps} %")
    if status.instant and status.preview is not None:
        lines.append(f"*{say('discord-sketch')}*")
    actions = (
        [Action.CANCEL] if status.position is not None or not status.steps else [Action.KEEP, Action.CANCEL]
    )
    uploads = None
    if preview and status.preview is not None:
        alt = say("discord-alt-preview", percent=status.step * 100 // max(1, status.steps))
        uploads = (Upload(PREVIEW_NAME, status.preview, alt, veiled(job)),)
    return Post("\n".join([*lines, *_exemption(say, job)]), _buttons(say, job, [actions]), uploads)


def result_post(
    texts: Texts,
    job: Job,
    user_id: int,
    uploads: Sequence[Upload],
    notes: Sequence[str],
    *,
    ping: bool = True,
) -> Post:
    """The finished picture: for whom, its recipe in one line, notes, and what can be done with it."""
    say = _Say(texts, job.owner.locale)
    words = [*_settings_words(say, job), *_outcome_words(say, job)]
    lines = [f"🖼️ <@{user_id}> {_dotted(words)}"]
    if job.kept:
        lines.append(say("discord-kept"))
    lines += [f"-# {texts.tell(note, job.owner.locale)}" for note in (*job.notes, *notes)]
    lines += _exemption(say, job)
    return Post(
        "\n".join(lines)[:CONTENT], result_buttons(texts, job), tuple(uploads), user_id if ping else None
    )


def end_post(texts: Texts, job: Job, user_id: int, reason: str | None) -> Post:
    """The end without a picture: cancelled, or failed and why."""
    say = _Say(texts, job.owner.locale)
    who = f"<@{user_id}>"
    if job.state is JobState.CANCELLED:
        return Post(f"✖️ {say('discord-cancelled', who=who)}", uploads=())
    text = f"⚠️ {say('discord-failed', who=who)} {reason or ''}".strip()
    return Post(text[:CONTENT], _buttons(say, job, [[Action.AGAIN]]), (), user_id)


def unreachable_post(texts: Texts, job: Job, user_id: int) -> Post:
    """Where the bot cannot write any more: a button fetches the result."""
    say = _Say(texts, job.owner.locale)
    text = f"⏳ {say('discord-unreachable', who=f'<@{user_id}>')}"
    return Post(text, _buttons(say, job, [[Action.FETCH, Action.CANCEL]]))


def moved_post(texts: Texts, job: Job, *, to_dm: bool) -> Post:
    """What stays behind where the job was asked for, once it is reported elsewhere."""
    key = "discord-moved-dm" if to_dm else "discord-moved"
    return Post(f"⏳ {texts.say(key, job.owner.locale)}", uploads=())


def veiled(job: Job) -> bool:
    """Its pictures are sent as spoilers; jobs of before kept that in their destination."""
    return job.spoiler or bool(job.destination.get("spoiler"))


def alt_text(texts: Texts, job: Job) -> str:
    """The picture in words."""
    say = _Say(texts, job.owner.locale)
    return say("discord-alt", photo=job.content_name or "?", style=style_name(texts, job))[:ALT_TEXT]


def style_name(texts: Texts, job: Job) -> str:
    """The preset's title, or that it was the person's own painting."""
    if job.preset is not None:
        shipped = f"style-{job.preset}"
        return texts.say(shipped, job.owner.locale) if texts.has(shipped) else job.preset
    return texts.say("discord-own-style", job.owner.locale, count=len(job.styles))


def recipe_text(texts: Texts, job: Job, locale: str) -> str:
    """Everything needed to make the picture again, as a command to copy; and what came of it."""
    said = {"preset": job.preset, **job.options.changed()} if job.preset else job.options.changed()
    said |= {"seed": job.options.seed, "strength": job.options.strength}
    if job.options.style_blend:
        said["blend"] = ",".join(f"{weight:g}" for weight in job.options.style_blend)
    options = [f"{name}:{value}" for name, value in said.items() if name in TYPED_OPTIONS]
    made = _outcome_words(_Say(texts, locale), job)[:-1]
    command = f"/stylize {' '.join(options)}"[: CONTENT - 200]
    return f"{texts.say('discord-recipe', locale)}\n```\n{command}\n```\n{_dotted(made)}"


def help_text(texts: Texts, locale: str, example: str) -> str:
    """How to ask, with the commands and options called as this person sees them."""
    commands = {name: texts.say(f"discord-command-{name}", locale) for name in HELPED}
    options = {name: texts.say(f"discord-option-{name}", locale) for name in HELPED_OPTIONS}
    form = texts.say("discord-command-stylize-message", locale)
    return texts.say("discord-help", locale, example=example, form=form, **commands, **options)


def history_post(texts: Texts, locale: str, jobs: Sequence[Job]) -> Post:
    """A person's jobs, newest first, each finished one with a button that fetches it."""
    say = _Say(texts, locale)
    if not jobs:
        return Post(say("discord-history-none", help=say("discord-command-help")))
    lines = [f"**{say('discord-history', count=len(jobs))}**"]
    buttons: list[Press] = []
    for number, job in enumerate(jobs, start=1):
        when = f"<t:{int(job.finished or job.created)}:R>"
        lines.append(f"{number}. {job_name(texts, job)} · {say(f'state-{job.state}')} · {when}")
        if job.result is not None:
            row = len(buttons) // BUTTONS_A_ROW
            buttons.append(Press(Action.FETCH, job.id, str(number), row))
    if buttons:
        lines.append(f"-# {say('discord-history-hint')}")
    return Post("\n".join(lines)[:CONTENT], tuple(buttons))


def queue_text(
    texts: Texts,
    locale: str,
    mine: Sequence[Status],
    server: Sequence[Status],
    names: dict[str, str],
    machines: Sequence[tuple[int, int]] = (),
) -> str:
    """Where things stand: the person's own jobs by name, the server's by number; `machines` see `easels_in_use`."""
    say = _Say(texts, locale)
    lines = [f"**{say('discord-queue-mine', count=len(mine))}**"]
    lines += [f"• {names[status.job_id]}: {_standing(say, status)}" for status in mine]
    painting = sum(status.position is None for status in server)
    lines.append(f"**{say('discord-queue-server', painting=painting, waiting=len(server) - painting)}**")
    if machines:
        lines.append(texts.machines(machines, locale))
    return "\n".join(lines)[:CONTENT]


def job_name(texts: Texts, job: Job) -> str:
    """How a job is called in a list."""
    return f"{job.content_name or '?'} · {style_name(texts, job)}"


def log_text(texts: Texts, job: Job, place: Destination) -> str:
    """For the log channel: who had what painted, and where; of something private only who."""
    locale = place.server_locale or job.owner.locale
    who = f"<@{place.user_id}>"
    if job.private:
        return texts.say("discord-log-private", locale, who=who)
    link = f"https://discord.com/channels/{job.owner.server_id}/{place.room_id}/{place.result_message_id}"
    named = style_name(texts, job.with_changes(owner=replace(job.owner, locale=locale)))
    return texts.say("discord-log", locale, who=who, style=named, photo=job.content_name or "?", link=link)


def stats_text(texts: Texts, locale: str, stats: Stats) -> str:
    """A server's last day: jobs by state, how busy it is now, and how long people wait."""
    say = _Say(texts, locale)
    lines = [f"**{say('discord-stats', count=sum(stats.states.values()))}**"]
    lines += [f"• {say(f'state-{state}')}: {count}" for state, count in sorted(stats.states.items())]
    lines.append(say("discord-queue-server", painting=stats.running, waiting=stats.waiting))
    if stats.seconds_p50 is not None and stats.seconds_p99 is not None:
        half, most = say.duration(stats.seconds_p50), say.duration(stats.seconds_p99)
        lines.append(say("discord-stats-wait", half=half, most=most))
    return "\n".join(lines)


def gallery_text(texts: Texts, locale: str, presets: Sequence[Preset]) -> str:
    """The names under the contact sheet."""
    names = ", ".join(f"`{preset.title_in(locale)}`" for preset in presets)
    return f"{texts.say('discord-presets', locale, count=len(presets))}\n{names}"[:CONTENT]


def forget_post(texts: Texts, locale: str, belongings: Belongings) -> Post:
    """What would go, and the one question."""
    counts = asdict(belongings)
    if not any(counts.values()):
        return Post(texts.say("discord-forget-nothing", locale))
    yes = Press(Action.FORGET, "me", texts.say("discord-button-forget", locale))
    return Post(texts.say("discord-forget", locale, **counts), (yes,))


def duration(texts: Texts, locale: str, seconds: float) -> str:
    """`about 40 seconds`, `about 12 minutes`."""
    unit, count = in_units(seconds)
    return texts.say(f"discord-{unit}", locale, count=count)


def bar(fraction: float) -> str:
    """A bar of block characters, `fraction` (0..1) filled."""
    full = round(BAR * min(1.0, max(0.0, fraction)))
    return "█" * full + "░" * (BAR - full)


class _Say:
    """One language."""

    def __init__(self, texts: Texts, locale: str) -> None:
        self.texts, self.locale = texts, locale

    def __call__(self, key: str, **params: object) -> str:
        return self.texts.say(key, self.locale, **params)

    def duration(self, seconds: float) -> str:
        return duration(self.texts, self.locale, seconds)


def _headline(say: _Say, status: Status, user_id: int) -> str:
    return f"{'🎨' if status.position is None else '🕰️'} <@{user_id}> {_standing(say, status)}"


def _standing(say: _Say, status: Status) -> str:
    if status.position is not None:
        words = [say("discord-waiting", position=status.position, count=status.waiting)]
    elif status.steps:
        words = [say("discord-step", step=status.step, steps=status.steps)]
    else:
        words = [say("discord-starting")]
    if status.seconds_left is not None:
        words.append(say("discord-left", time=say.duration(status.seconds_left)))
    return _dotted(words)


def _settings_words(say: _Say, job: Job) -> list[str]:
    words = [f"**{style_name(say.texts, job)}**", say("discord-strength", strength=job.options.strength)]
    if job.options.colors != "style":
        words.append(say(f"discord-choice-colors-{job.options.colors}"))
    return words


def _outcome_words(say: _Say, job: Job) -> list[str]:
    words = [f"{job.width}×{job.height}"]
    if job.seconds is not None:
        words.append(say("discord-took", seconds=round(job.seconds, 0 if job.seconds >= 10 else 1)))
    return [*words, say("discord-seed", seed=str(job.options.seed))]


def _exemption(say: _Say, job: Job) -> list[str]:
    return [f"-# {say('discord-exempt')}"] if job.destination.get("exempt") else []


def _dotted(words: Sequence[str]) -> str:
    return " · ".join(words)


def result_buttons(texts: Texts, job: Job) -> tuple[Press, ...]:
    """What can be done with a result."""
    return _buttons(_Say(texts, job.owner.locale), job, RESULT_ROWS)


def sure_buttons(texts: Texts, locale: str, job_id: str) -> tuple[Press, ...]:
    """Whether to delete it for good."""
    return tuple(Press(action, job_id, texts.say(f"discord-button-{action}", locale)) for action in SURE_ROW)


def _buttons(say: _Say, job: Job, rows: Sequence[Sequence[Action]]) -> tuple[Press, ...]:
    return tuple(
        Press(action, job.id, say(f"discord-button-{action}"), row, _pointless(job, action))
        for row, actions in enumerate(rows)
        for action in actions
    )


def _pointless(job: Job, action: Action) -> bool:
    """A variation that would change nothing. How big is allowed is only known when it is pressed."""
    if action in (Action.STRONGER, Action.SOFTER, Action.COLORS):
        changes = VARIATIONS[action](job)
        return all(getattr(job.options, name) == value for name, value in changes.items())
    return False
