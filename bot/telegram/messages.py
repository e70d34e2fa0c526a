"""What is said and which buttons stand under it. Pure: a job or a choice in, text and keyboard out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from telegram.constants import InlineKeyboardButtonLimit, MessageLimit

from bot.core.jobs import Job, JobState, Status
from bot.core.naming import in_units
from bot.core.presets import Preset
from bot.core.stats import Stats
from bot.core.texts import Texts
from bot.telegram.choices import Choice
from bot.telegram.command import OPTIONS, WrongWord
from bot.telegram.places import Destination
from engine.errors import OptionError

BAR_CELLS: Final = 12
PRESETS_A_ROW: Final = 3
MOST_PRESETS: Final = 60
RESULT_ROWS: Final = (
    ("again", "stronger", "softer"),
    ("bigger", "colors", "swap"),
    ("styles", "variations"),
    ("compare", "file", "delete"),
)
PRESET_ACTION: Final = "preset"
BEGIN_ACTION: Final = "begin"
OTHER_ACTION: Final = "other"
DROP_ACTION: Final = "drop"
ALONE_ACTION: Final = "alone"
HUSH_ACTION: Final = "hush"
STYLES_ACTION: Final = "styles"
RESTYLE_ACTION: Final = "re"
VARIATIONS_ACTION: Final = "variations"
VARIED_ACTION: Final = "varied"
ELLIPSIS: Final = "…"
ISOLATE: Final = "\u2068"
END_OF_ISOLATE: Final = "\u2069"

Keyboard = InlineKeyboardMarkup


@dataclass(frozen=True)
class Said:
    """A message to be: its text, or the caption of its picture, and its buttons.

    `plain` are pieces of the text, in their order, that are shown letter for letter: a touch copies them, and
    Telegram finds no mention, command or address in them. A `spoiler` is a picture that is covered until touched.
    """

    text: str
    keyboard: Keyboard | None = None
    plain: tuple[str, ...] = ()
    spoiler: bool = False

    @property
    def caption(self) -> str:
        """The text, short enough for a picture."""
        return clipped(self.text, MessageLimit.CAPTION_LENGTH)

    @property
    def entities(self) -> list[MessageEntity]:
        """The marks in the text."""
        return _marks(self.text, self.plain)

    @property
    def caption_entities(self) -> list[MessageEntity]:
        """The marks in the caption."""
        return _marks(self.caption, self.plain)


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
        return Said(said, self._status_keyboard(job, status), spoiler=job.spoiler)

    def result(self, job: Job) -> Said:
        """What stands under a finished picture: what it is and how to have it made again."""
        head = self.say("kept" if job.kept else "done", time=self.duration(job.seconds or 0.0))
        size = f"{job.width} × {job.height}"
        steps = self.say("steps", steps=job.step)
        recipe = command_of(job)
        notes = [self._texts.tell(note, self.locale) for note in job.notes]
        lines = [head, f"{size} · {steps}", recipe, *notes]
        keyboard = self.result_keyboard(job.id, private=Destination.of(job).private)
        return Said("\n".join(filter(None, lines)), keyboard, (recipe,), job.spoiler)

    def result_keyboard(self, job_id: str, *, private: bool) -> Keyboard:
        """The buttons under a finished picture; in a group, one that brings it to oneself alone."""
        rows = RESULT_ROWS if private else (*RESULT_ROWS, (ALONE_ACTION,))
        return Keyboard([[self._button(action, job_id) for action in row] for row in rows])

    def really_delete(self, job_id: str) -> Keyboard:
        """Asks once before a picture is deleted."""
        return Keyboard([[self._button(action, job_id) for action in ("delete-yes", "delete-no")]])

    def ended(self, job: Job, reason: str) -> Said:
        """A job that has no picture."""
        if job.state is not JobState.CANCELLED:
            return self.failed(job, reason)
        return Said(self.say("cancelled"), Keyboard([[self._button("again", job.id)]]))

    def failed(self, job: Job, reason: str) -> Said:
        """Why there is no picture, and how to try again."""
        return Said(self.say("failed", reason=reason), Keyboard([[self._button("again", job.id)]]))

    def question(self, choice: Choice, presets: Sequence[Preset]) -> Said:
        """Asks for the painting that belongs to a photo; shows what was asked for so far."""
        key = "ask-style" if choice.place.private else "ask-style-group"
        noted = written_options(choice.asked.options)
        buttons = [
            InlineKeyboardButton(
                preset.title_in(self.locale),
                callback_data=callback_data(PRESET_ACTION, choice.token, preset.handle),
            )
            for preset in presets[:MOST_PRESETS]
        ]
        alone = () if choice.place.private else (HUSH_ACTION,)
        more = [self._button(action, choice.token) for action in (OTHER_ACTION, DROP_ACTION, *alone)]
        text = "\n".join(filter(None, [self.say(key), noted]))
        return Said(text, Keyboard([*rows_of(buttons), more]), (noted,) if noted else ())

    def photo_wanted(self, choice: Choice) -> Said:
        """Asks for the photo that belongs to a style, or to options."""
        key = "ask-photo" if choice.place.private else "ask-photo-group"
        noted = written_options(choice.asked.options, choice.asked.preset)
        text = "\n".join(filter(None, [self.say(key), noted]))
        keyboard = Keyboard([[self._button(DROP_ACTION, choice.token)]])
        return Said(text, keyboard, (noted,) if noted else ())

    def gallery(self, presets: Sequence[Preset]) -> Said:
        """The caption and the buttons of the sheet of presets: a touch, and the photo may come."""
        buttons = [
            InlineKeyboardButton(
                preset.title_in(self.locale), callback_data=callback_data(BEGIN_ACTION, preset.handle)
            )
            for preset in presets[:MOST_PRESETS]
        ]
        example = f"/stylize {presets[0].handle}"
        text = self.say("presets", count=len(presets), example=example)
        return Said(text, Keyboard(rows_of(buttons)), (example,))

    def logged(self, job: Job) -> Said:
        """For the log chat: who had what painted."""
        name, recipe = harmless(job.owner.name), command_of(job)
        return Said(self.say("logged", name=name, recipe=recipe), None, (name, recipe), spoiler=True)

    def wrong_word(self, error: WrongWord) -> Said:
        """A helpful answer to an option that does not exist."""
        head = self.say("unknown-word", word=clipped(error.word, 40))
        hint = self.say("did-you-mean", word=error.nearest) if error.nearest else ""
        return Said("\n".join(filter(None, [head, hint, self.say("options", options=", ".join(OPTIONS))])))

    def wrong_value(self, error: OptionError) -> Said:
        """A helpful answer to an option whose value cannot be."""
        detail = self._texts.tell(error.fact or error.message, self.locale)
        return Said(self.say("wrong-value", detail=clipped(detail, 400)))

    def queue(self, jobs: Sequence[tuple[Job, Status]], machines: Sequence[tuple[int, int]] = ()) -> Said:
        """The chat's jobs, each with its owner; `machines` see `easels_in_use`."""
        busy = [self._texts.machines(machines, self.locale)] if machines else []
        if not jobs:
            return Said("\n".join([self.say("queue-empty"), *busy]))
        names = tuple(harmless(job.owner.name) for job, _ in jobs)
        lines = [f"{self._where(status)} · {name}" for (_, status), name in zip(jobs, names, strict=True)]
        text = "\n".join([*busy, self.say("queue-title", count=len(jobs)), *lines])
        return Said(clipped(text, MessageLimit.MAX_TEXT_LENGTH), None, names)

    def stats(self, stats: Stats) -> Said:
        """What a chat had painted in a day."""
        states = stats.states
        text = self.say(
            "stats",
            done=states.get(JobState.DONE, 0) + states.get(JobState.DELIVERED, 0),
            failed=states.get(JobState.FAILED, 0),
            cancelled=states.get(JobState.CANCELLED, 0),
            running=stats.running,
            waiting=stats.waiting,
        )
        if stats.seconds_p50 is None or stats.seconds_p99 is None:
            return Said(text)
        usual, longest = self.duration(stats.seconds_p50), self.duration(stats.seconds_p99)
        return Said(f"{text}\n{self.say('stats-time', usual=usual, longest=longest)}")

    def which(self, jobs: Sequence[tuple[Job, Status]], choice: Choice | None) -> Said:
        """Several things of one person, jobs and a noted photo: which one is to be cancelled?"""
        rows = [
            [InlineKeyboardButton(f"✖ {self._where(status)}", callback_data=callback_data("cancel", job.id))]
            for job, status in jobs[:MOST_PRESETS]
        ]
        if choice:
            noted = InlineKeyboardButton(
                f"✖ {self.say('noted-photo')}", callback_data=callback_data(DROP_ACTION, choice.token)
            )
            rows.append([noted])
        return Said(self.say("cancel-which"), Keyboard(rows))

    def setting(self, name: str) -> str:
        """What people call a setting."""
        return self.say(f"setting-{name.replace('_', '-')}")

    def duration(self, seconds: float) -> str:
        """A length of time as people say it."""
        unit, count = in_units(seconds)
        return self.say(unit, count=count)

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
        alone = () if Destination.of(job).private else (ALONE_ACTION,)
        return Keyboard([[self._button(action, job.id) for action in (*actions, *alone)]])

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


def rows_of(buttons: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    """As many a row as can be read on a phone."""
    return [list(buttons[at : at + PRESETS_A_ROW]) for at in range(0, len(buttons), PRESETS_A_ROW)]


def command_of(job: Job) -> str:
    """The command that asks for the same picture again."""
    changed = {name: value for name, value in job.options.changed().items() if name in OPTIONS}
    return f"/stylize {written_options({'strength': job.options.strength, **changed}, job.preset)}"


def written_options(options: Mapping[str, Any], preset: str | None = None) -> str:
    """Options as they are given in a chat."""
    words = [f"preset={preset.replace(' ', '_')}"] if preset else []
    return " ".join([*words, *(f"{name}={_written(value)}" for name, value in options.items())])


def clipped(text: str, length: int) -> str:
    """At most `length` characters as Telegram counts them, UTF-16 code units."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * length:
        return text
    return units[: 2 * (length - 1)].decode("utf-16-le", "ignore") + ELLIPSIS


def harmless(name: str) -> str:
    """A stranger's name that cannot turn round what stands beside it: nothing invisible, set apart from its
    neighbours (https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates)."""
    visible = "".join(each for each in name if unicodedata.category(each)[0] != "C")
    return f"{ISOLATE}{' '.join(visible.split()) or '?'}{END_OF_ISOLATE}"


def _marks(text: str, pieces: Sequence[str]) -> list[MessageEntity]:
    """Offsets and lengths count UTF-16 code units: https://core.telegram.org/bots/api#messageentity"""
    marks, at = [], 0
    for piece in pieces:
        found = text.find(piece, at)
        if found < 0:
            break
        at = found + len(piece)
        marks.append(MessageEntity(MessageEntity.CODE, _units(text[:found]), _units(piece)))
    return marks


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


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
