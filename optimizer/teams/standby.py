"""Who of a team is on standby: named, so that everybody knows who is called first when somebody is missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from optimizer.core.rounding import ceil_int
from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import TeamRow
from optimizer.data.tables.staff import TeamWanted


def with_standby(dataset: Dataset, rows: Sequence[TeamRow]) -> tuple[TeamRow, ...]:
    """Return the members with the standby people named; a team whose number is right already is left as it is."""
    by_team: dict[str, list[TeamRow]] = defaultdict(list)
    for row in rows:
        by_team[row.team_id].append(row)
    named: set[tuple[str, str]] = set()
    for wanted in dataset.teams_wanted:
        mine = by_team[wanted.team_id]
        chosen = [row.staff_id for row in mine if row.standby]
        if len(chosen) != ceil_int(wanted.standby_share * wanted.size):
            chosen = _named(dataset, wanted, [row.staff_id for row in mine])
        named.update((wanted.team_id, one) for one in chosen)
    return tuple(replace(row, standby=(row.team_id, row.staff_id) in named) for row in rows)


def _named(dataset: Dataset, wanted: TeamWanted, members: Sequence[str]) -> list[str]:
    """Return standby people of every role in proportion, first those who are not key and lack the skills asked for."""
    count = ceil_int(wanted.standby_share * wanted.size)
    skills = {skill for skill, _ in wanted.skill_min}
    people = [dataset.member[one] for one in members]
    roles = Counter(person.role for person in people)
    ahead: dict[str, float] = {}
    for role, total in roles.items():
        mine = sorted(
            (person for person in people if person.role is role),
            key=lambda person: (person.key_member, len(skills & set(person.skills)), person.staff_id),
        )
        ahead |= {person.staff_id: (number + 0.5) / total for number, person in enumerate(mine)}
    return sorted(ahead, key=lambda one: (dataset.member[one].key_member, ahead[one], one))[:count]
