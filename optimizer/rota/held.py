"""The rota in force: what it says of today's people and days, and which of its days are published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import RotaRow
from optimizer.rota.entities import OFF, Person, Wish

UNKNOWN = (OFF, -1)
"""A shift or ward that is in no table any more: whatever stands there now is a change."""
PUBLISHED = 0
"""Row of a wish that no file holds: the shift was published."""


@dataclass(frozen=True)
class Held:
    """The rota in force in indexes.

    Parameters
    ----------
    before
        Shift and ward by person and day.
    days, frozen
        Days from the start of the horizon that it speaks of, and that are published.
    """

    before: Mapping[tuple[int, int], tuple[int, int]]
    days: int
    frozen: int

    @classmethod
    def of(cls, dataset: Dataset, people: Sequence[Person], in_force: Sequence[RotaRow]) -> Held:
        """Translate the rows of the horizon, of people who are still here."""
        horizon = dataset.horizon
        place = {person.staff_id: index for index, person in enumerate(people)}
        shifts = {row.shift_type_id: index for index, row in enumerate(dataset.shift_types)}
        wards = {row.ward_id: index for index, row in enumerate(dataset.wards)}
        last = max((row.date for row in in_force), default=None)
        days = 0 if last is None else min(max(horizon.day(last) + 1, 0), horizon.days)
        before = {
            (place[row.staff_id], horizon.day(row.date)): (shifts[row.shift_type_id], wards[row.ward_id])
            if row.shift_type_id in shifts and row.ward_id in wards
            else UNKNOWN
            for row in in_force
            if row.date in horizon and row.staff_id in place
        }
        until = dataset.scenario.replan.rota_frozen_until
        frozen = 0 if until is None else min(max(horizon.day(until) + 1, 0), days)
        return cls(before, days, frozen)

    def published(self, people: Sequence[Person]) -> tuple[Person, ...]:
        """Return the people held to what was published: their shift and ward, or a day off where that is lost.

        Who has a hard request for a day is free of it.
        """
        if not self.frozen:
            return tuple(people)
        return tuple(self._held(index, person) for index, person in enumerate(people))

    def _held(self, index: int, person: Person) -> Person:
        asked = {wish.day for wish in person.fixed}
        options, wishes = list(person.options), list(person.fixed)
        for day in range(self.frozen):
            if day in asked:
                continue
            shift, ward = self.before.get((index, day), UNKNOWN)
            kept = ward in options[day].get(shift, ())
            options[day] = {shift: (ward,)} if kept else {}
            wishes.append(Wish(day, shift if kept else OFF, 0, PUBLISHED))
        return replace(person, fixed=tuple(wishes), options=tuple(options))
