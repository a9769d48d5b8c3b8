"""Lists and files of a plan to take along: what hospitals, vehicles, wards and people need, and the plan as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from optimizer.core.errors import PlannerError
from optimizer.core.text import Lang, Text
from optimizer.report.build import parts
from optimizer.report.calendars import calendars, file_name
from optimizer.report.handouts.build import lists, packed
from optimizer.report.handouts.handout import WRITERS, some
from optimizer.report.handouts.picture import pictures
from optimizer.report.handouts.svg import chart_files
from optimizer.store import StoreError
from optimizer.ui import texts
from optimizer.ui.access import why_not
from optimizer.ui.dispatch.desk_store import told
from optimizer.ui.language import say
from optimizer.ui.plans import PlanView
from optimizer.ui.roles import Action
from optimizer.ui.rota.published import publications

WHAT = Text("List or file", "清单或文件")
AS = Text("As", "格式")
PERSON = Text("Person", "人员")
DOWNLOAD = Text("Download {file}", "下载 {file}")
NOTHING = Text("This plan has nothing for it.", "本方案无此内容。")
_MIME = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".ics": "text/calendar",
    ".svg": "image/svg+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
_CITY, _HOSPITAL, _PERSON = "city", "hospital", "person"


@dataclass(frozen=True, slots=True)
class _Kind:
    """A list or file: its name, of whom it is, the endings it comes in, and whether patients stand in it."""

    title: Text
    of: str
    suffixes: tuple[str, ...]
    patients: bool = False


_AS_LIST = (".xlsx", ".html", ".csv")
KINDS: Mapping[str, _Kind] = {
    "intake": _Kind(Text("Intake list of a hospital", "机构收治交接清单"), _HOSPITAL, _AS_LIST, patients=True),
    "vehicles": _Kind(Text("Run sheets of the vehicles", "车辆任务单"), _CITY, _AS_LIST, patients=True),
    "shifts": _Kind(Text("Shifts, one a row", "班次清单（每班一行）"), _CITY, _AS_LIST),
    "hospital_shifts": _Kind(Text("Shifts of a hospital, one a row", "机构班次清单（每班一行）"), _HOSPITAL, _AS_LIST),
    "transfers": _Kind(Text("Supplies to send and to receive", "物资调拨清单"), _CITY, _AS_LIST),
    "calendar": _Kind(Text("Calendar of a person", "个人日历"), _PERSON, (".ics",)),
    "calendars": _Kind(Text("Calendars of everybody", "全员日历"), _CITY, (".zip",)),
    "plan": _Kind(Text("Workbook of the plan, with the wide rota", "方案工作簿（含排班总表）"), _CITY, (".xlsx",), patients=True),
    "report": _Kind(Text("Report, one file", "报告（单文件）"), _CITY, (".html",), patients=True),
    "charts": _Kind(Text("Charts (SVG)", "图表（SVG）"), _CITY, (".zip",)),
    "pictures": _Kind(Text("Charts (PNG)", "图表（PNG）"), _CITY, (".zip",)),
}
_OF_LIST = {"hospital_shifts": "shifts"}


def draw_lists(view: PlanView, lang: Lang) -> None:
    """Draw what hospitals and drivers get: who comes when, and whom to fetch."""
    downloads(view, lang, ("intake", "vehicles"), "routing_lists")


def downloads(view: PlanView, lang: Lang, kinds: Sequence[str] = tuple(KINDS), key: str = "download_what") -> None:
    """Draw the choice of some lists and files, and the button; `key` is the choice's."""
    what, which, form = st.columns([1.6, 2, 1])
    kind = what.selectbox(say(WHAT), kinds, format_func=lambda one: KINDS[one].title.to(lang), key=key)
    with which:
        chosen = _chosen(view, kind, lang)
    suffixes = KINDS[kind].suffixes
    suffix = form.selectbox(say(AS), suffixes, key=f"download_as_{kind}") if len(suffixes) > 1 else suffixes[0]
    if chosen is None:
        st.info(say(NOTHING))
        return
    hospital = _hospital(view, kind, chosen)
    why = why_not(Action.EXPORT, hospital) or (why_not(Action.PATIENTS, hospital) if KINDS[kind].patients else None)
    if why is not None:
        st.info(say(why))
        return
    try:
        content = _content(view.digest, kind, chosen, suffix, lang, _revision() if suffix in {".ics", ".zip"} else 0, view)
    except PlannerError as error:
        st.error(told(error))
        return
    if not content:
        st.info(say(NOTHING))
        return
    name = "-".join(part for part in (kind, file_name(chosen) if chosen else "") if part) + suffix
    st.download_button(
        say(DOWNLOAD, file=name), content, name, _MIME[suffix], on_click="ignore", type="primary", key="download_go"
    )


def _chosen(view: PlanView, kind: str, lang: Lang) -> str | None:
    """Draw whom a list is of; "" for the whole city, None where there is nobody to choose."""
    data, tables = view.record.dataset, view.record.tables
    if KINDS[kind].of == _CITY:
        return ""
    if KINDS[kind].of == _PERSON:
        return st.selectbox(say(PERSON), sorted({row.staff_id for row in tables.rota}), key="download_person")
    if kind == "intake":
        there = {data.unit[row.unit_id].hospital_id for row in tables.placements}
    else:
        there = {view.names.hospital_of_ward(row.ward_id) for row in tables.rota}
    known = [row.hospital_id for row in data.hospitals if row.hospital_id in there]
    return st.selectbox(
        say(texts.HOSPITAL), known, format_func=lambda one: view.names.hospital(one).to(lang), key=f"download_hospital_{kind}"
    )


def _hospital(view: PlanView, kind: str, chosen: str) -> str | None:
    """Return the hospital whose list it is, None for the city's."""
    if KINDS[kind].of == _PERSON:
        return view.record.dataset.member[chosen].hospital_id
    return chosen or None


def _revision() -> int:
    """Return how many rotas were published so far; 0 where the store cannot be asked."""
    try:
        return len(publications())
    except StoreError:
        return 0


@st.cache_data(max_entries=24, show_spinner=False)
def _content(digest: str, kind: str, chosen: str, suffix: str, lang: Lang, revision: int, _view: PlanView) -> bytes:
    plan, name = _view.record, _OF_LIST.get(kind, kind)
    if suffix in WRITERS and name in lists(plan):
        made = lists(plan)[name]()
        made = some(made, (chosen,)) if chosen else made
        return WRITERS[suffix](made, lang) if made.rows else b""
    whole: Mapping[str, Callable[[], bytes]] = {
        "calendar": lambda: calendars(plan, lang, revision).get(f"calendars/{file_name(chosen)}.ics", b""),
        "calendars": lambda: _zip(calendars(plan, lang, revision)),
        "charts": lambda: _zip(chart_files(plan, lang)),
        "pictures": lambda: _zip(pictures(chart_files(plan, lang))),
        "plan": lambda: of_folder(_view, "plan.xlsx", lang),
        "report": lambda: of_folder(_view, "report.html", lang),
    }
    return whole[kind]()


def _zip(files: Mapping[str, bytes]) -> bytes:
    return packed(files) if files else b""


def of_folder(view: PlanView, name: str, lang: Lang) -> bytes:
    """Return a file as it stands in the plan folder, where it was checked; drawn anew where it is missing."""
    path: Path = view.folder / name
    return path.read_bytes() if path.exists() else parts(view.record, lang)[name]()
