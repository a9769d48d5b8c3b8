"""A second formulation of the rota: a column for every line that somebody may work, chosen by an integer program.

The product picks shifts day by day and holds the rules of a line by constraints over days; here a line that breaks one never
exists, and what a line costs is counted from the line itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

from optimizer.rota.entities import OFF, Person
from optimizer.rota.instance import RotaInstance
from tests.properties.lexico import Program
from tests.properties.rosters import places

Line = tuple[tuple[int, int], ...]  # shift and ward per day
Figure = Callable[[RotaInstance, Person, Line], int]
WIDE = 10_000.0


def best_by_columns(instance: RotaInstance) -> dict[str, int] | None:
    """Return every goal's optimum in order; None where somebody has no line, or no choice of lines keeps the pairs."""
    program = Program()
    lines: list[tuple[int, Person, Line, int]] = []
    for index, person in enumerate(instance.people):
        mine = [(index, person, line, program.variable()) for line in places(instance, person) if _keeps_hard(person, line)]
        if not mine:
            return None
        program.exactly({column: 1.0 for *_, column in mine}, 1.0)
        lines += mine
    there, own, crowd = _counts(instance, lines)
    for name, least in (("short_of_min", True), ("short_of_preferred", False)):
        wanted = [need.least if least else need.preferred for need in instance.needs]
        program.goal(name, _missing(program, there, wanted))
    program.goal("over_cover", _beyond(program, instance, crowd))
    lent = [need.least if need.skill in instance.stood_in else 0 for need in instance.needs]
    program.goal("skills_stood_in", _missing(program, own, lent))
    program.goal("requests_refused", {column: float(_refused(person, line)) for _, person, line, column in lines})
    program.goal("under_minutes", {column: float(_owed(instance, person, line)) for _, person, line, column in lines})
    program.goal("on_call_others", {column: float(_on_call(instance, person, line)) for _, person, line, column in lines})
    program.goal("rota_changes", {column: float(_changed(instance, index, line)) for index, _, line, column in lines})
    for name, figure in _EVEN.items():
        program.goal(name, _uneven(program, instance, lines, figure))
    return program.best()


def _keeps_hard(person: Person, line: Line) -> bool:
    return all(line[wish.day][0] == wish.shift for wish in person.fixed)


def _counts(
    instance: RotaInstance, lines: list[tuple[int, Person, Line, int]]
) -> tuple[list[dict[int, float]], list[dict[int, float]], dict[tuple[object, ...], dict[int, float]]]:
    """Return the columns that count for every need, those that do with a skill of their own, and those in every slot."""
    there: list[dict[int, float]] = [{} for _ in instance.needs]
    own: list[dict[int, float]] = [{} for _ in instance.needs]
    crowd: dict[tuple[object, ...], dict[int, float]] = defaultdict(dict)
    by_spot = defaultdict(list)
    for number, need in enumerate(instance.needs):
        for shift, day in need.spots:
            by_spot[need.ward, need.role, shift, day].append((number, need.skill))
    for _, person, line, column in lines:
        for day, (shift, ward) in enumerate(line):
            if shift == OFF:
                continue
            slot = (ward, person.role, shift, day)
            crowd[slot][column] = 1.0
            for number, skill in by_spot[slot]:
                if not skill or skill in person.skills:
                    there[number][column] = there[number].get(column, 0.0) + 1.0
                if skill in person.own:
                    own[number][column] = own[number].get(column, 0.0) + 1.0
    return there, own, crowd


def _missing(program: Program, there: list[dict[int, float]], wanted: list[int]) -> dict[int, float]:
    parts = {}
    for columns, number in zip(there, wanted, strict=True):
        if number:
            short = program.variable(float(number))
            program.at_most({**{column: -weight for column, weight in columns.items()}, short: -1.0}, -float(number))
            parts[short] = 1.0
    return parts


def _beyond(program: Program, instance: RotaInstance, crowd: dict[tuple[object, ...], dict[int, float]]) -> dict[int, float]:
    """Count people where nobody more is useful: beyond what any one skill wants, or all skills together if that is more."""
    asked: Counter[tuple[object, ...]] = Counter()
    for need in instance.needs:
        for shift, day in need.spots:
            key = (need.ward, need.role, shift, day, need.skill)
            asked[key] = max(asked[key], need.least, need.preferred)
    parts = {}
    for slot, columns in crowd.items():
        skilled = sum(number for (*where, skill), number in asked.items() if skill and tuple(where) == slot)
        useful = max(skilled, asked[(*slot, "")])
        over = program.variable(WIDE)
        program.at_most({**columns, over: -1.0}, float(useful))
        parts[over] = 1.0
    return parts


def _refused(person: Person, line: Line) -> int:
    return sum(wish.weight for wish in person.wishes if line[wish.day][0] != wish.shift)


def _owed(instance: RotaInstance, person: Person, line: Line) -> int:
    """Minutes below the contract, in every full period on all of whose days somebody's ward may call on the person."""
    least, step = person.contract.min_minutes or 0, person.contract.period_days
    missing = 0
    for first in range(0, instance.days - step + 1, step):
        days = range(first, first + step)
        if all(person.in_pool[day] for day in days):
            missing += max(0, least - sum(instance.shifts[line[day][0]].minutes for day in days if line[day][0] != OFF))
    return missing


def _on_call(instance: RotaInstance, person: Person, line: Line) -> int:
    return sum(shift != OFF and instance.shifts[shift].on_call and day in person.not_first for day, (shift, _) in enumerate(line))


def _changed(instance: RotaInstance, index: int, line: Line) -> int:
    changed = 0
    for day in range(instance.before_days):
        now = None if line[day][0] == OFF else line[day]
        changed += now != instance.before.get((index, day))
    return changed


def _nights(instance: RotaInstance, person: Person, line: Line) -> int:
    return person.carried.nights + sum(shift != OFF and instance.shifts[shift].night for shift, _ in line)


def _weekends(instance: RotaInstance, person: Person, line: Line) -> int:
    new = instance.weekends[1:] if person.carried.in_weekend else instance.weekends
    return person.carried.weekends + sum(any(line[day][0] != OFF for day in weekend) for weekend in new)


def _refused_in_all(instance: RotaInstance, person: Person, line: Line) -> int:
    return person.carried.refused + _refused(person, line)


_EVEN = {"night_spread": _nights, "weekend_spread": _weekends, "request_spread": _refused_in_all}


def _uneven(
    program: Program, instance: RotaInstance, lines: list[tuple[int, Person, Line, int]], figure: Figure
) -> dict[int, float]:
    """Add the most less the fewest of every pool outside a closed loop; inside, only nights are asked of both."""
    parts = {}
    for number, pool in enumerate(instance.night_pools):
        if number in instance.loops:
            message = "the columns know no closed loop"
            raise ValueError(message)
        most, fewest = program.variable(WIDE), program.variable(WIDE)
        for index in pool:
            figures = {column: float(figure(instance, person, line)) for one, person, line, column in lines if one == index}
            program.at_most({**figures, most: -1.0}, 0.0)
            program.at_most({**{column: -value for column, value in figures.items()}, fewest: 1.0}, 0.0)
        parts |= {most: 1.0, fewest: -1.0}
    return parts
