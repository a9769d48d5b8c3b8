"""The rota as plan rows, what is short, and the terms a planner reads, computed from those rows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import RotaRow
from optimizer.data.vocabulary import Role
from optimizer.rota.groups import Groups, apart
from optimizer.rota.instance import RotaInstance
from optimizer.rota.measure import Assigned, measure, present, there
from optimizer.rota.split import whole

MINUTES_AN_HOUR = 60
COVER_TERMS = ("short_of_min", "short_of_preferred", "over_cover")
"""Terms that count groups where cover is in groups."""
IN_MINUTES = frozenset({"under_minutes", "inside_spread"})
"""Terms that are counted in minutes and emitted in hours."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A cover requirement below its minimum on a day; an empty skill means any; `stretch` where an interval is asked."""

    ward_id: str
    date: dt.date
    shift_type_id: str
    role: Role
    skill: str
    wanted: int
    assigned: int
    stretch: str = ""


@dataclass(frozen=True, slots=True)
class StoodIn:
    """People who fill places of a minimum for a skill that is not theirs."""

    ward_id: str
    date: dt.date
    shift_type_id: str
    skill: str
    staff_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RotaSolution:
    """Who works which shift in which ward, where people are short of the minimum, and who stands in for a skill."""

    rota: tuple[RotaRow, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    stood_in: tuple[StoodIn, ...] = ()


def to_rows(dataset: Dataset, instance: RotaInstance, assigned: Assigned) -> tuple[RotaRow, ...]:
    """Return the rota in order of people and days."""
    return tuple(
        RotaRow(
            staff_id=instance.people[index].staff_id,
            date=dataset.horizon.date(day),
            shift_type_id=instance.shifts[shift].shift_type_id,
            ward_id=instance.wards[ward],
            role=instance.people[index].role,
        )
        for (index, day), (shift, ward) in sorted(assigned.items())
    )


def from_rows(dataset: Dataset, instance: RotaInstance, rows: Iterable[RotaRow]) -> Assigned:
    """Return rows as shift and ward by person and day."""
    people = {person.staff_id: index for index, person in enumerate(instance.people)}
    shifts = {shift.shift_type_id: index for index, shift in enumerate(instance.shifts)}
    wards = {ward: index for index, ward in enumerate(instance.wards)}
    return {
        (people[row.staff_id], dataset.horizon.day(row.date)): (shifts[row.shift_type_id], wards[row.ward_id]) for row in rows
    }


def solution_of(dataset: Dataset, instance: RotaInstance, assigned: Assigned) -> RotaSolution:
    """Return the rota with its shortfalls."""
    counted = present(instance, _counted(dataset, instance, assigned))
    shortfalls = tuple(
        Shortfall(
            instance.wards[need.ward],
            dataset.horizon.date(need.day),
            instance.shifts[need.shift].shift_type_id,
            need.role,
            need.skill,
            need.least,
            there(counted, need),
            need.stretch,
        )
        for need in instance.needs
        if there(counted, need) < need.least
    )
    return RotaSolution(to_rows(dataset, instance, assigned), shortfalls, tuple(_stood_in(dataset, instance, assigned)))


def _stood_in(dataset: Dataset, instance: RotaInstance, assigned: Assigned) -> Iterator[StoodIn]:
    """Yield who fills places of a minimum that people of the very skill leave open."""
    placed: dict[tuple[int, Role, int, int], list[int]] = defaultdict(list)
    for (index, day), (shift, ward) in sorted(assigned.items()) if instance.stood_in else ():
        placed[ward, instance.people[index].role, shift, day].append(index)
    for need in instance.needs:
        if need.skill not in instance.stood_in:
            continue
        here = [one for shift, day in need.spots for one in placed[need.ward, need.role, shift, day]]
        able = [instance.people[one] for one in here if need.skill in instance.people[one].skills]
        lent = [person.staff_id for person in able if need.skill not in person.own]
        places = need.least - len(able) + len(lent)
        if places > 0 and lent:
            ward_id, kind = instance.wards[need.ward], instance.shifts[need.shift].shift_type_id
            yield StoodIn(ward_id, dataset.horizon.date(need.day), kind, need.skill, tuple(lent[:places]))


def term_values(dataset: Dataset, instance: RotaInstance, rows: Iterable[RotaRow]) -> dict[str, float]:
    """Return every term of the step in the order of the goals; minutes below the contract become hours."""
    groups, rows = Groups.of(dataset), tuple(rows)
    values = measure(instance, whole(instance), from_rows(dataset, instance, rows))
    if groups.members:
        heads = measure(instance, whole(instance), from_rows(dataset, instance, groups.counted(rows)))
        values |= {name: heads[name] for name in COVER_TERMS}
    found: dict[str, float] = {}
    for name, value in values.items():
        found[name] = in_unit(name, value)
        if name == "requests_refused":
            found["group_apart"] = float(apart(groups, rows))
    return found


def _counted(dataset: Dataset, instance: RotaInstance, assigned: Assigned) -> Assigned:
    """Return who counts for cover: of a group that is where it is to be, one."""
    groups = Groups.of(dataset)
    if not groups.members:
        return assigned
    return from_rows(dataset, instance, groups.counted(to_rows(dataset, instance, assigned)))


def in_unit(name: str, value: float) -> float:
    """Return a term in the unit it is emitted in."""
    return round(value / MINUTES_AN_HOUR, 2) if name in IN_MINUTES else float(value)
