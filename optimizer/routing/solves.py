"""The solves of one climb: their limits, one guard over all of them, and the facts they leave."""

from __future__ import annotations

import time
from collections.abc import Sequence

from optimizer.core.outcome import Run
from optimizer.core.params import Control, Limits, left_s, why_over
from optimizer.data.scenario import Goal
from optimizer.routing.draw import Drawing
from optimizer.solve.cpsat import solve_cpsat
from optimizer.solve.gateway import LEAST_S
from optimizer.solve.linear import solve_linear
from optimizer.solve.result import FAULTS, SolverResult

STEP = "routing"
NODES = 5  # branch-and-bound nodes of one goal in one linear solve; most need one, more rarely help in time
GUARD = 6.0  # wall clock of all solves, in multiples of the guard of one: it must not strike on a busy machine


class Solves:
    """Runs solvers under common limits."""

    def __init__(self, limits: Limits, control: Control | None) -> None:
        self.limits = limits
        self._control = control
        self._began = time.monotonic()
        self._end = self._began + (limits.deadline_s or GUARD * limits.wall_s)
        self._runs: list[Run] = []
        self._late = ""

    def faces(self, drawing: Drawing, goals: Sequence[Goal]) -> SolverResult:
        """Minimise goals by the linear relaxation, with branch and bound where that is not whole."""
        model, hint = drawing.sketch.model, drawing.sketch.hint
        limits = self.limits.but(deadline_s=self._left())
        result = solve_linear(model, drawing.stages(goals), limits, hint=hint, control=self._control, step=STEP, faces=True)
        self._runs.append(result.run)
        return result

    def linear(self, drawing: Drawing, goals: Sequence[Goal], *, relaxed: bool = False) -> SolverResult:
        """Minimise goals by branch and bound over the linear relaxation, or in the relaxation alone."""
        model, hint = drawing.sketch.model, drawing.sketch.hint
        limits = self.limits.but(nodes=min(NODES, self.limits.nodes or NODES), deadline_s=self._left())
        result = solve_linear(model, drawing.stages(goals), limits, hint=hint, control=self._control, step=STEP, relaxed=relaxed)
        self._runs.append(result.run)
        return result

    def search(self, drawing: Drawing, goals: Sequence[Goal], share: float = 1.0) -> SolverResult:
        """Minimise goals by CP-SAT within a share of the deterministic time."""
        model, hint = drawing.sketch.model, drawing.sketch.hint
        limits = self.limits.but(deterministic_s=share * self.limits.deterministic_s, deadline_s=self._left())
        result = solve_cpsat(model, drawing.stages(goals), limits, hint=hint, control=self._control, step=STEP)
        self._runs.append(result.run)
        return result

    @property
    def over(self) -> bool:
        """Whether an answer is due, or somebody asked to stop, so that nothing more is begun; the facts tell of it."""
        if not self._late and left_s(self._control) <= LEAST_S:
            self._late = why_over(self._control)
        return bool(self._late)

    @property
    def facts(self) -> Run:
        """The facts of all solves together; what interrupted hardest stopped the whole."""
        struck = {run.stopped_by for run in self._runs} | {self._late}
        why = next((word for word in (*FAULTS, "stop", "deadline", "limit") if word in struck), "")
        used = sorted({(run.solver, run.version) for run in self._runs if run.version})
        names, versions = "+".join(name for name, _ in used), "+".join(version for _, version in used)
        return Run(names, versions, self.limits.seed, self.limits.workers, time.monotonic() - self._began, why)

    def _left(self) -> float:
        return max(0.1, self._end - time.monotonic())
