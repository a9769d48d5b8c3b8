"""Explanations: who fills a unit, what would make room (tried out by routing), what one bed more is worth."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

import pytest

from optimizer.core.rulebook import UNPLACED_REASONS
from optimizer.core.text import LANGS
from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.scenario import Policy
from optimizer.data.tables.care import UnitConversion
from optimizer.data.tables.plan import DesignationRow
from optimizer.data.vocabulary import HealthCode, UnitStatus, WardKind
from optimizer.planning.capacity import with_census
from optimizer.planning.explain_beds import bed_worths
from optimizer.planning.explain_levers import Means
from optimizer.planning.explain_patient import patient_case
from optimizer.planning.explain_repairs import Group, Part, after, groups_of, repaired
from optimizer.planning.explain_texts import ADVICE, group_lines, patient_lines
from optimizer.planning.standing import Standing
from optimizer.planning.verdicts import Verdicts
from optimizer.routing import bedvalues
from optimizer.routing.bedvalues import VALUED
from optimizer.routing.instance import RoutingInstance
from tests.factories import day, service
from tests.planning.town import tables_of
from tests.routing.brute import best_vector
from tests.routing.town import dialysis, effective, everywhere, patient, routed, town, unit

BUFFER = WardKind.BUFFER
NO_WAIT = Policy(extra_wait_days=0)


def planned(data: Dataset, **changes: Any) -> PlanTables:
    """The tables of a routing plan of a town."""
    outcome = routed(data, **changes)
    plan = outcome.solution
    assert plan is not None
    room = changes.get("capacity") or effective(data, changes.get("conversions", ()))
    return PlanTables(
        designation=changes.get("designation", everywhere(data)),
        conversions=changes.get("conversions", ()),
        capacity=tuple(with_census(data, room, plan.placements, plan.sessions).values()),
        placements=plan.placements,
        sessions=plan.sessions,
        unplaced=plan.unplaced,
    )


def explained(data: Dataset, **changes: Any) -> tuple[Standing, list[Group]]:
    """The groups of a town's plan; they read well in both languages."""
    standing = Standing.of(data, planned(data, **changes))
    groups = [repaired(standing, group) for group in groups_of(standing)]
    assert all("{" not in line for group in groups for lang in LANGS for line in group_lines(data, group, lang))
    return standing, groups


def left_with(standing: Standing, parts: Iterable[Part]) -> int:
    """How many have no place when routing is solved anew with some changes made."""
    places, ground = after(standing, parts)
    rows = {(row.unit_id, row.date): row for row in standing.tables.capacity}
    for place in places:
        for number, beds in enumerate(place.effective):
            key = (place.unit.unit_id, day(number))
            rows[key] = dataclasses.replace(
                rows[key], ward_kind=place.kinds[number], physical=beds, staffed=beds, supplied=beds, effective=beds
            )
    shifts = {place.unit.unit_id: place.shifts for place in places if place.sessions}
    units = tuple(
        dataclasses.replace(one, shifts_per_day=shifts[one.unit_id]) if one.unit_id in shifts else one
        for one in standing.dataset.units
    )
    data = dataclasses.replace(standing.dataset, units=units)
    sites = (row for part in parts for row in part.designation)
    done = tuple(row for part in parts for row in part.conversion)
    outcome = routed(
        data,
        designation=(*standing.tables.designation, *sites),
        conversions=(*standing.tables.conversions, *done),
        capacity=rows,
    )
    assert ground.designated_days.keys() >= standing.instance.ground.designated_days.keys()
    assert outcome.solution is not None
    return len(outcome.solution.unplaced)


def three_for_one(**changes: Any) -> Dataset:
    """Three patients for two days each, who may not wait, and one bed."""
    people = [patient(f"P{number}", stay_days=2) for number in range(3)]
    units = [unit("U1", capacity=1), unit("U2", hospital_id="H2", capacity=0)]
    plain = {"services": [service("general", max_wait_days=0)], "policy": NO_WAIT}
    return town(people, units, **{**plain, **changes})


def test_every_reason_without_a_repair_has_its_advice() -> None:
    assert ADVICE.keys() == UNPLACED_REASONS.keys()


def test_nobody_left_out_asks_for_nothing() -> None:
    assert explained(town([patient()]))[1] == []


def test_two_beds_for_two_people_and_not_one_more_or_less() -> None:
    standing, [group] = explained(three_for_one())
    assert len(group.patients) == 2
    beds = group.repairs[0]
    assert [(part.means, part.unit_id, part.amount) for part in beds.parts] == [(Means.BEDS, "U1", 2)]
    assert (beds.parts[0].from_, beds.parts[0].to) == (day(0), day(1))
    assert len(beds.placed) == 2
    assert dict(beds.change)["unplaced_3"] == -2
    assert left_with(standing, beds.parts) == 0
    assert left_with(standing, [dataclasses.replace(beds.parts[0], amount=1)]) == 1


def test_the_people_make_no_difference_to_what_is_asked_for() -> None:
    data = three_for_one()
    renamed = dataclasses.replace(
        data, patients=tuple(dataclasses.replace(row, patient_id="Q" + row.patient_id) for row in reversed(data.patients))
    )
    one, other = explained(data)[1], explained(renamed)[1]
    assert [repair.parts for group in one for repair in group.repairs] == [r.parts for group in other for r in group.repairs]
    assert [repair.change for group in one for repair in group.repairs] == [r.change for group in other for r in group.repairs]


def test_a_further_shift_is_an_alternative_to_a_station() -> None:
    people = [patient(f"P{number}", service_id="dialysis", cohort="135", sessions_left=3) for number in range(3)]
    here = unit("U1", service_id="dialysis", capacity=1, shifts_per_day=2)
    standing, [group] = explained(town(people, [here], services=[dialysis(max_wait_days=0)], policy=NO_WAIT))
    found = {repair.parts[0].means: repair for repair in group.repairs}
    assert {means: repair.parts[0].amount for means, repair in found.items()} == {Means.BEDS: 1, Means.SHIFT: 1}
    assert all(left_with(standing, repair.parts) == 0 for repair in group.repairs)
    said = {lang: "\n".join(group_lines(standing.dataset, group, lang)) for lang in LANGS}
    assert "or: a " in said["en"]
    assert "班（1 机位）" in said["zh"]


def test_three_shifts_are_enough_for_a_day() -> None:
    people = [patient(f"P{number}", service_id="dialysis", cohort="135", sessions_left=1) for number in range(4)]
    here = unit("U1", service_id="dialysis", capacity=1, shifts_per_day=3)
    _, [group] = explained(town(people, [here], services=[dialysis(max_wait_days=0)], policy=NO_WAIT))
    assert {part.means for repair in group.repairs for part in repair.parts} == {Means.BEDS}


def in_buffer(*units: Any, **changes: Any) -> Dataset:
    """One yellow-code patient who needs a buffer bed."""
    return town([patient(health_code=HealthCode.YELLOW)], units, policy=NO_WAIT, **changes)


def test_designate_a_hospital_that_has_the_beds() -> None:
    here = unit("U1", ward_kind=BUFFER)
    standing, [group] = explained(in_buffer(here), designation=())
    [repair] = group.repairs
    [part] = repair.parts
    assert (part.means, part.unit_id) == (Means.DESIGNATE, "U1")
    assert [(row.hospital_id, row.ward_kind) for row in part.designation] == [("H1", BUFFER)]
    assert left_with(standing, repair.parts) == 0


@pytest.mark.parametrize(("hours", "possible"), [(0.0, True), (24.0, True), (48.0, False)])
def test_open_a_reserve_unit_that_is_ready_in_time(hours: float, possible: bool) -> None:
    here = unit("U1", status=UnitStatus.RESERVE)
    listed = UnitConversion(unit_id="U1", to_ward_kind=BUFFER, capacity_after=4, lead_time_h=hours)
    standing, [group] = explained(in_buffer(here, unit_conversions=[listed]), designation=())
    assert bool(group.repairs) is possible
    for repair in group.repairs:
        [part] = repair.parts
        assert (part.means, part.amount, part.ward_kind) == (Means.CONVERT, 4, BUFFER)
        assert left_with(standing, repair.parts) == 0


def test_beds_without_staff_ask_for_staff() -> None:
    data = three_for_one()
    room = {key: dataclasses.replace(row, physical=3) for key, row in effective(data).items()}
    _, [group] = explained(data, capacity=room)
    assert group.repairs[0].parts[0].bound_by == "staffed"


def test_room_beyond_the_units_considered_needs_no_change() -> None:
    data = three_for_one()
    units = (unit("U1", capacity=1), unit("U2", hospital_id="H2"))
    data = dataclasses.replace(data, units=units)
    near = dataclasses.replace(data, scenario=dataclasses.replace(data.scenario, policy=Policy(extra_wait_days=0, candidates=1)))
    _, [group] = explained(near)
    assert [repair.parts for repair in group.repairs] == [()]
    assert len(group.repairs[0].placed) == 2


@pytest.mark.parametrize(
    ("who", "here", "reason"),
    [
        ({"needs": ("ecmo",)}, {}, "no_capability"),
        ({"health_code": HealthCode.YELLOW}, {}, "no_unit"),
        ({"declined_unit_ids": ("U1",)}, {}, "declined"),
        ({"ready": 7}, {}, "after_horizon"),
    ],
)
def test_what_no_bed_can_mend_is_said(who: dict[str, Any], here: dict[str, Any], reason: str) -> None:
    _, [group] = explained(town([patient(**who)], [unit("U1", **here)]))
    assert (group.repairs, group.reasons) == ((), (reason,))


def test_who_fills_a_unit_is_told_by_urgency() -> None:
    people = [patient("P0", urgency=2), patient("P1"), patient("P2", urgency=4)]
    data = town(people, [unit("U1", capacity=2)], services=[service("general", max_wait_days=0)], policy=NO_WAIT)
    case = patient_case(Verdicts.of(data, planned(data)), "P2")
    [line] = case.lines
    assert (line.verdict.code, line.params) == ("full", {"counts": "2: 1, 3: 1"})
    assert case.unplaced is not None
    for lang in LANGS:
        said = list(patient_lines(data, case, lang))
        assert all("{" not in one for one in said)
        assert "P0, P1" in "\n".join(said)


def test_other_services_and_ward_kinds_are_counted() -> None:
    units = [unit("U1"), unit("U2", service_id="icu"), unit("U3", ward_kind=BUFFER), unit("U4", hospital_id="H2")]
    data = town([patient()], units, services=[service("general"), service("icu")])
    case = patient_case(Verdicts.of(data, planned(data)), "P1")
    assert [line.verdict.code for line in case.lines] == ["chosen", "worse"]
    assert case.apart == {"service": 1, "ward_kind": 1}
    assert [row.unit_id for row in case.stays] == ["U1"]


def test_a_unit_beyond_those_considered_says_so() -> None:
    data = town([patient()], [unit("U1"), unit("U2", hospital_id="H2")], policy=Policy(candidates=1))
    lines = patient_case(Verdicts.of(data, planned(data)), "P1").lines
    assert ["nearest units that planning considered" in line.describe("en") for line in lines] == [False, True]


def test_a_bed_held_over_capacity_is_not_offered_as_free() -> None:
    who = [patient("P0", urgency=1), patient("P1")]
    data = town(who, [unit("U1", capacity=1)], services=[service("general", max_wait_days=0)], policy=NO_WAIT)
    tables = tables_of(data, {"P0": ("U1", 0, 0)})
    [line] = patient_case(Verdicts.of(data, tables), "P1").lines
    assert (line.verdict.code, line.params) == ("full_urgent", {"counts": "1: 1"})
    assert "P0" in line.describe("en")


def crowd(seed: int) -> Dataset:
    """A few one-day patients of one service and three small units: the relaxation of such a town is whole."""
    people = [patient(f"P{n}", ready=(seed * 3 + n) % 2, urgency=2 + (seed + n) % 3) for n in range(4)]
    units = [unit(f"U{n}", hospital_id=f"H{n}", capacity=(seed + n) % 2) for n in (1, 2, 3)]
    return town(people, units, days=2, services=[service("general", max_wait_days=0)], policy=Policy(extra_wait_days=1))


def valued(data: Dataset, capacity: Any = None) -> dict[str, int]:
    instance = RoutingInstance.from_dataset(data, (), (), capacity or effective(data), ())
    best = best_vector(instance)
    assert best is not None
    return {goal.name: value for goal, value in zip(instance.goals, best, strict=True) if goal.name in VALUED}


@pytest.mark.parametrize("seed", range(4))
def test_a_bed_is_worth_what_trying_everything_says(seed: int) -> None:
    data = crowd(seed)
    found = {(worth.unit_id, worth.date): worth for worth in bed_worths(Standing.of(data, planned(data)))}
    before, rows = valued(data), effective(data)
    for one in data.units:
        for date in (*data.horizon, None):
            more = {
                key: dataclasses.replace(row, physical=row.physical + 1, staffed=row.staffed + 1, effective=row.effective + 1)
                if key[0] == one.unit_id and date in {None, key[1]}
                else row
                for key, row in rows.items()
            }
            after_it = valued(data, more)
            gain = {name: before[name] - now for name, now in after_it.items() if now != before[name]}
            worth = found.pop((one.unit_id, date), None)
            assert (dict(worth.gain) if worth else {}) == gain
    assert not found


def test_a_bed_nobody_waits_for_is_worth_nothing() -> None:
    data = town([patient()])
    assert bed_worths(Standing.of(data, planned(data))) == ()


def test_designation_rows_cover_the_horizon() -> None:
    standing, [group] = explained(in_buffer(unit("U1", ward_kind=BUFFER)), designation=())
    [row] = group.repairs[0].parts[0].designation
    assert row == DesignationRow(
        hospital_id="H1", service_id="general", ward_kind=BUFFER, from_=standing.dataset.horizon.start, to=day(6)
    )


@pytest.mark.parametrize("seed", range(2))
def test_where_days_are_too_many_a_price_bounds_what_a_bed_gains(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = crowd(seed)
    standing = Standing.of(data, planned(data))
    exact = {(worth.unit_id, worth.date): dict(worth.gain) for worth in bed_worths(standing)}
    monkeypatch.setattr(bedvalues, "WORK", 0)
    priced = {(worth.unit_id, worth.date): worth for worth in bed_worths(standing)}
    assert exact.keys() <= priced.keys()
    for key, worth in priced.items():
        assert worth.exact is (key[1] is None)
        assert worth.exact or worth.gain[0][1] >= exact.get(key, {}).get(worth.gain[0][0], 0)
        assert "{" not in worth.describe(data, "en") + worth.describe(data, "zh")
