"""A rota in force, ready for questions: what somebody would break, and what a change would cost."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import RotaRow
from optimizer.rota.desk.evenness import Evenness
from optimizer.rota.desk.obstacles import Obstacle, day_obstacles, group_obstacle, line_obstacle, pair_obstacle
from optimizer.rota.entities import OFF, Need, Pair
from optimizer.rota.groups import Groups
from optimizer.rota.instance import RotaInstance
from optimizer.rota.measure import Assigned, measure
from optimizer.rota.pairs import Mates, days_broken, name_of
from optimizer.rota.pools import Pools
from optimizer.rota.rules import LINE_RULES, broken_rules
from optimizer.rota.slots import Slot
from optimizer.rota.solution import from_rows
from optimizer.rota.split import Piece

Where = tuple[int, int]  # shift, ward
Moves = Mapping[tuple[int, int], Where | None]  # (person, day) → where they then work, None: nowhere


NONE: Moves = {}


@dataclass(frozen=True)
class RotaDesk:
    """A rota by person and day, with everything needed to judge a change of it.

    Parameters
    ----------
    assigned
        Shift and ward by person and day, as the rota in force has them.
    """

    dataset: Dataset
    pools: Pools
    instance: RotaInstance
    assigned: Assigned

    @classmethod
    def of(cls, dataset: Dataset, pools: Pools, rows: Iterable[RotaRow]) -> RotaDesk:
        """Lay a rota on the desk; its ids stand in the tables."""
        instance = RotaInstance.from_dataset(dataset, pools)
        return cls(dataset, pools, instance, from_rows(dataset, instance, rows))

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Index of everybody by id."""
        return {person.staff_id: index for index, person in enumerate(self.instance.people)}

    @cached_property
    def lines(self) -> Sequence[Sequence[int]]:
        """Shift (or OFF) of everybody on every day."""
        days = range(self.instance.days)
        return [[self.assigned.get((index, day), (OFF, 0))[0] for day in days] for index in range(len(self.instance.people))]

    @cached_property
    def nights(self) -> Sequence[int]:
        """Night shifts of everybody."""
        return [self.nights_in(line) for line in self.lines]

    def nights_in(self, line: Sequence[int]) -> int:
        """Return the night shifts of a line."""
        return sum(shift != OFF and self.instance.shifts[shift].night for shift in line)

    @cached_property
    def broken(self) -> Sequence[frozenset[str]]:
        """Rules that everybody's line breaks as it is; in a plan that stands there are none."""
        lines = zip(self.instance.people, self.lines, strict=True)
        return [frozenset(broken_rules(self.instance, person, line)) for person, line in lines]

    def line_with(self, index: int, moves: Moves) -> list[int]:
        """Return somebody's line after some moves, those of others aside."""
        line = list(self.lines[index])
        for (who, day), where in moves.items():
            if who == index:
                line[day] = OFF if where is None else where[0]
        return line

    def may(self, index: int, moves: Moves) -> bool:
        """Return whether somebody's own moves break no rule that was not broken before."""
        person, line = self.instance.people[index], self.line_with(index, moves)
        allowed = all(
            where is None or where[1] in person.options[day].get(where[0], ())
            for (who, day), where in moves.items()
            if who == index
        )
        return (
            allowed
            and not any(rule.broken(self.instance, person, line) for rule in LINE_RULES if rule.name not in self.broken[index])
            and not any(True for _ in self._at_odds(index, moves))
            and not any(True for _ in self._astray(index, moves))
        )

    def obstacles(self, index: int, moves: Moves) -> tuple[Obstacle, ...]:
        """Return the rules that somebody's own moves would break, each with what is wrong; () when they may."""
        person, line = self.instance.people[index], self.line_with(index, moves)
        found = [
            obstacle
            for (who, day), where in moves.items()
            if who == index and where is not None
            for obstacle in day_obstacles(self.dataset, self.pools, self.instance, index, day, where)
        ]
        days = [day for who, day in moves if who == index]
        found += [
            line_obstacle(self.dataset, self.instance, person, line, rule.name, days)
            for rule in LINE_RULES
            if rule.name not in self.broken[index] and rule.broken(self.instance, person, line)
        ]
        found += [
            pair_obstacle(self.dataset, self.instance, name_of(pair), other, day, self.line_with(other, moves)[day])
            for other, pair, day in self._at_odds(index, moves)
        ]
        found += [group_obstacle(self.dataset, self.instance, day, where) for day, where in self._astray(index, moves)]
        return tuple(found)

    def _astray(self, index: int, moves: Moves) -> Iterator[tuple[int, Where]]:
        """Yield the days on which somebody would work elsewhere than the rest of their group, unasked, and where that is."""
        wishes = {(wish.day, wish.shift) for wish in (*self.instance.people[index].fixed, *self.instance.people[index].wishes)}
        for (who, day), where in moves.items():
            if who != index or where is None or self.instance.wards[where[1]] not in self._groups.wards:
                continue
            rest = Counter(at for one in self._with(index) if (at := self._where(one, day, moves)) is not None)
            if rest and rest[where] < max(rest.values()) and (day, where[0]) not in wishes:
                yield day, min(rest, key=lambda at: (-rest[at], at))

    def _where(self, index: int, day: int, moves: Moves) -> Where | None:
        """Return where somebody works after some moves, of the places that groups serve."""
        where = moves.get((index, day), self.assigned.get((index, day)))
        return where if where is not None and self.instance.wards[where[1]] in self._groups.wards else None

    def _with(self, index: int) -> Sequence[int]:
        """Return the others of somebody's group, by index."""
        who = self.instance.people[index].staff_id
        first = self._groups.of_person.get(who)
        members = () if first is None else self._groups.members[first]
        return [self.place[one.staff_id] for one in members if one.staff_id != who and one.staff_id in self.place]

    @cached_property
    def _groups(self) -> Groups:
        return Groups.of(self.dataset)

    def _at_odds(self, index: int, moves: Moves) -> Iterator[tuple[int, Pair, int]]:
        """Yield with whom, by which pair and on which of the days moved somebody would be at odds who is not so far."""
        days = {day for _, day in moves}
        for other, pair in self._mates.of(index):
            before = set(days_broken(pair, self.lines[index], self.lines[other]))
            after = days_broken(pair, self.line_with(index, moves), self.line_with(other, moves))
            yield from ((other, pair, day) for day in after if day in days and day not in before)

    @cached_property
    def _mates(self) -> Mates:
        return Mates(self.instance)

    def change(self, moves: Moves) -> dict[str, int]:
        """Return by how much every goal changes with some moves, as `measure` counts; minutes below a contract in minutes."""
        piece, near = self._touched(moves)
        after = {**near, **{key: where for key, where in moves.items() if where is not None}}
        for key, where in moves.items():
            if where is None:
                after.pop(key, None)
        before, now = measure(self.instance, piece, near), measure(self.instance, piece, after)
        spreads = self._evenness.change({index: self.line_with(index, moves) for index in piece.people})
        return {name: spreads.get(name, now[name] - before[name]) for name in now}

    def slots_of(self, moves: Moves) -> set[Slot]:
        """Return the ward, role, shift and day of everything that some moves leave or enter."""
        found = set()
        for key, where in moves.items():
            for one in (where, self.assigned.get(key)):
                if one is not None:
                    found.add((one[1], self.instance.people[key[0]].role, one[0], key[1]))
        return found

    def needs_of(self, slot: Slot) -> Sequence[int]:
        """Return the needs of a slot, by index."""
        return self._needs_of.get(slot, ())

    def there(self, need: Need, moves: Moves) -> int:
        """Return how many people count for a need after some moves."""
        people = self.instance.people
        now: dict[tuple[int, int], Where | None] = {}
        for shift, day in need.spots:
            now |= self._of_slot.get((need.ward, need.role, shift, day), {})
        for key, to in moves.items():
            now.pop(key, None)
            if to is not None and to[1] == need.ward and (to[0], key[1]) in need.spots and people[key[0]].role is need.role:
                now[key] = to
        return sum(not need.skill or need.skill in people[index].skills for index, _ in now)

    def missing(self, need: Need, moves: Moves = NONE) -> int:
        """Return how many people a need misses to its minimum after some moves; below 0 where there are more."""
        return need.least - self.there(need, moves)

    def peers(self, index: int) -> Sequence[int]:
        """Return those among whom nights are to be even with somebody's, by index."""
        return sorted({one for number in self._evenness.pools_of(index) for one in self.instance.night_pools[number]} - {index})

    def on_standby(self, index: int, ward: int, day: int) -> bool:
        """Return whether a team on duty in a ward names somebody to be called first."""
        duty = self.pools.on_duty(self.instance.wards[ward], self.dataset.horizon.date(day))
        return bool(duty & self._standby.get(self.instance.people[index].staff_id, frozenset()))

    @cached_property
    def _standby(self) -> Mapping[str, frozenset[str]]:
        """Teams in which people are on standby."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.pools.teams:
            if row.standby:
                found[row.staff_id].add(row.team_id)
        return {who: frozenset(teams) for who, teams in found.items()}

    def on_call(self, index: int, day: int) -> bool:
        """Return whether somebody is on call on a day."""
        held = self.assigned.get((index, day))
        return held is not None and self.instance.shifts[held[0]].on_call

    def of_person(self, index: int) -> Mapping[tuple[int, int], Where]:
        """Return what somebody works, by person and day."""
        return self._of_person.get(index, {})

    def _touched(self, moves: Moves) -> tuple[Piece, dict[tuple[int, int], Where]]:
        """Return the part of the rota whose goals some moves can change, evenness aside, and who works what in it."""
        people = sorted({index for index, _ in moves})
        slots = self.slots_of(moves)
        needs = sorted({number for slot in slots for number in self._needs_of.get(slot, ())})
        for need in (self.instance.needs[number] for number in needs):
            slots |= {(need.ward, need.role, *spot) for spot in need.spots}
        near: dict[tuple[int, int], Where] = {}
        for slot in slots:
            near.update(self._of_slot.get(slot, {}))
        for index in people:
            near.update(self._of_person.get(index, {}))
        return Piece(people, needs), near

    @cached_property
    def _needs_of(self) -> Mapping[Slot, Sequence[int]]:
        found: dict[Slot, list[int]] = defaultdict(list)
        for number, need in enumerate(self.instance.needs):
            for spot in need.spots:
                found[need.ward, need.role, *spot].append(number)
        return found

    @cached_property
    def _evenness(self) -> Evenness:
        return Evenness(self.instance, self.lines)

    @cached_property
    def _of_slot(self) -> Mapping[Slot, dict[tuple[int, int], Where]]:
        found: dict[Slot, dict[tuple[int, int], Where]] = defaultdict(dict)
        for (index, day), where in self.assigned.items():
            found[where[1], self.instance.people[index].role, where[0], day][index, day] = where
        return found

    @cached_property
    def _of_person(self) -> Mapping[int, dict[tuple[int, int], Where]]:
        found: dict[int, dict[tuple[int, int], Where]] = defaultdict(dict)
        for key, where in self.assigned.items():
            found[key[0]][key] = where
        return found
