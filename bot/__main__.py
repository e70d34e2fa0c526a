"""`python -m bot` is `impasto`."""

import sys

from bot.cli import main

sys.exit(main())
