"""One table of a work, to be typed into: what is typed becomes corrections at once, in the order it was typed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd
import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.data.reading.corrections import AddRow, Correction, DropRow, PutCell, next_row
from optimizer.data.reading.grid import Grid, Line
from optimizer.data.reading.header import Header, find_header
from optimizer.data.schema import INPUT_TABLES
from optimizer.ui.kept import one_of
from optimizer.ui.language import say
from optimizer.ui.sheet_columns import Shown, shown_columns
from optimizer.ui.sheets import Step, Work

TABLE = Text("Table", "数据表")
FIND = Text("Rows with", "查找行")
FIND_HELP = Text("any text: an id, a name, a date", "任意文字：编号、名称、日期")
ALL_COLUMNS = Text("Empty columns too", "显示空列")
ADD_ROW = Text("Add a row", "增加一行")
ROW = Text("Row", "行")
GONE = Text("Remove", "删除")
NO_HEADER = Text("This table has no header that is understood.", "该表没有可识别的表头。")
NARROW = Text(
    "The first {shown} of {total} rows; say what to look for to see others.",
    "仅显示前 {shown} 行，共 {total} 行；可用查找缩小范围。",
)
MOST_ROWS = 400
_ROW, _GONE = "#", "-"
_FIRST = ("units", "capacity_changes", "cannot_accept", "staff", "demand", "patients")


def edit_tables(work: Work, lang: Lang, unseen: Collection[str] = ()) -> None:
    """Draw a choice of tables, but for those that are not to be seen, and the one chosen."""
    now = work.now()
    order = {name: place for place, name in enumerate(dict.fromkeys((*_FIRST, *INPUT_TABLES)))}
    tables = sorted(now.grids.keys() - set(unseen), key=lambda name: order.get(name, len(order)))
    if not tables:
        return
    pick, find, empty, more = st.columns([1.6, 2, 1.2, 1], vertical_alignment="bottom")
    titles = {name: f"{INPUT_TABLES[name].title.to(lang)} ({max(0, len(now.grids[name].lines) - 1)})" for name in tables}
    with pick:
        table = one_of(say(TABLE), titles, "sheet")
    word = find.text_input(say(FIND), placeholder=say(FIND_HELP), key=f"sheet_find_{table}").strip()
    whole = empty.toggle(say(ALL_COLUMNS), key="sheet_whole")
    row = next_row(now.grids[table])
    more.button(
        say(ADD_ROW), icon=":material/add:", width="stretch", on_click=work.add, args=(AddRow(table, row),), key="sheet_add"
    )
    _edit(work, table, word, lang, whole=whole)


def _edit(work: Work, table: str, word: str, lang: Lang, *, whole: bool) -> None:
    key = f"{work.name} {table} {work.round} {word} {lang}"
    seen = _seen_at(work, key)
    grid = work.under(seen).grids[table]
    header = find_header(grid)
    if header is None:
        st.info(say(NO_HEADER))
        return
    added = {one.row for step in seen for one in step if isinstance(one, AddRow) and one.table == table}
    lines = _lines(header, word, added)
    if len(lines) > MOST_ROWS:
        st.caption(say(NARROW, shown=MOST_ROWS, total=len(lines)))
        lines = lines[:MOST_ROWS]
    columns = shown_columns(work.found, grid, header, lines, lang)
    shown = pd.DataFrame(
        {
            _ROW: [line.number for line in lines],
            **{one.key: [one.value(line.cell(one.place)) for line in lines] for one in columns},
            _GONE: [False] * len(lines),
        }
    )
    filled = [one.key for one in columns if whole or _holds(one, lines)]
    typed = st.data_editor(
        shown,
        key=key,
        hide_index=True,
        width="stretch",
        height=430,
        placeholder="",
        disabled=[_ROW],
        column_order=[_ROW, *filled, _GONE],
        column_config={
            _ROW: st.column_config.NumberColumn(say(ROW), width=60, pinned=True),
            **{one.key: one.config(pinned=one.key == INPUT_TABLES[table].key[0]) for one in columns},
            _GONE: st.column_config.CheckboxColumn(say(GONE), width=70),
        },
    )
    _take(work, seen, _typed(grid, columns, shown, typed))


def _holds(column: Shown, lines: Sequence[Line]) -> bool:
    required = column.column is not None and column.column.required
    return required or any(line.cell(column.place).strip() for line in lines)


def _lines(header: Header, word: str, added: set[int]) -> list[Line]:
    """Return the rows to show: those added first, of the others those that hold the word."""
    new = [line for line in header.body if line.number in added]
    folded = word.casefold()
    old = (line for line in header.body if line.number not in added and not line.blank)
    return [*new, *(line for line in old if not folded or any(folded in cell.casefold() for cell in line.cells))]


def _seen_at(work: Work, key: str) -> tuple[Step, ...]:
    """Return the corrections that the table on the screen was drawn with: what is typed into it comes on top of them."""
    place = f"{work.name} drawn"
    drawn = st.session_state.get(place)
    if drawn is None or drawn[0] != key or key not in st.session_state:
        drawn = st.session_state[place] = (key, work.steps)
    steps: tuple[Step, ...] = drawn[1]
    return steps


def _typed(grid: Grid, columns: Sequence[Shown], shown: pd.DataFrame, typed: pd.DataFrame) -> list[Correction]:
    """Return the corrections that lead from the table drawn to the one that came back."""
    rows = shown[_ROW].tolist()
    found: list[Correction] = []
    for one in columns:
        pairs = zip(rows, shown[one.key].tolist(), typed[one.key].tolist(), strict=True)
        found += [PutCell(grid.table, row, one.place, one.text(now)) for row, was, now in pairs if one.text(was) != one.text(now)]
    return found + [DropRow(grid.table, row) for row, gone in zip(rows, typed[_GONE].tolist(), strict=True) if gone]


def _take(work: Work, seen: tuple[Step, ...], typed: Sequence[Correction]) -> None:
    """Keep what was typed: what stood before in its order, what is new behind it."""
    steps = [(one,) for one in typed]
    before = [step for step in work.steps[len(seen) :] if step in steps]
    now = (*seen, *before, *(step for step in steps if step not in before))
    if now != work.steps:
        work.keep(now)
