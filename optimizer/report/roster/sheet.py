"""A roster on a sheet of a workbook, set up to be printed on A3 and to be read again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from optimizer.core.text import Lang, Text
from optimizer.data.planfolder import PlanRecord
from optimizer.report.roster.grid import Day, Roster
from optimizer.report.roster.signs import ELSEWHERE
from optimizer.report.roster.table import RIGHT, heads, left, notice_line, right, totals, weekday_row, weekday_words
from optimizer.report.words import span

A3 = 8
"""Excel's number of the paper."""
_TITLE = Text("{what} · roster {first} – {last}", "{what} 排班表 {first} 至 {last}")
_MEANING = Text("Legend", "图例")
HEAD_ROW, BODY_ROW = 2, 4
_KEEP = 2  # columns that stay in sight and stand on every page
_WIDEST, _DAY_WIDTH, _LINE = 24, 5.2, 15
_FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "border": 1, "border_color": "#C9D1DA"}
_WORDS = {"text_wrap": True, "valign": "vcenter", "align": "center"}
FILLS = {
    "d0": ("#E1EEF8", "#1C2733"),
    "d1": ("#FBE8C8", "#1C2733"),
    "d2": ("#E7E3F3", "#1C2733"),
    "d3": ("#DCEFE9", "#1C2733"),
    "n0": ("#2F4A6B", "#FFFFFF"),
    "n1": ("#584173", "#FFFFFF"),
    "obs": ("#F3F5F7", "#5B6673"),
    ELSEWHERE: ("#FFFFFF", "#5B6673"),
    "rest": ("#F6DFDC", "#8C2F22"),
    "yes": ("#DCEFE9", "#1C5B45"),
    "no": ("#F6DFDC", "#8C2F22"),
    "": ("#FFFFFF", "#5B6673"),
}
"""Background and text colour of every style; ``rest`` marks weekends and holidays."""


def write_roster(book: Any, name: str, plan: PlanRecord, grid: Roster, lang: Lang) -> None:
    """Write a roster as one sheet: title, notice, dates and weekdays, people, people per shift, legend.

    Dates and weekdays stand on every page and stay in sight, as do person and role; it prints on A3 across, one page wide.
    """
    sheet: Worksheet = book.add_worksheet(name)
    looks = Looks(book)
    width = len(heads(grid)) + len(grid.days) + len(RIGHT)
    first, last = grid.days[0].date, grid.days[-1].date
    sheet.write_string(0, 0, _TITLE.to(lang, what=grid.title, first=first, last=last), looks.title)
    sheet.write_string(1, 0, notice_line(illustrative=plan.dataset.illustrative), looks.small)
    _heads(sheet, grid, lang, looks)
    row = _people(sheet, grid, lang, looks)
    row = _totals(sheet, row, grid, lang, looks)
    _legend(sheet, row + 1, grid, lang, looks)
    _print_setup(sheet, plan, width, row)


@dataclass
class Looks:
    """The formats of a sheet, each made once."""

    book: Any
    made: dict[tuple[str, bool], Format] = field(default_factory=dict)

    def __post_init__(self) -> None:
        font = {"font_name": "Microsoft YaHei"}
        self.title: Format = self.book.add_format({**font, "bold": True, "font_size": 14})
        self.small: Format = self.book.add_format({**font, "font_size": 9, "font_color": "#5B6673"})
        self.plain: Format = self.book.add_format({**_FONT, "valign": "vcenter"})
        self.number: Format = self.book.add_format({**_FONT, "align": "right"})
        self.head: Format = self.book.add_format({**_FONT, **_WORDS, "bold": True, "bg_color": "#E8EEF3"})
        marked = {"bold": True, "bg_color": FILLS["rest"][0], "font_color": FILLS["rest"][1]}
        self.head_rest: Format = self.book.add_format({**_FONT, **_WORDS, **marked})
        self.date: Format = self.book.add_format({**_FONT, **_WORDS, "bold": True, "bg_color": "#E8EEF3", "num_format": "m-d"})
        self.date_rest: Format = self.book.add_format({**_FONT, **_WORDS, **marked, "num_format": "m-d"})

    def cell(self, style: str, *, rest: bool) -> Format:
        """Return the look of a cell; a day off on a weekend or holiday is tinted, so that the column shows."""
        key = (style, rest and not style)
        if key not in self.made:
            fill, ink = FILLS[style] if not key[1] else (FILLS["rest"][0], FILLS[""][1])
            self.made[key] = self.book.add_format({**_FONT, "align": "center", "bg_color": fill, "font_color": ink})
        return self.made[key]


def _heads(sheet: Worksheet, grid: Roster, lang: Lang, looks: Looks) -> None:
    words, about = weekday_row(grid, lang), heads(grid)
    for column, text in enumerate(about):
        sheet.write_string(HEAD_ROW, column, text.to(lang), looks.head)
        sheet.write_string(HEAD_ROW + 1, column, words[column], looks.head)
    for column, day in enumerate(grid.days, len(about)):
        write_day(sheet, column, day, lang, looks)
    sheet.set_row(HEAD_ROW + 1, _LINE * max(-(-span(word) // int(_DAY_WIDTH)) for word in words))
    for column, text in enumerate(RIGHT, len(about) + len(grid.days)):
        sheet.write_string(HEAD_ROW, column, text.to(lang), looks.head)
        sheet.write_blank(HEAD_ROW + 1, column, None, looks.head)
    for column, text in enumerate(about):
        longest = max([span(text.to(lang)), *(span(left(grid, person, lang)[column]) for person in grid.people)])
        sheet.set_column(column, column, min(_WIDEST, longest + 2))
    days = len(about) + len(grid.days)
    sheet.set_column(len(about), days - 1, _DAY_WIDTH)
    sheet.set_column(days, days + len(RIGHT) - 1, 9)


def write_day(sheet: Worksheet, column: int, day: Day, lang: Lang, looks: Looks) -> None:
    """Write a date with its day of the week below, on every sheet of people × dates in the same rows."""
    moment = dt.datetime.combine(day.date, dt.time(0))
    sheet.write_datetime(HEAD_ROW, column, moment, looks.date_rest if day.rest else looks.date)
    sheet.write_string(HEAD_ROW + 1, column, weekday_words(day, lang), looks.head_rest if day.rest else looks.head)


def print_on_a3(sheet: Worksheet, plan: PlanRecord, keep: int) -> None:
    """Let a sheet print across, one page wide, with dates and the first columns on every page and in sight."""
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{notice_line(illustrative=plan.dataset.illustrative)}&R&P / &N")
    sheet.repeat_rows(HEAD_ROW, HEAD_ROW + 1)
    sheet.repeat_columns(0, keep - 1)
    sheet.freeze_panes(BODY_ROW, keep)


def _people(sheet: Worksheet, grid: Roster, lang: Lang, looks: Looks) -> int:
    """Write the people and return the next row."""
    row, about = BODY_ROW, len(heads(grid))
    for row, person in enumerate(grid.people, BODY_ROW):
        for column, text in enumerate(left(grid, person, lang)):
            sheet.write_string(row, column, text, looks.plain)
        for column, (day, cell) in enumerate(zip(grid.days, person.cells, strict=True), about):
            sheet.write_string(row, column, cell.sign.to(lang), looks.cell(cell.style, rest=day.rest))
        for column, figure in enumerate(right(person), about + len(grid.days)):
            sheet.write_number(row, column, figure, looks.number)
    return row + 1 if grid.people else row


def _totals(sheet: Worksheet, row: int, grid: Roster, lang: Lang, looks: Looks) -> int:
    """Write the people per shift and return the next row."""
    about = len(heads(grid))
    for cells in totals(grid, lang):
        for column, value in enumerate(cells):
            if column < about:
                sheet.write_string(row, column, value, looks.head)
            else:
                sheet.write_number(row, column, value, looks.cell("", rest=grid.days[column - about].rest))
        row += 1
    return row


def _legend(sheet: Worksheet, row: int, grid: Roster, lang: Lang, looks: Looks) -> None:
    """Write what the signs mean; every row begins with the word that tells a reader to pass it over."""
    for number, (sign, style, means) in enumerate(grid.legend, row):
        sheet.write_string(number, 0, f"{_MEANING.to(lang)}: {sign.to(lang)} {means.to(lang)}".replace(":  ", ": "), looks.small)
        sheet.write_string(number, len(heads(grid)), sign.to(lang), looks.cell(style, rest=False))


def _print_setup(sheet: Worksheet, plan: PlanRecord, width: int, rows: int) -> None:
    print_on_a3(sheet, plan, _KEEP)
    sheet.set_margins(left=0.3, right=0.3, top=0.4, bottom=0.5)
    sheet.autofilter(HEAD_ROW + 1, 0, max(rows - 1, BODY_ROW), width - 1)
