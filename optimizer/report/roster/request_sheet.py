"""Requests as wards keep them: people × dates, each with a mark for granted or refused, ready to be read again."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from optimizer.core.text import Lang, Text
from optimizer.data.planfolder import PlanRecord
from optimizer.report.roster.grid import calendar_day
from optimizer.report.roster.requests import Answer, sign_of
from optimizer.report.roster.sheet import BODY_ROW, HEAD_ROW, Looks, print_on_a3, write_day
from optimizer.report.roster.table import notice_line
from optimizer.report.words import label

_TITLE = Text("Requests and answers {first} – {last}", "排班意愿与答复 {first} 至 {last}")
_HEADS = (Text("Staff", "工号"), Text("Role", "岗位"))
_TOTALS = (Text("Requests", "申请数"), Text("Granted", "满足数"))
_WEEKDAY = Text("Weekday", "星期")
_MEANING = Text(
    "Legend: ✓ granted, ✗ refused (why: see the next sheet), ! must be kept",
    "图例：✓ 满足，✗ 未满足（原因见下一工作表），! 必须满足",
)
_DAY_WIDTH = 6.5
YES, NO = "✓", "✗"


def write_requests(book: Any, name: str, plan: PlanRecord, found: Sequence[Answer], lang: Lang) -> None:
    """Write who asked for what and what became of it; `requests` of the next plan may be written into the same sheet."""
    sheet: Worksheet = book.add_worksheet(name)
    looks = Looks(book)
    days = [calendar_day(plan.dataset, date) for date in plan.dataset.horizon]
    asked: dict[str, list[Answer]] = defaultdict(list)
    for answer in found:
        asked[answer.request.staff_id].append(answer)
    sheet.write_string(0, 0, _TITLE.to(lang, first=days[0].date, last=days[-1].date), looks.title)
    sheet.write_string(1, 0, notice_line(illustrative=plan.dataset.illustrative), looks.small)
    for column, text in enumerate(_HEADS):
        sheet.write_string(HEAD_ROW, column, text.to(lang), looks.head)
        sheet.write_string(HEAD_ROW + 1, column, "" if column else _WEEKDAY.to(lang), looks.head)
    for column, day in enumerate(days, len(_HEADS)):
        write_day(sheet, column, day, lang, looks)
    for column, text in enumerate(_TOTALS, len(_HEADS) + len(days)):
        sheet.write_string(HEAD_ROW, column, text.to(lang), looks.head)
    row = BODY_ROW
    for row, (staff_id, some) in enumerate(sorted(asked.items()), BODY_ROW):
        _row(sheet, row, staff_id, some, plan, lang, looks)
    sheet.write_string(row + 2, 0, _MEANING.to(lang), looks.small)
    sheet.set_column(0, 0, 16)
    sheet.set_column(len(_HEADS), len(_HEADS) + len(days) - 1, _DAY_WIDTH)
    print_on_a3(sheet, plan, len(_HEADS))


def _row(sheet: Worksheet, row: int, staff_id: str, some: list[Answer], plan: PlanRecord, lang: Lang, looks: Looks) -> None:
    sheet.write_string(row, 0, staff_id, looks.plain)
    sheet.write_string(row, 1, label(plan.dataset.member[staff_id].role).to(lang), looks.plain)
    by_day: dict[dt.date, list[Answer]] = defaultdict(list)
    for answer in some:
        by_day[answer.request.date].append(answer)
    for column, date in enumerate(plan.dataset.horizon, len(_HEADS)):
        found = by_day[date]
        style = "" if not found else "yes" if all(answer.granted for answer in found) else "no"
        sheet.write_string(row, column, "、".join(_cell(plan, answer, lang) for answer in found), looks.cell(style, rest=False))
    figures = (len(some), sum(answer.granted for answer in some))
    for column, figure in enumerate(figures, len(_HEADS) + plan.dataset.horizon.days):
        sheet.write_number(row, column, figure, looks.number)


def _cell(plan: PlanRecord, answer: Answer, lang: Lang) -> str:
    sign = sign_of(plan, answer.request.shift_type).to(lang)
    return f"{sign}{'!' if answer.request.hard else ''} {YES if answer.granted else NO}"
