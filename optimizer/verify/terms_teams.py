"""Terms of teams and rotation, recomputed from the emitted rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from optimizer.data.tables.staff import StaffMember
from optimizer.data.vocabulary import Phase, Role
from optimizer.verify.context import Plan
from optimizer.verify.rotation_changes import taken_over
from optimizer.verify.teams import formed


def pair_spread(plan: Plan) -> float:
    """Σ over like teams, skills asked for and key members of the most less the fewest."""
    skills = {skill for team in plan.dataset.teams_wanted for skill, _ in team.skill_min}

    def having(skill: str) -> Callable[[StaffMember], bool]:
        return lambda person: skill in person.skills

    spread = _spread_of(plan, lambda person: person.key_member)
    return spread + sum(_spread_of(plan, having(skill)) for skill in skills)


def grade_spread(plan: Plan) -> float:
    """Σ over like teams, roles and grades that staff have of the most less the fewest."""

    def of(role: Role, grade: str) -> Callable[[StaffMember], bool]:
        return lambda person: person.role is role and person.grade == grade

    graded = {(person.role, person.grade) for person in plan.dataset.staff if person.grade}
    return sum(_spread_of(plan, of(role, grade)) for role, grade in graded)


def donor_share_pct(plan: Plan) -> float:
    """Highest percentage of a hospital's people of a role who are in teams, rounded up."""
    employed = Counter((person.hospital_id, person.role) for person in plan.dataset.staff)
    drawn = Counter((person.hospital_id, person.role) for one in plan.pools.team_of if (person := plan.member(one)))
    return max((-(-100 * number // employed[key]) for key, number in drawn.items()), default=0)


def hospital_spread(plan: Plan) -> float:
    """Σ over like teams and hospitals of the most less the fewest people."""

    def of(hospital: str) -> Callable[[StaffMember], bool]:
        return lambda person: person.hospital_id == hospital

    hospitals = {person.hospital_id for person in plan.dataset.staff}
    return sum(_spread_of(plan, of(hospital)) for hospital in hospitals)


def ward_days_without_team(plan: Plan) -> float:
    """Wards in rotation × horizon days without a team on duty."""
    wards = [row.ward_id for row in plan.dataset.rotation]
    return sum(not plan.pools.duty_teams(ward, day) for ward in wards for day in range(plan.days))


def rotation_changes(plan: Plan) -> float:
    """Ward-days of the rotation in force, from the start of the horizon on, that its team no longer has."""
    return taken_over(plan)


def duty_spread(plan: Plan) -> float:
    """Σ over like teams of the most less the fewest duty days."""
    days: Counter[str] = Counter()
    for _, row in plan.rotation:
        if row.phase is Phase.DUTY:
            days[row.team_id] += (row.to - row.from_).days + 1
    return sum(_spread(days[team] for team in teams) for teams in _alike(plan))


def _alike(plan: Plan) -> list[list[str]]:
    """Return the teams of the same size and the same wards."""
    groups: dict[tuple[int, tuple[str, ...]], list[str]] = defaultdict(list)
    for team in plan.dataset.teams_wanted:
        groups[team.size, team.ward_id].append(team.team_id)
    return list(groups.values())


def _spread_of(plan: Plan, counted: Callable[[StaffMember], bool]) -> int:
    numbers = {wanted.team_id: sum(counted(person) for person in people) for wanted, people in formed(plan)}
    return sum(_spread(numbers[team] for team in teams) for teams in _alike(plan))


def _spread(numbers: Iterable[int]) -> int:
    found = list(numbers)
    return max(found) - min(found)
