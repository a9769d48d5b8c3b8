"""Duties that may be given to a team, by days of the horizon, and what is already given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import RotationRow
from optimizer.data.tables.staff import Rotation
from optimizer.data.vocabulary import Phase
from optimizer.teams.binding import DAY, Away, Binding
from optimizer.teams.instance import like_teams


@dataclass(frozen=True, slots=True)
class Block:
    """One duty in a ward by one team: days [first, end) by index, then observation and rest of that team.

    Parameters
    ----------
    evening
        Whether the team must be free of observation and other wards on the day before, for the hand-over.
    """

    ward_id: str
    team: int
    first: int
    end: int
    observed: int
    rested: int
    evening: bool = False

    @property
    def length(self) -> int:
        """Number of its duty days."""
        return self.end - self.first

    def days(self, start: int, stop: int) -> int:
        """Return how many of its duty days lie in [start, stop)."""
        return max(0, min(self.end, stop) - max(self.first, start))

    def clashes(self, other: Block) -> bool:
        """Return whether one team cannot serve both blocks, or two teams cannot serve them in one ward."""
        if self.team != other.team:
            return self.ward_id == other.ward_id and self.first < other.end and other.first < self.end
        if self.first < other.rested and other.first < self.rested:
            return True
        earlier, later = sorted((self, other), key=lambda block: block.first)
        return later.evening and later.first <= earlier.observed and earlier.rested == earlier.observed and earlier.leaves(later)

    def leaves(self, later: Block) -> bool:
        """Return whether the team is somewhere else on the evening before a later duty that follows at once."""
        return self.ward_id != later.ward_id or self.observed > self.end


@dataclass(frozen=True, slots=True)
class RotationInstance:
    """What is needed to plan the rotation.

    Parameters
    ----------
    blocks
        Duties to choose from.
    given
        Duties in force that have begun; they are kept.
    given_rows
        The same, as rows.
    pulls
        When every team (by index) is out because it was pulled out.
    likes
        Teams that are to have equal duty.
    before
        Team (by index; None when it is no longer wanted) of ward and day, from day 0 on, in the rotation in force.
    days, window
        Days of the horizon, and of what is laid out beyond it.
    """

    start: dt.date
    wards: tuple[Rotation, ...]
    blocks: tuple[Block, ...]
    given: tuple[Block, ...]
    given_rows: tuple[RotationRow, ...]
    teams: tuple[str, ...]
    pulls: tuple[tuple[Away, ...], ...]
    likes: tuple[tuple[int, ...], ...]
    before: Mapping[tuple[str, int], int | None]
    days: int
    window: int

    @classmethod
    def from_dataset(cls, dataset: Dataset, in_force: Sequence[RotationRow] = ()) -> RotationInstance:
        """Lay out what each team may do: whole blocks from the start, or any day where a rotation in force is mended."""
        binding = Binding.of(dataset, in_force)
        teams = tuple(team.team_id for team in dataset.teams_wanted)
        days = dataset.horizon.days
        least = max([days, *(row.duty_days + row.observation_days + row.rest_days for row in dataset.rotation)])
        given = tuple(_given(dataset, binding, teams))
        blocks = [block for ward in dataset.rotation for block in _blocks_of(dataset, ward, binding, least)]
        blocks = [block for block in blocks if not any(block.clashes(one) for one in given)]
        blocks.sort(key=lambda block: block.first)
        window = least
        if not binding.loose:
            window = max((-(-least // row.duty_days) * row.duty_days for row in dataset.rotation), default=days)
        return cls(
            dataset.horizon.start,
            dataset.rotation,
            tuple(blocks),
            given,
            binding.begun,
            teams,
            tuple(binding.pulls[team] for team in teams),
            like_teams(dataset),
            _before(dataset, binding, teams),
            days,
            window,
        )

    def kept_days(self, block: Block) -> int:
        """Return on how many of its days a block leaves the ward to the team that has it in the rotation in force."""
        return sum(self.before.get((block.ward_id, day), -1) == block.team for day in range(block.first, block.end))


def _blocks_of(dataset: Dataset, ward: Rotation, binding: Binding, window: int) -> Iterator[Block]:
    """Yield every duty a ward may have: full, or ending with a duty in force it fills in for, or when its team is pulled out."""
    start = dataset.horizon.start
    ends = {(row.to - start).days + 1 for row in binding.in_force if row.phase is Phase.DUTY and row.ward_id == ward.ward_id}
    step = 1 if binding.loose else ward.duty_days
    for index, team in enumerate(dataset.teams_wanted):
        if team.ward_id and ward.ward_id not in team.ward_id:
            continue
        for first in range(binding.may_begin, window, step):
            cut = binding.next_pull(team.team_id, first)
            longest = min(first + ward.duty_days, cut)
            for end in sorted({longest, *(end for end in ends if first < end < longest)}):
                block = _block(ward, index, first, end, binding.next_pull(team.team_id, end))
                if first < end and not any(_out(block, away) for away in binding.pulls[team.team_id]):
                    yield block


def _out(block: Block, away: Away) -> bool:
    """Return whether a team is out on days of a block, or observed on the evening before it."""
    late = block.evening and away.first < block.first <= away.observed and away.first < away.observed
    return (block.first < away.free and away.first < block.end) or late


def _block(ward: Rotation, team: int, first: int, end: int, cut: int) -> Block:
    observed = end + ward.observation_days
    rested = observed + ward.rest_days
    return Block(ward.ward_id, team, first, end, min(observed, cut), min(rested, cut), ward.handover_h > 0)


def _given(dataset: Dataset, binding: Binding, teams: Sequence[str]) -> Iterable[Block]:
    ward = {row.ward_id: row for row in dataset.rotation}
    for row in binding.begun:
        first, end = ((date - dataset.horizon.start).days for date in (row.from_, row.to + DAY))
        yield _block(ward[row.ward_id], teams.index(row.team_id), first, end, binding.next_pull(row.team_id, end))


def _before(dataset: Dataset, binding: Binding, teams: Sequence[str]) -> dict[tuple[str, int], int | None]:
    wards = {row.ward_id for row in dataset.rotation}
    number = {team: index for index, team in enumerate(teams)}
    return {
        (row.ward_id, day): number.get(row.team_id)
        for row in binding.in_force
        if row.phase is Phase.DUTY and row.ward_id in wards
        for day in range(max(0, (row.from_ - dataset.horizon.start).days), (row.to - dataset.horizon.start).days + 1)
    }
