"""What one bed or station more would be worth, by re-solving the linear relaxation of those who compete for it.

Stated precisely: the relaxation of a component minimises the goals that are sums over patients, in the scenario's order,
each keeping what those before it reached. Who has a place may use the sites and ward kinds that the plan uses, who has
none may use any; the life-threatened, linked patients' hospitals and the sides of buildings with confirmed cases stay as
planned; crossing, concentration, worst trip and balance are left out of account. A figure is the optimum as things are
minus the optimum with one bed more. Where the relaxation's optima are whole, as in most places, that is the change of
the best plan; elsewhere it may be a fraction. Slots whose price is 0 in every stage are worth nothing for certain (the
optimum is convex in the side) and are not re-solved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from optimizer.routing.costs import left_out_cost, placed_cost
from optimizer.routing.instance import Kin
from optimizer.routing.ledger import Ledger
from optimizer.routing.option import Option
from optimizer.routing.pattern import STRUCTURE, pattern_of
from optimizer.routing.relief import Slot, slots
from optimizer.solve.prices import INFINITY, PricedLp

PRICED = 1e-7  # prices nearer to 0 than this are 0
SLACK = 1e-7  # what an earlier goal may be worse by, relative to its value, against rounding
NEARLY = 0.02  # gains so near to a whole number are that number: the slack of earlier goals blurs later ones
WORK = 1_000_000  # options × slots up to which every day is re-solved; beyond, only every unit for all days together
VALUED = (
    "unplaced_2",
    "unplaced_3",
    "unplaced_4",
    "wait_excess_days",
    "travel_excess_min",
    "travel_weighted_min",
    "wait_days",
)  # the goals that a bed is worth something for; fewer changes are no reason for one


@dataclass(frozen=True, slots=True)
class BedValue:
    """By how much the goals improve with one bed (or station) more in a unit.

    Parameters
    ----------
    day
        Day index; None for a bed more on every day.
    gain
        Goal by goal in order, positive where it improves; those that stay the same are left out.
    exact
        Whether that is from a re-solve. If not, there is one goal, the first with a price, and the figure is the price:
        the most by which one bed more can improve it.
    """

    place: int
    day: int | None
    gain: tuple[tuple[str, float], ...]
    exact: bool = True


@dataclass(frozen=True, slots=True)
class _Stage:
    goal: str
    costs: Mapping[int, float]


class _Component:
    """The relaxation of one component, solved goal by goal."""

    def __init__(self, ledger: Ledger, kin: Sequence[Kin]) -> None:
        self.ledger = ledger
        upper: list[float] = []
        rows: list[dict[int, float]] = []
        use: dict[Slot, dict[int, float]] = {}
        goals = [goal.name for goal in ledger.instance.goals if goal.name in VALUED]
        costs: dict[str, dict[int, float]] = {goal: {} for goal in goals}
        for one in kin:
            person = ledger.instance.people[one.members[0]]
            row: dict[int, float] = {}
            for option in (*one.options, None):
                column = len(upper)
                upper.append(one.size)
                row[column] = 1.0
                for goal in goals:
                    cost = left_out_cost(goal, person) if option is None else placed_cost(goal, person, option)
                    if cost:
                        costs[goal][column] = cost
                for slot in slots(option) if option else ():
                    use.setdefault(slot, {})[column] = 1.0
            rows.append(row)
        self.size = len(upper)
        self.lp = PricedLp(upper)
        for one, row in zip(kin, rows, strict=True):
            self.lp.add_row(row, one.size, equal=True)
        self.room = {slot: _room(ledger, slot) for slot in use}
        self.row = {slot: self.lp.add_row(columns, self.room[slot]) for slot, columns in use.items()}
        self.stages = [_Stage(goal, costs[goal]) for goal in goals if costs[goal]]
        self.kept = [self.lp.add_row(stage.costs, INFINITY) for stage in self.stages]
        self.optimum: list[float] = []
        self.prices: dict[Slot, list[float]] = {slot: [] for slot in use}

    def values(self) -> Iterator[BedValue]:
        """Yield what a bed more is worth wherever that is more than nothing."""
        for stage, kept in zip(self.stages, self.kept, strict=True):
            priced = self.lp.minimise(stage.costs, stage.goal)
            self.optimum.append(priced.value)
            for slot, row in self.row.items():
                self.prices[slot].append(priced.prices[row])
            self._keep(kept, priced.value)
        wanted: dict[int, list[int]] = {}
        for place, day, _ in sorted(slot for slot in self.row if self._first_priced(slot) < len(self.stages)):
            if day not in wanted.setdefault(place, []):
                wanted[place].append(day)
        every_day = sum(map(len, wanted.values())) * self.size <= WORK
        for place, days in wanted.items():
            for day in days:
                yield from self._value(place, [day], day) if every_day else self._at_most(place, day)
            yield from self._value(place, range(self.ledger.instance.days), None)

    def _value(self, place: int, days: Sequence[int], day: int | None) -> Iterator[BedValue]:
        """Yield what the optimum gains by a place more on some days."""
        more = self._more(place, days)
        for slot, gain in more.items():
            self.lp.let(self.row[slot], self.room[slot] + gain)
        first = min(self._first_priced(slot) for slot in more)
        for kept in self.kept[first:]:
            self.lp.let(kept, INFINITY)
        gains: list[tuple[str, float]] = []
        for number in range(first, len(self.stages)):
            stage = self.stages[number]
            value = self.lp.minimise(stage.costs, stage.goal).value
            self._keep(self.kept[number], value)
            gains.append((stage.goal, _rounded(self.optimum[number] - value)))
        for slot in more:
            self.lp.let(self.row[slot], self.room[slot])
        for kept, value in zip(self.kept[first:], self.optimum[first:], strict=True):
            self._keep(kept, value)
        gains = [gain for gain in gains if gain[1]]
        if gains and gains[0][1] > 0:
            yield BedValue(place, day, tuple(gains))

    def _at_most(self, place: int, day: int) -> Iterator[BedValue]:
        """Yield the price of a place more on a day."""
        more = self._more(place, [day])
        number = min(self._first_priced(slot) for slot in more)
        price = _rounded(-sum(by * self.prices[slot][number] for slot, by in more.items()))
        if price > 0:
            yield BedValue(place, day, ((self.stages[number].goal, price),), exact=False)

    def _more(self, place: int, days: Sequence[int]) -> dict[Slot, int]:
        return {slot: gain for slot, gain in _one_more(self.ledger, place, days).items() if slot in self.row}

    def _first_priced(self, slot: Slot) -> int:
        return next((n for n, price in enumerate(self.prices[slot]) if price < -PRICED), len(self.stages))

    def _keep(self, row: int, value: float) -> None:
        self.lp.let(row, value + SLACK * max(1.0, abs(value)))


def bed_values(ledger: Ledger, further: Mapping[int, Sequence[Option]]) -> tuple[BedValue, ...]:
    """Return the value of one bed more by unit and day, and for every day together, where it is not nothing.

    Parameters
    ----------
    further
        Per person index, options that exist only with a bed more (units that run but have no place free for the plan).
    """
    found: list[BedValue] = []
    for kin in _components(_kin(ledger, further)):
        found += _Component(ledger, kin).values()
    return tuple(sorted(found, key=lambda one: (one.place, -1 if one.day is None else one.day)))


def _kin(ledger: Ledger, further: Mapping[int, Sequence[Option]]) -> list[Kin]:
    """Return the people who are not life-threatened, alike ones together, with what they may use."""
    within = pattern_of(ledger, STRUCTURE)
    groups: dict[tuple[int, bool, tuple[Option, ...]], list[int]] = {}
    for person in ledger.instance.people:
        have = ledger.chosen[person.index]
        options = dict.fromkeys((*ledger.instance.options[person.index], *further.get(person.index, ())))
        fitting = tuple(
            option
            for option in options
            if option == have or ((have is None or within(option)) and ledger.apart(option) and ledger.together(person, option))
        )
        if fitting and not person.urgent:
            groups.setdefault((person.urgency, person.in_previous, fitting), []).append(person.index)
    return [Kin(tuple(members), options) for (_, _, options), members in groups.items()]


def _components(kin: Sequence[Kin]) -> list[list[Kin]]:
    parent: dict[object, object] = {}

    def root(item: object) -> object:
        while parent.setdefault(item, item) != item:
            item = parent[item]
        return item

    for number, one in enumerate(kin):
        for place in {slot[0] for option in one.options for slot in slots(option)}:
            parent[root(("place", place))] = root(number)
    found: dict[object, list[Kin]] = {}
    for number, one in enumerate(kin):
        found.setdefault(root(number), []).append(one)
    return list(found.values())


def _room(ledger: Ledger, slot: Slot) -> int:
    """Return the places for who is not life-threatened: what the life-threatened leave, at least what the plan uses."""
    index, day, shift = slot
    place = ledger.instance.places[index]
    urgent = ledger.census[index][day] - ledger.regular[index][day]
    if shift:
        return max(ledger.in_shift(index, day, shift), min(place.per_shift(day), place.effective[day] - urgent))
    return max(ledger.regular[index][day], min(place.limit(day), place.effective[day] - urgent))


def _rounded(gain: float) -> float:
    return float(round(gain)) if abs(gain - round(gain)) <= NEARLY else round(gain, 2)


def _one_more(ledger: Ledger, index: int, days: Sequence[int]) -> dict[Slot, int]:
    """Return what one bed or station more adds by slot."""
    place = ledger.instance.places[index]
    more: dict[Slot, int] = {(index, day, 0): place.shifts for day in days}
    return more | {(index, day, shift): 1 for day in days for shift in range(1, place.shifts + 1)}
