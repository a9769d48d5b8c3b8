"""The store as the desk uses it: opened once, asked for the plan shown, and what it refused said plainly."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence

import streamlit as st

from optimizer.core.errors import PlannerError
from optimizer.core.text import Text
from optimizer.store import Placement, PlacementState, Step, Store, StoredPlan, StoreError, store_url
from optimizer.store.placements import STATE_TEXTS
from optimizer.ui.language import current_lang, plain, say
from optimizer.ui.plans import PlanView

DONE = Text("{patient} at {unit}: {state}.", "{patient}（{unit}）：{state}。")
_SAID = "desk_said"
_GONE = frozenset({PlacementState.PROPOSED, PlacementState.EXPIRED, PlacementState.RELEASED})


def desk_store() -> Store:
    """Return the open store.

    Raises
    ------
    StoreError
        It cannot be used.
    """
    return _opened(store_url().render_as_string(hide_password=False))


def stored_plan(view: PlanView) -> StoredPlan | None:
    """Return the plan shown as the store knows it; None when it was never registered."""
    try:
        return desk_store().plans.get(view.digest)
    except StoreError as error:
        if {issue.code for issue in error.issues} <= {"plan_unknown"}:
            return None
        raise


def given_away(view: PlanView, plan: StoredPlan) -> tuple[tuple[str, dt.date, int], ...]:
    """Return how many places of a unit the desks hold or gave on a day to others than the plan has there."""
    planned = {(row.patient_id, row.unit_id) for row in view.record.tables.placements}
    begun = desk_store().placements.of_plan(plan.plan_id)
    others = (one for one in begun if one.state not in _GONE and (one.patient_id, one.unit_id) not in planned)
    counts = Counter((one.unit_id, day) for one in others for day in one.days)
    return tuple((unit_id, day, count) for (unit_id, day), count in sorted(counts.items()))


def hold_place(plan: StoredPlan, patient_id: str, unit_id: str, by: str, *, days: Sequence[dt.date], urgent: bool) -> None:
    """Hold a place for ten minutes, and note what came of it."""
    _noted(lambda: desk_store().placements.hold(plan.plan_id, patient_id, unit_id, by, days, urgent=urgent))


def take_step(step: Step, placement: Placement, by: str, reason: str = "") -> None:
    """Take the next step of a placement, and note what came of it."""
    where = (placement.plan_id, placement.patient_id, placement.unit_id)
    _noted(lambda: desk_store().placements.take(step, *where, by, reason))


def note(what: Text | PlannerError, **params: object) -> None:
    """Keep what is to be said when the page is drawn again."""
    st.session_state[_SAID] = (what, params)


def say_noted() -> None:
    """Say what came of the last act."""
    what, params = st.session_state.pop(_SAID, (None, {}))
    if isinstance(what, PlannerError):
        st.error(told(what), icon=":material/block:")
        st.toast(told(what), icon=":material/block:")
    elif what is not None:
        st.success(plain(say(what, **params)), icon=":material/check:")
        st.toast(plain(say(what, **params)), icon=":material/check:")


def told(error: PlannerError) -> str:
    """Return what was refused, for markdown."""
    return plain("\n".join(issue.describe(current_lang()) for issue in error.issues))


def _noted(act: Callable[[], Placement]) -> None:
    try:
        done = act()
    except StoreError as error:
        note(error)
        return
    note(DONE, patient=done.patient_id, unit=done.unit_id, state=STATE_TEXTS[done.state])


@st.cache_resource(show_spinner=False)
def _opened(url: str) -> Store:
    return Store.open(url)
