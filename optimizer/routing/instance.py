"""The routing problem in integers: people, places and the options each person has, all frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from optimizer.core.goals import DEFAULT_ROUTING_GOALS
from optimizer.core.horizon import Horizon
from optimizer.data.dataset import Dataset
from optimizer.data.scenario import Goal
from optimizer.data.tables.plan import CapacityRow, ConversionRow, DesignationRow, PlacementRow
from optimizer.routing import rules
from optimizer.routing.candidates import Search
from optimizer.routing.costs import NEAREST, left_out_cost
from optimizer.routing.option import Option
from optimizer.routing.people import Person, people_of
from optimizer.routing.places import Place, places_of


@dataclass(frozen=True, slots=True)
class Kin:
    """Patients who are alike in every respect that a rule or a goal asks: one integer variable per option.

    Parameters
    ----------
    members
        Person indices, longest wait first, then by lot.
    options
        What each of them may be given.
    """

    members: tuple[int, ...]
    options: tuple[Option, ...]

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.members)


@dataclass(frozen=True, slots=True)
class RoutingInstance:
    """People × options (unit, first day, cohort), places × days, goals in order.

    Parameters
    ----------
    people, places
        In an order that depends on their content only, not on the order of rows.
    options
        Per person; empty when no rule-abiding place exists.
    goals
        Every routing goal once, in the scenario's order, and `costs.NEAREST`.
    thinned
        For how many patients the policy left units out of consideration.
    """

    horizon: Horizon
    people: tuple[Person, ...]
    places: tuple[Place, ...]
    options: tuple[tuple[Option, ...], ...]
    goals: tuple[Goal, ...]
    ground: rules.Ground
    thinned: int = 0

    @classmethod
    def from_dataset(
        cls,
        dataset: Dataset,
        designation: tuple[DesignationRow, ...],
        conversions: tuple[ConversionRow, ...],
        capacity: Mapping[tuple[str, date], CapacityRow],
        previous: tuple[PlacementRow, ...],
        seed: int = 0,
    ) -> Self:
        """Build the instance; names of patients and the order of rows leave no trace but the lot."""
        places = places_of(dataset, conversions, capacity)
        people = people_of(dataset, previous, places, seed)
        ground = rules.Ground.of(dataset, designation, places)
        search = Search(dataset, places, ground)
        options = tuple(search.options(person, every=bool(person.linked)) for person in people)
        goals = goals_in_order(dataset, replanning=any(person.in_force for person in people))
        return cls(dataset.horizon, people, places, options, goals, ground, search.thinned)

    @property
    def replanning(self) -> bool:
        """Whether a plan is in force."""
        return any(person.in_force for person in self.people)

    @property
    def days(self) -> int:
        """Length of the horizon."""
        return self.horizon.days

    def apart(self, goal: str) -> int:
        """Return what a goal counts for the people without any option, whatever the plan."""
        alone = (person for person in self.people if not self.options[person.index])
        return sum(left_out_cost(goal, person) for person in alone)

    def kin(self) -> tuple[Kin, ...]:
        """Return the people grouped with those who are exactly alike; linked people stay alone."""
        groups: dict[object, list[int]] = {}
        for person in self.people:
            options = self.options[person.index]
            if not options:
                continue
            key: object = person.index if person.linked else (person.urgency, person.in_previous, person.has_place, options)
            groups.setdefault(key, []).append(person.index)
        return tuple(Kin(tuple(members), self.options[members[0]]) for members in groups.values())


def goals_in_order(dataset: Dataset, *, replanning: bool = False) -> tuple[Goal, ...]:
    """Return the scenario's goals, those it does not name, and among them the nearest place for the life-threatened.

    While a plan is in force, minutes within the limit are no reason to send them elsewhere than decided.
    """
    named = dataset.scenario.goals_for(replanning=replanning)
    missing = [name for name in DEFAULT_ROUTING_GOALS if name not in {goal.name for goal in named}]
    goals = [*named, *(Goal(name) for name in missing)]
    before = {"urgent_late_min", "urgent_over_capacity"} | ({"changes"} if replanning else set())
    after = max(number for number, goal in enumerate(goals) if goal.name in before)
    goals.insert(after + 1, Goal(NEAREST))
    return tuple(goals)
