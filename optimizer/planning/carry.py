"""What everybody carries over from one plan to the next: nights, weekends, requests refused, entries and minutes inside so far.

The totals of a plan's first day stand among its inputs (`fairness_carry`). A plan made from one in force counts on from
there: what was worked from that plan's first day to the day before the new one is taken from `roster_history` as far back as
it reaches, from the rota in force for days before that. Whoever is new starts at the fewest of their hospital and role, so
that nobody has to make up for months before they came; whoever was away keeps their totals.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from optimizer.data.amend import amended
from optimizer.data.dataset import Dataset
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.plan import RotaRow
from optimizer.data.tables.staff import FairnessCarry, Request, RosterHistory
from optimizer.rota.carried import counted_on

_COUNTS = ("nights", "weekends", "refused", "entries", "inside_min")
_OFF = "off"
Worked = Mapping[str, Mapping[dt.date, str]]  # shift type by person and date


def with_carry(dataset: Dataset, previous: PlanRecord | None) -> Dataset:
    """Return the dataset with what everybody carries over from a plan in force; a row of its own that is as late counts more."""
    if previous is None:
        return dataset
    last = dataset.horizon.start - dt.timedelta(days=1)
    carried = {row.staff_id: row for row in totals(previous, last, dataset.roster_history) if row.until <= last}
    for row in dataset.fairness_carry:
        if row.staff_id not in carried or row.until >= carried[row.staff_id].until:
            carried[row.staff_id] = row
    rows = _with_the_new(dataset, carried)
    if not rows or rows == dataset.fairness_carry:
        return dataset
    return amended(dataset, fairness_carry=rows)


def totals(record: PlanRecord, last: dt.date, told: Sequence[RosterHistory] = ()) -> tuple[FairnessCarry, ...]:
    """Return what everybody of a plan with a rota has had up to and including a day.

    Parameters
    ----------
    told
        What was really worked, believed from its first date on.
    """
    if not any(step.step == "rota" for step in record.steps):
        return record.dataset.fairness_carry
    dataset, start = record.dataset, record.dataset.horizon.start
    first_told = min((row.date for row in told if row.date >= start), default=dt.date.max)
    planned = (row for row in record.tables.rota if row.date < first_told)
    now = _by_person(planned, (row for row in told if row.date >= first_told), dataset, start, last)
    before = _by_person((), dataset.roster_history, dataset, dt.date.min, start - dt.timedelta(days=1))
    asked: dict[str, list[Request]] = defaultdict(list)
    for row in dataset.requests:
        if not row.hard and row.date in dataset.horizon and row.date <= last:
            asked[row.staff_id].append(row)
    return tuple(
        _counted(dataset, who, last, before.get(who, {}), now.get(who, {}), asked[who])
        for who in dataset.member
        if dataset.horizon.start <= last or who in dataset.carry
    )


def _counted(
    dataset: Dataset,
    who: str,
    last: dt.date,
    before: Mapping[dt.date, str],
    now: Mapping[dt.date, str],
    asked: Iterable[Request],
) -> FairnessCarry:
    """Return one person's totals up to a day: those they had, and what came after."""
    total = counted_on(dataset, who, {**before, **now})
    refused = sum(wish.weight for wish in asked if now.get(wish.date, _OFF) != _wanted(wish))
    return replace(total, until=max(last, total.until), refused=total.refused + refused)


def _wanted(wish: Request) -> str:
    """Return the shift type asked for, `off` for a day off however it is written."""
    return _OFF if wish.shift_type.strip().lower() == _OFF else wish.shift_type


def _by_person(
    planned: Iterable[RotaRow], told: Iterable[RosterHistory], dataset: Dataset, first: dt.date, last: dt.date
) -> Worked:
    found: dict[str, dict[dt.date, str]] = defaultdict(dict)
    for staff_id, date, shift in (
        *((row.staff_id, row.date, row.shift_type_id) for row in planned),
        *((row.staff_id, row.date, row.shift_type) for row in told),
    ):
        if first <= date <= last and shift in dataset.shift_type:
            found[staff_id][date] = shift
    return found


def _with_the_new(dataset: Dataset, carried: Mapping[str, FairnessCarry]) -> tuple[FairnessCarry, ...]:
    """Return a row for everybody of the staff table; who has none starts at the fewest of their hospital and role."""
    alike: dict[tuple[str, str], list[FairnessCarry]] = defaultdict(list)
    for one in dataset.staff:
        if one.staff_id in carried:
            alike[one.hospital_id, one.role].append(carried[one.staff_id])
    rows = []
    for one in dataset.staff:
        others = alike[one.hospital_id, one.role]
        if one.staff_id in carried:
            rows.append(carried[one.staff_id])
        elif others:
            fewest = {name: min(getattr(row, name) for row in others) for name in _COUNTS}
            rows.append(FairnessCarry(staff_id=one.staff_id, until=max(row.until for row in others), **fewest))
    return tuple(rows)
