"""What teams cost their donors, and what the rotation changes against the one in force."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from optimizer.core.rulebook import ROTATION_REASONS
from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.plan import DrawRow
from optimizer.data.vocabulary import LABELS
from optimizer.report.words import Names

_NOBODY = Text("no team", "无梯队")


@dataclass(frozen=True)
class Draw:
    """People of a role that a hospital gives, with its names."""

    hospital: Text
    role: Text
    row: DrawRow

    @property
    def share_pct(self) -> int:
        """Share of those employed, in percent, rounded up."""
        return -(-100 * self.row.drawn // self.row.employed) if self.row.employed else 0


@dataclass(frozen=True)
class RotationChange:
    """Days of a ward that change hands."""

    ward_id: str
    first: dt.date
    last: dt.date
    before: Text
    now: Text
    reason: Text


def draws(plan: PlanRecord) -> tuple[Draw, ...]:
    """Return what donors give, in order of the table."""
    names = Names(plan.dataset)
    return tuple(Draw(names.hospital(row.hospital_id), LABELS[row.role], row) for row in plan.tables.draws)


def rotation_changes(plan: PlanRecord) -> tuple[RotationChange, ...]:
    """Return what another team has than in the rotation in force, by ward and day."""
    return tuple(
        RotationChange(
            row.ward_id,
            row.from_,
            row.to,
            Text(row.from_team_id, row.from_team_id) if row.from_team_id else _NOBODY,
            Text(row.to_team_id, row.to_team_id) if row.to_team_id else _NOBODY,
            ROTATION_REASONS.get(row.reason_code, Text(row.reason_code, row.reason_code)),
        )
        for row in plan.tables.rotation_changes
    )
