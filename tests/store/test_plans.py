from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update

from optimizer.core.errors import BadInputError, BrokenPlanError
from optimizer.data.planfolder import PlanRecord
from optimizer.store import PlanState, Step, Store, StoreError
from optimizer.store.tables import PLAN_DAYS, PLAN_PLACES, PLANS
from tests.store.conftest import SetClock
from tests.store.issued import days, issue_plan


def test_a_plan_is_drafted_reviewed_issued_and_used(
    store: Store, clock: SetClock, demo_folder: Path, demo_plan: PlanRecord
) -> None:
    draft = store.plans.register(demo_folder, "张")
    assert (draft.state, draft.drafted_by, draft.drafted_at) == (PlanState.DRAFT, "张", clock.time)
    assert store.plans.register(demo_folder, "李") == draft
    with pytest.raises(StoreError, match="draft"):
        store.plans.issue(draft.plan_id, "李")
    clock.move(minutes=1)
    store.plans.review(draft.plan_id[:10], "李")
    clock.move(minutes=1)
    for same in ("李", " 李 "):
        with pytest.raises(StoreError) as error:
            store.plans.issue(draft.plan_id, same)
        assert error.value.issues[0].code == "plan_same_person"
        assert "two people" in error.value.describe("en")
        assert "两人" in error.value.describe("zh")
    assert store.plans.get(draft.plan_id).state is PlanState.REVIEWED
    issued = store.plans.issue(draft.plan_id, "王")
    assert (issued.state, issued.reviewed_by, issued.issued_by) == (PlanState.ISSUED, "李", "王")
    assert issued.issued_at == clock.time
    assert store.plans.all() == (issued,)
    assert [row.what for row in store.audit()] == ["plan.draft", "plan.reviewed", "plan.issued"]
    row = demo_plan.tables.placements[0]
    placement = store.placements.hold(issued.plan_id, row.patient_id, row.unit_id, "王", urgent=True)
    assert placement.days
    assert store.placements.take(Step.ACCEPTED, issued.plan_id, row.patient_id, row.unit_id, "王").steps[-1].by == "王"


def test_what_was_changed_is_neither_registered_nor_issued(store: Store, demo_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(demo_folder, copy)
    draft = store.plans.register(copy, "张")
    table = copy / "placements.csv"
    table.write_bytes(table.read_bytes().replace(b"P0001", b"P9001"))
    with pytest.raises(StoreError) as error:
        store.plans.review(draft.plan_id, "李")
    assert error.value.issues[0].code == "plan_changed"
    with pytest.raises(BrokenPlanError):
        store.plans.register(copy, "张")
    with pytest.raises(BadInputError):
        store.plans.register(tmp_path, "张")
    shutil.rmtree(copy)
    with pytest.raises(StoreError, match="not what was registered"):
        store.plans.review(draft.plan_id, "李")
    assert store.plans.get(draft.plan_id) == draft


def refused(store: Store, why: str, act: Any) -> None:
    with pytest.raises(StoreError, match=why), store.database.writing() as writing:
        writing.connection.execute(act)


@pytest.mark.parametrize("state", ["draft", "reviewed"])
def test_the_database_refuses_what_issue_forbids(store: Store, state: str) -> None:
    plan = issue_plan(store, {"U1": 1}, [("P1", "U1", days(0, 1))])
    refused(store, "frozen", update(PLANS).values(state=state))
    refused(store, "frozen", update(PLANS).values(issued_by="李"))
    refused(store, "never taken away", delete(PLANS))
    refused(store, "append-only", update(PLAN_PLACES).values(places=9))
    refused(store, "append-only", delete(PLAN_DAYS))
    refused(store, "drafts only", insert(PLAN_DAYS).values(plan_id=plan, patient_id="P2", unit_id="U1", day=days(0, 0)[0]))
    refused(store, "drafts only", insert(PLAN_PLACES).values(plan_id=plan, unit_id="U9", day=days(0, 0)[0], places=5))
    with store.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(PLAN_DAYS)).scalar() == 2


@pytest.mark.parametrize(
    ("until", "change"),
    [
        ("draft", lambda: update(PLANS).values(state="issued")),
        ("reviewed", lambda: update(PLANS).values(state="draft")),
        ("reviewed", lambda: update(PLANS).values(state="issued", reviewed_by="me")),
        ("draft", lambda: update(PLANS).values(state="reviewed", folder="elsewhere")),
    ],
)
def test_the_database_keeps_the_order(store: Store, until: str, change: Callable[[], Any]) -> None:
    issue_plan(store, {"U1": 1}, until=until)
    refused(store, "draft to reviewed to issued", change())


def test_a_plan_is_named_by_the_beginning_of_its_id(store: Store) -> None:
    issue_plan(store, {"U1": 1}, plan_id="ab" * 32)
    issue_plan(store, {"U1": 1}, plan_id="ac" * 32)
    assert store.plans.get("ab").plan_id == "ab" * 32
    for name in ("", "a", "%", "zz"):
        with pytest.raises(StoreError) as error:
            store.plans.get(name)
        assert error.value.issues[0].code == "plan_unknown"
