"""Capabilities that listed patients need, against the designated units that have them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from optimizer.data.planfolder import PlanRecord
from optimizer.data.plantables import PlanTables
from optimizer.data.tables import people, places
from optimizer.data.tables.plan import DesignationRow
from optimizer.data.vocabulary import HealthCode, Infection, Pattern, WardKind
from optimizer.planning.machines import CapabilityNeed, capability_needs
from tests.factories import dataset, day, service, unit


def patient(patient_id: str, first: int = 0, **changes: Any) -> people.Patient:
    plain: dict[str, Any] = {"health_code": HealthCode.YELLOW, "infection_status": Infection.NONE, "urgency": 2, "stay_days": 2}
    ready = dt.datetime.combine(day(first), dt.time(8))
    return people.Patient(
        patient_id=patient_id, **{"origin_id": "O", "service_id": "general", "ready_at": ready, **plain, **changes}
    )


def found(*patients: people.Patient, designated: tuple[str, ...] = ("H1", "H2")) -> tuple[CapabilityNeed, ...]:
    buffer: dict[str, Any] = {"ward_kind": WardKind.BUFFER}
    dialysis: dict[str, Any] = {**buffer, "service_id": "dialysis", "shifts_per_day": 2}
    data = dataset(
        hospitals=[places.Hospital(hospital_id=name, name_zh=name, district="D") for name in ("H1", "H2", "H3")],
        services=(service(), service("dialysis", pattern=Pattern.SESSIONS, sessions_per_week=7)),
        units=(
            unit("U1", capacity=2, capabilities=("icu", "oxygen"), **buffer),
            unit("U2", capacity=5, hospital_id="H2", capabilities=("oxygen",), **buffer),
            unit("U3", capacity=9, hospital_id="H3", capabilities=("icu",), **buffer),
            unit("D1", capacity=1, capabilities=("HBV",), **dialysis),
            unit("D2", capacity=8, hospital_id="H2", **dialysis),
        ),
        patients=patients,
    )
    rows = tuple(
        DesignationRow(hospital_id=name, service_id=care, ward_kind=WardKind.BUFFER, from_=day(0), to=day(6))
        for name in designated
        for care in ("general", "dialysis")
    )
    return capability_needs(PlanRecord(data, PlanTables(designation=rows)))


def test_nobody_needs_anything_special() -> None:
    assert found(patient("P1")) == ()


def test_at_once_counts_who_is_there_on_the_same_day() -> None:
    rows = found(patient("P1", needs=("icu",)), patient("P2", 1, needs=("icu",)), patient("P3", 4, needs=("icu", "oxygen")))
    told = {one.capability: (one.people, one.peak, one.peak_date, one.places, one.short, one.hospitals) for one in rows}
    assert told == {"icu": (3, 2.0, day(1), 2, 0, ("H1",)), "oxygen": (1, 1.0, day(4), 7, 0, ("H1", "H2"))}


def test_one_more_than_the_places_is_short_by_one() -> None:
    (one,) = found(*(patient(f"P{number}", needs=("icu",)) for number in range(3)))
    assert (one.peak, one.places, one.short) == (3.0, 2, 1)


def test_what_no_designated_hospital_has_is_nowhere() -> None:
    (one,) = found(patient("P1", needs=("icu",)), designated=("H2",))
    assert (one.places, one.short, one.hospitals) == (0, 1, ())


def test_blood_borne_infections_need_machines_and_none_is_no_infection() -> None:
    sick: dict[str, Any] = {"service_id": "dialysis", "stay_days": None}
    rows = found(patient("P1", bloodborne=("HBV",), **sick), patient("P2", bloodborne=("none",), **sick))
    assert [(one.capability, one.people, one.places) for one in rows] == [("HBV", 1, 2)]


def test_green_patients_are_no_matter_of_designation() -> None:
    assert found(patient("P1", needs=("icu",), health_code=HealthCode.GREEN)) == ()
