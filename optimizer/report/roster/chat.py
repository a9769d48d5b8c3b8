"""A ward's rota as text that can be copied into a chat group, a message a week."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from optimizer.core.text import Lang, Text, notices
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.plan import RotaRow
from optimizer.data.vocabulary import Role
from optimizer.report.cover import cover_cells
from optimizer.report.roster.grid import NOBODY, Day, calendar_day, title
from optimizer.report.roster.signs import Signs, meaning
from optimizer.report.words import Names, label

_HEAD = Text("[{ward}] rota {first} – {last}", "【{ward}】排班 {first}—{last}")
_DATE = Text("{month:02d}-{day:02d} {weekday}", "{month}月{day}日（{weekday}）")
_SHORT = Text("short: {what}", "缺：{what}")
_SEPARATOR = Text(", ", "、")
_AND = Text("; ", "；")
_COLON = Text(": ", "：")


def chat_texts(
    plan: PlanRecord, ward_id: str, lang: Lang, dates: Sequence[dt.date] = (), called: Mapping[str, str] = NOBODY
) -> tuple[str, ...]:
    """Return one message per week of a ward's rota: every day, every shift, who, and who is short."""
    days = [calendar_day(plan.dataset, date) for date in dates or plan.dataset.horizon]
    rows: dict[tuple[dt.date, str], list[RotaRow]] = defaultdict(list)
    for row in plan.tables.rota:
        if row.ward_id == ward_id:
            rows[row.date, row.shift_type_id].append(replace(row, staff_id=called.get(row.staff_id, row.staff_id)))
    short = _short(plan, ward_id, lang)
    return tuple(_message(plan, ward_id, lang, week, rows, short) for week in weeks(days))


def weeks(days: Sequence[Day]) -> list[list[Day]]:
    """Return the days by week, Monday first."""
    found: dict[tuple[int, int], list[Day]] = defaultdict(list)
    for day in days:
        found[day.date.isocalendar()[:2]].append(day)
    return list(found.values())


def date_words(day: Day, lang: Lang) -> str:
    """Return a date as people say it."""
    said = _DATE.to(lang, month=day.date.month, day=day.date.day, weekday=day.weekday)
    note = day.note.to(lang)
    return f"{said} {note}" if note else said


def _message(
    plan: PlanRecord,
    ward_id: str,
    lang: Lang,
    week: Sequence[Day],
    rows: dict[tuple[dt.date, str], list[RotaRow]],
    short: dict[tuple[dt.date, str], list[str]],
) -> str:
    ward = title(Names(plan.dataset), ward_id)
    lines = [_HEAD.to(lang, ward=ward, first=date_words(week[0], lang), last=date_words(week[-1], lang))]
    signs = Signs(plan.dataset)
    for day in week:
        lines += ["", date_words(day, lang)]
        for kind in plan.dataset.shift_types:
            key = (day.date, kind.shift_type_id)
            if not rows[key] and key not in short:
                continue
            said = _people(rows[key], lang)
            if key in short:
                missing = _SHORT.to(lang, what=_SEPARATOR.to(lang).join(short[key]))
                said = f"{said}{_AND.to(lang)}{missing}" if said else missing
            lines.append(f"{signs.of(kind.shift_type_id).to(lang)} {meaning(kind).to(lang)}{_COLON.to(lang)}{said}")
        for date, when in sorted(key for key in short if key[0] == day.date and key[1] not in plan.dataset.shift_type):
            missing = _SHORT.to(lang, what=_SEPARATOR.to(lang).join(short[date, when]))
            lines.append(f"{when}{_COLON.to(lang)}{missing}")
    marks = notices(illustrative=plan.dataset.illustrative)
    return "\n".join([*lines, "", " · ".join(mark.to(lang) for mark in marks)])


def _people(rows: Sequence[RotaRow], lang: Lang) -> str:
    """Return who works a shift, role by role."""
    groups: dict[Role, list[str]] = defaultdict(list)
    for row in rows:
        groups[row.role].append(row.staff_id)
    return _AND.to(lang).join(
        f"{label(role).to(lang)} {_SEPARATOR.to(lang).join(sorted(groups[role]))}" for role in Role if role in groups
    )


def _short(plan: PlanRecord, ward_id: str, lang: Lang) -> dict[tuple[dt.date, str], list[str]]:
    """Return what every shift of the ward lacks to its minimum."""
    found: dict[tuple[dt.date, str], list[str]] = defaultdict(list)
    for cell in cover_cells(plan):
        if cell.row.ward_id == ward_id and cell.missing:
            skill = f" [{cell.row.skill}]" if cell.row.skill else ""
            found[cell.date, cell.row.when].append(f"{label(cell.row.role).to(lang)}{skill} {cell.missing}")
    return found
