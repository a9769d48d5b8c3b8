"""A HiGHS solver inside this process: silent, and not parallel.

HiGHS keeps one pool of threads per process, as large as whoever solved first in it asked for; a later solver that asks
for another number ends without an answer. So none here asks for any.
"""

from __future__ import annotations

from typing import Any

import highspy

PLAIN: Any = highspy.Highs.__base__  # the class with callbacks prints a banner to stdout when one is made


def highs_here(*, seconds: float, seed: int = 0) -> Any:
    """Return a new solver.

    Parameters
    ----------
    seconds
        Wall clock, a guard.
    """
    solver = PLAIN()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("log_to_console", False)
    solver.setOptionValue("threads", 0)
    solver.setOptionValue("parallel", "off")
    solver.setOptionValue("random_seed", seed)
    solver.setOptionValue("time_limit", max(0.01, seconds))
    return solver
