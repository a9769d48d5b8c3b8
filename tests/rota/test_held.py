"""A rota against the one in force: as few changes as can be at equal service, and published days that stay."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.core.errors import ContradictionError
from optimizer.core.outcome import Outcome, Termination
from optimizer.core.params import Control
from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.scenario import Replan
from optimizer.data.tables.plan import RotaRow
from optimizer.data.vocabulary import Role
from optimizer.rota.entities import OFF
from optimizer.rota.instance import RotaInstance
from optimizer.rota.measure import measure
from optimizer.rota.model import roster
from optimizer.rota.rules import keeps_rules
from optimizer.rota.solution import RotaSolution
from optimizer.rota.split import whole
from optimizer.verify import verify
from tests.factories import contract, cover, day, nurse, request, unit, ward
from tests.rota.small import LIMITS, pools_of, ward_data


def again(
    data: Dataset, before: tuple[RotaRow, ...], *staff_ids: str, control: Control | None = None, quick: bool = False
) -> Outcome[RotaSolution]:
    """Plan with a rota in force; the check has nothing against it."""
    pools = pools_of(data, *staff_ids)
    outcome = roster(data, pools.teams, pools.rotation, pools.capacity, LIMITS, control, in_force=before, quick=quick)
    assert outcome.solution is not None
    tables = PlanTables(
        teams=pools.teams, rotation=pools.rotation, rota=outcome.solution.rota, capacity=tuple(pools.capacity.values())
    )
    terms = {"rota": {term.name: term.value for term in outcome.terms}}
    found = verify(data, tables, terms, steps=("rota",), previous_rota=before)
    assert [issue for issue in found if issue.table == "rota" or issue.code == "term_value"] == []
    return outcome


def published(data: Dataset, until: int) -> Dataset:
    return replace(data, scenario=replace(data.scenario, replan=Replan(rota_frozen_until=day(until))))


def row(staff_id: str, number: int, shift: str = "A", ward_id: str = "W1") -> RotaRow:
    return RotaRow(staff_id=staff_id, date=day(number), shift_type_id=shift, ward_id=ward_id, role=Role.NURSE)


NURSES = [nurse(f"S{n}") for n in range(6)]


def test_nothing_in_force_nothing_changes() -> None:
    assert again(ward_data(3, staff=NURSES), ()).term("rota_changes") == 0


def test_what_is_in_force_is_planned_again() -> None:
    data = ward_data(7, staff=NURSES, contracts=[contract(max_consecutive_shifts=3)])
    first = again(data, ())
    assert first.solution is not None
    second = again(data, first.solution.rota)
    assert second.solution is not None
    assert second.solution.rota == first.solution.rota
    assert second.term("rota_changes") == 0


def test_one_absence_changes_two_person_days_and_that_is_proven() -> None:
    data = ward_data(7, staff=NURSES, contracts=[contract(max_consecutive_shifts=3)])
    first = again(data, ())
    assert first.solution is not None
    gone = next(one for one in first.solution.rota if one.date == day(2))
    data = replace(data, requests=(request(gone.staff_id, 2, hard=True),))
    second = again(data, first.solution.rota)
    assert second.term("short_of_min") == 0
    changes = next(term for term in second.terms if term.name == "rota_changes")
    assert changes.value == changes.bound == 2


def test_wards_count() -> None:
    """Two people who could stand in either ward stay where they were, although nothing else asks for it."""
    wards = {"units": [unit("U1"), unit("U2")], "wards": [ward("W1", "U1"), ward("W2", "U2")]}
    data = ward_data(1, **wards, ward_cover=[cover("A"), cover("A", ward_id="W2")], staff=[nurse("S0"), nurse("S1")])
    for places in (("W1", "W2"), ("W2", "W1")):
        before = tuple(row(f"S{n}", 0, ward_id=place) for n, place in enumerate(places))
        outcome = again(data, before)
        assert outcome.solution is not None
        assert outcome.solution.rota == before


def test_more_than_is_useful_is_not_kept() -> None:
    before = (row("S0", 0), row("S1", 0), row("S2", 0))
    outcome = again(ward_data(1, staff=NURSES[:3], ward_cover=[cover("A")]), before)
    assert outcome.term("rota_changes") == 2


def test_published_days_stay_although_another_rota_would_serve_better() -> None:
    data = ward_data(3, staff=NURSES[:2], ward_cover=[cover("A")])
    before = (row("S0", 1),)  # nobody on day 0
    free = again(data, before)
    assert free.term("short_of_min") == 0
    held = again(published(data, 0), before)
    assert held.term("short_of_min") == 1
    assert held.solution is not None
    assert all(one.date > day(0) for one in held.solution.rota)


def test_a_hard_request_overrules_what_was_published() -> None:
    data = published(ward_data(2, staff=NURSES[:2], ward_cover=[cover("A")]), 1)
    before = (row("S0", 0), row("S0", 1))
    asked = replace(data, requests=(request("S0", 1, hard=True), request("S1", 1, "A", hard=True)))
    outcome = again(asked, before)
    assert outcome.solution is not None
    assert set(outcome.solution.rota) == {row("S0", 0), row("S1", 1)}


def test_who_is_no_longer_there_is_off() -> None:
    data = published(ward_data(2, staff=[nurse("S0", available_to=day(0)), nurse("S1")], ward_cover=[cover("A")]), 1)
    outcome = again(data, (row("S0", 0), row("S0", 1)))
    assert outcome.solution is not None
    assert outcome.solution.rota == (row("S0", 0),)


def test_published_work_beyond_what_is_useful_today_stays() -> None:
    data = published(ward_data(2, staff=NURSES[:3], ward_cover=[cover("A")]), 0)
    before = tuple(row(f"S{n}", 0) for n in range(3))
    outcome = again(data, before)
    assert outcome.solution is not None
    assert {one for one in outcome.solution.rota if one.date == day(0)} == set(before)


def test_a_contradiction_with_what_was_published_is_named() -> None:
    data = published(ward_data(4, staff=NURSES[:2], requests=[request("S0", 2, "A", hard=True)]), 1)
    with pytest.raises(ContradictionError) as caught:
        again(data, (row("S0", 1, "N"),))
    assert {issue.code for issue in caught.value.issues} == {"rota_frozen", "hard_request", "rest_between"}
    assert {issue.table for issue in caught.value.issues} == {"rota", "requests"}
    assert all("{" not in issue.describe("zh") for issue in caught.value.issues)


def _fewest(data: Dataset, before: tuple[RotaRow, ...]) -> tuple[int, ...]:
    """Service, then fewest changes, then nights, by trying every rota."""
    instance = RotaInstance.from_dataset(data, pools_of(data), before)
    lines = [
        [line for line in itertools.product((OFF, 0, 1), repeat=instance.days) if keeps_rules(instance, person, line)]
        for person in instance.people
    ]
    best: tuple[int, ...] | None = None
    for chosen in itertools.product(*lines):
        crowd = max((sum(line[d] == s for line in chosen) for d in range(instance.days) for s in (0, 1)), default=0)
        if crowd > 1:
            continue
        assigned = {(i, d): (s, 0) for i, line in enumerate(chosen) for d, s in enumerate(line) if s != OFF}
        terms = measure(instance, whole(instance), assigned)
        spread = terms.pop("night_spread")
        values = (*terms.values(), spread)
        best = values if best is None else min(best, values)
    assert best is not None
    return best


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_as_few_changes_as_trying_everything(draw: st.DataObject) -> None:
    limits: dict[str, Any] = {"max_consecutive_shifts": draw.draw(st.integers(1, 3))}
    data = ward_data(3, staff=NURSES[:3], contracts=[contract(**limits)])
    places = [(f"S{n}", d, s) for n in range(3) for d in range(3) for s in "AN"]
    chosen = {(who, d): s for who, d, s in draw.draw(st.lists(st.sampled_from(places), max_size=6))}
    before = tuple(row(who, d, s) for (who, d), s in sorted(chosen.items()))
    wishes = draw.draw(
        st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.booleans()), max_size=2, unique_by=lambda w: w[:2])
    )
    data = replace(data, requests=tuple(request(f"S{n}", d, hard=hard) for n, d, hard in wishes))
    outcome = again(data, before)
    assert outcome.termination is Termination.OPTIMAL
    found = {term.name: term.value for term in outcome.terms}
    spread = found.pop("night_spread")
    assert found.pop("group_apart") == 0
    assert (*found.values(), spread) == _fewest(data, before)


def held(data: Dataset) -> Dataset:
    return replace(data, scenario=replace(data.scenario, replan=Replan(hold_rota=True)))


def test_a_rota_that_misses_no_minimum_is_held_although_it_could_be_better() -> None:
    data = ward_data(7, staff=NURSES, contracts=[contract(max_consecutive_shifts=3)])
    first = again(data, ())
    assert first.solution is not None
    wished = replace(data, requests=tuple(request(one.staff_id, 2) for one in NURSES))  # not everybody can be off
    assert again(held(wished), first.solution.rota).solution == first.solution
    assert again(held(wished), first.solution.rota).termination is Termination.FEASIBLE


@pytest.mark.parametrize("what", ["somebody gone", "a rule broken", "a place lost"])
def test_a_rota_that_no_longer_stands_is_planned_anew(what: str) -> None:
    data = ward_data(7, staff=NURSES, contracts=[contract(max_consecutive_shifts=3)])
    first = again(data, ())
    assert first.solution is not None
    gone = next(one for one in first.solution.rota if one.date == day(2))
    if what == "somebody gone":
        data = replace(data, staff=tuple(one for one in data.staff if one.staff_id != gone.staff_id))
    elif what == "a rule broken":
        data = replace(data, requests=(request(gone.staff_id, 2, hard=True),))
    else:
        data = replace(data, ward_cover=(cover(least=2),))
    second = again(held(data), first.solution.rota)
    assert second.solution is not None
    assert second.solution.rota != first.solution.rota
    assert second.term("short_of_min") == 0


def test_a_rota_that_ends_before_the_last_day_is_planned_on() -> None:
    data = ward_data(7, staff=NURSES, contracts=[contract(max_consecutive_shifts=3)])
    first = again(data, ())
    assert first.solution is not None
    part = tuple(one for one in first.solution.rota if one.date < day(5))
    second = again(held(data), part)
    assert second.solution is not None
    assert second.term("short_of_min") == 0
