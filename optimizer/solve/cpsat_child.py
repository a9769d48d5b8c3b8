"""Stages of a CP-SAT model, solved one after the other inside the child.

Only the compiled helper is imported: the comfortable module brings pandas and two seconds with it.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from importlib.metadata import version

from ortools.sat.python import cp_model_helper as cmh

from optimizer.core.outcome import Termination
from optimizer.core.params import Limits
from optimizer.solve.child import Channel
from optimizer.solve.messages import Bound, CpSatRequest, Done, Found, Invalid, LinearStage
from optimizer.solve.stages import allowed_int, budget, least

HINT_SHARE = 0.2  # of the budget, for finding out whether the hint is a solution
SECOND_ROUTE_SHARE = 0.5
ALL_LINEAR = 2  # linearization level at which clauses and implications are rows of the relaxation too
_INFINITY = 1 << 62


class _Watcher(cmh.SolutionCallback):
    """Passes every better solution on; the solver may well begin with one worse than the best known."""

    def __init__(self, channel: Channel, stage: LinearStage, best: array[int] | None) -> None:
        super().__init__()
        self._channel = channel
        self._stage = stage
        self._best = math.inf if best is None else stage.value(best)

    def OnSolutionCallback(self) -> None:
        """Take note of a solution; the method's name is the solver's."""
        values = array("q", self.Response().solution)  # type: ignore[no-untyped-call]
        value = self._stage.value(values)
        if value < self._best:
            self._best = value
            self._channel.offer(Found(values))


class _Solver:
    """A model with its remaining deterministic time; None stands for no such limit."""

    def __init__(self, model: cmh.CpModelProto, limits: Limits, channel: Channel, *, tight: bool = False) -> None:
        self.model = model
        self.limits = limits
        self.tight = tight
        self.channel = channel
        self.left = limits.deterministic_s or math.inf

    def parameters(self, seconds: float) -> cmh.SatParameters:
        """Return parameters that give the same answer for the same input (see DESIGN, Determinism)."""
        chosen = cmh.SatParameters()
        chosen.num_workers = self.limits.workers
        chosen.interleave_search = self.limits.workers > 1
        chosen.random_seed = self.limits.seed
        chosen.catch_sigint_signal = False  # else a Ctrl-C aborts the process
        chosen.presolve_inclusion_work_limit = 0  # that presolve has proven wrong optima
        if self.tight:
            chosen.linearization_level = ALL_LINEAR
        chosen.max_time_in_seconds = max(0.01, self.channel.left_s)
        if math.isfinite(seconds):
            chosen.max_deterministic_time = max(1e-3, seconds)
        return chosen

    def run(self, parameters: cmh.SatParameters, watcher: _Watcher | None = None, position: int = 0) -> cmh.CpSolverResponse:
        """Solve once; progress goes out when a stage, and so a watcher, is given."""
        wrapper = cmh.SolveWrapper()
        wrapper.set_parameters(parameters)
        if watcher is not None:
            wrapper.add_solution_callback(watcher)
            wrapper.add_best_bound_callback(lambda bound: self.channel.send(Bound(position, bound)))
        self.channel.interruptible(wrapper.stop_search)
        response: cmh.CpSolverResponse = wrapper.solve(self.model)  # type: ignore[no-untyped-call]
        self.channel.interruptible(None)
        if watcher is not None:
            wrapper.clear_solution_callback(watcher)
        self.left = max(0.0, self.left - response.deterministic_time)
        return response

    @property
    def out_of_time(self) -> bool:
        return self.channel.stopped or self.channel.left_s <= 0.01 or self.left <= 0.0


def _has_solution(response: cmh.CpSolverResponse) -> bool:
    return response.status in {cmh.OPTIMAL, cmh.FEASIBLE}


def _set_hint(model: cmh.CpModelProto, hint: Iterable[tuple[int, int]]) -> None:
    model.clear_solution_hint()
    pairs = list(hint)
    if pairs:
        model.solution_hint.vars.extend([variable for variable, _ in pairs])
        model.solution_hint.values.extend([value for _, value in pairs])


def _set_objective(model: cmh.CpModelProto, stage: LinearStage) -> None:
    model.clear_objective()
    objective = model.objective
    objective.vars.extend(list(stage.variables))
    objective.coeffs.extend([int(c) for c in stage.coefficients])
    objective.offset = float(stage.offset)
    objective.scaling_factor = 1.0


def _keep(model: cmh.CpModelProto, stage: LinearStage, most: int) -> None:
    if stage.variables:
        row = model.constraints.add().linear
        row.vars.extend(list(stage.variables))
        row.coeffs.extend([int(c) for c in stage.coefficients])
        row.domain.extend([-_INFINITY, most - int(stage.offset)])


def _complete(solver: _Solver, hint: dict[int, int]) -> array[int] | None:
    """Return the hint as a full solution when it is one (variables it leaves out are filled in)."""
    if not hint:
        return None
    _set_hint(solver.model, hint.items())
    solver.model.clear_objective()
    parameters = solver.parameters(solver.left * HINT_SHARE)
    parameters.fix_variables_to_their_hinted_value = True
    response = solver.run(parameters)
    return array("q", response.solution) if _has_solution(response) else None


def _second_route(solver: _Solver) -> cmh.CpSolverResponse:
    """Solve without goal, presolve and linear relaxation, whose faults have proven feasible models infeasible."""
    solver.model.clear_objective()
    solver.model.clear_solution_hint()
    parameters = solver.parameters(max(solver.left, (solver.limits.deterministic_s or math.inf) * SECOND_ROUTE_SHARE))
    parameters.cp_model_presolve = False
    parameters.linearization_level = 0
    parameters.symmetry_level = 0
    parameters.random_seed = solver.limits.seed + 1
    return solver.run(parameters)


class _Run:
    """The stages of one request, with the best solution so far."""

    def __init__(self, request: CpSatRequest, model: cmh.CpModelProto, channel: Channel) -> None:
        self.stages = request.stages
        self.gap = request.limits.relative_gap
        self.hint = request.hint
        self.solver = _Solver(model, request.limits, channel, tight=request.tight)
        self.channel = channel
        self.lower = [variable.domain[0] for variable in model.variables]
        self.upper = [variable.domain[len(variable.domain) - 1] for variable in model.variables]
        self.best: array[int] | None = None
        self.stopped_by = ""

    def accept(self, values: array[int]) -> None:
        """Keep a solution as the best so far."""
        self.best = values
        self.channel.send(Found(values))

    def finish(self, termination: Termination) -> None:
        """Send the last word."""
        self.channel.send(Done(termination, self.stopped_by, version("ortools")))

    def solve(self) -> None:
        """Solve every stage."""
        full = _complete(self.solver, self.hint)
        if full is not None:
            self.accept(full)
        if not self.stages and not self._satisfy():
            return
        proven = True
        for position in range(len(self.stages)):
            done = self._stage(position)
            if done is None:
                return
            proven = proven and done
        self.finish(Termination.OPTIMAL if proven else Termination.FEASIBLE)

    def _satisfy(self) -> bool:
        """Find any solution of a model without goals; False when the last word is said."""
        if self.best is not None:
            return True
        response = self.solver.run(self.solver.parameters(self.solver.left))
        if _has_solution(response):
            self.accept(array("q", response.solution))
            return True
        return response.status == cmh.INFEASIBLE and self._rescued()

    def _stage(self, position: int) -> bool | None:
        """Solve one stage; whether it is proven, or None when the last word is said."""
        stage = self.stages[position]
        floor = math.ceil(least(stage, self.lower, self.upper))
        proven = self.best is not None and stage.value(self.best) <= floor
        if not proven:
            if self.best is not None and self.solver.out_of_time:
                self.stopped_by = self.stopped_by or self.channel.stopped_by
            else:
                proven = self._search(position, stage)
        if self.best is None:
            return None
        value = int(stage.value(self.best))
        if proven:
            self.channel.send(Bound(position, floor if value <= floor else -math.inf, proven=True))
        _keep(self.solver.model, stage, allowed_int(value, stage.tolerance))
        return proven

    def _search(self, position: int, stage: LinearStage) -> bool:
        """Minimise one stage; whether the best solution is proven. Says the last word when there is none."""
        solver = self.solver
        _set_objective(solver.model, stage)
        _set_hint(solver.model, self.hint.items() if self.best is None else enumerate(self.best))
        # without a solution there is nothing to keep for later stages
        seconds = budget(self.stages, position, solver.left) if self.best is not None else solver.left
        parameters = solver.parameters(seconds)
        if self.gap:
            parameters.relative_gap_limit = self.gap
        response = solver.run(parameters, _Watcher(self.channel, stage, self.best), position)
        if response.status == cmh.INFEASIBLE and self.best is None:
            self._rescued()
            return False
        if _has_solution(response):
            values = array("q", response.solution)
            if self.best is None or stage.value(values) <= stage.value(self.best):
                self.accept(values)
            bound = math.ceil(response.best_objective_bound - 1e-6)
            if self.best is not None and bound <= stage.value(self.best):  # a bound above a solution is a wrong one
                self.channel.send(Bound(position, bound))
            if response.status == cmh.OPTIMAL:
                return True
        self.stopped_by = self.channel.stopped_by if self.channel.stopped_by != "limit" else self.stopped_by or "limit"
        if self.best is None:
            self.finish(Termination.UNKNOWN)
        return False

    def _rescued(self) -> bool:
        """Ask a second route about a model called infeasible; whether it knows better."""
        response = _second_route(self.solver)
        if _has_solution(response):
            self.accept(array("q", response.solution))
            return True
        if response.status == cmh.INFEASIBLE:
            self.finish(Termination.INFEASIBLE)
        else:
            self.stopped_by = self.channel.stopped_by
            self.finish(Termination.UNKNOWN)
        return False


def solve_stages(request: CpSatRequest, channel: Channel) -> None:
    """Solve the stages of a request, telling every better solution and bound."""
    model = cmh.CpModelProto()
    if not model.parse_text_format(request.model):
        channel.send(Invalid("the model cannot be read"))
        return
    fault = cmh.CpSatHelper.validate_model(model)
    if fault:
        channel.send(Invalid(fault))
        return
    _Run(request, model, channel).solve()
