"""Mutators that break one named rule of teams or rotation each; None when the plan offers no chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from random import Random

from optimizer.data.tables import plan
from optimizer.data.tables import staff as work
from optimizer.data.tables.staff import StaffMember, TeamWanted
from optimizer.data.vocabulary import PairRule, Phase, PullReason
from tests.verify.case import DAY, Case, first, shuffled


def _members(case: Case, team_id: str) -> list[StaffMember]:
    return [case.dataset.member[row.staff_id] for row in case.tables.teams if row.team_id == team_id]


def outside_teams(case: Case) -> list[StaffMember]:
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
            into = [one for one in shuffled(rng, outside_teams(case)) if not counts(one)]
            if out and len(into) >= len(out):
                return _exchange(case, team.team_id, out, into)
        return None

    mutate.__name__ = name
    return mutate


def team_size(case: Case, rng: Random) -> Case | None:
    row = first(rng, case.tables.teams)
    if row is not None and rng.random() < 0.5:
        return case.swap("teams", row)
    other = first(rng, outside_teams(case))
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
        strangers = [one for one in outside_teams(case) if team.donor_ids and one.hospital_id not in team.donor_ids]
        if strangers:
            return _exchange(case, team.team_id, [rng.choice(_members(case, team.team_id))], [rng.choice(strangers)])
    return None


def team_mix(case: Case, rng: Random) -> Case | None:
    for team in shuffled(rng, case.dataset.teams_wanted):
        hosts = Counter(one.hospital_id for one in _members(case, team.team_id))
        most = int(team.max_share_one_hospital * team.size + 1e-9)
        for host, count in hosts.most_common():
            out = [one for one in _members(case, team.team_id) if one.hospital_id != host][: most + 1 - count]
            into = [one for one in shuffled(rng, outside_teams(case)) if one.hospital_id == host]
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
        for one in outside_teams(case)
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
        others = [o for o in outside_teams(case) if o.group_id is None and o.role is one.role]
        if one.group_id and sizes[one.group_id] > 1 and others:
            return _exchange(case, row.team_id, [one], [rng.choice(others)])
    return None


def pair_together(case: Case, rng: Random) -> Case | None:
    team_of = {row.staff_id: row.team_id for row in case.tables.teams}
    for pair in shuffled(rng, case.dataset.staff_pairs):
        if pair.rule is PairRule.TOGETHER and pair.staff_id in team_of:
            out = case.dataset.member[rng.choice((pair.staff_id, pair.other_id))]
            return _exchange(case, team_of[pair.staff_id], [out], [rng.choice(outside_teams(case))])
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
        people = [one for one in outside_teams(case) if (one.hospital_id, one.role) == (row.hospital_id, row.role)]
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
