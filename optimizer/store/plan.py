"""A plan as the store knows it, and what may come next."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class PlanState(StrEnum):
    """Draft, review, issue (拟稿 — 审核 — 签发); what was issued is frozen."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    ISSUED = "issued"


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan folder that was registered; moments are in UTC.

    Parameters
    ----------
    plan_id
        SHA-256 of its manifest, which holds the hash of every file: another content is another plan.
    """

    plan_id: str
    state: PlanState
    folder: str
    dataset: str
    first_day: dt.date
    last_day: dt.date
    drafted_by: str
    drafted_at: dt.datetime
    reviewed_by: str | None
    reviewed_at: dt.datetime | None
    issued_by: str | None
    issued_at: dt.datetime | None

    def reviewed_by_same(self, by: str) -> bool:
        """Whether somebody reviewed it, who therefore may not issue it; written otherwise, a name is still the same."""
        return self.reviewed_by is not None and _plain(self.reviewed_by) == _plain(by)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
