"""Up to which day a rota was published: a decision kept in the store, as the command decisions keeps it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from optimizer.data.planfolder import holds_plan
from optimizer.store import Decision, StoredPlan
from optimizer.ui.dispatch.desk_store import desk_store, stored_plan
from optimizer.ui.plans import PlanView

ABOUT, REASON = "rota", "published"
_LOOKED = 40
"""Plans of the store that are looked at, the newest first: enough for weeks of daily plans."""


@dataclass(frozen=True, slots=True)
class Published:
    """A publication: which plan, up to which day, by whom and when."""

    plan_id: str
    folder: Path
    until: dt.date
    by: str
    at: dt.datetime


def publications() -> tuple[Published, ...]:
    """Return what was published, the newest first; StoreError when the store cannot be used."""
    store = desk_store()
    plans = store.plans.all()[:_LOOKED]
    found = [_published(plan, one) for plan in plans for one in store.notes.decisions(plan.plan_id) if _is(one)]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def published_until(view: PlanView) -> dt.date | None:
    """Return the last day of a plan's rota that was published, here or before the plan was made; None when none was.

    Raises
    ------
    StoreError
        The store cannot be used.
    """
    plan = stored_plan(view)
    made = () if plan is None else desk_store().notes.decisions(plan.plan_id)
    days = [dt.date.fromisoformat(one.choice) for one in made if _is(one)]
    before = view.record.dataset.scenario.replan.rota_frozen_until
    return max(days if before is None else [*days, before], default=None)


def publish(view: PlanView, until: dt.date, by: str) -> None:
    """Keep that a rota is published up to a day; the plan is checked independently and registered where it was not.

    Raises
    ------
    StoreError, BrokenPlanError, BadInputError
        The store cannot be used, or the plan does not stand.
    """
    plan = desk_store().plans.register(view.folder, by)
    desk_store().notes.decide(plan.plan_id, ABOUT, until.isoformat(), REASON, by)


def _is(one: Decision) -> bool:
    return (one.subject, one.reason) == (ABOUT, REASON)


def _published(plan: StoredPlan, one: Decision) -> Published:
    return Published(plan.plan_id, Path(plan.folder), dt.date.fromisoformat(one.choice), one.by, one.at)


def still_there(found: tuple[Published, ...], view: PlanView) -> tuple[Published, ...]:
    """Return the last publication of every other plan whose folder still holds it."""
    last = {one.plan_id: one for one in reversed(found) if one.plan_id != view.digest and holds_plan(one.folder)}
    return tuple(sorted(last.values(), key=lambda one: one.at, reverse=True))
