from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from optimizer.data.tables import care, plan
from optimizer.data.vocabulary import HealthCode, Infection, UnitStatus
from tests.verify.case import Case
from tests.verify.city import at, day
from tests.verify.edges import Edge, Edit, assert_edge, base, both, found, given, more, over, row, same

P01, P05, P17 = {"patient_id": "P01"}, {"patient_id": "P05"}, {"patient_id": "P17"}


def moved(patient: str, unit: str, first: int | None = None) -> Edit:
    """Place a patient at another unit, from a day on."""

    def edit(case: Case) -> Case:
        old = next(one for one in case.tables.placements if one.patient_id == patient)
        return case.move(old, unit, old.from_ if first is None else day(first))

    return edit


def _sessions_at(unit: str) -> Edit:
    return lambda case: case.move_sessions(next(one for one in case.tables.placements if one.patient_id == "P17"), unit)


def _notice(until: dt.datetime | None, start: dt.datetime, why: str = "full") -> Edit:
    one = care.CannotAccept(unit_id="U01", reason_code=why, from_=start, until=until)
    return lambda case: replace(case, dataset=replace(case.dataset, cannot_accept=(one,)))


def _no_transfers(case: Case) -> Case:
    scenario = case.dataset.scenario
    policy = replace(scenario.policy, transfer_days=0)
    return replace(case, dataset=replace(case.dataset, scenario=replace(scenario, policy=policy)))


def _urgent_refused(*names: str) -> Edit:
    """Let units refuse while P21 to P23, who are life-threatened and placed at U07, are ready."""
    notices = tuple(care.CannotAccept(unit_id=name, reason_code="fire", from_=at(2, 1), until=at(4)) for name in names)
    return lambda case: replace(case, dataset=replace(case.dataset, cannot_accept=notices))


EDGES = [
    Edge("service_match", moved("P21", "U07"), moved("P01", "U07")),
    Edge("service_match", moved("P22", "U16"), given("units", {"unit_id": "U07"}, service_id="fever", capabilities=("icu",))),
    Edge("ward_kind", moved("P26", "U11"), moved("P01", "U11")),
    Edge(
        "ward_kind",
        given("patients", {"patient_id": "P22"}, health_code=HealthCode.UNKNOWN),
        given("patients", {"patient_id": "P22"}, infection_status=Infection.CONFIRMED),
    ),
    Edge("ward_kind", same, row("conversions", {"unit_id": "U10"}, from_=day(4))),
    Edge("licence", given("units", {"unit_id": "U01"}, licences=("surgery", "infectious")), moved("P01", "U22")),
    Edge("capability", given("patients", P01, needs=()), given("patients", P01, needs=("bedside",))),
    Edge("bloodborne", given("patients", P17, bloodborne=("HBV", "none")), given("patients", P17, bloodborne=("HBV", "HCV"))),
    Edge("bloodborne", same, given("patients", P17, bloodborne=("none",))),
    Edge("bloodborne", same, _sessions_at("U05")),
    Edge("designated", moved("P01", "U19"), moved("P01", "U12")),
    Edge("designated", moved("P27", "U10"), row("designation", {"hospital_id": "H3"}, to=day(6))),
    Edge("designated", given("patients", {"patient_id": "P29"}, current_unit_id="U18"), moved("P27", "U15")),
    Edge(
        "unit_open",
        given("units", {"unit_id": "U01"}, occupied=10),
        given("units", {"unit_id": "U01"}, status=UnitStatus.RESERVE),
    ),
    Edge("unit_open", moved("P28", "U21", 8), moved("P28", "U21", 9)),
    Edge("unit_open", moved("P27", "U10", 2), moved("P27", "U10", 1)),
    Edge("not_before_ready", moved("P03", "U01", 1), moved("P03", "U01", 0)),
    Edge("not_before_ready", moved("P08", "U01", 0), moved("P08", "U01", -1)),
    Edge("stay_length", row("placements", P01, to=day(4)), row("placements", P01, to=day(5))),
    Edge(
        "stay_length", row("placements", {"patient_id": "P12"}, to=day(17)), row("placements", {"patient_id": "P12"}, to=day(13))
    ),
    Edge("cannot_accept", _urgent_refused("U07", "U16", "U17"), _urgent_refused("U07")),
    Edge("in_treatment", moved("P08", "U02"), moved("P08", "U01", 1)),
    Edge(
        "in_treatment",
        both(given("units", {"unit_id": "U01"}, status=UnitStatus.CLOSED), moved("P08", "U02", 1)),
        moved("P08", "U02", 1),
    ),
    Edge("in_treatment", moved("P08", "U02"), both(_no_transfers, moved("P08", "U02"))),
    Edge("urgent_at_once", moved("P03", "U01", 3), moved("P21", "U07", 3)),
    Edge(
        "wait_figure",
        row("placements", {"patient_id": "P03"}, wait_days=1),
        row("placements", {"patient_id": "P03"}, wait_days=2),
    ),
    Edge(
        "travel_figure",
        row("placements", {"patient_id": "P08"}, travel_min=0),
        row("placements", {"patient_id": "P08"}, travel_min=1),
    ),
    Edge("vehicle", row("placements", P01, vehicle_kind="shuttle"), row("placements", P01, vehicle_kind="ambulance")),
    Edge("vehicle", row("placements", {"patient_id": "P08"}, vehicle_kind=""), row("placements", P01, vehicle_kind="")),
    Edge("cannot_accept", _notice(at(0, 9), at(-1)), _notice(at(0, 10), at(-1))),
    Edge("cannot_accept", _notice(None, at(0, 6)), _notice(None, at(0, 8))),
    Edge("cannot_accept", _notice(at(2), at(1, 12)), _notice(at(2, 1), at(1, 12))),
    Edge("cannot_accept", _notice(at(0, 10), at(-1), "无核酸结果"), _notice(at(0, 10), at(-1), "test_lab_on_fire")),
    Edge("declined", given("patients", P01, declined_unit_ids=("U02",)), given("patients", P01, declined_unit_ids=("U01",))),
    Edge("pinned", given("patients", P01, pinned_unit_id="U01"), given("patients", P01, pinned_unit_id="U02")),
    Edge("linked_same_hospital", both(moved("P19", "U09"), moved("P20", "U09")), moved("P20", "U09")),
    Edge("patient_accounted", same, row("placements", P01)),
    Edge("patient_accounted", same, more("unplaced", plan.UnplacedRow(patient_id="P01", reason_code="full"))),
    Edge("patient_accounted", moved("P01", "U01", 13), moved("P01", "U01", 14)),
]


@over(EDGES)
def test_edge(edge: Edge) -> None:
    assert_edge(edge)


def test_life_threatened_patients_use_emergency_beds_of_any_service() -> None:
    case = moved("P23", "U16")(base())  # a dialysis patient who needs a buffer room may not lie in a general one
    assert found("service_match", case) == []
    assert found("ward_kind", case) != []


def test_nobody_is_admitted_anew_where_they_lie() -> None:
    notice = _notice(at(5), at(-1))(base())
    assert {issue.row for issue in found("cannot_accept", notice)} == {2, 4, 5}  # P01, P03, P04; P08 lies there


def _unplaced(reason: str, patient: str = "P01") -> Edit:
    listed = plan.UnplacedRow(patient_id=patient, reason_code=reason)
    return both(row("placements", {"patient_id": patient}), more("unplaced", listed))


@pytest.mark.parametrize("reason", ["no_unit", "no_licence", "no_capability", "not_designated", "declined", "after_horizon"])
def test_reason_that_is_untrue_is_named(reason: str) -> None:
    assert found("unplaced_reason", base()) == []
    assert found("unplaced_reason", _unplaced("full")(base())) == []
    assert [issue.code for issue in found("unplaced_reason", _unplaced(reason)(base()))] == ["unplaced_reason"]


def test_reason_that_is_true_stands() -> None:
    unlicensed = both(
        _unplaced("no_licence"),
        *(given("units", {"unit_id": u}, licences=()) for u in ("U01", "U02", "U12", "U15", "U19", "U10")),
    )
    undesignated = both(_unplaced("not_designated"), row("designation", {"service_id": "fever"}))
    assert found("unplaced_reason", unlicensed(base())) == []
    assert found("unplaced_reason", undesignated(base())) == []


def test_reason_outside_the_list_is_named() -> None:
    for word in ("", "no_registration", "unpaid"):
        assert found("unplaced_reason", row("unplaced", {"patient_id": "P24"}, reason_code=word)(base()))


def test_whoever_is_ready_after_the_horizon_has_that_reason() -> None:
    assert found("unplaced_reason", row("unplaced", {"patient_id": "P25"}, reason_code="full")(base()))


def test_life_threatened_patient_is_left_out_only_without_a_capable_unit() -> None:
    out = _unplaced("full", "P21")
    assert found("urgent_placed", base()) == []
    assert found("urgent_placed", out(base()))
    closed = both(out, given("units", {"unit_id": "U07"}, status=UnitStatus.CLOSED))
    assert found("urgent_placed", closed(base())) == []
    declined = both(out, given("patients", {"patient_id": "P21"}, declined_unit_ids=("U07",)))
    assert found("urgent_placed", declined(base())) == []
