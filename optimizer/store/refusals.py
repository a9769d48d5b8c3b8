"""Notices that a unit cannot accept, reported at a desk: seen by every desk, over by themselves, or taken back by a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from optimizer.core.text import Text
from optimizer.data.complaint import fault
from optimizer.store import audit
from optimizer.store.database import Database
from optimizer.store.errors import StoreError
from optimizer.store.tables import REFUSALS
from optimizer.store.words import check_subject


@dataclass(frozen=True, slots=True)
class StoredRefusal:
    """A notice as it was reported; moments are in UTC.

    Parameters
    ----------
    begins, ends
        From when until when the unit cannot accept.
    back_by, back_at
        Who took it back, and when.
    """

    seq: int
    unit_id: str
    reason: str
    by: str
    at: dt.datetime
    begins: dt.datetime
    ends: dt.datetime
    back_by: str | None
    back_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Refusals:
    """The notices of a store."""

    database: Database

    def report(
        self, unit_id: str, reason: str, by: str, begins: dt.datetime, ends: dt.datetime, *, told: str = ""
    ) -> StoredRefusal:
        """Keep a notice.

        Parameters
        ----------
        reason
            A code or a few words joined by ``_``, as the table ``cannot_accept`` has them.
        told
            The code that stands in the audit, where no words are kept.

        Raises
        ------
        StoreError
            A word identifies somebody, or the notice ends before it begins.
        """
        for word in (unit_id, reason):
            check_subject(word)
        if len(reason) > REASON_CHARS:
            raise StoreError([fault("refusal_reason", _LONG, most=REASON_CHARS)])
        if not begins < ends:
            raise StoreError([fault("refusal_period", _PERIOD)])
        with self.database.writing() as writing:
            seq = (writing.connection.execute(select(func.max(REFUSALS.c.seq))).scalar() or 0) + 1
            values = {"unit_id": unit_id, "reason": reason, "by": by, "at": writing.at, "begins": begins, "ends": ends}
            writing.connection.execute(insert(REFUSALS).values(seq=seq, **values))
            facts = {"refusal": seq, "reason": told, "from": begins.isoformat(), "until": ends.isoformat()}
            audit.append(writing, by, "refusal.reported", unit_id, facts)
            return _get(writing.connection, seq)

    def take_back(self, seq: int, by: str) -> StoredRefusal:
        """Take a notice back; StoreError when there is none, or somebody did already."""
        with self.database.writing() as writing:
            known = _get(writing.connection, seq)
            if known.back_at is not None:
                raise StoreError([fault("refusal_over", _BACK, unit=known.unit_id, by=known.back_by or "")])
            writing.connection.execute(update(REFUSALS).where(REFUSALS.c.seq == seq).values(back_by=by, back_at=writing.at))
            audit.append(writing, by, "refusal.taken_back", known.unit_id, {"refusal": seq})
            return _get(writing.connection, seq)

    def standing(self) -> tuple[StoredRefusal, ...]:
        """Return the notices that are neither over by the store's clock nor taken back, oldest first.

        One reported after its own end is about a plan that lies in the past, as the example city's: the clock says nothing of it.
        """
        with self.database.reading() as connection:
            now = self.database.time(connection)
            not_over = or_(REFUSALS.c.ends > now, REFUSALS.c.ends <= REFUSALS.c.at)
            query = select(REFUSALS).where(and_(REFUSALS.c.back_at.is_(None), not_over)).order_by(REFUSALS.c.seq)
            return tuple(_refusal(row) for row in connection.execute(query).mappings())


def _get(connection: Connection, seq: int) -> StoredRefusal:
    row = connection.execute(select(REFUSALS).where(REFUSALS.c.seq == seq)).mappings().first()
    if row is None:
        raise StoreError([fault("refusal_unknown", _UNKNOWN)])
    return _refusal(row)


def _refusal(row: Mapping[Any, Any]) -> StoredRefusal:
    return StoredRefusal(**{str(name): value for name, value in row.items()})


REASON_CHARS = 60
_LONG = Text("A reason has at most {most} characters.", "原因最多 {most} 个字符。")
_PERIOD = Text("A notice ends after it begins.", "报告的结束时间须晚于开始时间。")
_BACK = Text("The notice of {unit} was taken back by {by}.", "{unit} 的报告已由 {by} 撤回。")
_UNKNOWN = Text("The store knows no such notice.", "存储中无此报告。")
