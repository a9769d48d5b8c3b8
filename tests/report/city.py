"""A made-up city with a made-up plan, large or small, to draw reports from; no rule of planning is kept here."""

from __future__ import annotations

import datetime as dt
import json
import random
from pathlib import Path

from optimizer.core.horizon import Horizon
from optimizer.core.issue import Issue, Severity
from optimizer.core.outcome import Term, Termination
from optimizer.core.text import Text
from optimizer.data.canonical import table_hash
from optimizer.data.dataset import Dataset
from optimizer.data.planfolder import PlanRecord, StepRecord
from optimizer.data.plantables import PlanTables
from optimizer.data.scenario import Scenario
from optimizer.data.schema import INPUT_TABLES
from optimizer.data.tables import care, goods, people, places, plan, staff
from optimizer.data.vocabulary import (
    CoverPer,
    HealthCode,
    Infection,
    Pattern,
    Phase,
    Provenance,
    Role,
    StaffedBy,
    UsePer,
    WardKind,
)

START = dt.date(2022, 3, 18)
DAYS = 14
HORIZON = Horizon(START, DAYS)
ILL = Provenance.ILLUSTRATIVE
DISTRICTS = ("城关区", "七里河区", "安宁区", "西固区")
NAMES = (
    ("兰州市第二人民医院", "Lanzhou Second People's Hospital", 103.8202, 36.0678),
    ("兰州市妇幼保健院", "Lanzhou Maternal & Child Health Hospital", 103.822, 36.047),
    ("兰州市第一人民医院", "Lanzhou First People's Hospital", 103.7691, 36.0769),
    ("兰州市肺科医院", "Lanzhou Pulmonary Hospital", 103.8907, 36.0302),
    ("西固区人民医院", "Xigu District Hospital", 103.6261, 36.0907),
    ("安宁区人民医院", "Anning District Hospital", 103.7297, 36.1056),
    ("榆中县第一人民医院", "Yuzhong First County Hospital", 104.1133, 35.8436),
    ("永登县人民医院", "Yongdeng County Hospital", 103.2612, 36.7367),
)
SERVICES = (
    ("critical", "危重症", "Critical care", Pattern.STAY, 60.0),
    ("dialysis", "血液透析", "Haemodialysis", Pattern.SESSIONS, 45.0),
    ("obstetrics", "孕产妇", "Obstetrics", Pattern.STAY, 45.0),
    ("confirmed", "确诊救治", "Confirmed-case treatment", Pattern.STAY, 120.0),
)
SHIFTS = (
    staff.ShiftType(shift_type_id="A", name="白班", start=dt.time(8), end=dt.time(12), minutes=240, ward_minutes=240),
    staff.ShiftType(shift_type_id="P", name="小夜", start=dt.time(16), end=dt.time(20), minutes=240, ward_minutes=240),
    staff.ShiftType(shift_type_id="N", name="大夜", start=dt.time(20), end=dt.time(0), minutes=240, ward_minutes=240, night=True),
)


def square(name: str, name_en: str, lon: float, lat: float) -> dict[str, object]:
    ring = [[lon, lat], [lon + 0.12, lat], [lon + 0.12, lat + 0.1], [lon, lat + 0.1], [lon, lat]]
    return {
        "type": "Feature",
        "properties": {"name": name, "name_en": name_en},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def outlines() -> bytes:
    features = [square(*box) for box in (("城关区", "Chengguan", 103.78, 36.0), ("西固区", "Xigu", 103.56, 36.03))]
    return json.dumps({"type": "FeatureCollection", "attribution": "made up", "features": features}).encode()


def hospitals() -> tuple[places.Hospital, ...]:
    return tuple(
        places.Hospital(
            hospital_id=f"H{i + 1:02d}",
            name_zh=zh,
            name_en=en,
            district=DISTRICTS[i % 4],
            lon=lon,
            lat=lat,
            provenance=Provenance.REAL,
        )
        for i, (zh, en, lon, lat) in enumerate(NAMES)
    )


def services() -> tuple[care.Service, ...]:
    return tuple(
        care.Service(
            service_id=key,
            name_zh=zh,
            name_en=en,
            pattern=pattern,
            max_travel_min=limit,
            max_wait_days=2,
            cohorts=("135", "246") if pattern is Pattern.SESSIONS else (),
            sessions_per_week=3 if pattern is Pattern.SESSIONS else None,
            provenance=Provenance.DERIVED,
        )
        for key, zh, en, pattern, limit in SERVICES
    )


def units(per_hospital: int) -> tuple[care.Unit, ...]:
    kinds = tuple(WardKind)
    return tuple(
        care.Unit(
            unit_id=f"U{h * per_hospital + k + 1:03d}",
            hospital_id=f"H{h + 1:02d}",
            service_id=SERVICES[k % len(SERVICES)][0],
            ward_kind=kinds[(h + k) % 3],
            capacity=12 + (h * 7 + k * 5) % 20,
            shifts_per_day=2 if SERVICES[k % len(SERVICES)][0] == "dialysis" else None,
            reported_at=dt.datetime.combine(START, dt.time(0)) - dt.timedelta(hours=4) - dt.timedelta(hours=h * 5),
            staffed_by=StaffedBy.TEAM if (h + k) % 3 == 2 else StaffedBy.OWN,
            provenance=ILL,
        )
        for h in range(len(NAMES))
        for k in range(per_hospital)
    )


def origins() -> tuple[places.Origin, ...]:
    rng = random.Random(1)
    return tuple(
        places.Origin(
            origin_id=f"O{i:02d}",
            name=f"{DISTRICTS[i % 4][:-1]}街道{i}",
            district=DISTRICTS[i % 4],
            lon=103.6 + rng.random() * 0.32,
            lat=36.02 + rng.random() * 0.1,
            provenance=Provenance.DERIVED,
        )
        for i in range(16)
    )


def patients(count: int) -> tuple[people.Patient, ...]:
    rng = random.Random(2)
    return tuple(
        people.Patient(
            patient_id=f"P{i + 1:04d}",
            origin_id=f"O{rng.randrange(16):02d}",
            service_id=SERVICES[rng.randrange(len(SERVICES))][0],
            health_code=rng.choice((HealthCode.YELLOW, HealthCode.RED)),
            infection_status=rng.choice((Infection.CONFIRMED, Infection.CLOSE_CONTACT)),
            urgency=1 if i % 20 == 0 else 2 + i % 3,
            ready_at=dt.datetime.combine(START, dt.time(8)) + dt.timedelta(days=rng.randrange(8)),
        )
        for i in range(count)
    )


def wards(all_units: tuple[care.Unit, ...]) -> tuple[staff.Ward, ...]:
    isolation = [unit for unit in all_units if unit.ward_kind is WardKind.ISOLATION][:4]
    return tuple(
        staff.Ward(ward_id=f"W{i + 1}", name=f"隔离{i + 1}病区", unit_ids=(unit.unit_id,)) for i, unit in enumerate(isolation)
    )


def cover(all_wards: tuple[staff.Ward, ...]) -> tuple[staff.WardCover, ...]:
    return tuple(
        staff.WardCover(
            ward_id=ward.ward_id, role=Role.NURSE, shift_type=shift.shift_type_id, min=4.0, per=CoverPer.WARD, provenance=ILL
        )
        for ward in all_wards
        for shift in SHIFTS
    )


def members(count: int) -> tuple[staff.StaffMember, ...]:
    return tuple(
        staff.StaffMember(
            staff_id=f"S{i + 1:03d}",
            hospital_id=f"H{i % len(NAMES) + 1:02d}",
            role=Role.DOCTOR if i % 4 == 0 else Role.NURSE,
            skills=("icu",) if i % 5 == 0 else (),
            contract_id="C1",
            key_member=i % 10 == 0,
            provenance=ILL,
        )
        for i in range(count)
    )


def dataset(patient_count: int, per_hospital: int, staff_count: int) -> Dataset:
    all_units = units(per_hospital)
    all_wards = wards(all_units)
    rows = {
        "hospitals": hospitals(),
        "services": services(),
        "units": all_units,
        "origins": origins(),
        "vehicles": (places.Vehicle(vehicle_kind="ambulance", number=20, provenance=ILL),),
        "patients": patients(patient_count),
        "cannot_accept": (
            care.CannotAccept(
                unit_id=all_units[1].unit_id, reason_code="disinfection", from_=dt.datetime.combine(START, dt.time(7))
            ),
        ),
        "staff": members(staff_count),
        "wards": all_wards,
        "ward_cover": cover(all_wards),
        "shift_types": SHIFTS,
        "contracts": (staff.Contract(contract_id="C1", max_minutes=2400),),
        "supplies": tuple(
            goods.Supply(item=item, hospital_id=f"H{h + 1:02d}", on_hand=400.0 + 300 * h, provenance=ILL)
            for item in ("coverall", "mask", "goggles")
            for h in range(6)
        ),
        "supply_use": (goods.SupplyUse(item="coverall", per=UsePer.ENTRY, quantity=1.0),),
    }
    hashes = {name: table_hash(INPUT_TABLES[name], table) for name, table in rows.items()}
    return Dataset(
        Scenario(HORIZON, illustrative=True),
        name="demo",
        given=frozenset(rows),
        input_hashes=hashes,
        outlines=real_outlines(),
        **rows,
    )


def tables(data: Dataset) -> PlanTables:
    rng = random.Random(3)
    placements, sessions, census = [], [], dict.fromkeys(((u.unit_id, d) for u in data.units for d in HORIZON), 0)
    unplaced = []
    for patient in data.patients:
        fitting = [unit for unit in data.units if unit.service_id == patient.service_id]
        if rng.random() < 0.03 and patient.urgency > 1:
            unplaced.append(plan.UnplacedRow(patient_id=patient.patient_id, reason_code="full", detail="=1+1"))
            continue
        unit = rng.choice(fitting[: max(3, len(fitting) // 2)])
        wait = rng.randrange(2)
        first = max(patient.ready_at.date(), START) + dt.timedelta(days=wait)
        last = first + dt.timedelta(days=3 + rng.randrange(6))
        placements.append(
            plan.PlacementRow(
                patient_id=patient.patient_id,
                unit_id=unit.unit_id,
                from_=first,
                to=last,
                wait_days=wait,
                travel_min=15 + rng.randrange(55),
                vehicle_kind="ambulance",
            )
        )
        if patient.service_id == "dialysis":
            days = [day for day in HORIZON if first <= day <= last and day.isoweekday() in (1, 3, 5)]
            sessions += [plan.SessionRow(patient_id=patient.patient_id, unit_id=unit.unit_id, date=day, shift=1) for day in days]
        else:
            days = [day for day in HORIZON if first <= day <= last]
        for day in days:
            census[unit.unit_id, day] += 1
    capacity = tuple(
        plan.CapacityRow(
            unit_id=unit.unit_id,
            date=day,
            ward_kind=unit.ward_kind,
            physical=unit.capacity,
            staffed=unit.capacity,
            supplied=unit.capacity,
            effective=unit.capacity,
            census=census[unit.unit_id, day],
        )
        for unit in data.units
        for day in HORIZON
    )
    return PlanTables(
        designation=tuple(
            plan.DesignationRow(hospital_id=h, service_id=s, ward_kind=k, from_=START, to=HORIZON.last)
            for h, s, k in sorted(
                {(u.hospital_id, u.service_id, u.ward_kind) for u in data.units if u.ward_kind is not WardKind.GENERAL}
            )
        ),
        conversions=(
            plan.ConversionRow(unit_id=data.units[0].unit_id, to_ward_kind=WardKind.BUFFER, from_=START, capacity_after=10),
        ),
        flows=(
            plan.FlowRow(origin_id="O01", service_id="dialysis", ward_kind=WardKind.BUFFER, hospital_id="H01", expected=12.5),
        ),
        capacity=capacity,
        placements=tuple(placements),
        sessions=tuple(sessions),
        unplaced=tuple(unplaced),
        **_work(data),
        supplies=tuple(
            plan.SupplyRow(
                hospital_id=row.hospital_id,
                item=row.item,
                date=day,
                stock=max(0.0, row.on_hand - 30 * n),
                use=30.0,
                days_of_cover=round(max(0.0, row.on_hand - 30 * n) / 30, 1),
            )
            for row in data.supplies
            for n, day in enumerate(HORIZON)
        ),
        transfers=(plan.TransferRow(item="mask", from_hospital_id="H06", to_hospital_id="H01", date=START, quantity=100.0),),
    )


def _work(data: Dataset) -> dict[str, tuple[object, ...]]:
    half = len(data.staff) // 2
    teams = tuple(plan.TeamRow(team_id=f"T{i % 4 + 1}", staff_id=member.staff_id) for i, member in enumerate(data.staff[:half]))
    rotation, rota = [], []
    for number, ward in enumerate(data.wards, start=1):
        end = START + dt.timedelta(days=13)
        rotation += [
            plan.RotationRow(team_id=f"T{number}", ward_id=ward.ward_id, from_=START, to=end, phase=Phase.DUTY),
            plan.RotationRow(
                team_id=f"T{number}", from_=end + dt.timedelta(days=1), to=end + dt.timedelta(days=7), phase=Phase.OBSERVATION
            ),
            plan.RotationRow(
                team_id=f"T{number}", from_=end + dt.timedelta(days=8), to=end + dt.timedelta(days=14), phase=Phase.REST
            ),
        ]
        own = [row.staff_id for row in teams if row.team_id == f"T{number}"]
        for i, staff_id in enumerate(own):
            rota += [
                plan.RotaRow(
                    staff_id=staff_id,
                    date=day,
                    shift_type_id="APN"[(n + i) % 3],
                    ward_id=ward.ward_id,
                    role=data.member[staff_id].role,
                )
                for n, day in enumerate(HORIZON)
                if (n + i) % 4 != 3
            ]
    return {"teams": teams, "rotation": tuple(rotation), "rota": tuple(rota)}


def steps() -> tuple[StepRecord, ...]:
    return (
        StepRecord(
            "designation",
            Termination.OPTIMAL,
            (Term("uncovered", 0.0, 0.0), Term("sites", 19, 17.0)),
            "HiGHS",
            "1.11",
            seconds=1.5,
        ),
        StepRecord("teams", Termination.OPTIMAL, (Term("pair_spread", 1, 1),), "CP-SAT", "9.15"),
        StepRecord(
            "routing",
            Termination.FEASIBLE,
            (
                Term("urgent_late_min", 12, 12),
                Term("urgent_over_capacity", 2, 2),
                Term("unplaced_2", 1),
                Term("wait_days", 80, 71.5),
            ),
            "CP-SAT",
            "9.15",
            seed=7,
            workers=2,
            stopped_by="limit",
        ),
        StepRecord("rota", Termination.FEASIBLE, (Term("short_of_min", 4, 0),), "CP-SAT", "9.15"),
        StepRecord("supplies", Termination.OPTIMAL, (Term("shortage", 10.5, 10.5), Term("below_reserve", 3, 3)), "HiGHS", "1.11"),
    )


def make_plan(patients: int = 60, per_hospital: int = 5, staff_count: int = 40) -> PlanRecord:
    data = dataset(patients, per_hospital, staff_count)
    issues = (
        Issue(
            "ward_short",
            Severity.WARNING,
            Text("Ward {w} is short.", "病区 {w} 人手不足。"),
            table="ward_cover",
            row=3,
            params={"w": "W1"},
        ),
        Issue("formula", Severity.NOTE, Text("=1+1 <b>&", "=1+1 <b>&"), value="+86", column="x"),
    )
    return PlanRecord(data, tables(data), steps(), issues, "", 6, {"started_at": "2022-03-17T22:00:00", "seconds": 12.5})


def real_outlines() -> bytes:
    path = Path(__file__).parents[2] / "data" / "lanzhou" / "districts.geojson"
    return path.read_bytes() if path.exists() else outlines()
