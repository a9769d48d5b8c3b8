"""Plans: registered from their folder, reviewed, issued, and from then on frozen."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from optimizer.core.errors import BadInputError, BrokenPlanError, ExitCode
from optimizer.core.text import Text
from optimizer.data.complaint import fault
from optimizer.data.planfolder import MANIFEST, PlanRecord, changed_files, read_plan
from optimizer.store import audit
from optimizer.store.database import Database, Writing
from optimizer.store.errors import StoreError
from optimizer.store.plan import PlanState, StoredPlan
from optimizer.store.tables import PLAN_DAYS, PLAN_PLACES, PLANS
from optimizer.verify import verify_folder

_WITH_PLAN = {ExitCode.OK, ExitCode.FALLBACK, ExitCode.URGENT_LATE}
_BEFORE = {PlanState.REVIEWED: PlanState.DRAFT, PlanState.ISSUED: PlanState.REVIEWED}


@dataclass(frozen=True, slots=True)
class Plans:
    """The plans of a store."""

    database: Database

    def register(self, folder: Path, by: str) -> StoredPlan:
        """Take a plan folder in as a draft, once the independent check accepts it; one that is known stays as it stands.

        Raises
        ------
        BrokenPlanError
            The check finds a broken rule, a wrong figure or a changed file.
        BadInputError
            The folder holds no plan, or an unfinished one.
        """
        folder = folder.resolve()
        record = read_plan(folder)
        plan_id = manifest_hash(folder)
        broken = verify_folder(folder)
        if broken:
            raise BrokenPlanError(broken)
        if record.exit_code not in _WITH_PLAN:
            raise BadInputError([fault("plan_unfinished", _UNFINISHED, value=str(folder))])
        with self.database.writing() as writing:
            known = _find(writing.connection, plan_id)
            if known is None:
                _insert(writing, plan_id, folder, record, by)
                audit.append(writing, by, "plan.draft", plan_id, {"dataset": record.dataset.name})
            return known or get_plan(writing.connection, plan_id)

    def review(self, plan_id: str, by: str) -> StoredPlan:
        """Note that somebody reviewed a draft; StoreError when it is no draft, or its folder was changed."""
        return self._advance(plan_id, PlanState.REVIEWED, by)

    def issue(self, plan_id: str, by: str) -> StoredPlan:
        """Note that somebody signed a reviewed plan.

        Raises
        ------
        StoreError
            It was not reviewed, the same person reviewed it, or its folder was changed.
        """
        return self._advance(plan_id, PlanState.ISSUED, by)

    def get(self, plan_id: str) -> StoredPlan:
        """Return a plan by its id or the beginning of it.

        Raises
        ------
        StoreError
            There is none, or several.
        """
        with self.database.reading() as connection:
            return get_plan(connection, plan_id)

    def all(self) -> tuple[StoredPlan, ...]:
        """Return every plan, the newest first."""
        with self.database.reading() as connection:
            return select_plans(connection)

    def _advance(self, plan_id: str, state: PlanState, by: str) -> StoredPlan:
        with self.database.writing() as writing:
            plan = get_plan(writing.connection, plan_id)
            if plan.state is not _BEFORE[state]:
                raise StoreError([fault("plan_state", _STATE, _ORDER, plan=plan.plan_id[:12], state=_NAMES[plan.state])])
            if state is PlanState.ISSUED and plan.reviewed_by_same(by):
                raise StoreError([fault("plan_same_person", SAME_PERSON, ANOTHER, who=by)])
            folder = Path(plan.folder)
            if manifest_hash(folder) != plan.plan_id or changed_files(folder):
                raise StoreError([fault("plan_changed", _CHANGED, _AGAIN, folder=folder)])
            values = {"state": state.value, f"{state}_by": by, f"{state}_at": writing.at}
            writing.connection.execute(update(PLANS).where(PLANS.c.plan_id == plan.plan_id).values(values))
            audit.append(writing, by, f"plan.{state}", plan.plan_id)
            return get_plan(writing.connection, plan.plan_id)


def manifest_hash(folder: Path) -> str:
    """Return what a plan folder is known by; empty when it has no manifest."""
    try:
        return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    except OSError:
        return ""


def select_plans(connection: Connection) -> tuple[StoredPlan, ...]:
    """Return every plan, the newest first."""
    query = select(PLANS).order_by(PLANS.c.drafted_at.desc(), PLANS.c.plan_id)
    return tuple(_plan(row) for row in connection.execute(query).mappings())


def get_plan(connection: Connection, plan_id: str) -> StoredPlan:
    """Return a plan by its id or the beginning of it; StoreError when there is none, or several."""
    query = select(PLANS).where(PLANS.c.plan_id.startswith(plan_id, autoescape=True)).limit(2)
    rows = connection.execute(query).mappings().all()
    if len(rows) != 1 or not plan_id:
        raise StoreError([fault("plan_unknown", _MANY if rows else _UNKNOWN, _LIST, value=plan_id)])
    return _plan(rows[0])


def _find(connection: Connection, plan_id: str) -> StoredPlan | None:
    row = connection.execute(select(PLANS).where(PLANS.c.plan_id == plan_id)).mappings().first()
    return None if row is None else _plan(row)


def _insert(writing: Writing, plan_id: str, folder: Path, record: PlanRecord, by: str) -> None:
    horizon = record.dataset.horizon
    plan = {
        "plan_id": plan_id,
        "state": PlanState.DRAFT.value,
        "folder": str(folder),
        "dataset": record.dataset.name,
        "first_day": horizon.start,
        "last_day": horizon.last,
        "drafted_by": by,
        "drafted_at": writing.at,
    }
    writing.connection.execute(insert(PLANS).values(plan))
    days: list[dict[str, Any]] = [
        {"plan_id": plan_id, "patient_id": patient, "unit_id": unit, "day": day} for patient, unit, day in sorted(_days(record))
    ]
    places: list[dict[str, Any]] = [
        {"plan_id": plan_id, "unit_id": row.unit_id, "day": row.date, "places": row.effective} for row in record.tables.capacity
    ]
    for table, rows in ((PLAN_DAYS, days), (PLAN_PLACES, places)):
        if rows:
            writing.connection.execute(insert(table), rows)


def _days(record: PlanRecord) -> set[tuple[str, str, Any]]:
    """Return who is where on which day: of treatment in sessions its days, of a stay all from first to last."""
    days = {(row.patient_id, row.unit_id, row.date) for row in record.tables.sessions}
    in_sessions = {patient for patient, _, _ in days}
    stays = (row for row in record.tables.placements if row.patient_id not in in_sessions)
    horizon = record.dataset.horizon
    return days | {(row.patient_id, row.unit_id, day) for row in stays for day in horizon if row.from_ <= day <= row.to}


def _plan(row: RowMapping) -> StoredPlan:
    values: dict[str, Any] = {str(name): value for name, value in row.items()}
    return StoredPlan(**{**values, "state": PlanState(values["state"])})


_NAMES = {
    PlanState.DRAFT: Text("a draft", "拟稿"),
    PlanState.REVIEWED: Text("reviewed", "已审核"),
    PlanState.ISSUED: Text("issued", "已签发"),
}
_UNFINISHED = Text("The folder holds a plan that was not finished.", "该文件夹中的方案未完成。")
_STATE = Text("The plan {plan} is {state}.", "方案 {plan} 当前状态：{state}。")
_ORDER = Text("A draft is reviewed, a reviewed plan is issued, an issued one is frozen.", "先拟稿，再审核，后签发；签发后冻结。")
SAME_PERSON = Text(
    "{who} reviewed this plan, and does not issue it as well: review and issue are two people's.",
    "本方案由 {who} 审核，不得再由其签发：审核与签发须由两人分别进行。",
)
ANOTHER = Text("Let another person issue it, who has the right to.", "请由另一位有签发权的人员签发。")
_CHANGED = Text("The plan in {folder} is not what was registered.", "{folder} 中的方案与登记时不一致。")
_AGAIN = Text("Restore the folder, or register what it holds now as a new plan.", "请恢复该文件夹，或将现有内容登记为新方案。")
_UNKNOWN = Text("The store knows no such plan.", "存储中无此方案。")
_MANY = Text("Several plans begin like this.", "有多个方案以此开头。")
_LIST = Text("Give the id as `plans` lists it.", "请给出 plans 命令列出的编号。")
