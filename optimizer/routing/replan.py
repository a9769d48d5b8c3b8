"""Routing while a plan is in force: whoever can stay stays, and only what must move is looked at again.

Service is what the goals before `changes` measure. It need not become better than it was, so nobody is moved for that;
where the plan in force, held, serves everybody of a component as well as before, the component is done, and the number
of changes is proven when it is the number of people who cannot stay. Components that are served worse are solved with
everybody who competes for the same places, as far as the budget reaches.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.core.outcome import Outcome, Run, Termination
from optimizer.core.params import Control, Limits
from optimizer.data.dataset import Dataset
from optimizer.data.scenario import Goal
from optimizer.data.tables.plan import ConversionRow, DesignationRow, PlacementRow
from optimizer.routing.budget import FEWEST, narrowed
from optimizer.routing.costs import is_sum, left_out_cost, placed_cost, placed_costs
from optimizer.routing.greedy import greedy, place_best
from optimizer.routing.held import hold
from optimizer.routing.instance import RoutingInstance
from optimizer.routing.ledger import Ledger, Vector
from optimizer.routing.option import Option
from optimizer.routing.outcome import Capacity, complete, outcome_of
from optimizer.routing.people import Person
from optimizer.routing.settle import Settled, settle
from optimizer.routing.solution import RoutingSolution

if TYPE_CHECKING:  # solvers take a second to load, and most re-plans need none
    from optimizer.routing.draw import Drawing
    from optimizer.routing.solves import Solves
    from optimizer.solve.result import SolverResult

ROUNDS = 2  # of local search among those who move anyway
ON_THE_WAY = frozenset({"overstay_days", "transfers"})  # what the path in force itself still costs
SEARCH_OPTIONS = 400  # up to so many options, CP-SAT proves everything at once; beyond, the linear relaxation is quicker
SHARE = 0.1  # of the deterministic time, for that
OPTIONS_PER_S = 550  # so many options are looked at per deterministic second: all of a city's where there is time
ANYTHING = 10**8  # above what any goal of service can be
Targets = Mapping[str, int]


def reroute(
    dataset: Dataset,
    designation: tuple[DesignationRow, ...],
    conversions: tuple[ConversionRow, ...],
    capacity: Capacity,
    previous: tuple[PlacementRow, ...],
    limits: Limits,
    control: Control | None = None,
) -> Outcome[RoutingSolution] | None:
    """Return what `model.route` does while a plan is in force, without loading a solver that is not needed.

    None when there is nothing to hold, or the scenario's order of goals asks for a plan from scratch.
    """
    capacity = complete(dataset, conversions, capacity)
    instance = RoutingInstance.from_dataset(dataset, designation, conversions, capacity, previous, limits.seed)
    if not (instance.replanning and holds(instance.goals)):
        return None
    return again(dataset, instance, capacity, previous, limits, control)


def again(
    dataset: Dataset,
    instance: RoutingInstance,
    capacity: Capacity,
    previous: tuple[PlacementRow, ...],
    limits: Limits,
    control: Control | None,
) -> Outcome[RoutingSolution]:
    """Return the re-plan of an instance."""
    plan = Again(instance, limits, control)
    plan.run()
    return outcome_of(dataset, capacity, previous, plan.ledger, plan.bounds, plan.termination, plan.facts)


def holds(goals: Sequence[Goal]) -> bool:
    """Whether `changes` comes after goals of service only, so that a plan in force can be held first."""
    names = [goal.name for goal in goals]
    before = names[: names.index("changes")]
    return all(is_sum(name) or name == "urgent_over_capacity" for name in before)


class Again:
    """One re-plan; afterwards `ledger` is the plan and `bounds` what was proven per goal."""

    def __init__(self, instance: RoutingInstance, limits: Limits, control: Control | None) -> None:
        self._instance, self._limits, self._control = instance, limits, control
        self._began = time.monotonic()
        names = [goal.name for goal in instance.goals]
        self._service = instance.goals[: names.index("changes")]
        self._changes = instance.goals[names.index("changes")]
        self._solves: Solves | None = None
        self._failed = False
        self._known_before: dict[tuple[str, int], int] = {}
        self.ledger = self._start()
        self.bounds: dict[str, float] = {}

    def run(self) -> None:
        """Hold, then mend what is served worse than before."""
        kin = self._instance.kin()
        people, chosen = self._instance.people, self.ledger.chosen
        must = tuple(people[one.members[0]].urgent and all(chosen[index] is not None for index in one.members) for one in kin)
        blocks = Settled(kin, must).blocks(self.ledger)
        still_open = _together(
            [
                block
                for block in blocks
                if not self._served(block, self._targets(block))
                or self._value(block, "changes") > block.floor(self.ledger, "changes")
            ]
        )
        proven = self._mend(still_open) if still_open.kin else {}
        self._polish()
        self._prove(blocks, still_open, proven)

    def _prove(self, blocks: Sequence[Settled], still_open: Settled, proven: Mapping[str, float]) -> None:
        """State the bound of every goal: what nobody can avoid, and what a solve found out about those looked at."""
        ledger, whole = self.ledger, _together(blocks)
        settled, after = settle(ledger, whole.kin), _together([self._kept(block) for block in blocks])
        later = False
        for goal in self._instance.goals:
            floor = float(settled.floor(ledger, goal.name))
            if goal.name in proven:
                floor = max(floor, whole.floor(ledger, goal.name) - still_open.floor(ledger, goal.name) + proven[goal.name])
            self.bounds[goal.name] = max(floor, after.floor(ledger, goal.name) if later else 0) + self._instance.apart(goal.name)
            later = later or (goal.name == "changes" and not goal.tolerance)

    def _kept(self, block: Settled) -> Settled:
        """Return a component after the changes: where they are as few as each person allows, each does what is fewest."""
        if self._value(block, "changes") > block.floor(self.ledger, "changes"):
            return block
        people, found = self._instance.people, []
        for kin, must in zip(block.kin, block.must, strict=True):
            person = people[kin.members[0]]
            costs = placed_costs("changes", person, kin.options)
            least = min([*costs, *(() if must else (left_out_cost("changes", person),))])
            options = tuple(option for option, cost in zip(kin.options, costs, strict=True) if cost == least)
            stay = must or left_out_cost("changes", person) > least
            found.append((replace(kin, options=options), stay) if options else (kin, must))
        return Settled(tuple(kin for kin, _ in found), tuple(must for _, must in found))

    @property
    def termination(self) -> Termination:
        """OPTIMAL when every goal is proven, FALLBACK when a solver was asked and had no answer."""
        if all(self.bounds.get(goal.name) == self.ledger.totals[goal.name] for goal in self._instance.goals):
            return Termination.OPTIMAL
        return Termination.FALLBACK if self._failed else Termination.FEASIBLE

    @property
    def facts(self) -> Run:
        """The facts of all solves; none where nothing had to be solved."""
        if self._solves is not None:
            return self._solves.facts
        return Run("", "", self._limits.seed, self._limits.workers, time.monotonic() - self._began)

    def _start(self) -> Ledger:
        """Return the plan in force as far as it holds, everybody else where they are served best beside it."""
        ledger = greedy(self._instance, hold(self._instance))
        options, chosen = self._instance.options, ledger.chosen
        if any(person.urgent and options[person.index] and chosen[person.index] is None for person in self._instance.people):
            from optimizer.routing.urgent import place_urgent

            return greedy(self._instance, hold(self._instance, place_urgent(self._instance, self._limits, self._control)))
        return ledger

    def _targets(self, block: Settled) -> Targets:
        """Return the service that is good enough: what the plan in force gave; for the others what they can have at best."""
        targets = {}
        for goal in self._service:
            floor = block.floor(self.ledger, goal.name)
            targets[goal.name] = floor
            if is_sum(goal.name):
                before = sum(self._before(goal.name, index) for kin in block.kin for index in kin.members)
                targets[goal.name] = max(floor, before)
        return targets

    def _before(self, goal: str, index: int) -> int:
        """Return what a goal counted for a person in the plan in force, at least what it must count today."""
        if (goal, index) not in self._known_before:
            self._known_before[goal, index] = self._worked_out(goal, self._instance.people[index])
        return self._known_before[goal, index]

    def _worked_out(self, goal: str, person: Person) -> int:
        options = self._instance.options[person.index]
        best = min(placed_costs(goal, person, options), default=0)
        if not person.in_force:
            return min(best, left_out_cost(goal, person))
        held = [placed_cost(goal, person, option) for option in options if not option.changed] if goal in ON_THE_WAY else []
        return max(best, self._was(goal, person), min(held, default=0))

    def _was(self, goal: str, person: Person) -> int:
        if goal == "wait_excess_days":
            return max(0, person.in_force[0][1] - person.ready - person.service.max_wait_days)
        mine = "urgent_late_min" if person.urgent else "travel_excess_min"
        return person.in_force_late if goal == mine else 0

    def _value(self, block: Settled, goal: str) -> int:
        return block.value(self.ledger, goal)

    def _served(self, block: Settled, targets: Targets) -> bool:
        return all(self._value(block, goal) <= target for goal, target in targets.items())

    def _mend(self, block: Settled) -> Mapping[str, float]:
        """Solve what is open, all who compete for the same places together; returns bounds where all was looked at.

        Service that is better than its target counts as the target, so that only a bound above that says anything of it.
        """
        looked_at, targets = self._within_reach(block), self._targets(block)
        result = None if looked_at is None else self._solve(looked_at, targets)
        if result is None or looked_at is not block:
            return {}
        found = {name: result.bound_of(name) for name in ("changes", *filter(is_sum, targets))}
        return {name: bound for name, bound in found.items() if bound is not None and bound > targets.get(name, -1)}

    def _within_reach(self, block: Settled) -> Settled | None:
        """Return as much of a component as the scenario's effort covers: whole, narrowed, or nothing of it."""
        seconds = self._limits.deterministic_s
        most = OPTIONS_PER_S * seconds if seconds else math.inf
        if block.size <= most:
            return block
        each = int(most / max(1, len(block.kin)))
        return narrowed(self.ledger, block, each) if each >= FEWEST else None

    def _moves(self, person: Person) -> bool:
        """Whether a person is not where the plan in force has them."""
        option = self.ledger.chosen[person.index]
        return option is None or option.changed or not person.in_force

    def _solve(self, block: Settled, targets: Targets) -> SolverResult | None:
        """Improve a component's service up to its targets, then its changes."""
        from optimizer.routing.draw import draw
        from optimizer.routing.solves import Solves

        if not block.kin:
            return None
        if self._solves is None:
            self._solves = Solves(self._limits, self._control)
        if self._solves.over:
            self._failed = True
            return None
        goals = [*self._service, self._changes]
        drawing = draw(self.ledger, block, goals)
        drawing = self._no_better(drawing, targets)
        search = block.size <= SEARCH_OPTIONS
        result = self._solves.search(drawing, goals, SHARE) if search else self._solves.faces(drawing, goals)
        if result.termination.has_plan:
            self._take(drawing.assignment(result))
        self._failed = not result.termination.has_plan
        return result

    def _no_better(self, drawing: Drawing, targets: Targets) -> Drawing:
        """Return the model in which a goal of service counts as its target where it is better: nobody is moved for that."""
        sketch = drawing.sketch
        stated = dict(drawing.goals)
        for name, target in targets.items():
            expression = stated[name]
            if not isinstance(expression, int):
                enough = sketch.integer(target, ANYTHING, f"enough_{name}", max(target, sketch.value(expression)))
                sketch.model.add(expression <= enough)
                stated[name] = enough
        return drawing.restate(stated)

    def _take(self, assignment: Mapping[int, Option | None]) -> None:
        """Take an answer that is no worse in what counts; solvers do give wrong answers now and then."""
        old = {index: self.ledger.chosen[index] for index in assignment}
        before, anything = self._counted(), (math.inf,) * len(self._instance.goals)
        if self.ledger.exchange(assignment, anything) and self._counted() > before:
            self.ledger.exchange(old, anything)

    def _counted(self) -> Vector:
        """Return service as far as it is worse than it was, then changes."""
        people = [person for person in self._instance.people if self._instance.options[person.index]]
        worse = []
        for goal in self._service:
            total = self.ledger.totals[goal.name]
            if is_sum(goal.name):
                total = max(total, sum(self._before(goal.name, person.index) for person in people))
            worse.append(total)
        return (*worse, self.ledger.totals["changes"])

    def _polish(self) -> None:
        """Serve the goals after the changes as well, by those who move anyway."""
        for _ in range(ROUNDS):
            for person in self._instance.people:
                if self._moves(person):
                    old = self.ledger.chosen[person.index]
                    if old is not None:
                        self.ledger.remove(person)
                    place_best(self.ledger, person, old=old)


def _together(blocks: Sequence[Settled]) -> Settled:
    """Return components as one, for one solve: what each needs is counted together."""
    return Settled(tuple(kin for block in blocks for kin in block.kin), tuple(must for block in blocks for must in block.must))
