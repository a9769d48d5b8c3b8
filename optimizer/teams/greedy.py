"""Teams without a solver: every team in turn takes what it lacks most, then fills its seats evenly."""

from __future__ import annotations

from collections import defaultdict

from optimizer.data.vocabulary import Role
from optimizer.teams.bundles import Bundle
from optimizer.teams.instance import TeamsInstance

SCALE = 1000


class _Draft:
    """Teams being filled."""

    def __init__(self, instance: TeamsInstance) -> None:
        self.instance = instance
        self.left = [bundle.count for bundle in instance.bundles]
        self.taken = [[0] * len(instance.teams) for _ in instance.bundles]
        self.seats = [team.size for team in instance.teams]
        self.roles = [dict(team.roles) for team in instance.teams]
        self.skills = [dict(team.skills) for team in instance.teams]
        self.grades = [dict(team.grades) for team in instance.teams]
        self.keys = [team.keys for team in instance.teams]
        self.given: list[dict[str, int]] = [defaultdict(int) for _ in instance.teams]
        self.drawn: dict[tuple[str, Role], int] = defaultdict(int)

    def lacks(self, team: int) -> int:
        """Return how many minimums (counted in people) a team still misses."""
        missing = [*self.roles[team].values(), *self.skills[team].values(), *self.grades[team].values(), self.keys[team]]
        return sum(max(0, number) for number in missing)

    def role_seats(self, team: int) -> int:
        """Return the seats that must stay free for the role minimums."""
        return sum(max(0, number) for number in self.roles[team].values())

    def gain(self, bundle: Bundle, team: int) -> int:
        """Return how many missing minimums a bundle would fill."""
        found = sum(min(max(0, lack), bundle.of_role(role)) for role, lack in self.roles[team].items())
        found += sum(min(max(0, lack), bundle.with_skill(skill)) for skill, lack in self.skills[team].items())
        found += sum(min(max(0, lack), bundle.of_grade(grade)) for grade, lack in self.grades[team].items())
        return found + min(max(0, self.keys[team]), bundle.keys)

    def fits(self, index: int, team: int) -> bool:
        """Return whether a bundle may enter a team now."""
        bundle, wanted = self.instance.bundles[index], self.instance.teams[team]
        if not self.left[index] or not bundle.eligible or bundle.size > self.seats[team]:
            return False
        if any(other == index or self.taken[other][team] for other in bundle.apart):
            return False
        filled = sum(min(max(0, lack), bundle.of_role(role)) for role, lack in self.roles[team].items())
        if self.seats[team] - bundle.size < self.role_seats(team) - filled:
            return False
        for hospital, number in bundle.hospitals().items():
            if wanted.donors and hospital not in wanted.donors:
                return False
            if self.given[team][hospital] + number > wanted.share_cap:
                return False
        return all(self.spare(hospital, role) >= bundle.drawn(hospital, role) for (hospital, role, *_), _ in bundle.people)

    def spare(self, hospital: str, role: Role) -> int:
        """Return how many more of a role a hospital can give."""
        key = hospital, role
        return self.instance.employed[key] - self.instance.must_remain.get(key, 0) - self.drawn[key]

    def take(self, index: int, team: int) -> None:
        """Put one bundle of a class into a team."""
        bundle = self.instance.bundles[index]
        self.left[index] -= 1
        self.taken[index][team] += 1
        self.seats[team] -= bundle.size
        for role in self.roles[team]:
            self.roles[team][role] -= bundle.of_role(role)
        for skill in self.skills[team]:
            self.skills[team][skill] -= bundle.with_skill(skill)
        for grade in self.grades[team]:
            self.grades[team][grade] -= bundle.of_grade(grade)
        self.keys[team] -= bundle.keys
        for hospital, number in bundle.hospitals().items():
            self.given[team][hospital] += number
        for (hospital, role, *_), number in bundle.people:
            self.drawn[hospital, role] += number

    def worth(self, index: int, team: int) -> tuple[int, ...]:
        """Return a key that is smallest for the best next bundle of a team."""
        bundle = self.instance.bundles[index]
        gain = self.gain(bundle, team)
        surplus = sum(number * (len(skills) + key) for (_, _, skills, key, _), number in bundle.people)
        share = max(
            (self.drawn[hospital, role] + number) * SCALE // self.instance.employed[hospital, role]
            for (hospital, role, *_), number in bundle.people
        )
        return (-gain * SCALE // bundle.size, surplus if not gain else 0, share, -bundle.size, index)


def greedy_teams(instance: TeamsInstance) -> list[list[int]] | None:
    """Return bundles taken (class × team), or None when this simple way does not reach every minimum."""
    draft = _Draft(instance)
    open_teams = set(range(len(instance.teams)))
    while open_teams:
        team = min(open_teams, key=lambda one: (-draft.lacks(one), -draft.seats[one], one))
        fitting = [index for index in range(len(instance.bundles)) if draft.fits(index, team)]
        if not draft.seats[team] or not fitting:
            open_teams.discard(team)
            continue
        draft.take(min(fitting, key=lambda index: draft.worth(index, team)), team)
    if any(draft.seats) or any(draft.lacks(team) for team in range(len(instance.teams))):
        return None
    return draft.taken
