"""The rules of a team, each by its name in the rulebook: posted to a CP-SAT model over bundle counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ortools.sat.python import cp_model

from optimizer.data.vocabulary import Role
from optimizer.teams.bundles import Bundle
from optimizer.teams.instance import TeamsInstance

Post = Callable[["Counts"], None]
Trait = Callable[[Bundle], int]


def of_role(role: str) -> Trait:
    """Return the trait: people of a role."""
    return lambda bundle: bundle.of_role(role)


def with_skill(skill: str) -> Trait:
    """Return the trait: people with a skill."""
    return lambda bundle: bundle.with_skill(skill)


def of_grade(grade: str, role: Role | None = None) -> Trait:
    """Return the trait: people of a grade (and role)."""
    return lambda bundle: bundle.of_grade(grade, role)


def from_hospital(hospital: str) -> Trait:
    """Return the trait: people of a hospital."""
    return lambda bundle: bundle.hospitals().get(hospital, 0)


def drawn(hospital: str, role: Role) -> Trait:
    """Return the trait: people of a role of a hospital."""
    return lambda bundle: bundle.drawn(hospital, role)


def key_members(bundle: Bundle) -> int:
    """Return the key members of a bundle."""
    return bundle.keys


class Counts:
    """How many bundles of each class every team takes."""

    def __init__(self, model: cp_model.CpModel, instance: TeamsInstance) -> None:
        self.model = model
        self.instance = instance
        self._taken = [
            [model.new_int_var(0, bundle.count, f"n{index}_{team}") for team in range(len(instance.teams))]
            for index, bundle in enumerate(instance.bundles)
        ]

    def taken(self, bundle: int, team: int) -> cp_model.IntVar:
        """Return the variable of a class and a team."""
        return self._taken[bundle][team]

    def total(self, team: int, weight: Trait) -> cp_model.LinearExprT:
        """Return the sum of a trait of bundles over a team."""
        return cp_model.LinearExpr.sum(
            [worth * self._taken[i][team] for i, bundle in enumerate(self.instance.bundles) if (worth := weight(bundle))]
        )

    def overall(self, weight: Trait) -> cp_model.LinearExprT:
        """Return the sum of a trait of bundles over all teams."""
        return cp_model.LinearExpr.sum([self.total(team, weight) for team in range(len(self.instance.teams))])

    def forbid(self, bundle: int, team: int) -> None:
        """Keep a class out of a team."""
        self.model.add(self._taken[bundle][team] == 0)

    def hint(self, plan: Sequence[Sequence[int]]) -> dict[int, int]:
        """Return a plan (class × team) as values by variable index."""
        return {self._taken[i][t].index: number for i, row in enumerate(plan) for t, number in enumerate(row)}

    def read(self, values: Sequence[float]) -> list[list[int]]:
        """Return the counts (class × team) of a solution."""
        return [[round(values[variable.index]) for variable in row] for row in self._taken]


def team_size(counts: Counts) -> None:
    """Give a team exactly the size wanted."""
    for team, wanted in enumerate(counts.instance.teams):
        counts.model.add(counts.total(team, lambda bundle: bundle.size) == wanted.size)


def team_role(counts: Counts) -> None:
    """Give a team at least so many of a role."""
    for team, wanted in enumerate(counts.instance.teams):
        for role, least in wanted.roles:
            counts.model.add(counts.total(team, of_role(role)) >= least)


def team_skill(counts: Counts) -> None:
    """Give a team at least so many with a skill."""
    for team, wanted in enumerate(counts.instance.teams):
        for skill, least in wanted.skills:
            counts.model.add(counts.total(team, with_skill(skill)) >= least)


def team_grade(counts: Counts) -> None:
    """Give a team at least so many of a grade."""
    for team, wanted in enumerate(counts.instance.teams):
        for grade, least in wanted.grades:
            counts.model.add(counts.total(team, of_grade(grade)) >= least)


def team_key_members(counts: Counts) -> None:
    """Give a team at least so many key members."""
    for team, wanted in enumerate(counts.instance.teams):
        counts.model.add(counts.total(team, key_members) >= wanted.keys)


def team_donor(counts: Counts) -> None:
    """Let a team draw on its donor hospitals only."""
    for team, wanted in enumerate(counts.instance.teams):
        for index, bundle in enumerate(counts.instance.bundles):
            if wanted.donors and not bundle.hospitals().keys() <= wanted.donors:
                counts.forbid(index, team)


def team_mix(counts: Counts) -> None:
    """Let no hospital give more than its share of a team."""
    hospitals = sorted({hospital for hospital, _ in counts.instance.employed})
    for team, wanted in enumerate(counts.instance.teams):
        if wanted.share_cap < wanted.size:
            for one in hospitals:
                given = counts.total(team, from_hospital(one))
                counts.model.add(given <= wanted.share_cap)


def one_team(counts: Counts) -> None:
    """Put nobody in two teams: a class gives no more bundles than it has."""
    for index, bundle in enumerate(counts.instance.bundles):
        taken = [counts.taken(index, team) for team in range(len(counts.instance.teams))]
        counts.model.add(cp_model.LinearExpr.sum(taken) <= bundle.count)


def team_eligible(counts: Counts) -> None:
    """Take only people who may enter isolation and are available throughout."""
    for index, bundle in enumerate(counts.instance.bundles):
        if not bundle.eligible:
            for team in range(len(counts.instance.teams)):
                counts.forbid(index, team)


def pair_apart(counts: Counts) -> None:
    """Put no pair kept apart in one team; a pair that is tied together cannot be drawn at all."""
    for index, bundle in enumerate(counts.instance.bundles):
        for other in sorted(bundle.apart):
            for team in range(len(counts.instance.teams)):
                if other == index:
                    counts.forbid(index, team)
                elif other > index:  # classes with such a pair have one bundle each
                    counts.model.add(counts.taken(index, team) + counts.taken(other, team) <= 1)


def donor_minimum(counts: Counts) -> None:
    """Leave a donor its minimum of a role."""
    for (hospital, role), remain in counts.instance.must_remain.items():
        employed = counts.instance.employed.get((hospital, role), 0)
        given = counts.overall(drawn(hospital, role))
        counts.model.add(given <= max(0, employed - remain))


POSTS: Mapping[str, Post] = {
    "team_size": team_size,
    "team_role": team_role,
    "team_skill": team_skill,
    "team_grade": team_grade,
    "team_key_members": team_key_members,
    "team_donor": team_donor,
    "team_mix": team_mix,
    "one_team": one_team,
    "team_eligible": team_eligible,
    "pair_apart": pair_apart,
    "donor_minimum": donor_minimum,
}
"""Rules that are posted; `group_whole` and `pair_together` hold by the way people are bundled."""

TIES = ("group_whole", "pair_together")
