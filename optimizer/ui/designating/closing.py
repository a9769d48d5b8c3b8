"""What happens when a designated hospital closes tonight, hospital by hospital, and which one to add next."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.report.study.rehearsal import COLUMNS, GAINS, GAINS_TITLE
from optimizer.ui import frames
from optimizer.ui.designating.asked import rows, study
from optimizer.ui.designating.pages import study_page
from optimizer.ui.language import say
from optimizer.ui.plans import PlanView
from optimizer.ui.styling import figure, table_height

TITLE = Text("every hospital closed once", "逐家停用推演")
HOW = Text(
    "Every designated hospital is closed once while the others stay: who would be without a place, what would have to be opened. "
    "Worst first; figures are what becomes more, in expected bed-days and sessions.",
    "逐一停用定点机构、其余不变：多少人无定点可收，须新增哪些定点。影响大者在前，数字为预计床日与次数的增加量。",
)
REHEARSE = Text("Rehearse", "开始推演")
AGAIN = Text("Rehearse again", "重新推演")
OPENED = Text("What to open", "须新增定点")


def closing(view: PlanView, lang: Lang) -> None:
    """Draw the part."""
    st.markdown(say(HOW))
    words = ["designate", str(view.folder / "inputs"), "--plan", str(view.folder), "--rehearse"]
    out = study("rehearsal", words, view, TITLE, lang, REHEARSE, AGAIN)
    if out is None or not (out / "rehearsal.csv").exists():
        return
    _losses(view, out / "rehearsal.csv", lang)
    gains = rows(out / "additions.csv")
    if gains:
        st.markdown(f"##### {say(GAINS_TITLE)}")
        told = ("uncovered_less", "beyond_limit_less", "minutes_less")
        lines = [(_name(view, row, lang), *(figure(float(row[column]), 1) for column in told)) for row in gains]
        st.dataframe(frames.frame([column.title for column in GAINS], lines, lang), hide_index=True, width="stretch")
    study_page(out / "rehearsal.html", lang)


def _losses(view: PlanView, file: Path, lang: Lang) -> None:
    lines = []
    for row in rows(file):
        load, minutes = float(row["load"]), float(row["minutes_more"])
        opened = _listed(row["opened"])
        counts = (len(_listed(row["origin_ids"])), len(opened), len(_listed(row["converted"])))
        figures = (figure(load, 1), figure(float(row["uncovered_more"]), 1), figure(float(row["beyond_limit_more"]), 1))
        per_day = figure(minutes / load, 1) if load else "–"
        lines.append((_name(view, row, lang), *figures, per_day, *counts, "; ".join(_site(view, one, lang) for one in opened)))
    table = frames.frame([*(column.title for column in COLUMNS), OPENED], lines, lang)
    st.dataframe(table, hide_index=True, width="stretch", height=table_height(len(table)))


def _name(view: PlanView, row: dict[str, str], lang: Lang) -> str:
    return view.names.hospital(row["hospital_id"]).to(lang)


def _site(view: PlanView, words: str, lang: Lang) -> str:
    """Return a site, written as hospital and service (and ward kind), in names."""
    hospital_id, service_id, *_ = (*words.split(), "")
    return f"{view.names.hospital(hospital_id).to(lang)}: {view.names.service(service_id).to(lang)}"


def _listed(cell: str) -> list[str]:
    return [one.strip() for one in cell.split(";") if one.strip()]
