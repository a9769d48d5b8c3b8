"""A made-up city small enough to plan by hand, with something for every rule."""

from __future__ import annotations

import datetime as dt

from optimizer.core.horizon import Horizon
from optimizer.data.dataset import Dataset
from optimizer.data.scenario import Policy, Scenario
from optimizer.data.tables import care, goods, people, places
from optimizer.data.tables import staff as work
from optimizer.data.vocabulary import (
    CoverPer,
    Designable,
    Fixed,
    HealthCode,
    Infection,
    PairRule,
    Pattern,
    Role,
    StaffedBy,
    UnitStatus,
    UsePer,
    WardKind,
)

START = dt.date(2022, 3, 14)  # a Monday
DAYS = 14
G, B, I = WardKind.GENERAL, WardKind.BUFFER, WardKind.ISOLATION  # noqa: E741
GREEN, YELLOW, RED = HealthCode.GREEN, HealthCode.YELLOW, HealthCode.RED
NURSE, DOCTOR = Role.NURSE, Role.DOCTOR


def day(index: int) -> dt.date:
    return START + dt.timedelta(days=index)


def at(index: int, hour: int = 0) -> dt.datetime:
    return dt.datetime.combine(day(index), dt.time(hour))


def hospitals() -> tuple[places.Hospital, ...]:
    def hospital(name: str, district: str, lon: float, **more: object) -> places.Hospital:
        return places.Hospital(hospital_id=name, name_zh=name, district=district, lon=lon, lat=36.05, **more)  # type: ignore[arg-type]

    return (
        hospital("H1", "D1", 103.80),
        hospital("H2", "D1", 103.85, can_designate=Designable.COORDINATE, fixed=Fixed.IN),
        hospital("H3", "D2", 103.70),
        hospital("H4", "D2", 103.65, can_designate=Designable.NO),
        hospital("H5", "D3", 103.90, fixed=Fixed.OUT),
    )


def services() -> tuple[care.Service, ...]:
    def service(name: str, pattern: Pattern = Pattern.STAY, **more: object) -> care.Service:
        return care.Service(service_id=name, name_zh=name, pattern=pattern, **more)  # type: ignore[arg-type]

    return (
        service(
            "fever", licence="infectious", typical_stay_days=5, max_travel_min=20.0, max_wait_days=1, nurses_headcount_per_bed=1.0
        ),
        service(
            "dialysis",
            Pattern.SESSIONS,
            licence="nephrology",
            sessions_per_week=3,
            cohorts=("135", "246"),
            max_travel_min=60.0,
            max_wait_days=2,
        ),
        service("icu", licence="icu", typical_stay_days=4, max_travel_min=15.0, max_wait_days=0),
        service("obst", licence="obstetrics", typical_stay_days=3, max_travel_min=40.0, max_wait_days=2),
        service("general", typical_stay_days=2, max_travel_min=40.0, max_wait_days=3),
    )


def units() -> tuple[care.Unit, ...]:
    def unit(
        name: str, hospital: str, service: str, kind: WardKind, capacity: int, licence: str = "", **more: object
    ) -> care.Unit:
        return care.Unit(
            unit_id=name,
            hospital_id=hospital,
            service_id=service,
            ward_kind=kind,
            capacity=capacity,
            licences=(licence,) if licence else (),
            **more,  # type: ignore[arg-type]
        )

    team, inf, neph = StaffedBy.TEAM, "infectious", "nephrology"
    return (
        unit("U01", "H1", "fever", B, 10, inf, building_id="A", kept_free=1, occupied=1),
        unit("U02", "H2", "fever", B, 6, inf, building_id="B", capabilities=("bedside",)),
        unit("U03", "H1", "fever", I, 6, inf, building_id="C", staffed_by=team),
        unit("U04", "H2", "fever", I, 4, inf, building_id="D", staffed_by=team),
        unit("U05", "H1", "dialysis", G, 3, neph, shifts_per_day=2),
        unit("U06", "H2", "dialysis", G, 2, neph, shifts_per_day=2, capabilities=("HBV",)),
        unit("U07", "H1", "icu", B, 1, "icu", building_id="A", capabilities=("emergency", "icu")),
        unit("U08", "H1", "obst", G, 4, "obstetrics"),
        unit("U09", "H2", "obst", G, 4, "obstetrics"),
        unit("U10", "H3", "fever", G, 6, inf, building_id="E"),
        unit("U11", "H3", "fever", G, 5, inf),
        unit("U12", "H4", "fever", B, 4, inf),
        unit("U13", "H2", "obst", B, 3),
        unit("U14", "H1", "fever", B, 3, inf, status=UnitStatus.CLOSED),
        unit("U15", "H5", "fever", B, 3, inf),
        unit("U16", "H2", "icu", G, 2, "icu", capabilities=("emergency",)),
        unit("U17", "H1", "dialysis", B, 2, neph, shifts_per_day=2),
        unit("U18", "H3", "general", G, 4, staffed_by=StaffedBy.OWN),
        unit("U19", "H1", "fever", B, 3, inf, building_id="C"),
        unit("U20", "H2", "fever", I, 3, inf, building_id="D"),
        unit("U21", "H1", "general", G, 4),
        unit("U22", "H1", "fever", B, 3, building_id="A"),
    )


def patients() -> tuple[people.Patient, ...]:
    def patient(name: str, service: str, code: HealthCode, urgency: int, ready: int, **more: object) -> people.Patient:
        return people.Patient(
            patient_id=name,
            service_id=service,
            health_code=code,
            urgency=urgency,
            ready_at=at(ready, 9),
            **{"origin_id": "O1"} | more,  # type: ignore[arg-type]
        )

    confirmed = Infection.CONFIRMED
    return (
        patient("P01", "fever", YELLOW, 2, 0),
        patient("P02", "fever", YELLOW, 3, 0, origin_id="O2"),
        patient("P03", "fever", YELLOW, 3, 1),
        patient("P04", "fever", GREEN, 4, 2, infection_status=Infection.CLOSE_CONTACT, stay_days=3),
        patient("P05", "fever", YELLOW, 4, 3, needs=("bedside",)),
        patient("P06", "fever", YELLOW, 3, 4, declined_unit_ids=("U02",)),
        patient("P07", "fever", YELLOW, 3, 5, pinned_unit_id="U02"),
        patient("P08", "fever", YELLOW, 4, -2, current_unit_id="U01", stay_days=4),
        patient("P09", "fever", RED, 2, 0, infection_status=confirmed, stay_days=10),
        patient("P10", "fever", RED, 2, 0, infection_status=confirmed),
        patient("P11", "fever", RED, 3, 1, infection_status=Infection.ASYMPTOMATIC, origin_id="O2"),
        patient("P12", "fever", RED, 3, 6, infection_status=confirmed, stay_days=12),
        patient("P13", "dialysis", GREEN, 3, 0),
        patient("P14", "dialysis", GREEN, 3, 0, cohort="246"),
        patient("P15", "dialysis", GREEN, 4, 1, sessions_left=2),
        patient("P16", "dialysis", GREEN, 4, 2, origin_id=None, lon=103.81, lat=36.06),
        patient("P17", "dialysis", GREEN, 3, 0, bloodborne=("HBV",)),
        patient("P18", "dialysis", YELLOW, 3, 0, bloodborne=("none",)),
        patient("P19", "obst", GREEN, 2, 1, linked_patient_id="P20"),
        patient("P20", "obst", GREEN, 2, 1),
        patient("P21", "icu", YELLOW, 1, 2),
        patient("P22", "icu", GREEN, 1, 2),
        patient("P23", "dialysis", YELLOW, 1, 3, stay_days=2),
        patient("P24", "obst", RED, 3, 2, infection_status=confirmed),
        patient("P25", "fever", YELLOW, 3, 20),
        patient("P26", "fever", GREEN, 4, 0, origin_id="O3"),
        patient("P27", "fever", YELLOW, 4, 3, origin_id="O3"),
        patient("P28", "general", GREEN, 3, 1, current_unit_id="U21", stay_days=2),
        patient("P29", "general", GREEN, 4, 1),
        patient("P30", "dialysis", RED, 1, 1, infection_status=confirmed),
        patient("P31", "fever", YELLOW, 3, 0, declined_unit_ids=("U01", "U02", "U10", "U19")),
        patient("P32", "general", GREEN, 4, 1, needs=("mri",)),
    )


def staff() -> tuple[work.StaffMember, ...]:
    def person(name: str, hospital: str, role: Role = NURSE, **more: object) -> work.StaffMember:
        return work.StaffMember(staff_id=name, hospital_id=hospital, role=role, contract_id="C1", **more)  # type: ignore[arg-type]

    icu = ("icu",)
    special: dict[str, dict[str, object]] = {
        "a1": {"key_member": True, "grade": "senior"},
        "a2": {"key_member": True, "grade": "senior"},
        "n01": {"skills": icu, "key_member": True, "grade": "senior"},
        "n02": {"skills": icu, "group_id": "g1"},
        "n03": {"group_id": "g1"},
        "n04": {"skills": icu, "key_member": True, "grade": "senior"},
        "n05": {"skills": icu},
        "m03": {"group_id": "g2"},
        "m04": {"group_id": "g2"},
        "n07": {"group_id": "g3"},
        "n08": {"group_id": "g3"},
        "n09": {"isolation_eligible": False},
        "m09": {"isolation_eligible": False},
        "n10": {"available_to": day(6)},
    }
    rows = [person(f"a{i}", "H1", DOCTOR, **special.get(f"a{i}", {})) for i in range(1, 5)]
    rows += [person(f"n{i:02}", "H1", **special.get(f"n{i:02}", {})) for i in range(1, 21)]
    rows += [person(f"m{i:02}", "H2", **special.get(f"m{i:02}", {})) for i in range(1, 13)]
    rows += [person(f"k{i}", "H3") for i in range(1, 4)]
    return tuple(rows)


def teams_wanted() -> tuple[work.TeamWanted, ...]:
    return tuple(
        work.TeamWanted(
            team_id=name,
            ward_id=("W1",),
            size=6,
            role_min=(("doctor", 1), ("nurse", 5)),
            skill_min=(("icu", 2),),
            grade_min=(("senior", 2),),
            key_members_min=2,
            donor_ids=("H1", "H2"),
            max_share_one_hospital=0.7,
        )
        for name in ("T1", "T2")
    )


def shift_types() -> tuple[work.ShiftType, ...]:
    def shift(name: str, start: int, end: int, minutes: int, inside: int | None, **more: object) -> work.ShiftType:
        return work.ShiftType(
            shift_type_id=name,
            start=dt.time(start),
            end=dt.time(end % 24),
            minutes=minutes,
            ward_minutes=inside,
            **more,  # type: ignore[arg-type]
        )

    return (
        shift("D", 8, 16, 480, 240),
        shift("E", 16, 24, 480, 240),
        shift("N", 22, 6, 480, 240, night=True, forbidden_next=("E",)),
        shift("L", 8, 20, 720, 480),
    )


def ward_cover() -> tuple[work.WardCover, ...]:
    def cover(ward: str, role: Role, shift: str, least: float, **more: object) -> work.WardCover:
        return work.WardCover(ward_id=ward, role=role, shift_type=shift, min=least, **more)  # type: ignore[arg-type]

    return (
        cover("W1", NURSE, "D", 1, preferred=2),
        cover("W1", NURSE, "D", 1, skill="icu"),
        cover("W1", NURSE, "N", 1),
        cover("W1", NURSE, "L", 0),
        cover("W1", DOCTOR, "D", 1),
        cover("W3", NURSE, "D", 0.25, preferred=0.5, per=CoverPer.PATIENT),
        cover("W3", NURSE, "E", 0),
        cover("W3", NURSE, "L", 0.1, per=CoverPer.BED),
        cover("W3", NURSE, "N", 1),
        cover("W4", NURSE, "D", 1),
    )


def dataset() -> Dataset:
    return Dataset(
        scenario=Scenario(Horizon(START, DAYS), policy=Policy(reserve_days=20)),
        hospitals=hospitals(),
        services=services(),
        units=units(),
        unit_conversions=(
            care.UnitConversion(unit_id="U10", to_ward_kind=B, capacity_after=3, lead_time_h=30.0, empties_building=True),
            care.UnitConversion(unit_id="U11", to_ward_kind=B, capacity_after=2, lead_time_h=400.0),
        ),
        capacity_changes=(
            care.CapacityChange(unit_id="U02", from_=day(8), to=day(9), delta=-1),
            care.CapacityChange(unit_id="U21", from_=day(10), to=day(20), capacity=0),
        ),
        origins=(
            places.Origin(origin_id="O1", name="one", district="D1", lon=103.79, lat=36.04),
            places.Origin(origin_id="O2", name="two", district="D1", lon=103.86, lat=36.06, pickup_min=5.0),
            places.Origin(origin_id="O3", name="three", district="D2", lon=103.68, lat=36.05),
        ),
        travel_times=(places.TravelTime(from_id="O1", to_id="H2", minutes=14.0),),
        vehicles=(
            places.Vehicle(vehicle_kind="ambulance", number=2, urgencies=("1",)),
            places.Vehicle(vehicle_kind="sealed", number=2, ward_kinds=("isolation",)),
            places.Vehicle(vehicle_kind="shuttle", number=4, ward_kinds=("general", "buffer")),
        ),
        demand=tuple(
            people.Demand(origin_id=origin, service_id=service, ward_kind=kind, date=day(offset), expected=expected)
            for origin, service, kind, offset, expected in (
                ("O1", "fever", B, -1, 2.5),
                ("O1", "fever", B, 3, 3.0),
                ("O2", "fever", B, 12, 2.0),
                ("O2", "fever", I, 1, 3.0),
                ("O3", "fever", B, 2, 1.0),
                ("O1", "dialysis", B, 0, 1.5),
                ("O1", "obst", G, 0, 4.0),
                ("O3", "fever", I, 15, 4.0),
            )
        ),
        patients=patients(),
        cannot_accept=(care.CannotAccept(unit_id="U02", reason_code="broken", from_=at(1), until=at(3)),),
        staff=staff(),
        staff_pairs=(
            work.StaffPair(staff_id="n01", other_id="m01", rule=PairRule.TOGETHER),
            work.StaffPair(staff_id="n02", other_id="n04", rule=PairRule.APART),
            work.StaffPair(staff_id="n19", other_id="n20", rule=PairRule.SHARE_SHIFT),
            work.StaffPair(staff_id="n07", other_id="n08", rule=PairRule.NO_SHARED_SHIFT),
        ),
        donor_minimum=(
            work.DonorMinimum(hospital_id="H1", role=NURSE, headcount=13),
            work.DonorMinimum(hospital_id="H2", role=NURSE, headcount=7),
        ),
        teams_wanted=teams_wanted(),
        rotation=(work.Rotation(ward_id="W1", duty_days=7, observation_days=3, rest_days=4),),
        wards=(
            work.Ward(ward_id="W1", unit_ids=("U03",)),
            work.Ward(ward_id="W3", unit_ids=("U01", "U19")),
            work.Ward(ward_id="W4", unit_ids=("U20",)),
        ),
        ward_cover=ward_cover(),
        shift_types=shift_types(),
        contracts=(
            work.Contract(
                contract_id="C1",
                min_minutes=960,
                max_minutes=2400,
                period_days=7,
                max_shifts_per_type=(("N", 4),),
                min_consecutive_shifts=2,
                max_consecutive_shifts=5,
                min_consecutive_days_off=2,
                max_weekends=1,
                min_rest_h=8.0,
            ),
        ),
        requests=(
            work.Request(staff_id="n08", date=day(0), shift_type="off", hard=True),
            work.Request(staff_id="n07", date=day(1), shift_type="D", hard=True),
            work.Request(staff_id="n12", date=day(0), shift_type="off", weight=2),
            work.Request(staff_id="m05", date=day(1), shift_type="D", weight=3),
        ),
        roster_history=(
            work.RosterHistory(staff_id="n07", date=day(-4), shift_type="D"),
            work.RosterHistory(staff_id="n07", date=day(-3), shift_type="D"),
            work.RosterHistory(staff_id="n13", date=day(-1), shift_type="N"),
        ),
        supplies=(
            goods.Supply(item="coverall", hospital_id="H1", on_hand=200.0, on_order=50.0, arrives=day(5)),
            goods.Supply(item="coverall", hospital_id="H1", on_hand=20.0, on_order=30.0),
            goods.Supply(item="coverall", hospital_id="H2", on_hand=190.0),
            goods.Supply(item="mask", hospital_id="H1", on_hand=30.0),
            goods.Supply(item="mask", hospital_id="H2", on_hand=500.0),
            goods.Supply(item="ward soap", hospital_id="H1", on_hand=5.0),
        ),
        supply_use=(
            goods.SupplyUse(item="coverall", per=UsePer.ENTRY, quantity=1.0),
            goods.SupplyUse(item="coverall", per=UsePer.PATIENT_DAY, quantity=0.9),
            goods.SupplyUse(item="mask", per=UsePer.SHIFT, quantity=2.0),
        ),
    )
