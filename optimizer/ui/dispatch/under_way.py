"""What is held now and on its way, with the minutes left of a hold, and the next step of each."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from optimizer.core.text import Lang, Text
from optimizer.store import Placement, PlacementState, Step, StoredPlan
from optimizer.store.placements import STATE_TEXTS
from optimizer.ui import frames, texts
from optimizer.ui.access import action_button, live
from optimizer.ui.case_names import case
from optimizer.ui.dispatch.desk_store import desk_store, say_noted, take_step
from optimizer.ui.dispatch.seen import seen_hospitals
from optimizer.ui.language import plain, say
from optimizer.ui.plans import PlanView
from optimizer.ui.roles import Action

TITLE = Text("Held and under way ({count})", "已预留与在途（{count}）")
NOTHING_HELD = Text("Nothing is held now. Choose a patient above and hold a place.", "目前没有预留。请在上方选择患者并预留床位。")
LEFT = Text("{minutes} min left", "剩余 {minutes} 分钟")
BY = Text("{state} · {who}, {at}", "{state} · {who}，{at}")
RELEASE = Text("Release", "释放")
WHY = Text("Reason of the release", "释放原因")
FURTHER = Text("The latest {shown} of {count} are shown.", "仅显示最近 {shown} 条，共 {count} 条。")
OVER = Text("Done, given back or run out ({count})", "已结束、已释放或已过期（{count}）")
OVER_FULL = Text("beyond capacity, life-threatened", "超容收治（危急）")
STATE = Text("State", "状态")
WHO = Text("By", "操作人")
AT = Text("At", "时间")
MOST = 20
SECONDS = 20
NEXT: Mapping[PlacementState, tuple[Step, Text]] = {
    PlacementState.HELD: (Step.ACCEPTED, Text("Accepted", "已接收")),
    PlacementState.ACCEPTED: (Step.VEHICLE_SENT, Text("Vehicle sent", "已派车")),
    PlacementState.VEHICLE_SENT: (Step.ARRIVED, Text("Arrived", "已到达")),
    PlacementState.ARRIVED: (Step.HANDED_OVER, Text("Handed over", "已交接")),
    PlacementState.HANDED_OVER: (Step.RETURNED, Text("Vehicle is back", "车辆已返回")),
}
_MAY_RELEASE = frozenset({PlacementState.HELD, PlacementState.ACCEPTED, PlacementState.VEHICLE_SENT})
RELEASES: Mapping[str, Text] = {
    "declined_by_hospital": Text("the hospital declined", "机构未接收"),
    "declined_by_patient": Text("the patient declined", "患者拒绝"),
    "better_place": Text("a better place was found", "另有更合适床位"),
    "no_longer_needed": Text("no longer needed", "不再需要"),
    "mistake": Text("held by mistake", "操作有误"),
}


def draw_under_way(view: PlanView, plan: StoredPlan, by: str, lang: Lang) -> None:
    """Draw the list; it is read again every 20 seconds, since other desks work on it and holds run out."""
    live(_list, run_every=SECONDS)(view, plan, by, lang)


def _list(view: PlanView, plan: StoredPlan, by: str, lang: Lang) -> None:
    store = desk_store()
    mine, home = seen_hospitals(view), view.record.dataset.unit
    begun = [one for one in store.placements.of_plan(plan.plan_id) if home[one.unit_id].hospital_id in mine]
    now = store.database.now()
    current = [one for one in begun if one.state in NEXT]
    say_noted()
    st.markdown(f"##### {say(TITLE, count=len(current))}")
    if not current:
        st.caption(say(NOTHING_HELD))
    for one in current[:MOST]:
        _row(view, one, by, now, lang)
    if len(current) > MOST:
        st.caption(say(FURTHER, shown=MOST, count=len(current)))
    over = [one for one in begun if one.state not in NEXT]
    if over:
        with st.expander(say(OVER, count=len(over))):
            st.dataframe(_over(view, over, lang), hide_index=True, width="stretch")


def _row(view: PlanView, one: Placement, by: str, now: dt.datetime, lang: Lang) -> None:
    hospital_id = view.record.dataset.unit[one.unit_id].hospital_id
    key = f"{one.steps[-1].hold}_{one.steps[-1].seq}"
    with st.container(border=True):
        who, where, state, act, back = st.columns([1.2, 2.2, 2.4, 1.2, 1], vertical_alignment="center")
        who.markdown(f"**{plain(case(one.patient_id))}**")
        where.markdown(f"{plain(view.names.hospital(hospital_id).to(lang))}  \n{plain(one.unit_id)}")
        state.markdown(_stands(view, one, now))
        step, label = NEXT[one.state]
        action_button(
            say(label),
            Action.PLACE,
            hospital_id,
            key=f"desk_next_{key}",
            place=act,
            on_click=partial(take_step, step, one, by),
            type="primary",
            width="stretch",
            disabled=not by,
        )
        if one.state in _MAY_RELEASE:
            with back.popover(say(RELEASE), width="stretch"):
                why = st.selectbox(
                    say(WHY), list(RELEASES), format_func=lambda code: RELEASES[code].to(lang), key=f"desk_why_{key}"
                )
                action_button(
                    say(RELEASE),
                    Action.PLACE,
                    hospital_id,
                    key=f"desk_release_{key}",
                    on_click=partial(take_step, Step.RELEASED, one, by, why),
                    disabled=not by,
                )


def _stands(view: PlanView, one: Placement, now: dt.datetime) -> str:
    last = one.steps[-1]
    lines = [plain(say(BY, state=STATE_TEXTS[one.state], who=last.by, at=_clock(view, last.at)))]
    if last.until is not None:
        left = math.ceil((last.until - now).total_seconds() / 60)
        lines.append(f":orange[**{plain(say(LEFT, minutes=left))}**]")
    if any(step.over_full for step in one.steps if step.hold == last.hold):
        lines.append(f":red[{say(OVER_FULL)}]")
    return "  \n".join(lines)


def _over(view: PlanView, over: list[Placement], lang: Lang) -> object:
    rows = [
        (case(one.patient_id), one.unit_id, STATE_TEXTS[one.state].to(lang), one.steps[-1].by, _clock(view, one.steps[-1].at))
        for one in over
    ]
    return frames.frame((texts.PATIENT, texts.UNIT, STATE, WHO, AT), rows, lang)


def _clock(view: PlanView, at: dt.datetime) -> str:
    return at.astimezone(ZoneInfo(view.record.dataset.horizon.time_zone)).strftime("%m-%d %H:%M")
