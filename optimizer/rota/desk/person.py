"""One person's rota against their limits, and what became of each request."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.rota.desk.book import RotaDesk
from optimizer.rota.desk.facts import span
from optimizer.rota.desk.obstacles import Obstacle
from optimizer.rota.entities import OFF, Need, Wish
from optimizer.rota.rules import minutes_in, run_lengths, weekends_in


@dataclass(frozen=True, slots=True)
class Answered:
    """A request: whether it was kept, and if not why.

    Parameters
    ----------
    obstacles
        The rules against it as the rest of the rota stands; () when it was refused for the goals that come before it.
    costs
        What keeping it by itself would do to the goals; None when it was kept.
    needed
        Where somebody is away from a day off asked for: the needs that would be short.
    """

    wish: Wish
    hard: bool
    kept: bool
    obstacles: tuple[Obstacle, ...] = ()
    costs: dict[str, int] | None = None
    needed: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonRota:
    """What somebody works against their contract.

    Parameters
    ----------
    periods
        Days and minutes of every period of the contract.
    longest_run
        Most days in a row, history included.
    others_nights, others_minutes
        Fewest and most of those among whom nights are to be even; None where there is nobody else.
    """

    index: int
    periods: tuple[tuple[range, int], ...]
    shifts: tuple[tuple[int, int], ...]
    nights: int
    weekends: int
    longest_run: int
    others_nights: tuple[int, int] | None
    others_minutes: tuple[int, int] | None
    requests: tuple[Answered, ...]


def person_rota(desk: RotaDesk, index: int) -> PersonRota:
    """Return somebody's rota with its limits and requests."""
    instance, person, line = desk.instance, desk.instance.people[index], desk.lines[index]
    lengths = [length for _, _, length in run_lengths(person, line)]
    others = desk.peers(index)
    wishes = [(wish, True) for wish in person.fixed] + [(wish, False) for wish in person.wishes]
    return PersonRota(
        index,
        tuple((block, minutes_in(instance, line, block)) for block in instance.blocks(person.contract)),
        tuple((shift, list(line).count(shift)) for shift in sorted({shift for shift in line if shift != OFF})),
        desk.nights[index],
        weekends_in(instance, line),
        max(lengths, default=0),
        span([desk.nights[one] for one in others]),
        span([minutes_in(instance, desk.lines[one], range(instance.days)) for one in others]),
        tuple(_answered(desk, index, wish, hard=hard) for wish, hard in sorted(wishes, key=lambda pair: pair[0].day)),
    )


def _answered(desk: RotaDesk, index: int, wish: Wish, *, hard: bool) -> Answered:
    if desk.lines[index][wish.day] == wish.shift:
        return Answered(wish, hard, kept=True)
    if wish.shift == OFF:
        moves = {(index, wish.day): None}
        held = desk.assigned[index, wish.day]
        slot = held[1], desk.instance.people[index].role, held[0], wish.day
        needs = [desk.instance.needs[number] for number in desk.needs_of(slot)]
        needed = tuple(need for need in needs if desk.there(need, moves) < max(need.least, need.preferred))
        return Answered(wish, hard, False, desk.obstacles(index, moves), desk.change(moves), needed)
    options = desk.instance.people[index].options[wish.day].get(wish.shift, ())
    places = [(wish.shift, ward) for ward in options] or [(wish.shift, ward) for ward in range(len(desk.instance.wards))]
    tried = [({(index, wish.day): place}, desk.obstacles(index, {(index, wish.day): place})) for place in places]
    moves_, obstacles = min(tried, key=lambda one: len(one[1]), default=({}, ()))
    return Answered(wish, hard, False, obstacles, desk.change(moves_))
