"""From tables to the integers of the rota."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from optimizer.core.rounding import nearest_int
from optimizer.data.dataset import Dataset
from optimizer.data.tables import staff as tables
from optimizer.data.vocabulary import PairRule
from optimizer.rota.carried import carried
from optimizer.rota.entities import DAY_MIN, OFF, Contract, Need, Pair, Person, Shift, Wish
from optimizer.rota.pools import ENTRY_MINUTES, Pools, suits
from optimizer.rota.required import wanted
from optimizer.rota.skills import counting_skills, own_skills

OFF_WORD = "off"
SATURDAY = 6


def shifts(dataset: Dataset) -> tuple[Shift, ...]:
    """Return the shift types in table order; an end at or before the start is on the next day."""
    place = {row.shift_type_id: index for index, row in enumerate(dataset.shift_types)}
    found = []
    for row in dataset.shift_types:
        start, end = _minute(row.start), _minute(row.end)
        found.append(
            Shift(
                row.shift_type_id,
                start,
                end if end > start else end + DAY_MIN,
                row.minutes,
                row.night,
                row.ward_minutes is not None and row.ward_minutes <= ENTRY_MINUTES,
                frozenset(place[one] for one in row.forbidden_next if one in place),
                row.on_call,
                row.ward_minutes or 0,
            )
        )
    return tuple(found)


def weekends(dataset: Dataset) -> tuple[tuple[int, ...], ...]:
    """Return the Saturdays and Sundays of the horizon, by ISO week."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for day, date in enumerate(dataset.horizon):
        year, week, weekday = date.isocalendar()
        if weekday >= SATURDAY:
            found[year, week].append(day)
    return tuple(tuple(days) for days in found.values())


def needs(dataset: Dataset, pools: Pools) -> tuple[Need, ...]:
    """Return what is wanted on every day, from the census and the beds of the plan."""
    ward_place = {ward.ward_id: index for index, ward in enumerate(dataset.wards)}
    shift_place = {row.shift_type_id: index for index, row in enumerate(dataset.shift_types)}
    found = []
    for one in wanted(dataset, pools.capacity, pools.is_isolation):
        if one.most:
            day = dataset.horizon.day(one.date)
            (shift, first), *also = [(shift_place[name], day + by) for name, by in one.spots]
            ward, row = ward_place[one.row.ward_id], one.row
            found.append(Need(ward, row.role, row.skill, shift, first, one.least, one.preferred, row.interval, tuple(also)))
    return tuple(found)


def people(dataset: Dataset, pools: Pools, kinds: Sequence[Shift]) -> tuple[Person, ...]:
    """Return everybody of the staff table in table order."""
    shift_place = {shift.shift_type_id: index for index, shift in enumerate(kinds)}
    history: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in dataset.roster_history:
        if (day := dataset.horizon.day(row.date)) < 0:
            history[row.staff_id].append((day, shift_place[row.shift_type]))
    fixed, wishes = _requests(dataset, shift_place)
    contracts = {row.contract_id: contract(row, shift_place) for row in dataset.contracts}
    had = carried(dataset)
    return tuple(
        Person(
            row.staff_id,
            row.role,
            counting_skills(row, dataset.stand_ins),
            contracts[row.contract_id],
            tuple(sorted(history[row.staff_id])),
            tuple(fixed[row.staff_id]),
            tuple(wishes[row.staff_id]),
            *_options(dataset, pools, row, shift_place),
            own_skills(row),
            frozenset(day for day, date in enumerate(dataset.horizon) if pools.not_first(row.staff_id, date)),
            had[row.staff_id],
        )
        for row in dataset.staff
    )


def pairs(dataset: Dataset, everybody: Sequence[Person], frozen_days: int) -> tuple[Pair, ...]:
    """Return who shares every shift or none, on days that are not published; sharing is asked on days when both can work."""
    place = {person.staff_id: index for index, person in enumerate(everybody)}
    found = []
    for number, row in enumerate(dataset.staff_pairs):
        if row.rule not in {PairRule.SHARE_SHIFT, PairRule.NO_SHARED_SHIFT}:
            continue
        shares, two = row.rule is PairRule.SHARE_SHIFT, (place[row.staff_id], place[row.other_id])
        days = range(frozen_days, dataset.horizon.days)
        asked = tuple(day for day in days if not shares or all(everybody[index].in_pool[day] for index in two))
        found.append(Pair(*two, shares, asked, number + 2))
    return tuple(found)


def contract(row: tables.Contract, shift_place: Mapping[str, int]) -> Contract:
    """Translate one contract."""
    return Contract(
        row.min_minutes,
        row.max_minutes,
        row.period_days,
        tuple((shift_place[name], most) for name, most in row.max_shifts_per_type),
        row.min_consecutive_shifts or 1,
        row.max_consecutive_shifts,
        row.min_consecutive_days_off or 1,
        row.max_weekends,
        nearest_int(row.min_rest_h * 60),
    )


def _requests(dataset: Dataset, shift_place: Mapping[str, int]) -> tuple[Mapping[str, list[Wish]], Mapping[str, list[Wish]]]:
    fixed: dict[str, list[Wish]] = defaultdict(list)
    wishes: dict[str, list[Wish]] = defaultdict(list)
    for number, row in enumerate(dataset.requests):
        if row.date in dataset.horizon:
            shift = OFF if row.shift_type.strip().lower() == OFF_WORD else shift_place[row.shift_type]
            wish = Wish(dataset.horizon.day(row.date), shift, row.weight, number + 2)
            (fixed if row.hard else wishes)[row.staff_id].append(wish)
    return fixed, wishes


def _options(
    dataset: Dataset, pools: Pools, person: tables.StaffMember, shift_place: Mapping[str, int]
) -> tuple[tuple[Mapping[int, tuple[int, ...]], ...], tuple[bool, ...]]:
    suited = [
        (index, ward, [shift for shift in dataset.shift_types if suits(pools, person, ward, shift)])
        for index, ward in enumerate(dataset.wards)
        if (ward.ward_id, person.role) in pools.covered
    ]
    options: list[Mapping[int, tuple[int, ...]]] = []
    in_pool: list[bool] = []
    for date in dataset.horizon:
        today: dict[int, tuple[int, ...]] = {}
        reached = False
        for index, ward, shift_types in suited:
            if pools.in_pool(person, ward, date):
                reached = True
                for shift in shift_types:
                    place = shift_place[shift.shift_type_id]
                    today[place] = (*today.get(place, ()), index)
        options.append(today)
        in_pool.append(reached)
    return tuple(options), tuple(in_pool)


def _minute(time: dt.time) -> int:
    return time.hour * 60 + time.minute
