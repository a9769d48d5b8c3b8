"""Large cases, goal after goal: each on the smallest model that answers it, with local search in between.

One model of everything is out of reach of any solver within a minute, but most goals need little of it:

* A goal that the known plan meets as well as anybody's own best allows needs nothing (`settle`).
* Goals before crossing and concentration are nearly assignment problems: HiGHS over the linear relaxation.
* Concentration falls apart into components of people who share no unit: CP-SAT, one after the other.
* Goals after these two are solved within the sites and ward kinds in use (`pattern`), again nearly an assignment; a
  bound that holds for every pattern with the same figures comes from the relaxation of the whole.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

from optimizer.core.outcome import Run, Termination
from optimizer.core.params import Control, Limits
from optimizer.data.scenario import Goal
from optimizer.data.vocabulary import WardKind
from optimizer.routing.candidates import Option
from optimizer.routing.costs import is_sum
from optimizer.routing.draw import Drawing, draw
from optimizer.routing.improve import improve
from optimizer.routing.ledger import Ledger, Vector
from optimizer.routing.pattern import pattern_of
from optimizer.routing.settle import Settled, settle
from optimizer.solve.cpsat import solve_cpsat
from optimizer.solve.linear import solve_linear
from optimizer.solve.result import SolverResult
from optimizer.solve.stages import allowed_int

STEP = "routing"
NODES = 100  # branch-and-bound nodes of one linear solve; most need one
BLOCK_SHARE = 0.3  # of the deterministic time, for concentration
RELAXED_OPTIONS = 60_000  # beyond this even the relaxation of the whole takes too long
GUARD = 3.0  # wall clock of the whole climb, in multiples of the guard of one solve
STRUCTURE = ("crossing", "concentration")


class Climb:
    """One climb; afterwards `ledger` is the plan and `bounds` what was proven per goal."""

    def __init__(self, known: Ledger, limits: Limits, control: Control | None) -> None:
        self.ledger = known
        self.bounds: dict[str, float] = {}
        self._goals = known.instance.goals
        self._limits = limits
        self._control = control
        self._began = time.monotonic()
        self._end = self._began + (limits.deadline_s or GUARD * limits.wall_s)
        self._kept: dict[str, int] = {}
        self._runs: list[Run] = []
        self._kin = known.instance.kin()
        self._settled: tuple[Vector, Settled] | None = None

    def run(self) -> None:
        """Climb every goal."""
        names = [goal.name for goal in self._goals]
        cut = 1 + max(names.index(name) for name in STRUCTURE)
        for position in range(cut):
            self._one(position)
        self._rest(cut)

    @property
    def termination(self) -> Termination:
        """OPTIMAL when every goal is proven."""
        done = all(self.bounds.get(goal.name) == self.ledger.totals[goal.name] for goal in self._goals)
        return Termination.OPTIMAL if done else Termination.FEASIBLE

    @property
    def facts(self) -> Run:
        """The facts of all solves together; what interrupted hardest stopped the climb."""
        struck = {run.stopped_by for run in self._runs}
        why = next((word for word in ("crash", "memory", "stop", "deadline", "limit") if word in struck), "")
        used = dict.fromkeys((run.solver, run.version) for run in self._runs if run.version)
        seconds = time.monotonic() - self._began
        limits = self._limits
        names, versions = "+".join(name for name, _ in used), "+".join(version for _, version in used)
        return Run(names, versions, limits.seed, limits.workers, seconds, why)

    def _one(self, position: int) -> None:
        """Solve one of the goals up to crossing and concentration."""
        goal = self._goals[position]
        settled = self._settle()
        if not self._met(settled, goal):
            if goal.name == "concentration":
                self._concentrate(settled, position)
            else:
                drawing = self._draw(self._within(settled), position)
                result = self._linear(drawing, [goal])
                self._accept(drawing.read(result) if result.termination.has_plan else None)
                if self._pattern():
                    self._relax(settled, position)
                elif result.termination.has_plan:
                    self._bound(goal, result.bound_of(goal.name))
            improve(self.ledger)
        self._keep(goal)

    def _rest(self, cut: int) -> None:
        """Solve the goals after crossing and concentration together, within the pattern."""
        settled = self._settle()
        rest = self._goals[cut:]
        if not all(self._met(settled, goal) for goal in rest):
            drawing = self._draw(self._within(settled), len(self._goals) - 1)
            result = self._linear(drawing, rest)
            self._accept(drawing.read(result) if result.termination.has_plan else None)
        for position, goal in enumerate(rest, cut):
            if not self._met(settled, goal):
                self._relax(settled, position)
            self._keep(goal)

    def _settle(self) -> Settled:
        if self._settled is None or self._settled[0] != self.ledger.vector:
            self._settled = (self.ledger.vector, settle(self.ledger, self._kin))
        return self._settled[1]

    def _met(self, settled: Settled, goal: Goal) -> bool:
        """Whether a goal is as good as everybody's own best allows; its bound is known then."""
        floor = settled.floor(self.ledger, goal.name)
        self._bound(goal, floor)
        return self.ledger.totals[goal.name] <= floor

    def _pattern(self) -> frozenset[str]:
        return frozenset(STRUCTURE) & frozenset(self._kept)

    def _within(self, settled: Settled) -> Settled:
        """Return the people with the options that keep crossing and concentration as achieved."""
        kept = self._pattern()
        return settled.within(self.ledger, pattern_of(self.ledger, kept)) if kept else settled

    def _draw(self, settled: Settled, position: int, *, free: bool = False) -> Drawing:
        """Return a model with the goals up to one; those achieved are kept, by the pattern where that does it."""
        by_pattern = frozenset() if free else self._pattern()
        goals = [goal for goal in self._goals[: position + 1] if goal.name not in by_pattern]
        drawing = draw(self.ledger, settled, goals)
        for goal in goals:
            if goal.name in self._kept:
                drawing.keep(goal.name, self._kept[goal.name])
        return drawing

    def _concentrate(self, settled: Settled, position: int) -> None:
        """Solve concentration component by component, beside whatever wards are in use already."""
        goal = self._goals[position]
        blocks = settled.blocks(self.ledger)
        bound = 0.0
        options = sum(block.size for block in blocks)
        for block in blocks:
            share = BLOCK_SHARE * self._limits.deterministic_s * block.size / max(1, options)
            bound += self._block(block, position, share)
        self._bound(goal, bound)

    def _block(self, block: Settled, position: int, seconds: float) -> float:
        """Improve one component; returns a bound that holds whatever ward kinds are in use elsewhere."""
        drawing = self._alone(block, position)
        goal = self._goals[position]
        before, floor = drawing.value(goal.name), _site_floor(self.ledger, block)
        if before <= floor:
            return floor
        result = self._search(drawing, goal, seconds)
        bound = max(floor, result.bound_of(goal.name) or 0)
        better = result.termination.has_plan and drawing.value(goal.name, result) < before
        if better and not self._accept(drawing.read(result)) and self._pattern():  # it adds a ward kind somewhere
            drawing = self._alone(self._within(block), position)
            result = self._search(drawing, goal, seconds)
            self._accept(drawing.read(result) if result.termination.has_plan else None)
        return bound

    def _alone(self, block: Settled, position: int) -> Drawing:
        """Return a model of one component, each of its goals kept as it is."""
        goals = [one for one in self._goals[: position + 1] if one.name != "crossing"]
        drawing = draw(self.ledger, block, goals)
        for one in goals[:-1]:
            drawing.keep(one.name)
        return drawing

    def _search(self, drawing: Drawing, goal: Goal, seconds: float) -> SolverResult:
        model, hint = drawing.sketch.model, drawing.sketch.hint
        limits = self._for_solve(deterministic_s=seconds)
        result = solve_cpsat(model, drawing.stages([goal]), limits, hint=hint, control=self._control, step=STEP)
        self._runs.append(result.run)
        import os
        import sys

        if os.environ.get("RT"):
            print(
                "   RUN",
                [(s.name, s.value, s.bound) for s in result.stages],
                result.termination,
                round(result.run.seconds, 1),
                result.run.stopped_by,
                file=sys.stderr,
            )
        return result

    def _relax(self, settled: Settled, position: int) -> None:
        """Bound a goal by the relaxation of everything, whatever pattern achieves the goals before."""
        goal = self._goals[position]
        if not is_sum(goal.name) or settled.size > RELAXED_OPTIONS:
            return
        drawing = self._draw(settled, position, free=True)
        result = self._linear(drawing, [goal], relaxed=True)
        if result.termination is Termination.OPTIMAL:
            self._bound(goal, _whole(result.bound_of(goal.name)))

    def _linear(self, drawing: Drawing, goals: Sequence[Goal], *, relaxed: bool = False) -> SolverResult:
        result = solve_linear(
            drawing.sketch.model,
            drawing.stages(goals),
            self._for_solve(),
            hint=drawing.sketch.hint,
            control=self._control,
            step=STEP,
            relaxed=relaxed,
        )
        self._runs.append(result.run)
        import os
        import sys

        if os.environ.get("RT"):
            print(
                "   RUN",
                [(s.name, s.value, s.bound) for s in result.stages],
                result.termination,
                round(result.run.seconds, 1),
                result.run.stopped_by,
                file=sys.stderr,
            )
        return result

    def _for_solve(self, **changes: float) -> Limits:
        left = max(0.1, self._end - time.monotonic())
        return self._limits.but(nodes=min(NODES, self._limits.nodes or NODES), deadline_s=left, **changes)

    def _accept(self, found: Ledger | None) -> bool:
        """Take a plan that is no worse in any goal kept, and no worse altogether; whether taken."""
        if found is None or any(found.totals[name] > most for name, most in self._kept.items()):
            return False
        if found.vector > self.ledger.vector and not self._tolerant():
            return False
        self.ledger = found
        return True

    def _tolerant(self) -> bool:
        return any(goal.tolerance for goal in self._goals)

    def _bound(self, goal: Goal, bound: float | None) -> None:
        if bound is not None:
            self.bounds[goal.name] = max(bound, self.bounds.get(goal.name, bound))

    def _keep(self, goal: Goal) -> None:
        """Note what a goal achieved; earlier ones may have become better meanwhile."""
        self._kept[goal.name] = self.ledger.totals[goal.name]
        for one in self._goals:
            if one.name in self._kept:
                achieved = allowed_int(self.ledger.totals[one.name], one.tolerance)
                self._kept[one.name] = achieved if one is goal else min(achieved, self._kept[one.name])


def _site_floor(ledger: Ledger, block: Settled) -> int:
    """Return 1 when somebody who must be placed has no general ward to go to."""
    places = ledger.instance.places

    def special(option: Option) -> bool:
        return places[option.place].kinds[option.start] is not WardKind.GENERAL

    return int(any(must and all(map(special, kin.options)) for kin, must in zip(block.kin, block.must, strict=True)))


def _whole(bound: float | None) -> float | None:
    """Round the bound of a goal in whole numbers up, forgiving the solver's own tolerance."""
    return None if bound is None else math.ceil(bound - 1e-6 * max(1.0, abs(bound)))
