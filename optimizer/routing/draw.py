"""From a known plan to a model: variables, rules, goals, and what earlier goals have achieved."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from optimizer.data.scenario import Goal
from optimizer.routing.choice import Choice
from optimizer.routing.constraints import post_all
from optimizer.routing.goals import expression
from optimizer.routing.ledger import Ledger
from optimizer.routing.option import Option
from optimizer.routing.settle import Settled
from optimizer.routing.sketch import Linear, Sketch
from optimizer.solve.cpsat import Stage
from optimizer.solve.result import SolverResult


@dataclass(frozen=True, slots=True)
class Drawing:
    """A model with its goals as expressions."""

    sketch: Sketch
    choice: Choice
    goals: Mapping[str, Linear]

    def stages(self, goals: Sequence[Goal]) -> list[Stage]:
        """Return goals as stages of a solve."""
        return [Stage(goal.name, self.goals[goal.name], goal.tolerance) for goal in goals]

    def value(self, name: str, result: SolverResult | None = None) -> int:
        """Return a goal's value in a solver's answer, or in the known plan."""
        known = None if result is None else [round(value) for value in result.values]
        return self.sketch.value(self.goals[name], known)

    def keep(self, name: str, most: int | None = None) -> None:
        """Let a goal not exceed a figure; without one, what it is in the known plan."""
        self.sketch.keep(self.goals[name], self.sketch.value(self.goals[name]) if most is None else most)

    def restate(self, goals: Mapping[str, Linear]) -> Self:
        """Return the same model with other expressions as its goals."""
        return replace(self, goals=goals)

    def assignment(self, result: SolverResult) -> dict[int, Option | None]:
        """Return who gets what by person index.

        Alike people take the earliest and nearest places in order of their wait and lot.
        """
        found: dict[int, Option | None] = {}
        for kin, row in zip(self.choice.kin, self.choice.taken, strict=True):
            counts = [round(result.values[variable.index]) for variable in row]
            given = [option for option, count in zip(kin.options, counts, strict=True) for _ in range(count)]
            given.sort(key=lambda option: (option.start, option.rank))
            found.update(itertools.zip_longest(kin.members, given[: kin.size]))
        return found


def draw(known: Ledger, settled: Settled, goals: Sequence[Goal], *, flat: bool = False) -> Drawing:
    """Return a model of the people in question with some goals; a known plan is its hint (`flat`: see `Choice`)."""
    sketch = Sketch()
    choice = Choice(sketch, settled.kin, settled.must, known, flat=flat)
    post_all(choice)
    return Drawing(sketch, choice, {goal.name: expression(choice, goal.name, known) for goal in goals})
