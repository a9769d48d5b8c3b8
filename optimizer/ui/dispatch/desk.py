"""The dispatcher's desk: one patient now, from the suggestion to the vehicle that is back."""

from __future__ import annotations

import streamlit as st

from optimizer.core.errors import BadInputError
from optimizer.core.text import Lang, Text
from optimizer.store import PlanState, StoredPlan, StoreError
from optimizer.ui.dispatch.answers import advice
from optimizer.ui.dispatch.by import ask_by
from optimizer.ui.dispatch.desk_store import given_away, say_noted, stored_plan, told
from optimizer.ui.dispatch.offers import draw_offers
from optimizer.ui.dispatch.reported import reported
from optimizer.ui.dispatch.seen import sees_everybody
from optimizer.ui.dispatch.sign_plan import draw_next_step
from optimizer.ui.dispatch.under_way import draw_under_way
from optimizer.ui.dispatch.who import ask_whom
from optimizer.ui.language import say
from optimizer.ui.plans import PlanView

START = Text(
    "Choose a patient, or describe somebody new, to see the hospitals in order.", "请选择患者或填写新患者信息，即可查看推荐机构。"
)


def draw_desk(view: PlanView, lang: Lang) -> None:
    """Draw the desk."""
    try:
        known = stored_plan(view)
    except StoreError as error:
        st.error(told(error))
        return
    by = ask_by()
    issued = known if known is not None and known.state is PlanState.ISSUED else None
    if issued is None:
        draw_next_step(view, known, by)
    if sees_everybody():
        _one_patient(view, issued, by, lang)
    if issued is not None:
        st.divider()
        draw_under_way(view, issued, by, lang)


def _one_patient(view: PlanView, issued: StoredPlan | None, by: str, lang: Lang) -> None:
    """Draw whom to place and where: for those who may see every patient of the city, since others may have to give way."""
    asked = ask_whom(view, lang)
    say_noted()
    if asked is None:
        st.info(say(START))
        return
    try:
        given = () if issued is None else given_away(view, issued)
        answer = advice(view, asked.request, reported(view), given)
    except (BadInputError, StoreError) as error:
        st.error(told(error))
    else:
        draw_offers(view, issued, asked, answer, by, lang)
