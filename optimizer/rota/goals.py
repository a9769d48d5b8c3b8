"""The goals of a piece of the rota, as expressions with their greedy value and a floor known by counting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import IntVar, LinearExpr

from optimizer.data.vocabulary import Role
from optimizer.rota.cover import Cover
from optimizer.rota.entities import OFF, Need
from optimizer.rota.fairness import EVENS, Even, evens_of
from optimizer.rota.floors import even_floor, may_hold_fillers, missing_floors
from optimizer.rota.instance import RotaInstance
from optimizer.rota.measure import Assigned
from optimizer.rota.slots import Slot, rooms, slot_of
from optimizer.rota.split import Piece
from optimizer.rota.variables import Book, PersonLine

WIDE = 1_000_000  # beyond any number of people and shifts


SHARES = (0.5, 0.25, 0.25, 0.25, 0.25)
"""Of the solver's time for all that is to be even, which together gets as much as a goal of service: nights first."""


@dataclass(frozen=True, slots=True)
class Goal:
    """One expression to minimise, a value that counting alone shows it cannot go below, and its share of the time."""

    name: str
    expr: cp_model.LinearExprT
    floor: int
    share: float = 1.0


def goals(
    book: Book, instance: RotaInstance, piece: Piece, lines: Mapping[int, PersonLine], cover: Cover, start: Assigned
) -> list[Goal]:
    """Return the goals in their order; nobody works more than useful: `over_cover` comes right after cover.

    With a rota in force few changes come before what is to be even: what was published is not upset for fairness.
    """
    evens = (_spread(book, instance, piece, lines, start, even) for even in EVENS)
    return [*service_goals(book, instance, piece, lines, cover, start), *(goal for goal in evens if goal is not None)]


def service_goals(
    book: Book, instance: RotaInstance, piece: Piece, lines: Mapping[int, PersonLine], cover: Cover, start: Assigned
) -> list[Goal]:
    """Return the goals before all that is to be even, in their order."""
    needs = [instance.needs[index] for index in piece.needs]
    room = rooms(needs)
    changes = [_changes(instance, piece, lines, cover)] if instance.before_days else []
    found = [
        _short(book, cover, instance, piece, [(need, need.least) for need in needs], "short_of_min"),
        _short(book, cover, instance, piece, [(need, need.preferred) for need in needs], "short_of_preferred"),
        _over_cover(book, cover, instance, piece, room),
        _interval_people(cover, needs, room),
        _stood_in(book, cover, instance, needs),
        _refused(instance, piece, lines),
        _under_minutes(book, instance, piece, lines, start),
        _on_call_others(instance, piece, lines),
        *changes,
    ]
    return [goal for goal in found if goal is not None]


def _short(book: Book, cover: Cover, instance: RotaInstance, piece: Piece, wanted: list[tuple[Need, int]], name: str) -> Goal:
    missing: dict[Role, dict[int, list[tuple[IntVar, int]]]] = defaultdict(lambda: defaultdict(list))
    asked: dict[Slot, int] = {}
    parts: list[IntVar] = []
    floor = 0
    for need, number in wanted:
        if not number:
            continue
        there, start, most = cover.present(need)
        low = max(0, number - most)
        short = book.integer(low, number, number - start, name)
        book.model.add(LinearExpr.sum([there, short]) >= number)
        if need.skill or need.stretch:  # people who come once may count for several stretches
            parts.append(short)
            floor += low
        else:
            missing[need.role][need.day].append((short, max(low, number - start)))
            asked[slot_of(need)] = number
    for role, (daily, overall) in missing_floors(instance, piece, asked).items():
        days = [(_total(book, missing[role][day], low, name)) for day, low in daily.items()]
        parts.append(_total(book, days, overall, name)[0])
        floor += overall
    return Goal(name, LinearExpr.sum(parts), floor)


def _total(book: Book, parts: Sequence[tuple[IntVar, int]], low: int, name: str) -> tuple[IntVar, int]:
    """Return a sum of variables, no lower than what counting shows, with its greedy figure."""
    begun = sum(value for _, value in parts)
    total = book.integer(low, max(low, WIDE), begun, name)
    book.model.add(total == LinearExpr.sum([part for part, _ in parts]))
    return total, begun


def _interval_people(cover: Cover, needs: list[Need], room: Mapping[Slot, int]) -> Goal | None:
    """Count people whom intervals alone ask for: as few as cover them come."""
    by_shift = {slot_of(need) for need in needs if not need.stretch}
    parts = [there for slot, (there, _, _) in cover.slots().items() if slot in room and slot not in by_shift]
    return Goal("interval_people", LinearExpr.sum(parts), 0) if parts else None


def _over_cover(book: Book, cover: Cover, instance: RotaInstance, piece: Piece, room: Mapping[Slot, int]) -> Goal | None:
    """Bound every slot by what is useful there; beyond it only where a line may need a filler or a pair comes as one."""
    fillers = may_hold_fillers(instance, piece)
    parts: list[cp_model.LinearExprT] = []
    for slot, (there, start, most) in cover.slots().items():
        useful = room.get(slot, 0)
        if most <= useful:
            continue
        if fillers:
            over = book.integer(0, most - useful, start - useful, "over")
            book.model.add(there <= useful + over)
            parts.append(over)
        else:
            book.model.add(there <= useful)
    return Goal("over_cover", LinearExpr.sum(parts), 0) if parts else None


def _stood_in(book: Book, cover: Cover, instance: RotaInstance, needs: list[Need]) -> Goal | None:
    """Count places of the minimum without somebody of the very skill, where somebody may stand in."""
    parts: list[IntVar] = []
    floor = 0
    for need in needs:
        if need.least and need.skill in instance.stood_in:
            there, start, most = cover.present(need, own=True)
            low = max(0, need.least - most)
            lent = book.integer(low, need.least, need.least - start, "stood_in")
            book.model.add(LinearExpr.sum([there, lent]) >= need.least)
            parts.append(lent)
            floor += low
    return Goal("skills_stood_in", LinearExpr.sum(parts), floor) if parts else None


def _refused(instance: RotaInstance, piece: Piece, lines: Mapping[int, PersonLine]) -> Goal:
    parts: list[cp_model.LinearExprT] = []
    floor = 0
    for index in piece.people:
        for wish in instance.people[index].wishes:
            picks = lines[index].picks(wish.day)
            if wish.shift == OFF:
                parts.append(wish.weight * lines[index].works(wish.day))
            elif wish.shift in picks:
                parts.append(wish.weight * (1 - picks[wish.shift]))
            else:
                parts.append(wish.weight)
                floor += wish.weight
    return Goal("requests_refused", LinearExpr.sum(parts), floor)


def _under_minutes(book: Book, instance: RotaInstance, piece: Piece, lines: Mapping[int, PersonLine], start: Assigned) -> Goal:
    parts: list[cp_model.LinearExprT] = []
    floor = 0
    for index in piece.people:
        person = instance.people[index]
        least = person.contract.min_minutes or 0
        for block in instance.owed(person):
            begun = sum(instance.shifts[start[index, day][0]].minutes for day in block if (index, day) in start)
            literals = [(shift, literal) for day in block for shift, literal in lines[index].picks(day).items()]
            done = [instance.shifts[shift].minutes * literal for shift, literal in literals]
            low = 0 if done else least
            under = book.integer(low, least, least - begun, "under")
            book.model.add(LinearExpr.sum(done) + under >= least)
            parts.append(under)
            floor += low
    return Goal("under_minutes", LinearExpr.sum(parts), floor)


def _on_call_others(instance: RotaInstance, piece: Piece, lines: Mapping[int, PersonLine]) -> Goal | None:
    """Count on-call shifts of people whose team names others to be called first."""
    parts = [
        literal
        for index in piece.people
        for day in sorted(instance.people[index].not_first)
        for shift, literal in lines[index].picks(day).items()
        if instance.shifts[shift].on_call
    ]
    return Goal("on_call_others", LinearExpr.sum(parts), 0) if parts else None


def _spread(
    book: Book, instance: RotaInstance, piece: Piece, lines: Mapping[int, PersonLine], start: Assigned, even: Even
) -> Goal | None:
    parts: list[IntVar] = []
    floor = 0
    begun: dict[int, dict[int, int]] = defaultdict(dict)
    for (index, day), (shift, _) in start.items():
        begun[index][day] = shift
    for number in piece.night_pools:
        if even not in evens_of(instance, number):
            continue
        least = even_floor(instance, piece, number, even, start)
        floor += least
        parts.append(_pool_spread(book, instance, number, lines, begun, even, least))
    return Goal(even.name, LinearExpr.sum(parts), floor, SHARES[EVENS.index(even)]) if parts else None


def _pool_spread(
    book: Book,
    instance: RotaInstance,
    number: int,
    lines: Mapping[int, PersonLine],
    begun: Mapping[int, Mapping[int, int]],
    even: Even,
    least: int,
) -> IntVar:
    """Return the most less the fewest of a pool, as a variable."""
    pool = [(index, instance.people[index]) for index in instance.night_pools[number]]
    carried = {index: even.carried(person) for index, person in pool}
    figures = [carried[index] + even.count(instance, person, begun.get(index, {})) for index, person in pool]
    bottom = min(carried.values())
    top = max(carried[index] + even.most(instance, person) for index, person in pool)
    top = max(top, *figures)  # a line to start from may hold shifts nobody wants today
    high = book.integer(max(carried.values()), top, max(figures), "most")
    low = book.integer(bottom, top, min(figures), "fewest")
    spread = book.integer(least, top - bottom, max(figures) - min(figures), even.name)
    book.model.add(spread == high - low)
    for index, person in pool:
        figure = even.expr(instance, person, lines[index]) + carried[index]
        book.model.add(figure <= high)
        book.model.add(figure >= low)
    return spread


def _changes(instance: RotaInstance, piece: Piece, lines: Mapping[int, PersonLine], cover: Cover) -> Goal:
    """Count what was planned before and is not kept, and work on days that were off; what is impossible today must change."""
    parts: list[cp_model.LinearExprT] = []
    held, floor = 0, 0
    for index in piece.people:
        for day in range(instance.before_days):
            was = instance.before.get((index, day))
            if was is None:
                parts.append(lines[index].works(day))
                continue
            held += 1
            floor += was[1] not in instance.options(instance.people[index], day).get(was[0], ())
    return Goal("rota_changes", LinearExpr.sum(parts) + held - LinearExpr.sum(cover.kept()), floor)
