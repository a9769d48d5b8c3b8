"""Goals in order on a whole-number linear model, each on the face of solutions that the goals before it leave.

The relaxation of one goal tells by its reduced costs which columns no solution with the achieved value can use and
which rows it must fill. These are fixed, and the next goal starts from the same basis: nothing is solved twice, and what
is left becomes smaller from goal to goal. No row that keeps a goal is needed where its relaxation reaches the value.

Where the relaxation is not whole, branch and bound answers: first with everything fixed that is whole in the
relaxation, then with what could still be better by the reduced costs, below the best known value. How far it may go is
counted in the looks of the solver at its limits, weighted by the size of the model, never in seconds.

Branch and bound takes a goal together with the next one (`Pair`): cuts and branches that prove the first serve the second
as well. Alone, the second would stand before relaxations in which it buys what it likes from the slack of the first.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from optimizer.core.outcome import Termination
from optimizer.solve.child import Channel
from optimizer.solve.face import MARGIN, Face, Floats, Relaxed, Status
from optimizer.solve.kept import TOLERANCE, is_solution
from optimizer.solve.messages import Bound, Done, Found, LinearStage, MilpRequest
from optimizer.solve.milp_child import new_highs
from optimizer.solve.milp_child import solve_stages as solve_one_by_one
from optimizer.solve.stages import allowed

LOOKS_PER_S = 160.0  # of branch and bound at its limits, on a model of usual size, per deterministic second
USUAL_COLUMNS = 6000  # a look at a larger model counts as many times more as it is larger
UNLIMITED_S = 60.0  # where the deterministic time has no limit
SHARES = (0.1, 0.6)  # of what is left: with what is whole fixed, and with all that could be better
LARGEST = 1e9  # value of a pair of goals up to which its bound is exact enough in double precision
NO_HEURISTICS: Mapping[str, float | bool] = {
    "mip_heuristic_effort": 0.0,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_root_reduced_cost": False,
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A goal and the next one as one objective: a unit of the first outweighs whatever the second can be.

    Parameters
    ----------
    costs
        Of both, per column.
    weight
        Of the first.
    most
        What the second can be at most.
    """

    costs: Floats
    weight: float = 1.0
    most: float = 0.0

    def rounded(self, bound: float) -> float:
        """Return a bound of the pair as the whole number it proves; large numbers are not exact."""
        return math.ceil(bound - (MARGIN if self.weight == 1 else 0.5))

    def first(self, bound: float) -> float:
        """Return what a bound of the pair says about the first goal."""
        return math.ceil((bound - self.most) / self.weight - MARGIN) if math.isfinite(bound) else bound


class _Run:
    """The stages of one request, with the best solution so far."""

    def __init__(self, request: MilpRequest, channel: Channel) -> None:
        self.request = request
        self.channel = channel
        self.face = Face(request)
        self.looks = LOOKS_PER_S * (request.limits.deterministic_s or UNLIMITED_S)
        self.best: array[float] | None = None
        self.promised = -math.inf  # what a search for one goal proved of the next
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
        costs = self._costs(position)
        if self._value(costs) <= self.face.least(costs):
            self.channel.send(Bound(position, self._value(costs) + stage.offset, proven=True))
            self.face.keep_least(
                costs, math.floor(allowed(self._value(costs) + stage.offset, stage.tolerance) - stage.offset + MARGIN)
            )
            return True
        over = self.channel.stopped or self.channel.left_s <= 0.01
        relaxed = None if over and self.best is not None else self.face.relax(costs, self.channel.left_s)
        bound = self.promised
        self.promised = -math.inf
        if relaxed is not None:
            bound = max(bound, math.ceil(relaxed.value - MARGIN))
            self._accept(relaxed.values, costs)
            if self._value(costs) > bound:
                bound = max(bound, self._search(position, costs, relaxed))
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

    def _costs(self, position: int) -> Floats:
        """Return what each column costs in a stage."""
        costs = np.zeros(len(self.request.lower))
        stage = self.request.stages[position]
        np.add.at(costs, list(stage.variables), list(stage.coefficients))
        return costs

    def _search(self, position: int, costs: Floats, relaxed: Relaxed) -> float:
        """Look for better solutions by branch and bound; returns the bound then, and promises one of the next goal."""
        pair, together = self._pair(position, costs), None
        if pair.weight > 1:
            together = self.face.relax(pair.costs, self.channel.left_s)
        if together is None:
            pair, together = Pair(costs), relaxed
        else:
            self._accept(together.values, pair.costs)
        bound = pair.rounded(together.value)
        if self._value(pair.costs) > bound:
            self._dive(pair, together)
        if self._value(pair.costs) > bound:
            bound = max(bound, self._prove(pair, together))
        if pair.weight > 1 and self._value(pair.costs) <= bound:
            self.promised = self._value(self._costs(position + 1))
        return pair.first(bound)

    def _pair(self, position: int, costs: Floats) -> Pair:
        """Return a goal with the next one, where there is one and the numbers do not become too large."""
        stages = self.request.stages
        if self.best is not None and not stages[position].tolerance and position + 1 < len(stages):
            second = self._costs(position + 1)
            low, high = self.face.reach(second)
            weight = high - low + 1
            if weight * max(1.0, self._value(costs)) <= LARGEST:
                return Pair(weight * costs + second, weight, high)
        return Pair(costs)

    def _dive(self, pair: Pair, relaxed: Relaxed) -> None:
        """Look where most is fixed: what is whole in the relaxation, then all signs, when the goals do not count any."""
        face = self.face
        fixed = (np.abs(relaxed.values - np.round(relaxed.values)) < TOLERANCE) & (relaxed.values > TOLERANCE)
        lower = np.where(fixed, np.round(relaxed.values), face.lower)
        self._branch(pair, lower, np.where(fixed, lower, face.upper), SHARES[0])
        uncounted = face.signs.any() and not pair.costs[face.signs].any()
        if uncounted and self.best is not None and self._value(pair.costs) > pair.rounded(relaxed.value):
            lower, upper = face.better(relaxed, self._value(pair.costs) - 1 - relaxed.value)
            lower[face.signs] = upper[face.signs] = np.array(self.best)[face.signs]
            self._branch(pair, lower, upper, SHARES[0])

    def _prove(self, pair: Pair, relaxed: Relaxed) -> float:
        """Search everything that could be better; returns the bound.

        Most proofs are done soonest on the one root; where that runs out, restarts make the model smaller.
        """
        bound = -math.inf
        for restart in (False, True):
            known = self._value(pair.costs)
            lower, upper = self.face.lower, self.face.upper
            if self.best is not None:
                lower, upper = self.face.better(relaxed, known - 1 - relaxed.value)
            options = {**NO_HEURISTICS, "mip_allow_restart": restart} if self.best is not None else {}
            proved = self._branch(pair, lower, upper, SHARES[1], options)
            bound = max(bound, min(proved, known, self._value(pair.costs)))
            if self._value(pair.costs) <= bound:
                break
        return bound

    def _branch(
        self, pair: Pair, lower: Floats, upper: Floats, share: float, options: Mapping[str, float | bool] | None = None
    ) -> float:
        """Search one part for anything better than the best; returns a bound of that part, infinite when nothing is there."""
        solver = self.face.whole(lower, upper)
        solver.changeColsCost(len(pair.costs), np.arange(len(pair.costs), dtype=np.int32), pair.costs)
        if self.best is not None:
            solver.setOptionValue("objective_bound", self._value(pair.costs) - 0.5)
        for name, value in (options or {}).items():
            solver.setOptionValue(name, value)
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
            self._accept(np.array(solver.getSolution().col_value), pair.costs)
        if status in {Status.kInfeasible, Status.kObjectiveBound}:
            return math.inf
        proved = float(info.mip_dual_bound)
        return pair.rounded(proved) if math.isfinite(proved) else -math.inf

    def _value(self, costs: Floats) -> float:
        """Return what the best solution costs, without offset; infinite without one."""
        return math.inf if self.best is None else float(round(float(costs @ np.array(self.best))))

    def _accept(self, values: Floats, costs: Floats | None = None) -> None:
        """Take a solution that is whole, keeps every row and what the goals before achieved, and is no worse."""
        if len(values) != len(self.request.lower) or (np.abs(values - np.round(values)) > TOLERANCE).any():
            return
        found = np.round(values) + 0.0
        worse = costs is not None and round(float(costs @ found)) > self._value(costs)
        if worse or not is_solution(self.request, found) or not self._keeps(found):
            return
        self.best = array("d", found.tolist())
        self.channel.send(Found(self.best))

    def _keeps(self, values: Floats) -> bool:
        face = self.face
        inside = (values >= face.lower - TOLERANCE).all() and (values <= face.upper + TOLERANCE).all()
        return bool(inside) and all(float(weights @ values[columns]) <= most + TOLERANCE for columns, weights, most in face.kept)


def solve_stages(request: MilpRequest, channel: Channel) -> None:
    """Solve the stages of a request, telling every better solution and bound."""
    if not _Run(request, channel).solve():
        solve_one_by_one(request, channel)  # no solution: the slower way knows how to confirm that there is none
