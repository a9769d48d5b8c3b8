"""How one goal went while a job ran: the best value found and the bound proven, over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from optimizer.core.params import Progress
from optimizer.core.text import Lang, Text

VALUE, BOUND = Text("best so far", "当前最好值"), Text("proven bound", "已证下界")
SECONDS = Text("Seconds since the job began", "任务开始后秒数")
_LINE, _FIGURE = Text("Line", "曲线"), Text("Figure", "数值")
_COLOURS = ("#1F7A8C", "#B45F06")


def curve(signs: Sequence[Progress], began: float, title: str, lang: Lang) -> Any:
    """Return the chart of one goal's signs; the two lines differ in colour and in dashes."""
    names = (VALUE.to(lang), BOUND.to(lang))
    rows: list[tuple[float, float, str]] = []
    for sign in signs:
        after = round(max(0.0, (sign.at or began) - began), 1)
        figures = zip((sign.value, sign.bound), names, strict=True)
        rows += [(after, float(number), name) for number, name in figures if number is not None]
    table = pd.DataFrame(rows, columns=pd.Index(["after", "figure", "line"]))
    colours = alt.Scale(domain=list(names), range=list(_COLOURS))
    dashes = alt.Scale(domain=list(names), range=[[1, 0], [5, 4]])
    seconds = alt.Axis(format="d", tickMinStep=1)
    return (
        alt.Chart(table)
        .mark_line(interpolate="step-after", point=True)
        .encode(
            x=alt.X("after:Q", title=SECONDS.to(lang), scale=alt.Scale(zero=True, nice=True), axis=seconds),
            y=alt.Y("figure:Q", title=None, scale=alt.Scale(zero=False, nice=True)),
            color=alt.Color("line:N", scale=colours, legend=alt.Legend(title=None, orient="top")),
            strokeDash=alt.StrokeDash("line:N", scale=dashes, legend=None),
            tooltip=[
                alt.Tooltip("after:Q", title=SECONDS.to(lang)),
                alt.Tooltip("line:N", title=_LINE.to(lang)),
                alt.Tooltip("figure:Q", title=_FIGURE.to(lang)),
            ],
        )
        .properties(title=alt.TitleParams(title, anchor="start", fontSize=13), height=220)
    )
