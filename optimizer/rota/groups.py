"""Posts that are staffed by groups: who goes together, and how many groups are where.

A ward or post whose cover is in groups (`per` = group) draws on the groups (`staff.group_id`) of its hospital. A group goes to
one shift of one place a day; whoever of it is away, or asked for another shift, is an exception. It counts for cover where
more than half of those who could come that day are.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import RotaRow
from optimizer.data.tables.staff import StaffMember
from optimizer.data.vocabulary import CoverPer
from optimizer.rota.pools import available_on, hospital_of


@dataclass(frozen=True, slots=True)
class Duty:
    """A group on a day: who stands for it, how many are in the place where most are (by name among equals), and a row there."""

    first: str
    date: dt.date
    there: int
    row: RotaRow


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
        places = {(hospital_of(dataset, dataset.ward[row.ward_id]), row.role) for row in rows}
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
        return tuple(person.staff_id for person in self.members[first] if available_on(person, date))

    def places(self, row: RotaRow) -> bool:
        """Return whether a row places somebody of a group where cover is in groups."""
        return row.ward_id in self.wards and row.staff_id in self.of_person

    def duties(self, rows: Iterable[RotaRow]) -> Iterator[Duty]:
        """Yield every group on every day that any of it works, told from rows of people in groups."""
        days: dict[tuple[str, dt.date], dict[tuple[str, str], list[RotaRow]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            days[self.of_person[row.staff_id], row.date][row.shift_type_id, row.ward_id].append(row)
        for (first, date), spots in days.items():
            most = min(spots, key=lambda where: (-len(spots[where]), where))
            yield Duty(first, date, len(spots[most]), spots[most][0])

    def counted(self, rows: Iterable[RotaRow]) -> Iterator[RotaRow]:
        """Yield the rows that count for cover: of a group that is where it is to be, one; of everybody else, each."""
        grouped: list[RotaRow] = []
        for row in rows:
            if self.places(row):
                grouped.append(row)
            else:
                yield row
        for duty in self.duties(grouped):
            if 2 * duty.there > len(self.able(duty.first, duty.date)):
                yield duty.row


def apart(groups: Groups, rows: Iterable[RotaRow]) -> int:
    """Return the person-days on which somebody available is not where their group is."""
    duties = groups.duties(row for row in rows if groups.places(row))
    return sum(max(0, len(groups.able(duty.first, duty.date)) - duty.there) for duty in duties)
