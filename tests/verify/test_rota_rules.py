from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from optimizer.data.tables import plan
from optimizer.data.tables.staff import Request
from optimizer.data.vocabulary import Role
from tests.verify.case import Case
from tests.verify.city import DOCTOR, NURSE, day
from tests.verify.edges import Edge, Edit, assert_edge, base, both, found, given, more, over, row, same

C1 = {"contract_id": "C1"}
W4 = {"ward_id": "W4"}


def _works(staff: str, days: Iterable[int], shift: str = "D", ward: str = "W3", role: Role = NURSE) -> Edit:
    return more("rota", *(plan.RotaRow(staff_id=staff, date=day(d), shift_type_id=shift, ward_id=ward, role=role) for d in days))


def _on(staff: str, date: int) -> dict[str, object]:
    return {"staff_id": staff, "date": day(date)}


def _published(until: int, edit: Edit) -> Edit:
    """Take the base plan's rota for the one in force, published until a day, and then make a change."""

    def edited(case: Case) -> Case:
        plans = replace(case.dataset.scenario, replan=replace(case.dataset.scenario.replan, rota_frozen_until=day(until)))
        return edit(replace(case, dataset=replace(case.dataset, scenario=plans), previous_rota=case.tables.rota))

    return edited


def _asked(staff: str, date: int, *, hard: bool) -> Edit:
    wish = Request(staff_id=staff, date=day(date), shift_type="off", hard=hard)
    return lambda case: replace(case, dataset=replace(case.dataset, requests=(*case.dataset.requests, wish)))


EDGES = [
    Edge("one_shift_a_day", _works("n07", [4]), _works("n07", [3], "E")),
    Edge("one_shift_a_day", same, _works("n07", [3])),
    Edge("staff_available", _works("n10", [6]), _works("n10", [7])),
    Edge("staff_available", _works("n07", [13]), _works("n07", [14])),
    Edge(
        "staff_available",
        given("staff", {"staff_id": "n08"}, available_from=day(4)),
        given("staff", {"staff_id": "n08"}, available_from=day(5)),
    ),
    Edge("ward_staff", _works("n04", [0]), _works("n04", [9])),
    Edge("ward_staff", _works("n05", [8], ward="W1"), _works("n05", [6], ward="W1")),
    Edge("ward_staff", same, _works("n19", [3], ward="W1")),
    Edge("ward_staff", _works("n19", [3]), _works("m12", [3])),
    Edge("ward_staff", same, _works("n01", [8])),
    Edge("isolation_eligible", _works("n09", [3]), _works("m09", [3], ward="W4")),
    Edge("role_match", _works("a2", [3], ward="W1", role=DOCTOR), _works("a2", [3], ward="W1")),
    Edge("role_match", _works("n19", [3], "L"), _works("n19", [3], "L", "W4")),
    Edge(
        "role_match",  # of an interval: every shift that reaches into it
        both(given("ward_cover", W4, shift_type="", interval="08:00-16:00"), _works("m12", [3], "L", "W4")),
        both(given("ward_cover", W4, shift_type="", interval="08:00-16:00"), _works("m12", [3], "E", "W4")),
    ),
    Edge("role_match", same, _works("a3", [3], role=DOCTOR)),
    Edge("ward_minutes", _works("n19", [3], "L"), _works("n04", [7], "L", "W1")),
    Edge(
        "ward_minutes",
        given("shift_types", {"shift_type_id": "D"}, ward_minutes=240),
        given("shift_types", {"shift_type_id": "D"}, ward_minutes=241),
    ),
    Edge(
        "ward_minutes",
        given("shift_types", {"shift_type_id": "L"}, ward_minutes=None),
        given("shift_types", {"shift_type_id": "D"}, ward_minutes=None),
    ),
    Edge(
        "ward_minutes",  # nobody on call is inside
        both(given("shift_types", {"shift_type_id": "L"}, on_call=True), _works("n04", [7], "L", "W1")),
        _works("n04", [7], "L", "W1"),
    ),
    Edge("rest_between", given("contracts", C1, min_rest_h=12.0), given("contracts", C1, min_rest_h=12.05)),
    Edge("rest_between", _works("n14", [3], "D"), _works("n13", [4], "D")),
    Edge("rest_between", row("rota", _on("n07", 8), shift_type_id="E"), row("rota", _on("n14", 5), shift_type_id="E")),
    Edge(
        "rest_between",
        given("roster_history", {"staff_id": "n13"}, shift_type="E"),
        row("rota", _on("n13", 0), shift_type_id="D"),
    ),
    Edge("max_minutes", given("contracts", C1, max_minutes=2400), given("contracts", C1, max_minutes=2399)),
    Edge(
        "max_minutes",
        given("contracts", C1, max_minutes=1920 * 2, period_days=14),
        given("contracts", C1, max_minutes=1920 * 2 - 1, period_days=14),
    ),
    Edge(
        "max_shifts_per_type",
        given("contracts", C1, max_shifts_per_type=(("N", 4),)),
        given("contracts", C1, max_shifts_per_type=(("N", 3),)),
    ),
    Edge("max_consecutive", given("contracts", C1, max_consecutive_shifts=5), given("contracts", C1, max_consecutive_shifts=4)),
    Edge("max_consecutive", given("roster_history", {"staff_id": "n07"}), _works("n13", [4], "N")),
    Edge("min_consecutive", given("contracts", C1, min_consecutive_shifts=2), given("contracts", C1, min_consecutive_shifts=3)),
    Edge("min_consecutive", _works("n19", [13]), _works("n19", [12])),
    Edge("min_consecutive", _works("n19", [0]), row("rota", {"staff_id": "n07", "date": day(1)})),
    Edge("days_off", given("contracts", C1, min_consecutive_days_off=2), given("contracts", C1, min_consecutive_days_off=3)),
    Edge("days_off", same, row("rota", _on("n07", 2))),
    Edge("max_weekends", given("contracts", C1, max_weekends=1), given("contracts", C1, max_weekends=0)),
    Edge("max_weekends", same, _works("n08", [12])),
    Edge("hard_request", given("requests", {"staff_id": "n12"}, weight=9), given("requests", {"staff_id": "n12"}, hard=True)),
    Edge("hard_request", _works("n08", [1]), _works("n08", [0])),
    Edge("hard_request", same, row("rota", _on("n07", 1))),
    Edge(
        "hard_request",
        given("requests", {"staff_id": "n08"}, date=day(14)),
        given("requests", {"staff_id": "n07"}, shift_type="E"),
    ),
    Edge("share_shift", both(_works("n19", [3], "E"), _works("n20", [3], "E")), _works("n19", [3], "E")),
    Edge("share_shift", same, both(_works("n19", [3], "E"), _works("n20", [3]))),
    Edge(
        "share_shift",  # only on days when both can work
        both(given("staff", {"staff_id": "n20"}, available_to=day(2)), _works("n19", [3])),
        both(given("staff", {"staff_id": "n20"}, available_to=day(3)), _works("n19", [3])),
    ),
    Edge("share_shift", _published(3, _works("n19", [3])), _published(2, _works("n19", [3]))),
    Edge("no_shared_shift", _works("n08", [1], "E"), _works("n08", [1], "D")),
    Edge("no_shared_shift", same, row("rota", _on("n08", 4), date=day(3))),
    Edge("no_shared_shift", _published(1, _works("n08", [1])), _published(0, _works("n08", [1]))),
    Edge("rota_frozen", _published(1, same), _published(1, row("rota", _on("n07", 0)))),
    Edge("rota_frozen", _published(1, row("rota", _on("n07", 2))), _published(2, row("rota", _on("n07", 2)))),
    Edge("rota_frozen", _published(2, _works("n08", [3])), _published(3, _works("n08", [3]))),
    Edge(
        "rota_frozen",
        _published(1, both(row("rota", _on("n07", 0)), _asked("n07", 0, hard=True))),
        _published(1, both(row("rota", _on("n07", 0)), _asked("n07", 0, hard=False))),
    ),
    Edge(
        "rota_frozen",  # a place that is lost is lost; who no longer comes is off
        _published(
            4, both(row("rota", {"staff_id": "n08", "date": day(4)}), given("staff", {"staff_id": "n08"}, available_from=day(5)))
        ),
        _published(4, given("staff", {"staff_id": "n08"}, available_from=day(5))),
    ),
    Edge(
        "rota_frozen",
        _published(3, row("rota", _on("n15", 8), shift_type_id="D")),
        _published(3, row("rota", _on("n13", 3), ward_id="W4", shift_type_id="D")),
    ),
]


@over(EDGES)
def test_edge(edge: Edge) -> None:
    assert_edge(edge)


def test_a_run_of_days_counts_what_was_worked_before() -> None:
    """Four days from the first on are five with the day before, and five are six."""
    assert found("max_consecutive", base()) == []
    assert [issue.value for issue in found("max_consecutive", _works("n13", [4], "N")(base()))] == ["n13"]


def test_a_row_names_the_person_and_the_line_of_the_file() -> None:
    case = _works("n10", [7])(base())
    (issue,) = found("staff_available", case)
    assert (issue.table, issue.row, issue.column) == ("rota", len(case.tables.rota) + 1, "date")
