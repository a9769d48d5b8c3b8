"""What hospitals give: people by grade, and beds."""

from __future__ import annotations

from optimizer.data.planfolder import PlanRecord
from optimizer.data.plantables import PlanTables
from optimizer.data.tables import care
from optimizer.data.tables.plan import ConversionRow, TeamRow
from optimizer.data.vocabulary import UnitStatus, WardKind
from optimizer.planning.donors import bed_losses, grade_losses
from tests.factories import dataset, day, nurse, service, unit


def test_people_are_counted_by_hospital_role_and_grade() -> None:
    staff = (
        nurse("S1", grade="senior", key_member=True),
        nurse("S2", grade="senior"),
        nurse("S3", grade="senior"),
        nurse("S4"),
        nurse("S5", hospital_id="H2"),
    )
    plan = PlanRecord(
        dataset(staff=staff), PlanTables(teams=tuple(TeamRow(team_id="T", staff_id=name) for name in ("S1", "S2", "S5")))
    )
    found = [(row.hospital_id, row.grade, row.employed, row.drawn, row.key_drawn, row.remaining) for row in grade_losses(plan)]
    assert found == [("H1", "senior", 3, 2, 1, 1), ("H2", "", 1, 1, 0, 0)]


def test_beds_of_open_units_are_lost_those_of_reserve_units_are_not() -> None:
    units = (
        unit("U1", capacity=20, occupied=15, building_id="B"),
        unit("U2", capacity=8, building_id="B"),
        unit("U3", capacity=30, status=UnitStatus.RESERVE),
        unit("U4"),
    )
    conversions = tuple(
        care.UnitConversion(
            unit_id=name, to_ward_kind=WardKind.BUFFER, capacity_after=9, lead_time_h=24.0, empties_building=name == "U1"
        )
        for name in ("U1", "U3")
    )
    data = dataset(units=units, services=(service(),), unit_conversions=conversions)
    made = tuple(
        ConversionRow(unit_id=name, to_ward_kind=WardKind.BUFFER, from_=day(1), capacity_after=9) for name in ("U1", "U3")
    )
    found = [
        (row.unit_id, row.before, row.held, row.becomes, row.after)
        for row in bed_losses(PlanRecord(data, PlanTables(conversions=made)))
    ]
    assert found == [
        ("U1", 20, 15, WardKind.BUFFER, 9),
        ("U2", 8, 0, None, 0),
        ("U3", 0, 0, WardKind.BUFFER, 9),
    ]
    assert bed_losses(PlanRecord(data, PlanTables())) == ()
