"""Every patient: where and when, or why not yet. Case numbers only."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.core.rulebook import UNPLACED_REASONS
from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.people import Patient
from optimizer.data.vocabulary import Pattern, WardKind, needed_kind
from optimizer.report.words import URGENCY, Names, vehicle

MOST_ROWS = 3000


@dataclass(frozen=True)
class Placed:
    """A patient with a place."""

    patient_id: str
    urgency: str
    service: Text
    hospital: Text
    unit_id: str
    kind: WardKind | None
    first: dt.date
    last: dt.date
    sessions: int
    wait_days: int
    travel_min: int
    late: bool
    vehicle: Text


def placed(plan: PlanRecord) -> tuple[Placed, ...]:
    """Return the placements, the most urgent first, then by day; at most `MOST_ROWS`."""
    names = Names(plan.dataset)
    sessions = Counter((row.patient_id, row.unit_id) for row in plan.tables.sessions)
    first = {id(row) for row in plan.tables.admissions}
    kinds = {(row.unit_id, row.date): row.ward_kind for row in plan.tables.capacity}
    rows = []
    for row in plan.tables.placements:
        patient, unit = plan.dataset.patient.get(row.patient_id), plan.dataset.unit.get(row.unit_id)
        if patient is None or unit is None:
            continue
        service = plan.dataset.service[patient.service_id]
        rows.append(
            Placed(
                row.patient_id,
                URGENCY[patient.urgency],
                names.service(patient.service_id),
                names.hospital(unit.hospital_id),
                row.unit_id,
                kinds.get((row.unit_id, row.from_), unit.ward_kind),
                row.from_,
                row.to,
                sessions[row.patient_id, row.unit_id] if service.pattern is Pattern.SESSIONS else 0,
                row.wait_days,
                row.travel_min,
                id(row) in first and row.travel_min > service.max_travel_min,
                vehicle(row.vehicle_kind),
            )
        )
    rows.sort(key=lambda row: (row.urgency, row.first, row.patient_id))
    return tuple(rows[:MOST_ROWS])


@dataclass(frozen=True)
class Unplaced:
    """A patient without a place, and why."""

    patient_id: str
    urgency: str
    service: Text
    kind: WardKind | None
    district: Text
    ready: str
    reason: Text
    detail: str


def unplaced(plan: PlanRecord) -> tuple[Unplaced, ...]:
    """Return those not yet placed, the most urgent first."""
    names = Names(plan.dataset)
    rows = []
    for row in plan.tables.unplaced:
        patient = plan.dataset.patient.get(row.patient_id)
        reason = UNPLACED_REASONS.get(row.reason_code, Text(row.reason_code, row.reason_code))
        if patient is None:
            rows.append(Unplaced(row.patient_id, "–", Text("–", "–"), None, Text("", ""), "", reason, row.detail))
            continue
        kind = needed_kind(patient.health_code, patient.infection_status)
        ready = f"{patient.ready_at:%m-%d %H:%M}"
        urgency, service = URGENCY[patient.urgency], names.service(patient.service_id)
        rows.append(
            Unplaced(row.patient_id, urgency, service, kind, names.district(_district(plan, patient)), ready, reason, row.detail)
        )
    return tuple(sorted(rows, key=lambda row: (row.urgency, row.ready, row.patient_id)))


@dataclass(frozen=True)
class Crosstab:
    """Patients placed by service (columns) and district they come from (rows), with sums."""

    services: tuple[Text, ...]
    rows: tuple[tuple[Text, tuple[int, ...], int], ...]
    totals: tuple[int, ...]


def by_district(plan: PlanRecord) -> Crosstab:
    """Return how many of each district are placed for each service; a blank district means coordinates only."""
    names = Names(plan.dataset)
    counts: Counter[tuple[str, str]] = Counter()
    for patient in _of(plan, (row.patient_id for row in plan.tables.admissions)):
        counts[_district(plan, patient), patient.service_id] += 1
    services = [row.service_id for row in plan.dataset.services if any(service == row.service_id for _, service in counts)]
    districts = sorted({district for district, _ in counts}, key=lambda d: (-sum(counts[d, s] for s in services), d))
    return Crosstab(
        tuple(names.service(service) for service in services),
        tuple(
            (names.district(d or "–"), tuple(counts[d, s] for s in services), sum(counts[d, s] for s in services))
            for d in districts
        ),
        tuple(sum(counts[d, s] for d in districts) for s in services),
    )


def _of(plan: PlanRecord, ids: Iterable[str]) -> Iterable[Patient]:
    return (plan.dataset.patient[key] for key in ids if key in plan.dataset.patient)


def _district(plan: PlanRecord, patient: Patient) -> str:
    origin = plan.dataset.origin.get(patient.origin_id or "")
    return "" if origin is None else origin.district
