"""The wall clock of a whole run, shared out over its steps, with a part kept for what comes after them."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

from optimizer.core.params import Control

SHARES = {"designation": 0.28, "teams": 0.08, "routing": 0.27, "rota": 0.34, "supplies": 0.03}
"""Parts of the time of all steps, as measured on a city; what a step leaves over goes to those after it."""
AFTER = 1.5
"""The check, the report and the writing take so many times as long as the start and the reading of the tables did."""
LEAST_AFTER_S = 0.5
MOST_AFTER = 0.5  # of what is left


def for_steps(control: Control, began: float) -> Control:
    """Return the control of all steps together: what comes after them has its time kept.

    Parameters
    ----------
    began
        Moment the run began, reading of the tables included: how long that took tells how fast this machine is now.
    """
    now = time.monotonic()
    kept = max(LEAST_AFTER_S, AFTER * (now - began))
    return control.by(control.until - min(kept, MOST_AFTER * max(0.0, control.until - now)))


def for_step(control: Control, step: str, later: Sequence[str]) -> Control:
    """Return the control of a step, which gets its part of what is left for it and those after it."""
    if math.isinf(control.until):
        return control
    now = time.monotonic()
    part = SHARES[step] / sum(SHARES[one] for one in (step, *later))
    return control.by(now + part * max(0.0, control.until - now))
