"""Charts of a plan drawn once for all sessions: a plan does not change, and a map takes longer to draw than its whole page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import altair as alt
import streamlit as st

from optimizer.core.text import Lang
from optimizer.ui.plans import PlanView


def plan_chart(name: str, view: PlanView, lang: Lang, options: tuple[object, ...], draw: Callable[[], Any]) -> None:
    """Show a chart, drawing it when nobody has seen it of this plan in this language with these options."""
    st.vega_lite_chart(_spec(name, view.digest, lang, options, draw), width="stretch")


@st.cache_data(max_entries=100, show_spinner=False)
def _spec(name: str, digest: str, lang: Lang, options: tuple[object, ...], _draw: Callable[[], Any]) -> dict[str, Any]:
    with alt.theme.enable("none"):  # the page has a theme of its own
        spec: dict[str, Any] = _draw().to_dict()
    return spec
