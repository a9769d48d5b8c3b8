"""People of a pool counted together where no rule can tell them apart; groups and pairs go as one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from optimizer.data.dataset import Dataset
from optimizer.data.tables.staff import StaffMember
from optimizer.data.vocabulary import PairRule, Role

Signature = tuple[str, Role, tuple[str, ...], bool, str]  # hospital, role, skills that count, key member, grade


@dataclass(frozen=True, slots=True)
class Bundle:
    """Bundles of people that the rules cannot tell apart; a bundle enters one team whole, or none.

    Most bundles are one person. Groups and pairs that belong together are one bundle of several.

    Parameters
    ----------
    members
        Staff ids of every bundle of this class, in id order.
    people
        How many people of each signature one bundle brings.
    eligible
        Whether all of them may be in a team.
    apart
        Indexes of the classes that must not share a team with this one.
    home
        Teams (by index) that one bundle's people are in already, each as often as it has people there.
    """

    members: tuple[tuple[str, ...], ...]
    people: tuple[tuple[Signature, int], ...]
    eligible: bool
    apart: frozenset[int]
    home: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        """Number of interchangeable bundles."""
        return len(self.members)

    @property
    def size(self) -> int:
        """People in one bundle."""
        return sum(number for _, number in self.people)

    def hospitals(self) -> dict[str, int]:
        """Return how many people of each hospital one bundle brings."""
        found: dict[str, int] = defaultdict(int)
        for (hospital, *_), number in self.people:
            found[hospital] += number
        return found

    def of_role(self, role: str) -> int:
        """Return how many people of a role one bundle brings."""
        return sum(number for (_, its, *_), number in self.people if its == role)

    def with_skill(self, skill: str) -> int:
        """Return how many people with a skill one bundle brings."""
        return sum(number for (_, _, skills, *_), number in self.people if skill in skills)

    def of_grade(self, grade: str, role: Role | None = None) -> int:
        """Return how many people of a grade (and role) one bundle brings."""
        return sum(number for (_, its, _, _, has), number in self.people if has == grade and role in {None, its})

    @property
    def keys(self) -> int:
        """Key members in one bundle."""
        return sum(number for (_, _, _, key, _), number in self.people if key)

    def drawn(self, hospital: str, role: Role) -> int:
        """Return how many people of a role one bundle takes from a hospital."""
        return sum(number for (its, what, *_), number in self.people if its == hospital and what is role)


def is_eligible(dataset: Dataset, person: StaffMember) -> bool:
    """Return whether somebody may enter isolation and is available on every day of the horizon."""
    horizon = dataset.horizon
    return (
        person.isolation_eligible
        and person.ineligible_reason is None
        and (person.available_from is None or person.available_from <= horizon.start)
        and (person.available_to is None or person.available_to >= horizon.last)
    )


def _ties(dataset: Dataset, *, groups: bool, together: bool) -> Iterable[tuple[str, str]]:
    if groups:
        first: dict[str, str] = {}
        for person in dataset.staff:
            if person.group_id is not None:
                yield first.setdefault(person.group_id, person.staff_id), person.staff_id
    if together:
        for pair in dataset.staff_pairs:
            if pair.rule is PairRule.TOGETHER:
                yield pair.staff_id, pair.other_id


def bundles_of(
    dataset: Dataset, skills: tuple[str, ...], home: Mapping[str, int], *, groups: bool, together: bool
) -> tuple[Bundle, ...]:
    """Return the classes of bundles of a pool; `home` is the team (by index) of who is in one already."""
    parent = {person.staff_id: person.staff_id for person in dataset.staff}

    def root(one: str) -> str:
        while parent[one] != one:
            one = parent[one] = parent[parent[one]]
        return one

    for one, other in _ties(dataset, groups=groups, together=together):
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    clusters: dict[str, list[StaffMember]] = defaultdict(list)
    for person in sorted(dataset.staff, key=lambda row: row.staff_id):
        clusters[root(person.staff_id)].append(person)
    apart: dict[str, set[str]] = defaultdict(set)
    for pair in dataset.staff_pairs:
        if pair.rule is PairRule.APART:
            apart[root(pair.staff_id)].add(root(pair.other_id))
            apart[root(pair.other_id)].add(root(pair.staff_id))
    return _classes(dataset, skills, clusters, apart, home)


def _classes(
    dataset: Dataset,
    skills: tuple[str, ...],
    clusters: Mapping[str, list[StaffMember]],
    apart: Mapping[str, set[str]],
    home: Mapping[str, int],
) -> tuple[Bundle, ...]:
    homes = {
        name: tuple(sorted(home[one.staff_id] for one in people if one.staff_id in home)) for name, people in clusters.items()
    }
    classes: dict[tuple[object, ...], list[str]] = defaultdict(list)
    people: dict[str, tuple[tuple[Signature, int], ...]] = {}
    eligible: dict[str, bool] = {}
    for name, members in clusters.items():
        counted: dict[Signature, int] = defaultdict(int)
        for one in members:
            own = tuple(skill for skill in skills if skill in one.skills)
            counted[one.hospital_id, one.role, own, one.key_member, one.grade] += 1
        people[name] = tuple(sorted(counted.items()))
        eligible[name] = all(is_eligible(dataset, one) for one in members)
        classes[people[name], eligible[name], homes[name], name if name in apart else ""].append(name)
    place = {name: index for index, names in enumerate(classes.values()) for name in names}
    return tuple(
        Bundle(
            tuple(tuple(one.staff_id for one in clusters[name]) for name in names),
            people[names[0]],
            eligible[names[0]],
            frozenset(place[other] for other in apart.get(names[0], ())),
            homes[names[0]],
        )
        for names in classes.values()
    )
