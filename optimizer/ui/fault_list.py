"""Faults of a work: the list, the jump to the cell of one of them, and the cell put right where it can be."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from optimizer.core.issue import Issue
from optimizer.core.text import Lang, Text
from optimizer.data.complaint import OF_PATIENTS, echo
from optimizer.data.schema import INPUT_TABLES
from optimizer.ui import frames, palette, texts
from optimizer.ui.changed_cells import ROW, TABLE
from optimizer.ui.fault_spot import Spot, spot_of
from optimizer.ui.language import plain, say
from optimizer.ui.mending import mend
from optimizer.ui.sheet_columns import shown_columns
from optimizer.ui.sheets import Work
from optimizer.ui.styling import table_height

COLUMN = Text("Column", "列")
WRONG = Text("What is wrong", "问题")
FIX = Text("What to do", "处理办法")
COUNT = Text("Faults: {count}. Choose one to see its cell.", "错误 {count} 处。请选择一处查看对应单元格。")
NEXT = Text("Next fault", "下一处")
BEFORE = Text("Previous fault", "上一处")
NUMBER = Text("Fault {number} of {count}", "第 {number} 处，共 {count} 处")
NO_CELL = Text(
    "This fault has no cell to be shown: mend the file and upload it again.", "该错误不对应某个单元格：请修改文件后重新上传。"
)
_AROUND = 3
_MARK = f"{palette.BAD_CELL}; border: 2px solid {palette.HIGH}"
_NEAR = f"background-color: {palette.IDLE}; color: {palette.INK}"


def fault_list(work: Work, faults: Sequence[Issue], lang: Lang) -> None:
    """Draw the list, and beneath it the fault chosen with its cell."""
    at = min(st.session_state.get("fault_at", 0), len(faults) - 1)
    st.error(say(COUNT, count=len(faults)))
    chosen = st.dataframe(
        _table(faults, lang),
        hide_index=True,
        width="stretch",
        height=table_height(len(faults), 260),
        on_select="rerun",
        selection_mode="single-row",
        key=f"fault_table_{work.round}_{len(faults)}",
    )
    rows = chosen.selection.rows
    if rows and rows != st.session_state.get("fault_rows"):
        at = rows[0]
    st.session_state["fault_rows"], st.session_state["fault_at"] = rows, at
    back, on, said = st.columns([1, 1, 4], vertical_alignment="center")
    back.button(say(BEFORE), disabled=at == 0, width="stretch", on_click=_go, args=(at - 1,), key="fault_back")
    on.button(say(NEXT), disabled=at >= len(faults) - 1, width="stretch", on_click=_go, args=(at + 1,), key="fault_next")
    said.markdown(say(NUMBER, number=at + 1, count=len(faults)))
    _one(work, faults[at], lang)


def _go(at: int) -> None:
    st.session_state["fault_at"] = at


def _table(faults: Sequence[Issue], lang: Lang) -> pd.DataFrame:
    rows = [
        (table_title(one, lang), str(one.row or ""), column_title(one, lang), one.value, *_words(one, lang)) for one in faults
    ]
    return frames.frame((TABLE, ROW, COLUMN, texts.VALUE, WRONG, FIX), rows, lang)


def _words(fault: Issue, lang: Lang) -> tuple[str, str]:
    record = fault.to_dict(lang)
    return str(record["message"]), str(record["fix"])


def table_title(fault: Issue, lang: Lang) -> str:
    """Return the title of the table a fault stands in; a file is called by its name."""
    return INPUT_TABLES[fault.table].title.to(lang) if fault.table in INPUT_TABLES else fault.table


def column_title(fault: Issue, lang: Lang) -> str:
    """Return the title of the column a fault stands in; one the schema does not know is called as written."""
    known = {column.name for column in INPUT_TABLES[fault.table].columns} if fault.table in INPUT_TABLES else set()
    return frames.header(fault.table, fault.column, lang) if fault.column in known else fault.column


def _one(work: Work, fault: Issue, lang: Lang) -> None:
    now = work.now()
    spot = spot_of(now, fault)
    with st.container(border=True):
        where = " · ".join(
            filter(None, (table_title(fault, lang), f"{say(ROW)} {fault.row}" if fault.row else "", column_title(fault, lang)))
        )
        st.markdown(f"**{plain(where)}** — {plain(fault.describe(lang))}")
        if spot is not None and fault.code != "personal_data":
            _around(work, spot, lang)
        if not mend(work, fault, spot, lang):
            st.caption(say(NO_CELL))


def _around(work: Work, spot: Spot, lang: Lang) -> None:
    """Show the row of a fault with those around it, its cell marked."""
    place = next((number for number, line in enumerate(spot.lines) if line.number == spot.row), 0)
    lines = spot.lines[max(0, place - _AROUND) : place + _AROUND + 1]
    columns = shown_columns(work.found, spot.grid, spot.header, lines, lang)
    marked = next((one.title for one in columns if one.place == spot.place), None)
    told = (lambda text: echo(spot.grid.table, text)) if spot.grid.table in OF_PATIENTS else str
    kept = [one for one in columns if one.place == spot.place or any(line.cell(one.place).strip() for line in lines)]
    table = pd.DataFrame({one.title: [told(line.cell(one.place)) for line in lines] for one in kept})
    table.insert(0, say(ROW), [f"▶ {line.number}" if line.number == spot.row else str(line.number) for line in lines])

    def look(row: pd.Series) -> list[str]:
        here = lines[int(row.name)].number == spot.row  # type: ignore[call-overload]
        return [(_MARK if title == marked else _NEAR) if here else "" for title in row.index]

    order = [say(ROW), *([marked] if marked else []), *(one.title for one in kept if one.title != marked)]
    st.dataframe(table.style.apply(look, axis=1), hide_index=True, width="stretch", column_order=order)
