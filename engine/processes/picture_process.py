"""What reads strangers' pictures: `python -m engine.processes.picture_process BYTES`, with no torch.

Calls come on stdin, answers go to stdout. `BYTES` is the memory that it may take for them.
"""

from __future__ import annotations

import logging
import math
import pkgutil
import sys
import time
from pathlib import Path

from engine.errors import EngineError, PictureError, PictureTooLarge
from engine.painting import preview
from engine.processes.child import become_child
from engine.processes.framing import Channel
from engine.processes.wire import Call, Open, Raised, Returned

log = logging.getLogger("engine.processes.pool")


def answer(call: Call, network: preview.PreviewNetwork) -> Returned | Raised:
    """Does what is asked; `network` stays loaded from one preview to the next."""
    try:
        function = pkgutil.resolve_name(call.function)
        kept = {"network": network} if function is preview.stylize_preview else {}
        return Returned(function(*call.args, **call.kwargs, **kept))
    except EngineError as error:
        return Raised(error)
    except MemoryError:
        return Raised(
            PictureTooLarge(
                "this picture takes more memory than one may; make it smaller and try again",
                reason="too-much-memory",
            )
        )
    except Exception:
        log.exception("unexpected error in %s", call.function)
        return Raised(
            PictureError(
                "the picture could not be worked on, by a fault of ours; the log says more",
                reason="our-fault",
            )
        )


def limit_memory(more: int) -> None:
    """So many bytes beyond the present ones: of private memory on Linux, of address space elsewhere."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        most = _private_bytes() + more
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def limit_processor(seconds: int) -> None:
    """So many seconds from now on; then the system ends this process."""
    if sys.platform != "win32":
        import resource

        most = math.ceil(time.process_time()) + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def _private_bytes() -> int:
    """What `RLIMIT_DATA` counts, proc(5): VmData."""
    status = Path("/proc/self/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmData:"))
    return int(line.split()[1]) * 1024


def main() -> None:
    """Runs until the parent is gone."""
    channel = Channel(*become_child())
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    network = preview.PreviewNetwork()
    limit_memory(int(sys.argv[1]))
    channel.send(Open())
    while isinstance(call := channel.receive(), Call):
        limit_processor(call.seconds)
        channel.send(answer(call, network))


if __name__ == "__main__":
    main()
