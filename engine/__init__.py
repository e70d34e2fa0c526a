"""Neural style transfer in VGG-19 (Gatys, Ecker and Bethge 2015): pictures in, picture out.

This is the whole public face; importing it loads no torch.
"""

from engine.errors import EngineError, OptionError, PictureError
from engine.messages import Checkpoint, Progress, Result, StyleRequest, Update
from engine.options import StyleOptions
from engine.processes.executor import Executor, open_executor

__all__ = [
    "Checkpoint",
    "EngineError",
    "Executor",
    "OptionError",
    "PictureError",
    "Progress",
    "Result",
    "StyleOptions",
    "StyleRequest",
    "Update",
    "open_executor",
]
