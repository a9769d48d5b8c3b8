"""What a designation needs and how it stands against the forecasts: page, workbook, paper and facts tell the same figures."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest

from optimizer.cli.page import facts_of
from optimizer.core.text import LANGS, Lang, Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.reading import read_dataset
from optimizer.designation.demand import Forecast
from optimizer.planning.forecast import care_forecasts
from optimizer.planning.plan import plan as make_plan
from optimizer.planning.site_needs import site_needs
from optimizer.planning.staffing import hospital_staff
from optimizer.report.page import page
from optimizer.report.papers.content import Grid, Heading, Items, Paragraph, said
from optimizer.report.papers.needs import needed
from optimizer.report.views.forecast import LEVELS, forecasts, spans
from optimizer.report.views.needs import needs
from optimizer.report.words import Names
from optimizer.report.workbook import workbook
from tests.cities import SMALL_CITY, write_small_city
from tests.report.markup import Page

HAN = re.compile("[\u4e00-\u9fff]")
MORE = {"demand.csv": "O01,critical,buffer,2022-03-11,9,1,30\n"}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> PlanRecord:
    """The small city with figures of staff for every service, and more expected in critical care than there are places."""
    folder = write_small_city(tmp_path_factory.mktemp("city"))
    head, *rows = SMALL_CITY["services.csv"].strip().splitlines()
    lines = [f"{head},nurses_on_shift_per_patient,doctors_on_shift_per_patient", *(f"{row},0.3,0.1" for row in rows)]
    (folder / "services.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, text in MORE.items():
        (folder / name).write_text(SMALL_CITY[name] + text, encoding="utf-8")
    return make_plan(read_dataset(folder), steps=("designation", "teams"))


def sheet(city: PlanRecord, title: str, lang: Lang) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(workbook(city, lang)))
    return [list(row) for row in book[title].values]


def test_the_sheet_of_sites_has_their_figures_and_the_sums(city: PlanRecord) -> None:
    _, *rows, total = sheet(city, "Needs by site", "en")
    found = site_needs(city)
    assert [row[0] for row in rows] == [one.hospital_id for one in found]
    assert [tuple(row[5:8]) for row in rows] == [(one.places, one.in_use, one.held) for one in found]
    assert [tuple(row[11:]) for row in rows] == [
        (one.nurses, one.nurses_full, one.nurses_on_shift, one.doctors_on_shift, one.doctors_full) for one in found
    ]
    for column in (5, 6, 7, 11, 12, 13, 14, 15):
        assert total[column] == sum(row[column] or 0 for row in rows)  # type: ignore[misc]


def test_the_sheet_of_staff_has_every_hospital_and_the_city(city: PlanRecord) -> None:
    _, *rows = sheet(city, "Staff needed", "en")
    staff = hospital_staff(city, site_needs(city))
    told = [row for row in rows if row[0]]
    assert len(told) == len(staff)
    for role in ("Nurses", "Doctors"):
        here = [row for row in told if row[2] == role]
        (total,) = [row for row in rows if not row[0] and row[2] == role]
        for column in (3, 4, 5, 6, 7, 8, 9, 10, 12):
            assert total[column] == sum(row[column] or 0 for row in here)  # type: ignore[misc]


def test_the_sheet_of_forecasts_has_every_day(city: PlanRecord) -> None:
    _, *rows = sheet(city, "预测对照", "zh")
    days, found = city.dataset.horizon.days, care_forecasts(city)
    assert len(rows) == days * len(found)
    for number, one in enumerate(found):
        for day in range(days):
            row = rows[number * days + day]
            assert row[3] == one.places[day]
            assert row[4:7] == [round(one.people[forecast][day], 2) for forecast in Forecast]
            assert row[9] == pytest.approx(max(0.0, row[6] - row[3]), abs=0.011)  # type: ignore[operator]


def test_days_are_told_by_the_worst_forecast_that_is_short_and_as_spans(city: PlanRecord) -> None:
    found = {(row.service.en, row.kind): row for row in forecasts(city)}
    for one in care_forecasts(city):
        row = found[Names(city.dataset).service(one.service_id).en, one.ward_kind]
        for day, (css, _, _) in enumerate(row.cells):
            short = [forecast for forecast in Forecast if day in one.short_days(forecast)]
            assert css == (f"f-{short[0]}" if short else "f-ok")
            assert css in LEVELS
        assert [peak.days for peak in row.peaks] == [len(one.short_days(forecast)) for forecast in Forecast]
    assert any(peak.days for row in found.values() for peak in row.peaks)
    dates = tuple(city.dataset.horizon)
    assert spans((0, 1, 2, 4), dates) == "03-10–03-12, 03-14"
    assert spans((), dates) == ""


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_tells_every_hospital_what_it_needs_and_when_a_service_is_short(city: PlanRecord, lang: Lang) -> None:
    read = Page(page(city, "zh").decode(), lang)
    assert read.faults == []
    for role in needs(city).roles:
        assert role.role.to(lang) in read.text
        assert all(line.hospital.to(lang) in read.text for line in role.lines)
    for row in forecasts(city):
        assert all(peak.spans in read.text for peak in row.peaks)
        assert all(f"{hospital.to(lang)} {places}" in read.text for hospital, places in row.not_needed)


@pytest.mark.parametrize("lang", LANGS)
def test_the_paper_has_the_figures_of_the_hospitals_in_one_language(city: PlanRecord, lang: Lang) -> None:
    blocks, texts = needed(city), list[str]()
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            texts.append(block.text.to(lang))
        elif isinstance(block, Items):
            texts += [text.to(lang) for text in block.items]
        else:
            texts += [column.title.to(lang) for column in block.columns]
            texts += [said(cell, lang) for row in block.rows for cell in row]
    if lang == "en":
        assert not [text for text in texts if HAN.search(text)]
    else:
        assert not [text for text in texts if re.search("[a-z]{3}", text)]
    grids = [block for block in blocks if isinstance(block, Grid) and block.total]
    staff = hospital_staff(city, site_needs(city))
    assert sum(len(grid.rows) - 1 for grid in grids) == len(staff)
    assert {row[0] for grid in grids for row in grid.rows[:-1] if isinstance(row[0], Text)} == {
        Names(city.dataset).hospital(row.hospital_id) for row in staff
    }


def test_machines_read_the_same_figures(city: PlanRecord) -> None:
    facts, found = facts_of(city, Path("plan")), site_needs(city)
    assert [(row["hospital_id"], row["nurses"], row["peak_date"]) for row in facts["sites_needed"]] == [
        (one.hospital_id, one.nurses, one.peak_date.isoformat()) for one in found
    ]
    assert [(row["hospital_id"], row["role"], row["short"]) for row in facts["staff_needed"]] == [
        (one.hospital_id, one.role, one.short) for one in hospital_staff(city, found)
    ]
