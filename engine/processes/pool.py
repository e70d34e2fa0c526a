"""Strangers' pictures are read in other processes: a crash, a hang or a bomb costs one call, never the bot.

`open_picture_pool` gives a `PicturePool`, on which the functions of `engine.pictures.images` and
`engine.painting.preview` are coroutines. `python -m engine.processes.pool` is the process: calls on stdin, answers on
stdout, and no torch.
"""

from __future__ import annotations

import asyncio
import logging
import pickle
import pkgutil
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Final, ParamSpec, TypeVar

from engine.errors import EngineError, PictureError, PictureTooLarge
from engine.messages import PictureInfo
from engine.options import StyleOptions
from engine.painting import preview
from engine.pictures import images
from engine.processes.child import HEADER, become_child, open_child, pack, unpack

CALL_SECONDS: Final = 60.0
START_SECONDS: Final = 120.0

MEMORY: Final = 4 * 2**30
"""Bytes of address space: a 64 megapixel picture takes about one gigabyte, onnxruntime maps another."""

PIECE: Final = 2**18
"""Bytes. Larger messages pass the event loop in pieces, between which it does other things."""

ONE_THREAD: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""OpenBLAS maps memory for each core of the machine, used or not."""

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger("engine.processes.pool")


class PicturePool:
    """Pictures in other processes. Calls wait for a free process in order.

    Every method raises what its function in `engine.pictures.images` or `engine.painting.preview` raises, and
    `PictureError` when the picture crashed its process or took too long.
    """

    def __init__(self, seconds: float, memory: int) -> None:
        self._seconds = seconds
        self._memory = memory
        self._calls: asyncio.Queue[_Call] = asyncio.Queue()
        self._closed = False

    async def inspect(self, data: bytes, field: str | None = None) -> PictureInfo:
        """See `engine.pictures.images.inspect`."""
        return await self.run(images.inspect, data, field)

    async def thumbnail(self, data: bytes, side: int) -> bytes:
        """See `engine.pictures.images.thumbnail`."""
        return await self.run(images.thumbnail, data, side)

    async def fit_bytes(self, data: bytes, limit: int) -> tuple[bytes, str, str | None]:
        """See `engine.pictures.images.fit_bytes`."""
        return await self.run(images.fit_bytes, data, limit)

    async def encode_as(self, data: bytes, kind: images.Format) -> bytes:
        """See `engine.pictures.images.encode_as`."""
        return await self.run(images.encode_as, data, kind)

    async def side_by_side(self, pictures: Sequence[bytes], height: int) -> bytes:
        """See `engine.pictures.images.side_by_side`."""
        return await self.run(images.side_by_side, tuple(pictures), height)

    async def contact_sheet(self, pictures: Sequence[tuple[str, bytes]], columns: int, tile: int) -> bytes:
        """See `engine.pictures.images.contact_sheet`."""
        return await self.run(images.contact_sheet, tuple(pictures), columns, tile)

    async def stylize_preview(
        self, content: bytes, styles: Sequence[bytes], options: StyleOptions, side: int = 512
    ) -> bytes:
        """See `engine.painting.preview.stylize_preview`."""
        return await self.run(preview.stylize_preview, content, tuple(styles), options, side)

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Calls a function that can be imported, with plain values, in a process of the pool."""
        if self._closed:
            raise _closing()
        name = f"{function.__module__}:{function.__qualname__}"
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._calls.put_nowait(_Call((name, args, kwargs), answer))
        return await answer

    async def _lane(self) -> None:
        """One process after another; each serves calls until one goes wrong."""
        while True:
            try:
                async with open_child(
                    "engine.processes.pool", str(self._memory), environment=ONE_THREAD
                ) as process:
                    await _receive(process, START_SECONDS)
                    while await self._serve(process, await self._calls.get()):
                        pass
            except (OSError, _LostError) as lost:
                log.error("the picture process does not start: %s", lost)
                (await self._calls.get()).fail(
                    PictureError("pictures cannot be read now; try again in a minute")
                )

    async def _serve(self, process: Process, call: _Call) -> bool:
        """Whether the process is still of use. A first crash may have other reasons: the call is repeated."""
        if call.answer.done():
            return True
        try:
            good, value = await _ask(process, call.what, self._seconds)
        except _LostError as lost:
            log.warning("picture process %d %s in %s", process.pid, lost, call.what[0])
            if isinstance(lost, _CrashError) and not call.again:
                self._calls.put_nowait(replace(call, again=True))
                return False
            call.fail(
                PictureError(f"reading the picture failed: its process {lost}; save it again as PNG or JPEG")
            )
            return False
        except asyncio.CancelledError:
            call.fail(_closing())
            raise
        if good:
            call.succeed(value)
        else:
            call.fail(value)
        return True

    def _close(self) -> None:
        self._closed = True
        while not self._calls.empty():
            self._calls.get_nowait().fail(_closing())


@asynccontextmanager
async def open_picture_pool(
    processes: int = 1, seconds: float = CALL_SECONDS, memory: int = MEMORY
) -> AsyncIterator[PicturePool]:
    """A pool of processes that start in the background; at the end they are killed and open calls fail.

    `seconds` is what a call may take before its process is killed; `memory` what a process may map, in bytes.
    """
    pool = PicturePool(seconds, memory)
    lanes = [asyncio.create_task(pool._lane()) for _ in range(processes)]
    try:
        yield pool
    finally:
        pool._close()
        for lane in lanes:
            lane.cancel()
        await asyncio.gather(*lanes, return_exceptions=True)


@dataclass(frozen=True)
class _Call:
    """What is asked: `module:function`, arguments, keyword arguments. `again`: a process crashed over it."""

    what: tuple[str, tuple[Any, ...], dict[str, Any]]
    answer: asyncio.Future[Any]
    again: bool = False

    def succeed(self, value: Any) -> None:
        if not self.answer.done():
            self.answer.set_result(value)

    def fail(self, error: EngineError) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)


class _LostError(Exception):
    """The process is gone or no good any more."""


class _CrashError(_LostError):
    """It ended by itself, or something outside ended it."""


def _closing() -> PictureError:
    return PictureError("pictures are no longer read, for the program is ending; try again when it is back")


async def _ask(process: Process, what: object, seconds: float) -> tuple[bool, Any]:
    """Whether the call succeeded, and its value or error. Raises `_LostError`."""
    assert process.stdin
    try:
        async with asyncio.timeout(seconds):
            header, payload = pack(what)
            process.stdin.write(header)
            for start in range(0, len(payload), PIECE):
                process.stdin.write(payload[start : start + PIECE])
                await process.stdin.drain()
            good, value = await _receive(process, seconds)
            if not good and not isinstance(value, EngineError):
                raise _LostError("answered nonsense")
            return good, value
    except TimeoutError:
        raise _LostError(f"took more than {seconds:g} s") from None
    except OSError:
        raise _CrashError("crashed") from None


async def _receive(process: Process, seconds: float) -> Any:
    """The next message. Raises `_LostError`."""
    assert process.stdout
    try:
        async with asyncio.timeout(seconds):
            (length,) = HEADER.unpack(await process.stdout.readexactly(HEADER.size))
            return unpack(b"".join([piece async for piece in _pieces(process.stdout, length)]))
    except TimeoutError:
        raise _LostError(f"took more than {seconds:g} s") from None
    except (asyncio.IncompleteReadError, OSError):
        raise _CrashError("crashed") from None
    except (pickle.UnpicklingError, TypeError, ValueError):
        raise _LostError("answered nonsense") from None


async def _pieces(reader: asyncio.StreamReader, length: int) -> AsyncIterator[bytes]:
    """`length` bytes, as they come. Raises `_CrashError` when there are fewer."""
    while length:
        piece = await reader.read(min(length, PIECE))
        if not piece:
            raise _CrashError("crashed")
        length -= len(piece)
        yield piece


def _answer(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[bool, Any]:
    try:
        return True, function(*args, **kwargs)
    except EngineError as error:
        return False, error
    except MemoryError:
        return False, PictureTooLarge(
            "there is not enough memory for this picture; make it smaller and try again"
        )
    except Exception:
        log.exception("unexpected error in %s", function.__qualname__)
        return False, PictureError(
            "the picture could not be worked on, by a fault of ours; the log says more"
        )


def _limit(memory: int) -> None:
    """Caps this process's address space, in bytes, where the system can."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _serve(reader: BinaryIO, writer: BinaryIO) -> None:
    """Answers calls until the parent is gone; says that it is there first."""
    network = preview.PreviewNetwork()
    answer: object = True, None
    while True:
        writer.writelines(pack(answer))
        writer.flush()
        header = reader.read(HEADER.size)
        if len(header) < HEADER.size:
            return
        name, args, kwargs = unpack(reader.read(*HEADER.unpack(header)))
        function = pkgutil.resolve_name(name)
        kept = {"network": network} if function is preview.stylize_preview else {}
        answer = _answer(function, args, {**kwargs, **kept})


def main() -> None:
    """Runs until the parent is gone. The argument is the memory limit in bytes."""
    reader, writer = become_child()
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    _limit(int(sys.argv[1]))
    _serve(reader, writer)


if __name__ == "__main__":
    main()
