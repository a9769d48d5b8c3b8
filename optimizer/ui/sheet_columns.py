"""How the columns of a table that is still text are shown and typed into: figures, choices with their words, plain text."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from optimizer.core.text import Lang
from optimizer.data.canonical import format_number
from optimizer.data.columns import Column, Kind
from optimizer.data.reading.grid import Grid, Line
from optimizer.data.reading.header import Header, find_header
from optimizer.data.reading.sources import Found
from optimizer.data.vocabulary import LABELS
from optimizer.ui import frames

MOST_CHOICES = 400
_SHORT = 30
_FIGURES = frozenset({Kind.INTEGER, Kind.NUMBER})
_NAMES = {"zh": ("name_zh", "name"), "en": ("name_en", "name")}
_YES_NO = {"yes": {"en": "yes", "zh": "是"}, "no": {"en": "no", "zh": "否"}}


@dataclass(frozen=True, slots=True)
class Shown:
    """A column on the screen: its place in the text, what it is called, and what may be chosen in it (none: typed)."""

    place: int
    key: str
    title: str
    column: Column | None = None
    figures: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)

    def value(self, text: str) -> object:
        """Return what the screen shows for a cell's text."""
        if self.figures:
            return float(text) if text.strip() else float("nan")
        return text if text or not self.choices else None

    def text(self, value: object) -> str:
        """Return the text of what stands on the screen."""
        if value is None or (isinstance(value, float) and pd.isna(value)):
            return ""
        return format_number(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)

    def config(self, *, pinned: bool = False) -> Any:
        """Return how the screen's table treats the column."""
        if self.figures:
            whole = self.column is not None and self.column.kind is Kind.INTEGER
            return st.column_config.NumberColumn(self.title, step=1 if whole else None, pinned=pinned)
        if self.choices:
            longest = max(map(_width, self.choices.values()))
            return st.column_config.SelectboxColumn(
                self.title,
                width="medium" if longest > _SHORT else None,  # else it is as wide as its title
                options=list(self.choices),
                format_func=partial(_called, self.choices),
                pinned=pinned,
            )
        return st.column_config.TextColumn(self.title, pinned=pinned)


def _width(text: str) -> int:
    """Return how many Latin letters a text is as wide as."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _called(choices: Mapping[str, str], code: str) -> str:
    return choices.get(code, code)


def shown_columns(found: Found, grid: Grid, header: Header, lines: Sequence[Line], lang: Lang) -> list[Shown]:
    """Return the columns of a table in the order of the file."""
    by_place: dict[int, Shown] = {}
    for place, column in header.columns:
        cells = [line.cell(place).strip() for line in lines]
        title = frames.header(grid.table, column.name, lang)
        choices = choices_of(found, column, lang) if column.kind not in _FIGURES else {}
        if choices:
            choices = {**choices, **{cell: cell for cell in cells if cell and cell not in choices}}
        figures = column.kind in _FIGURES and all(map(_is_figure, cells))
        by_place[place] = Shown(place, _key(by_place, column.name, place), title, column, figures, choices)
    for place, text in [*header.others, *((day.position, day.text) for day in header.dates)]:
        by_place.setdefault(place, Shown(place, _key(by_place, text, place), text))
    return [by_place[place] for place in sorted(by_place)]


def choices_of(found: Found, column: Column, lang: Lang) -> dict[str, str]:
    """Return what may stand in a column, with its words in a language; empty when it is typed."""
    if column.kind is Kind.CHOICE and column.vocabulary is not None:
        return {str(code.value): LABELS[code].to(lang) if code in LABELS else str(code.value) for code in column.vocabulary}
    if column.kind is Kind.BOOLEAN:
        return {code: words[lang] for code, words in _YES_NO.items()}
    if column.kind is Kind.ID and column.refers_to:
        return _ids(found, *column.refers_to.split("."), lang=lang)
    return {}


def _ids(found: Found, table: str, name: str, *, lang: Lang) -> dict[str, str]:
    grid = found.grids.get(table)
    header = None if grid is None else find_header(grid)
    if header is None or len(header.body) > MOST_CHOICES:
        return {}
    places = {column.name: place for place, column in header.columns}
    called = next((places[one] for one in _NAMES[lang] if one in places), None)
    known: dict[str, str] = {}
    for line in header.body:
        code = line.cell(places[name]).strip() if name in places else ""
        said = line.cell(called).strip() if called is not None else ""
        if code:
            known[code] = f"{code} · {said}" if said else code
    return known


def _key(taken: Mapping[int, Shown], name: str, place: int) -> str:
    return name if all(one.key != name for one in taken.values()) else f"{name} ({place + 1})"


def _is_figure(text: str) -> bool:
    try:
        float(text or "0")
    except ValueError:
        return False
    return text.isascii() and text.lower() not in {"nan", "inf", "-inf", "infinity"}
