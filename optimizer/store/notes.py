"""What was tried and what was decided: scenarios and decisions, only ever added."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select

from optimizer.store import audit
from optimizer.store.database import Database
from optimizer.store.plans import get_plan
from optimizer.store.pseudonym import pseudonym
from optimizer.store.tables import DECISIONS, SCENARIOS
from optimizer.store.words import check_code, check_subject, check_words


@dataclass(frozen=True, slots=True)
class Scenario:
    """A set of changes to a plan's data, as the command what-if takes them (``close:H05@2022-03-12``)."""

    scenario_id: str
    plan_id: str
    name: str
    changes: tuple[str, ...]
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """Somebody chose: about what (``hospital:H05``, a case number), what, and the code of why."""

    seq: int
    plan_id: str
    subject: str
    choice: str
    reason: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Notes:
    """The scenarios and decisions of a store."""

    database: Database

    def add_scenario(self, plan_id: str, name: str, changes: Sequence[str], by: str) -> Scenario:
        """Keep a scenario; the same changes to the same plan are kept once, and words that may name somebody are refused."""
        check_words(name, *changes)
        with self.database.writing() as writing:
            plan = get_plan(writing.connection, plan_id)
            told = json.dumps(list(changes), ensure_ascii=False)
            key = hashlib.sha256(f"{plan.plan_id} {told}".encode()).hexdigest()
            known = writing.connection.execute(select(SCENARIOS).where(SCENARIOS.c.scenario_id == key)).mappings().first()
            if known is not None:
                return _scenario(dict(known))
            values = {"scenario_id": key, "plan_id": plan.plan_id, "name": name, "changes": told, "by": by, "at": writing.at}
            writing.connection.execute(insert(SCENARIOS).values(values))
            audit.append(writing, by, "scenario.added", key, {"plan": plan.plan_id})
            return _scenario(values)

    def scenarios(self, plan_id: str) -> tuple[Scenario, ...]:
        """Return the scenarios of a plan, oldest first."""
        with self.database.reading() as connection:
            full = get_plan(connection, plan_id).plan_id
            query = select(SCENARIOS).where(SCENARIOS.c.plan_id == full).order_by(SCENARIOS.c.at, SCENARIOS.c.scenario_id)
            return tuple(_scenario(dict(row)) for row in connection.execute(query).mappings())

    def decide(self, plan_id: str, subject: str, choice: str, reason: str, by: str) -> Decision:
        """Keep a decision; StoreError when a word of it is no id, or the reason no code."""
        for word in (subject, choice):
            check_subject(word)
        check_code(reason)
        with self.database.writing() as writing:
            plan = get_plan(writing.connection, plan_id)
            seq = (writing.connection.execute(select(func.max(DECISIONS.c.seq))).scalar() or 0) + 1
            values = {"plan_id": plan.plan_id, "subject": subject, "choice": choice, "reason": reason, "by": by}
            writing.connection.execute(insert(DECISIONS).values({"seq": seq, **values, "at": writing.at}))
            about, chosen = (pseudonym(writing, plan.plan_id, word) for word in (subject, choice))
            facts = {"plan": plan.plan_id, "decision": seq, "choice": chosen, "reason": reason}
            audit.append(writing, by, "decision.made", about, facts)
            return Decision(seq=seq, **values, at=writing.at)

    def decisions(self, plan_id: str) -> tuple[Decision, ...]:
        """Return the decisions about a plan, oldest first."""
        with self.database.reading() as connection:
            full = get_plan(connection, plan_id).plan_id
            query = select(DECISIONS).where(DECISIONS.c.plan_id == full).order_by(DECISIONS.c.seq)
            return tuple(Decision(**row) for row in connection.execute(query).mappings())


def _scenario(values: dict[Any, Any]) -> Scenario:
    return Scenario(**{**values, "changes": tuple(json.loads(values["changes"]))})
