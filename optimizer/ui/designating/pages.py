"""Papers and pages to take along: what is drafted for the plan, and the page of a study."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.data.planfolder import fingerprint
from optimizer.report.papers.build import PAPERS, paper_files, papers
from optimizer.report.papers.frame import Frame
from optimizer.ui.access import require
from optimizer.ui.language import say
from optimizer.ui.plans import PlanView, load_view
from optimizer.ui.roles import Action

HOW = Text(
    "Drafts of the plan's papers: figures and names are filled in, what only the office knows is marked for it. A draft is no "
    "order until signed.",
    "方案文书草稿：数字与机构已填，须由机关填写之处已标出。草稿未经签发不得执行。",
)
PAPER = Text("Paper", "文书")
IN = Text("Language of the paper", "文书语言")
GET = Text("Download {file}", "下载 {file}")
WHOLE_PAGE = Text("Download the page", "下载分析页")
_KINDS = {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "html": "text/html"}
_NAMES: dict[Lang, str] = {"zh": "中文", "en": "English"}


def paper_downloads(view: PlanView, lang: Lang) -> None:
    """Draw the choice of papers and the files of the chosen one."""
    st.markdown(say(HOW))
    kind, language, _ = st.columns([2, 1, 2])
    called = {key: _capital(name.to(lang)) for key, name in PAPERS.items()}
    key = kind.selectbox(say(PAPER), list(PAPERS), format_func=called.__getitem__, key="paper_kind")
    langs: list[Lang] = ["zh", "en"]
    tongue = language.segmented_control(say(IN), langs, default="zh", format_func=_NAMES.__getitem__, key="paper_lang") or "zh"
    if not require(Action.EXPORT):
        return
    files = _drafted(str(view.folder), fingerprint(view.folder), key, tongue)
    for place, (name, content) in zip(st.columns([1, 1, 2]), sorted(files.items()), strict=False):
        place.download_button(
            say(GET, file=name),
            content,
            file_name=name,
            mime=_KINDS[name.rsplit(".", 1)[1]],
            on_click="ignore",
            width="stretch",
            key=f"paper_{name}",
        )


def study_page(page: Path, lang: Lang) -> None:
    """Draw the button that hands out the page of a study."""
    if page.exists() and require(Action.EXPORT):
        st.download_button(
            say(WHOLE_PAGE),
            page.read_bytes(),
            file_name=page.name,
            mime="text/html",
            on_click="ignore",
            key=f"{page.stem}_{lang}",
        )


@st.cache_data(show_spinner=False, max_entries=16)
def _drafted(folder: str, stamp: str, key: str, lang: Lang) -> dict[str, bytes]:
    """Return the files of a paper; `stamp` tells the plan from the one that stood in the folder before."""
    plan = load_view(Path(folder)).record
    return paper_files(papers(plan, None, (key,)), Frame.of(plan, stamp), (lang,))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
