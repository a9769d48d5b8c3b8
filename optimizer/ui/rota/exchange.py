"""May two people take each other's place: legal or not, the rules against it, and what it changes."""

from __future__ import annotations

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.data.vocabulary import LABELS
from optimizer.planning.rota_decided import decided
from optimizer.planning.rota_desk_words import change_text, moves_text
from optimizer.rota.desk.book import RotaDesk
from optimizer.rota.desk.swap import swapped
from optimizer.ui import frames
from optimizer.ui.access import action_button
from optimizer.ui.language import plain, say
from optimizer.ui.plans import PlanView
from optimizer.ui.roles import Action
from optimizer.ui.rota.decisions import decide

ONE = Text("One", "甲")
OTHER = Text("The other", "乙")
DAYS = Text("Days on which they swap", "互换日期")
CHOOSE = Text("Choose two people and at least one day.", "请选择两人及至少一天。")
NOTHING = Text("Both work the same on these days: nothing would change.", "两人在所选日期安排相同，无需互换。")
LEGAL = Text("May be done: {moves}", "可调：{moves}")
ILLEGAL = Text("May not be done: {moves}", "不可调：{moves}")
AGAINST = Text("{who}: {said}", "{who}：{said}")
GOALS = Text("Goals: {goals}", "目标：{goals}")
TAKE = Text("Decide for it", "采用")


def exchange(view: PlanView, desk: RotaDesk, lang: Lang) -> None:
    """Draw the question and the answer."""
    people = [person.staff_id for person in desk.instance.people]
    roles = {person.staff_id: LABELS[person.role].to(lang) for person in desk.instance.people}

    def called(staff_id: str) -> str:
        return f"{staff_id} · {roles[staff_id]}"

    first, second, when = st.columns(3)
    one = first.selectbox(say(ONE), people, index=None, format_func=called, key="exchange_one")
    other = second.selectbox(say(OTHER), people, index=None, format_func=called, key="exchange_other")
    dates = list(view.record.dataset.horizon)
    days = when.multiselect(say(DAYS), dates, format_func=lambda date: frames.day_title(date, lang), key="exchange_days")
    if one is None or other is None or one == other or not days:
        st.info(say(CHOOSE))
        return
    found = swapped(desk, desk.place[one], desk.place[other], sorted(dates.index(date) for date in days))
    if not found.moves:
        st.info(say(NOTHING))
        return
    moves = plain(moves_text(desk, found.moves, lang))
    if found.legal:
        st.success(say(LEGAL, moves=moves))
    else:
        st.error(say(ILLEGAL, moves=moves))
    for index, obstacles in found.obstacles:
        for obstacle in obstacles:
            st.markdown(f"- {plain(say(AGAINST, who=desk.instance.people[index].staff_id, said=obstacle.describe(lang)))}")
    st.markdown(plain(say(GOALS, goals=change_text(found.change, lang))))
    if found.legal:
        home = view.record.dataset.member[one].hospital_id
        rows = (view, decided(desk, found.moves))
        action_button(say(TAKE), Action.ROTA, home, on_click=decide, args=rows, key="exchange_take", type="primary")
