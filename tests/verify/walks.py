"""The hand-written plan with patients who go through several units: results, a case found, sessions, one who stays on."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

from optimizer.data.tables import people
from optimizer.data.tables.plan import PlacementRow, SessionRow
from optimizer.data.travel import Travel
from optimizer.data.vocabulary import HealthCode, Infection
from tests.verify.case import Case
from tests.verify.city import at, day
from tests.verify.refresh import kind_on, stay, vehicle

GREEN = HealthCode.GREEN
WALKERS = {
    # who: service, result due, code change, the legs: unit, first and last day, reason
    "L1": ("fever", at(1, 12), None, (("U01", 0, 1, ""), ("U11", 2, 4, "result_due"))),
    "L2": ("fever", at(6, 12), (at(5, 8), Infection.CONFIRMED), (("U02", 4, 4, ""), ("U04", 5, 8, "code_change"))),
    "L3": ("fever", at(1, 12), None, (("U01", 0, 4, ""),)),
    "L4": ("fever", None, (at(3, 20), Infection.NONE), (("U02", 3, 3, ""), ("U11", 4, 5, "code_change"))),
}
SESSIONS = (("U17", 2, (0, 2)), ("U05", 1, (4, 7, 9, 11)))


def with_walks(case: Case) -> Case:
    """Return the plan with the walkers L1 to L4, and L5 who is treated in sessions."""
    patients, changes, rows = [], [], []
    for who, (service, due, change, legs) in WALKERS.items():
        days = legs[-1][2] - legs[0][1] + 1
        patients.append(_patient(who, service, due, legs[0][1], stay_days=days))
        if change is not None:
            changes.append(people.CodeChange(patient_id=who, at=change[0], infection_status=change[1]))
    patients.append(_patient("L5", "dialysis", at(3, 12), 0))
    dataset = replace(case.dataset, patients=(*case.dataset.patients, *patients), code_changes=tuple(changes))
    case = replace(case, dataset=dataset)
    for who, (_, _, _, legs) in WALKERS.items():
        rows += walk(case, who, *legs)
    rows += walk(case, "L5", ("U17", 0, 2, ""), ("U05", 4, 11, "result_due"))
    sessions = [
        SessionRow(patient_id="L5", unit_id=unit, date=day(date), shift=shift)
        for unit, shift, dates in SESSIONS
        for date in dates
    ]
    return case.add("placements", *rows).add("sessions", *sessions).fresh()


def walk(case: Case, who: str, *legs: tuple[str, int, int, str]) -> list[PlacementRow]:
    """Rows of one patient with true figures."""
    rows = [stay(case.dataset, who, legs[0][0], day(legs[0][1]), day(legs[0][2]))]
    for (one, _, _, _), (unit, begin, end, why) in itertools.pairwise(legs):
        rows.append(
            PlacementRow(
                patient_id=who,
                unit_id=unit,
                from_=day(begin),
                to=day(end),
                wait_days=0,
                travel_min=minutes(case, one, unit),
                vehicle_kind=_car(case, who, one, unit, day(begin)),
                move_reason=why,
            )
        )
    return rows


def minutes(case: Case, one: str, other: str) -> int:
    """Minutes between the hospitals of two units."""
    unit = case.dataset.unit
    return Travel(case.dataset).between_hospitals(unit[one].hospital_id, unit[other].hospital_id)


def _car(case: Case, who: str, one: str, other: str, date: dt.date) -> str:
    unit = case.dataset.unit
    if unit[one].hospital_id == unit[other].hospital_id and unit[other].service_id != "dialysis":
        return ""
    return vehicle(case.dataset, who, other, kind_on(case.dataset, other, date))


def _patient(who: str, service: str, due: dt.datetime | None, ready: int, **more: int) -> people.Patient:
    return people.Patient(
        patient_id=who,
        origin_id="O1",
        service_id=service,
        health_code=GREEN,
        infection_status=Infection.UNTESTED,
        result_due_at=due,
        urgency=3,
        ready_at=at(ready, 9),
        **more,
    )
