"""Shifts decided at the desk: the rota as it becomes with them, and the inputs from which a re-plan keeps them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.plan import RotaRow
from optimizer.data.tables.staff import Request
from optimizer.rota.desk.book import Moves, RotaDesk
from optimizer.rota.translate import OFF_WORD


@dataclass(frozen=True, slots=True, order=True)
class Decided:
    """What somebody is to work on a day; `shift_type_id` and `ward_id` are empty for a day off."""

    staff_id: str
    date: dt.date
    shift_type_id: str = ""
    ward_id: str = ""


def decided(desk: RotaDesk, moves: Moves) -> tuple[Decided, ...]:
    """Return moves of the desk by ids and dates."""
    found = []
    for (index, day), where in moves.items():
        who, date = desk.instance.people[index].staff_id, desk.dataset.horizon.date(day)
        if where is None:
            found.append(Decided(who, date))
        else:
            found.append(Decided(who, date, desk.instance.shifts[where[0]].shift_type_id, desk.instance.wards[where[1]]))
    return tuple(found)


def laid(record: PlanRecord, decisions: Iterable[Decided]) -> PlanRecord:
    """Return a plan whose rota is as it becomes with some decisions, to ask the desk further questions of."""
    last = {(one.staff_id, one.date): one for one in decisions}
    kept = [row for row in record.tables.rota if (row.staff_id, row.date) not in last]
    made = [
        RotaRow(
            staff_id=one.staff_id,
            date=one.date,
            shift_type_id=one.shift_type_id,
            ward_id=one.ward_id,
            role=record.dataset.member[one.staff_id].role,
        )
        for one in last.values()
        if one.shift_type_id
    ]
    rows = tuple(sorted((*kept, *made), key=lambda row: (row.staff_id, row.date)))
    return replace(record, tables=replace(record.tables, rota=rows))


def to_plan_again(record: PlanRecord, decisions: Iterable[Decided], published: dt.date | None = None) -> PlanRecord:
    """Return a plan whose inputs make a re-plan keep some decisions, as hard requests, and what is published up to a day.

    A hard request of before for the same person and day gives way to the decision.
    """
    last = {(one.staff_id, one.date): one for one in decisions}
    new = [
        Request(staff_id=one.staff_id, date=one.date, shift_type=one.shift_type_id or OFF_WORD, hard=True)
        for one in last.values()
    ]
    same = {(row.staff_id, row.date, row.shift_type) for row in new}
    kept = [
        row
        for row in record.dataset.requests
        if (row.staff_id, row.date, row.shift_type) not in same and not (row.hard and (row.staff_id, row.date) in last)
    ]
    dataset = replace(record.dataset, requests=(*kept, *sorted(new, key=lambda row: (row.staff_id, row.date))))
    if published is not None:
        again = replace(dataset.scenario.replan, rota_frozen_until=published)
        dataset = replace(dataset, scenario=replace(dataset.scenario, replan=again))
    return replace(record, dataset=dataset)
