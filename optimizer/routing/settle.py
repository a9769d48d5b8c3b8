"""What needs no solver: as long as a known plan reaches the sum of everybody's own best, nothing worse stays in question.

People whose options touch (a unit, a link, a building with confirmed cases) form a component; components do not know
each other as far as sums over patients go. Goal by goal, a component whose known plan equals the sum of its people's
least costs is settled: options that cost more can be in no better plan and are dropped. A component that is not
settled keeps its options from there on, and so does everybody after a goal that ties hospitals together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from optimizer.routing.costs import is_sum, left_out_cost, placed_cost
from optimizer.routing.instance import Kin
from optimizer.routing.ledger import Ledger


@dataclass
class _Case:
    """One kin while its options are looked through."""

    kin: Kin
    must: bool
    open: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """The kin with the options still in question, and whether all of them must be placed."""

    kin: tuple[Kin, ...]
    must: tuple[bool, ...]


def settle(ledger: Ledger, kin: Sequence[Kin]) -> Settled:
    """Drop the options that the goals rule out by themselves."""
    cases = [_Case(one, must=_all_urgent_placed(ledger, one)) for one in kin]
    for goal in ledger.instance.goals:
        if goal.tolerance or all(case.open for case in cases):
            break
        if is_sum(goal.name):
            _settle_sum(ledger, cases, goal.name)
        elif goal.name == "worst_trip_min":
            if not _settle_worst(ledger, cases):
                break
        elif goal.name == "urgent_over_capacity":
            _open_where_over(ledger, cases)
        elif ledger.totals[goal.name]:
            break
    return Settled(tuple(case.kin for case in cases), tuple(case.must for case in cases))


def _all_urgent_placed(ledger: Ledger, kin: Kin) -> bool:
    """Whether they are life-threatened and placed; only contradictory rules between patients could prevent that."""
    urgent = ledger.instance.people[kin.members[0]].urgent
    return urgent and all(ledger.chosen[index] is not None for index in kin.members)


def _settle_sum(ledger: Ledger, cases: list[_Case], goal: str) -> None:
    people = ledger.instance.people
    for group in _components(ledger, cases):
        if any(case.open for case in group):
            _open(group)
            continue
        least = {id(case): _least(ledger, case, goal) for case in group}
        floor = sum(case.kin.size * least[id(case)] for case in group)
        value = 0
        for case in group:
            for index in case.kin.members:
                option, person = ledger.chosen[index], people[index]
                value += left_out_cost(goal, person) if option is None else placed_cost(goal, person, option)
        if value > floor:
            _open(group)
            continue
        for case in group:
            person = people[case.kin.members[0]]
            kept = tuple(o for o in case.kin.options if placed_cost(goal, person, o) == least[id(case)])
            case.kin = replace(case.kin, options=kept)
            case.must = case.must or left_out_cost(goal, person) > least[id(case)]


def _least(ledger: Ledger, case: _Case, goal: str) -> int:
    person = ledger.instance.people[case.kin.members[0]]
    costs = [placed_cost(goal, person, option) for option in case.kin.options]
    if not case.must:
        costs.append(left_out_cost(goal, person))
    return min(costs)


def _settle_worst(ledger: Ledger, cases: list[_Case]) -> bool:
    """Drop longer trips when the known worst trip is one that somebody cannot avoid; whether so."""
    worst = ledger.totals["worst_trip_min"]
    floor = max((min(o.travel for o in case.kin.options) for case in cases if case.must), default=0)
    if worst > floor:
        return False
    for case in cases:
        case.kin = replace(case.kin, options=tuple(o for o in case.kin.options if o.travel <= worst))
    return True


def _open_where_over(ledger: Ledger, cases: list[_Case]) -> None:
    """Keep everything in question where the known plan exceeds effective capacity."""
    over = {
        place.index
        for place in ledger.instance.places
        if any(count > room for count, room in zip(ledger.census[place.index], place.effective, strict=True))
    }
    for group in _components(ledger, cases):
        if any(option.place in over for case in group for option in case.kin.options):
            _open(group)


def _open(group: list[_Case]) -> None:
    for case in group:
        case.open = True


def _components(ledger: Ledger, cases: list[_Case]) -> list[list[_Case]]:
    """Return the cases in groups that share no unit, building with confirmed cases, or link."""
    parent: dict[object, object] = {}

    def root(item: object) -> object:
        parent.setdefault(item, item)
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    places, people = ledger.instance.places, ledger.instance.people
    for number, case in enumerate(cases):
        joined = {("building", places[option.place].building) for option in case.kin.options}
        for item in sorted(joined):
            parent[root(item)] = root(number)
        for index in case.kin.members:
            for other in people[index].linked:
                parent[root(("pair", *sorted((index, other))))] = root(number)
    groups: dict[object, list[_Case]] = {}
    for number, case in enumerate(cases):
        groups.setdefault(root(number), []).append(case)
    return list(groups.values())
