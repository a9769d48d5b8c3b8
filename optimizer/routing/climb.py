"""Large cases, goal after goal: each on the smallest model that answers it, with local search in between.

One model of everything is out of reach of any solver within a minute, but most goals need little of it:

* A goal that the known plan meets as well as anybody's own best allows needs nothing (`settle`).
* Goals before crossing and concentration are nearly assignment problems: HiGHS over the linear relaxation.
* Concentration falls apart into components of people who share no unit: CP-SAT, one after the other (`blocks`).
* Goals after these two are solved within the sites and ward kinds in use (`pattern`), again nearly an assignment; a
  bound that holds for every pattern with the same figures comes from the relaxation of the whole.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from optimizer.core.outcome import Run, Termination
from optimizer.core.params import Control, Limits
from optimizer.data.scenario import Goal
from optimizer.routing.blocks import concentrate
from optimizer.routing.draw import Drawing, draw
from optimizer.routing.improve import improve
from optimizer.routing.ledger import Ledger, Vector
from optimizer.routing.pattern import STRUCTURE, pattern_of
from optimizer.routing.settle import Settled, settle
from optimizer.routing.solves import Solves
from optimizer.solve.stages import allowed_int

RELAXED = ("travel_excess_min", "wait_excess_days", "travel_weighted_min", "wait_days")
RELAXED_OPTIONS = 60_000  # beyond this even the relaxation of the whole takes too long


class Climb:
    """One climb; afterwards `ledger` is the plan and `bounds` what was proven per goal."""

    def __init__(self, known: Ledger, limits: Limits, control: Control | None) -> None:
        self.ledger = known
        self.bounds: dict[str, float] = {}
        self._goals = known.instance.goals
        self._solves = Solves(limits, control)
        self._kept: dict[str, int] = {}
        self._kin = known.instance.kin()
        self._settled: tuple[Vector, Settled] | None = None

    def run(self) -> None:
        """Climb every goal."""
        for first, last in self._stretches():
            if self._goals[first].name == "concentration":
                self._concentrate(first)
            else:
                self._together(first, last)

    @property
    def termination(self) -> Termination:
        """OPTIMAL when every goal is proven."""
        done = all(self.bounds.get(goal.name) == self.ledger.totals[goal.name] for goal in self._goals)
        return Termination.OPTIMAL if done else Termination.FEASIBLE

    @property
    def facts(self) -> Run:
        """The facts of all solves."""
        return self._solves.facts

    def _stretches(self) -> Iterator[tuple[int, int]]:
        """Yield the goals from … up to, that are solved together: crossing and concentration alone, others in a row."""
        first = 0
        for position, goal in enumerate(self._goals):
            if goal.name in STRUCTURE:
                if first < position:
                    yield first, position
                yield position, position + 1
                first = position + 1
        if first < len(self._goals):
            yield first, len(self._goals)

    def _together(self, first: int, last: int) -> None:
        """Solve goals in a row on one model."""
        settled, goals, pattern = self._settle(), self._goals[first:last], self._pattern()
        if not all([self._met(settled, goal) for goal in goals]):
            drawing = self._draw(settled, last)
            result = self._solves.linear(drawing, goals)
            taken = result.termination.has_plan and self._accept(drawing.read(result))
            for position, goal in enumerate(goals, first):
                if pattern and not self._met(settled, goal):
                    self._relax(settled, position)
                elif taken:
                    self._bound(goal, result.bound_of(goal.name))
                self._keep(goal)
            if not pattern:
                improve(self.ledger)
        for goal in goals:
            self._keep(goal)

    def _concentrate(self, position: int) -> None:
        """Solve concentration component by component."""
        settled, goal = self._settle(), self._goals[position]
        if not self._met(settled, goal):
            self.ledger, bound = concentrate(self._solves, self.ledger, settled, self._goals[: position + 1])
            self._bound(goal, bound)
            improve(self.ledger)
        self._keep(goal)

    def _settle(self) -> Settled:
        if self._settled is None or self._settled[0] != self.ledger.vector:
            self._settled = (self.ledger.vector, settle(self.ledger, self._kin))
        return self._settled[1]

    def _met(self, settled: Settled, goal: Goal) -> bool:
        """Whether a goal is as good as what nobody can avoid; its bound is known then."""
        floor = settled.floor(self.ledger, goal.name)
        self._bound(goal, floor)
        return self.ledger.totals[goal.name] <= floor

    def _pattern(self) -> frozenset[str]:
        return STRUCTURE & frozenset(self._kept)

    def _draw(self, settled: Settled, last: int, *, free: bool = False) -> Drawing:
        """Return a model with the goals up to one; those achieved are kept, by the pattern where that does it."""
        pattern = frozenset[str]() if free else self._pattern()
        if pattern:
            settled = settled.within(self.ledger, pattern_of(self.ledger, pattern))
        goals = [goal for goal in self._goals[:last] if goal.name not in pattern]
        drawing = draw(self.ledger, settled, goals)
        for goal in goals:
            if goal.name in self._kept:
                drawing.keep(goal.name, self._kept[goal.name])
        return drawing

    def _relax(self, settled: Settled, position: int) -> None:
        """Bound a goal by the relaxation of everything, whatever pattern achieves the goals before."""
        goal = self._goals[position]
        if goal.name in RELAXED and settled.size <= RELAXED_OPTIONS:
            drawing = self._draw(settled, position + 1, free=True)
            result = self._solves.linear(drawing, [goal], relaxed=True)
            if result.termination is Termination.OPTIMAL:
                self._bound(goal, _whole(result.bound_of(goal.name)))

    def _accept(self, found: Ledger | None) -> bool:
        """Take a plan that is no worse in any goal kept, and no worse altogether; whether taken."""
        if found is None or any(found.totals[name] > most for name, most in self._kept.items()):
            return False
        if found.vector > self.ledger.vector and not any(goal.tolerance for goal in self._goals):
            return False
        self.ledger = found
        return True

    def _bound(self, goal: Goal, bound: float | None) -> None:
        if bound is not None:
            self.bounds[goal.name] = max(bound, self.bounds.get(goal.name, bound))

    def _keep(self, goal: Goal) -> None:
        """Note what a goal achieved; earlier ones may have become better meanwhile."""
        self._kept[goal.name] = allowed_int(self.ledger.totals[goal.name], goal.tolerance)
        for one in self._goals:
            if one.name in self._kept:
                achieved = allowed_int(self.ledger.totals[one.name], one.tolerance)
                self._kept[one.name] = min(achieved, self._kept[one.name])


def _whole(bound: float | None) -> float | None:
    """Round the bound of a goal in whole numbers up, forgiving the solver's own tolerance."""
    return None if bound is None else math.ceil(bound - 1e-6 * max(1.0, abs(bound)))
