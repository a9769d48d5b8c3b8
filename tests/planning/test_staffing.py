"""What a designation needs, told from the tables: beds, nurses and doctors by site and by hospital."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pytest

from optimizer.data.planfolder import PlanRecord
from optimizer.data.plantables import PlanTables
from optimizer.data.reading import read_dataset
from optimizer.data.tables import people, places
from optimizer.data.tables.plan import ConversionRow, DesignationRow, FlowRow, RotationRow, TeamRow
from optimizer.data.vocabulary import Pattern, Phase, Role, StaffedBy, WardKind
from optimizer.planning.plan import plan as make_plan
from optimizer.planning.site_needs import SiteNeed, site_needs
from optimizer.planning.staffing import hospital_staff
from tests.cities import SMALL_CITY, write_small_city
from tests.factories import dataset, day, nurse, service, unit, ward

RATIOS = {"nurses_headcount_per_bed": 0.5, "nurses_on_shift_per_patient": 0.25, "doctors_on_shift_per_patient": 0.1}


def town(
    arrivals: Mapping[int, float], sent: Mapping[str, float], *, own: Any = None, units: Any = None, **tables: Any
) -> PlanRecord:
    """Arrivals of one township by day, for stays of two days unless said; who of them is sent where."""
    of_plan = {name: tables.pop(name) for name in ("teams", "rotation", "conversions") if name in tables}
    data = dataset(
        hospitals=[places.Hospital(hospital_id=name, name_zh=name, district="D") for name in ("H1", "H2")],
        services=(own or service(typical_stay_days=2, **RATIOS),),
        units=units or (unit(ward_kind=WardKind.BUFFER, capacity=6, occupied=1),),
        origins=[places.Origin(origin_id="O", name="O", district="D")],
        demand=[
            people.Demand(origin_id="O", service_id="general", ward_kind=WardKind.BUFFER, date=day(number), expected=expected)
            for number, expected in arrivals.items()
        ],
        **tables,
    )
    care: dict[str, Any] = {"service_id": "general", "ward_kind": WardKind.BUFFER}
    rows = tuple(DesignationRow(hospital_id=name, from_=day(0), to=day(6), **care) for name in sent)
    flows = tuple(FlowRow(origin_id="O", hospital_id=name, expected=load, **care) for name, load in sent.items())
    return PlanRecord(data, PlanTables(designation=rows, flows=flows, **of_plan))


def only(plan: PlanRecord) -> SiteNeed:
    (found,) = site_needs(plan)
    return found


def test_stays_overlap_and_who_finds_no_place_on_the_day_needs_nobody() -> None:
    one = only(town({0: 4.0, 1: 3.0}, {"H1": 14.0}))
    assert (one.places, one.held, one.mean, one.peak, one.peak_date, one.room) == (5, 1, 2.0, 7.0, day(1), 5)
    assert (one.in_use, one.nurses, one.nurses_full) == (5, 3, 3)  # of the five places, and of whom lies there
    assert (one.nurses_on_shift, one.doctors_on_shift, one.doctors_full) == (2, 1, 1)


def test_a_site_has_the_share_of_every_day_that_it_has_of_the_flows() -> None:
    plan = town({0: 4.0, 1: 3.0}, {"H1": 3.5, "H2": 7.0})  # a quarter, a half, and a quarter without a place
    shares = {one.hospital_id: (one.mean, one.peak, one.places) for one in site_needs(plan)}
    assert shares == {"H1": (0.5, 1.75, 5), "H2": (1.0, 3.5, 0)}


def test_nobody_more_is_needed_for_who_is_expected_than_with_all_places_in_use() -> None:
    for arrivals in (0.0, 1.9, 2.0, 2.1, 5.0, 50.0):
        one = only(town({0: arrivals}, {"H1": 2 * arrivals}))
        assert one.nurses is not None
        assert one.nurses_full is not None
        assert one.nurses == math.ceil(0.5 * (1 + min(arrivals, 5)) - 1e-9) <= one.nurses_full


def test_stations_are_used_by_several_a_day() -> None:
    dialysis = service(pattern=Pattern.SESSIONS, sessions_per_week=7, **RATIOS)
    units = (unit(ward_kind=WardKind.BUFFER, capacity=5, kept_free=1, shifts_per_day=2),)
    one = only(town({2: 5.0}, {"H1": 25.0}, own=dialysis, units=units))
    assert (one.places, one.peak, one.peak_date, one.room) == (4, 5.0, day(2), 8)
    assert one.in_use == 3  # five sessions in two shifts
    assert (one.nurses, one.nurses_full, one.nurses_on_shift) == (2, 2, 1)


def test_a_figure_that_the_service_does_not_have_is_not_known() -> None:
    one = only(town({0: 1.0}, {"H1": 2.0}, own=service(typical_stay_days=2)))
    assert (one.nurses, one.nurses_full, one.nurses_on_shift, one.doctors_on_shift) == (None, None, None, None)
    assert hospital_staff(town({0: 1.0}, {"H1": 2.0}, own=service(typical_stay_days=2)), [one]) == ()


def test_who_lay_in_a_converted_unit_has_left() -> None:
    units = (unit(capacity=6, occupied=4),)
    made = (ConversionRow(unit_id="U1", to_ward_kind=WardKind.BUFFER, from_=day(1), capacity_after=3),)
    one = only(town({1: 1.0}, {"H1": 2.0}, units=units, conversions=made))
    assert (one.places, one.held, one.nurses_full) == (3, 0, 2)


@pytest.mark.parametrize(("employed", "short", "short_full"), [(0, 2, 3), (1, 1, 2), (2, 0, 1), (3, 0, 0)])
def test_short_is_what_a_hospital_needs_beyond_whom_it_employs(employed: int, short: int, short_full: int) -> None:
    others = [nurse("D", role=Role.DOCTOR)]
    plan = town({0: 2.0}, {"H1": 4.0}, staff=[*others, *(nurse(f"N{number}") for number in range(employed))])
    nurses, doctors = hospital_staff(plan, site_needs(plan))
    assert (nurses.own, nurses.own_full, nurses.employed) == (2, 3, employed)
    assert (nurses.short, nurses.short_full) == (short, short_full)
    assert (doctors.role, doctors.own, doctors.employed, doctors.short) == (Role.DOCTOR, 1, 1, 0)


def test_who_is_given_to_teams_is_missing_at_home_and_a_hospital_without_staff_is_not_known() -> None:
    plan = town({0: 2.0}, {"H1": 4.0}, staff=[nurse("A"), nurse("B")], teams=(TeamRow(team_id="T", staff_id="A"),))
    nurses = hospital_staff(plan, site_needs(plan))[0]
    assert (nurses.employed, nurses.drawn, nurses.short) == (2, 1, 1)
    unknown = town({0: 2.0}, {"H1": 4.0}, staff=[nurse("A", hospital_id="H2")])
    assert {(row.employed, row.short, row.short_full) for row in hospital_staff(unknown, site_needs(unknown))} == {
        (None, None, None)
    }


def test_wards_of_teams_need_whom_the_teams_have_on_duty_on_their_thinnest_day() -> None:
    crew = [nurse(f"{team}{number}", hospital_id="H2") for team, size in (("A", 2), ("B", 1)) for number in range(size)]
    plan = town(
        {0: 5.0},
        {"H1": 10.0},
        units=(unit(ward_kind=WardKind.BUFFER, capacity=6, staffed_by=StaffedBy.TEAM),),
        wards=(ward(),),
        staff=crew,
        teams=tuple(TeamRow(team_id=one.staff_id[0], staff_id=one.staff_id) for one in crew),
        rotation=(
            RotationRow(team_id="A", ward_id="W1", from_=day(0), to=day(3), phase=Phase.DUTY),
            RotationRow(team_id="B", ward_id="W1", from_=day(4), to=day(6), phase=Phase.DUTY),
            RotationRow(team_id="A", ward_id="", from_=day(4), to=day(6), phase=Phase.REST),
        ),
    )
    (one,) = site_needs(plan)
    assert one.by_teams
    nurses, doctors = hospital_staff(plan, (one,))
    assert (nurses.own, nurses.teams, nurses.teams_full, nurses.on_duty, nurses.teams_short) == (0, 3, 3, 1, 2)
    assert (doctors.teams, doctors.on_duty, doctors.teams_short) == (1, 0, 1)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> PlanRecord:
    folder = write_small_city(tmp_path_factory.mktemp("city"))
    head, *rows = SMALL_CITY["services.csv"].strip().splitlines()
    lines = [f"{head},nurses_on_shift_per_patient,doctors_on_shift_per_patient", *(f"{row},0.3,0.1" for row in rows)]
    (folder / "services.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return make_plan(read_dataset(folder), steps=("designation", "teams"))


def test_the_figures_of_a_city_are_those_counted_from_its_tables(city: PlanRecord) -> None:
    data, found = city.dataset, {(one.hospital_id, one.service_id, one.ward_kind): one for one in site_needs(city)}
    assert set(found) == {(row.hospital_id, row.service_id, row.ward_kind) for row in city.tables.designation}
    days = range(data.horizon.days)
    for site, one in found.items():
        kind = data.service[one.service_id]
        expected = [
            sum(there(city, row, date) * share(city, row, site[0]) for row in data.demand if care(row) == site[1:])
            for date in days
        ]
        assert one.peak == pytest.approx(max(expected), abs=1e-4)
        assert one.mean == pytest.approx(sum(expected) / len(days), abs=1e-4)
        open_units = [
            row for row in data.units if (row.hospital_id, row.service_id, row.ward_kind) == site and row.status == "open"
        ]
        if not city.tables.conversions:
            assert one.places == sum(row.capacity - row.kept_free - row.occupied for row in open_units)
            assert one.held == sum(row.occupied for row in open_units)
        assert one.nurses_full == math.ceil((kind.nurses_headcount_per_bed or 0) * (one.places + one.held) - 1e-9)
    lines = hospital_staff(city, found.values())
    for line in lines:
        at = [one for one in found.values() if one.hospital_id == line.hospital_id]
        assert line.own + line.teams == sum((one.nurses if line.role is Role.NURSE else one.doctors_on_shift) or 0 for one in at)
        assert line.employed == sum((row.hospital_id, row.role) == (line.hospital_id, line.role) for row in data.staff)


def care(row: people.Demand) -> tuple[str, WardKind]:
    return row.service_id, row.ward_kind


def there(plan: PlanRecord, row: people.Demand, date: int) -> float:
    """People of a row of demand in a bed on a day, or their sessions."""
    kind, begins = plan.dataset.service[row.service_id], (row.date - plan.dataset.horizon.start).days
    if kind.pattern is Pattern.SESSIONS:
        return row.expected * (kind.sessions_per_week or 1) / 7 * (date >= begins)
    return row.expected * (begins <= date < begins + (kind.typical_stay_days or 1))


def share(plan: PlanRecord, row: people.Demand, hospital_id: str) -> float:
    """The share of a township's people that the plan sends to a hospital."""
    whole = sum(
        there(plan, one, date)
        for one in plan.dataset.demand
        if (one.origin_id, care(one)) == (row.origin_id, care(row))
        for date in range(plan.dataset.horizon.days)
    )
    sent = defaultdict[str, float](float)
    for flow in plan.tables.flows:
        if (flow.origin_id, flow.service_id, flow.ward_kind) == (row.origin_id, *care(row)):
            sent[flow.hospital_id] += flow.expected
    return sent[hospital_id] / whole
