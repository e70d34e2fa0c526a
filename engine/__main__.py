"""`python -m engine CONTENT STYLE -o OUT`: the same as `impasto stylize`."""

import sys

from engine.cli import main

sys.exit(main(prog="python -m engine"))
