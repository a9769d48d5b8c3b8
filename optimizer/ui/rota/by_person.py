"""Everybody's shifts: a row a person, of some hospital, role or group, with totals."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.data.vocabulary import LABELS
from optimizer.planning.needs import STEP_TITLES
from optimizer.report.roster.grid import Person, roster
from optimizer.ui import texts
from optimizer.ui.frames import header
from optimizer.ui.language import say
from optimizer.ui.plans import PlanView
from optimizer.ui.rota.chosen import about_cell
from optimizer.ui.rota.grid import WARDS, draw_roster, say_counts

GROUP = Text("Group or team", "小组或梯队")
WHO = Text("Staff id", "工号")
NOBODY = Text("Nobody with shifts fits. Choose less.", "没有符合条件的在班人员，请放宽条件。")
WITHOUT = Text(
    "{count} people of this choice have no shift in this plan and are in no team on duty.",
    "该范围内另有 {count} 人在本方案中无班且不在值守梯队。",
)
_ALL = ""


def by_person(view: PlanView, lang: Lang) -> None:
    """Draw the filters, and the roster of those who pass."""
    if not view.record.tables.rota:
        st.info(say(texts.NOT_PLANNED, what=STEP_TITLES["rota"]))
        return
    whole = roster(view.record)
    chosen = _filters(view, lang)
    grid = replace(whole, people=tuple(person for person in whole.people if person.staff_id in chosen))
    if not grid.people:
        st.info(say(NOBODY))
        return
    say_counts(grid, lang)
    above = st.container()
    also = {header("staff", "group_id", lang): lambda person: _group(view, person)}
    if not st.session_state.get("rota_hospital"):
        also[texts.HOSPITAL.to(lang)] = lambda person: _home(view, person, lang)
    last = {WARDS.to(lang): lambda person: "、".join(person.wards)}
    chosen_cell = draw_roster(grid, lang, "rota_by_person", also=also, last=last)
    with above:
        about_cell(view, chosen_cell, lang)
    without = len(chosen) - len(grid.people)
    if without:
        st.caption(say(WITHOUT, count=without))


def _filters(view: PlanView, lang: Lang) -> set[str]:
    """Draw the choices; return the ids of everybody who passes, with or without shifts."""
    data, teams = view.record.dataset, {row.staff_id: row.team_id for row in view.record.tables.teams}
    at, role, group, who = st.columns([2, 1.2, 1.4, 1.2])
    hospitals = [row.hospital_id for row in data.hospitals if any(one.hospital_id == row.hospital_id for one in data.staff)]
    hospital = at.selectbox(
        say(texts.HOSPITAL),
        [_ALL, *hospitals],
        format_func=lambda one: (view.names.hospital(one) if one else texts.ALL).to(lang),
        key="rota_hospital",
    )
    found = [one for one in data.staff if hospital in {_ALL, one.hospital_id}]
    roles = list(dict.fromkeys(one.role for one in found))
    asked = role.selectbox(
        say(_ROLE), [_ALL, *roles], format_func=lambda one: (LABELS[one] if one else texts.ALL).to(lang), key="rota_role"
    )
    found = [one for one in found if asked in {_ALL, one.role}]
    groups = sorted({name for one in found for name in (one.group_id, teams.get(one.staff_id)) if name})
    wanted = group.selectbox(say(GROUP), [_ALL, *groups], format_func=lambda one: one or texts.ALL.to(lang), key="rota_group")
    found = [one for one in found if wanted in {_ALL, one.group_id, teams.get(one.staff_id)}]
    part = who.text_input(say(WHO), key="rota_who").strip().casefold()
    return {one.staff_id for one in found if part in one.staff_id.casefold()}


def _home(view: PlanView, person: Person, lang: Lang) -> str:
    return view.names.hospital(view.record.dataset.member[person.staff_id].hospital_id).to(lang)


def _group(view: PlanView, person: Person) -> str:
    own = view.record.dataset.member[person.staff_id].group_id or ""
    return " · ".join(part for part in (own, person.team_id) if part)


_ROLE = Text("Role", "岗位")
