"""What if: changes put together in up to three variants, planned as jobs, and laid beside the plan shown."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from optimizer.core.errors import BadInputError
from optimizer.core.text import Lang, Text
from optimizer.jobs.job import Job
from optimizer.jobs.spare import expect_job
from optimizer.planning.whatif.apply import with_changes
from optimizer.planning.whatif.change import Change, titles
from optimizer.ui import texts
from optimizer.ui.access import action_button, live, may
from optimizer.ui.change_card import change_card
from optimizer.ui.frame import plan_page
from optimizer.ui.language import current_lang, plain, say
from optimizer.ui.places import jobs_folder
from optimizer.ui.plans import PlanView, last_words
from optimizer.ui.roles import Action
from optimizer.ui.side_by_side import side_by_side
from optimizer.ui.variants import MOST, NAMES, Variant, add, drop, put, start, variants

HOW = Text(
    "Put changes together and compare: the plan shown stays as it is, each variant is planned against it in the background, "
    "keeping what it can.",
    "添加变更后点“推演并对比”：当前方案不会被改动，各情景在后台以当前方案为基础重新规划，能保持的保持不变。",
)
VARIANT = Text("Variant {name}", "情景 {name}")
NOTHING_YET = Text("No change yet. Add one below.", "尚无变更，请在下方添加。")
ADD_VARIANT = Text("Another variant", "增加情景")
ADD_TO = Text("Add to", "加入")
REMOVE = Text("Remove", "移除")
DROP = Text("Take this variant away", "删除该情景")
COMPARE = Text("Plan and compare", "推演并对比")
CANNOT = Text("This change cannot be made: {why}", "无法作此变更：{why}")
WAITING = Text("Variant {name}: {state}, {seconds} s", "情景 {name}：{state}，{seconds} 秒")
LOOKS_EVERY_S = 0.5
FAILED = Text("Variant {name} ended without a plan. {why}", "情景 {name} 未得到方案。{why}")


def show() -> None:
    """Draw the page."""
    view = plan_page(texts.WHATIF)
    if view is None:
        return
    lang = current_lang()
    st.markdown(say(HOW))
    _stale(view)
    columns, called = st.columns(MOST), titles(view.record.dataset)
    for place, variant in enumerate(variants()):
        with columns[place].container(border=True):
            _variant(place, variant, called, lang)
    with st.container(border=True):
        _new_change(view, lang)
    ready = [place for place, one in enumerate(variants()) if one.changes and not one.is_started]
    more, go, _ = st.columns([1, 1.4, 3.6])
    more.button(
        say(ADD_VARIANT),
        disabled=len(variants()) >= MOST or not variants()[-1].changes,
        on_click=add,
        width="stretch",
        key="whatif_more",
    )
    if action_button(say(COMPARE), Action.PLAN, key="whatif_go", place=go, type="primary", disabled=not ready, width="stretch"):
        for place in ready:
            start(place, view, jobs_folder(), lang)
        st.rerun()
    watching = any(one.runs for one in variants())
    if not watching and may(Action.PLAN):
        expect_job()  # loaded while changes are put together
    live(_results, run_every=LOOKS_EVERY_S if watching else None)(view, lang, watching=watching)


def _stale(view: PlanView) -> None:
    """Forget results that were made against another plan than the one shown."""
    for place, one in enumerate(variants()):
        if one.base is not None and one.base != view.folder:
            put(place, one.changes)


def _variant(place: int, variant: Variant, called: Mapping[str, Text], lang: Lang) -> None:
    head, away = st.columns([4, 1], vertical_alignment="center")
    head.markdown(f"##### {say(VARIANT, name=NAMES[place])}")
    if len(variants()) > 1 or variant.changes:
        away.button("", icon=":material/delete:", help=say(DROP), on_click=drop, args=(place,), key=f"whatif_drop_{place}")
    if not variant.changes:
        st.caption(say(NOTHING_YET))
    for number, change in enumerate(variant.changes):
        told, gone = st.columns([5, 1], vertical_alignment="center")
        why = f" :gray[{plain(change.reason)}]" if change.reason else ""
        told.markdown(f"{number + 1}. {plain(change.describe(called).to(lang))}{why}")
        left = (*variant.changes[:number], *variant.changes[number + 1 :])
        gone.button(
            "", icon=":material/close:", help=say(REMOVE), on_click=put, args=(place, left), key=f"whatif_rm_{place}_{number}"
        )


def _new_change(view: PlanView, lang: Lang) -> None:
    places = list(range(len(variants())))
    place = (
        st.segmented_control(
            say(ADD_TO),
            places,
            default=places[-1],
            format_func=lambda one: say(VARIANT, name=NAMES[one]),
            key=f"whatif_place_{len(places)}",
        )
        if len(places) > 1
        else 0
    )
    change = change_card(view, lang, "whatif")
    if change is not None and place is not None:
        _take(view, place, change)


def _take(view: PlanView, place: int, change: Change) -> None:
    """Add a change that can be made; say why another cannot."""
    changes = (*variants()[place].changes, change)
    try:
        with_changes(view.record.dataset, changes)
    except BadInputError as error:
        st.error(say(CANNOT, why=plain(error.describe(current_lang()))))
        return
    put(place, changes)
    st.rerun()


def _results(view: PlanView, lang: Lang, *, watching: bool) -> None:
    for place, one in enumerate(variants()):
        if one.job is None:
            continue
        job = Job.load(one.job)
        status = job.status()
        if one.plan is None and status.state.ended:
            st.error(say(FAILED, name=NAMES[place], why=last_words(job)))
        elif one.plan is None:
            st.progress(
                _share(job), text=say(WAITING, name=NAMES[place], state=texts.STATES[status.state], seconds=round(status.elapsed))
            )
    if watching and not any(one.runs for one in variants()):
        st.rerun()
    done = [(NAMES[place], one) for place, one in enumerate(variants()) if one.plan is not None]
    if done:
        side_by_side(view, done, lang)


def _share(job: Job) -> float:
    """Return about how far a job is: some ten steps a change."""
    steps = sum(sign.stage == "done" for sign in job.progress())
    changes = max(1, len(job.about.get("words", ())))
    return min(0.95, steps / (4 * changes))


if __name__ == "__main__":
    show()
