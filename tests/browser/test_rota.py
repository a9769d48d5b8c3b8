"""Two journeys on the page for teams and rota: a shift is swapped and the rota planned again; it is published and taken along."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from optimizer.core.text import DISCLAIMER
from optimizer.data.planfolder import PlanRecord, read_plan, write_plan
from optimizer.data.reading import read_dataset
from optimizer.planning.plan import plan
from optimizer.planning.rota_desk import absences, desk_of
from optimizer.rota.desk.book import RotaDesk
from optimizer.rota.desk.replace import replacements
from optimizer.ui.dispatch import by
from optimizer.ui.rota import again, publish, swaps
from optimizer.ui.screens.rota import PARTS
from tests.browser.test_app import drawn
from tests.cities import write_small_city
from tools.running_app import CHROMIUM, running_app

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium")


@dataclass(frozen=True)
class Office:
    """The app on a small city that was really planned."""

    address: str
    base: Path
    record: PlanRecord


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    base = tmp_path_factory.mktemp("rota")
    record = plan(read_dataset(write_small_city(base / "city")))
    write_plan(base / "plan", record, {})
    with running_app(base / "plan", base) as (address, _):
        yield Office(address, base, record)


@pytest.fixture
def page(office: Office) -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        shown = browser.new_page(locale="en-GB", viewport={"width": 1280, "height": 1400}, accept_downloads=True)
        shown.goto(f"{office.address}/rota?lang=en")
        shown.get_by_role("heading", name="Teams and rota", exact=True).wait_for(timeout=30_000)
        yield shown
        browser.close()


def choose(page: Any, key: str, word: str) -> None:
    """Choose in a list, found by its key, what holds a word."""
    box = page.locator(f".st-key-{key} input").first
    box.click()
    box.fill(word)
    page.get_by_role("option").filter(has_text=word).first.click()
    drawn(page)


def can_be_filled(desk: RotaDesk, index: int, day: int) -> bool:
    date = desk.dataset.horizon.date(day)
    return bool(replacements(desk, absences(desk, desk.instance.people[index].staff_id, date, date)[0]).replacements)


def test_a_shift_is_swapped_and_the_rota_planned_again(office: Office, page: Any) -> None:
    desk = desk_of(office.record)
    index, day = next(key for key in sorted(desk.assigned) if can_be_filled(desk, *key))
    who, date = desk.instance.people[index].staff_id, desk.dataset.horizon.date(day)
    page.get_by_text(PARTS["replace"].en, exact=True).click()
    choose(page, "swap_ward", desk.instance.wards[desk.assigned[index, day][1]])
    choose(page, "swap_day", f"{date:%m-%d}")
    choose(page, "swap_who", who)
    page.get_by_text(swaps.TAKE.en, exact=True).first.click()
    page.get_by_text(again.AGAIN.en, exact=True).click()
    page.get_by_text(again.DONE.en).wait_for(timeout=90_000)
    (made,) = (office.base / "runs" / "jobs").glob("*/plan")
    assert (who, date) not in {(row.staff_id, row.date) for row in read_plan(made).tables.rota}
    page.get_by_text(again.OPEN.en, exact=True).click()
    page.get_by_text(again.HOW.en).wait_for(state="detached", timeout=20_000)
    assert page.locator('[data-testid="stException"]').count() == 0


def test_a_rota_is_published_and_taken_along(office: Office, page: Any, tmp_path: Path) -> None:
    page.get_by_text(PARTS["publish"].en, exact=True).click()
    page.get_by_role("textbox", name=by.BY.en).fill("chief-nurse")
    page.keyboard.press("Tab")
    page.get_by_role("button", name=publish.PUBLISH.en, exact=True).click()
    page.get_by_text("Published up to", exact=False).last.wait_for(timeout=30_000)
    saved = download(page, tmp_path, "intake")
    said = [str(row[0].value) for sheet in load_workbook(saved) for row in sheet.iter_rows(max_row=2)]
    assert any(DISCLAIMER.en in text for text in said)
    choose(page, "download_what", "Calendar of a person")
    events = Calendar.from_ical(download(page, tmp_path, "calendar").read_text("utf-8")).walk("VEVENT")
    assert events
    assert len({str(event["UID"]) for event in events}) == len(events)
    assert {event["DTSTART"].params["TZID"] for event in events} == {"Asia/Shanghai"}
    choose(page, "download_what", "Shifts, one a row")
    choose(page, "download_as_shifts", ".csv")
    rows = list(csv.reader(download(page, tmp_path, "shifts").read_text("utf-8-sig").splitlines()))
    assert len(rows) == len(office.record.tables.rota) + 2  # the header, and the notice below


def test_a_chart_is_saved_with_its_marks_and_a_table_only_by_buttons_that_mark_it(page: Any, tmp_path: Path) -> None:
    page.locator('[data-testid="stDataFrame"]').first.hover()
    page.get_by_role("button", name="Search").first.wait_for(timeout=20_000)
    assert not page.get_by_role("button", name="Download as CSV").count()
    page.get_by_text(PARTS["cover"].en, exact=True).click()
    page.locator('[data-testid="stVegaLiteChart"]').first.hover()
    with page.expect_download() as got:
        page.get_by_role("button", name="Download as PNG").first.click()
    got.value.save_as(tmp_path / "cover.png")
    assert (tmp_path / "cover.png").read_bytes().startswith(b"\x89PNG")


def download(page: Any, folder: Path, kind: str) -> Path:
    """Press the button of a list, and return what was saved."""
    button = page.get_by_role("button", name=f"Download {kind}")
    button.wait_for(timeout=20_000)
    with page.expect_download() as got:
        button.click()
    saved = folder / str(got.value.suggested_filename)
    got.value.save_as(saved)
    return saved
