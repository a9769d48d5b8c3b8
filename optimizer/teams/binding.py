"""What binds the teams before anything is chosen: who was pulled out, and which duties in force have begun."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import RotationRow
from optimizer.data.tables.staff import Rotation
from optimizer.data.vocabulary import Phase

DAY = dt.timedelta(days=1)
NEVER = 10**6


@dataclass(frozen=True, slots=True)
class Away:
    """Days [first, free) by index on which a team is out: observed before day `observed`, resting after."""

    first: int
    observed: int
    free: int


@dataclass(frozen=True, slots=True)
class Binding:
    """What the rotation has to go by.

    Parameters
    ----------
    pulls
        Times every team (by id) was pulled out, in order.
    begun
        Duties in force that have begun and whose cycle reaches the horizon.
    in_force
        The rotation in force.
    may_begin
        First day (by index) a duty may begin that the rotation in force does not have.
    """

    pulls: Mapping[str, tuple[Away, ...]]
    begun: tuple[RotationRow, ...]
    in_force: tuple[RotationRow, ...]
    may_begin: int

    @classmethod
    def of(cls, dataset: Dataset, in_force: Iterable[RotationRow] = ()) -> Binding:
        """Return what binds the teams on these tables, given the rotation in force."""
        rows, start = tuple(in_force), dataset.horizon.start
        pulls = {team.team_id: _pulls(dataset, team.team_id) for team in dataset.teams_wanted}
        known = {(row.team_id, (row.from_ - start).days) for row in rows if row.phase is Phase.OBSERVATION}
        new = [one.first for team, found in pulls.items() for one in found if (team, one.first) not in known]
        may_begin = max(0, min(new)) if rows and new else 0
        return cls(pulls, tuple(_begun(dataset, rows, pulls, may_begin)), rows, may_begin)

    @property
    def loose(self) -> bool:
        """Whether duties may begin on any day, not only at the blocks of a ward."""
        return bool(self.in_force) or any(away.free > 0 for found in self.pulls.values() for away in found)

    def next_pull(self, team_id: str, day: int) -> int:
        """Return the day a team is next pulled out, `day` included."""
        return next((one.first for one in self.pulls.get(team_id, ()) if one.first >= day), NEVER)


def rotating_wards(dataset: Dataset, may_serve: Sequence[str]) -> list[Rotation]:
    """Return the wards in rotation that a team may serve; a team without wards named serves any."""
    return [row for row in dataset.rotation if not may_serve or row.ward_id in may_serve]


def _pulls(dataset: Dataset, team_id: str) -> tuple[Away, ...]:
    may_serve = next(row.ward_id for row in dataset.teams_wanted if row.team_id == team_id)
    wards = rotating_wards(dataset, may_serve)
    longest = max((ward.observation_days for ward in wards), default=0)
    rest = max((ward.rest_days for ward in wards), default=0)
    rows = sorted((row for row in dataset.team_events if row.team_id == team_id), key=lambda row: row.from_)
    found = []
    for number, row in enumerate(rows):
        first = (row.from_ - dataset.horizon.start).days
        until = (rows[number + 1].from_ - dataset.horizon.start).days if number + 1 < len(rows) else NEVER
        observed = first + (longest if row.observation_days is None else row.observation_days)
        found.append(Away(first, min(observed, until), min(observed + rest, until)))
    return tuple(found)


def _begun(
    dataset: Dataset, rows: Sequence[RotationRow], pulls: Mapping[str, Sequence[Away]], may_begin: int
) -> Iterable[RotationRow]:
    ward = {row.ward_id: row for row in dataset.rotation}
    start = dataset.horizon.start
    for row in rows:
        first, end = (row.from_ - start).days, (row.to - start).days + 1
        if row.phase is not Phase.DUTY or first >= may_begin or row.team_id not in pulls or row.ward_id not in ward:
            continue
        if any(one.first <= first < one.free for one in pulls[row.team_id]):  # it was out already: told late
            continue
        end = min([end, *(one.first for one in pulls[row.team_id] if one.first >= first)])
        away = ward[row.ward_id].observation_days + ward[row.ward_id].rest_days
        if first < end and end + away > 0:
            yield replace(row, to=start + (end - 1) * DAY)
