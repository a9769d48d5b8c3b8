"""A shift that somebody cannot work: who can take it, best first, what it changes, and what keeps the others from it."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from optimizer.core.errors import BadInputError
from optimizer.core.rulebook import RULES
from optimizer.core.text import Lang, Text
from optimizer.data.vocabulary import LABELS
from optimizer.planning.rota_decided import Decided, decided
from optimizer.planning.rota_desk import absences, open_shift
from optimizer.planning.rota_desk_words import change_text, kept_by_rule, moves_text
from optimizer.rota.desk.book import RotaDesk
from optimizer.rota.desk.replace import Ranking, Replacement, Vacancy, replacements
from optimizer.ui import frames
from optimizer.ui.access import action_button
from optimizer.ui.language import plain, say
from optimizer.ui.plans import PlanView
from optimizer.ui.roles import Action
from optimizer.ui.rota.by_ward import pick_ward
from optimizer.ui.rota.decisions import decide, desk_now
from optimizer.ui.rota.exchange import exchange

KIND = Text("What happened", "情况")
KINDS = {
    "absent": Text("Somebody cannot come", "有人不能到岗"),
    "open": Text("One more person is needed", "需要增加一人"),
    "swap": Text("Two people want to swap", "两人申请互换"),
}
DAY = Text("Day", "日期")
WHO = Text("Who cannot come", "谁不能到岗")
SHIFT = Text("Shift", "班次")
ROLE = Text("Role", "岗位")
NO_SHIFT = Text("Nobody has a shift in this ward on that day.", "该病区当日无人在班。")
LEFT = Text("If nobody comes: {goals}.", "若无人接替：{goals}。")
NOBODY = Text(
    "Nobody can take it, not even with an exchange of two. The rules against everybody stand below.",
    "无人可接替，两人连环调班也不行。原因见下。",
)
BEST = Text("{count} ways to fill it, best first", "可行方案 {count} 个，由优到次")
RANKED = Text(
    "Cover first, then few changes and few refused requests, then who is on call or standing by, then hours and nights.",
    "先看保障在岗，再看变动与拒绝意愿少，再看备班待命，最后看工时与夜班。",
)
TAKE = Text("Decide for it", "采用")
GOALS = Text("Goals: {goals}", "目标：{goals}")
MORE = Text("Show all {count}", "显示全部 {count} 个")
KEPT = Text("Cannot take it: {count} people of the role", "不可接替的同岗人员：{count} 人")
RULE = Text("Rule", "规则")
PEOPLE = Text("People", "人数")
LIKE = Text("For example", "例如")
WHY_NOT = Text("Why not somebody", "为何某人不可")
FEW = 5


def swaps(view: PlanView, lang: Lang) -> None:
    """Draw the question and the answer."""
    try:
        desk = desk_now(view)
    except BadInputError as error:
        st.info(plain(error.describe(lang)))
        return
    kind = st.radio(say(KIND), list(KINDS), format_func=lambda one: KINDS[one].to(lang), horizontal=True, key="swap_kind")
    if kind == "swap":
        exchange(view, desk, lang)
        return
    ward, day, rest = st.columns([2, 1.2, 2.2])
    with ward:
        ward_id = pick_ward(view, "swap_ward", lang)
    if ward_id is None:
        return
    dates = list(view.record.dataset.horizon)
    date = day.selectbox(say(DAY), dates, format_func=lambda one: frames.day_title(one, lang), key="swap_day")
    with rest:
        vacancy = _absent(desk, ward_id, dates.index(date), lang) if kind == "absent" else _open(desk, ward_id, date, lang)
    if vacancy is not None:
        _answer(view, desk, replacements(desk, vacancy), lang)


def _absent(desk: RotaDesk, ward_id: str, day: int, lang: Lang) -> Vacancy | None:
    ward = desk.instance.wards.index(ward_id)
    there = {
        desk.instance.people[index].staff_id: shift
        for (index, on), (shift, at) in sorted(desk.assigned.items(), key=lambda item: (item[1][0], item[0]))
        if (on, at) == (day, ward)
    }
    if not there:
        st.info(say(NO_SHIFT))
        return None

    def called(staff_id: str) -> str:
        role = LABELS[desk.instance.people[desk.place[staff_id]].role].to(lang)
        return f"{staff_id} · {role} · {desk.instance.shifts[there[staff_id]].shift_type_id}"

    who = st.selectbox(say(WHO), list(there), format_func=called, key="swap_who")
    date = desk.dataset.horizon.date(day)
    return next((one for one in absences(desk, who, date, date) if one.where[1] == ward), None)


def _open(desk: RotaDesk, ward_id: str, date: dt.date, lang: Lang) -> Vacancy | None:
    needs = [need for need in desk.instance.needs if desk.instance.wards[need.ward] == ward_id]
    shifts = [desk.instance.shifts[place].shift_type_id for place in sorted({need.shift for need in needs})]
    roles = sorted({need.role for need in needs})
    left, right = st.columns(2)
    shift = left.selectbox(say(SHIFT), shifts, key="swap_shift")
    role = right.selectbox(say(ROLE), roles, format_func=lambda one: LABELS[one].to(lang), key="swap_role")
    return None if shift is None or role is None else open_shift(desk, ward_id, shift, role, date)


def _answer(view: PlanView, desk: RotaDesk, ranking: Ranking, lang: Lang) -> None:
    if ranking.vacancy.absent is not None:
        st.markdown(plain(say(LEFT, goals=change_text(ranking.left_open, lang))))
    found = ranking.replacements
    if found:
        st.markdown(f"##### {say(BEST, count=len(found))}")
        st.caption(say(RANKED))
        every = len(found) > FEW and st.toggle(say(MORE, count=len(found)), key="swap_all")
        for rank, one in enumerate(found if every else found[:FEW], 1):
            _way(view, desk, ranking, one, rank, lang)
    else:
        st.warning(say(NOBODY))
    _kept(desk, ranking, lang)


def _way(view: PlanView, desk: RotaDesk, ranking: Ranking, one: Replacement, rank: int, lang: Lang) -> None:
    join = "；" if lang == "zh" else "; "
    with st.container(border=True):
        told, take = st.columns([6, 1], vertical_alignment="center")
        told.markdown(f"**{rank}. {plain(moves_text(desk, one.moves, lang))}**")
        told.markdown(plain(say(GOALS, goals=change_text(one.change, lang))))
        for facts in one.facts:
            told.caption(plain(f"{facts.staff_id}{'：' if lang == 'zh' else ': '}{join.join(facts.lines(lang))}"))
        rows: tuple[Decided, ...] = decided(desk, {**ranking.vacancy.left, **one.moves})
        home = view.names.hospital_of_ward(desk.instance.wards[ranking.vacancy.where[1]])
        action_button(
            say(TAKE), Action.ROTA, home, on_click=decide, args=(view, rows), key=f"swap_take_{rank}", place=take, width="stretch"
        )


def _kept(desk: RotaDesk, ranking: Ranking, lang: Lang) -> None:
    """Draw those who may not come, by the first rule against them."""
    if not ranking.kept:
        return
    with st.expander(say(KEPT, count=len(ranking.kept)), expanded=not ranking.replacements):
        rows = []
        for rule, places in kept_by_rule(ranking):
            index, obstacles = ranking.kept[places[0]]
            said = obstacles[0].describe(lang)
            rows.append((RULES[rule].title.to(lang), len(places), f"{desk.instance.people[index].staff_id} · {said}"))
        st.dataframe(frames.frame((RULE, PEOPLE, LIKE), rows, lang), hide_index=True, width="stretch")
        reasons = {desk.instance.people[index].staff_id: obstacles for index, obstacles in ranking.kept}
        who = st.selectbox(say(WHY_NOT), sorted(reasons), index=None, key="swap_why_not")
        for obstacle in reasons.get(who or "", ()):
            st.markdown(f"- {plain(obstacle.describe(lang))}")
