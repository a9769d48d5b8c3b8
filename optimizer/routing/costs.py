"""What one placement adds to each goal that is a plain sum over patients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter

from optimizer.core.goals import URGENCY_WEIGHT
from optimizer.routing.option import Option
from optimizer.routing.people import Person

Cost = Callable[[Person, Option], int]

NEAREST = "urgent_travel_min"
"""A goal that is no term of its own: the life-threatened go to the nearest capable place with room (DESIGN, hard rules).

It comes right after their lateness and over-capacity, so that no later goal (crossing, fewer sites) sends them farther.
"""

COSTS: dict[str, Cost] = {
    "urgent_late_min": lambda person, option: option.over_travel if person.urgent else 0,
    NEAREST: lambda person, option: option.travel if person.urgent else 0,
    "wait_excess_days": lambda person, option: option.over_wait,
    "outside_network": lambda person, option: int(option.outside),
    "overstay_days": lambda person, option: option.overstay,
    "travel_excess_min": lambda person, option: 0 if person.urgent else option.over_travel,
    "transfers": lambda person, option: option.transfers,
    "provider_changes": lambda person, option: int(option.away),
    "travel_weighted_min": lambda person, option: URGENCY_WEIGHT[person.urgency] * (option.travel + option.further),
    "wait_days": lambda person, option: option.wait,
    "changes": lambda person, option: int(option.changed),
}


_ALIKE: dict[str, Callable[[Option], int]] = {
    "wait_excess_days": attrgetter("over_wait"),
    "overstay_days": attrgetter("overstay"),
    "transfers": attrgetter("transfers"),
    "wait_days": attrgetter("wait"),
}
"""Of these, costs that are the same for everybody and stand in the option."""


def left_out_cost(goal: str, person: Person) -> int:
    """Return what a goal counts for a person who is not placed."""
    if goal == "changes":
        return int(person.in_previous)
    if goal == "lost_place":
        return int(person.has_place)
    return int(goal == f"unplaced_{person.urgency}")


def placed_cost(goal: str, person: Person, option: Option) -> int:
    """Return what a goal counts for a placement by itself, wherever the others are."""
    cost = COSTS.get(goal)
    return 0 if cost is None else cost(person, option)


def placed_costs(goal: str, person: Person, options: Sequence[Option]) -> list[int]:
    """Return `placed_cost` of many options."""
    plain = _ALIKE.get(goal)
    if plain is not None:
        return list(map(plain, options))
    cost = COSTS.get(goal)
    return [0] * len(options) if cost is None else [cost(person, option) for option in options]


def is_sum(goal: str) -> bool:
    """Whether a goal is a sum over patients, so that each may be looked at alone."""
    return goal in COSTS or goal == "lost_place" or goal.startswith("unplaced_")
