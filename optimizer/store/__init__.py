"""What was run, planned, decided and by whom: one database, a file by default, PostgreSQL by URL."""

from __future__ import annotations

from optimizer.store.audit import AuditRow, Break
from optimizer.store.backup import Backup
from optimizer.store.errors import RunTakenError, StoreError
from optimizer.store.notes import Decision, Scenario
from optimizer.store.place import STORE_VARIABLE, store_url
from optimizer.store.placement import Placement, PlacementState, Step
from optimizer.store.plan import PlanState, StoredPlan
from optimizer.store.refusals import StoredRefusal
from optimizer.store.retention import Past
from optimizer.store.run import Claim, Run, RunRequest, RunState, run_key
from optimizer.store.store import Store

__all__ = [
    "STORE_VARIABLE",
    "AuditRow",
    "Backup",
    "Break",
    "Claim",
    "Decision",
    "Past",
    "Placement",
    "PlacementState",
    "PlanState",
    "Run",
    "RunRequest",
    "RunState",
    "RunTakenError",
    "Scenario",
    "Step",
    "Store",
    "StoreError",
    "StoredPlan",
    "StoredRefusal",
    "run_key",
    "store_url",
]
