"""The rotation as rows: duty with the hand-over before it, observation, rest, and standby in between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from optimizer.data.tables.plan import RotationRow
from optimizer.data.vocabulary import Phase
from optimizer.teams.binding import DAY
from optimizer.teams.blocks import Block, RotationInstance

Span = tuple[int, int, Phase, str]  # days [first, end), phase, ward


def rotation_rows(instance: RotationInstance, chosen: Iterable[Block]) -> tuple[RotationRow, ...]:
    """Turn duties into rows of every team, in order of time; standby fills the window."""
    duties = [*instance.given, *chosen]
    kept = {(row.team_id, row.from_): row for row in instance.given_rows}
    rows: list[RotationRow] = []
    for team, team_id in enumerate(instance.teams):
        free_from = 0
        for first, end, phase, ward_id in sorted(_spans(instance, team, duties)):
            rows.extend(_row(instance, team_id, span) for span in [(free_from, first, Phase.STANDBY, "")] if free_from < first)
            row = _row(instance, team_id, (first, end, phase, ward_id))
            if phase is Phase.DUTY:
                row = kept.get((row.team_id, row.from_)) or _with_handover(instance, row, team, first, duties)
            rows.append(row)
            free_from = end
        if free_from < instance.window:
            rows.append(_row(instance, team_id, (free_from, instance.window, Phase.STANDBY, "")))
    return tuple(rows)


def _spans(instance: RotationInstance, team: int, duties: Iterable[Block]) -> Iterator[Span]:
    for block in duties:
        if block.team == team:
            yield block.first, block.end, Phase.DUTY, block.ward_id
            yield from _after(block.end, block.observed, block.rested)
    for away in instance.pulls[team]:
        if away.free > 0:
            yield from _after(away.first, away.observed, away.free)


def _after(first: int, observed: int, rested: int) -> Iterator[Span]:
    if first < observed:
        yield first, observed, Phase.OBSERVATION, ""
    if observed < rested:
        yield observed, rested, Phase.REST, ""


def _with_handover(instance: RotationInstance, row: RotationRow, team: int, first: int, duties: Iterable[Block]) -> RotationRow:
    """Name the team that is relieved, unless it was pulled out and hands nothing over."""
    hours = next(ward.handover_h for ward in instance.wards if ward.ward_id == row.ward_id)
    for block in duties:
        relieved = block.ward_id == row.ward_id and block.end == first and block.team != team
        if hours and relieved and not any(away.first == first for away in instance.pulls[block.team]):
            return replace(row, relieves=instance.teams[block.team], handover_h=hours)
    return row


def _row(instance: RotationInstance, team_id: str, span: Span) -> RotationRow:
    first, end, phase, ward_id = span
    return RotationRow(
        team_id=team_id,
        ward_id=ward_id,
        from_=instance.start + first * DAY,
        to=instance.start + (end - 1) * DAY,
        phase=phase,
    )
