"""Which team is in which ward in which block: a small CP-SAT model over the blocks of every ward."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import LinearExpr

from optimizer.core.outcome import Termination
from optimizer.core.params import Control, Limits
from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import RotationRow
from optimizer.data.vocabulary import Phase
from optimizer.solve.cpsat import Stage, solve_cpsat
from optimizer.solve.result import SolverResult
from optimizer.teams.instance import like_teams


@dataclass(frozen=True, slots=True)
class Block:
    """One duty period of a ward: days [first, end) by index, then observation and rest of the team that served."""

    ward_id: str
    first: int
    end: int
    observed: int
    rested: int
    horizon_days: int


@dataclass(frozen=True, slots=True)
class RotationInstance:
    """Blocks of all wards, which teams may serve them, and the last day (exclusive) of the window."""

    start: dt.date
    blocks: tuple[Block, ...]
    teams: tuple[str, ...]
    likes: tuple[tuple[int, ...], ...]
    able: tuple[frozenset[int], ...]
    window: int

    @classmethod
    def from_dataset(cls, dataset: Dataset) -> RotationInstance:
        """Lay out the blocks: from the start of the horizon, whole blocks up to the end of the window."""
        days = dataset.horizon.days
        longest = max((row.duty_days + row.observation_days + row.rest_days for row in dataset.rotation), default=0)
        blocks = []
        for row in dataset.rotation:
            for number in range(-(-max(days, longest) // row.duty_days)):
                first = number * row.duty_days
                end = first + row.duty_days
                observed = end + row.observation_days
                inside = max(0, min(end, days) - first)
                blocks.append(Block(row.ward_id, first, end, observed, observed + row.rest_days, inside))
        blocks.sort(key=lambda block: block.first)
        able = tuple(
            frozenset(i for i, team in enumerate(dataset.teams_wanted) if not team.ward_id or block.ward_id in team.ward_id)
            for block in blocks
        )
        teams = tuple(team.team_id for team in dataset.teams_wanted)
        window = max((block.end for block in blocks), default=days)
        return cls(dataset.horizon.start, tuple(blocks), teams, like_teams(dataset), able, window)

    def clash(self, one: int, other: int) -> bool:
        """Return whether one team cannot serve both blocks: observation and rest come before the next duty."""
        a, b = self.blocks[one], self.blocks[other]
        return a.first < b.rested and b.first < a.rested


def rotate(instance: RotationInstance, limits: Limits, control: Control | None) -> tuple[list[int | None], SolverResult]:
    """Return the team (by index) of every block, and the solver's word; the greedy plan when it has none of its own."""
    start = greedy_rotation(instance)
    if not instance.blocks or not instance.teams:
        return start, SolverResult(Termination.OPTIMAL)
    model = cp_model.CpModel()
    serve = {(b, t): model.new_bool_var(f"y{b}_{t}") for b in range(len(instance.blocks)) for t in sorted(instance.able[b])}
    for block in range(len(instance.blocks)):
        model.add_at_most_one([serve[block, t] for t in sorted(instance.able[block])])
        for later in range(block + 1, len(instance.blocks)):
            if instance.clash(block, later):
                for team in sorted(instance.able[block] & instance.able[later]):
                    model.add_at_most_one([serve[block, team], serve[later, team]])
    stages = [
        Stage("ward_days_without_team", _missed(serve, [block.horizon_days for block in instance.blocks])),
        Stage("duty_spread", _duty_spread(model, instance, serve)),
        Stage("blocks_without_team", _missed(serve, [1] * len(instance.blocks))),  # beyond the horizon too
        Stage("first_teams_first", LinearExpr.sum([team * (len(start) - block) * y for (block, team), y in serve.items()])),
    ]
    hint = {variable.index: int(start[block] == team) for (block, team), variable in serve.items()}
    result = solve_cpsat(model, stages, limits, hint=hint, control=control, step="teams")
    if not result.termination.has_plan:
        return start, result
    chosen = [next((t for t in sorted(instance.able[b]) if result.values[serve[b, t].index]), None) for b in range(len(start))]
    return chosen, result


def greedy_rotation(instance: RotationInstance) -> list[int | None]:
    """Give every block, in order of time, to the team that is free and has served least."""
    chosen: list[int | None] = []
    served = [0] * len(instance.teams)
    for number, block in enumerate(instance.blocks):
        free = [
            team
            for team in sorted(instance.able[number])
            if not any(chosen[earlier] == team and instance.clash(earlier, number) for earlier in range(number))
        ]
        best = min(free, key=lambda team: (served[team], team), default=None)
        chosen.append(best)
        if best is not None:
            served[best] += block.end - block.first
    return chosen


def rotation_rows(instance: RotationInstance, chosen: Sequence[int | None]) -> tuple[RotationRow, ...]:
    """Turn the team of every block into rows: duty, observation, rest, and standby in the gaps of the window."""
    rows: list[RotationRow] = []
    for index, team_id in enumerate(instance.teams):
        free_from = 0
        for block, team in zip(instance.blocks, chosen, strict=True):
            if team != index:
                continue
            spans = (
                (Phase.STANDBY, "", free_from, block.first),
                (Phase.DUTY, block.ward_id, block.first, block.end),
                (Phase.OBSERVATION, "", block.end, block.observed),
                (Phase.REST, "", block.observed, block.rested),
            )
            rows.extend(_row(instance, team_id, *span) for span in spans if span[2] < span[3])
            free_from = block.rested
        if free_from < instance.window:
            rows.append(_row(instance, team_id, Phase.STANDBY, "", free_from, instance.window))
    return tuple(rows)


def _row(instance: RotationInstance, team_id: str, phase: Phase, ward_id: str, first: int, end: int) -> RotationRow:
    day = dt.timedelta(days=1)
    return RotationRow(
        team_id=team_id, ward_id=ward_id, from_=instance.start + first * day, to=instance.start + (end - 1) * day, phase=phase
    )


def _missed(serve: Mapping[tuple[int, int], cp_model.IntVar], worth: Sequence[int]) -> cp_model.LinearExprT:
    return LinearExpr.sum([-worth[block] * variable for (block, _), variable in serve.items()]) + sum(worth)


def _duty_spread(
    model: cp_model.CpModel, instance: RotationInstance, serve: Mapping[tuple[int, int], cp_model.IntVar]
) -> cp_model.LinearExprT:
    most = sum(block.end - block.first for block in instance.blocks)
    spreads: list[cp_model.LinearExprT] = []
    for number, group in enumerate(instance.likes):
        high, low = (model.new_int_var(0, most, f"duty_{side}{number}") for side in ("high", "low"))
        for team in group:
            days = LinearExpr.sum(
                [(block.end - block.first) * serve[b, team] for b, block in enumerate(instance.blocks) if (b, team) in serve]
            )
            model.add(days <= high)
            model.add(days >= low)
        spreads.append(high - low)
    return LinearExpr.sum(spreads)
