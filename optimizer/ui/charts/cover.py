"""Wards × days: how many people are there, and where they are too few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from optimizer.core.text import Lang, Text
from optimizer.data.vocabulary import LABELS
from optimizer.report.cover import CoverCell
from optimizer.ui import palette
from optimizer.ui.charts.marks import TWO_LINES, with_marks
from optimizer.ui.figures import WardDay
from optimizer.ui.frames import day_title
from optimizer.ui.plans import PlanView

WARD = Text("ward", "病区")
DATE = Text("date", "日期")
PRESENT = Text("people there", "在岗人数")
MISSING = Text("person-shifts missing", "缺口（人班）")
SHIFTS = Text("by shift", "分班次")
ONE = Text("{shift} {role}{skill}: {there} of {wanted}", "{shift} {role}{skill}：{there}/{wanted}")
_MOST = 10
_LABEL_PX = 230


def cover_chart(view: PlanView, days: Sequence[WardDay], lang: Lang) -> Any:
    """Return wards × days with the people there; a cell in red is short of its minimum, and says by how many."""
    horizon = [day_title(date, lang) for date in view.record.dataset.horizon]
    rows = [
        (
            view.names.ward(day.ward_id),
            day_title(day.date, lang),
            day.present,
            day.missing,
            str(day.present) if not day.missing else f"{day.present} −{day.missing}",
            _shifts(day.shifts, lang),
        )
        for day in days
    ]
    cells = pd.DataFrame(rows, columns=pd.Index(["ward", "date", "present", "missing", "said", "shifts"]))
    base = alt.Chart(cells).encode(
        x=alt.X(
            "date:N",
            title=None,
            sort=horizon,
            scale=alt.Scale(domain=horizon),
            axis=alt.Axis(orient="top", labelAngle=0, labelExpr=TWO_LINES, labelOverlap="greedy", labelFlush=False),
        ),
        y=alt.Y("ward:N", title=None, sort=None, axis=alt.Axis(labelLimit=_LABEL_PX, labelFlush=False)),
        tooltip=[
            alt.Tooltip("ward:N", title=WARD.to(lang)),
            alt.Tooltip("date:N", title=DATE.to(lang)),
            alt.Tooltip("present:Q", title=PRESENT.to(lang)),
            alt.Tooltip("missing:Q", title=MISSING.to(lang)),
            alt.Tooltip("shifts:N", title=SHIFTS.to(lang)),
        ],
    )
    short = alt.datum.missing > 0
    fill = alt.Color("missing:Q", scale=alt.Scale(range=[palette.LITTLE_SHORT, palette.SHORT], domainMin=0), legend=None)
    cells_chart = base.mark_rect(stroke="white").encode(color=alt.condition(short, fill, alt.value(palette.COVERED)))
    dark = alt.datum.missing > 0.92 * max(1, *(day.missing for day in days))
    ink = alt.condition(dark, alt.value("white"), alt.value(palette.INK))
    numbers = base.mark_text(fontSize=11).encode(text="said:N", color=ink)
    return with_marks(alt.layer(cells_chart, numbers).properties(height=alt.Step(30)), view, lang)


def _shifts(cells: Sequence[CoverCell], lang: Lang) -> str:
    """Return what the cover asks for and what is there, those short first."""
    told = [
        ONE.to(
            lang,
            shift=cell.row.shift_type or cell.row.interval,
            role=LABELS[cell.row.role].to(lang),
            skill=f" [{cell.row.skill}]" if cell.row.skill else "",
            there=cell.assigned,
            wanted=cell.wanted,
        )
        for cell in sorted(cells, key=lambda cell: -cell.missing)
        if cell.wanted or cell.assigned
    ]
    more = f" … +{len(told) - _MOST}" if len(told) > _MOST else ""
    return ("；" if lang == "zh" else "; ").join(told[:_MOST]) + more
