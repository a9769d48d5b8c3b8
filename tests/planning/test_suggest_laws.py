"""Laws of the ranking on random small towns: near before far, names and row order, one bed more."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.core.goals import GOALS
from optimizer.data.dataset import Dataset
from optimizer.data.tables.people import Patient
from optimizer.data.tables.plan import PlacementRow
from optimizer.planning.standing import Standing
from optimizer.planning.suggest import Choice, Desk
from optimizer.routing.greedy import greedy
from optimizer.routing.ledger import Ledger
from optimizer.routing.solution import solution_of
from tests.factories import START, service
from tests.planning.town import tables_of
from tests.routing.town import instance_of, patient, town, unit

MINUTES = {"H1": 10, "H2": 25, "H3": 40, "H4": 75}
EMPTY = PlacementRow(patient_id="", unit_id="", from_=START, to=START, wait_days=0, travel_min=0)
ASKED = patient("N", urgency=3, stay_days=2)
LAW = settings(max_examples=25, deadline=None)


def random_town(seed: int) -> Dataset:
    """Four hospitals with a unit or two each, and up to fourteen patients."""
    rnd = random.Random(seed)
    units = [
        unit(
            f"U{number}",
            hospital_id=rnd.choice(tuple(MINUTES)),
            capacity=rnd.randint(0, 3),
            capabilities=rnd.choice(((), ("icu",))),
        )
        for number in range(5)
    ]
    people = [
        patient(
            f"P{number}",
            rnd.randint(0, 3),
            urgency=rnd.choice((1, 2, 3, 3, 4, 4)),
            stay_days=rnd.randint(1, 4),
            needs=rnd.choice(((), (), ("icu",))),
        )
        for number in range(rnd.randint(0, 14))
    ]
    return town(people, units, minutes=MINUTES, services=(service("general", max_wait_days=rnd.randint(0, 2)),))


def with_plan(data: Dataset) -> Desk:
    """A desk on a greedy plan of everybody."""
    plan = solution_of(data, greedy(instance_of(data)))
    return Desk.of(data, tables_of(data, placements=plan.placements))


def best(desk: Desk, who: Patient = ASKED) -> Choice | None:
    """The choice behind the first suggestion."""
    person = desk.standing.guest(who)
    options = desk.standing.search.options(person, every=True)
    return min((choice for choice, _ in desk.choices(person, options, 0)), key=lambda choice: choice.key, default=None)


def moved(data: Dataset, **changes: Any) -> Dataset:
    return dataclasses.replace(data, **changes)


@LAW
@given(st.integers(0, 10_000), st.integers(1, 60), st.integers(0, 2))
def test_a_nearer_hospital_is_never_below_a_farther_one_all_else_equal(seed: int, farther: int, beds: int) -> None:
    data = random_town(seed)
    near = unit("UN", hospital_id="HN", capacity=beds + 1)
    far = dataclasses.replace(near, unit_id="UF", hospital_id="HF")
    minutes = {**MINUTES, "HN": 20, "HF": 20 + farther}
    twins = town((), (near, far), minutes=minutes)
    data = moved(
        data, units=(*data.units, near, far), hospitals=twins.hospitals, travel_times=twins.travel_times, scenario=data.scenario
    )
    asked = Desk.of(data, tables_of(data))  # nobody has been placed: the two differ by their minutes alone
    order = [one.unit_id for one in asked.ask(ASKED).suggestions]
    assert order.index("UN") < order.index("UF")


@LAW
@given(st.integers(0, 10_000))
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    data = random_town(seed)
    desk = with_plan(data)
    tables = desk.standing.tables
    turned = moved(data, **{name: data.rows(name)[::-1] for name in ("patients", "units", "hospitals", "travel_times")})
    backwards = Desk.of(turned, dataclasses.replace(tables, placements=tables.placements[::-1], capacity=tables.capacity[::-1]))
    assert backwards.ask(ASKED) == desk.ask(ASKED)


@LAW
@given(st.integers(0, 10_000))
def test_names_of_patients_change_nothing(seed: int) -> None:
    data = random_town(seed)
    desk = with_plan(data)
    other = {row.patient_id: f"X{len(data.patients) - number}" for number, row in enumerate(data.patients)}
    rows = desk.standing.tables.placements
    tables = dataclasses.replace(
        desk.standing.tables, placements=tuple(dataclasses.replace(row, patient_id=other[row.patient_id]) for row in rows)
    )
    renamed = moved(data, patients=tuple(dataclasses.replace(row, patient_id=other[row.patient_id]) for row in data.patients))
    said = Desk.of(renamed, tables).ask(ASKED).suggestions
    assert [figures(one) for one in said] == [figures(one) for one in desk.ask(ASKED).suggestions]


def figures(one: Any) -> tuple[Any, ...]:
    """Everything but who gives way, where several are alike."""
    return one.unit_id, one.day, one.free_least, one.reasons, one.cost.goals, len(one.cost.displaced), one.cost.left_out


@LAW
@given(st.integers(0, 10_000))
def test_names_of_hospitals_and_units_change_nothing(seed: int) -> None:
    data = random_town(seed)
    minutes = {name: 9 + 7 * number for number, name in enumerate(sorted({one.hospital_id for one in data.units}))}
    data = moved(data, travel_times=tuple(dataclasses.replace(r, minutes=minutes.get(r.to_id, 99.0)) for r in data.travel_times))
    asked = with_plan(data).ask(ASKED)
    turn = {f"H{n}": f"K{9 - n}" for n in range(1, 5)}
    units = {one.unit_id: f"V{9 - int(one.unit_id[1])}" for one in data.units}
    renamed = moved(
        data,
        hospitals=tuple(dataclasses.replace(r, hospital_id=turn[r.hospital_id]) for r in data.hospitals),
        travel_times=tuple(dataclasses.replace(r, to_id=turn[r.to_id]) for r in data.travel_times),
        units=tuple(dataclasses.replace(r, unit_id=units[r.unit_id], hospital_id=turn[r.hospital_id]) for r in data.units),
    )
    rows = with_plan(data).standing.tables.placements
    placements = tuple(dataclasses.replace(row, unit_id=units[row.unit_id]) for row in rows)
    said = Desk.of(renamed, tables_of(renamed, placements=placements)).ask(ASKED)
    assert [turn[one.hospital_id] for one in asked.suggestions] == [one.hospital_id for one in said.suggestions]


@LAW
@given(st.integers(0, 10_000), st.integers(0, 4), st.sampled_from((1, 2, 3, 4)))
def test_a_bed_more_never_worsens_the_first_suggestion(seed: int, which: int, urgency: int) -> None:
    data = random_town(seed)
    desk = with_plan(data)
    who = dataclasses.replace(ASKED, urgency=urgency)
    before = best(desk, who)
    units = list(data.units)
    units[which] = dataclasses.replace(units[which], capacity=units[which].capacity + 1)
    larger = moved(data, units=tuple(units))
    after = best(Desk.of(larger, tables_of(larger, placements=desk.standing.tables.placements)), who)
    if before is not None:
        assert after is not None
        assert after.key <= before.key


@LAW
@given(st.integers(0, 10_000))
def test_the_stated_cost_is_what_a_fresh_account_says_after_doing_it(seed: int) -> None:
    """Do what each suggestion says, book it anew with the patient in the tables: every goal has changed as stated."""
    data = random_town(seed)
    desk = with_plan(data)
    rows = desk.standing.tables.placements
    listed = moved(data, patients=(*data.patients, ASKED))
    before = _goals(Standing.of(listed, tables_of(listed, placements=rows)).ledger)
    for one in desk.ask(ASKED).suggestions:
        placements = tuple(row for row in rows if row.patient_id not in {other.patient_id for other in one.cost.displaced})
        for other in one.cost.displaced:
            row = next(row for row in rows if row.patient_id == other.patient_id)
            shift = dt.timedelta(days=other.days)
            if other.to_unit is not None:
                there = dataclasses.replace(row, unit_id=other.to_unit, from_=row.from_ + shift, to=row.to + shift)
                placements = (*placements, there)
        last = one.day + dt.timedelta(days=(ASKED.stay_days or 1) - 1)
        mine = dataclasses.replace(EMPTY, patient_id="N", unit_id=one.unit_id, from_=one.day, to=last)
        after = _goals(Standing.of(listed, tables_of(listed, placements=(*placements, mine))).ledger)
        assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == one.cost.goals


def _goals(ledger: Ledger) -> dict[str, int]:
    named = zip((goal.name for goal in ledger.instance.goals), ledger.vector, strict=True)
    return {name: value for name, value in named if name in GOALS}
