"""Groups first: a group goes to one shift of one place a day, people deviate as exceptions."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from typing import Any

import pytest

from optimizer.core.outcome import Termination
from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.plan import RotaRow
from optimizer.data.tables.staff import Ward
from optimizer.data.vocabulary import CoverPer, Role
from optimizer.planning.plan import plan
from optimizer.rota.desk.book import RotaDesk
from optimizer.rota.desk.swap import swapped
from optimizer.rota.groups import Groups
from optimizer.rota.pools import Pools
from optimizer.verify import recompute, verify
from tests.factories import contract, cover, dataset, day, nurse, request, shift, worked

POST = Ward(ward_id="W1", hospital_id="H1")


def posts(teams: int = 3, size: int = 3, days: int = 7, *, least: int = 1, **tables: Any) -> Dataset:
    """A post that wants a team on an early and one on a night shift; teams of three."""
    people = [nurse(f"S{team}{one}", group_id=f"G{team}") for team in range(teams) for one in range(size)]
    plain: dict[str, Any] = {
        "wards": [POST],
        "shift_types": [shift("A", 8, 16), shift("N", 23, 7, night=True)],
        "ward_cover": [cover("A", least, per=CoverPer.GROUP), cover("N", least, per=CoverPer.GROUP)],
        "contracts": [contract(max_consecutive_shifts=5)],
        "staff": people,
    }
    return dataset(days, **{**plain, **tables})


def planned(data: Dataset) -> tuple[tuple[RotaRow, ...], dict[str, tuple[float, float | None]], Termination]:
    """The verified rota, its terms with bounds, and how it ended."""
    record = plan(data, steps=("rota",))
    (step,) = record.steps
    return record.tables.rota, {term.name: (term.value, term.bound) for term in step.terms}, step.termination


def places(data: Dataset, rows: tuple[RotaRow, ...]) -> dict[tuple[str, dt.date], set[tuple[str, str]]]:
    found: dict[tuple[str, dt.date], set[tuple[str, str]]] = defaultdict(set)
    for row in rows:
        found[data.member[row.staff_id].group_id or "", row.date].add((row.shift_type_id, row.ward_id))
    return found


def codes(data: Dataset, rows: tuple[RotaRow, ...]) -> set[str]:
    tables = PlanTables(rota=rows)
    return {issue.code for issue in verify(data, tables, recompute(data, tables, ("rota",)), steps=("rota",))}


def row(who: str, number: int, shift_type: str = "A") -> RotaRow:
    return RotaRow(staff_id=who, date=day(number), shift_type_id=shift_type, ward_id="W1", role=Role.NURSE)


def test_a_group_works_together_and_counts_as_one():
    data = posts()
    rows, terms, ended = planned(data)
    assert ended is Termination.OPTIMAL
    assert terms["short_of_min"] == (0, 0)
    assert terms["group_apart"] == (0, 0)
    assert len(rows) == 7 * 2 * 3  # two groups of three a day
    assert all(len(found) == 1 for found in places(data, rows).values())


def test_whoever_asks_for_a_day_off_has_it_while_the_group_works():
    wishes = [request("S00", 1, hard=True), *(request(f"S{team}1", 2, weight=3) for team in range(3))]
    data = posts(least=1, requests=wishes)
    rows, terms, _ = planned(data)
    away = {(wish.staff_id, wish.date) for wish in wishes}
    assert not away & {(one.staff_id, one.date) for one in rows}
    assert terms["short_of_min"] == (0, 0)
    assert terms["requests_refused"] == (0, 0)
    assert terms["group_apart"] == (2, 2)  # two of three groups work on day 2; that of S00 need not on day 1


def test_a_group_does_not_count_where_half_of_it_is_away():
    wishes = [request(f"S{team}{one}", 3, hard=True) for team in range(3) for one in range(2)]
    _, terms, _ = planned(posts(requests=wishes))
    assert terms["short_of_min"] == (2, 2)


def test_no_more_wishes_are_granted_than_leave_most_of_the_group():
    wishes = [request(f"S{team}{one}", 3) for team in range(2) for one in range(3)]
    _, terms, _ = planned(posts(teams=2, days=5, requests=wishes))
    assert terms["short_of_min"] == (0, 0)
    assert terms["requests_refused"][0] == 4
    assert terms["group_apart"] == (2, 2)


def test_who_is_not_available_is_not_missed():
    staff = [replace(one, available_from=day(3)) if one.staff_id == "S00" else one for one in posts().staff]
    rows, terms, _ = planned(posts(staff=staff))
    assert terms["group_apart"] == (0, 0)
    assert all(one.date >= day(3) for one in rows if one.staff_id == "S00")


def test_a_group_keeps_its_contract_with_what_any_of_it_worked_before():
    history = [worked("S00", -1, "N"), worked("S11", -1, "N"), worked("S20", -1, "N")]
    rows, terms, _ = planned(posts(days=2, roster_history=history))
    assert terms["short_of_min"] == (1, 1)  # nobody comes at 8 after a night
    assert not any(one.date == day(0) and one.shift_type_id == "A" for one in rows)


def test_people_without_a_group_are_one_alone():
    data = posts(staff=[nurse("S1"), nurse("S2")], days=2)
    assert set(Groups.of(data).members) == {"S1", "S2"}
    rows, terms, _ = planned(data)
    assert len(rows) == 4
    assert terms["short_of_min"] == (0, 0)


def test_a_rota_in_force_is_kept_by_groups():
    data = posts(teams=4, days=7)
    first = plan(data, steps=("rota",))
    again = plan(replace(data, requests=(request("S00", 6, hard=True),)), steps=("rota",), previous=first)
    (step,) = again.steps
    changed = next(term for term in step.terms if term.name == "rota_changes")
    assert changed.value <= 7  # a group may take the place of another, or S00 alone stay away
    assert next(term for term in step.terms if term.name == "short_of_min").value == 0


TOGETHER = tuple(row(f"S0{one}", 1) for one in range(3))


@pytest.mark.parametrize(
    ("rows", "requests", "named"),
    [
        ((), (), False),
        (TOGETHER, (), False),
        (TOGETHER[:2], (), False),  # the third is away: an exception, counted
        ((*TOGETHER[:2], row("S02", 1, "N")), (), True),
        ((*TOGETHER[:2], row("S02", 1, "N")), (request("S02", 1, "N"),), False),  # asked for it
        ((*TOGETHER[:2], row("S02", 1, "N")), (request("S02", 1, "A"),), True),
        ((*TOGETHER, row("S10", 1, "N")), (), False),  # of another group
    ],
)
def test_group_together(rows, requests, named):
    assert ("group_together" in codes(posts(requests=requests), rows)) is named


def test_a_group_that_works_too_long_is_named_though_nobody_of_it_does():
    days = range(6)
    turns = [row(f"S0{one}", number) for number in days for one in range(3) if number % 3 != one or number > 2]
    short = posts(contracts=[contract(max_consecutive_shifts=5)])
    assert "max_consecutive" in codes(short, tuple(turns))
    assert "max_consecutive" not in codes(posts(contracts=[contract(max_consecutive_shifts=6)]), tuple(turns))


@pytest.mark.parametrize(("there", "missing"), [(3, 0), (2, 0), (1, 1), (0, 1)])
def test_a_group_counts_when_more_than_half_of_it_is_there(there, missing):
    data = posts(days=1, ward_cover=[cover("A", 1, per=CoverPer.GROUP)])
    found = recompute(data, PlanTables(rota=tuple(row(f"S0{one}", 0) for one in range(there))), ("rota",))["rota"]
    assert found["short_of_min"] == missing
    assert found["group_apart"] == (3 - there if there else 0)


def test_the_desk_keeps_groups_together():
    data = posts()
    rows, _, _ = planned(data)
    desk = RotaDesk.of(data, Pools(data, (), (), {}), rows)
    on = next(key for key in desk.assigned if key[0] == desk.place["S00"])[1]
    elsewhere = next(
        index
        for (index, number), where in desk.assigned.items()
        if number == on and where != desk.assigned[desk.place["S00"], on]
    )
    answer = swapped(desk, desk.place["S00"], elsewhere, [on])
    assert {one.rule for _, found in answer.obstacles for one in found} == {"group_together"}
    moved = {key: where for key, where in (desk.assigned | answer.moves).items() if where is not None}
    assert codes(data, tuple(_as_row(data, desk, key, where) for key, where in moved.items())) == {"group_together"}


def test_the_desk_lets_one_of_a_group_do_what_they_asked_for():
    rows, _, _ = planned(posts())
    first = next(one for one in rows if one.staff_id == "S00")
    other = "N" if first.shift_type_id == "A" else "A"
    number = (first.date - day(0)).days
    for wishes, free in (([], False), ([request("S00", number, other)], True)):
        data = posts(requests=wishes)
        desk = RotaDesk.of(data, Pools(data, (), (), {}), rows)
        one = desk.place["S00"]
        found = desk.obstacles(one, {(one, number): ("AN".index(other), 0)})
        assert ("group_together" not in {obstacle.rule for obstacle in found}) is free


def _as_row(data: Dataset, desk: RotaDesk, key: tuple[int, int], where: tuple[int, int]) -> RotaRow:
    shift_type = desk.instance.shifts[where[0]].shift_type_id
    staff_id, date = desk.instance.people[key[0]].staff_id, data.horizon.date(key[1])
    return RotaRow(staff_id=staff_id, date=date, shift_type_id=shift_type, ward_id="W1", role=Role.NURSE)
