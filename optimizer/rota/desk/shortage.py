"""Why a shift stays open: everybody who could serve there, by the rule that keeps them from it, the tightest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from optimizer.rota.desk.book import NONE, RotaDesk
from optimizer.rota.desk.obstacles import Obstacle, works_already
from optimizer.rota.entities import Need

MOST_LOOKED = 100
"""Open shifts of a ward that are looked at for what binds it, evenly over them; it bounds the time."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A rule that keeps people from a shift: those whom it alone keeps, and those whom others keep as well.

    Parameters
    ----------
    example
        What stands against the first of them.
    """

    rule: str
    alone: tuple[int, ...]
    beside: tuple[int, ...]
    example: Obstacle


@dataclass(frozen=True, slots=True)
class Shortage:
    """A need below its minimum and what binds.

    Parameters
    ----------
    able
        People of the role and skill whom the ward may draw on that day and who do not serve there then.
    outside
        People of the role and skill whom it may not draw on that day, by the rule that says so.
    holds
        What keeps those able from it, the tightest first.
    free
        Those whom nothing keeps from it.
    """

    need: Need
    there: int
    able: tuple[int, ...]
    outside: Mapping[str, int]
    holds: tuple[Hold, ...]
    free: tuple[int, ...]

    @property
    def missing(self) -> int:
        """People missing to the minimum."""
        return self.need.least - self.there


def open_needs(desk: RotaDesk) -> tuple[Need, ...]:
    """Return every need below its minimum, by day."""
    found = (need for need in desk.instance.needs if desk.missing(need) > 0)
    return tuple(sorted(found, key=lambda need: (need.day, need.ward, need.shift, need.role, need.skill)))


def shortage(desk: RotaDesk, need: Need) -> Shortage:
    """Return what keeps people from a shift that is short of them."""
    able, free = [], []
    outside: dict[str, int] = defaultdict(int)
    against: dict[str, tuple[list[int], list[int], list[Obstacle]]] = {}
    for index, person in enumerate(desk.instance.people):
        if person.role is not need.role or (need.skill and need.skill not in person.skills):
            continue
        held = desk.assigned.get((index, need.day))
        if held is not None and held[1] == need.ward and (held[0], need.day) in need.spots:
            continue
        moves = {(index, need.day): (need.shift, need.ward)}
        if need.ward not in person.options[need.day].get(need.shift, ()):
            outside[desk.obstacles(index, moves)[0].rule] += 1
            continue
        able.append(index)
        found = [] if desk.may(index, moves) else list(desk.obstacles(index, moves))
        if held is not None:
            found.insert(0, works_already(desk.dataset, desk.instance, need.day, held))
        if not found:
            free.append(index)
        for obstacle in found:
            alone, beside, examples = against.setdefault(obstacle.rule, ([], [], []))
            (beside if len(found) > 1 else alone).append(index)
            if len(found) == 1 or not examples:
                examples.append(obstacle)
    holds = [
        Hold(rule, tuple(alone), tuple(beside), says[0 if not alone else -1]) for rule, (alone, beside, says) in against.items()
    ]
    holds.sort(key=lambda hold: (-len(hold.alone), -len(hold.beside), hold.rule))
    return Shortage(need, desk.there(need, NONE), tuple(able), dict(outside), tuple(holds), tuple(free))


@dataclass(frozen=True, slots=True)
class Binding:
    """What keeps a ward short over several shifts, in person-shifts: how many could serve, and whom each rule alone keeps."""

    looked: int
    missing: int
    able: int
    alone: tuple[tuple[str, int], ...]
    several: int


def bindings(desk: RotaDesk, needs: Iterable[Need]) -> dict[int, Binding]:
    """Return what binds every ward with open shifts, by ward; of many shifts those evenly spread are looked at."""
    wards: dict[int, list[Need]] = defaultdict(list)
    for need in needs:
        wards[need.ward].append(need)
    return {ward: _binding(desk, rows) for ward, rows in wards.items()}


def _binding(desk: RotaDesk, needs: list[Need]) -> Binding:
    step = -(-len(needs) // MOST_LOOKED)
    looked = [shortage(desk, need) for need in needs[::step]]
    alone: dict[str, int] = defaultdict(int)
    for one in looked:
        for hold in one.holds:
            alone[hold.rule] += len(hold.alone)
    able = sum(len(one.able) for one in looked)
    several = able - sum(alone.values()) - sum(len(one.free) for one in looked)
    tightest = sorted(((rule, count) for rule, count in alone.items() if count), key=lambda pair: (-pair[1], pair[0]))
    return Binding(len(looked), sum(one.missing for one in looked), able, tuple(tightest), several)
