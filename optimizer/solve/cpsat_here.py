"""A small CP-SAT model solved in this very process: for many solves in a row, each a part of a larger answer.

The gateway's child process guards a large solve; for a part the start of a child would cost more than the solve. The limit
is deterministic time, the clock only a guard. CP-SAT lets other threads run while it works.
"""

from __future__ import annotations

from dataclasses import dataclass

from ortools.sat.python import cp_model

from optimizer.core.outcome import Termination

ENDED = {
    cp_model.OPTIMAL: Termination.OPTIMAL,
    cp_model.FEASIBLE: Termination.FEASIBLE,
    cp_model.INFEASIBLE: Termination.INFEASIBLE,
}


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """How a part ended, the value of every variable by index (empty without a solution), and the deterministic time."""

    termination: Termination
    values: tuple[int, ...] = ()
    effort: float = 0.0


def solve_part(model: cp_model.CpModel, *, effort: float, seconds: float, seed: int = 0) -> PartAnswer:
    """Solve a model with one worker.

    Parameters
    ----------
    effort
        Deterministic time, about seconds of one core.
    seconds
        Wall clock, a guard.
    """
    solver = cp_model.CpSolver()
    chosen = solver.parameters
    chosen.num_workers = 1
    chosen.catch_sigint_signal = False  # else a Ctrl-C aborts the process
    chosen.presolve_inclusion_work_limit = 0  # that presolve has proven wrong optima
    chosen.max_deterministic_time = effort
    chosen.max_time_in_seconds = max(0.01, seconds)
    chosen.random_seed = seed
    ended = ENDED.get(solver.solve(model), Termination.UNKNOWN)
    answer = solver.response_proto
    return PartAnswer(ended, tuple(answer.solution) if ended.has_plan else (), answer.deterministic_time)
