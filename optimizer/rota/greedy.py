"""A rota without a solver: day by day, the scarcest need first, the least loaded person who keeps every rule."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from optimizer.data.vocabulary import Role
from optimizer.rota.entities import OFF, Need
from optimizer.rota.fairness import WEEKENDS
from optimizer.rota.instance import RotaInstance
from optimizer.rota.measure import there
from optimizer.rota.pairs import Mates
from optimizer.rota.rules import keeps_rules
from optimizer.rota.slots import Slot, rooms, slot_of
from optimizer.rota.split import Piece


class Roster:
    """Lines being filled; every line keeps its rules at any time."""

    def __init__(self, instance: RotaInstance, piece: Piece, lines: Sequence[Sequence[int] | None]) -> None:
        self.instance = instance
        self.needs = [instance.needs[index] for index in piece.needs]
        self.lines = {index: list(lines[index] or (OFF,) * instance.days) for index in piece.people}
        self.ward: dict[tuple[int, int], int] = {}
        self.counted: Counter[tuple[int, Role, str, int, int]] = Counter()
        self.minutes: Counter[int] = Counter()
        self.nights: Counter[int] = Counter({index: instance.people[index].carried.nights for index in piece.people})
        self._able: dict[Slot, list[int]] = defaultdict(list)
        for index in piece.people:
            person = instance.people[index]
            for day in range(instance.days):
                for shift, wards in instance.options(person, day).items():
                    for ward in wards:
                        self._able[ward, person.role, shift, day].append(index)
        self._room = rooms(self.needs)
        self._mates = Mates(instance)
        self._asked = frozenset(need.skill for need in self.needs)
        for index, line in self.lines.items():
            for day, shift in enumerate(line):
                if shift != OFF:
                    self._enter(index, day, shift, self._best_ward(index, day, shift))

    @property
    def assigned(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Shift and ward by person and day."""
        return {(index, day): (self.lines[index][day], ward) for (index, day), ward in sorted(self.ward.items())}

    def lack(self, need: Need, wanted: int) -> int:
        """Return how many people a need still misses."""
        return wanted - there(self.counted, need)

    def has_room(self, slot: Slot) -> bool:
        """Return whether one more person is useful there."""
        return self.counted[slot[0], slot[1], "", slot[2], slot[3]] < self._room.get(slot, 0)

    def fill(self, need: Need) -> bool:
        """Give a need one more person, in the first shift that counts in which somebody can come; False when nobody can."""
        return any(self._fill(need.during(*spot)) for spot in need.spots)

    def _fill(self, need: Need) -> bool:
        slot = slot_of(need)
        if not self.has_room(slot):
            return False
        people = self.instance.people
        free = [
            index
            for index in self._able[slot]
            if self.lines[index][need.day] == OFF and (not need.skill or need.skill in people[index].skills)
        ]
        lent = {index: bool(need.skill) and need.skill not in people[index].own for index in free}
        return any(self._try(index, need) for index in sorted(free, key=lambda index: (lent[index], self._load(index, need))))

    def alike(self, one: int, other: int) -> bool:
        """Whether two people count for the same needs."""
        first, second = self.instance.people[one], self.instance.people[other]
        return first.role is second.role and self._counting(one) == self._counting(other)

    def can_swap(self, one: int, other: int, day: int) -> bool:
        """Return whether two people may take each other's place on a day without a change in cover, wishes or hours."""
        first, second = self.instance.people[one], self.instance.people[other]
        if not self.alike(one, other):
            return False
        if self._mates.paired(one) or self._mates.paired(other):
            return False
        if any(wish.day == day for person in (first, second) for wish in person.wishes):
            return False
        if first.contract.min_minutes or second.contract.min_minutes:
            return False
        given = (self.lines[one][day], self.ward.get((one, day)), second)
        taken = (self.lines[other][day], self.ward.get((other, day)), first)
        return all(
            shift == OFF or ward in self.instance.options(person, day).get(shift, ()) for shift, ward, person in (given, taken)
        )

    def able(self, need: Need) -> list[int]:
        """Return the people who could fill a need but do not, least loaded first; nobody who is bound to another."""
        people = (one for one in self._able[slot_of(need)] if not need.skill or need.skill in self.instance.people[one].skills)
        free = (one for one in people if self.lines[one][need.day] != need.shift and not self._mates.paired(one))
        return sorted(free, key=lambda one: self._load(one, need))

    def substitutes(self, index: int, day: int) -> list[int]:
        """Return the people free on a day who bring the skills that somebody working then brings, least loaded first."""
        shift, skills = self.lines[index][day], self._counting(index)
        slot = self.ward[index, day], self.instance.people[index].role, shift, day
        free = (
            one
            for one in self._able[slot]
            if self.lines[one][day] == OFF and self._counting(one) == skills and not self._mates.paired(one)
        )
        return sorted(free, key=lambda one: (self.minutes[one], one))

    def move(self, index: int, need: Need) -> None:
        """Let somebody who is free that day fill a need."""
        self.lines[index][need.day] = need.shift
        self._enter(index, need.day, need.shift, need.ward)

    def swap(self, one: int, other: int, days: Sequence[int]) -> None:
        """Let two people take each other's place on some days."""
        for day in days:
            left = [(index, self.lines[index][day], self.ward.pop((index, day), -1)) for index in (one, other)]
            for (index, shift, ward), taker in zip(left, (other, one), strict=True):
                self.lines[taker][day] = shift
                if shift != OFF:
                    self.ward[taker, day] = ward
                    for person, sign in ((index, -1), (taker, 1)):
                        self.minutes[person] += sign * self.instance.shifts[shift].minutes
                        self.nights[person] += sign * self.instance.shifts[shift].night

    def _counting(self, index: int) -> frozenset[str]:
        return self.instance.people[index].skills & self._asked

    def _load(self, index: int, need: Need) -> tuple[int, ...]:
        person = self.instance.people[index]
        wishes = sum(wish.weight * (-1 if wish.shift == need.shift else 1) for wish in person.wishes if wish.day == need.day)
        nights = self.nights[index] if self.instance.shifts[need.shift].night else 0
        second = int(self.instance.shifts[need.shift].on_call and need.day in person.not_first)
        weekends = self._weekends_with(index, need.day)
        owed = -1 if person.contract.min_minutes and self.minutes[index] < person.contract.min_minutes else 0
        return wishes, second, nights, owed, weekends, self.minutes[index], len(person.skills), index

    def _weekends_with(self, index: int, day: int) -> int:
        """Return somebody's weekends with work if they worked on a day of one, what they carry over included; 0 on other days."""
        if not any(day in weekend for weekend in self.instance.weekends):
            return 0
        person, line = self.instance.people[index], self.lines[index]
        worked = {one: shift for one, shift in enumerate(line) if shift != OFF or one == day}
        return WEEKENDS.carried(person) + WEEKENDS.count(self.instance, person, worked)

    def _try(self, index: int, need: Need) -> bool:
        line = [*self.lines[index]]
        line[need.day] = need.shift
        person = self.instance.people[index]
        added = [need.day]
        for day in range(need.day + 1, min(need.day + person.contract.min_run, self.instance.days)):
            if keeps_rules(self.instance, person, line):
                break
            if line[day] == OFF:
                shift = self._filler(index, line, day)
                if shift == OFF:
                    return False
                line[day] = shift
                added.append(day)
        if not keeps_rules(self.instance, person, line):
            return False
        together = self._together(index, need.ward, {day: line[day] for day in added})
        for (one, day), (shift, ward) in together.items():
            self.lines[one][day] = shift
            self._enter(one, day, shift, ward)
        return bool(together)

    def _together(self, index: int, ward: int, shifts: Mapping[int, int]) -> dict[tuple[int, int], tuple[int, int]]:
        """Return shift and ward of somebody on some days and of whoever must come along; empty when somebody cannot.

        Who comes along does so where there is room, in the same ward if they may serve it.
        """
        taken: dict[tuple[int, int], tuple[int, int]] = {}
        first = min(shifts)
        if not self._mates.paired(index):
            wards = {day: ward if day == first else self._best_ward(index, day, shift) for day, shift in shifts.items()}
            return {(index, day): (shift, wards[day]) for day, shift in shifts.items()}
        more: Counter[Slot] = Counter()
        for day, shift in shifts.items():
            for one in self._mates.along(index, day):
                open_ = self.instance.options(self.instance.people[one], day).get(shift, ())
                if self.lines[one][day] != OFF or not open_:
                    return {}
                near = ward in open_ and (one != index or day == first)
                place = ward if near else self._best_ward(one, day, shift)
                slot = place, self.instance.people[one].role, shift, day
                more[slot] += 1
                if one != index and self.counted[slot[0], slot[1], "", shift, day] + more[slot] > self._room.get(slot, 0):
                    return {}
                taken[one, day] = shift, place
        return taken if self._agree(taken) else {}

    def _agree(self, taken: Mapping[tuple[int, int], tuple[int, int]]) -> bool:
        """Return whether everybody who takes a shift keeps their rules and meets nobody whom they must not meet."""
        after = {one: list(self.lines[one]) for one, _ in taken}
        for (one, day), (shift, _) in taken.items():
            after[one][day] = shift
        return all(
            after.get(other, self.lines[other])[day] != shift
            for (one, day), (shift, _) in taken.items()
            for other in self._mates.apart(one, day)
        ) and all(keeps_rules(self.instance, self.instance.people[one], line) for one, line in after.items())

    def _filler(self, index: int, line: Sequence[int], day: int) -> int:
        """Return the most useful shift of a day that carries a run on, OFF when there is none."""
        person = self.instance.people[index]
        options = self.instance.options(person, day)
        useful = [
            shift for shift, wards in options.items() if any(self.has_room((ward, person.role, shift, day)) for ward in wards)
        ]
        before = line[day - 1]
        close = [shift for shift in useful if not self.instance.too_close(person.contract, before, shift, 1)]
        return min(close, key=lambda shift: (shift != before, shift), default=OFF)

    def _best_ward(self, index: int, day: int, shift: int) -> int:
        person = self.instance.people[index]
        wards = person.options[day][shift]
        was = self.instance.before.get((index, day))
        if was is not None and was[0] == shift and was[1] in wards:
            return was[1]
        return next((ward for ward in wards if self.has_room((ward, person.role, shift, day))), wards[0])

    def _enter(self, index: int, day: int, shift: int, ward: int) -> None:
        person = self.instance.people[index]
        self.ward[index, day] = ward
        self.minutes[index] += self.instance.shifts[shift].minutes
        self.nights[index] += self.instance.shifts[shift].night
        for skill in ("", *person.skills):
            self.counted[ward, person.role, skill, shift, day] += 1


def greedy_roster(instance: RotaInstance, piece: Piece, lines: Sequence[Sequence[int] | None]) -> Roster:
    """Return a roster that keeps every rule: first the minima of all days, then what is preferred.

    Parameters
    ----------
    lines
        A line per person of the instance that holds the hard requests; None where none is known.
    """
    roster = Roster(instance, piece, lines)
    for preferred in (False, True):
        for day in range(instance.days):
            today = [need for need in roster.needs if need.day == day]
            _fill_day(roster, today, preferred=preferred)
    return roster


def _fill_day(roster: Roster, needs: Sequence[Need], *, preferred: bool) -> None:
    waiting = [(need, need.preferred if preferred else need.least) for need in needs]
    while waiting:
        waiting = [(need, wanted) for need, wanted in waiting if roster.lack(need, wanted) > 0]
        if not waiting:
            return
        place = min(
            range(len(waiting)),
            key=lambda one: (not waiting[one][0].skill, -roster.lack(*waiting[one]) / waiting[one][1], one),
        )
        if not roster.fill(waiting[place][0]):
            waiting.pop(place)
