"""What binds the teams: who was pulled out, what the rotation in force has begun, and what follows every duty."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from optimizer.data.tables.plan import RotationRow
from optimizer.data.tables.staff import Rotation
from optimizer.data.vocabulary import Phase
from optimizer.verify.context import Plan

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pull:
    """A team out of its ward from a day on: observed to the day before `observed`, resting to the day before `free`."""

    team_id: str
    first: dt.date
    observed: dt.date
    free: dt.date


Span = tuple[str, Phase, dt.date, dt.date]  # team, phase, first and last day


def wards_of(plan: Plan, team_id: str) -> list[Rotation]:
    """Return the wards in rotation that a team may serve."""
    may = next((row.ward_id for row in plan.dataset.teams_wanted if row.team_id == team_id), ())
    return [row for row in plan.dataset.rotation if not may or row.ward_id in may]


def pulls(plan: Plan) -> Mapping[str, list[Pull]]:
    """Return when each team was pulled out, in order; the next time cuts the last one short."""
    return plan.memo("pulls", _pulls)


def _pulls(plan: Plan) -> dict[str, list[Pull]]:
    found: dict[str, list[Pull]] = defaultdict(list)
    for event in sorted(plan.dataset.team_events, key=lambda row: row.from_, reverse=True):
        wards = wards_of(plan, event.team_id)
        watch = event.observation_days
        if watch is None:
            watch = max((ward.observation_days for ward in wards), default=0)
        until = found[event.team_id][-1].first if found[event.team_id] else dt.date.max
        observed = event.from_ + watch * DAY
        free = observed + max((ward.rest_days for ward in wards), default=0) * DAY
        found[event.team_id].append(Pull(event.team_id, event.from_, min(observed, until), min(free, until)))
    return {team: list(reversed(rows)) for team, rows in found.items()}


def next_pull(plan: Plan, team_id: str, date: dt.date) -> dt.date:
    """Return when a team is next pulled out, that day included; the end of time when it is not."""
    return next((pull.first for pull in pulls(plan).get(team_id, ()) if pull.first >= date), dt.date.max)


def is_loose(plan: Plan) -> bool:
    """Return whether duties may begin on any day: there is a rotation in force, or a team is out because it was pulled out."""
    return bool(plan.previous_rotation) or any(pull.free > plan.start for rows in pulls(plan).values() for pull in rows)


def may_begin(plan: Plan) -> dt.date:
    """Return the first day a duty may begin that the rotation in force does not have.

    The start of the horizon; later when the rotation in force stands until a team was pulled out that it does not know of.
    """
    known = {(row.team_id, row.from_) for row in plan.previous_rotation if row.phase is Phase.OBSERVATION}
    new = [pull.first for rows in pulls(plan).values() for pull in rows if (pull.team_id, pull.first) not in known]
    return max([plan.start, *([min(new)] if plan.previous_rotation and new else [])])


def begun(plan: Plan) -> list[RotationRow]:
    """Return the duties in force that have begun and whose cycle reaches the horizon, ended where the team is pulled out."""
    return plan.memo("begun", lambda one: list(_begun(one)))


def _begun(plan: Plan) -> Iterator[RotationRow]:
    wards = {row.ward_id: row for row in plan.dataset.rotation}
    teams = {row.team_id for row in plan.dataset.teams_wanted}
    until = may_begin(plan)
    for row in plan.previous_rotation:
        if row.phase is not Phase.DUTY or row.from_ >= until or row.team_id not in teams or row.ward_id not in wards:
            continue
        if any(pull.first <= row.from_ < pull.free for pull in pulls(plan).get(row.team_id, ())):
            continue  # the team was out already, told late
        last = min(row.to, next_pull(plan, row.team_id, row.from_) - DAY)
        ward = wards[row.ward_id]
        if row.from_ <= last and last + (ward.observation_days + ward.rest_days) * DAY >= plan.start:
            yield replace(row, to=last)


def due(plan: Plan) -> dict[Span, RotationRow | None]:
    """Return what must follow every duty, by the duty, and what must follow a pull that is not over (None)."""
    wards = {row.ward_id: row for row in plan.dataset.rotation}
    found: dict[Span, RotationRow | None] = {}
    for rows in pulls(plan).values():
        for pull in rows:
            if pull.free > plan.start:
                found.update(dict.fromkeys(_after(pull.team_id, pull.first, pull.observed, pull.free)))
    for _, row in plan.rotation:
        ward = wards.get(row.ward_id)
        if row.phase is not Phase.DUTY or ward is None:
            continue
        first = row.to + DAY
        cut = next_pull(plan, row.team_id, first)
        observed = first + ward.observation_days * DAY
        free = observed + ward.rest_days * DAY
        found.update(dict.fromkeys(_after(row.team_id, first, min(observed, cut), min(free, cut)), row))
    return found


def _after(team_id: str, first: dt.date, observed: dt.date, free: dt.date) -> Iterator[Span]:
    if first < observed:
        yield team_id, Phase.OBSERVATION, first, observed - DAY
    if observed < free:
        yield team_id, Phase.REST, observed, free - DAY
