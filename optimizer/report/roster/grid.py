"""A roster as people × dates: who works what when, how much that is, and how many there are on each shift."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.plan import RotaRow
from optimizer.data.vocabulary import DayKind, Phase, Role
from optimizer.report.roster.signs import BLANK, ELSEWHERE, OBSERVED, OFF, Signs
from optimizer.report.words import Names, label, weekday
from optimizer.verify.pools import available

NOBODY: Mapping[str, str] = MappingProxyType({})
"""Names of staff where none are given."""
_SATURDAY = 6
_MOVED = Text("working", "班")
_FREE = Text("off", "休")


@dataclass(frozen=True, slots=True)
class Day:
    """A column: its date, day of the week, whether it is a weekend or holiday, and what the calendar says of it."""

    date: dt.date
    weekday: Text
    rest: bool
    note: Text


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, and how it looks."""

    sign: Text
    style: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A row, with what the person works on the days shown: shifts, nights, minutes, weekends; `name` is often blank."""

    staff_id: str
    name: str
    role: Text
    grade: str
    team_id: str
    wards: tuple[str, ...]
    cells: tuple[Cell, ...]
    shifts: int
    nights: int
    minutes: int
    weekends: int


@dataclass(frozen=True, slots=True)
class Roster:
    """A grid; `counts` are the people of each shift type that is worked, day by day, `legend` says what its signs mean."""

    ward_id: str
    title: Text
    days: tuple[Day, ...]
    people: tuple[Person, ...]
    counts: tuple[tuple[Text, tuple[int, ...]], ...]
    legend: tuple[tuple[Text, str, Text], ...]

    @property
    def named(self) -> bool:
        """Whether anybody's name is known."""
        return any(person.name for person in self.people)


def roster(plan: PlanRecord, ward_id: str = "", dates: Sequence[dt.date] = (), called: Mapping[str, str] = NOBODY) -> Roster:
    """Return the roster of a ward, or of everybody with shifts, for all days of the plan or for some.

    Whoever works in the ward on one of the days has a row; their shifts elsewhere stand in it too, in another look. So has
    everybody of a team on duty there, working or standing by.

    Parameters
    ----------
    called
        Names by staff id, from the office's own list; no plan holds them.
    """
    days = tuple(calendar_day(plan.dataset, date) for date in dates or plan.dataset.horizon)
    shown = {day.date for day in days}
    rows: dict[str, dict[dt.date, RotaRow]] = defaultdict(dict)
    for row in plan.tables.rota:
        if row.date in shown:
            rows[row.staff_id][row.date] = row
    chosen = {key: row for key, row in rows.items() if not ward_id or any(one.ward_id == ward_id for one in row.values())}
    names, builder = Names(plan.dataset), _People(plan, days, ward_id, called)
    chosen |= {key: rows[key] for key in builder.on_duty if key not in chosen}
    people = tuple(sorted((builder.person(key, chosen[key]) for key in chosen), key=builder.order))
    whole = Text(plan.dataset.name, plan.dataset.name)
    cells = {(cell.sign.en, cell.style) for person in people for cell in person.cells}
    legend = Signs(plan.dataset).legend({sign for sign, _ in cells}, {style for _, style in cells})
    counts = _counts(chosen, days, ward_id, plan.dataset)
    return Roster(ward_id, title(names, ward_id) if ward_id else whole, days, people, counts, legend)


def title(names: Names, ward_id: str) -> Text:
    """Return a ward with its hospital."""
    hospital, ward = names.hospital(names.hospital_of_ward(ward_id)), names.ward(ward_id)
    return Text(f"{hospital.en} {ward}".strip(), f"{hospital.zh} {ward}".strip())


def calendar_day(dataset: Dataset, date: dt.date) -> Day:
    """Return a date with what the calendar says: weekends and holidays are days of rest, moved working days are not."""
    holiday = next((row for row in dataset.holidays if row.date == date), None)
    if holiday is None:
        return Day(date, weekday(date), date.isoweekday() >= _SATURDAY, BLANK)
    moved = holiday.kind is DayKind.WORKING
    mark = _MOVED if moved else _FREE
    note = Text(holiday.name or mark.en, holiday.name or mark.zh)
    return Day(date, weekday(date), not moved, note)


class _People:
    """Makes the rows of one roster."""

    def __init__(self, plan: PlanRecord, days: tuple[Day, ...], ward_id: str, called: Mapping[str, str]) -> None:
        self._dataset, self._days, self._ward_id, self._called = plan.dataset, days, ward_id, called
        self._signs, self._names = Signs(plan.dataset), Names(plan.dataset)
        self._team_of = {row.staff_id: row.team_id for row in plan.tables.teams}
        observed: dict[str, set[dt.date]] = defaultdict(set)
        self._duty_of: dict[str, list[str]] = defaultdict(list)
        for row in plan.tables.rotation:
            here = row.ward_id == ward_id or not ward_id
            if row.phase is Phase.DUTY and here and any(row.from_ <= day.date <= row.to for day in days):
                self._duty_of[row.team_id].append(row.ward_id)
            if row.phase is Phase.OBSERVATION:
                observed[row.team_id].update(day.date for day in days if row.from_ <= day.date <= row.to)
        self._observed = observed
        self._roles = list(Role)

    def person(self, staff_id: str, rows: dict[dt.date, RotaRow]) -> Person:
        """Return one row."""
        member = self._dataset.member.get(staff_id)
        ordered = sorted(rows.values(), key=lambda row: row.date)
        kinds = [self._dataset.shift_type.get(row.shift_type_id) for row in ordered]
        weekends = {row.date.isocalendar()[:2] for row in ordered if row.date.isoweekday() >= _SATURDAY}
        return Person(
            staff_id,
            self._called.get(staff_id, ""),
            label(member.role if member else None),
            member.grade if member else "",
            self._team_of.get(staff_id, ""),
            tuple(self._names.ward(key) for key in dict.fromkeys([*(row.ward_id for row in ordered), *self._duty(staff_id)])),
            tuple(self._cell(staff_id, day.date, rows.get(day.date)) for day in self._days),
            len(ordered),
            sum(kind.night for kind in kinds if kind is not None),
            sum(kind.minutes for kind in kinds if kind is not None),
            len(weekends),
        )

    @cached_property
    def on_duty(self) -> tuple[str, ...]:
        """Everybody whose team is on duty in the ward, or in any, on one of the days."""
        return tuple(key for key in self._team_of if self._duty(key) and key in self._dataset.member)

    def _duty(self, staff_id: str) -> Sequence[str]:
        return self._duty_of.get(self._team_of.get(staff_id, ""), ())

    def order(self, person: Person) -> tuple[tuple[str, ...], int, bool, str, str]:
        """Return where a row stands: by ward, by role, by team."""
        member = self._dataset.member.get(person.staff_id)
        wards = () if self._ward_id else person.wards[:1]
        role = self._roles.index(member.role) if member else len(self._roles)
        return wards, role, not person.team_id, person.team_id, person.staff_id

    def _cell(self, staff_id: str, date: dt.date, row: RotaRow | None) -> Cell:
        if row is not None:
            elsewhere = self._ward_id and row.ward_id != self._ward_id
            return Cell(self._signs.of(row.shift_type_id), ELSEWHERE if elsewhere else self._signs.styles[row.shift_type_id])
        if date in self._observed[self._team_of.get(staff_id, "")]:
            return Cell(OBSERVED, "obs")
        member = self._dataset.member.get(staff_id)
        return Cell(OFF if member is None or available(member, date) else BLANK)


def _counts(
    rows: dict[str, dict[dt.date, RotaRow]], days: tuple[Day, ...], ward_id: str, dataset: Dataset
) -> tuple[tuple[Text, tuple[int, ...]], ...]:
    people: Counter[tuple[str, dt.date]] = Counter(
        (row.shift_type_id, row.date)
        for dates in rows.values()
        for row in dates.values()
        if not ward_id or row.ward_id == ward_id
    )
    signs = Signs(dataset)
    lines = [
        (signs.of(kind.shift_type_id), tuple(people[kind.shift_type_id, day.date] for day in days))
        for kind in dataset.shift_types
    ]
    return tuple((sign, counts) for sign, counts in lines if any(counts))
