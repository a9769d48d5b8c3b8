"""What needs no solver: as long as a known plan reaches the sum of everybody's own best, nothing worse stays in question.

People whose options touch (a unit, a link, a building with confirmed cases) form a component; components do not know
each other as far as sums over patients go. Goal by goal, a component whose known plan equals the sum of its people's
least costs is settled: options that cost more can be in no better plan and are dropped. A component that is not
settled keeps its options from there on, and so does everybody after a goal that ties hospitals together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from optimizer.routing.costs import is_sum, left_out_cost, placed_cost, placed_costs
from optimizer.routing.forced import forced_floor
from optimizer.routing.instance import Kin
from optimizer.routing.ledger import Ledger
from optimizer.routing.presence import contested, presences


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

    @property
    def size(self) -> int:
        """Number of options in question."""
        return sum(len(one.options) for one in self.kin)

    @property
    def forced(self) -> tuple[Kin, ...]:
        """Who must be placed."""
        return tuple(kin for kin, must in zip(self.kin, self.must, strict=True) if must)

    def floor(self, ledger: Ledger, goal: str) -> int:
        """Return a bound of a goal from what each of these people cannot avoid."""
        if goal == "worst_trip_min":
            return max((_nearest(kin) for kin in self.forced), default=0)
        if not is_sum(goal):
            return forced_floor(goal, ledger.instance, self.forced)
        cases = (_Case(kin, must) for kin, must in zip(self.kin, self.must, strict=True))
        return sum(case.kin.size * min(_costs(ledger, case, goal)) for case in cases)

    def value(self, ledger: Ledger, goal: str) -> int:
        """Return what a goal is among these people; crossing has no such value."""
        if is_sum(goal):
            return sum(_value(ledger, kin, goal) for kin in self.kin)
        if goal == "worst_trip_min":
            trips = (ledger.chosen[index] for kin in self.kin for index in kin.members)
            return max((option.longest for option in trips if option is not None), default=0)
        places = ledger.instance.places
        mine = sorted({leg.place for kin in self.kin for option in kin.options for leg in option.legs})
        if goal == "concentration":
            here = {(places[index].hospital, places[index].unit.service_id) for index in mine}
            return sum(count > 0 and site[:2] in here for site, count in ledger.sites.items())
        loads = [pair for index in mine for pair in zip(ledger.census[index], places[index].effective, strict=True)]
        if goal == "urgent_over_capacity":
            return sum(max(0, count - room) for count, room in loads)
        return max((-(-100 * count // room) for count, room in loads if room), default=0)

    def blocks(self, ledger: Ledger, *, sites: bool = False, roofs: bool = False) -> tuple[Settled, ...]:
        """Return the components apart: they share no unit, link or building.

        Parameters
        ----------
        sites
            They share no service of a hospital either, so that concentration is a sum over them.
        roofs
            Nor a hospital and day whose ward kinds are not all decided, so that crossing is a sum over them.
        """
        cases = [_Case(kin, must) for kin, must in zip(self.kin, self.must, strict=True)]
        return tuple(_settled(group) for group in _components(ledger, cases, sites=sites, roofs=roofs))


def settle(ledger: Ledger, kin: Sequence[Kin]) -> Settled:
    """Drop the options that the goals rule out by themselves."""
    cases = [_Case(one, must=_all_urgent_placed(ledger, one)) for one in kin]
    groups = _components(ledger, cases)
    for goal in ledger.instance.goals:
        if goal.tolerance or all(case.open for case in cases):
            break
        if is_sum(goal.name):
            if _settle_sum(ledger, groups, goal.name):
                groups = _components(ledger, cases)
        elif goal.name == "worst_trip_min":
            if not _settle_worst(ledger, cases):
                break
        elif goal.name == "urgent_over_capacity":
            _open_where_over(ledger, groups)
        elif ledger.totals[goal.name]:
            break
    return _settled(cases)


def _settled(cases: Sequence[_Case]) -> Settled:
    return Settled(tuple(case.kin for case in cases), tuple(case.must for case in cases))


def _all_urgent_placed(ledger: Ledger, kin: Kin) -> bool:
    """Whether they are life-threatened and placed; only contradictory rules between patients could prevent that."""
    urgent = ledger.instance.people[kin.members[0]].urgent
    return urgent and all(ledger.chosen[index] is not None for index in kin.members)


def _settle_sum(ledger: Ledger, groups: list[list[_Case]], goal: str) -> bool:
    """Settle one goal; whether any option was dropped."""
    dropped = False
    for group in groups:
        if any(case.open for case in group):
            _open(group)
            continue
        costs = [_costs(ledger, case, goal) for case in group]
        floor = sum(case.kin.size * min(cost) for case, cost in zip(group, costs, strict=True))
        if sum(_value(ledger, case.kin, goal) for case in group) > floor:
            _open(group)
            continue
        for case, cost in zip(group, costs, strict=True):
            least = min(cost)
            kept = tuple(option for option, here in zip(case.kin.options, cost, strict=False) if here == least)
            if len(kept) < len(case.kin.options):
                dropped = True
                case.kin = replace(case.kin, options=kept)
            case.must = case.must or cost[-1] > least
    return dropped


def _value(ledger: Ledger, kin: Kin, goal: str) -> int:
    value = 0
    for index in kin.members:
        option, person = ledger.chosen[index], ledger.instance.people[index]
        value += left_out_cost(goal, person) if option is None else placed_cost(goal, person, option)
    return value


def _costs(ledger: Ledger, case: _Case, goal: str) -> list[int]:
    """Return the cost of every option, and of being left out where that is possible."""
    person = ledger.instance.people[case.kin.members[0]]
    costs = placed_costs(goal, person, case.kin.options)
    return costs if case.must else [*costs, left_out_cost(goal, person)]


def _settle_worst(ledger: Ledger, cases: list[_Case]) -> bool:
    """Drop longer trips when the known worst trip is one that somebody cannot avoid; whether so."""
    worst = ledger.totals["worst_trip_min"]
    floor = max((_nearest(case.kin) for case in cases if case.must), default=0)
    if worst > floor:
        return False
    for case in cases:
        case.kin = replace(case.kin, options=tuple(o for o in case.kin.options if o.longest <= worst))
    return True


def _nearest(kin: Kin) -> int:
    return min(option.longest for option in kin.options)


def _open_where_over(ledger: Ledger, groups: list[list[_Case]]) -> None:
    """Keep everything in question where the known plan exceeds effective capacity."""
    over = {
        place.index
        for place in ledger.instance.places
        if any(count > room for count, room in zip(ledger.census[place.index], place.effective, strict=True))
    }
    for group in groups:
        if any(leg.place in over for case in group for option in case.kin.options for leg in option.legs):
            _open(group)


def _open(group: list[_Case]) -> None:
    for case in group:
        case.open = True


def _components(ledger: Ledger, cases: list[_Case], *, sites: bool = False, roofs: bool = False) -> list[list[_Case]]:
    """Return the cases in groups that share no unit, building with confirmed cases, or link (nor site, nor roof)."""
    parent: dict[object, object] = {}

    def root(item: object) -> object:
        parent.setdefault(item, item)
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    places, people = ledger.instance.places, ledger.instance.people
    under = contested(places, (case.kin for case in cases)) if roofs else {}
    for number, case in enumerate(cases):
        for presence in {found for option in case.kin.options for found in presences(places, option)} if under else ():
            roof = (presence[0], presence[2])
            if roof in under:
                parent[root(("roof", *roof))] = root(number)
        for place in dict.fromkeys(leg.place for option in case.kin.options for leg in option.legs):
            building = places[place].building
            shared = ("building", building) if building in ledger.mixed else ("place", place)
            parent[root(shared)] = root(number)
            if sites:
                parent[root((places[place].hospital, places[place].unit.service_id))] = root(number)
        for index in case.kin.members:
            for other in people[index].linked:
                parent[root(("pair", *sorted((index, other))))] = root(number)
    groups: dict[object, list[_Case]] = {}
    for number, case in enumerate(cases):
        groups.setdefault(root(number), []).append(case)
    return list(groups.values())
