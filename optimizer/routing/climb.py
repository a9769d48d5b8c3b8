"""Large cases, goal after goal, each proven on what the goals before it leave in question.

Stays in beds are nearly an assignment problem: the relaxation of a goal that is a sum over patients is whole almost
everywhere, and its reduced costs tell which options no plan with that value can use. From goal to goal few options
are left (of sixty thousand, a few thousand where crossing and sites are decided, and some hundreds at the end), so that
their yes-or-no variables, too, are settled by branch and bound.

* What `settle` drops needs no solver.
* Goals up to the first that ties hospitals together are solved by components of people who share no unit. Components
  stand side by side in one model per worker; each goal is a sum over them, so that each keeps its own part.
* The highest figures (worst trip, balance) are a maximum over components: each later component keeps the whole's.
* A goal that may give something back (`tolerance`) is one for everybody, and from there on so is the model.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from optimizer.core.outcome import Run, Termination
from optimizer.core.params import Control, Limits
from optimizer.data.scenario import Goal
from optimizer.routing.bundles import Answer, bundles_of
from optimizer.routing.costs import is_sum
from optimizer.routing.draw import draw
from optimizer.routing.improve import improve
from optimizer.routing.ledger import Ledger
from optimizer.routing.settle import Settled, settle
from optimizer.routing.solves import Solves
from optimizer.solve.stages import allowed_int

log = logging.getLogger(__name__)
TIES = frozenset({"crossing", "concentration"})  # between hospitals
HIGHEST = frozenset({"worst_trip_min", "balance_pct"})  # a maximum, not a sum


class Climb:
    """One climb; afterwards `ledger` is the plan and `bounds` what was proven per goal."""

    def __init__(self, known: Ledger, limits: Limits, control: Control | None) -> None:
        self.ledger = known
        self.bounds: dict[str, float] = {}
        self._goals = known.instance.goals
        self._solves = Solves(limits, control)
        self._kept: dict[str, int] = {}
        self._asked = self._helped = False
        self._field = settle(known, known.instance.kin())

    def run(self) -> None:
        """Climb every goal."""
        for first, last in _stretches(self._goals):
            if not all([self._met(goal) for goal in self._goals[first:last]]):
                self._asked = True
                if self._solves.over:
                    return
                self._climb(first, last)
            for goal in self._goals[first:last]:
                self._kept[goal.name] = allowed_int(self.ledger.totals[goal.name], goal.tolerance)
        if self.termination is not Termination.OPTIMAL and not self._solves.over:
            improve(self.ledger)  # bounds proven beside a worse value of an earlier goal hold beside a better one

    @property
    def termination(self) -> Termination:
        """OPTIMAL when every goal is proven, FALLBACK when solvers were asked and none had an answer."""
        if all(self.bounds.get(goal.name) == self.ledger.totals[goal.name] for goal in self._goals):
            return Termination.OPTIMAL
        return Termination.FALLBACK if self._asked and not self._helped else Termination.FEASIBLE

    @property
    def facts(self) -> Run:
        """The facts of all solves."""
        return self._solves.facts

    def _climb(self, first: int, last: int) -> None:
        """Solve some goals in a row, bundle by bundle."""
        goals = self._goals[first:last]
        bundles = self._bundles(self._goals[:last])
        with ThreadPoolExecutor(max_workers=self._solves.limits.workers) as pool:
            answers = list(pool.map(lambda bundle: self._solve(bundle, first, last), bundles))
        for goal in goals:
            self._bound(goal, answers)
        left = [self._take(answer) for answer in answers]
        self._field = Settled(tuple(kin for one in left for kin in one.kin), tuple(must for one in left for must in one.must))

    def _bundles(self, goals: Sequence[Goal]) -> list[Settled]:
        if any(goal.tolerance for goal in goals):
            return [self._field]
        names = {goal.name for goal in goals}
        blocks = self._field.blocks(self.ledger, sites="concentration" in names, roofs="crossing" in names)
        return bundles_of(blocks, self._solves.limits.workers)

    def _solve(self, bundle: Settled, first: int, last: int) -> Answer:
        guide = self._guide(first)
        drawing = draw(self.ledger, bundle, self._goals[:last], flat=True)
        everybody = bundle is self._field
        for goal in self._goals[:first]:
            if goal.name in HIGHEST:
                drawing.keep(goal.name, self._kept[goal.name])
            elif goal in guide:
                continue
            elif everybody:
                drawing.keep(goal.name, self._kept[goal.name] - self.ledger.instance.apart(goal.name))
            else:
                drawing.keep(goal.name)
        return Answer(bundle, drawing, self._solves.faces(drawing, (*guide, *self._goals[first:last])))

    def _guide(self, first: int) -> tuple[Goal, ...]:
        """Return the last sum before a stretch, to be solved once more with it, where hospitals are tied together.

        There relaxations are not whole, and what proves that sum serves the next goal too.
        """
        before = self._goals[:first]
        if any(goal.tolerance for goal in before) or not any(goal.name in TIES for goal in before):
            return ()
        return tuple([goal for goal in before if is_sum(goal.name)][-1:])

    def _take(self, answer: Answer) -> Settled:
        """Make an answer part of the plan; returns what it leaves in question."""
        result = answer.result
        if result.termination.has_plan and self.ledger.exchange(answer.drawing.assignment(result), self._most()):
            self._helped = True
            return answer.left()
        log.warning("an answer of the solver is not taken: %s, %s", result.termination, result.run.stopped_by)
        return answer.bundle

    def _most(self) -> tuple[float, ...]:
        """Return what the goals may be at most: as before, but for what a tolerance gives back."""
        infinite = float("inf")
        return tuple(infinite if goal.tolerance else self.ledger.totals[goal.name] for goal in self._goals)

    def _bound(self, goal: Goal, answers: Sequence[Answer]) -> None:
        """Put the bounds of all bundles together."""
        found = [answer.result.bound_of(goal.name) for answer in answers]
        floors = [answer.bundle.floor(self.ledger, goal.name) for answer in answers]
        parts = [floor if bound is None else max(bound, floor) for bound, floor in zip(found, floors, strict=True)]
        whole = max(parts, default=0) if goal.name in HIGHEST else sum(parts) + self.ledger.instance.apart(goal.name)
        self.bounds[goal.name] = max(whole, self.bounds.get(goal.name, whole))

    def _met(self, goal: Goal) -> bool:
        """Whether a goal is as good as what nobody can avoid; its bound is known then."""
        self.bounds[goal.name] = self._field.floor(self.ledger, goal.name) + self.ledger.instance.apart(goal.name)
        return self.ledger.totals[goal.name] <= self.bounds[goal.name]


def _stretches(goals: Sequence[Goal]) -> Iterator[tuple[int, int]]:
    """Yield the goals from … up to, that are solved together.

    A new stretch begins where components become other ones: at the first goal that ties hospitals together, at the
    first that may give something back; and the highest figures stand alone.
    """
    first = 0
    tied = False
    for position, goal in enumerate(goals):
        ties = goal.name in TIES or bool(goal.tolerance)
        if position and ((ties and not tied) or goal.name in HIGHEST or goals[position - 1].name in HIGHEST):
            yield first, position
            first = position
        tied = tied or ties
    yield first, len(goals)
