"""Large cases, goal after goal: each on the smallest model that answers it, with local search in between.

One model of everything is out of reach of any solver within a minute, but most goals need little of it:

* A goal that the known plan meets as well as anybody's own best allows needs nothing (`settle`).
* Most goals fall apart into components of people who share no unit (`blocks`). They are nearly assignment problems, so
  branch and bound over the linear relaxation proves in a second what clause learning does not find in a minute.
* Goals after these two are solved within the sites and ward kinds in use (`pattern`), again nearly an assignment; a
  bound that holds for every pattern with the same figures comes from the relaxation of the whole.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from optimizer.core.outcome import Run, Termination
from optimizer.core.params import Control, Limits
from optimizer.data.scenario import Goal
from optimizer.routing.blocks import Parts, solve_blocks
from optimizer.routing.budget import Budget
from optimizer.routing.draw import Drawing, draw
from optimizer.routing.improve import improve
from optimizer.routing.ledger import Ledger, Vector
from optimizer.routing.pattern import STRUCTURE, pattern_of
from optimizer.routing.settle import Settled, settle
from optimizer.routing.solves import Solves
from optimizer.solve.stages import allowed_int

RELAXED = ("travel_excess_min", "wait_excess_days", "travel_weighted_min")
FIRST, SITES, REST = (1.0, 1.0), (0.4, 2.5), (0.4, 3.0)  # share of the deterministic time, and work: see `budget`
UNLIMITED_S = 60.0  # where the deterministic time has no limit
CITY_OPTIONS = 30_000  # beyond this a model of the whole city takes too long, and its relaxation too


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
            name = self._goals[first].name
            settled = self._settle()
            if all([self._met(settled, goal) for goal in self._goals[first:last]]):
                pass
            elif name == "crossing":
                self._crossing(settled, first)
            elif name == "concentration":
                self._concentration(settled, first)
            elif self._pattern():
                self._within_pattern(settled, first, last)
            else:
                self._component_by_component(settled, first, last)
            for goal in self._goals[first:last]:
                self._keep(goal)

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

    def _component_by_component(self, settled: Settled, first: int, last: int) -> None:
        """Solve goals that do not tie hospitals together."""
        goals = self._goals[first:last]
        parts = Parts.of(self.ledger, settled)
        found, _ = solve_blocks(self._solves, self.ledger, parts, self._goals[:first], goals, self._budget(FIRST))
        for goal in goals:
            self._bound(goal, found.get(goal.name))
        improve(self.ledger)

    def _crossing(self, settled: Settled, position: int) -> None:
        """Solve crossing on one model of the whole city, unless that is too large."""
        goal = self._goals[position]
        if settled.size <= CITY_OPTIONS:
            drawing = self._draw(settled, position + 1)
            result = self._solves.linear(drawing, [goal])
            if result.termination.has_plan:
                self._bound(goal, result.bound_of(goal.name))
                self.ledger.exchange(drawing.assignment(result))
        improve(self.ledger)

    def _concentration(self, settled: Settled, position: int) -> None:
        """Solve concentration component by component.

        At first without crossing, so that the bounds hold whatever wards are open elsewhere. An answer that adds to
        crossing is not taken, and that component is solved again within the ward kinds in use.
        """
        goal, before = self._goals[position], self._goals[:position]
        parts = Parts.of(self.ledger, settled, sites=True)
        found, refused = solve_blocks(self._solves, self.ledger, parts, before, [goal], self._budget(SITES))
        self._bound(goal, found[goal.name])
        if refused and self._pattern():
            pattern = pattern_of(self.ledger, self._pattern())
            within = tuple(block.within(self.ledger, pattern) for block in refused)
            solve_blocks(
                self._solves, self.ledger, Parts(within, (False,) * len(within), ()), before, [goal], self._budget(SITES)
            )
        improve(self.ledger)

    def _within_pattern(self, settled: Settled, first: int, last: int) -> None:
        """Solve goals after crossing or concentration, keeping these as the plan has them."""
        goals = self._goals[first:last]
        kept = [goal for goal in self._goals[:first] if goal.name not in STRUCTURE]
        within = settled.within(self.ledger, pattern_of(self.ledger, self._pattern()))
        solve_blocks(self._solves, self.ledger, Parts.of(self.ledger, within), kept, goals, self._budget(REST))
        for position, goal in enumerate(goals, first):
            if not self._met(settled, goal):
                self._relax(settled, position)
            self._keep(goal)

    def _budget(self, part: tuple[float, float]) -> Budget:
        share, weight = part
        limits = self._solves.limits
        return Budget(share * (limits.deterministic_s or UNLIMITED_S) * limits.workers, weight)

    def _settle(self) -> Settled:
        if self._settled is None or self._settled[0] != self.ledger.vector:
            self._settled = (self.ledger.vector, settle(self.ledger, self._kin))
        return self._settled[1]

    def _met(self, settled: Settled, goal: Goal) -> bool:
        """Whether a goal is as good as what nobody can avoid; its bound is known then."""
        floor = settled.floor(self.ledger, goal.name) + self.ledger.instance.apart(goal.name)
        self._bound(goal, floor)
        return self.ledger.totals[goal.name] <= floor

    def _pattern(self) -> frozenset[str]:
        return STRUCTURE & frozenset(self._kept)

    def _draw(self, settled: Settled, last: int) -> Drawing:
        """Return a model of everybody with the goals up to one; those before it are kept."""
        goals = self._goals[:last]
        drawing = draw(self.ledger, settled, goals)
        for goal in goals[:-1]:
            if goal.name in self._kept:
                drawing.keep(goal.name, self._kept[goal.name] - self.ledger.instance.apart(goal.name))
        return drawing

    def _relax(self, settled: Settled, position: int) -> None:
        """Bound a goal by the relaxation of everything, whatever pattern achieves the goals before."""
        goal = self._goals[position]
        if goal.name in RELAXED and settled.size <= CITY_OPTIONS:
            drawing = self._draw(settled, position + 1)
            result = self._solves.linear(drawing, [goal], relaxed=True)
            if result.termination is Termination.OPTIMAL:
                bound = _whole(result.bound_of(goal.name))
                self._bound(goal, bound)

    def _bound(self, goal: Goal, bound: float | None) -> None:
        """Take note of a bound of the whole goal."""
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
