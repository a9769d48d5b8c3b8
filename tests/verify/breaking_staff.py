"""Mutators that break one named rule of teams, rotation, rota or supplies each; None when the plan offers no chance."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from random import Random

from optimizer.data.tables import plan
from optimizer.data.tables import staff as work
from optimizer.data.tables.plan import RotaRow
from optimizer.data.tables.staff import StaffMember, TeamWanted
from optimizer.data.vocabulary import PairRule, Phase, PullReason, WardKind
from tests.verify.case import DAY, Case, first, shifts_of, shuffled
from tests.verify.refresh import uses, with_supplies


def _members(case: Case, team_id: str) -> list[StaffMember]:
    return [case.dataset.member[row.staff_id] for row in case.tables.teams if row.team_id == team_id]


def _outside(case: Case) -> list[StaffMember]:
    inside = {row.staff_id for row in case.tables.teams}
    return [person for person in case.dataset.staff if person.staff_id not in inside]


def _exchange(case: Case, team_id: str, out: Iterable[StaffMember], into: Iterable[StaffMember]) -> Case:
    """Let as many people leave a team as come."""
    pairs = {one.staff_id: other.staff_id for one, other in zip(out, into, strict=False)}
    rows = [
        replace(row, staff_id=pairs[row.staff_id]) if row.team_id == team_id and row.staff_id in pairs else row
        for row in case.tables.teams
    ]
    return case.put(teams=rows)


def _without(
    name: str, left: Callable[[TeamWanted], tuple[Callable[[StaffMember], bool], int] | None]
) -> Callable[[Case, Random], Case | None]:
    """Replace people who count by others, until a team has one too few."""

    def mutate(case: Case, rng: Random) -> Case | None:
        for team in shuffled(rng, case.dataset.teams_wanted):
            wanted = left(team)
            if wanted is None:
                continue
            counts, least = wanted
            have = [one for one in _members(case, team.team_id) if counts(one)]
            out = have[: len(have) - least + 1]
            into = [one for one in shuffled(rng, _outside(case)) if not counts(one)]
            if out and len(into) >= len(out):
                return _exchange(case, team.team_id, out, into)
        return None

    mutate.__name__ = name
    return mutate


def team_size(case: Case, rng: Random) -> Case | None:
    row = first(rng, case.tables.teams)
    if row is not None and rng.random() < 0.5:
        return case.swap("teams", row)
    other = first(rng, _outside(case))
    return row and other and case.add("teams", replace(row, staff_id=other.staff_id))


def _first_role(team: TeamWanted) -> tuple[Callable[[StaffMember], bool], int] | None:
    return ((lambda one: str(one.role) == team.role_min[0][0]), team.role_min[0][1]) if team.role_min else None


def _first_skill(team: TeamWanted) -> tuple[Callable[[StaffMember], bool], int] | None:
    return ((lambda one: team.skill_min[0][0] in one.skills), team.skill_min[0][1]) if team.skill_min else None


team_role = _without("team_role", _first_role)
team_skill = _without("team_skill", _first_skill)


def _first_grade(team: TeamWanted) -> tuple[Callable[[StaffMember], bool], int] | None:
    return ((lambda one: one.grade == team.grade_min[0][0]), team.grade_min[0][1]) if team.grade_min else None


def team_standby(case: Case, rng: Random) -> Case | None:
    row = rng.choice(case.tables.teams)
    return case.swap("teams", row, replace(row, standby=not row.standby))


def draw_figures(case: Case, rng: Random) -> Case | None:
    row = first(rng, case.tables.draws)
    if row is None:
        return None
    name = rng.choice(("employed", "drawn", "remaining", "must_remain"))
    return case.swap("draws", row, *rng.choice(((), (replace(row, **{name: getattr(row, name) + 1}),))))


team_grade = _without("team_grade", _first_grade)
team_key_members = _without(
    "team_key_members", lambda team: ((lambda one: one.key_member), team.key_members_min) if team.key_members_min else None
)


def team_donor(case: Case, rng: Random) -> Case | None:
    for team in shuffled(rng, case.dataset.teams_wanted):
        strangers = [one for one in _outside(case) if team.donor_ids and one.hospital_id not in team.donor_ids]
        if strangers:
            return _exchange(case, team.team_id, [rng.choice(_members(case, team.team_id))], [rng.choice(strangers)])
    return None


def team_mix(case: Case, rng: Random) -> Case | None:
    for team in shuffled(rng, case.dataset.teams_wanted):
        hosts = Counter(one.hospital_id for one in _members(case, team.team_id))
        most = int(team.max_share_one_hospital * team.size + 1e-9)
        for host, count in hosts.most_common():
            out = [one for one in _members(case, team.team_id) if one.hospital_id != host][: most + 1 - count]
            into = [one for one in shuffled(rng, _outside(case)) if one.hospital_id == host]
            if len(out) == most + 1 - count and len(into) >= len(out):
                return _exchange(case, team.team_id, out, into)
    return None


def one_team(case: Case, rng: Random) -> Case | None:
    row = rng.choice(case.tables.teams)
    team = rng.choice(case.dataset.teams_wanted).team_id
    return case.add("teams", replace(row, team_id=team))


def team_eligible(case: Case, rng: Random) -> Case | None:
    horizon = case.dataset.horizon
    unfit = [
        one
        for one in _outside(case)
        if not one.isolation_eligible
        or (one.available_to and one.available_to < horizon.last)
        or (one.available_from or horizon.start) > horizon.start
    ]
    team = rng.choice(case.dataset.teams_wanted).team_id
    return _exchange(case, team, [rng.choice(_members(case, team))], [rng.choice(unfit)]) if unfit else None


def group_whole(case: Case, rng: Random) -> Case | None:
    sizes = Counter(one.group_id for one in case.dataset.staff if one.group_id)
    for row in shuffled(rng, case.tables.teams):
        one = case.dataset.member[row.staff_id]
        others = [o for o in _outside(case) if o.group_id is None and o.role is one.role]
        if one.group_id and sizes[one.group_id] > 1 and others:
            return _exchange(case, row.team_id, [one], [rng.choice(others)])
    return None


def pair_together(case: Case, rng: Random) -> Case | None:
    team_of = {row.staff_id: row.team_id for row in case.tables.teams}
    for pair in shuffled(rng, case.dataset.staff_pairs):
        if pair.rule is PairRule.TOGETHER and pair.staff_id in team_of:
            out = case.dataset.member[rng.choice((pair.staff_id, pair.other_id))]
            return _exchange(case, team_of[pair.staff_id], [out], [rng.choice(_outside(case))])
    return None


def pair_apart(case: Case, rng: Random) -> Case | None:
    for pair in shuffled(rng, case.dataset.staff_pairs):
        if pair.rule is PairRule.APART:
            both = {pair.staff_id, pair.other_id}
            team = rng.choice(case.dataset.teams_wanted).team_id
            rest = [row for row in case.tables.teams if row.staff_id not in both]
            return case.put(teams=(*rest, *(plan.TeamRow(team_id=team, staff_id=one) for one in sorted(both))))
    return None


def donor_minimum(case: Case, rng: Random) -> Case | None:
    for row in shuffled(rng, case.dataset.donor_minimum):
        people = [one for one in _outside(case) if (one.hospital_id, one.role) == (row.hospital_id, row.role)]
        extra = people[: len(people) - row.headcount + 1]
        team = rng.choice(case.dataset.teams_wanted).team_id
        if extra:
            return case.add("teams", *(plan.TeamRow(team_id=team, staff_id=one.staff_id) for one in extra))
    return None


def _phase(case: Case, rng: Random, *phases: Phase) -> plan.RotationRow | None:
    return first(rng, (row for row in case.tables.rotation if row.phase in phases))


def rotation_ward(case: Case, rng: Random) -> Case | None:
    row = _phase(case, rng, Phase.DUTY)
    if row is None:
        return None
    able = {ward for team in case.dataset.teams_wanted if team.team_id == row.team_id for ward in team.ward_id}
    able = able or {one.ward_id for one in case.dataset.rotation}
    others = [ward for ward in case.dataset.ward if ward not in able]
    return case.swap("rotation", row, replace(row, ward_id=rng.choice([*others, ""])))


def rotation_block(case: Case, rng: Random) -> Case | None:
    row = _phase(case, rng, Phase.DUTY)
    if row is None:
        return None
    change = rng.choice(({"to": row.to + DAY}, {"to": row.to - DAY}, {"from_": row.from_ + DAY}, {"from_": row.from_ - DAY}))
    return case.swap("rotation", row, replace(row, **change))


def rotation_after(case: Case, rng: Random) -> Case | None:
    row = _phase(case, rng, Phase.OBSERVATION, Phase.REST)
    if row is None:
        return None
    shorter = (replace(row, to=row.to - DAY),) if row.to > row.from_ and rng.random() < 0.5 else ()
    return case.swap("rotation", row, *shorter)


def rotation_overlap(case: Case, rng: Random) -> Case | None:
    row = _phase(case, rng, Phase.DUTY)
    others = [team.team_id for team in case.dataset.teams_wanted if row and team.team_id != row.team_id]
    if row is None:
        return None
    if others and rng.random() < 0.5:
        return case.add("rotation", replace(row, team_id=rng.choice(others)))
    return case.add("rotation", plan.RotationRow(team_id=row.team_id, from_=row.to, to=row.to, phase=Phase.STANDBY))


def rotation_kept(case: Case, rng: Random) -> Case | None:
    """Let the rotation in force have begun another duty before the horizon."""
    row = _phase(case, rng, Phase.DUTY)
    team = rng.choice(case.dataset.teams_wanted).team_id
    return row and replace(
        case, previous_rotation=(replace(row, team_id=team, from_=case.date(0) - DAY, to=case.date(rng.randrange(3))),)
    )


def team_pulled(case: Case, rng: Random) -> Case | None:
    """Pull a team out in the middle of a duty that goes on all the same."""
    row = _phase(case, rng, Phase.DUTY)
    if row is None:
        return None
    date = row.from_ + rng.randrange((row.to - row.from_).days + 1) * DAY
    event = work.TeamEvent(team_id=row.team_id, from_=date, reason=PullReason.INFECTION)
    return replace(case, dataset=replace(case.dataset, team_events=(event,)))


def rotation_handover(case: Case, rng: Random) -> Case | None:
    row = _phase(case, rng, Phase.DUTY, Phase.STANDBY)
    others = [one.team_id for one in case.dataset.teams_wanted if row and one.team_id not in {row.team_id, row.relieves}]
    change = {"relieves": rng.choice(others), "handover_h": 1.0} if rng.random() < 0.5 else {"handover_h": rng.choice((0.5, 3.0))}
    return row and case.swap("rotation", row, replace(row, **change))


def rotation_changes_listed(case: Case, rng: Random) -> Case | None:
    """List a change that is none, or change a duty in force without listing it."""
    row = _phase(case, rng, Phase.DUTY)
    if row is None:
        return None
    others = [one.team_id for one in case.dataset.teams_wanted if one.team_id != row.team_id]
    in_force = replace(case, previous_rotation=case.tables.rotation)
    if rng.random() < 0.5:
        return replace(
            case,
            previous_rotation=tuple(
                replace(one, team_id=rng.choice(others)) if one is row else one for one in case.tables.rotation
            ),
        )
    told = plan.RotationChangeRow(
        ward_id=row.ward_id,
        from_=row.from_,
        to=row.to,
        from_team_id=row.team_id,
        to_team_id=rng.choice(others),
        reason_code="rearranged",
    )
    return in_force.add("rotation_changes", told)


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
        strangers = [one.staff_id for one in _outside(case) if one.role is row.role]
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


def stock_balance(case: Case, rng: Random) -> Case | None:
    row = rng.choice(case.tables.supplies)
    match rng.randrange(4):
        case 0:
            return case.swap("supplies", row)
        case 1:
            return case.add("supplies", row)
        case 2:
            return case.add("supplies", replace(row, date=case.dataset.horizon.last + DAY))
        case _:
            return case.swap("supplies", row, replace(row, stock=row.stock + rng.choice((1.0, 0.5, 10.0))))


def stock_not_negative(case: Case, rng: Random) -> Case | None:
    row = rng.choice(case.tables.supplies)
    return case.swap("supplies", row, replace(row, stock=-rng.choice((0.5, 1.0, 3.0))))


def use_figure(case: Case, rng: Random) -> Case | None:
    """State another use, with stock and cover that follow from it."""
    use = uses(case.dataset, case.tables)
    row = rng.choice(case.tables.supplies)
    use[row.hospital_id, row.item, row.date] = row.use + rng.choice((1.0, 0.5, 4.0))
    return Case(case.dataset, with_supplies(case.dataset, case.tables, use))


def cover_figure(case: Case, rng: Random) -> Case | None:
    row = rng.choice(case.tables.supplies)
    wrong = 3.0 if row.days_of_cover is None else rng.choice((None, row.days_of_cover + 0.2, row.days_of_cover + 5))
    return case.swap("supplies", row, replace(row, days_of_cover=wrong))


def transfer_stock(case: Case, rng: Random) -> Case | None:
    """Send more than a hospital holds, more than nothing backwards, or to itself; stocks follow."""
    rows = [(row.hospital_id, row.item) for row in case.dataset.supplies]
    host, item = rng.choice(rows)
    others = sorted({other for other, one in rows if one == item and other != host})
    if not others:
        return None
    total = sum(row.on_hand + row.on_order for row in case.dataset.supplies if row.item == item)
    sent = plan.TransferRow(
        item=item,
        from_hospital_id=host,
        to_hospital_id=rng.choice(others),
        date=rng.choice(list(case.dataset.horizon)),
        quantity=total + 5,
    )
    odd = rng.choice(
        (sent, replace(sent, to_hospital_id=host, quantity=1.0), replace(sent, date=case.dataset.horizon.last + DAY))
    )
    return case.add("transfers", odd).fresh()
