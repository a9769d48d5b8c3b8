"""Case numbers as the audit tells them: under a key of their plan, so that they are nobody's once a retention deleted the key.

The chain of the audit is never cut. While the key stands, a row shows whom it is about to whoever may read the placements and
decisions; afterwards it still shows that something was done, by whom and when.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable

from sqlalchemy import Connection, Table, insert, select

from optimizer.store.audit import AuditRow
from optimizer.store.database import Writing
from optimizer.store.tables import DECISIONS, PLAN_KEYS, STEPS

_AT_ONCE = 500


def pseudonym(writing: Writing, plan_id: str, word: str) -> str:
    """Return what stands in the audit for a case number, or what a decision is about; a plan gets its key at its first use."""
    key = writing.connection.execute(select(PLAN_KEYS.c.key).where(PLAN_KEYS.c.plan_id == plan_id)).scalar()
    if key is None:
        key = secrets.token_hex(32)
        writing.connection.execute(insert(PLAN_KEYS).values(plan_id=plan_id, key=key))
    return "~" + hmac.new(bytes.fromhex(key), word.encode(), hashlib.sha256).hexdigest()[:32]


def subjects(connection: Connection, rows: Iterable[AuditRow]) -> dict[int, str]:
    """Return what rows of the audit are about, by their number: the case number where the store still knows it."""
    found: dict[int, str] = {}
    holds: dict[int, list[int]] = {}
    decisions: dict[int, list[int]] = {}
    for row in rows:
        found[row.seq] = row.subject
        if row.subject.startswith("~"):
            facts = json.loads(row.facts)
            kind, number = (decisions, facts["decision"]) if "decision" in facts else (holds, facts["hold"])
            kind.setdefault(number, []).append(row.seq)
    for table, name, wanted in ((STEPS, "patient_id", holds), (DECISIONS, "subject", decisions)):
        for number, said in _known(connection, table, name, sorted(wanted)):
            found.update(dict.fromkeys(wanted[number], said))
    return found


def _known(connection: Connection, table: Table, name: str, numbers: list[int]) -> Iterable[tuple[int, str]]:
    for start in range(0, len(numbers), _AT_ONCE):
        query = select(table.c.seq, table.c[name]).where(table.c.seq.in_(numbers[start : start + _AT_ONCE]))
        yield from ((row[0], row[1]) for row in connection.execute(query))
