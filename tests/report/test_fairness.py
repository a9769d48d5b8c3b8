from __future__ import annotations

import dataclasses
import datetime as dt
import io
from typing import Any

import openpyxl

from optimizer.core.text import Lang
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.care import CannotAccept
from optimizer.data.tables.people import Release
from optimizer.data.tables.plan import PlacementRow, UnplacedRow
from optimizer.data.vocabulary import Fixed, HealthCode
from optimizer.report.page import page
from optimizer.report.views.fairness import Group, Spread, fairness
from optimizer.report.views.overrides import overrides
from optimizer.report.workbook import workbook
from tests.report.city import START
from tests.report.markup import Page


def with_rows(plan: PlanRecord, **tables: Any) -> PlanRecord:
    return dataclasses.replace(plan, dataset=dataclasses.replace(plan.dataset, **tables))


def crowd(plan: PlanRecord, bands: dict[str, int], unplaced: int = 0) -> PlanRecord:
    """A plan of patients by age band; the n-th waits n days and travels 10 n minutes, the last ones have no place."""
    one = plan.dataset.patients[0]
    ages = [band for band, count in bands.items() for _ in range(count)]
    people = tuple(dataclasses.replace(one, patient_id=f"C{n}", age_band=band) for n, band in enumerate(ages))
    rows = [
        PlacementRow(patient_id=who.patient_id, unit_id="U001", from_=START, to=START, wait_days=n, travel_min=10 * n)
        for n, who in enumerate(people)
    ]
    kept = rows[: len(rows) - unplaced]
    listed = tuple(UnplacedRow(patient_id=row.patient_id, reason_code="full") for row in rows[len(kept) :])
    tables = dataclasses.replace(plan.tables, placements=tuple(kept), unplaced=listed)
    return dataclasses.replace(with_rows(plan, patients=people), tables=tables)


def by_age(plan: PlanRecord) -> dict[str, Group]:
    (table,) = (table for table in fairness(plan) if table.by.en == "Age band")
    return {group.name.en: group for group in table.groups}


def seen(plan: PlanRecord, lang: Lang) -> str:
    return Page(page(plan, lang).decode(), lang).text


def test_figures_of_a_group_are_those_of_its_patients(plan: PlanRecord) -> None:
    group = by_age(crowd(plan, {"0-14": 10}))["0-14"]
    assert (group.patients, group.placed, group.share_pct) == (10, 10, 100)
    assert group.wait == Spread(4, 8, 9)
    assert group.trip == Spread(40, 80, 90)


def test_every_patient_is_counted_once_in_every_breakdown(plan: PlanRecord) -> None:
    for table in fairness(plan):
        assert sum(group.patients for group in table.groups) == len(plan.dataset.patients)
        assert sum(group.placed for group in table.groups) == len(plan.tables.placements)


def test_small_groups_are_put_together(plan: PlanRecord) -> None:
    groups = by_age(crowd(plan, {"0-14": 4, "15-24": 5, "65+": 3, "": 2}))
    assert {name: group.patients for name, group in groups.items()} == {"15-24": 5, "others, fewer than 5 each": 9}


def test_what_is_hidden_does_not_follow_from_the_sum(plan: PlanRecord) -> None:
    groups = by_age(crowd(plan, {"0-14": 4, "15-24": 6, "65+": 30}))
    assert {name: group.patients for name, group in groups.items()} == {"65+": 30, "others, fewer than 5 each": 10}


def test_too_few_people_give_no_table(plan: PlanRecord) -> None:
    assert fairness(crowd(plan, {"0-14": 4})) == ()


def test_figures_of_fewer_than_five_placed_are_not_shown(plan: PlanRecord) -> None:
    assert by_age(crowd(plan, {"0-14": 9}, unplaced=4))["0-14"].wait is not None
    group = by_age(crowd(plan, {"0-14": 8}, unplaced=4))["0-14"]
    assert (group.placed, group.wait, group.trip) == (4, None, None)


def test_a_path_of_several_stays_counts_its_first_trip(plan: PlanRecord) -> None:
    many = crowd(plan, {"0-14": 6})
    later = PlacementRow(
        patient_id="C5", unit_id="U002", from_=START + dt.timedelta(days=1), to=START, wait_days=0, travel_min=999
    )
    tables = dataclasses.replace(many.tables, placements=(later, *many.tables.placements))
    group = by_age(dataclasses.replace(many, tables=tables))["0-14"]
    assert (group.placed, group.trip) == (6, Spread(20, 50, 50))


def test_the_report_shows_groups_in_both_languages(plan: PlanRecord) -> None:
    many = crowd(plan, {"0-14": 10, "15-24": 3, "25-34": 2})
    assert "others, fewer than 5 each" in seen(many, "en")
    assert "其余（每组不足 5 人）" in seen(many, "zh")
    book = openpyxl.load_workbook(io.BytesIO(workbook(many, "en")))
    rows = [row for row in book["Fairness"].values if row[:2] == ("Age band", "0-14")]
    assert rows == [("Age band", "0-14", 10, 10, 100, 4, 8, 9, 40, 80, 90)]


def overridden(plan: PlanRecord) -> PlanRecord:
    at = dt.datetime.combine(START, dt.time(7))
    pinned, declined = plan.dataset.patients[:2]
    return with_rows(
        plan,
        hospitals=(dataclasses.replace(plan.dataset.hospitals[0], fixed=Fixed.IN), *plan.dataset.hospitals[1:]),
        patients=(
            dataclasses.replace(pinned, pinned_unit_id="U001", pin_reason="agreed", health_code=HealthCode.RED),
            dataclasses.replace(declined, declined_unit_ids=("U002", "U003")),
            *plan.dataset.patients[2:],
        ),
        cannot_accept=(
            CannotAccept(unit_id="U002", reason_code="ct_fault", by="duty", from_=at, until=at + dt.timedelta(hours=5)),
            CannotAccept(unit_id="U003", reason_code="no_test", from_=at),
        ),
        releases=(Release(patient_id=pinned.patient_id, by="director", reason="roof leaks"),),
    )


def test_decisions_by_hand_are_listed_with_their_reasons(plan: PlanRecord) -> None:
    rows = {(row.kind.en, row.whom): row for row in overrides(overridden(plan))}
    first, second = (row.patient_id for row in plan.dataset.patients[:2])
    assert rows["pinned", first].reason == "agreed"
    assert rows["released", first].by == "director"
    assert rows["declined", second].what.en == "U002, U003"
    assert rows["hospital fixed", "H01"].flag.en == "no reason given"
    assert rows["cannot accept", "U002"].flag.en == ""
    assert rows["cannot accept", "U002"].until.en == "03-18 12:00"
    assert rows["cannot accept", "U003"].flag.en == "no reason: ignored"
    assert rows["cannot accept", "U003"].until.zh == "03-18 09:00（默认）"


def test_the_report_and_the_workbook_show_them(plan: PlanRecord) -> None:
    there = overridden(plan)
    assert "不是理由，不予采纳" in seen(there, "zh")
    assert "no reason: ignored" in seen(there, "en")
    book = openpyxl.load_workbook(io.BytesIO(workbook(there, "zh")))
    assert ("患者拒绝", "患者本人选择") in {(row[0], row[3]) for row in book["人工干预"].values}


def test_without_any_there_is_no_section(plan: PlanRecord) -> None:
    assert "人工干预" not in seen(with_rows(plan, cannot_accept=()), "zh")
