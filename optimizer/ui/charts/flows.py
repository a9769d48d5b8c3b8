"""Lines of a map, wide where many go: from a place to a place, each with what is said of it when pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from optimizer.core.text import Lang, Text
from optimizer.ui import palette

HOSPITAL = Text("hospital", "机构")
_ORIGIN, _EXPECTED = Text("origin", "来源地"), Text("expected bed-days or sessions", "预计床日或次数")


def lines_layer(
    lines: pd.DataFrame, amount: str, widths: tuple[float, float], opacity: float, tips: Sequence[alt.Tooltip]
) -> Any:
    """Return a layer of the rows of a table with ``lon``, ``lat``, ``lon2``, ``lat2`` and the amount."""
    return (
        alt.Chart(lines)
        .mark_rule(color=palette.FLOW, opacity=opacity, clip=True)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            longitude2="lon2:Q",
            latitude2="lat2:Q",
            strokeWidth=alt.StrokeWidth(f"{amount}:Q", scale=alt.Scale(range=list(widths)), legend=None),
            tooltip=list(tips),
        )
    )


def expected_layer(lines: pd.DataFrame, opacity: float, lang: Lang) -> Any:
    """Return the flows expected from origins to hospitals: rows with ``origin``, ``name`` and ``expected`` besides."""
    tips = (
        alt.Tooltip("origin:N", title=_ORIGIN.to(lang)),
        alt.Tooltip("name:N", title=HOSPITAL.to(lang)),
        alt.Tooltip("expected:Q", title=_EXPECTED.to(lang), format=",.1f"),
    )
    return lines_layer(lines, "expected", (0.4, 4), opacity, tips)
