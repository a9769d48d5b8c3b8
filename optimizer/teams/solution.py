"""Teams and rotation as plan rows, and the terms a planner reads, computed from those rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import DrawRow, RotationChangeRow, RotationRow, TeamRow
from optimizer.data.tables.staff import StaffMember
from optimizer.data.vocabulary import Phase
from optimizer.teams.changes import held
from optimizer.teams.instance import TeamsInstance, like_teams


@dataclass(frozen=True, slots=True)
class TeamsSolution:
    """Who is in which team, what every team does when, and what that changes against the rotation in force."""

    teams: tuple[TeamRow, ...] = ()
    draws: tuple[DrawRow, ...] = ()
    rotation: tuple[RotationRow, ...] = ()
    rotation_changes: tuple[RotationChangeRow, ...] = ()


def deal(instance: TeamsInstance, taken: Sequence[Sequence[int]]) -> tuple[TeamRow, ...]:
    """Turn counts (class × team) into members: bundles in id order go to the teams in table order."""
    rows: list[TeamRow] = []
    for bundle, numbers in zip(instance.bundles, taken, strict=True):
        queue = iter(bundle.members)
        for team, number in zip(instance.teams, numbers, strict=True):
            for _ in range(number):
                rows.extend(TeamRow(team_id=team.team_id, staff_id=one) for one in next(queue))
    order = {team.team_id: index for index, team in enumerate(instance.teams)}
    return tuple(sorted(rows, key=lambda row: (order[row.team_id], row.staff_id)))


def term_values(dataset: Dataset, solution: TeamsSolution, in_force: Iterable[RotationRow] = ()) -> dict[str, float]:
    """Return every term of the step, in the order of the goals, against the rotation in force."""
    member = dataset.member
    members: dict[str, list[StaffMember]] = defaultdict(list)
    for row in solution.teams:
        members[row.team_id].append(member[row.staff_id])
    likes = [[dataset.teams_wanted[index].team_id for index in group] for group in like_teams(dataset)]
    skills = sorted({skill for team in dataset.teams_wanted for skill, _ in team.skill_min})
    pair_spread = sum(
        _spread(sum(skill in one.skills for one in members[team]) for team in group) for group in likes for skill in skills
    ) + sum(_spread(sum(one.key_member for one in members[team]) for team in group) for group in likes)
    hospitals = sorted({one.hospital_id for one in dataset.staff})
    hospital_spread = sum(
        _spread(sum(one.hospital_id == place for one in members[team]) for team in group)
        for group in likes
        for place in hospitals
    )
    duty = _duty_days(solution.rotation)
    return {
        "pair_spread": pair_spread,
        "grade_spread": _grade_spread(dataset, members, likes),
        "donor_share_pct": donor_share_pct(dataset, solution.teams),
        "hospital_spread": hospital_spread,
        "ward_days_without_team": ward_days_without_team(dataset, solution.rotation),
        "rotation_changes": days_taken_over(dataset, solution.rotation, in_force),
        "duty_spread": sum(_spread(duty[team] for team in group) for group in likes),
    }


def _grade_spread(dataset: Dataset, members: Mapping[str, Sequence[StaffMember]], likes: Sequence[Sequence[str]]) -> int:
    graded = sorted({(one.role, one.grade) for one in dataset.staff if one.grade})
    return sum(
        _spread(sum(one.role is role and one.grade == grade for one in members.get(team, ())) for team in group)
        for group in likes
        for role, grade in graded
    )


def donor_share_pct(dataset: Dataset, teams: Iterable[TeamRow]) -> int:
    """Return the highest share of a role that any hospital gives, in percent, rounded up."""
    employed = Counter((one.hospital_id, one.role) for one in dataset.staff)
    drawn = Counter((dataset.member[row.staff_id].hospital_id, dataset.member[row.staff_id].role) for row in teams)
    return max((-(-100 * number // employed[key]) for key, number in drawn.items()), default=0)


def ward_days_without_team(dataset: Dataset, rotation: Iterable[RotationRow]) -> int:
    """Return the days of the horizon, summed over the wards that teams rotate through, without a team on duty."""
    held = {
        (row.ward_id, date)
        for row in rotation
        if row.phase is Phase.DUTY
        for date in dataset.horizon
        if row.from_ <= date <= row.to
    }
    return sum((ward.ward_id, date) not in held for ward in dataset.rotation for date in dataset.horizon)


def days_taken_over(dataset: Dataset, rotation: Iterable[RotationRow], in_force: Iterable[RotationRow]) -> int:
    """Return the ward-days of the rotation in force, from the start of the horizon on, that its team no longer has."""
    now = held(dataset, rotation)
    return sum(now.get(key) != team for key, team in held(dataset, in_force).items())


def _duty_days(rotation: Iterable[RotationRow]) -> Counter[str]:
    days: Counter[str] = Counter()
    for row in rotation:
        if row.phase is Phase.DUTY:
            days[row.team_id] += (row.to - row.from_).days + 1
    return days


def _spread(numbers: Iterable[int]) -> int:
    found = list(numbers)
    return max(found) - min(found)
