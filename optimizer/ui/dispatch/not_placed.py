"""Who has no place yet, why, and what would give them one."""

from __future__ import annotations

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.planning.explain_levers import Means
from optimizer.planning.explain_repairs import Group, Repair
from optimizer.planning.explain_texts import group_lines, repair_text
from optimizer.planning.whatif.change import Change, ChangeKind
from optimizer.ui import frames
from optimizer.ui.access import why_not
from optimizer.ui.dispatch.answers import groups, worths
from optimizer.ui.frame import go_to
from optimizer.ui.language import plain, say
from optimizer.ui.plans import PlanView
from optimizer.ui.roles import Action
from optimizer.ui.styling import table_height
from optimizer.ui.variants import put

ALL_PLACED = Text("Every patient has a place.", "全部患者均已安排。")
NEXT = Text(
    "Nothing is open here. A notice that a hospital cannot accept, or a change under What if, may change that.",
    "此处暂无待办。如有机构报告暂不能收治，或需推演其他情景，请从对应页面操作。",
)
HELPS = Text("What would help", "补救措施")
HOW = Text(
    "Patients who compete for the same units stand together. Every measure was tried out on this plan; nothing is changed by it.",
    "争用相同单元的患者列为一组。各项措施均已在本方案上试算，方案本身未被改动。",
)
TRY = Text("Try under What if", "推演此项")
BEDS = Text("One more bed, where would it count?", "多一张床位，用在哪里最有效？")
BEDS_HOW = Text(
    "One bed or station more, each by itself, and how the goals change with it (units not named: nothing).",
    "逐一增加一张床位（机位）时各目标的变化（未列出的单元：无变化）。",
)
WORK_OUT = Text("Work it out", "计算")
NOWHERE = Text("One bed more would change nothing, wherever it is put.", "无论加在何处，多一张床位均无变化。")
MORE = Text("… and {count} more", "……另有 {count} 项")
MOST = 12
_ASKED = "not_placed_beds"


def draw_not_placed(view: PlanView, lang: Lang) -> None:
    """Draw the table, the repairs by group, and the worth of one more bed."""
    why = why_not(Action.PATIENTS)
    if why is not None:
        st.info(say(why))
        return
    if view.record.tables.unplaced:
        table = frames.unplaced(view, lang)
        st.dataframe(table, hide_index=True, width="stretch", height=table_height(len(table), 330))
        st.markdown(f"##### {say(HELPS)}")
        st.caption(say(HOW))
        for number, group in enumerate(groups(view)):
            with st.container(border=True):
                _group(view, group, lang, f"not_placed_try_{number}")
    else:
        st.success(say(ALL_PLACED))
        st.caption(say(NEXT))
    _beds(view, lang)


def _group(view: PlanView, group: Group, lang: Lang, key: str) -> None:
    data = view.record.dataset
    head, *rest = group_lines(data, group, lang)
    st.markdown(f"**{plain(head)}**")
    if not group.repairs:
        st.markdown("\n".join(f"- {plain(line.strip(' -'))}" for line in rest))
    for rank, repair in enumerate(group.repairs, 1):
        line, act = st.columns([5, 1.4], vertical_alignment="center")
        line.markdown(f"{rank}\\. {plain(repair_text(data, group, repair, lang))}")
        changes = as_changes(view, repair)
        if changes and act.button(say(TRY), type="tertiary", icon=":material/science:", key=f"{key}_{rank}"):
            put(0, changes)
            go_to("whatif")


def as_changes(view: PlanView, repair: Repair) -> tuple[Change, ...]:
    """Return a repair as the changes of a what-if; none where one of its parts is no such change."""
    horizon = view.record.dataset.horizon
    found = []
    for part in repair.parts:
        if part.means is Means.BEDS:
            whole = (part.from_, part.to) == (horizon.start, horizon.last)
            first, last = (None, None) if whole else (part.from_, None if part.to == horizon.last else part.to)
            found.append(Change(ChangeKind.BEDS, part.unit_id, amount=float(part.amount), relative=True, first=first, last=last))
        elif part.means is Means.CONVERT and not part.designation:
            found.append(Change(ChangeKind.CONVERT, part.unit_id, to_kind=part.ward_kind))
        else:
            return ()
    return tuple(found)


def _beds(view: PlanView, lang: Lang) -> None:
    with st.expander(say(BEDS), expanded=st.session_state.get(_ASKED) == view.digest):
        st.caption(say(BEDS_HOW))
        if st.session_state.get(_ASKED) != view.digest:
            if st.button(say(WORK_OUT), key="not_placed_work_out"):
                st.session_state[_ASKED] = view.digest
                st.rerun()
            return
        found = worths(view)
        lines = [plain(one.describe(view.record.dataset, lang)) for one in found[:MOST]]
        if len(found) > MOST:
            lines.append(say(MORE, count=len(found) - MOST))
        st.markdown("\n".join(f"- {line}" for line in lines) or say(NOWHERE))
