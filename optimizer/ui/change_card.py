"""The form of one change: what, to which hospital, unit, people or service, how much, when and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.data.vocabulary import LABELS, WardKind
from optimizer.planning.whatif.change import ALL, Change, ChangeKind
from optimizer.ui.frames import unit_title
from optimizer.ui.language import say
from optimizer.ui.plans import PlanView

WHAT = Text("What happens", "发生什么")
TARGET = Text("To whom or what", "对象")
DAYS = Text("From and to", "起止日期")
REASON = Text("Reason", "原因")
REASON_HELP = Text("stands in plan and report", "将写入方案与报告")
ADD = Text("Add this change", "添加此项变更")
MORE = Text("More (+) or fewer (−)", "增减数（+/−）")
FACTOR = Text("Times", "倍数")
TO_KIND = Text("Becomes", "转为")
EVERY = Text("every service", "各类")
WHOLE = Text("whole hospital", "整院")
SAYS: Mapping[ChangeKind, Text] = {
    ChangeKind.CLOSE: Text("A hospital or unit takes nobody", "机构或单元停止收治"),
    ChangeKind.BEDS: Text("A unit has more or fewer beds", "单元床位增减"),
    ChangeKind.CONVERT: Text("A unit is converted", "单元转换"),
    ChangeKind.STAFF: Text("People fall ill, or come to help", "人员缺勤或增援"),
    ChangeKind.DEMAND: Text("Demand grows or falls", "需求增减"),
}


def change_card(view: PlanView, lang: Lang, key: str) -> Change | None:
    """Draw the form; return the change when it is added."""
    what, target, amount, days = st.columns([1.6, 2.4, 1, 1.6])
    kind = what.selectbox(say(WHAT), list(SAYS), format_func=lambda one: SAYS[one].to(lang), key=f"{key}_kind")
    options = _targets(view, kind, lang)
    chosen = target.selectbox(say(TARGET), list(options), format_func=options.__getitem__, key=f"{key}_target_{kind}_{lang}")
    change = Change(kind, chosen or "", relative=kind in {ChangeKind.BEDS, ChangeKind.STAFF})
    with amount:
        change = _with_amount(change, lang, key)
    horizon = view.record.dataset.horizon
    period = days.date_input(
        say(DAYS), (horizon.start, horizon.last), min_value=horizon.start, max_value=horizon.last, key=f"{key}_days"
    )
    if isinstance(period, tuple) and len(period) == 2:
        first, last = period
        change = replace(
            change,
            first=None if first == horizon.start and last == horizon.last else first,
            last=None if last == horizon.last else last,
        )
    why, add = st.columns([4, 1.2], vertical_alignment="bottom")
    reason = why.text_input(say(REASON), placeholder=say(REASON_HELP), max_chars=80, key=f"{key}_reason")
    change = replace(change, reason=" ".join(reason.replace("#", " ").split()))
    asked = add.button(say(ADD), width="stretch", icon=":material/add:", key=f"{key}_add", disabled=not _complete(change))
    return change if asked else None


def _with_amount(change: Change, lang: Lang, key: str) -> Change:
    if change.kind in {ChangeKind.BEDS, ChangeKind.STAFF}:
        asked = st.number_input(say(MORE), -2000, 2000, -5, step=1, key=f"{key}_more_{change.kind}")
        return replace(change, amount=float(asked))
    if change.kind is ChangeKind.DEMAND:
        return replace(change, amount=float(st.number_input(say(FACTOR), 0.0, 10.0, 2.0, step=0.1, key=f"{key}_factor")))
    if change.kind is ChangeKind.CONVERT:
        return replace(
            change,
            to_kind=st.selectbox(say(TO_KIND), list(WardKind), 1, format_func=lambda one: LABELS[one].to(lang), key=f"{key}_to"),
        )
    return change


def _complete(change: Change) -> bool:
    return bool(change.target) and (change.kind not in {ChangeKind.BEDS, ChangeKind.STAFF} or change.amount != 0)


def _targets(view: PlanView, kind: ChangeKind, lang: Lang) -> dict[str, str]:
    """Return what a change may concern, with what it is called."""
    data, names = view.record.dataset, view.names
    hospital = {name: names.hospital(name).to(lang) for name in data.hospital}
    units = {unit.unit_id: unit_title(view, unit, lang, f" ({unit.capacity})") for unit in data.units}
    if kind is ChangeKind.CLOSE:
        whole = {name: f"{hospital[name]} · {say(WHOLE)}" for name in dict.fromkeys(unit.hospital_id for unit in data.units)}
        return {**whole, **units}
    if kind in {ChangeKind.BEDS, ChangeKind.CONVERT}:
        return units
    if kind is ChangeKind.STAFF:
        pools = sorted({(one.hospital_id, one.role) for one in data.staff})
        return {f"{name}/{role}": f"{hospital[name]} · {LABELS[role].to(lang)}" for name, role in pools}
    return {ALL: say(EVERY), **{name: names.service(name).to(lang) for name in data.service}}
