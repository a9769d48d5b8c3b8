"""When the program began, as far as it can tell: loaded before anything that takes long to load."""

from __future__ import annotations

import time

BEGUN = time.monotonic()
