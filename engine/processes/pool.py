"""Strangers' pictures are read in other processes: a crash, a hang or a bomb costs one call, never the bot.

`open_picture_pool` gives a `PicturePool`, on which the functions of `engine.pictures.images` and
`engine.painting.preview` are coroutines. The process is `engine.processes.picture_process`.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Final, ParamSpec, TypeVar, cast

from engine.errors import Busy, EngineError, Fact, PictureError
from engine.messages import AnimationFormat, Format, PictureInfo, Pixels
from engine.options import StyleOptions
from engine.processes.connection import Connection, Ended, Lost, Silent, open_connection
from engine.processes.sandbox import Wall
from engine.processes.wire import Call, Open, Raised, Returned

PROCESS: Final = "engine.processes.picture_process"

IMAGES: Final = "engine.pictures.images"
GALLERIES: Final = "engine.pictures.galleries"
"""Named, not imported: what decodes stays out of the program that people talk to, and so does its memory."""

BRIEF_SECONDS: Final = 2
"""Of processor time. A short call that takes longer goes on in the lane for long ones."""

PICTURE_SECONDS: Final = 10
"""Of processor time, for each picture that a call reads."""

OWN_SECONDS: Final = 60
"""Of processor time, for packing one of our own: a PNG of 4096 x 4096 pixels takes more than ten."""

SPENT: Final = getattr(signal, "SIGXCPU", 0)
"""Ends a process that has used up its processor time."""

CALL_SECONDS: Final = 60.0
"""Of any time. Whoever needs longer was not given the processor: the machine is busy, or stood still."""

START_SECONDS: Final = 120.0
RESTART_SECONDS: Final = 1.0

MEMORY: Final = 800 * 10**6
"""Bytes that a process may take beyond what it has when it is open."""

ONE_THREAD: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""OpenBLAS maps memory for each core of the machine, used or not."""

TRIES: Final = 2
"""A crash or a time-out may have had other reasons than the picture; while a virtual machine stands still, even the
processor time of whoever was running may go on."""

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger("engine.processes.pool")


class PicturePool:
    """Pictures in other processes.

    Short calls are served before long ones, callers by turns, and where there are several processes, only half of
    them take long ones: who looks at every style, or sends many pictures that take long, holds up nobody's upload.

    Every method raises what its function in `engine.pictures.images` or `engine.painting.preview` raises,
    `PictureError` when the picture crashed its process or took too much of it, and `Busy` when the machine did
    not get to it.

    `walls` is what keeps the processes in, None before the first is there.
    """

    walls: tuple[Wall, ...] | None = None

    def __init__(self, seconds: float, memory: int) -> None:
        self._seconds = seconds
        self._memory = memory
        self._waiting = _Waiting()
        self._closed = False

    async def inspect(self, data: bytes, field: str | None = None, *, caller: str = "") -> PictureInfo:
        """See `engine.pictures.images.inspect`. `caller` is whose turn it takes, the program's own if not said."""
        return await self._ask(PictureInfo, f"{IMAGES}:inspect", data, field, brief=True, caller=caller)

    async def pixels(self, data: bytes, field: str | None, side: int) -> Pixels:
        """See `engine.pictures.images.pixels`; what comes is checked to be what it says."""
        pixels = await self._ask(Pixels, f"{IMAGES}:pixels", data, field, side)
        if not pixels.whole:
            raise _fault()
        return pixels

    async def encode_pixels(
        self, picture: Pixels, kind: Format, recipe: dict[str, Any] | None = None, quality: int = 92
    ) -> bytes:
        """See `engine.pictures.images.encode_pixels`."""
        return await self._ask(
            bytes,
            f"{IMAGES}:encode_pixels",
            picture,
            kind,
            recipe,
            quality,
            brief=True,
            seconds=OWN_SECONDS,
        )

    async def thumbnail(self, data: bytes, side: int) -> bytes:
        """See `engine.pictures.images.thumbnail`."""
        return await self._ask(bytes, f"{IMAGES}:thumbnail", data, side)

    async def fit_bytes(self, data: bytes, limit: int) -> tuple[bytes, str, Fact | None]:
        """See `engine.pictures.fitting.fit_bytes`."""
        answer = await self._ask(tuple, "engine.pictures.fitting:fit_bytes", data, limit, seconds=OWN_SECONDS)
        data, extension, note = answer
        return data, extension, note

    async def encode_as(self, data: bytes, kind: Format) -> bytes:
        """See `engine.pictures.images.encode_as`."""
        return await self._ask(bytes, f"{IMAGES}:encode_as", data, kind, seconds=OWN_SECONDS)

    async def animation_as(self, webp: bytes, kind: AnimationFormat) -> bytes:
        """See `engine.pictures.animations.converted`."""
        return await self._ask(bytes, "engine.pictures.animations:converted", webp, kind)

    async def side_by_side(self, pictures: Sequence[bytes], height: int) -> bytes:
        """See `engine.pictures.galleries.side_by_side`."""
        seconds = PICTURE_SECONDS * len(pictures)
        return await self._ask(bytes, f"{GALLERIES}:side_by_side", tuple(pictures), height, seconds=seconds)

    async def contact_sheet(self, pictures: Sequence[tuple[str, bytes]], columns: int, tile: int) -> bytes:
        """See `engine.pictures.galleries.contact_sheet`."""
        seconds = PICTURE_SECONDS * len(pictures)
        return await self._ask(
            bytes, f"{GALLERIES}:contact_sheet", tuple(pictures), columns, tile, seconds=seconds
        )

    async def stylize_preview(
        self, content: bytes, styles: Sequence[bytes], options: StyleOptions, side: int = 512
    ) -> bytes:
        """See `engine.painting.preview.stylize_preview`."""
        seconds = PICTURE_SECONDS * (1 + len(styles))
        return await self._ask(
            bytes,
            "engine.painting.preview:stylize_preview",
            content,
            tuple(styles),
            options,
            side,
            seconds=seconds,
        )

    async def compose_sheet(self, cells: Sequence[tuple[str, bytes]]) -> bytes:
        """See `engine.painting.sheet.compose_sheet`."""
        return await self._ask(bytes, "engine.painting.sheet:compose_sheet", tuple(cells))

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """A long call of a function that can be imported, with plain values."""
        name = f"{function.__module__}:{function.__qualname__}"
        return cast(T, await self._put(Call(name, args, kwargs, PICTURE_SECONDS), brief=False))

    async def _ask(
        self,
        kind: type[T],
        function: str,
        *args: Any,
        brief: bool = False,
        seconds: int | None = None,
        caller: str = "",
    ) -> T:
        """A call of `function` (`module:name`), which need not be imported here; the answer is held to be a `kind`."""
        answer = await self._put(
            Call(function, args, {}, seconds or PICTURE_SECONDS), brief=brief, caller=caller
        )
        if not isinstance(answer, kind):
            raise _fault()
        return answer

    async def _put(self, call: Call, *, brief: bool, caller: str = "") -> object:
        if self._closed:
            raise _closing()
        answer: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._waiting.put(_Pending(call, brief, caller, answer))
        return await answer

    async def _keep_process(self, *, brief_only: bool) -> None:
        """One process after another; each serves calls until one goes wrong."""
        while True:
            try:
                async with open_connection(PROCESS, str(self._memory), environment=ONE_THREAD) as process:
                    self._opened(await process.receive(START_SECONDS))
                    while await self._serve(process, await self._waiting.get(brief_only=brief_only)):
                        pass
            except Lost as lost:
                log.error("the picture process does not start: %s", lost)
                pending = await self._waiting.get(brief_only=brief_only)
                pending.fail(Busy("pictures cannot be read now; try again in a minute"))
            except Exception:
                log.exception("a picture process is replaced after a fault in the pool")
                await asyncio.sleep(RESTART_SECONDS)

    def _opened(self, message: object) -> None:
        if not isinstance(message, Open):
            raise Lost("answered nonsense")
        if self.walls is None:
            missing = [str(wall) for wall in Wall if wall not in message.walls]
            log.info(
                "pictures are read by a process with %s%s",
                "; ".join(message.walls),
                f"; this system has no wall for: {'; '.join(missing)}" if missing else "",
            )
            self.walls = tuple(Wall(wall) for wall in message.walls)

    async def _serve(self, process: Connection, pending: _Pending) -> bool:
        """Whether the process is still of use. Whatever happens, the caller hears of it."""
        try:
            return await self._answered(process, pending)
        except BaseException as fault:
            pending.fail(_closing() if isinstance(fault, asyncio.CancelledError) else _fault())
            raise

    async def _answered(self, process: Connection, pending: _Pending) -> bool:
        try:
            process.send(pending.bounded())
            match await process.receive(self._seconds):
                case Returned(value):
                    pending.succeed(value)
                case Raised(EngineError() as error):
                    pending.fail(error)
                case _:
                    raise Lost("answered nonsense")
        except Lost as lost:
            await self._lose(process, pending, lost)
            return False
        return True

    async def _lose(self, process: Connection, pending: _Pending, lost: Lost) -> None:
        """The call is tried again, or fails with what can be said about it."""
        status = await process.exit_status() if isinstance(lost, Ended) else None
        spent = status is not None and status == -SPENT
        if spent:
            lost = Lost(f"took more than {pending.bounded().seconds} s of processor time")
        log.warning("picture process %s %s in %s", process.pid, lost, pending.call.function)
        if spent and pending.brief:
            self._waiting.put(replace(pending, brief=False))
        elif (spent or isinstance(lost, Ended | Silent)) and pending.tries < TRIES:
            self._waiting.put(replace(pending, tries=pending.tries + 1))
        elif isinstance(lost, Silent):
            pending.fail(Busy("the machine is too busy to read pictures now; try again in a minute"))
        else:
            pending.fail(
                PictureError(
                    f"reading the picture failed: its process {lost}; save it again as PNG or JPEG",
                    reason="reading-failed",
                )
            )

    def _close(self) -> None:
        self._closed = True
        self._waiting.fail_all(_closing())


@asynccontextmanager
async def open_picture_pool(
    processes: int = 1, seconds: float = CALL_SECONDS, memory: int = MEMORY
) -> AsyncIterator[PicturePool]:
    """A pool of processes that start in the background; at the end they are killed and open calls fail.

    `seconds` is how long a call may take before its process is replaced; `memory` what one picture may take,
    in bytes.
    """
    pool = PicturePool(seconds, memory)
    lanes = [
        asyncio.create_task(pool._keep_process(brief_only=index < processes // 2))
        for index in range(processes)
    ]
    try:
        yield pool
    finally:
        pool._close()
        for lane in lanes:
            lane.cancel()
        await asyncio.gather(*lanes, return_exceptions=True)


@dataclass(frozen=True)
class _Pending:
    """A call and who waits for it. `tries` is the number of the present one."""

    call: Call
    brief: bool
    caller: str
    answer: asyncio.Future[Any]
    tries: int = 1

    def bounded(self) -> Call:
        """The call with the processor time that it has this time."""
        return replace(self.call, seconds=BRIEF_SECONDS) if self.brief else self.call

    def succeed(self, value: Any) -> None:
        if not self.answer.done():
            self.answer.set_result(value)

    def fail(self, error: EngineError) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)


class _Waiting:
    """Calls that wait, short ones first."""

    def __init__(self) -> None:
        self._brief = _Turns()
        self._long = _Turns()
        self._arrived = asyncio.Event()

    def put(self, pending: _Pending) -> None:
        (self._brief if pending.brief else self._long).put(pending)
        self._arrived.set()

    async def get(self, *, brief_only: bool) -> _Pending:
        """The next whose caller still waits."""
        while True:
            calls = self._brief if self._brief or brief_only else self._long
            if not calls:
                self._arrived.clear()
                await self._arrived.wait()
            elif not (pending := calls.take()).answer.done():
                return pending

    def fail_all(self, error: EngineError) -> None:
        for calls in (self._brief, self._long):
            while calls:
                calls.take().fail(error)


class _Turns:
    """Each caller's calls in the order they came, one of every caller in turn."""

    def __init__(self) -> None:
        self._calls: dict[str, deque[_Pending]] = {}

    def __bool__(self) -> bool:
        return bool(self._calls)

    def put(self, pending: _Pending) -> None:
        self._calls.setdefault(pending.caller, deque()).append(pending)

    def take(self) -> _Pending:
        """The first call of whoever has waited longest for a turn, who is then the last."""
        caller = next(iter(self._calls))
        calls = self._calls.pop(caller)
        pending = calls.popleft()
        if calls:
            self._calls[caller] = calls
        return pending


def _closing() -> Busy:
    return Busy("pictures are no longer read, for the program is ending; try again when it is back")


def _fault() -> PictureError:
    return PictureError(
        "the picture could not be worked on, by a fault of ours; the log says more", reason="our-fault"
    )
