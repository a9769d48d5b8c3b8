"""A ward's rota to take along: text for a chat group, a workbook for A3, CSV, a long picture."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from optimizer.core.errors import BadInputError
from optimizer.core.text import Lang, Text
from optimizer.report.roster.book import roster_book
from optimizer.report.roster.chat import chat_texts
from optimizer.report.roster.table import roster_csv
from optimizer.ui.language import say
from optimizer.ui.plans import PlanView

AS_TEXT = Text("Text for a chat group", "群聊文字")
KIND = Text("As", "形式")
DOWNLOAD = Text("Download {file}", "下载 {file}")
COPY = Text("One message per week; copy it with the button at its corner.", "每周一条，点右上角按钮复制。")
_FILES = {
    ".xlsx": Text("Workbook for A3", "A3 排班表（工作簿）"),
    ".png": Text("Long picture", "长图"),
    ".csv": Text("Table (CSV)", "表格（CSV）"),
}


def pass_on(view: PlanView, ward_id: str, lang: Lang) -> None:
    """Draw the choice, and what was chosen."""
    kinds = ("", *_FILES)
    kind = st.selectbox(say(KIND), kinds, format_func=lambda key: _FILES.get(key, AS_TEXT).to(lang), key=f"pass_on_{lang}")
    if not kind:
        st.caption(say(COPY))
        for text in chat_texts(view.record, ward_id, lang):
            st.code(text, language=None)
        return
    try:
        content = _made(view, ward_id, lang)[kind]()
    except BadInputError as error:
        st.info(error.describe(lang))
        return
    if kind == ".png":
        st.image(content, width=540)
    name = f"{ward_id}{kind}"
    st.download_button(say(DOWNLOAD, file=name), content, file_name=name, on_click="ignore")


def _made(view: PlanView, ward_id: str, lang: Lang) -> dict[str, Callable[[], bytes]]:
    """Return how every kind of file is made."""

    def picture() -> bytes:
        from optimizer.report.roster.picture import roster_picture  # what draws is loaded where something is drawn

        return roster_picture(view.record, ward_id, lang)

    return {
        ".xlsx": lambda: roster_book(view.record, lang, (ward_id,)),
        ".csv": lambda: roster_csv(view.record, lang, ward_id),
        ".png": picture,
    }
