"""Team formation in integers: interchangeable people counted together, teams and wards by index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from optimizer.core.rounding import floor_int
from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import TeamRow
from optimizer.data.vocabulary import Role
from optimizer.teams.bundles import Bundle, bundles_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """A team to be formed; `share_cap` is the most people one hospital may give."""

    team_id: str
    wards: tuple[str, ...]
    size: int
    roles: tuple[tuple[str, int], ...]
    skills: tuple[tuple[str, int], ...]
    grades: tuple[tuple[str, int], ...]
    keys: int
    donors: frozenset[str]
    share_cap: int


@dataclass(frozen=True, slots=True)
class TeamsInstance:
    """What is needed to form the teams.

    Parameters
    ----------
    likes
        Teams (by index) of the same size and wards, which are to be alike; lists of one left out.
    grades
        Roles with their grades.
    employed
        People of a role employed at a hospital, and how many of them must remain.
    """

    bundles: tuple[Bundle, ...]
    teams: tuple[Wanted, ...]
    likes: tuple[tuple[int, ...], ...]
    skills: tuple[str, ...]
    grades: tuple[tuple[Role, str], ...]
    employed: Mapping[tuple[str, Role], int]
    must_remain: Mapping[tuple[str, Role], int]

    @classmethod
    def from_dataset(
        cls, dataset: Dataset, members: Iterable[TeamRow] = (), *, groups: bool = True, together: bool = True
    ) -> TeamsInstance:
        """Build the instance; `members` are the teams in force, whose people stay together as far as they can.

        Without `groups` or `together` people are not tied (to see which rule is in conflict).
        """
        number = {row.team_id: index for index, row in enumerate(dataset.teams_wanted)}
        home = {row.staff_id: number[row.team_id] for row in members if row.team_id in number}
        teams = tuple(
            Wanted(
                row.team_id,
                row.ward_id,
                row.size,
                row.role_min,
                row.skill_min,
                row.grade_min,
                row.key_members_min,
                frozenset(row.donor_ids),
                floor_int(row.max_share_one_hospital * row.size),
            )
            for row in dataset.teams_wanted
        )
        skills = tuple(sorted({skill for team in teams for skill, _ in team.skills}))
        employed: dict[tuple[str, Role], int] = defaultdict(int)
        for person in dataset.staff:
            employed[person.hospital_id, person.role] += 1
        remain = {(row.hospital_id, row.role): row.headcount for row in dataset.donor_minimum}
        return cls(
            bundles_of(dataset, skills, home, groups=groups, together=together),
            teams,
            like_teams(dataset),
            skills,
            tuple(sorted({(person.role, person.grade) for person in dataset.staff if person.grade})),
            dict(employed),
            remain,
        )


def like_teams(dataset: Dataset) -> tuple[tuple[int, ...], ...]:
    """Return the indexes of teams that are to be alike: same size, same wards; at least two."""
    found: dict[tuple[int, tuple[str, ...]], list[int]] = defaultdict(list)
    for index, row in enumerate(dataset.teams_wanted):
        found[row.size, row.ward_id].append(index)
    return tuple(tuple(group) for group in found.values() if len(group) > 1)
