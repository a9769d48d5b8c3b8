"""Goals in order on a whole-number linear model, each on the face of solutions that the goals before it leave.

The relaxation of one goal tells by its reduced costs which columns no solution with the achieved value can use and
which rows it must fill. These are fixed, and the next goal starts from the same basis: nothing is solved twice, and what
is left becomes smaller from goal to goal. No row that keeps a goal is needed where its relaxation reaches the value.

Where the relaxation is not whole, branch and bound answers: first with everything fixed that is whole in the
relaxation, then with what could still be better by the reduced costs. How far it may go is counted in the
looks of the solver at its limits, weighted by the size of the model, never in seconds.
"""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from optimizer.core.outcome import Termination
from optimizer.solve.child import Channel
from optimizer.solve.messages import Bound, Done, Found, LinearStage, MilpRequest
from optimizer.solve.milp_child import TOLERANCE, is_solution, model_of, new_highs
from optimizer.solve.milp_child import solve_stages as solve_one_by_one
from optimizer.solve.stages import allowed

MARGIN = 1e-4  # what a relaxation's value or a reduced cost may be wrong by; all coefficients are whole numbers
LOOKS_PER_S = 160.0  # of branch and bound at its limits, on a model of usual size, per deterministic second
USUAL_COLUMNS = 6000  # a look at a larger model counts as many times more as it is larger
UNLIMITED_S = 60.0  # where the deterministic time has no limit
SHARES = (0.1, 0.5)  # of what is left: with what is whole fixed, and with all that could be better
PRIMAL_SIMPLEX = 4
Status = highspy.HighsModelStatus
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The optimum of a relaxation: value without offset, values, reduced costs and duals of the request's rows."""

    value: float
    values: Floats
    reduced: Floats
    duals: Floats


class Face:
    """What the goals so far leave of a model; its relaxation is kept warm."""

    def __init__(self, request: MilpRequest) -> None:
        self.request = request
        self.lower, self.upper = np.array(request.lower), np.array(request.upper)
        self.row_lower, self.row_upper = np.array(request.row_lower), np.array(request.row_upper)
        self.kept: list[tuple[npt.NDArray[np.int32], Floats, float]] = []
        self._warm = self._solver(self.lower, self.upper, whole=False)
        self._started = False

    def relax(self, costs: Floats, left_s: float) -> Relaxed | None:
        """Minimise costs in the relaxation; None when that fails."""
        solver = self._warm
        solver.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        for attempt in ("warm", "cold"):
            warm = self._started and attempt == "warm"
            if not warm:
                solver.clearSolver()
            solver.setOptionValue("presolve", "off" if warm else "choose")
            solver.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX if warm else 1)
            solver.setOptionValue("time_limit", solver.getRunTime() + max(0.01, left_s))
            solver.run()
            if solver.getModelStatus() == Status.kOptimal:
                self._started = True
                answer = solver.getSolution()
                duals = np.array(answer.row_dual)[: len(self.row_lower)]
                value = float(solver.getObjectiveValue())
                return Relaxed(value, np.array(answer.col_value), np.array(answer.col_dual), duals)
        return None

    def better(self, relaxed: Relaxed, room: float) -> tuple[Floats, Floats]:
        """Return the column bounds of everything that costs at most `room` more than the relaxation."""
        lower, upper = self.lower.copy(), self.upper.copy()
        out, full = self._ruled(relaxed, room)
        upper[out] = lower[out]
        lower[full] = upper[full]
        return lower, upper

    def keep(self, costs: Floats, relaxed: Relaxed | None, most: float) -> None:
        """Rule out whatever lets the costs exceed `most`."""
        room = math.inf if relaxed is None else max(0.0, most - relaxed.value)
        if relaxed is not None:
            self.lower, self.upper = self.better(relaxed, room)
            everything = np.arange(len(self.lower), dtype=np.int32)
            self._warm.changeColsBounds(len(everything), everything, self.lower, self.upper)
            tight = np.abs(relaxed.duals) > room + MARGIN
            self.row_upper = np.where(tight & (relaxed.duals > 0), self.row_lower, self.row_upper)
            self.row_lower = np.where(tight & (relaxed.duals < 0), self.row_upper, self.row_lower)
            rows = np.arange(len(tight), dtype=np.int32)
            self._warm.changeRowsBounds(len(rows), rows, self.row_lower, self.row_upper)
        if room > MARGIN:
            columns = np.nonzero(costs)[0].astype(np.int32)
            self.kept.append((columns, costs[columns], most + TOLERANCE))
            self._warm.addRow(-highspy.kHighsInf, most + TOLERANCE, len(columns), columns, costs[columns])

    def whole(self, lower: Floats, upper: Floats) -> Any:
        """Return a solver of the whole-number model within column bounds."""
        solver = self._solver(lower, upper, whole=True)
        for columns, weights, most in self.kept:
            solver.addRow(-highspy.kHighsInf, most, len(columns), columns, weights)
        return solver

    def _ruled(self, relaxed: Relaxed, room: float) -> tuple[Flags, Flags]:
        """Return which columns must stay at their lower and at their upper bound."""
        at_lower = relaxed.values <= self.lower + TOLERANCE
        at_upper = relaxed.values >= self.upper - TOLERANCE
        return at_lower & (relaxed.reduced > room + MARGIN), at_upper & (relaxed.reduced < -room - MARGIN)

    def _solver(self, lower: Floats, upper: Floats, *, whole: bool) -> Any:
        limits = self.request.limits
        solver = new_highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("random_seed", limits.seed)
        solver.setOptionValue("mip_rel_gap", limits.relative_gap)
        solver.setOptionValue("mip_abs_gap", TOLERANCE)
        solver.setOptionValue("mip_allow_restart", False)  # the root is all there is to most of these, and a restart doubles it
        if limits.nodes:
            solver.setOptionValue("mip_max_nodes", limits.nodes)
        model = model_of(self.request)
        model.col_lower_, model.col_upper_ = lower, upper
        model.row_lower_, model.row_upper_ = self.row_lower, self.row_upper
        if not whole:
            model.integrality_ = []
        solver.passModel(model)
        return solver


class _Run:
    """The stages of one request, with the best solution so far."""

    def __init__(self, request: MilpRequest, channel: Channel) -> None:
        self.request = request
        self.channel = channel
        self.face = Face(request)
        self.looks = LOOKS_PER_S * (request.limits.deterministic_s or UNLIMITED_S)
        self.best: array[float] | None = None
        self.stopped_by = ""
        self._accept(np.array(request.hint))

    def solve(self) -> bool:
        """Solve every stage; whether there is anything to say."""
        proven = True
        for position, stage in enumerate(self.request.stages):
            done = self._stage(position, stage)
            if self.best is None:
                return False
            proven = proven and done
        possible = (self.face.upper > TOLERANCE).astype(np.uint8).tobytes()
        ended = Termination.OPTIMAL if proven else Termination.FEASIBLE
        self.channel.send(Done(ended, self.stopped_by, new_highs().version(), possible=possible))
        return True

    def _stage(self, position: int, stage: LinearStage) -> bool:
        """Solve one stage; whether it is proven."""
        costs = np.zeros(len(self.request.lower))
        for variable, coefficient in zip(stage.variables, stage.coefficients, strict=True):
            costs[variable] += coefficient
        over = self.channel.stopped or self.channel.left_s <= 0.01
        relaxed = None if over and self.best is not None else self.face.relax(costs, self.channel.left_s)
        bound = -math.inf
        if relaxed is not None:
            bound = math.ceil(relaxed.value - MARGIN)
            self._accept(relaxed.values, stage)
            if self._value(costs) > bound:
                bound = self._search(stage, costs, relaxed, bound)
        if self.best is None:
            return False
        value = self._value(costs)
        proven = value <= bound
        if math.isfinite(bound):
            self.channel.send(Bound(position, min(bound, value) + stage.offset, proven=proven))
        if not proven:
            self.stopped_by = self.channel.stopped_by if self.channel.stopped_by != "limit" else self.stopped_by or "limit"
        self.face.keep(costs, relaxed, math.floor(allowed(value + stage.offset, stage.tolerance) - stage.offset + MARGIN))
        return proven

    def _search(self, stage: LinearStage, costs: Floats, relaxed: Relaxed, bound: float) -> float:
        """Look for better solutions by branch and bound; returns the bound then."""
        face = self.face
        fixed = (np.abs(relaxed.values - np.round(relaxed.values)) < TOLERANCE) & (relaxed.values > TOLERANCE)
        lower = np.where(fixed, np.round(relaxed.values), face.lower)
        self._branch(stage, costs, lower, np.where(fixed, lower, face.upper), SHARES[0])
        if self._value(costs) > bound and self.best is not None and face.kept:
            lower, upper = face.better(relaxed, self._value(costs) - 1 - relaxed.value)
            for columns, _, _ in face.kept:
                lower[columns] = upper[columns] = np.array(self.best)[columns]
            self._branch(stage, costs, lower, upper, SHARES[0])
        while self._value(costs) > bound:
            most = self._value(costs) - 1
            lower, upper = (face.lower, face.upper) if math.isinf(most) else face.better(relaxed, most - relaxed.value)
            ended, proved = self._branch(stage, costs, lower, upper, SHARES[1])
            if not ended:
                return max(bound, min(proved, most + 1))
            bound = max(bound, min(self._value(costs), most + 1))
        return bound

    def _branch(self, stage: LinearStage, costs: Floats, lower: Floats, upper: Floats, share: float) -> tuple[bool, float]:
        """Search one part for anything better than the best; whether it was searched to its end, and what was proven."""
        solver = self.face.whole(lower, upper)
        solver.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        allotted, each = share * self.looks, max(1.0, float((upper > lower).sum()) / USUAL_COLUMNS)
        used = [0.0]

        def interrupt(event: Any) -> None:
            used[0] += each
            if self.channel.stopped or used[0] > allotted:
                event.interrupt()

        solver.cbMipInterrupt.subscribe(interrupt)
        solver.setOptionValue("time_limit", max(0.01, self.channel.left_s))
        solver.run()
        self.looks = max(1.0, self.looks - used[0])
        status, info = solver.getModelStatus(), solver.getInfo()
        if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
            self._accept(np.array(solver.getSolution().col_value), stage)
        proved = float(info.mip_dual_bound) if math.isfinite(info.mip_dual_bound) else -math.inf
        ended = status in {Status.kOptimal, Status.kInfeasible, Status.kModelEmpty}
        return ended, math.ceil(proved - MARGIN) if math.isfinite(proved) else proved

    def _value(self, costs: Floats) -> float:
        """Return what the best solution costs, without offset; infinite without one."""
        return math.inf if self.best is None else float(round(float(costs @ np.array(self.best))))

    def _accept(self, values: Floats, stage: LinearStage | None = None) -> None:
        """Take a solution that is whole, keeps every row and what the goals before achieved, and is no worse."""
        if len(values) != len(self.request.lower) or (np.abs(values - np.round(values)) > TOLERANCE).any():
            return
        found = array("d", (np.round(values) + 0.0).tolist())
        worse = stage is not None and self.best is not None and stage.value(found) > stage.value(self.best)
        if worse or not is_solution(self.request, np.array(found)) or not self._keeps(np.array(found)):
            return
        self.best = found
        self.channel.send(Found(found))

    def _keeps(self, values: Floats) -> bool:
        face = self.face
        inside = (values >= face.lower - TOLERANCE).all() and (values <= face.upper + TOLERANCE).all()
        return bool(inside) and all(float(weights @ values[columns]) <= most + TOLERANCE for columns, weights, most in face.kept)


def solve_stages(request: MilpRequest, channel: Channel) -> None:
    """Solve the stages of a request, telling every better solution and bound."""
    if not _Run(request, channel).solve():
        solve_one_by_one(request, channel)  # no solution: the slower way knows how to confirm that there is none
