"""A ward's rota to take along: text for a chat group, a workbook for A3, CSV, a long picture."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import streamlit as st

from optimizer.core.errors import BadInputError
from optimizer.core.text import Lang, Text
from optimizer.report.roster.book import roster_book
from optimizer.report.roster.chat import chat_texts
from optimizer.report.roster.table import roster_csv
from optimizer.ui.access import why_not
from optimizer.ui.language import say
from optimizer.ui.plans import PlanView
from optimizer.ui.roles import Action

AS_TEXT = Text("Text for a chat group", "群聊文字")
KIND = Text("As", "形式")
DOWNLOAD = Text("Download {file}", "下载 {file}")
COPY = Text("One message per week; copy it with the button at its corner.", "每周一条，点右上角按钮复制。")
_EVERY = "every.xlsx"
_FILES = {
    ".xlsx": Text("Workbook for A3", "A3 排班表（工作簿）"),
    _EVERY: Text("Workbook for A3, all wards", "A3 排班表（全部病区）"),
    ".png": Text("Long picture", "长图"),
    ".csv": Text("Table (CSV)", "表格（CSV）"),
}


def pass_on(view: PlanView, ward_id: str, lang: Lang, dates: Sequence[dt.date] = ()) -> None:
    """Draw the choice, and what was chosen."""
    kinds = ("", *_FILES)
    kind = st.selectbox(say(KIND), kinds, format_func=lambda key: _FILES.get(key, AS_TEXT).to(lang), key=f"pass_on_{lang}")
    if not kind:
        st.caption(say(COPY))
        for text in chat_texts(view.record, ward_id, lang, dates):
            st.code(text, language=None, height=320)
        return
    why = why_not(Action.EXPORT, None if kind == _EVERY else view.names.hospital_of_ward(ward_id))
    if why is not None:
        st.info(say(why))
        return
    try:
        content = _made(view, ward_id, lang, dates)[kind]()
    except BadInputError as error:
        st.info(error.describe(lang))
        return
    if kind == ".png":
        st.image(content, width=540)
    name = "wards.xlsx" if kind == _EVERY else f"{ward_id}{kind}"
    st.download_button(say(DOWNLOAD, file=name), content, file_name=name, on_click="ignore")


def _made(view: PlanView, ward_id: str, lang: Lang, dates: Sequence[dt.date]) -> dict[str, Callable[[], bytes]]:
    """Return how every kind of file is made."""

    def picture() -> bytes:
        from optimizer.report.roster.picture import roster_picture  # what draws is loaded where something is drawn

        return roster_picture(view.record, ward_id, lang, dates)

    return {
        ".xlsx": lambda: roster_book(view.record, lang, (ward_id,), dates),
        _EVERY: lambda: roster_book(view.record, lang, _wards(view), dates),
        ".csv": lambda: roster_csv(view.record, lang, ward_id, dates),
        ".png": picture,
    }


def _wards(view: PlanView) -> tuple[str, ...]:
    staffed = {row.ward_id for row in view.record.tables.rota}
    return tuple(row.ward_id for row in view.record.dataset.wards if row.ward_id in staffed)
