"""How one goal went while a job ran: the best value found and the bound proven, over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from optimizer.core.params import Progress
from optimizer.core.text import Lang, Text
from optimizer.ui import palette
from optimizer.ui.charts.paper import ON_PAPER

VALUE, BOUND = Text("best so far", "当前最好值"), Text("proven bound", "已证下界")
SECONDS = Text("Seconds since the job began", "任务开始后秒数")
_LINE, _FIGURE = Text("Line", "曲线"), Text("Figure", "数值")
_COLOURS = (palette.TEAL, palette.ORANGE)


def curve(signs: Sequence[Progress], began: float, until: float, title: str, lang: Lang) -> Any:
    """Return the chart of one goal's signs up to a moment; the two lines differ in colour and in dashes."""
    names = (VALUE.to(lang), BOUND.to(lang))
    rows: list[tuple[float, float, str]] = []
    for name, attribute in zip(names, ("value", "bound"), strict=True):
        own = [
            (round(max(0.0, (sign.at or began) - began), 1), float(number))
            for sign in signs
            if (number := getattr(sign, attribute)) is not None
        ]
        if own:
            own.append((max(own[-1][0], round(until - began, 1)), own[-1][1]))  # what was known last holds until something better
        rows += [(after, number, name) for after, number in own]
    table = pd.DataFrame(rows, columns=pd.Index(["after", "figure", "line"]))
    colours = alt.Scale(domain=list(names), range=list(_COLOURS))
    dashes = alt.Scale(domain=list(names), range=[[1, 0], [5, 4]])
    return (
        alt.Chart(table)
        .mark_line(interpolate="step-after", point=True)
        .encode(
            x=alt.X("after:Q", title=SECONDS.to(lang), scale=alt.Scale(nice=False), axis=alt.Axis(format="d", tickMinStep=1)),
            y=alt.Y("figure:Q", title=None, scale=_scale(table["figure"]), axis=alt.Axis(format=",.6~r", tickCount=5)),
            color=alt.Color("line:N", scale=colours, legend=alt.Legend(title=None, orient="top", symbolType="stroke")),
            strokeDash=alt.StrokeDash("line:N", scale=dashes, legend=None),
            tooltip=[
                alt.Tooltip("after:Q", title=SECONDS.to(lang)),
                alt.Tooltip("line:N", title=_LINE.to(lang)),
                alt.Tooltip("figure:Q", title=_FIGURE.to(lang), format=",.6~r"),
            ],
        )
        .properties(title=alt.TitleParams(title, anchor="start", fontSize=13), height=320, view=ON_PAPER)
    )


def _scale(figures: pd.Series) -> alt.Scale:
    """Return a scale around the figures: where all are one, with room above and below."""
    if figures.empty:
        return alt.Scale(zero=False)
    low, high = float(figures.min()), float(figures.max())
    room = 0.08 * (high - low) or max(1.0, 0.1 * abs(high))
    return alt.Scale(domain=[low - room, high + room], zero=False, nice=False)
