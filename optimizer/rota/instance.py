"""The rota in integers: people, shifts and needs by index, days from 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import RotaRow
from optimizer.data.vocabulary import Role
from optimizer.rota import translate
from optimizer.rota.entities import DAY_MIN, OFF, Contract, Need, Pair, Person, Shift
from optimizer.rota.held import Held
from optimizer.rota.pools import Pools


@dataclass(frozen=True)
class RotaInstance:
    """Everything the rota is made from.

    Parameters
    ----------
    weekends
        Days of the horizon that make one weekend, per ISO week.
    night_pools
        People among whom nights, and more, are to be even.
    loops
        Pools, by number, that are a team in a closed loop.
    before
        Shift and ward by person and day in the rota in force; one that today's tables no longer know is (OFF, -1).
    before_days
        Days from the start on which the rota in force says who works; 0 without one.
    frozen_days
        Days from the start that are published.
    pairs
        People who share every shift, or none.
    """

    days: int
    shifts: tuple[Shift, ...]
    wards: tuple[str, ...]
    people: tuple[Person, ...]
    needs: tuple[Need, ...]
    weekends: tuple[tuple[int, ...], ...]
    night_pools: tuple[tuple[int, ...], ...]
    before: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    before_days: int = 0
    frozen_days: int = 0
    pairs: tuple[Pair, ...] = ()
    loops: frozenset[int] = frozenset()

    @classmethod
    def from_dataset(cls, dataset: Dataset, pools: Pools, in_force: Sequence[RotaRow] = ()) -> RotaInstance:
        """Translate the tables, the teams, the capacity and the rota in force into indexes and minutes."""
        shifts = translate.shifts(dataset)
        people = translate.people(dataset, pools, shifts)
        held = Held.of(dataset, people, in_force)
        people = held.published(people)
        place = {person.staff_id: index for index, person in enumerate(people)}
        even = [pool for pool in pools.night_pools() if len(pool.staff_ids) > 1]
        return cls(
            dataset.horizon.days,
            shifts,
            tuple(ward.ward_id for ward in dataset.wards),
            people,
            translate.needs(dataset, pools),
            translate.weekends(dataset),
            tuple(tuple(place[one] for one in pool.staff_ids) for pool in even),
            held.before,
            held.days,
            held.frozen,
            translate.pairs(dataset, people, held.frozen),
            frozenset(number for number, pool in enumerate(even) if pool.in_loop),
        )

    def word(self, shift: int) -> str:
        """Return the id of a shift type, or the word of the request table for a day off."""
        return translate.OFF_WORD if shift == OFF else self.shifts[shift].shift_type_id

    @cached_property
    def reach_days(self) -> int:
        """Days over which one shift can still forbid another."""
        rest = max((person.contract.rest_min for person in self.people), default=0)
        end = max((shift.end_min for shift in self.shifts), default=0)
        return 1 + (end + rest) // DAY_MIN

    def too_close(self, contract: Contract, first: int, second: int, days_between: int) -> bool:
        """Return whether a shift may not follow another that many days later (rest too short, or forbidden succession)."""
        one, other = self.shifts[first], self.shifts[second]
        if days_between == 1 and second in one.forbidden_next:
            return True
        return one.end_min + contract.rest_min > days_between * DAY_MIN + other.start_min

    def blocks(self, contract: Contract) -> tuple[range, ...]:
        """Return the periods of a contract from the start of the horizon; the last may be cut short."""
        step = contract.period_days
        return tuple(range(first, min(first + step, self.days)) for first in range(0, self.days, step))

    @cached_property
    def wanted(self) -> frozenset[tuple[int, Role, int, int]]:
        """Ward, role, shift and day of everything wanted."""
        return frozenset((need.ward, need.role, *spot) for need in self.needs for spot in need.spots)

    @cached_property
    def stood_in(self) -> frozenset[str]:
        """Skills and grades for which somebody may stand in."""
        return frozenset(skill for person in self.people for skill in person.skills - person.own)

    def options(self, person: Person, day: int) -> Mapping[int, tuple[int, ...]]:
        """Return the wards a person may serve by shift: where somebody is wanted, or anywhere if the line may need a filler."""
        if person.needs_fillers or day < self.frozen_days:
            return person.options[day]
        wanted = {
            shift: tuple(ward for ward in wards if (ward, person.role, shift, day) in self.wanted)
            for shift, wards in person.options[day].items()
        }
        return {shift: wards for shift, wards in wanted.items() if wards}

    def owed(self, person: Person) -> tuple[range, ...]:
        """Return the full periods for which a person owes the contract's minimum: in some ward's pool on every day."""
        if not person.contract.min_minutes:
            return ()
        full = (block for block in self.blocks(person.contract) if len(block) == person.contract.period_days)
        return tuple(block for block in full if all(person.in_pool[day] for day in block))
