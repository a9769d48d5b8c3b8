"""Colours of table cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from optimizer.report.words import number


def painted(table: pd.DataFrame, looks: Mapping[str, str], columns: Sequence[str], figures: Sequence[str] = ()) -> Any:
    """Return a table whose cells in `columns` look as their word says, with `figures` written for people."""
    styled: Any = table.style.map(lambda value: looks.get(str(value), ""), subset=list(columns))
    return styled.format(lambda value: number(None if pd.isna(value) else value, 3), subset=list(figures)) if figures else styled
