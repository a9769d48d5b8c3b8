"""A second formulation of routing: a yes or no for every patient and option, rules as conflicts of pairs and sums of people.

The product counts patients who are alike by one variable and holds buildings and links by signs; here everybody stands alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations

from optimizer.core.goals import URGENCY_WEIGHT
from optimizer.data.vocabulary import WardKind
from optimizer.routing.instance import RoutingInstance
from optimizer.routing.option import Option
from optimizer.routing.people import Person
from tests.properties.lexico import Program

Pick = tuple[Person, Option, int]  # who, what, which variable
_SUMS: dict[str, Callable[[Person, Option], float]] = {
    "urgent_late_min": lambda person, option: option.over_travel * (person.urgency == 1),
    "urgent_travel_min": lambda person, option: option.travel * (person.urgency == 1),
    "travel_excess_min": lambda person, option: option.over_travel * (person.urgency != 1),
    "wait_excess_days": lambda _, option: option.over_wait,
    "outside_network": lambda _, option: option.outside,
    "overstay_days": lambda _, option: option.overstay,
    "transfers": lambda _, option: option.transfers,
    "provider_changes": lambda _, option: option.away,
    "travel_weighted_min": lambda person, option: URGENCY_WEIGHT[person.urgency] * (option.travel + option.further),
    "wait_days": lambda _, option: option.wait,
}


def best_by_pairs(instance: RoutingInstance) -> dict[str, int] | None:
    """Return every goal's optimum in order, of the people who have an option; None where the rules leave no plan."""
    program = Program()
    picks: list[Pick] = []
    for person in instance.people:
        mine = [(person, option, program.variable()) for option in instance.options[person.index]]
        if mine:
            terms = {variable: 1.0 for *_, variable in mine}
            (program.exactly if person.urgency == 1 else program.at_most)(terms, 1.0)
        picks += mine
    _room(program, instance, picks)
    _conflicts(program, instance, picks)
    for goal in instance.goals:
        program.goal(goal.name, *_goal(program, instance, picks, goal.name))
    return program.best()


def _uses(instance: RoutingInstance, picks: list[Pick]) -> Iterator[tuple[Pick, int, int, int]]:
    for pick in picks:
        for leg in pick[1].legs:
            for day in leg.days:
                yield pick, leg.place, day, leg.shift


def _room(program: Program, instance: RoutingInstance, picks: list[Pick]) -> None:
    """People other than the life-threatened are no more than a place has on a day, and in a shift."""
    whole: dict[tuple[int, int], dict[int, float]] = defaultdict(dict)
    shifts: dict[tuple[int, int, int], dict[int, float]] = defaultdict(dict)
    for (person, _, variable), place, day, shift in _uses(instance, picks):
        if person.urgency != 1:
            whole[place, day][variable] = 1.0
            if shift:
                shifts[place, day, shift][variable] = 1.0
    for (place, day), terms in whole.items():
        program.at_most(terms, instance.places[place].limit(day))
    for (place, day, _), terms in shifts.items():
        program.at_most(terms, instance.places[place].per_shift(day))


def _conflicts(program: Program, instance: RoutingInstance, picks: list[Pick]) -> None:
    """No confirmed case shares a building with somebody else on a day, and linked people are not in two hospitals."""
    places = instance.places
    sides: dict[int, set[tuple[int, int, bool]]] = defaultdict(set)
    for (_, _, variable), index, day, _ in _uses(instance, picks):
        sides[variable].add((places[index].building, day, places[index].kinds[day] is WardKind.ISOLATION))
    for (one, mine, x), (other, theirs, y) in combinations(picks, 2):
        if one is other:
            continue
        apart = other.index in one.linked and places[mine.place].hospital != places[theirs.place].hospital
        if apart or any((building, day, not isolated) in sides[y] for building, day, isolated in sides[x]):
            program.at_most_one((x, y))


def _goal(program: Program, instance: RoutingInstance, picks: list[Pick], name: str) -> tuple[dict[int, float], float]:
    here = {person.index: person for person, _, _ in picks}.values()
    if name in _SUMS:
        return {variable: float(_SUMS[name](person, option)) for person, option, variable in picks}, 0.0
    if name == "changes":
        terms = {variable: float(option.changed) - person.in_previous for person, option, variable in picks}
        return terms, float(sum(person.in_previous for person in here))
    if name == "lost_place":
        terms = {variable: -float(person.has_place) for person, _, variable in picks}
        return terms, float(sum(person.has_place for person in here))
    if name.startswith("unplaced_"):
        urgency = int(name.removeprefix("unplaced_"))
        some = {variable: -1.0 for person, _, variable in picks if person.urgency == urgency}
        return some, float(sum(person.urgency == urgency for person in here))
    return _OTHERS[name](program, instance, picks), 0.0


def _census(instance: RoutingInstance, picks: list[Pick]) -> dict[tuple[int, int], dict[int, float]]:
    found: dict[tuple[int, int], dict[int, float]] = defaultdict(dict)
    for (_, _, variable), place, day, _ in _uses(instance, picks):
        found[place, day][variable] = 1.0
    return found


def _over(program: Program, instance: RoutingInstance, picks: list[Pick]) -> dict[int, float]:
    parts = {}
    for (place, day), terms in _census(instance, picks).items():
        over = program.variable(float(len(terms)))
        program.at_most({**terms, over: -1.0}, instance.places[place].effective[day])
        parts[over] = 1.0
    return parts


def _crossing(program: Program, instance: RoutingInstance, picks: list[Pick]) -> dict[int, float]:
    """Count the ward kinds with somebody in a hospital on a day, beyond the first."""
    kinds: dict[tuple[int, int], dict[WardKind, set[int]]] = defaultdict(lambda: defaultdict(set))
    for (_, _, variable), index, day, _ in _uses(instance, picks):
        place = instance.places[index]
        kinds[place.hospital, day][place.kinds[day]].add(variable)
    parts = {}
    for here in kinds.values():
        beyond, signs = program.variable(float(len(here))), []
        for variables in here.values():
            signs.append(program.variable())
            for variable in variables:
                program.at_most({variable: 1.0, signs[-1]: -1.0}, 0.0)
        program.at_most({**dict.fromkeys(signs, 1.0), beyond: -1.0}, 1.0)
        parts[beyond] = 1.0
    return parts


def _sites(program: Program, instance: RoutingInstance, picks: list[Pick]) -> dict[int, float]:
    signs: dict[tuple[object, ...], int] = {}
    for _, option, variable in picks:
        for leg in option.legs:
            place = instance.places[leg.place]
            kind = place.kinds[leg.start]
            if kind is not WardKind.GENERAL:
                key = (place.hospital, place.unit.service_id, kind)
                sign = signs[key] if key in signs else signs.setdefault(key, program.variable())
                program.at_most({variable: 1.0, sign: -1.0}, 0.0)
    return {sign: 1.0 for sign in signs.values()}


def _worst(program: Program, instance: RoutingInstance, picks: list[Pick]) -> dict[int, float]:
    worst = program.variable(100_000.0)
    for _, option, variable in picks:
        program.at_most({variable: float(option.longest), worst: -1.0}, 0.0)
    return {worst: 1.0}


def _fullest(program: Program, instance: RoutingInstance, picks: list[Pick]) -> dict[int, float]:
    top = program.variable(100_000.0)
    for (place, day), terms in _census(instance, picks).items():
        if room := instance.places[place].effective[day]:
            program.at_most({**{variable: 100.0 for variable in terms}, top: -float(room)}, 0.0)
    return {top: 1.0}


_OTHERS = {
    "urgent_over_capacity": _over,
    "crossing": _crossing,
    "concentration": _sites,
    "worst_trip_min": _worst,
    "balance_pct": _fullest,
}
