"""Mutators that break one named rule of the rota each; None when the plan offers no chance."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from random import Random

from optimizer.data.tables.plan import RotaRow
from optimizer.data.vocabulary import CoverPer, PairRule, WardKind
from tests.verify.breaking_teams import outside_teams
from tests.verify.case import DAY, Case, first, shifts_of, shuffled


def _rota(case: Case, old: RotaRow, **changes: object) -> Case:
    return case.swap("rota", old, replace(old, **changes)).fresh()  # type: ignore[arg-type]


def _extra(case: Case, staff_id: str, ward: str, dates: Iterable[object], shift: str) -> Case:
    """Add shifts of somebody in a ward, on days not worked so far."""
    taken = {row.date for row in case.tables.rota if row.staff_id == staff_id}
    role = case.dataset.member[staff_id].role
    rows = [
        RotaRow(staff_id=staff_id, date=date, shift_type_id=shift, ward_id=ward, role=role)  # type: ignore[arg-type]
        for date in dates
        if date not in taken
    ]
    return case.add("rota", *rows).fresh()


def one_shift_a_day(case: Case, rng: Random) -> Case | None:
    row = rng.choice(case.tables.rota)
    return case.add("rota", replace(row, shift_type_id=rng.choice(case.dataset.shift_types).shift_type_id)).fresh()


def staff_available(case: Case, rng: Random) -> Case | None:
    for one in shuffled(rng, case.dataset.staff):
        away = [
            d
            for d in case.dataset.horizon
            if (one.available_to and d > one.available_to) or (one.available_from and d < one.available_from)
        ]
        if away:
            row = rng.choice(case.tables.rota)
            return _extra(case, one.staff_id, row.ward_id, [rng.choice(away)], row.shift_type_id)
    row = rng.choice(case.tables.rota)
    return _rota(case, row, date=case.dataset.horizon.last + DAY)


def ward_staff(case: Case, rng: Random) -> Case | None:
    team_wards = case.team_wards()
    row = rng.choice(case.tables.rota)
    if row.ward_id in team_wards:
        strangers = [one.staff_id for one in outside_teams(case) if one.role is row.role]
    else:
        host = case.dataset.member[row.staff_id].hospital_id
        strangers = [one.staff_id for one in case.dataset.staff if one.hospital_id != host and one.role is row.role]
    return _rota(case, row, staff_id=rng.choice(strangers)) if strangers else None


def isolation_eligible(case: Case, rng: Random) -> Case | None:
    wards = {
        w.ward_id for w in case.dataset.wards if any(case.dataset.unit[u].ward_kind is WardKind.ISOLATION for u in w.unit_ids)
    }
    unfit = [one for one in case.dataset.staff if not one.isolation_eligible]
    for row in shuffled(rng, case.tables.rota):
        if row.ward_id in wards and unfit:
            return _rota(case, row, staff_id=rng.choice(unfit).staff_id)
    return None


def role_match(case: Case, rng: Random) -> Case | None:
    row = rng.choice(case.tables.rota)
    roles = sorted({one.role for one in case.dataset.staff} - {row.role})
    return _rota(case, row, role=rng.choice(roles))


def ward_minutes(case: Case, rng: Random) -> Case | None:
    long = [s.shift_type_id for s in case.dataset.shift_types if s.ward_minutes is None or s.ward_minutes > 240]
    row = first(rng, (one for one in case.tables.rota if one.ward_id in case.team_wards()))
    return _rota(case, row, shift_type_id=rng.choice(long)) if row and long else None


def rest_between(case: Case, rng: Random) -> Case | None:
    """Put a shift on the day after one that forbids it, or that ends too shortly before."""
    kinds = case.dataset.shift_type
    for rows in shuffled(rng, shifts_of(case).values()):
        rest = case.dataset.contract[case.dataset.member[rows[0].staff_id].contract_id].min_rest_h
        for one, other in itertools.pairwise(rows):
            if (other.date - one.date).days != 1:
                continue
            before = kinds[one.shift_type_id]
            ends = before.end.hour + (24 if before.end <= before.start else 0)
            close = [
                k.shift_type_id
                for k in kinds.values()
                if k.shift_type_id in before.forbidden_next or k.start.hour + 24 - ends < rest
            ]
            if close:
                return _rota(case, other, shift_type_id=rng.choice(close))
            late = [k for k in kinds.values() if k.end <= k.start and kinds[other.shift_type_id].start.hour - k.end.hour < rest]
            if late:
                return _rota(case, one, shift_type_id=rng.choice(late).shift_type_id)
    return None


def _limited(case: Case, rng: Random, limit: str) -> list[list[RotaRow]]:
    rows = shuffled(rng, shifts_of(case).values())
    return [one for one in rows if getattr(case.dataset.contract[case.dataset.member[one[0].staff_id].contract_id], limit)]


def max_minutes(case: Case, rng: Random) -> Case | None:
    for rows in _limited(case, rng, "max_minutes"):
        long = max(case.dataset.shift_types, key=lambda kind: kind.minutes)
        out = _extra(case, rows[0].staff_id, rows[0].ward_id, case.dataset.horizon, long.shift_type_id)
        contract = case.dataset.contract[case.dataset.member[rows[0].staff_id].contract_id]
        mine = [r for r in out.tables.rota if r.staff_id == rows[0].staff_id]
        span = Counter((r.date - case.dataset.horizon.start).days // contract.period_days for r in mine)
        short = min(kind.minutes for kind in case.dataset.shift_types)
        if max(span.values()) * short > (contract.max_minutes or 0):
            return out
    return None


def max_shifts_per_type(case: Case, rng: Random) -> Case | None:
    for rows in _limited(case, rng, "max_shifts_per_type"):
        kind, most = case.dataset.contract[case.dataset.member[rows[0].staff_id].contract_id].max_shifts_per_type[0]
        done = sum(row.shift_type_id == kind for row in rows)
        taken = {row.date for row in rows}
        free = [date for date in case.dataset.horizon if date not in taken][: most - done + 1]
        if len(free) == most - done + 1:
            return _extra(case, rows[0].staff_id, rows[0].ward_id, free, kind)
    return None


def max_consecutive(case: Case, rng: Random) -> Case | None:
    for rows in _limited(case, rng, "max_consecutive_shifts"):
        most = case.dataset.contract[case.dataset.member[rows[0].staff_id].contract_id].max_consecutive_shifts or 0
        if most < case.dataset.horizon.days:
            return _extra(case, rows[0].staff_id, rows[0].ward_id, list(case.dataset.horizon)[: most + 1], rows[0].shift_type_id)
    return None


def min_consecutive(case: Case, rng: Random) -> Case | None:
    for rows in _limited(case, rng, "min_consecutive_shifts"):
        least = case.dataset.contract[case.dataset.member[rows[0].staff_id].contract_id].min_consecutive_shifts or 1
        row = rows[0]
        lone = [r for r in case.tables.rota if r.staff_id != row.staff_id or r is row]
        if least > 1 and case.dataset.horizon.start < row.date < case.dataset.horizon.last:
            return case.put(rota=lone).fresh()
    return None


def days_off(case: Case, rng: Random) -> Case | None:
    for rows in _limited(case, rng, "min_consecutive_days_off"):
        least = case.dataset.contract[case.dataset.member[rows[0].staff_id].contract_id].min_consecutive_days_off or 1
        later = [a for a, b, c in zip(rows, rows[1:], rows[2:], strict=False) if (c.date - a.date).days == 2]
        if least > 1 and later:
            index = rows.index(rng.choice(later)) + 1
            return case.swap("rota", rows[index]).fresh()
    return None


def max_weekends(case: Case, rng: Random) -> Case | None:
    weekends = [date for date in case.dataset.horizon if date.isoweekday() == 6]
    for rows in _limited(case, rng, "max_weekends"):
        most = case.dataset.contract[case.dataset.member[rows[0].staff_id].contract_id].max_weekends or 0
        if most < len(weekends):
            return _extra(case, rows[0].staff_id, rows[0].ward_id, weekends, rows[0].shift_type_id)
    return None


def hard_request(case: Case, rng: Random) -> Case | None:
    for wish in shuffled(rng, case.dataset.requests):
        if not wish.hard or wish.date not in case.dataset.horizon:
            continue
        mine = [row for row in case.tables.rota if (row.staff_id, row.date) == (wish.staff_id, wish.date)]
        if mine:
            return case.swap("rota", mine[0]).fresh()
        row = rng.choice(case.tables.rota)
        return _extra(case, wish.staff_id, row.ward_id, [wish.date], row.shift_type_id)
    return None


def share_shift(case: Case, rng: Random) -> Case | None:
    """Let one of two who share every shift work alone."""
    pair = first(rng, (pair for pair in case.dataset.staff_pairs if pair.rule is PairRule.SHARE_SHIFT))
    if pair is None:
        return None
    two = {pair.staff_id, pair.other_id}
    busy = {row.date for row in case.tables.rota if row.staff_id in two}
    free = (row for row in case.tables.rota if row.ward_id not in case.team_wards() and row.date not in busy)
    row = first(rng, free)
    return _extra(case, rng.choice(sorted(two)), row.ward_id, [row.date], row.shift_type_id) if row else None


def no_shared_shift(case: Case, rng: Random) -> Case | None:
    """Let one of two who share no shift come when the other does."""
    pair = first(rng, (pair for pair in case.dataset.staff_pairs if pair.rule is PairRule.NO_SHARED_SHIFT))
    if pair is None:
        return None
    one, other = rng.sample((pair.staff_id, pair.other_id), 2)
    row = first(rng, (row for row in case.tables.rota if row.staff_id == one))
    if row is None:
        return None
    rest = [old for old in case.tables.rota if (old.staff_id, old.date) != (other, row.date)]
    return case.put(rota=[*rest, replace(row, staff_id=other)]).fresh()


def group_together(case: Case, rng: Random) -> Case | None:
    """Let two people who work on a day in two places be one group, of whose kind their hospital asks for groups."""
    data, owner = case.dataset, {ward.ward_id: case.dataset.unit[ward.unit_ids[0]].hospital_id for ward in case.dataset.wards}
    for one, other in shuffled(rng, list(itertools.combinations(case.tables.rota, 2))):
        mine, theirs = data.member[one.staff_id], data.member[other.staff_id]
        alike = all(getattr(mine, name) == getattr(theirs, name) for name in ("hospital_id", "role", "contract_id"))
        apart = (one.ward_id, one.shift_type_id) != (other.ward_id, other.shift_type_id)
        if not (alike and apart) or one.date != other.date or {owner[one.ward_id], owner[other.ward_id]} != {mine.hospital_id}:
            continue
        pair = {one.staff_id, other.staff_id}
        staff = (replace(person, group_id="GX" if person.staff_id in pair else None) for person in data.staff)
        asked = [(row, owner[row.ward_id] == mine.hospital_id and row.role is mine.role) for row in data.ward_cover]
        cover = (replace(row, per=CoverPer.GROUP) if grouped else row for row, grouped in asked if not (grouped and row.skill))
        return replace(case, dataset=replace(data, staff=tuple(staff), ward_cover=tuple(cover), requests=()))
    return None


def rota_frozen(case: Case, rng: Random) -> Case | None:
    """Change a published day: take a shift away, or send somebody to another shift, or let somebody work who was off."""
    row = rng.choice(case.tables.rota)
    asked = {(wish.staff_id, wish.date) for wish in case.dataset.requests if wish.hard}
    taken = {(one.staff_id, one.date) for one in case.tables.rota}
    if (row.staff_id, row.date) in asked:
        return None
    published = replace(
        case.dataset.scenario, replan=replace(case.dataset.scenario.replan, rota_frozen_until=row.date + rng.choice((0, 1)) * DAY)
    )
    held = replace(case, dataset=replace(case.dataset, scenario=published), previous_rota=case.tables.rota)
    match rng.randrange(3):
        case 0:
            return held.swap("rota", row).fresh()
        case 1:
            others = [one for one in case.dataset.shift_types if one.shift_type_id != row.shift_type_id]
            return held.swap("rota", row, replace(row, shift_type_id=rng.choice(others).shift_type_id)).fresh()
        case _:
            free = [who for who in case.dataset.member if not {(who, row.date)} & (taken | asked)]
            return held.add("rota", replace(row, staff_id=rng.choice(free))).fresh() if free else None
