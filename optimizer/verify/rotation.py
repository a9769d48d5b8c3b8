"""Checks of the rotation: which team is in which ward, for how long, and what follows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.data.tables.plan import RotationRow
from optimizer.data.tables.staff import Rotation
from optimizer.data.vocabulary import LABELS, Phase
from optimizer.verify.context import Plan
from optimizer.verify.finding import Line, fault

DAY = dt.timedelta(days=1)


def window_days(plan: Plan) -> int:
    """Return the days the rotation is planned for, before rounding up to whole blocks of a ward.

    At least the horizon, and at least one whole cycle of the longest ward.
    """
    cycles = [row.duty_days + row.observation_days + row.rest_days for row in plan.dataset.rotation]
    return max([plan.days, *cycles])


def check_rotation_ward(plan: Plan) -> Iterator[Issue]:
    """Duty is in a ward that rotates and that the team may serve; every other phase names no ward."""
    allowed = {team.team_id: team.ward_id for team in plan.dataset.teams_wanted}
    wards = {row.ward_id for row in plan.dataset.rotation}
    for line in plan.rotation:
        row = line.row
        if row.phase is not Phase.DUTY:
            if row.ward_id:
                yield _at("rotation_ward", line, "ward_id", row.ward_id, "no ward outside duty", "非在岗阶段不应有病区")
        elif row.ward_id not in wards or (allowed[row.team_id] and row.ward_id not in allowed[row.team_id]):
            said = f"{row.team_id} may not serve {row.ward_id or '(blank)'}"
            yield _at("rotation_ward", line, "ward_id", row.ward_id, said, f"{row.team_id} 不可在 {row.ward_id or '（空）'}")


def check_rotation_block(plan: Plan) -> Iterator[Issue]:
    """Require that a duty block is one of the ward's: its length, counted from the start of the horizon, within the window."""
    window = window_days(plan)
    for line, ward in _duties(plan):
        first, length = (line.row.from_ - plan.start).days, (line.row.to - line.row.from_).days + 1
        if length != ward.duty_days:
            said = f"{length} days instead of {ward.duty_days}"
            yield _at("rotation_block", line, "to", line.row.to, said, f"{length} 天，应为 {ward.duty_days} 天")
        elif first < 0 or first % ward.duty_days or first >= window:
            yield _at("rotation_block", line, "from", line.row.from_, "not at the start of a block", "不在轮次起始日")


def check_rotation_after(plan: Plan) -> Iterator[Issue]:
    """Every duty is followed at once by the ward's observation, then its rest; neither stands without a duty."""
    rows = {(line.row.team_id, line.row.phase, line.row.from_, line.row.to) for line in plan.rotation}
    due: set[tuple[str, Phase, dt.date, dt.date]] = set()
    for line, ward in _duties(plan):
        first = line.row.to + DAY
        for phase, days in ((Phase.OBSERVATION, ward.observation_days), (Phase.REST, ward.rest_days)):
            last = first + (days - 1) * DAY
            key = (line.row.team_id, phase, first, last)
            if days and key not in rows:
                said = f"{line.row.team_id} needs {days} days of {phase} from {first}"
                yield _at(
                    "rotation_after",
                    line,
                    "to",
                    line.row.to,
                    said,
                    f"{line.row.team_id} 自 {first} 起须{LABELS[phase].zh} {days} 天",
                )
            due.add(key)
            first = last + DAY
    for line in plan.rotation:
        row = line.row
        if row.phase in {Phase.OBSERVATION, Phase.REST} and (row.team_id, row.phase, row.from_, row.to) not in due:
            yield _at("rotation_after", line, "phase", row.phase, "follows no duty", "之前没有相应的在岗")


def check_rotation_overlap(plan: Plan) -> Iterator[Issue]:
    """No two phases of a team share a day, no two teams share a day in a ward."""
    by_team: dict[str, list[Line[RotationRow]]] = defaultdict(list)
    by_ward: dict[str, list[Line[RotationRow]]] = defaultdict(list)
    for line in plan.rotation:
        by_team[line.row.team_id].append(line)
        if line.row.phase is Phase.DUTY:
            by_ward[line.row.ward_id].append(line)
    for name, lines in (*by_team.items(), *by_ward.items()):
        lines.sort(key=lambda line: (line.row.from_, line.row.to))
        until = dt.date.min
        for line in lines:
            if line.row.from_ <= until:
                yield _at(
                    "rotation_overlap",
                    line,
                    "from",
                    line.row.from_,
                    f"{name} is taken until {until}",
                    f"{name} 至 {until} 已占用",
                )
            until = max(until, line.row.to)


def _duties(plan: Plan) -> Iterator[tuple[Line[RotationRow], Rotation]]:
    wards = {row.ward_id: row for row in plan.dataset.rotation}
    for line in plan.rotation:
        if line.row.phase is Phase.DUTY and line.row.ward_id in wards:
            yield line, wards[line.row.ward_id]


def _at(rule: str, line: Line[RotationRow], column: str, value: object, en: str, zh: str) -> Issue:
    return fault(rule, en, zh, table="rotation", row=line.number, column=column, value=value)
