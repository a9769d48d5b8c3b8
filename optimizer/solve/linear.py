"""Solve a CP-SAT model whose constraints are all linear with HiGHS: the same model, the other solver.

Where the linear relaxation is nearly whole (assignment with capacities), HiGHS proves in a second what CP-SAT's search
does not find in a minute; where logic rules, it is the other way round. Having both for one model costs nothing.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from ortools.sat.python import cp_model

from optimizer.core.params import Control, Limits
from optimizer.solve.cpsat import Stage, linear
from optimizer.solve.gateway import run_child
from optimizer.solve.result import SolverResult, not_begun
from optimizer.solve.rows import request_of
from optimizer.solve.stages import least
from optimizer.solve.trusted import Question, trusted


def solve_linear(
    model: cp_model.CpModel,
    stages: Sequence[Stage],
    limits: Limits,
    *,
    hint: Mapping[int, int] | None = None,
    control: Control | None = None,
    step: str = "",
    relaxed: bool = False,
    faces: bool = False,
) -> SolverResult:
    """Minimise the stages in order like `solve_cpsat`, by branch and bound over the linear relaxation.

    Parameters
    ----------
    hint
        Value of every variable; when it is a solution, it is the answer to beat.
    relaxed
        Whether to solve the relaxation only: its values are no plan, its bounds hold.
    faces
        Whether to go from goal to goal on what reduced costs leave of the relaxation, kept warm (see `faces_child`).
        For models whose relaxation is nearly whole; all variables must be whole numbers.

    Raises
    ------
    ValueError
        When a constraint is not linear.
    """
    if (unasked := not_begun(limits, control)) is not None:
        return unasked
    started = time.monotonic()
    chosen = tuple(linear(stage) for stage in stages)
    request = request_of(model, chosen, limits, hint or {}, relaxed=relaxed, faces=faces)
    floors = [least(stage, request.lower, request.upper) for stage in chosen]
    answer = run_child(request, chosen, limits, control, step, started)
    asked = Question(lambda: request, chosen, tuple(floors), limits, control, step, "HiGHS", started)
    return trusted(asked, answer)
