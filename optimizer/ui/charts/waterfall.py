"""What each change of a variant contributes to one goal: steps from the plan before to the plan after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from optimizer.core.text import Lang, Text
from optimizer.ui import palette
from optimizer.ui.charts.paper import ON_PAPER

_BEFORE, _AFTER = Text("before", "调整前"), Text("after", "调整后")
_BETTER, _WORSE, _WHOLE = Text("better", "改善"), Text("worse", "变差"), Text("whole plan", "整个方案")
_VALUE, _CHANGE = Text("value", "数值"), Text("change", "变化")
_COLOURS = {"better": palette.BETTER, "worse": palette.WORSE, "whole": palette.WHOLE}


def waterfall(title: str, values: Sequence[float], changes: Sequence[str], lang: Lang) -> Any:
    """Return the chart; `values` begin with the plan before and have one more for each change. Less is better."""
    rows: list[tuple[str, float, float, str, str]] = [(_BEFORE.to(lang), 0.0, values[0], _WHOLE.to(lang), f"{values[0]:,.4g}")]
    for number, (change, was, now) in enumerate(zip(changes, values, values[1:], strict=False), 1):
        word = _BETTER if now < was else _WORSE
        rows.append((f"{number}. {change}", was, now, word.to(lang), f"{now - was:+,.4g}"))
    rows.append((_AFTER.to(lang), 0.0, values[-1], _WHOLE.to(lang), f"{values[-1]:,.4g}"))
    table = pd.DataFrame(rows, columns=pd.Index(["name", "from", "to", "kind", "said"]))
    order = list(table["name"])
    base = alt.Chart(table).encode(
        x=alt.X("name:N", sort=order, title=None, axis=alt.Axis(labelAngle=0, labelLimit=190)),
        tooltip=[alt.Tooltip("name:N", title=_CHANGE.to(lang)), alt.Tooltip("said:N", title=_VALUE.to(lang))],
    )
    bars = base.mark_bar(size=46).encode(
        y=alt.Y("from:Q", title=title, scale=alt.Scale(zero=True)),
        y2="to:Q",
        color=alt.Color(
            "kind:N",
            scale=alt.Scale(domain=[_BETTER.to(lang), _WORSE.to(lang), _WHOLE.to(lang)], range=list(_COLOURS.values())),
            legend=alt.Legend(title=None, orient="top"),
        ),
    )
    words = base.mark_text(dy=-8, fontSize=12, color=palette.INK).encode(y=alt.Y("top:Q"), text="said:N")
    words = words.transform_calculate(top="max(datum.from, datum.to)")
    return alt.layer(bars, words).properties(height=300, view=ON_PAPER)
