"""Files brought in: template, upload, faults put right on the spot, acceptance, and the accepted data planned."""

from __future__ import annotations

import re
import time

import streamlit as st

from optimizer.core.issue import Issue
from optimizer.core.text import Lang, Text
from optimizer.data.dataset import Dataset
from optimizer.data.reading.corrections import over
from optimizer.data.reading.grid import MAX_BYTES
from optimizer.data.reading.sources import Found
from optimizer.data.schema import INPUT_TABLES
from optimizer.planning.needs import STEP_TITLES, STEPS, lacking
from optimizer.ui import frames
from optimizer.ui.access import action_button
from optimizer.ui.changed_cells import ROW, TABLE
from optimizer.ui.edit_inputs import undo_reset
from optimizer.ui.fault_list import COLUMN, WRONG, column_title, fault_list, table_title
from optimizer.ui.frame import go_to
from optimizer.ui.intake import Intake, keep_dataset, take_in, template_bytes
from optimizer.ui.kept import choose
from optimizer.ui.language import plain, say
from optimizer.ui.places import datasets_folder, jobs_folder
from optimizer.ui.plans import PlanView
from optimizer.ui.roles import Action
from optimizer.ui.sheets import Work, work_of_plan
from optimizer.ui.table_editor import edit_tables
from optimizer.ui.whatif import start_plan

HOW = Text(
    "One workbook, or several CSV files with scenario.toml. Everything is checked here; nothing is kept before it is accepted, "
    "and a fault loses nothing: it can be put right on this page.",
    "可上传一个工作簿，或多个 CSV 文件（含 scenario.toml）。全部内容在此检查：接收前不保存任何数据；"
    "发现错误也不丢失，可直接在本页改正。",
)
FILES = Text("Workbook (.xlsx) or CSV files", "工作簿（.xlsx）或 CSV 文件")
READ = Text("Read and check", "读取并检查")
TEMPLATE = Text("Empty workbook (template)", "下载空白模板")
NO_FILES = Text("Choose files first.", "请先选择文件。")
CONTENT = Text(
    "{name}: {tables} tables, {rows} rows, {changes} corrections", "{name}：{tables} 张表，{rows} 行，已改正 {changes} 处"
)
UNNAMED = Text("Files", "上传文件")
FILL = Text("Take tables that are missing here from the plan shown", "缺少的数据表取自当前方案")
AWAY = Text("Put these files away", "放弃这些文件")
SOUND = Text("No faults. These data can be accepted.", "未发现错误，可以接收。")
REMARKS = Text("Remarks ({count})", "提示（{count}）")
NAME = Text("Name of these data", "数据名称")
ACCEPT = Text("Accept", "接收数据")
BAD_NAME = Text("A name of letters, digits, - and _.", "名称仅可含文字、数字、- 和 _。")
ACCEPTED = Text("Accepted as {name}.", "已接收，名称为 {name}。")
PLAN_IT = Text("Plan these data", "用这些数据求解")
PLAN_TITLE = Text("plan of {name}", "求解 {name}")
REACH = Text("What these data are enough for", "数据可支持的步骤")
READY = Text("{step}: ready", "{step}：数据齐备")
LACKS = Text("{step}: lacks {tables}", "{step}：缺少{tables}")
SHOW_TABLES = Text("Look at the tables and change them", "查看并修改数据表")


def bring_in(view: PlanView | None, lang: Lang) -> None:
    """Draw the upload, and what was uploaded."""
    st.markdown(say(HOW))
    with st.form("intake_form", clear_on_submit=True, border=True):
        files = st.file_uploader(say(FILES), accept_multiple_files=True, max_upload_size=MAX_BYTES // 2**20, key="intake_files")
        read, _ = st.columns([1, 4])
        asked = read.form_submit_button(say(READ), type="primary", width="stretch")
    st.download_button(
        say(TEMPLATE), template_bytes(lang), "hospital-optimizer-template.xlsx", icon=":material/download:", key="intake_template"
    )
    if asked and files:
        _forget()
        st.session_state["intake"] = take_in({file.name: file.getvalue() for file in files})
    elif asked:
        st.info(say(NO_FILES))
    intake: Intake | None = st.session_state.get("intake")
    if intake is not None:
        _checked(intake, view, lang)
    elif "accepted" in st.session_state:
        _accepted(lang)


def _forget() -> None:
    for key in ("intake", "accepted", "intake over", "fault_at", "fault_rows"):
        st.session_state.pop(key, None)
    Work("intake", Found("")).reset()


def _checked(intake: Intake, view: PlanView | None, lang: Lang) -> None:
    fill = False
    if view is not None:
        place = "intake_fill"
        st.session_state.setdefault(place, "hospitals" not in intake.found.grids)
        fill = st.toggle(say(FILL), key=place)
    work = _work(intake, view if fill else None)
    verdict, changes = work.verdict(), work.differences()
    grids = intake.found.grids
    rows = sum(sum(not line.blank for line in grid.lines) - 1 for grid in grids.values() if grid.lines)
    name = intake.name or say(UNNAMED)
    said, undo, reset, away = st.columns([3, 1, 1, 1.2], vertical_alignment="center")
    said.markdown(f"**{plain(say(CONTENT, name=name, tables=len(grids), rows=rows, changes=len(changes)))}**")
    undo_reset(work, undo, reset, "intake")
    away.button(say(AWAY), width="stretch", on_click=_forget, key="intake_away")
    if verdict.dataset is None:
        fault_list(work, verdict.faults, lang)
    else:
        _acceptance(verdict.dataset, intake, view if fill else None, lang)
    if grids and st.toggle(say(SHOW_TABLES), key="intake_tables"):
        edit_tables(work, lang, unseen={one.table for one in verdict.faults if one.code == "personal_data"})


def _work(intake: Intake, view: PlanView | None) -> Work:
    """Return the tables to be checked, with those that are missing taken from the plan shown."""
    if view is None:
        return Work("intake", intake.found, intake.outlines)
    base = work_of_plan(view.folder)
    known = st.session_state.get("intake over")
    if known is None or known[0] is not base.found or known[1] is not intake.found:
        known = st.session_state["intake over"] = (base.found, intake.found, over(base.found, intake.found))
    return Work("intake", known[2], intake.outlines or base.outlines)


def _acceptance(dataset: Dataset, intake: Intake, base: PlanView | None, lang: Lang) -> None:
    st.success(say(SOUND))
    _reach(dataset, lang)
    if dataset.issues:
        with st.expander(say(REMARKS, count=len(dataset.issues))):
            st.dataframe(_remarks(dataset.issues, lang), hide_index=True, width="stretch")
    field, accept = st.columns([3, 1], vertical_alignment="bottom")
    proposed = intake.name or (base.record.dataset.name if base is not None else "") or time.strftime("data-%m%d")
    name = field.text_input(say(NAME), proposed, max_chars=40, key=f"intake_name_{intake.name}").strip()
    sound = re.fullmatch(r"[\w\-]+", name) is not None
    if not sound:
        st.caption(say(BAD_NAME))
    if accept.button(say(ACCEPT), type="primary", disabled=not sound, width="stretch", key="intake_accept"):
        folder = keep_dataset(dataset, datasets_folder(), name)
        _forget()
        st.session_state["accepted"] = (folder, None if base is None else base.folder)
        st.rerun()


def _accepted(lang: Lang) -> None:
    folder, base = st.session_state["accepted"]
    st.success(say(ACCEPTED, name=plain(folder.name)))
    if action_button(say(PLAN_IT), Action.PLAN, type="primary", key="intake_plan"):
        start_plan(folder, base, jobs_folder(), lang, PLAN_TITLE)
        del st.session_state["accepted"]
        choose("runs_part", "jobs")
        go_to("runs")


def _reach(dataset: Dataset, lang: Lang) -> None:
    told = []
    for step in STEPS:
        missing = [_tables(word, lang) for word in lacking(dataset, step)]
        mark, text = (":gray[○]", LACKS) if missing else (":green[✓]", READY)
        joined = ("、" if lang == "zh" else ", ").join(missing)
        told.append(f"{mark} {plain(say(text, step=STEP_TITLES[step], tables=joined))}")
    st.markdown(f"{say(REACH)}　" + "　".join(told))


def _tables(words: str, lang: Lang) -> str:
    return "/".join(INPUT_TABLES[name].title.to(lang) if name in INPUT_TABLES else name for name in words.split("/"))


def _remarks(issues: tuple[Issue, ...], lang: Lang) -> object:
    rows = [(table_title(one, lang), str(one.row or ""), column_title(one, lang), one.describe(lang)) for one in issues]
    return frames.frame((TABLE, ROW, COLUMN, WRONG), rows, lang)
