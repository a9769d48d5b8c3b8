"""Absence tonight: who may take an open shift, ranked, and what keeps the others from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.data.vocabulary import Role
from optimizer.rota.desk.book import Moves, RotaDesk
from optimizer.rota.desk.facts import Facts, facts_of
from optimizer.rota.desk.obstacles import Obstacle, works_already
from optimizer.rota.entities import OFF
from optimizer.rota.pools import DAY_RULES, SHIFT_RULES
from optimizer.rota.slots import Slot

WARD_RULES = frozenset({*DAY_RULES, *SHIFT_RULES})
NONE: frozenset[str] = frozenset()
CHAINS_MEASURED = 400
"""Chains whose cost is worked out, those that give up a shift nearest the open one first; it bounds the time of an answer."""


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A shift that somebody is wanted for; `absent` (by index) held it, None when it was open before."""

    slot: Slot
    absent: int | None = None

    @property
    def role(self) -> Role:
        """Whose work it is."""
        return self.slot[1]

    @property
    def day(self) -> int:
        """The day of the horizon."""
        return self.slot[3]

    @property
    def where(self) -> tuple[int, int]:
        """Shift and ward."""
        return self.slot[2], self.slot[0]

    @property
    def left(self) -> dict[tuple[int, int], tuple[int, int] | None]:
        """What the absence by itself does to the rota."""
        return {} if self.absent is None else {(self.absent, self.day): None}


@dataclass(frozen=True, slots=True)
class Replacement:
    """A way to fill a shift: who moves where, what it does to every goal against the rota in force, and who they are.

    Parameters
    ----------
    moves
        Of those who come, without the absence.
    facts
        One of everybody who takes a shift, the one who takes the open shift first.
    """

    moves: Moves
    change: dict[str, int]
    facts: tuple[Facts, ...]

    @property
    def people(self) -> int:
        """How many people's rotas change."""
        return len({index for index, _ in self.moves})


@dataclass(frozen=True, slots=True)
class Ranking:
    """The answer: who may come, best first, and who may not.

    Parameters
    ----------
    left_open
        What every goal becomes when nobody comes.
    kept
        People of the role who cannot take it as their rota stands, each with the rules against it.
    complete
        Whether every chain of two was looked at.
    """

    vacancy: Vacancy
    left_open: dict[str, int]
    replacements: tuple[Replacement, ...]
    kept: tuple[tuple[int, tuple[Obstacle, ...]], ...]
    complete: bool = True


def replacements(desk: RotaDesk, vacancy: Vacancy) -> Ranking:
    """Rank everybody who may take a shift, and name what keeps the others from it.

    Best is who brings back most of the cover, then whoever changes fewest people's rotas and refuses fewest requests, then
    who is on call (leaving the call counts as no shortage), then who is on standby, then who costs the later goals least, in
    their order; then who has fewest hours of their maximum, and fewest nights. A chain of two (one takes the shift, another a
    shift that the first gives up) is looked for when nobody alone restores the cover.
    """
    left = vacancy.left
    found, kept = [], []
    for index in _of_role(desk, vacancy):
        obstacles = _against(desk, index, vacancy)
        if obstacles:
            kept.append((index, obstacles))
        else:
            found.append(_replacement(desk, vacancy, {(index, vacancy.day): vacancy.where}))
    complete = True
    if not any(_short(desk, one) <= 0 for one in found):
        chains, complete = _chains(desk, vacancy)
        found += chains
    ranked = sorted(found, key=lambda one: _key(desk, one))
    return Ranking(vacancy, desk.change(left) if left else {}, tuple(ranked), tuple(kept), complete)


def _of_role(desk: RotaDesk, vacancy: Vacancy) -> Iterator[int]:
    for index, person in enumerate(desk.instance.people):
        if person.role is vacancy.role and index != vacancy.absent:
            yield index


def _against(desk: RotaDesk, index: int, vacancy: Vacancy) -> tuple[Obstacle, ...]:
    """Return what keeps somebody from a shift: the ward, then a shift of theirs that day, then the rest of their rota."""
    moves = {(index, vacancy.day): vacancy.where}
    held = desk.assigned.get((index, vacancy.day))
    if held is None or (desk.on_call(index, vacancy.day) and held != vacancy.where):
        return () if desk.may(index, moves) else desk.obstacles(index, moves)
    found = desk.obstacles(index, moves)
    ward = [one for one in found if one.rule in WARD_RULES]
    busy = works_already(desk.dataset, desk.instance, vacancy.day, held)
    return *ward, busy, *(one for one in found if one.rule not in WARD_RULES)


def _replacement(desk: RotaDesk, vacancy: Vacancy, moves: Moves) -> Replacement:
    taken = [(index, day) for (index, day), where in moves.items() if where is not None]
    missed = _missed(desk, vacancy)
    facts = tuple(
        facts_of(desk, index, day, {key: to for key, to in moves.items() if key[0] == index}, missed if number == 0 else NONE)
        for number, (index, day) in enumerate(taken)
    )
    return Replacement(moves, desk.change({**vacancy.left, **moves}), facts)


def _missed(desk: RotaDesk, vacancy: Vacancy) -> frozenset[str]:
    """Return the skills that a shift is short of while nobody comes."""
    needs = [desk.instance.needs[number] for number in desk.needs_of(vacancy.slot)]
    return frozenset(need.skill for need in needs if need.skill and desk.missing(need, vacancy.left) > 0)


def _short(desk: RotaDesk, one: Replacement) -> int:
    """Return by how much more cover is short of its minimum, people called in from being on call aside."""
    left = [desk.assigned[key] + key for key in one.moves if desk.on_call(*key)]
    slots = {(ward, desk.instance.people[index].role, shift, day) for shift, ward, index, day in left}
    needs = [desk.instance.needs[number] for slot in slots for number in desk.needs_of(slot)]
    return one.change["short_of_min"] - sum(max(0, desk.missing(need, one.moves)) - max(0, desk.missing(need)) for need in needs)


def _key(desk: RotaDesk, one: Replacement) -> tuple[float, ...]:
    wishes = one.change["requests_refused"]
    later = [by for name, by in one.change.items() if not name.startswith(("short_of", "requests"))]
    first = one.facts[0]
    load = first.minutes / first.max_minutes if first.max_minutes else first.minutes / 10_000
    cover = _short(desk, one), one.change["short_of_preferred"]
    called = not first.on_call, not first.standby
    return *cover, one.people, wishes, *called, *later, load, first.nights, -first.home_days, desk.place[first.staff_id]


def _chains(desk: RotaDesk, vacancy: Vacancy) -> tuple[list[Replacement], bool]:
    """Return ways for two: somebody takes the shift and gives up one of theirs, which another takes or which may stay open."""
    firsts = sorted(_givers(desk, vacancy), key=lambda pair: (abs(pair[1] - vacancy.day), pair[0], pair[1]))
    takers: dict[Slot, list[int]] = {}
    found: list[Replacement] = []
    for index, day in firsts:
        given = desk.assigned[index, day]
        moves = {(index, vacancy.day): vacancy.where} | ({} if day == vacancy.day else {(index, day): None})
        slot = given[1], vacancy.role, given[0], day
        if slot not in takers:
            takers[slot] = [one for one in _of_role(desk, vacancy) if _is_free(desk, one, slot)]
        open_ = _replacement(desk, vacancy, moves)
        if open_.change["short_of_min"] <= 0:
            found.append(open_)
            continue
        for other in takers[slot]:
            if other == index:
                continue
            if len(found) >= CHAINS_MEASURED:
                return found, False
            found.append(_replacement(desk, vacancy, {**moves, (other, day): given}))
    return found, True


def _givers(desk: RotaDesk, vacancy: Vacancy) -> Iterator[tuple[int, int]]:
    """Yield who could take the shift if they gave up the one of a day."""
    for index in _of_role(desk, vacancy):
        if vacancy.where[1] not in desk.instance.people[index].options[vacancy.day].get(vacancy.where[0], ()):
            continue
        here = desk.assigned.get((index, vacancy.day))
        if here is not None:
            if here != vacancy.where and desk.may(index, {(index, vacancy.day): vacancy.where}):
                yield index, vacancy.day
            continue
        for day, shift in enumerate(desk.lines[index]):
            if shift != OFF and desk.may(index, {(index, vacancy.day): vacancy.where, (index, day): None}):
                yield index, day


def _is_free(desk: RotaDesk, index: int, slot: Slot) -> bool:
    ward, _, shift, day = slot
    return (index, day) not in desk.assigned and desk.may(index, {(index, day): (shift, ward)})
