"""Stages of a mixed-integer model, solved one after the other inside the child with HiGHS."""

from __future__ import annotations

import math
from array import array
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from optimizer.core.outcome import Termination
from optimizer.solve.child import Channel
from optimizer.solve.kept import TOLERANCE, is_solution, room_of
from optimizer.solve.messages import Bound, Done, Found, Invalid, LinearStage, MilpRequest
from optimizer.solve.stages import allowed, least

_MIP_GAP_ABSOLUTE = 1e-6
Status = highspy.HighsModelStatus
Floats = npt.NDArray[np.float64]


def new_highs() -> Any:
    """Return a fresh solver."""
    return highspy.Highs()  # type: ignore[no-untyped-call]


def model_of(request: MilpRequest) -> Any:
    """Return the request as the solver's own model, without costs."""
    lp = highspy.HighsLp()
    lp.num_col_ = len(request.lower)
    lp.num_row_ = len(request.row_lower)
    lp.col_cost_ = np.zeros(lp.num_col_)
    lp.col_lower_ = np.array(request.lower, dtype=np.float64)
    lp.col_upper_ = np.array(request.upper, dtype=np.float64)
    lp.row_lower_ = np.array(request.row_lower, dtype=np.float64)
    lp.row_upper_ = np.array(request.row_upper, dtype=np.float64)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array(request.starts, dtype=np.int32)
    lp.a_matrix_.index_ = np.array(request.index, dtype=np.int32)
    lp.a_matrix_.value_ = np.array(request.coefficient, dtype=np.float64)
    if any(request.integer):
        kinds = highspy.HighsVarType
        lp.integrality_ = [kinds.kInteger if flag else kinds.kContinuous for flag in request.integer]
    return lp


class _Run:
    """The stages of one request, with the best solution so far."""

    def __init__(self, request: MilpRequest, channel: Channel) -> None:
        self.request = request
        self.channel = channel
        self.integer = np.array(request.integer, dtype=bool)
        self.mip = bool(self.integer.any())
        self.best: array[float] | None = None
        self.stopped_by = ""
        self.position = 0
        self.solver: Any = new_highs()
        self._configure(self.solver)
        self.solver.passModel(model_of(request))
        if self.mip:
            self.solver.cbMipImprovingSolution.subscribe(self._improved)
            self.solver.cbMipInterrupt.subscribe(self._interrupt)

    def _configure(self, solver: Any) -> None:
        limits = self.request.limits
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("random_seed", limits.seed)
        solver.setOptionValue("mip_rel_gap", limits.relative_gap)
        solver.setOptionValue("mip_abs_gap", _MIP_GAP_ABSOLUTE)
        if limits.nodes:
            solver.setOptionValue("mip_max_nodes", limits.nodes)

    def _improved(self, event: Any) -> None:
        # an incumbent of the search may be worse than the one kept from the stage before
        values = self._rounded(np.array(event.data_out.mip_solution))
        stage = self.request.stages[self.position] if self.request.stages else None
        if self.best is None or (stage is not None and stage.value(values) < stage.value(self.best)):
            self.channel.offer(Found(values))

    def _interrupt(self, event: Any) -> None:
        if self.channel.stopped:
            event.interrupt()

    def _rounded(self, values: Floats) -> array[float]:
        values[self.integer] = np.round(values[self.integer])
        return array("d", (values + 0.0).tolist())  # no negative zero

    def accept(self, values: array[float]) -> None:
        """Keep a solution as the best so far."""
        self.best = values
        self.channel.send(Found(values))

    def finish(self, termination: Termination) -> None:
        """Send the last word."""
        self.channel.send(Done(termination, self.stopped_by, self.solver.version()))

    def solve(self) -> None:
        """Solve every stage."""
        if self.request.hint and is_solution(self.request, np.array(self.request.hint)):
            self.accept(self._rounded(np.array(self.request.hint)))
        proven = True
        stages = self.request.stages or (LinearStage("", (), (), 0.0),)
        for position, stage in enumerate(stages):
            self.position = position
            done = self._stage(position, stage)
            if done is None:
                return
            proven = proven and done
        self.finish(Termination.OPTIMAL if proven else Termination.FEASIBLE)

    def _stage(self, position: int, stage: LinearStage) -> bool | None:
        """Solve one stage; whether it is proven, or None when the last word is said."""
        floor = least(stage, self.request.lower, self.request.upper)
        proven = self.best is not None and stage.value(self.best) <= floor + TOLERANCE
        if not proven:
            if self.best is not None and (self.channel.stopped or self.channel.left_s <= 0.01):
                self.stopped_by = self.channel.stopped_by
            else:
                proven = self._search(position, stage)
        if self.best is None:
            return None
        if proven:
            self.channel.send(Bound(position, floor, proven=True))
        value = stage.value(self.best)
        most = allowed(value, stage.tolerance) + room_of(value) - stage.offset
        if stage.variables:
            columns, weights = np.array(stage.variables, dtype=np.int32), np.array(stage.coefficients, dtype=np.float64)
            self.solver.addRow(-highspy.kHighsInf, most, len(columns), columns, weights)
        return proven

    def _search(self, position: int, stage: LinearStage) -> bool:
        """Minimise one stage; whether the best solution is proven. Says the last word when there is none."""
        status = self._run(self.solver, stage)
        if status == Status.kUnbounded:
            self.channel.send(Invalid(f"stage {stage.name!r} is unbounded"))
            return False
        if status in {Status.kInfeasible, Status.kUnboundedOrInfeasible} and self.best is None:
            self._second_route()
            if self.best is not None and status == Status.kUnboundedOrInfeasible:
                self.best = None
                self.channel.send(Invalid(f"stage {stage.name!r} is unbounded"))
            return False
        if self._has_solution(self.solver):
            values = self._rounded(np.array(self.solver.getSolution().col_value))
            if self.best is None or stage.value(values) <= stage.value(self.best):
                self.accept(values)
        bound = self._bound(status, stage)
        if self.best is not None and math.isfinite(bound):
            self.channel.send(Bound(position, bound))
        if status in {Status.kOptimal, Status.kModelEmpty} and self.best is not None:
            return True
        self.stopped_by = self.channel.stopped_by if self.channel.stopped_by != "limit" else self.stopped_by or "limit"
        if self.best is None:
            self.finish(Termination.UNKNOWN)
        return False

    def _run(self, solver: Any, stage: LinearStage) -> Any:
        costs = np.zeros(len(self.request.lower))
        for variable, coefficient in zip(stage.variables, stage.coefficients, strict=True):
            costs[variable] += coefficient
        solver.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        solver.changeObjectiveOffset(float(stage.offset))
        solver.setOptionValue("time_limit", solver.getRunTime() + max(0.01, self.channel.left_s))
        # No start is handed over (setSolution): with presolve, HiGHS 1.16 then claims optima that no solution has and
        # returns the start itself. The best solution is kept on this side instead.
        solver.clearSolver()
        solver.run()
        return solver.getModelStatus()

    def _has_solution(self, solver: Any) -> bool:
        if solver.getModelStatus() == Status.kModelEmpty:
            return True
        return bool(solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible)

    def _bound(self, status: Any, stage: LinearStage) -> float:
        if not self.mip:
            return float(self.solver.getObjectiveValue()) if status == Status.kOptimal else -math.inf
        bound = float(self.solver.getInfo().mip_dual_bound)
        whole = all(self.integer[v] for v in stage.variables) and all(float(c).is_integer() for c in stage.coefficients)
        return math.ceil(bound - TOLERANCE) if whole and math.isfinite(bound) and float(stage.offset).is_integer() else bound

    def _second_route(self) -> None:
        """Ask again without goal and presolve about a model called infeasible, and say the last word."""
        second = new_highs()
        self._configure(second)
        second.setOptionValue("presolve", "off")
        second.passModel(model_of(self.request))
        status = self._run(second, LinearStage("", (), (), 0.0))
        if self._has_solution(second):
            self.best = self._rounded(np.array(second.getSolution().col_value))
            self.channel.send(Found(self.best))
        elif status == Status.kInfeasible:
            self.finish(Termination.INFEASIBLE)
        else:
            self.stopped_by = self.channel.stopped_by
            self.finish(Termination.UNKNOWN)


def solve_stages(request: MilpRequest, channel: Channel) -> None:
    """Solve the stages of a request, telling every better solution and bound."""
    _Run(request, channel).solve()
