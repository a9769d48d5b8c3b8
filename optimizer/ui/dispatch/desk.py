"""The dispatcher's desk: one patient now, from the suggestion to the vehicle that is back."""

from __future__ import annotations

import streamlit as st

from optimizer.core.errors import BadInputError
from optimizer.core.text import Lang, Text
from optimizer.store import PlanState, StoreError
from optimizer.ui.access import signed_by
from optimizer.ui.dispatch.answers import advice
from optimizer.ui.dispatch.desk_store import say_noted, stored_plan, told
from optimizer.ui.dispatch.offers import draw_offers
from optimizer.ui.dispatch.sign_plan import draw_next_step
from optimizer.ui.dispatch.under_way import draw_under_way
from optimizer.ui.dispatch.who import ask_whom
from optimizer.ui.language import say
from optimizer.ui.plans import PlanView

BY = Text("Who does it", "操作人")
BY_HELP = Text("your name or desk; it stands in the record", "姓名或席位，将写入记录")
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
    by = signed_by() or st.text_input(
        say(BY), max_chars=40, placeholder=say(BY_HELP), key="desk_by", persist_state="session", width=360
    )
    by = by.strip()
    issued = known if known is not None and known.state is PlanState.ISSUED else None
    if issued is None:
        draw_next_step(view, known, by)
    asked = ask_whom(view, lang)
    say_noted()
    if asked is None:
        st.info(say(START))
    else:
        try:
            answer = advice(view, asked.request)
        except BadInputError as error:
            st.error(told(error))
        else:
            draw_offers(view, issued, asked, answer, by, lang)
    if issued is not None:
        st.divider()
        draw_under_way(view, issued, by, lang)
