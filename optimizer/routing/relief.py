"""What would make room for people without a place: the fewest changes that let all of them in, as a small model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pulp

from optimizer.core.goals import URGENCY_WEIGHT
from optimizer.core.params import Control, Limits
from optimizer.routing.ledger import Ledger
from optimizer.routing.option import Option
from optimizer.routing.people import Person
from optimizer.solve.milp import MilpStage, solve_milp

Slot = tuple[int, int, int]  # place, day, shift; shift 0 stands for all shifts of the day together
LATE_DAY = 1000  # what a day beyond the clinical limit counts among weighted minutes …
MOVE = 240  # … and another place or day for who has one already; only where the number of steps leaves a choice


@dataclass(frozen=True, slots=True)
class Lever:
    """Something that can be changed to make room.

    Parameters
    ----------
    room
        Places gained per step of it, by slot.
    most
        How many steps are possible.
    """

    name: str
    room: Mapping[Slot, int]
    most: int


@dataclass(frozen=True, slots=True)
class Way:
    """An option together with the levers (by index) without which it does not exist."""

    option: Option
    asks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Seeker:
    """People who are alike, with the ways to place them; who has a place already (`old`) must keep one."""

    members: tuple[Person, ...]
    ways: tuple[Way, ...]
    old: Option | None = None


@dataclass(frozen=True, slots=True)
class Relief:
    """The fewest steps of levers, and who then goes where.

    Parameters
    ----------
    steps
        Per lever.
    extra
        Places used beyond what there was, by place and day.
    given
        Option by person index; None for those whom no lever helps.
    """

    steps: tuple[int, ...]
    extra: Mapping[tuple[int, int], int]
    given: Mapping[int, Option | None]


def slots(option: Option) -> Iterator[Slot]:
    """Yield what an option uses of the places' room."""
    for leg in option.legs:
        for day in leg.days:
            yield leg.place, day, leg.shift


class _Model:
    """The model of one question."""

    def __init__(self, ledger: Ledger, seekers: Sequence[Seeker], levers: Sequence[Lever]) -> None:
        self.ledger, self.seekers, self.levers = ledger, seekers, levers
        self.problem = pulp.LpProblem("relief", pulp.LpMinimize)
        self.taken = [
            [self._integer(f"x{number}_{way}", len(seeker.members)) for way in range(len(seeker.ways))]
            for number, seeker in enumerate(seekers)
        ]
        self.left_out = [self._integer(f"o{n}", 0 if s.old else len(s.members)) for n, s in enumerate(seekers)]
        self.steps = [self._integer(f"a{number}", lever.most) for number, lever in enumerate(levers)]
        self.room: dict[Slot, int] = {}
        self._everybody()
        self._room()
        self._asked()
        self._linked()

    def _integer(self, name: str, most: int) -> pulp.LpVariable:
        return self.problem.add_variable(name, 0, most, cat="Integer")

    def _everybody(self) -> None:
        for seeker, row, out in zip(self.seekers, self.taken, self.left_out, strict=True):
            self.problem += pulp.lpSum([*row, out]) == len(seeker.members)

    def _room(self) -> None:
        """Whoever is in the model fits beside those who stay."""
        wanted: dict[Slot, list[pulp.LpVariable]] = {}
        for seeker, row in zip(self.seekers, self.taken, strict=True):
            for way, variable in zip(seeker.ways, row, strict=True):
                for slot in slots(way.option):
                    wanted.setdefault(slot, []).append(variable)
        gained: dict[Slot, list[int]] = {}
        for number, lever in enumerate(self.levers):
            for slot in lever.room:
                gained.setdefault(slot, []).append(number)
        freed: dict[Slot, int] = {}
        for seeker in self.seekers:
            for place, day, shift in slots(seeker.old) if seeker.old else ():
                for slot in {(place, day, 0), (place, day, shift)}:
                    freed[slot] = freed.get(slot, 0) + len(seeker.members)
        for slot, variables in wanted.items():
            self.room[slot] = max(0, free(self.ledger, slot) + freed.get(slot, 0))
            more = [self.levers[number].room[slot] * self.steps[number] for number in gained.get(slot, ())]
            self.problem += pulp.lpSum(variables) <= self.room[slot] + pulp.lpSum(more)

    def _asked(self) -> None:
        for seeker, row in zip(self.seekers, self.taken, strict=True):
            for way, variable in zip(seeker.ways, row, strict=True):
                for number in way.asks:
                    self.problem += variable <= len(seeker.members) * self.steps[number]

    def _linked(self) -> None:
        """Two linked people who both seek a place go to one hospital."""
        places = self.ledger.instance.places
        number = {seeker.members[0].index: n for n, seeker in enumerate(self.seekers) if len(seeker.members) == 1}
        for one, position in number.items():
            for other in self.seekers[position].members[0].linked:
                if one < other and other in number:
                    here = list(zip(self.seekers[position].ways, self.taken[position], strict=True))
                    there = list(zip(self.seekers[number[other]].ways, self.taken[number[other]], strict=True))
                    for hospital in sorted({places[way.option.place].hospital for way, _ in here}):
                        mine = [v for way, v in here if places[way.option.place].hospital == hospital]
                        elsewhere = [v for way, v in there if places[way.option.place].hospital != hospital]
                        self.problem += pulp.lpSum([*mine, *elsewhere]) <= 1

    def stages(self) -> list[MilpStage]:
        """Return: nobody left out, by urgency; few steps; then little waiting, moving and travelling."""
        found = []
        for urgency in sorted({seeker.members[0].urgency for seeker in self.seekers}):
            out = [v for v, s in zip(self.left_out, self.seekers, strict=True) if s.members[0].urgency == urgency and not s.old]
            if out:
                found.append(MilpStage(f"left_out_{urgency}", pulp.lpSum(out)))
        burden = []
        for seeker, row in zip(self.seekers, self.taken, strict=True):
            for way, variable in zip(seeker.ways, row, strict=True):
                moved = MOVE if seeker.old is not None and way.option != seeker.old else 0
                weight = URGENCY_WEIGHT[seeker.members[0].urgency]
                burden.append((weight * way.option.travel + LATE_DAY * way.option.over_wait + moved) * variable)
        return [*found, MilpStage("steps", pulp.lpSum(self.steps)), MilpStage("burden", pulp.lpSum(burden))]


def free(ledger: Ledger, slot: Slot) -> int:
    """Return the places left for who is not life-threatened: those who are hold theirs, be it over capacity."""
    index, day, shift = slot
    place = ledger.instance.places[index]
    beside_everybody = place.effective[day] - ledger.census[index][day]
    if shift:
        return min(place.per_shift(day) - ledger.in_shift(index, day, shift), beside_everybody)
    return min(place.limit(day) - ledger.regular[index][day], beside_everybody)


def cheapest_relief(
    ledger: Ledger, seekers: Sequence[Seeker], levers: Sequence[Lever], limits: Limits, control: Control | None = None
) -> Relief | None:
    """Return the fewest steps of levers that place everybody who can be placed at all; None without an answer.

    Parameters
    ----------
    ledger
        The plan, with its own places; people who are not among the seekers stay where they are.
    seekers
        Those without a place, and those who have one but may be moved.
    """
    model = _Model(ledger, seekers, levers)
    result = solve_milp(model.problem, model.stages(), limits, control=control, step="relief")
    if not result.termination.has_plan:
        return None
    given: dict[int, Option | None] = {}
    for seeker, row in zip(seekers, model.taken, strict=True):
        options = [way.option for way, v in zip(seeker.ways, row, strict=True) for _ in range(round(result.value_of(v.name)))]
        for position, person in enumerate(seeker.members):
            given[person.index] = options[position] if position < len(options) else None
    used = Counter(slot for option in given.values() if option is not None for slot in slots(option))
    extra: Counter[tuple[int, int]] = Counter()
    for (place, day, shift), count in used.items():
        extra[place, day] += max(0, count - model.room[place, day, shift])
    return Relief(tuple(round(result.value_of(v.name)) for v in model.steps), +extra, given)
