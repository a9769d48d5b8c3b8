"""How figures are written, and cells coloured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

_ROW_PX = 35
_BORDER_PX = 3


def figure(value: float | None, digits: int = 3) -> str:
    """Return a figure for people: thousands separated, no trailing zeros, a dash for none."""
    if value is None or pd.isna(value):
        return "–"
    rounded = round(float(value), digits)
    return f"{int(rounded):,}" if rounded.is_integer() else f"{rounded:,}"


def signed(change: float | None) -> str:
    """Return a change for people, with its sign; blank when there is none."""
    return f"{'+' if change > 0 else '-'}{figure(abs(change))}" if change else ""


def painted(table: pd.DataFrame, looks: Mapping[str, str], columns: Sequence[str], figures: Sequence[str] = ()) -> Any:
    """Return a table whose cells in `columns` look as their word says, with `figures` written for people."""
    styled: Any = table.style.map(lambda value: looks.get(str(value), ""), subset=list(columns))
    return styled.format(figure, subset=list(figures)) if figures else styled


def table_height(rows: int, most_px: int = 620) -> int:
    """Return the height of a table of so many rows, in pixels: no empty rows, and a scroll bar beyond `most_px`."""
    return min(most_px, _ROW_PX * (rows + 1) + _BORDER_PX)
