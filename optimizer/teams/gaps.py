"""Which wards are without a team on which days, and what every team that may serve them does meanwhile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import RotationRow
from optimizer.data.tables.staff import Rotation
from optimizer.data.vocabulary import LABELS, Phase
from optimizer.teams.binding import DAY
from optimizer.teams.changes import held

_GAP = Text(
    "Ward {ward} has no team from {first} to {last}. {why}{proven}",
    "病区 {ward} 在 {first} 至 {last} 无梯队在岗。{why}{proven}",
)
_FIX = Text(
    "One more team, less rest after duty, or longer duty closes the gap.",
    "增加一支梯队、缩短休整或延长在岗可补上缺口。",
)
_PROVEN = Text(" No rotation under these rules leaves fewer days without a team.", "已证明：按现有规则无法减少缺队天数。")
_NOBODY = Text("No team may serve it.", "没有可服务该病区的梯队。")


def gaps(dataset: Dataset, rotation: Sequence[RotationRow], window: int, *, proven: bool) -> Iterator[Issue]:
    """Yield every run of days on which a ward in rotation has no team, with what each of its teams does meanwhile.

    Parameters
    ----------
    window
        Days the rotation is laid out for: a gap within the horizon is a warning, a later one a note.
    proven
        Whether fewer days without a team within the horizon are proven impossible.
    """
    covered, horizon = held(dataset, rotation), dataset.horizon
    later = [horizon.last + number * DAY for number in range(1, window - horizon.days + 1)]
    for ward in dataset.rotation:
        for severity, dates in ((Severity.WARNING, list(horizon)), (Severity.NOTE, later)):
            missing = [date for date in dates if (ward.ward_id, date) not in covered]
            for first, last in _runs(missing):
                params = {
                    "ward": ward.ward_id,
                    "first": first.isoformat(),
                    "last": last.isoformat(),
                    "why": _why(dataset, rotation, ward, first, last),
                    "proven": _PROVEN if proven and severity is Severity.WARNING else Text("", ""),
                }
                yield Issue("ward_without_team", severity, _GAP, _FIX, table="rotation", value=ward.ward_id, params=params)


def _why(dataset: Dataset, rotation: Sequence[RotationRow], ward: Rotation, first: dt.date, last: dt.date) -> Text:
    may = [team.team_id for team in dataset.teams_wanted if not team.ward_id or ward.ward_id in team.ward_id]
    if not may:
        return _NOBODY
    said = [_says(team_id, row) for team_id in may for row in rotation if _meets(row, team_id, first, last)]
    return Text("; ".join(text.en for text in said) + ".", "；".join(text.zh for text in said) + "。")


def _meets(row: RotationRow, team_id: str, first: dt.date, last: dt.date) -> bool:
    return row.team_id == team_id and row.from_ <= last and row.to >= first and row.phase is not Phase.STANDBY


def _says(team_id: str, row: RotationRow) -> Text:
    label, where = LABELS[row.phase], f" ({row.ward_id})" if row.ward_id else ""
    return Text(f"{team_id}: {label.en}{where} to {row.to}", f"{team_id}：{label.zh}{where}至 {row.to}")


def _runs(dates: Sequence[dt.date]) -> Iterator[tuple[dt.date, dt.date]]:
    first: dt.date | None = None
    for number, date in enumerate(dates):
        first = first or date
        if number + 1 == len(dates) or dates[number + 1] - date > DAY:
            yield first, date
            first = None
