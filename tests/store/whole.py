"""A store with something of everything in it, and all that a store holds."""

from __future__ import annotations

import datetime as dt

from optimizer.store import RunRequest, Step, Store, run_key
from optimizer.store.tables import METADATA
from tests.store.issued import days, issue_plan

UNTIL = dt.datetime(2022, 3, 30, tzinfo=dt.UTC)  # the clock of the tests begins before that
ASKED = RunRequest(run_key({"a": "1"}, {}, "1"), "routing", by="night")


def all_used(store: Store) -> str:
    """Put something of everything into a store, and return its plan."""
    plan = issue_plan(store, {"U1": 2}, [("P1", "U1", days(0, 1))])
    issue_plan(store, {"U1": 2}, plan_id="b" * 64, until="draft")
    issue_plan(store, {"U1": 2}, plan_id="c" * 64, until="reviewed")
    store.placements.hold(plan, "P1", "U1", "王")
    store.placements.take(Step.ACCEPTED, plan, "P1", "U1", "李")
    store.notes.add_scenario(plan, "night", ["close:H05"], "王")
    store.notes.decide(plan, "hospital:H05", "open", "agreed", "王")
    store.refusals.report("U1", "power_cut", "王", UNTIL - dt.timedelta(days=1), UNTIL, told="power_cut")
    store.commit_run(store.begin_run(ASKED).run, "planned", 0)
    return plan


def all_rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.database.reading() as connection:
        tables = METADATA.sorted_tables
        return {
            table.name: [tuple(row) for row in connection.execute(table.select().order_by(*table.primary_key.columns))]
            for table in tables
        }
