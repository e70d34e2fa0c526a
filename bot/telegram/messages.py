"""What is said and which buttons stand under it. Pure: a job or a choice in, text and keyboard out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import InlineKeyboardButtonLimit, MessageLimit

from bot.core.jobs import Job, JobState, Status
from bot.core.presets import Preset
from bot.core.texts import Texts
from bot.telegram.choices import Choice
from bot.telegram.command import OPTIONS, WrongWord

BAR_CELLS: Final = 12
PRESETS_A_ROW: Final = 3
MOST_PRESETS: Final = 60
RESULT_ROWS: Final = (
    ("again", "stronger", "softer"),
    ("bigger", "colors", "swap"),
    ("compare", "file"),
)
PRESET_ACTION: Final = "preset"
ELLIPSIS: Final = "…"

Keyboard = InlineKeyboardMarkup


@dataclass(frozen=True)
class Said:
    """A message to be: its text, or the caption of its picture, and its buttons."""

    text: str
    keyboard: Keyboard | None = None

    @property
    def caption(self) -> str:
        """The text, short enough for a picture."""
        return clipped(self.text, MessageLimit.CAPTION_LENGTH)


class Phrasebook:
    """Everything this surface says, in one language."""

    def __init__(self, texts: Texts, locale: str) -> None:
        self._texts = texts
        self.locale = locale

    def say(self, key: str, **params: Any) -> str:
        """One of the surface's own sentences."""
        return self._texts.say(f"telegram-{key}", self.locale, **params)

    def status(self, job: Job, status: Status) -> Said:
        """How a job stands: place in the queue, or bar and time left."""
        said = self._place(status) if status.state is JobState.QUEUED else self._bar(status)
        if status.instant:
            said = f"{said}\n{self.say('sketch')}"
        return Said(said, self._status_keyboard(job, status))

    def result(self, job: Job) -> Said:
        """What stands under a finished picture: what it is and how to have it made again."""
        head = self.say("kept" if job.kept else "done", time=self.duration(job.seconds or 0.0))
        size = f"{job.width} × {job.height}"
        steps = self.say("steps", steps=job.step)
        notes = [self._texts.tell(note, self.locale) for note in job.notes]
        lines = [head, f"{size} · {steps}", command_of(job), *notes]
        rows = [[self._button(action, job.id) for action in row] for row in RESULT_ROWS]
        return Said("\n".join(filter(None, lines)), Keyboard(rows))

    def ended(self, job: Job, reason: str) -> Said:
        """A job that has no picture."""
        key = "cancelled" if job.state is JobState.CANCELLED else "failed"
        return Said(self.say(key, reason=reason), Keyboard([[self._button("again", job.id)]]))

    def question(self, choice: Choice, presets: Sequence[Preset]) -> Said:
        """Asks for the painting that belongs to a photo."""
        key = "ask-style" if choice.place.private else "ask-style-group"
        buttons = [
            InlineKeyboardButton(
                preset.title, callback_data=callback_data(PRESET_ACTION, choice.token, preset.name)
            )
            for preset in presets[:MOST_PRESETS]
        ]
        rows = [buttons[at : at + PRESETS_A_ROW] for at in range(0, len(buttons), PRESETS_A_ROW)]
        return Said(self.say(key), Keyboard(rows) if rows else None)

    def wrong_word(self, error: WrongWord) -> Said:
        """A helpful answer to an option that does not exist."""
        head = self.say("unknown-word", word=clipped(error.word, 40))
        hint = self.say("did-you-mean", word=error.nearest) if error.nearest else ""
        return Said("\n".join(filter(None, [head, hint, self.say("options", options=", ".join(OPTIONS))])))

    def wrong_value(self, detail: str) -> Said:
        """A helpful answer to an option whose value cannot be."""
        return Said(self.say("wrong-value", detail=clipped(detail, 400)))

    def queue(self, jobs: Sequence[tuple[Job, Status]]) -> Said:
        """The chat's jobs, each with its owner."""
        if not jobs:
            return Said(self.say("queue-empty"))
        lines = [f"{self._where(status)} · {job.owner.name or '?'}" for job, status in jobs]
        return Said(
            clipped(
                "\n".join([self.say("queue-title", count=len(jobs)), *lines]), MessageLimit.MAX_TEXT_LENGTH
            )
        )

    def which(self, jobs: Sequence[tuple[Job, Status]]) -> Said:
        """Several jobs of one person: which one is to be cancelled?"""
        rows = [
            [InlineKeyboardButton(f"✖ {self._where(status)}", callback_data=callback_data("cancel", job.id))]
            for job, status in jobs
        ]
        return Said(self.say("cancel-which"), Keyboard(rows))

    def duration(self, seconds: float) -> str:
        """A length of time as people say it."""
        if seconds < 90:
            return self.say("seconds", count=max(1, round(seconds)))
        if seconds < 5400:
            return self.say("minutes", count=round(seconds / 60))
        return self.say("hours", count=round(seconds / 3600))

    def _place(self, status: Status) -> str:
        if status.position is None:
            return self.say("beginning")
        place = self.say("position", position=status.position, waiting=status.waiting)
        return f"{place} · {self._left(status)}" if status.seconds_left else place

    def _bar(self, status: Status) -> str:
        done = status.step / status.steps if status.steps else 0.0
        cells = round(done * BAR_CELLS)
        bar = "▰" * cells + "▱" * (BAR_CELLS - cells)
        head = f"🎨 {bar} {done:.0%}"
        steps = (
            self.say("step-of", step=status.step, steps=status.steps)
            if status.steps
            else self.say("beginning")
        )
        left = self._left(status) if status.seconds_left else ""
        return " · ".join(filter(None, [f"{head}\n{steps}", left]))

    def _left(self, status: Status) -> str:
        return self.say("left", time=self.duration(status.seconds_left or 0.0))

    def _where(self, status: Status) -> str:
        if status.state is JobState.QUEUED:
            return f"#{status.position or '?'}"
        return f"🎨 {status.step / status.steps:.0%}" if status.steps else "🎨"

    def _status_keyboard(self, job: Job, status: Status) -> Keyboard:
        running = status.state is JobState.RUNNING
        actions = ("cancel", "keep") if running and status.step else ("cancel",)
        return Keyboard([[self._button(action, job.id) for action in actions]])

    def _button(self, action: str, job_id: str) -> InlineKeyboardButton:
        return InlineKeyboardButton(self.say(f"button-{action}"), callback_data=callback_data(action, job_id))


def callback_data(*parts: str) -> str:
    """What a button carries: action and job. Raises `ValueError` if the platform would not take it."""
    data = ":".join(parts)
    if len(data.encode()) > InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
        raise ValueError(
            f"callback data {data!r} is longer than {InlineKeyboardButtonLimit.MAX_CALLBACK_DATA} bytes"
        )
    return data


def command_of(job: Job) -> str:
    """The command that asks for the same picture again."""
    words = [f"preset={job.preset.replace(' ', '_')}"] if job.preset else []
    words += [f"{name}={_written(value)}" for name, value in job.options.changed().items() if name in OPTIONS]
    if "strength" not in job.options.changed():
        words.insert(0, f"strength={job.options.strength}")
    return f"/stylize {' '.join(words)}"


def clipped(text: str, length: int) -> str:
    """At most `length` characters as Telegram counts them, UTF-16 code units."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * length:
        return text
    return units[: 2 * (length - 1)].decode("utf-16-le", "ignore") + ELLIPSIS


def _written(value: Any) -> str:
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ",".join(_written(item) for item in value)
    return (
        f"{value:g}"
        if isinstance(value, float)
        else str(value).lower()
        if isinstance(value, bool)
        else str(value)
    )
