"""Whom the desk places: a patient of the tables, or somebody who is in none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.data.vocabulary import LABELS, HealthCode, Infection
from optimizer.planning.suggest_origin import called
from optimizer.planning.suggest_request import Request
from optimizer.report.words import URGENCY
from optimizer.routing.rules import KNOWN_BLOODBORNE
from optimizer.ui import frames, texts
from optimizer.ui.case_names import case
from optimizer.ui.dispatch.seen import seen_patients
from optimizer.ui.language import say
from optimizer.ui.plans import PlanView

WHOM = Text("Whom to place", "患者来源")
LISTED = Text("A patient of the plan", "方案内患者")
SOMEBODY_NEW = Text("Somebody new", "新患者")
CHOOSE = Text("Choose a patient; those not yet placed come first", "请选择患者（待落实者在前）")
OPEN = Text("not yet placed", "待落实")
NOW = Text("As of (empty: start of the plan)", "查询时间（留空为方案起始）")
CASE = Text("Case number", "病例编号")
CASE_HELP = Text("needed to hold a place; no names", "预留床位时必填；请勿填写姓名")
NEEDS = Text("Needs", "所需能力")
BLOODBORNE = Text("Blood-borne infections", "血源性感染")
FROM = Text("Where the patient is", "患者所在")
SUGGEST = Text("Suggest hospitals", "推荐机构")
_NEW = "desk_new"


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody to be placed: the request of the command suggest, and the case number to hold a place under."""

    request: Request
    case_number: str
    urgent: bool


def ask_whom(view: PlanView, lang: Lang) -> Asked | None:
    """Draw the choice and its form; return who is asked about, None as long as nobody is."""
    kinds = {"listed": LISTED, "new": SOMEBODY_NEW}
    which, when = st.columns([2.6, 1.4], vertical_alignment="bottom")
    kind = which.radio(
        say(WHOM),
        list(kinds),
        format_func=lambda one: kinds[one].to(lang),
        horizontal=True,
        key="desk_kind",
        persist_state="session",
    )
    now = _moment(view, when)
    return _listed(view, lang, now) if kind == "listed" else _new(view, lang, now)


def _moment(view: PlanView, place: st.delta_generator.DeltaGenerator) -> str:
    horizon = view.record.dataset.horizon
    here = dt.datetime.now(ZoneInfo(horizon.time_zone)).replace(tzinfo=None, second=0, microsecond=0)
    first = dt.datetime.combine(horizon.start, dt.time())
    last = dt.datetime.combine(horizon.last, dt.time(23, 59))
    moment = place.datetime_input(
        say(NOW),
        here if first <= here <= last else None,
        min_value=first,
        max_value=last,
        format="YYYY-MM-DD",
        key=f"desk_now_{view.digest[:12]}",
        persist_state="session",
    )
    return "" if moment is None else moment.isoformat(" ", "minutes")


def _listed(view: PlanView, lang: Lang, now: str) -> Asked | None:
    data = view.record.dataset
    seen = seen_patients(view)
    open_ = {row.patient_id for row in view.record.tables.unplaced}
    known = sorted(seen, key=lambda who: (who not in open_, data.patient[who].urgency if who in open_ else 0, who))

    def called_so(who: str) -> str:
        row = data.patient[who]
        parts = [case(who), URGENCY[row.urgency], view.names.service(row.service_id).to(lang)]
        return " · ".join([*parts, OPEN.to(lang)] if who in open_ else parts)

    chosen = st.selectbox(
        say(CHOOSE),
        known,
        index=None,
        format_func=called_so,
        placeholder=say(texts.PATIENT),
        key=f"desk_patient_{view.digest[:12]}_{lang}",
    )
    if chosen is None:
        return None
    return Asked(Request(patient=chosen, now=now), chosen, data.patient[chosen].urgency == 1)


def _new(view: PlanView, lang: Lang, now: str) -> Asked | None:
    data = view.record.dataset
    services = {row.service_id: view.names.service(row.service_id).to(lang) for row in data.services}
    origins = {row.origin_id: called(row).to(lang) for row in data.origins}
    needs = sorted(
        {word for unit in data.units for word in unit.capabilities} | {word for one in data.patients for word in one.needs}
    )
    with st.form("desk_form"):
        first, second = st.columns(4), st.columns(4)
        service = first[0].selectbox(say(texts.SERVICE), list(services), format_func=services.__getitem__, key="desk_service")
        urgency = first[1].selectbox(say(texts.URGENCY), list(URGENCY), 1, format_func=URGENCY.__getitem__, key="desk_urgency")
        code = first[2].selectbox(
            frames.header("patients", "health_code", lang),
            list(HealthCode),
            1,
            format_func=lambda one: LABELS[one].to(lang),
            key="desk_code",
        )
        infection = first[3].selectbox(
            frames.header("patients", "infection_status", lang),
            list(Infection),
            len(Infection) - 1,
            format_func=lambda one: LABELS[one].to(lang),
            key="desk_infection",
        )
        origin = second[0].selectbox(say(FROM), list(origins), format_func=origins.__getitem__, key="desk_origin")
        need = second[1].multiselect(say(NEEDS), needs, key="desk_needs", placeholder="")
        blood = second[2].multiselect(say(BLOODBORNE), sorted(KNOWN_BLOODBORNE), key="desk_bloodborne", placeholder="")
        number = second[3].text_input(say(CASE), max_chars=40, placeholder=say(CASE_HELP), key="desk_case")
        if st.form_submit_button(say(SUGGEST), type="primary", key="desk_suggest"):
            request = Request(
                service=service or "",
                code=str(code),
                infection=str(infection),
                urgency=str(urgency),
                origin=origin or "",
                needs=";".join(need),
                bloodborne=";".join(blood),
            )
            st.session_state[_NEW] = Asked(request, number.strip(), urgency == 1)
    asked: Asked | None = st.session_state.get(_NEW)
    if asked is None:
        return None
    return replace(asked, request=replace(asked.request, now=now))
