"""What reads strangers' pictures, in the sealed room: `python -m engine.processes.picture_process BYTES`.

Calls come on stdin, answers go to stdout. `BYTES` is the memory that it may take for them. There is no torch.
"""

from __future__ import annotations

import logging
import math
import pkgutil
import sys
import time

from engine.errors import EngineError, PictureError, PictureTooLarge
from engine.painting import preview
from engine.processes.child import become_child
from engine.processes.framing import Channel
from engine.processes.sandbox import seal
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


def limit_processor(seconds: int) -> None:
    """So many seconds from now on; then the system ends this process."""
    if sys.platform != "win32":
        import resource

        most = math.ceil(time.process_time()) + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def main() -> None:
    """Runs until the parent is gone."""
    channel = Channel(*become_child())
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    network = preview.PreviewNetwork()
    channel.send(Open(tuple(wall.value for wall in seal(int(sys.argv[1])))))
    while isinstance(call := channel.receive(), Call):
        limit_processor(call.seconds)
        channel.send(answer(call, network))


if __name__ == "__main__":
    main()
