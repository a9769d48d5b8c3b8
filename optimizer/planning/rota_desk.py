"""The rota of a plan laid on the desk: vacancies by ids and dates, and what to enter so that a re-plan keeps a decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.staff import Request
from optimizer.data.vocabulary import Role
from optimizer.rota.desk.book import Moves, RotaDesk
from optimizer.rota.desk.replace import Vacancy
from optimizer.rota.entities import OFF
from optimizer.rota.pools import Pools


def desk_of(record: PlanRecord) -> RotaDesk:
    """Return the rota of a plan, ready for questions.

    Raises
    ------
    BadInputError
        When the plan holds no rota.
    """
    if not any(step.step == "rota" for step in record.steps):
        raise BadInputError([_no_rota()])
    tables = record.tables
    capacity = {(row.unit_id, row.date): row for row in tables.capacity}
    return RotaDesk.of(record.dataset, Pools(record.dataset, tables.teams, tables.rotation, capacity), tables.rota)


def absences(desk: RotaDesk, staff_id: str, first: dt.date, last: dt.date) -> tuple[Vacancy, ...]:
    """Return the shifts that somebody's absence leaves open, in order.

    Raises
    ------
    BadInputError
        When a date lies outside the plan, or nothing is left open.
    """
    days = range(day_of(desk, first), day_of(desk, last) + 1)
    index = desk.place[staff_id]
    held = [(day, desk.assigned[index, day]) for day in days if (index, day) in desk.assigned]
    if not held:
        raise BadInputError([_no_shift(staff_id, first, last)])
    role = desk.instance.people[index].role
    return tuple(Vacancy((ward, role, shift, day), index) for day, (shift, ward) in held)


def open_shift(desk: RotaDesk, ward_id: str, shift_type_id: str, role: Role, date: dt.date) -> Vacancy:
    """Return one more place in a ward during a shift; the ids stand in the tables.

    Raises
    ------
    BadInputError
        When the date lies outside the plan.
    """
    shift = next(number for number, one in enumerate(desk.instance.shifts) if one.shift_type_id == shift_type_id)
    return Vacancy((desk.instance.wards.index(ward_id), role, shift, day_of(desk, date)))


def day_of(desk: RotaDesk, date: dt.date) -> int:
    """Return the day index of a date of the plan; BadInputError outside it."""
    horizon = desk.dataset.horizon
    if date not in horizon:
        raise BadInputError([_outside(date, horizon.start, horizon.last)])
    return horizon.day(date)


def to_enter(desk: RotaDesk, moves: Moves) -> tuple[Request, ...]:
    """Return the hard requests that make a re-plan keep some moves."""
    return tuple(
        Request(
            staff_id=desk.instance.people[index].staff_id,
            date=desk.dataset.horizon.date(day),
            shift_type=desk.instance.word(OFF if where is None else where[0]),
            hard=True,
        )
        for (index, day), where in moves.items()
    )


def written(requests: Iterable[Request]) -> list[str]:
    """Return requests as rows of the table."""
    return [f"{row.staff_id},{row.date.isoformat()},{row.shift_type},{row.weight},yes" for row in requests]


def _no_rota() -> Issue:
    return Issue(
        "no_rota",
        Severity.FAULT,
        Text("This plan holds no rota.", "此方案没有排班。"),
        Text("Plan it with the command rota and --plan.", "请用 rota 命令加 --plan 补做。"),
    )


def _no_shift(staff_id: str, first: dt.date, last: dt.date) -> Issue:
    return Issue(
        "no_shift",
        Severity.FAULT,
        Text(
            "{staff} has no shift from {first} to {last}: nothing is left open.", "{staff} 在 {first} 至 {last} 无班，无需替班。"
        ),
        table="rota",
        value=staff_id,
        params={"staff": staff_id, "first": first.isoformat(), "last": last.isoformat()},
    )


def _outside(date: dt.date, first: dt.date, last: dt.date) -> Issue:
    return Issue(
        "outside_plan",
        Severity.FAULT,
        Text("{date} is outside the plan ({first} to {last}).", "{date} 不在方案期内（{first} 至 {last}）。"),
        value=date.isoformat(),
        params={"date": date.isoformat(), "first": first.isoformat(), "last": last.isoformat()},
    )
