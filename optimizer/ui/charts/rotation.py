"""Teams over time."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from optimizer.core.text import Lang, Text
from optimizer.data.vocabulary import LABELS, Phase
from optimizer.ui import palette
from optimizer.ui.charts.marks import with_marks
from optimizer.ui.charts.paper import ON_PAPER
from optimizer.ui.plans import PlanView

_PHASES = {
    Phase.DUTY: palette.DUTY,
    Phase.OBSERVATION: palette.OBSERVATION,
    Phase.REST: palette.REST,
    Phase.STANDBY: palette.STANDBY,
}
_TEAM = Text("team", "梯队")
_WARD = Text("ward", "病区")
_PHASE = Text("phase", "阶段")
_FROM = Text("from", "起")
_TO = Text("to", "止")


def rotation_chart(view: PlanView, lang: Lang) -> Any:
    """Return one bar per phase of every team; the ward stands on duty bars."""
    rows = [
        (
            row.team_id,
            LABELS[row.phase].to(lang),
            view.names.ward(row.ward_id) if row.ward_id else "",
            row.ward_id,
            pd.Timestamp(row.from_),
            pd.Timestamp(row.to) + pd.Timedelta(days=1),
            row.from_.isoformat(),
            row.to.isoformat(),
        )
        for row in view.record.tables.rotation
    ]
    bars = pd.DataFrame(rows, columns=pd.Index(["team", "phase", "ward", "ward_id", "begin", "end", "from", "to"]))
    base = alt.Chart(bars).encode(
        y=alt.Y("team:N", title=None, sort=None),
        x=alt.X("begin:T", title=None, axis=alt.Axis(format="%m-%d", orient="top", values=_ticks(bars), labelOverlap=True)),
        tooltip=[
            alt.Tooltip("team:N", title=_TEAM.to(lang)),
            alt.Tooltip("phase:N", title=_PHASE.to(lang)),
            alt.Tooltip("ward:N", title=_WARD.to(lang)),
            alt.Tooltip("from:N", title=_FROM.to(lang)),
            alt.Tooltip("to:N", title=_TO.to(lang)),
        ],
    )
    colour = alt.Color(
        "phase:N",
        scale=alt.Scale(domain=[LABELS[phase].to(lang) for phase in _PHASES], range=list(_PHASES.values())),
        legend=alt.Legend(title=None, orient="bottom"),
    )
    marks = base.mark_bar(height={"band": 0.72}, cornerRadius=2).encode(x2="end:T", color=colour)
    names = base.mark_text(align="left", dx=6, fontSize=11, color="white").encode(text="ward_id:N")
    return with_marks(alt.layer(marks, names).properties(height=alt.Step(34), view=ON_PAPER), view, lang)


def _ticks(bars: pd.DataFrame) -> list[alt.DateTime]:
    """Return every day, or every so many days, so that about twenty labels stand on the axis."""
    days = pd.date_range(bars["begin"].min(), bars["end"].max())
    return [alt.DateTime(year=day.year, month=day.month, date=day.day) for day in days[:: len(days) // 20 + 1]]
