"""The ground that charts are drawn on: the same in the light and in the dark theme, so that colours mean the same in both."""

from __future__ import annotations

import altair as alt

from optimizer.ui import palette

ON_PAPER = alt.ViewBackground(fill=palette.PAPER)
