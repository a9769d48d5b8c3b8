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
from optimizer.verify.cycles import DAY, begun, due, is_loose, may_begin, next_pull, pulls
from optimizer.verify.finding import Line, fault


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
    """Require that a duty lasts the ward's duty days and begins at a block of the ward, within the window.

    Blocks are counted from the start of the horizon. Once there is a rotation in force, or a team was pulled out, a duty
    begins on any day from then on. It is shorter only when its team is pulled out, or when it ends with the duty of the
    rotation in force that it fills in for. What has begun already is as it was.
    """
    window, loose = window_days(plan), is_loose(plan)
    going_on = {(row.team_id, row.from_, row.to) for row in begun(plan)}
    ends = {(row.ward_id, row.to) for row in plan.previous_rotation if row.phase is Phase.DUTY}
    for line, ward in _duties(plan):
        row = line.row
        if (row.team_id, row.from_, row.to) in going_on:
            continue
        first, length = (row.from_ - plan.start).days, (row.to - row.from_).days + 1
        fills_in = (row.ward_id, row.to) in ends or row.to + DAY == next_pull(plan, row.team_id, row.from_)
        if length > ward.duty_days or (length < ward.duty_days and not fills_in):
            said = f"{length} days instead of {ward.duty_days}"
            yield _at("rotation_block", line, "to", row.to, said, f"{length} 天，应为 {ward.duty_days} 天")
        elif first < 0 or (first % ward.duty_days and not loose) or first >= window:
            yield _at("rotation_block", line, "from", row.from_, "not at the start of a block", "不在轮次起始日")


def check_rotation_after(plan: Plan) -> Iterator[Issue]:
    """Every duty is followed at once by the ward's observation, then its rest; neither stands without a duty.

    A team that is pulled out meanwhile begins its observation anew.
    """
    rows = {(line.row.team_id, line.row.phase, line.row.from_, line.row.to) for line in plan.rotation}
    wanted = due(plan)
    for line, _ in _duties(plan):
        for (team, phase, first, last), row in wanted.items():
            if row is line.row and (team, phase, first, last) not in rows:
                said = f"{team} needs {phase} from {first} to {last}"
                yield _at("rotation_after", line, "to", line.row.to, said, f"{team} 须于 {first} 至 {last} {LABELS[phase].zh}")
    for line in plan.rotation:
        one = line.row
        if one.phase in {Phase.OBSERVATION, Phase.REST} and (one.team_id, one.phase, one.from_, one.to) not in wanted:
            yield _at("rotation_after", line, "phase", one.phase, "follows no duty", "之前没有相应的在岗")


def check_team_pulled(plan: Plan) -> Iterator[Issue]:
    """Require that a team pulled out is observed from that day on, then rests, and is on duty nowhere meanwhile."""
    rows = {(line.row.team_id, line.row.phase, line.row.from_, line.row.to) for line in plan.rotation}
    for (team, phase, first, last), row in due(plan).items():
        if row is None and plan.rotation and (team, phase, first, last) not in rows:
            said = f"{team} is not in {phase} from {first} to {last}"
            zh = f"{team} 未于 {first} 至 {last} {LABELS[phase].zh}"
            yield fault("team_pulled", said, zh, table="rotation", column="team_id", value=team)
    for line, _ in _duties(plan):
        one = line.row
        for pull in pulls(plan).get(one.team_id, ()):
            if one.from_ < pull.free and one.to >= pull.first:
                said = f"{one.team_id} is on duty although pulled out on {pull.first}"
                yield _at("team_pulled", line, "to", one.to, said, f"{one.team_id} 已于 {pull.first} 撤出，却仍在岗")


def check_rotation_kept(plan: Plan) -> Iterator[Issue]:
    """Require that a duty in force that has begun goes on to its end, unless its team is pulled out; none is put before it."""
    going_on = {(row.team_id, row.ward_id, row.from_, row.to) for row in begun(plan)}
    kept = {(line.row.team_id, line.row.ward_id, line.row.from_, line.row.to) for line, _ in _duties(plan)}
    for team, ward, first, last in sorted(going_on - kept):
        said, zh = f"{team} leaves {ward} before {last}", f"{team} 在 {last} 之前离开 {ward}"
        yield fault(
            "rotation_kept", f"{said} (since {first})", f"{zh}（自 {first}）", table="rotation", column="team_id", value=team
        )
    for line, _ in _duties(plan):
        one = line.row
        past = one.from_ < may_begin(plan) and plan.previous_rotation
        if past and (one.team_id, one.ward_id, one.from_, one.to) not in going_on:
            yield _at("rotation_kept", line, "from", one.from_, "was not in force", "现行轮换中没有")


def check_rotation_handover(plan: Plan) -> Iterator[Issue]:
    """Who relieves a team is named with the hours, and on the evening before neither in observation nor in another ward.

    A team that was pulled out hands nothing over: it has left.
    """
    before = {(row.team_id, row.from_): row for row in plan.previous_rotation if row.phase is Phase.DUTY}
    going_on = {(row.team_id, row.from_) for row in begun(plan)}
    for line, ward in _duties(plan):
        row, evening = line.row, line.row.from_ - DAY
        if (row.team_id, row.from_) in going_on:
            wanted = before[row.team_id, row.from_].relieves, before[row.team_id, row.from_].handover_h
        else:
            out = _relieved(plan, row) if ward.handover_h else ""
            wanted = out, ward.handover_h if out else 0.0
            busy = [other.row for other in plan.rotation if other.row.team_id == row.team_id and _covers(other.row, evening)]
            if ward.handover_h and any(
                other.phase is Phase.OBSERVATION or other.ward_id not in {"", row.ward_id} for other in busy
            ):
                said = f"{row.team_id} cannot be in {row.ward_id} on the evening of {evening}"
                yield _at(
                    "rotation_handover", line, "from", row.from_, said, f"{row.team_id} 于 {evening} 晚不能到 {row.ward_id} 交接"
                )
        if (row.relieves, row.handover_h) != wanted:
            said = f"relieves {wanted[0] or '(nobody)'} with {wanted[1]:g} h"
            yield _at(
                "rotation_handover",
                line,
                "relieves",
                row.relieves,
                said,
                f"应接替 {wanted[0] or '（无）'}，交接 {wanted[1]:g} 小时",
            )
    for line in plan.rotation:
        if line.row.phase is not Phase.DUTY and (line.row.relieves or line.row.handover_h):
            yield _at(
                "rotation_handover", line, "relieves", line.row.relieves, "no hand-over outside duty", "非在岗阶段不应有交接"
            )


def _relieved(plan: Plan, row: RotationRow) -> str:
    """Return the team whose duty in the ward ended on the day before, unless it was pulled out."""
    ended = (
        line.row.team_id
        for line, _ in _duties(plan)
        if line.row.ward_id == row.ward_id and line.row.to + DAY == row.from_ and line.row.team_id != row.team_id
    )
    return next((team for team in ended if next_pull(plan, team, row.from_) != row.from_), "")


def _covers(row: RotationRow, date: dt.date) -> bool:
    return row.from_ <= date <= row.to


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
