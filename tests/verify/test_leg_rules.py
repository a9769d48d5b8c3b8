"""The rules of care over time on ways through several units: what holds just inside, and what is named just outside."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimizer.data.tables import people
from optimizer.data.tables.plan import PlacementRow
from optimizer.data.vocabulary import HealthCode, Infection, PlacementState, WardKind
from optimizer.verify import STEPS, recompute
from optimizer.verify.needs import needs_of
from tests.verify.base_plan import base_plan
from tests.verify.case import DAY, Case
from tests.verify.city import at, day
from tests.verify.walks import walk, with_walks

B, G, I = WardKind.BUFFER, WardKind.GENERAL, WardKind.ISOLATION  # noqa: E741


def base() -> Case:
    return with_walks(Case(*base_plan()))


def terms(case: Case) -> dict[str, float]:
    return recompute(case.dataset, case.tables, STEPS)["routing"]


def rows_of(case: Case, who: str) -> list[PlacementRow]:
    return sorted((row for row in case.tables.placements if row.patient_id == who), key=lambda row: row.from_)


def instead(case: Case, who: str, *legs: tuple[str, int, int, str]) -> Case:
    """Let a patient go another way."""
    kept = [row for row in case.tables.placements if row.patient_id != who]
    return case.put(placements=[*kept, *walk(case, who, *legs)]).fresh()


def kinds(**changes: object) -> str:
    """The ward kinds that a patient needs on the first six days, in letters."""
    dataset, _ = base_plan()
    plain = {"urgency": 3, "health_code": HealthCode.GREEN, "infection_status": Infection.UNTESTED, "ready_at": at(0, 9)}
    news = changes.pop("news", ())
    someone = people.Patient(patient_id="X", origin_id="O1", service_id="fever", **{**plain, **changes})  # type: ignore[arg-type]
    data = replace(dataset, patients=(someone,), code_changes=tuple(news))  # type: ignore[arg-type]
    letters = {G: "g", B: "b", I: "i"}
    return "".join(letters[need.kind] for need in needs_of(data)["X"][:6])


def news(index: int, hour: int, infection: Infection, code: HealthCode | None = None) -> people.CodeChange:
    return people.CodeChange(patient_id="X", at=at(index, hour), infection_status=infection, health_code=code)


def test_the_walks_break_nothing() -> None:
    assert base().issues(terms=True) == ()


def test_a_single_room_until_the_day_the_result_is_due() -> None:
    assert kinds() == "bbbbbb"
    assert kinds(result_due_at=at(2, 1)) == "bbbggg"
    assert kinds(result_due_at=at(-1, 12)) == "gggggg"


def test_a_change_says_more_than_a_result_that_is_due() -> None:
    due = at(2, 12)
    assert kinds(result_due_at=due, news=[news(2, 12, Infection.CONFIRMED)]) == "bbiiii"
    assert kinds(result_due_at=due, news=[news(2, 12, Infection.CLOSE_CONTACT)]) == "bbbbbb"
    assert kinds(result_due_at=due, news=[news(1, 12, Infection.CLOSE_CONTACT)]) == "bbbggg"  # the result is still to come
    assert kinds(news=[news(1, 20, Infection.NONE)]) == "bbgggg"  # at eight in the evening: general from the morning on
    assert kinds(news=[news(1, 0, Infection.NONE)]) == "bggggg"
    assert kinds(news=[news(1, 0, Infection.NONE, HealthCode.YELLOW)]) == "bbbbbb"
    assert kinds(ready_at=at(1, 15), news=[news(1, 9, Infection.NONE)])[1:] == "ggggg"


def test_nobody_leaves_the_single_room_too_early() -> None:
    early = instead(base(), "L1", ("U01", 0, 0, ""), ("U11", 1, 4, "result_due"))
    assert "ward_kind" in early.codes()


def test_who_may_leave_may_stay_on_and_is_counted() -> None:
    case = base()
    assert terms(case)["overstay_days"] == 3  # L3: days 2 to 4 in U01
    stays = instead(case, "L1", ("U01", 0, 4, ""))
    assert stays.codes() == set()
    assert terms(stays)["overstay_days"] == 6
    later = instead(case, "L1", ("U01", 0, 2, ""), ("U11", 3, 4, "result_due"))
    assert later.codes() == set()


def test_a_case_never_stays_on_in_a_single_room() -> None:
    assert "ward_kind" in instead(base(), "L2", ("U02", 4, 8, "")).codes()
    assert "ward_kind" in instead(base(), "L2", ("U02", 4, 5, ""), ("U04", 6, 8, "code_change")).codes()


def test_nobody_is_admitted_to_a_stricter_ward_than_needed() -> None:
    assert "ward_kind" in instead(base(), "L1", ("U01", 0, 1, ""), ("U02", 2, 4, "result_due")).codes()


def test_nobody_moves_without_need() -> None:
    assert "move_reason" in instead(base(), "L3", ("U01", 0, 0, ""), ("U02", 1, 4, "result_due")).codes()


def test_the_second_trip_is_that_between_the_hospitals() -> None:
    case = base()
    second = rows_of(case, "L1")[1]
    assert second.travel_min > 0
    assert "travel_figure" in case.swap("placements", second, replace(second, travel_min=second.travel_min + 1)).codes()
    assert "wait_figure" in case.swap("placements", second, replace(second, wait_days=2)).codes()
    within = rows_of(case, "L2")[1]
    assert (within.travel_min, within.vehicle_kind) == (0, "")


def test_a_stay_lasts_its_days_over_all_legs() -> None:
    case = base()
    second = rows_of(case, "L1")[1]
    assert "stay_length" in case.swap("placements", second, replace(second, to=second.to + DAY)).fresh().codes()


def test_sessions_go_on_without_a_gap_in_the_cohort() -> None:
    case = base()
    one = next(row for row in case.tables.sessions if row.patient_id == "L5" and row.unit_id == "U05")
    assert "session_pattern" in case.swap("sessions", one).fresh().codes()
    assert "session_pattern" in case.swap("sessions", one, replace(one, shift=2)).codes()
    assert "session_pattern" in case.swap("sessions", one, replace(one, unit_id="U17")).fresh().codes()


def test_transfers_count_changes_of_hospital() -> None:
    case = base()
    before = terms(Case(*base_plan()))["transfers"]
    assert terms(case)["transfers"] - before == 2  # L1 and L4 go to H3; L2 and L5 stay in their hospital


@pytest.mark.parametrize(("unit", "fits"), [("U01", True), ("U02", False)])
def test_a_pin_holds_until_a_stricter_ward_is_needed(unit: str, fits: bool) -> None:
    case = base()
    people_ = [replace(row, pinned_unit_id=unit) if row.patient_id == "L3" else row for row in case.dataset.patients]
    pinned = replace(case, dataset=replace(case.dataset, patients=tuple(people_)))
    assert ("pinned" not in pinned.codes()) is fits
    people_ = [replace(row, pinned_unit_id="U02") if row.patient_id == "L2" else row for row in case.dataset.patients]
    assert replace(case, dataset=replace(case.dataset, patients=tuple(people_))).codes() == set()
    assert day(0) == case.dataset.horizon.start


def test_who_is_admitted_away_from_the_present_provider_is_counted() -> None:
    case = base()
    here = case.dataset.unit[rows_of(case, "L1")[0].unit_id].hospital_id
    elsewhere = next(row.hospital_id for row in case.dataset.hospitals if row.hospital_id != here)
    before = terms(case)["provider_changes"]
    for provider, more in ((here, 0), (elsewhere, 1)):
        rows = [replace(row, provider_hospital_id=provider) if row.patient_id == "L1" else row for row in case.dataset.patients]
        told = replace(case, dataset=replace(case.dataset, patients=tuple(rows)))
        assert terms(told)["provider_changes"] - before == more


def transferred(begin: int, reason: str = "transfer", **changes: object) -> Case:
    """Let P08, who lies in U01 for four days, be transferred on a later day."""
    case = base()
    people_now = tuple(replace(row, **changes) if row.patient_id == "P08" else row for row in case.dataset.patients)  # type: ignore[arg-type]
    case = replace(case, dataset=replace(case.dataset, patients=people_now))
    return instead(case, "P08", ("U01", 0, begin - 1, ""), ("U02", begin, 3, reason))


def test_who_lies_in_a_unit_may_be_transferred_on_the_first_days() -> None:
    assert transferred(1).codes() == {"cannot_accept"}  # U02 refuses from the second day on
    assert terms(transferred(1))["transfers"] == terms(base())["transfers"] + 1
    assert "move_reason" not in transferred(2).codes()
    assert "move_reason" in transferred(3).codes()  # `transfer_days` is 3: days 0, 1 and 2
    assert "move_reason" in transferred(2, "").codes()
    assert "move_reason" in transferred(2, current_unit_id=None).codes()
    assert "move_reason" in transferred(2, placement_state=PlacementState.ARRIVED).codes()
