"""Posts that are staffed by groups: who goes together, and how many groups are where.

A ward or post whose cover is in groups (`per` = group) draws on the groups (`staff.group_id`) of its hospital. A group goes to
one shift of one place a day; whoever of it is away, or asked for another shift, is an exception. It counts for cover where
more than half of those who could come that day are.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import RotaRow
from optimizer.data.tables.staff import StaffMember
from optimizer.data.vocabulary import CoverPer

Day = TypeVar("Day", bound=Hashable)
Where = tuple[str, str]  # shift type, ward


@dataclass(frozen=True)
class Groups:
    """The groups that are planned as one.

    Parameters
    ----------
    members
        By the person who stands for the group, its first in the table: everybody in it.
    wards
        Places whose cover is in groups.
    """

    members: Mapping[str, tuple[StaffMember, ...]]
    wards: frozenset[str]

    @classmethod
    def of(cls, dataset: Dataset) -> Groups:
        """Return the groups of the hospitals and roles whose cover is in groups; who has no group is one alone."""
        rows = [row for row in dataset.ward_cover if row.per is CoverPer.GROUP]
        places = {(_hospital(dataset, row.ward_id), row.role) for row in rows}
        found: dict[Hashable, list[StaffMember]] = defaultdict(list)
        for person in dataset.staff if places else ():
            if (person.hospital_id, person.role) in places:
                found[person.hospital_id, person.role, person.group_id or ("", person.staff_id)].append(person)
        return cls({people[0].staff_id: tuple(people) for people in found.values()}, frozenset(row.ward_id for row in rows))

    @cached_property
    def of_person(self) -> Mapping[str, str]:
        """Who stands for the group of everybody who is in one."""
        return {person.staff_id: first for first, people in self.members.items() for person in people}

    def able(self, first: str, date: dt.date) -> tuple[str, ...]:
        """Return the people of a group who are available on a date."""
        return tuple(
            person.staff_id
            for person in self.members[first]
            if (person.available_from is None or person.available_from <= date)
            and (person.available_to is None or date <= person.available_to)
        )

    def counted(self, rows: Iterable[RotaRow]) -> Iterator[RotaRow]:
        """Yield the rows that count for cover: of a group that is where it is to be, one; of everybody else, each."""
        grouped: list[RotaRow] = []
        for row in rows:
            if row.ward_id in self.wards and row.staff_id in self.of_person:
                grouped.append(row)
            else:
                yield row
        spots = ((row.staff_id, row.date, (row.shift_type_id, row.ward_id)) for row in grouped)
        first = {(self.of_person[row.staff_id], row.date, row.shift_type_id, row.ward_id): row for row in reversed(grouped)}
        for (who, date), (where, number) in places(spots, self.of_person.__getitem__).items():
            if 2 * number > len(self.able(who, date)):
                yield first[who, date, *where]


def places(spots: Iterable[tuple[str, Day, Where]], group_of: Callable[[str], str]) -> dict[tuple[str, Day], tuple[Where, int]]:
    """Return where each group is on a day, and how many of it: the place with most of them, the first by name among equals."""
    found: dict[tuple[str, Day], Counter[Where]] = defaultdict(Counter)
    for who, day, where in spots:
        found[group_of(who), day][where] += 1
    return {
        key: min(((where, number) for where, number in counts.items()), key=lambda one: (-one[1], one[0]))
        for key, counts in found.items()
    }


def apart(groups: Groups, rows: Iterable[RotaRow]) -> int:
    """Return the person-days on which somebody available is not where their group is."""
    spots = (
        (r.staff_id, r.date, (r.shift_type_id, r.ward_id))
        for r in rows
        if r.ward_id in groups.wards and r.staff_id in groups.of_person
    )
    found = places(spots, groups.of_person.__getitem__)
    return sum(max(0, len(groups.able(who, date)) - number) for (who, date), (_, number) in found.items())


def _hospital(dataset: Dataset, ward_id: str) -> str | None:
    ward = dataset.ward[ward_id]
    return dataset.unit[ward.unit_ids[0]].hospital_id if ward.unit_ids else ward.hospital_id
