"""Checks of the rotation against the one in force: every ward-day that another team has, with its reason."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from optimizer.core.issue import Issue
from optimizer.core.rulebook import ROTATION_REASONS
from optimizer.data.tables.plan import RotationChangeRow, RotationRow
from optimizer.data.vocabulary import Phase
from optimizer.verify.context import Plan
from optimizer.verify.cycles import DAY, pulls, wards_of
from optimizer.verify.finding import fault

WardDays = Mapping[tuple[str, dt.date], str]


def ward_days(plan: Plan, rows: Iterable[RotationRow]) -> WardDays:
    """Return the team of every ward in rotation on every day from the start of the horizon on."""
    wards = {row.ward_id for row in plan.dataset.rotation}
    return {
        (row.ward_id, date): row.team_id
        for row in rows
        if row.phase is Phase.DUTY and row.ward_id in wards
        for number in range((row.to - row.from_).days + 1)
        if (date := row.from_ + number * DAY) >= plan.start
    }


def taken_over(plan: Plan) -> int:
    """Return how many ward-days another team (or none) has than in the rotation in force."""
    before, now = (ward_days(plan, rows) for rows in (plan.previous_rotation, (line.row for line in plan.rotation)))
    return sum(now.get(key) != team for key, team in before.items())


def check_rotation_changes_listed(plan: Plan) -> Iterator[Issue]:
    """Require that the list holds exactly the differences to the rotation in force, each with the first reason that is true."""
    wanted = Counter(_changes(plan)) if plan.previous_rotation else Counter()
    for number, row in plan.rotation_changes:
        if wanted[row]:
            wanted[row] -= 1
            continue
        said = f"{row.ward_id} {row.from_}..{row.to} {row.from_team_id or '-'} → {row.to_team_id or '-'} ({row.reason_code})"
        known = row.reason_code in ROTATION_REASONS
        en, zh = ("is not so", "不属实") if known else ("has a reason that is not on the list", "原因不在清单内")
        yield fault(
            "rotation_changes_listed", f"{said} {en}", f"{said} {zh}", table="rotation_changes", row=number, column="ward_id"
        )
    for row in wanted.elements():
        said = f"{row.ward_id} from {row.from_}: {row.from_team_id or '-'} → {row.to_team_id or '-'}"
        yield fault(
            "rotation_changes_listed", f"{said} is not listed", f"{said} 未列出", table="rotation_changes", column="ward_id"
        )


def _changes(plan: Plan) -> Iterator[RotationChangeRow]:
    before, now = (ward_days(plan, rows) for rows in (plan.previous_rotation, (line.row for line in plan.rotation)))
    last = max((row.to for row in plan.previous_rotation), default=plan.start)
    keys = sorted(key for key in before.keys() | now.keys() if key[1] <= last and before.get(key, "") != now.get(key, ""))

    def kind(numbered: tuple[int, tuple[str, dt.date]]) -> tuple[str, str, str, str, int]:
        number, key = numbered
        was = before.get(key, "")
        return key[0], was, now.get(key, ""), _reason(plan, key, was), key[1].toordinal() - number

    for (ward, was, is_now, reason, _), run in itertools.groupby(enumerate(keys), kind):
        dates = [date for _, (_, date) in run]
        yield RotationChangeRow(
            ward_id=ward,
            from_=dates[0],
            to=dates[-1],
            from_team_id=was,
            to_team_id=is_now,
            reason_code=reason,
        )


def _reason(plan: Plan, key: tuple[str, dt.date], was: str) -> str:
    ward, date = key
    if not was:
        return "filled"
    if any(pull.first <= date < pull.free for pull in pulls(plan).get(was, ())):
        return "pulled_out"
    if ward not in {row.ward_id for row in wards_of(plan, was)}:
        return "may_not_serve"
    phases = [line.row.phase for line in plan.rotation if line.row.team_id == was and line.row.from_ <= date <= line.row.to]
    return "rearranged" if all(phase is Phase.STANDBY for phase in phases) else "not_free"
