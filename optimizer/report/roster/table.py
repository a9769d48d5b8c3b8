"""A roster as rows of text, the same on a sheet and in a CSV file, so that it can be read back as history."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

from optimizer.core.text import Lang, Text, notices
from optimizer.data.canonical import BOM, escape_cell
from optimizer.data.planfolder import PlanRecord
from optimizer.report.roster.grid import NOBODY, Day, Person, Roster, roster

_ID, _NAME = Text("Staff", "工号"), Text("Name", "姓名")
_ABOUT = (Text("Role", "岗位"), Text("Grade", "职级"), Text("Team", "梯队"), Text("Ward", "病区"))
RIGHT = (Text("Shifts", "班次数"), Text("Nights", "夜班数"), Text("Hours", "工时"), Text("Weekends", "周末数"))
_WEEKDAY = Text("Weekday", "星期")
_TOTAL = Text("Total ({sign})", "合计（{sign}）")
_LEGEND = Text("Legend: ", "图例：")
_NOTE = Text("Note: ", "说明：")


def roster_csv(
    plan: PlanRecord, lang: Lang, ward_id: str = "", dates: Sequence[dt.date] = (), called: Mapping[str, str] = NOBODY
) -> bytes:
    """Return the wide roster of a plan (or of one ward) as CSV that a spreadsheet opens and `roster_history` accepts."""
    grid = roster(plan, ward_id, dates, called)
    header = [
        *(text.to(lang) for text in heads(grid)),
        *(day.date.isoformat() for day in grid.days),
        *(t.to(lang) for t in RIGHT),
    ]
    notes = [legend_line(grid, lang), notice_line(illustrative=plan.dataset.illustrative)]
    rows = [header, weekday_row(grid, lang), *body(grid, lang), *totals(grid, lang), *([note] for note in notes)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        cells = [escape_cell(str(cell)) for cell in row]
        writer.writerow(cells + [""] * (len(header) - len(cells)))
    return BOM + out.getvalue().encode()


def body(grid: Roster, lang: Lang) -> list[list[Any]]:
    """Return a row per person."""
    return [[*left(grid, person, lang), *(cell.sign.to(lang) for cell in person.cells), *right(person)] for person in grid.people]


def heads(grid: Roster) -> tuple[Text, ...]:
    """Return the headers left of the dates; names have a column where any are known."""
    return (_ID, *((_NAME,) if grid.named else ()), *_ABOUT)


def left(grid: Roster, person: Person, lang: Lang) -> list[str]:
    """Return who the person is and where they work."""
    name = [person.name] if grid.named else []
    return [person.staff_id, *name, person.role.to(lang), person.grade, person.team_id, "、".join(person.wards)]


def right(person: Person) -> list[float]:
    """Return the person's shifts, nights, hours and weekends."""
    hours = person.minutes / 60
    return [person.shifts, person.nights, int(hours) if hours.is_integer() else round(hours, 2), person.weekends]


def weekday_row(grid: Roster, lang: Lang) -> list[str]:
    """Return the row below the dates: days of the week, with holidays and moved working days."""
    return [_WEEKDAY.to(lang), *[""] * (len(heads(grid)) - 1), *(weekday_words(day, lang) for day in grid.days)]


def weekday_words(day: Day, lang: Lang) -> str:
    """Return what stands below a date."""
    note = day.note.to(lang)
    return f"{day.weekday.to(lang)} {note}" if note else day.weekday.to(lang)


def totals(grid: Roster, lang: Lang) -> list[list[Any]]:
    """Return a row per shift type with the people on it, day by day."""
    blank = [""] * (len(heads(grid)) - 1)
    return [[_TOTAL.to(lang, sign=sign.to(lang)), *blank, *counts] for sign, counts in grid.counts]


def legend_line(grid: Roster, lang: Lang) -> str:
    """Return what the signs mean, on one line."""
    said = "；".join(f"{sign.to(lang)} {means.to(lang)}" for sign, _, means in grid.legend if sign.to(lang))
    return f"{_LEGEND.to(lang)}{said}"


def notice_line(*, illustrative: bool) -> str:
    """Return the notice that stands on every sheet, in both languages."""
    return f"{_NOTE.zh}{' · '.join(f'{mark.zh} / {mark.en}' for mark in notices(illustrative=illustrative))}"
