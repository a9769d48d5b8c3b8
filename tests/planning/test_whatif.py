"""What if, on a small city: the words, what each change does to the tables, and the plan under changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from optimizer.core.errors import BadInputError
from optimizer.data.amend import amended
from optimizer.data.dataset import Dataset
from optimizer.data.physical import physical_capacity
from optimizer.data.planfolder import PlanRecord
from optimizer.data.reading import read_dataset
from optimizer.data.vocabulary import Fixed, PlacementState, WardKind
from optimizer.planning.plan import plan
from optimizer.planning.whatif.apply import with_changes
from optimizer.planning.whatif.change import EXAMPLES, ChangeKind, parse_changes
from optimizer.planning.whatif.comparison import by_hospital, by_service, moved_patients
from optimizer.planning.whatif.run import what_if
from optimizer.report.whatif.page import page, tables
from optimizer.verify import verify
from tests.cities import write_small_city
from tests.report.markup import Page

START = dt.date(2022, 3, 10)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return read_dataset(write_small_city(tmp_path_factory.mktemp("whatif") / "city"))


@pytest.fixture(scope="module")
def base(city: Dataset) -> PlanRecord:
    return plan(city)


def changed(city: Dataset, *words: str) -> Dataset:
    return with_changes(city, parse_changes(words))


def beds(city: Dataset, unit_id: str) -> list[int]:
    return [day.places for day in physical_capacity(city)[unit_id]]


@pytest.mark.parametrize("word", EXAMPLES)
def test_a_change_is_written_as_it_was_read(word: str) -> None:
    (change,) = parse_changes([word])
    assert change.word == word
    assert change.describe().en
    assert change.describe().zh


def test_period_and_reason_are_read() -> None:
    (change,) = parse_changes(["close:H05@2022-03-12..2022-03-15#sealed, 2 cases"])
    assert (change.kind, change.target) == (ChangeKind.CLOSE, "H05")
    assert (change.first, change.last) == (dt.date(2022, 3, 12), dt.date(2022, 3, 15))
    assert change.reason == "sealed, 2 cases"


@pytest.mark.parametrize(
    "word",
    [
        "",
        "close",
        "close:",
        "close:H05=1",
        "open:H05",
        "beds:U01",
        "beds:U01=ten",
        "beds:U01=+1.5",
        "beds:U01=999999",
        "convert:U07=ward",
        "staff:H02=-3",
        "staff:H02/nurse=x",
        "demand:dialysis=2",
        "demand:dialysis=*-1",
        "demand:dialysis=*nan",
        "close:H05@2022-02-30",
        "close:H05@2022-03-12..2022-03-11",
    ],
)
def test_what_is_no_change_is_refused_with_examples(word: str) -> None:
    with pytest.raises(BadInputError) as told:
        parse_changes([word, EXAMPLES[0]])
    (issue,) = told.value.issues
    assert issue.code == "unknown_change"
    assert EXAMPLES[1] in issue.describe("en")
    assert EXAMPLES[1] in issue.describe("zh")


def test_a_closed_hospital_takes_nobody_from_that_day(city: Dataset) -> None:
    made = changed(city, "close:H02@2022-03-12")
    for unit in city.units:
        shut = unit.hospital_id == "H02"
        assert beds(made, unit.unit_id) == [
            0 if shut and day >= 2 else places for day, places in enumerate(beds(city, unit.unit_id))
        ]
    assert made.input_hashes["capacity_changes"] != city.input_hashes["capacity_changes"]


def test_a_closure_that_ends_cuts_what_the_tables_say_meanwhile(city: Dataset) -> None:
    made = changed(city, "beds:U05=+3", "close:U05@2022-03-13..2022-03-14")
    assert beds(made, "U05") == [8, 8, 7, 0, 0, 8, 8]


def test_a_closed_hospital_no_longer_has_to_be_designated(city: Dataset) -> None:
    fixed = replace(city, hospitals=tuple(replace(one, fixed=Fixed.IN) for one in city.hospitals))
    made = changed(fixed, "close:H02")
    assert [one.fixed for one in made.hospitals] == [Fixed.IN, None, Fixed.IN]
    assert any(issue.code == "what_if" and "close:H02" in issue.describe("en") for issue in made.issues)


def test_beds_more_fewer_and_so_many(city: Dataset) -> None:
    assert beds(changed(city, "beds:U04=+3"), "U04") == [7] * 7
    assert beds(changed(city, "beds:U04=-3@2022-03-15"), "U04") == [4] * 5 + [1] * 2
    assert beds(changed(city, "beds:U05=2"), "U05") == [2] * 7  # the difference in the tables is not taken off as well


def test_a_converted_unit_takes_nobody_until_it_is_ready(city: Dataset) -> None:
    made = changed(city, "convert:U06=buffer@2022-03-11")
    days = physical_capacity(made)["U06"]
    assert {day.ward_kind for day in days} == {WardKind.BUFFER}
    assert [day.places for day in days] == [0, 0, 5, 5, 5, 5, 5]  # 24 h after 11 March
    with pytest.raises(BadInputError, match="to the end of the plan"):
        changed(city, "convert:U06=buffer@2022-03-11..2022-03-12")


def test_people_who_fall_ill_are_drawn_once_and_the_same(city: Dataset) -> None:
    here = [one for one in city.staff if one.hospital_id == "H01" and one.role == "nurse"]
    made = changed(city, "staff:H01/nurse=-2")
    away = {one.staff_id for one in made.staff if one.available_to == START - dt.timedelta(days=1)}
    assert len(away) == 2
    assert away <= {one.staff_id for one in here}
    assert made.staff == changed(city, "staff:H01/nurse=-2").staff
    with pytest.raises(BadInputError, match=f"only {len(here)} people"):
        changed(city, f"staff:H01/nurse=-{len(here) + 1}")


def test_people_away_for_some_days_have_days_off_that_are_not_refused(city: Dataset) -> None:
    made = changed(city, "staff:H01/nurse=-1@2022-03-12..2022-03-13")
    new = [one for one in made.requests if one not in city.requests]
    assert [(one.date.day, one.shift_type, one.hard) for one in new] == [(12, "off", True), (13, "off", True)]


def test_people_who_come_are_like_those_there(city: Dataset) -> None:
    made = changed(city, "staff:H01/nurse=+5", "staff:H01/nurse=+0")
    new = [one for one in made.staff if one not in city.staff]
    assert len({one.staff_id for one in new}) == 5
    assert {one.contract_id for one in new} <= {one.contract_id for one in city.staff if one.hospital_id == "H01"}


def test_demand_takes_the_patients_still_to_come_along(city: Dataset) -> None:
    made = changed(city, "demand:all=*2")
    assert sum(row.expected for row in made.demand) == pytest.approx(2 * sum(row.expected for row in city.demand))
    assert len({one.patient_id for one in made.patients}) == len(made.patients) > len(city.patients)
    twice = changed(city, "demand:all=*2", "demand:all=*2")
    assert len({one.patient_id for one in twice.patients}) == len(twice.patients) > len(made.patients)
    fewer = changed(city, "demand:all=*0")
    assert sum(row.expected for row in fewer.demand) == 0
    gone = city.patient.keys() - {one.patient_id for one in fewer.patients}
    assert gone
    assert not any(city.patient[name].current_unit_id or city.patient[name].placement_state for name in gone)
    assert {row.patient_id for row in fewer.code_changes} <= {one.patient_id for one in fewer.patients}


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("close:H9", "no hospital or unit"),
        ("beds:H01=+1", "no unit"),
        ("convert:X=buffer", "no unit"),
        ("staff:H01/cook=-1", "no hospital and role"),
        ("staff:H9/nurse=-1", "no hospital and role"),
        ("demand:dialyis=*2", "Did you mean dialysis"),
        ("close:H01@2023-03-12", "outside the days planned"),
        ("convert:U04=buffer", "is one already"),
    ],
)
def test_a_change_of_nothing_says_so(city: Dataset, word: str, said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        changed(city, word)


def test_all_that_is_wrong_is_told_at_once(city: Dataset) -> None:
    with pytest.raises(BadInputError) as told:
        changed(city, "close:H9", "beds:X=+1", "close:H01")
    assert len(told.value.issues) == 2


def test_nothing_changed_moves_nobody(city: Dataset, base: PlanRecord) -> None:
    found = what_if(city, parse_changes(["beds:U04=+0"]), base)
    assert moved_patients(base, found.after) == ()
    assert found.after.tables.rota == base.tables.rota


def test_plan_under_changes_is_checked_and_told_change_by_change(city: Dataset, base: PlanRecord) -> None:
    found = what_if(
        city, parse_changes(["close:H02@2022-03-11#sealed", "beds:U01=+2", "demand:dialysis=*1.5"]), base, one_by_one=True
    )
    assert len(found.stages) == 3
    assert found.stages[-1] is found.after
    for record in found.stages:
        steps = tuple(step.step for step in record.steps)
        terms = {step.step: {term.name: term.value for term in step.terms} for step in record.steps}
        before = {
            "previous": record.previous,
            "previous_rota": record.previous_rota,
            "previous_rotation": record.previous_rotation,
        }
        assert not verify(record.dataset, record.tables, terms, steps=steps, **before)  # type: ignore[arg-type]
    late = [row for row in found.after.tables.placements if found.after.dataset.unit[row.unit_id].hospital_id == "H02"]
    assert all(row.from_ < dt.date(2022, 3, 11) for row in late)
    assert by_hospital(found.after)["H02"] < by_hospital(base)["H02"]
    assert by_service(found.after)["dialysis"].patients > by_service(base)["dialysis"].patients
    html = page(found, "en").decode()
    assert "First Hospital takes nobody, from 2022-03-11 (sealed)" in Page(html, "en").text
    assert "市第一医院停止收治" in Page(html, "zh").text
    assert not Page(html).faults
    assert set(tables(found)) == {"whatif_changes.csv", "whatif_goals.csv", "whatif_moves.csv"}


def test_who_lies_in_what_is_closed_is_released_by_name(city: Dataset, base: PlanRecord) -> None:
    who = next(one for one in city.patients if one.current_unit_id)
    arrived = [replace(one, placement_state=PlacementState.ARRIVED) if one is who else one for one in city.patients]
    with_them = amended(city, releases=(), patients=arrived)
    found = what_if(with_them, parse_changes([f"close:{who.current_unit_id}#sealed"]), base)
    assert (who.patient_id, "sealed") in {(row.patient_id, row.reason) for row in found.after.dataset.releases}


def test_the_picture_of_contributions_steps_from_before_to_after(city: Dataset, base: PlanRecord) -> None:
    found = what_if(city, parse_changes(["close:H02@2022-03-11", "beds:U01=+2"]), base, one_by_one=True)
    html = page(found, "zh").decode()
    assert html.count('class="fall-whole"') >= 2
    assert "fall-worse" in html
