"""What corrections came to, as a table and as words: table, row, column, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from optimizer.core.text import LANGS, Lang, Text
from optimizer.data.reading.corrections import Difference
from optimizer.data.reading.grid import Grid
from optimizer.data.reading.header import find_header
from optimizer.data.reading.sources import Found
from optimizer.data.schema import INPUT_TABLES
from optimizer.data.vocabulary import LABELS
from optimizer.ui import frames, texts

TABLE = Text("Table", "数据表")
ROW = Text("Row", "行")
WHAT = Text("What", "项目")
WAS = Text("Before", "原值")
NOW = Text("After", "新值")
NEW_ROW = Text("new row", "新增行")
NO_ROW = Text("row removed", "删除行")
SAID = Text("{row} {what} {was} → {now}", "{row} {what} {was} → {now}")
_NOTHING = "–"


def changed_cells(found: Found, changes: Iterable[Difference], lang: Lang) -> pd.DataFrame:
    """Return the changes as a table."""
    rows = [
        (INPUT_TABLES[one.table].title.to(lang), str(one.row), _who(found.grids[one.table], one), *_what(found, one, lang))
        for one in changes
    ]
    return frames.frame((TABLE, ROW, texts.ENTRY, WHAT, WAS, NOW), rows, lang)


def said_changes(found: Found, changes: Iterable[Difference]) -> Mapping[Lang, list[str]]:
    """Return the changes as one line each, by language."""
    listed = tuple(changes)
    told: dict[Lang, list[str]] = {}
    for lang in LANGS:
        told[lang] = []
        for one in listed:
            what, was, now = _what(found, one, lang)
            told[lang].append(SAID.to(lang, row=_who(found.grids[one.table], one), what=what, was=was, now=now))
    return told


def _what(found: Found, change: Difference, lang: Lang) -> tuple[str, str, str]:
    if change.place is None:
        said = (NO_ROW if change.before else NEW_ROW).to(lang)
        return said, change.before or _NOTHING, change.after or _NOTHING
    header = find_header(found.grids[change.table])
    named = dict(header.columns) if header is not None else {}
    title = frames.header(change.table, named[change.place].name, lang) if change.place in named else str(change.place + 1)
    column = named.get(change.place)
    words = {str(code.value): LABELS[code].to(lang) for code in column.vocabulary or () if code in LABELS} if column else {}
    return title, *(words.get(text, text) or _NOTHING for text in (change.before, change.after))  # type: ignore[return-value]


def _who(grid: Grid, change: Difference) -> str:
    """Return what a row is known by: its first cells that are its key."""
    spec, header = INPUT_TABLES[grid.table], find_header(grid)
    line = next((line for line in grid.lines if line.number == change.row), None)
    if header is None or line is None:
        return str(change.row)
    places = {column.name: place for place, column in header.columns}
    return " ".join(filter(None, (line.cell(places[name]).strip() for name in spec.key if name in places))) or str(change.row)
