"""What must stand on a chart, so that it stands on the picture that somebody saves of it too."""

from __future__ import annotations

from typing import Any

import altair as alt

from optimizer.core.text import Lang, notices
from optimizer.ui.plans import PlanView

TWO_LINES = "split(datum.label, ' ')"
"""Writes a day's title as date and, below it, day of the week."""


def with_marks(chart: Any, view: PlanView, lang: Lang) -> Any:
    """Return a chart with the decision-support line, and with the mark of illustrative data, below it."""
    said = " · ".join(mark.to(lang) for mark in notices(illustrative=view.record.dataset.illustrative))
    look: dict[str, Any] = {"orient": "bottom", "anchor": "start", "fontSize": 11, "fontWeight": "normal"}
    return chart.properties(title=alt.TitleParams(said, offset=8, **look))
