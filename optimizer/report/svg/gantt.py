"""Which team does what on which days, as bars along the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from optimizer.core.text import ILLUSTRATIVE, Text
from optimizer.data.tables.plan import RotationRow
from optimizer.data.vocabulary import LABELS, Phase
from optimizer.report.svg.draw import joined, line, picture, rect, words
from optimizer.report.words import short_date

_WIDTH, _LEFT, _TOP, _ROW, _BAR = 1180.0, 118.0, 34.0, 34.0, 24.0
_NAME = Text("Rotation of the teams", "梯队轮换图")
_HORIZON_END = Text("end of the plan", "规划期末")


def rotation_chart(
    rows: Sequence[RotationRow], ward_names: dict[str, str], start: dt.date, last: dt.date, illustrative: bool
) -> Markup:
    """Return the bars of every team over all days the rotation names."""
    if not rows:
        return Markup("")
    teams = list(dict.fromkeys(row.team_id for row in sorted(rows, key=lambda row: (row.team_id, row.from_))))
    end = max(max(row.to for row in rows), last)
    per_day = (_WIDTH - _LEFT) / ((end - start).days + 1)
    height = _TOP + _ROW * len(teams) + 16
    wards = list(ward_names)
    parts = [*_calendar(start, end, per_day, height)]
    for index, team in enumerate(teams):
        y = _TOP + _ROW * index
        parts.append(words(team, 0, y + 17, "gantt-team"))
        parts.append(line(_LEFT, y + _ROW - 5, _WIDTH, y + _ROW - 5, "gantt-line"))
        parts += [_bar(row, y, start, per_day, ward_names, wards) for row in rows if row.team_id == team and row.to >= start]
    horizon_x = _LEFT + per_day * ((last - start).days + 1)
    if last < end:
        parts.append(line(horizon_x, _TOP - 8, horizon_x, height - 16, "gantt-end"))
        parts.append(words(_HORIZON_END, horizon_x, height - 3, "gantt-end-text", "middle"))
    if illustrative:
        parts.append(words(ILLUSTRATIVE, _WIDTH - 4, height - 3, "svg-mark", "end"))
    return picture(_WIDTH, height, joined(parts), _NAME, "gantt")


def _calendar(start: dt.date, end: dt.date, per_day: float, height: float) -> Iterator[Markup]:
    days = (end - start).days + 1
    step = next((step for step in (1, 2, 7, 14, 28) if step * per_day >= 44), 56)
    for day in range(days):
        date = start + dt.timedelta(days=day)
        x = _LEFT + per_day * day
        if date.isoweekday() >= 6:
            yield rect(x, _TOP - 4, per_day, height - _TOP - 10, "gantt-weekend")
        if day % step == 0:
            yield line(x, _TOP - 4, x, height - 14, "gantt-tick") + words(short_date(date), x + 3, _TOP - 12, "gantt-date")


def _bar(row: RotationRow, y: float, start: dt.date, per_day: float, ward_names: dict[str, str], wards: Sequence[str]) -> Markup:
    first = max(0, (row.from_ - start).days)
    x, width = _LEFT + per_day * first, per_day * ((row.to - start).days + 1 - first)
    label = LABELS[row.phase]
    ward = ward_names.get(row.ward_id, row.ward_id)
    tip = Text(
        f"{row.team_id} {label.en} {ward} {short_date(row.from_)} – {short_date(row.to)}",
        f"{row.team_id} {label.zh} {ward} {short_date(row.from_)} 至 {short_date(row.to)}",
    )
    if row.relieves:
        hours = f"{row.handover_h:g}"
        tip = Text(
            f"{tip.en}; takes over from {row.relieves}, both present {hours} h on the evening before",
            f"{tip.zh}；接替 {row.relieves}，前一晚同时在场 {hours} 小时",
        )
    css = f"phase-{row.phase}"
    if row.phase is Phase.DUTY:
        css += f" ward-{wards.index(row.ward_id) % 6 if row.ward_id in wards else 0}"
    text = Text(ward, ward) if row.phase is Phase.DUTY else label
    said = Text(*(_fitting(word, width) for word in (text.en, text.zh)))
    return rect(x + 1, y, max(1.0, width - 2), _BAR, css, tip, 4) + words(said, x + 8, y + 16.5, f"gantt-text {css}")


def _fitting(text: str, width: float) -> str:
    """Cut a text to a bar: a Chinese character takes 13 units, a Latin letter 7."""
    room, kept = width - 14, ""
    for char in text:
        room -= 13 if ord(char) > 0x2E7F else 7
        if room < 0:
            return f"{kept[:-1]}…" if len(kept) > 2 else ""
        kept += char
    return kept
