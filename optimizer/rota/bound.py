"""First lines of people who share every shift, or none: what is asked of one is asked of the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from optimizer.core.issue import Issue, Severity
from optimizer.core.rulebook import RULES
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.rota.entities import OFF, Pair, Person, Wish
from optimizer.rota.instance import RotaInstance
from optimizer.rota.pairs import Mates, days_broken, name_of

Lines = Sequence[tuple[int, ...] | None]

MESSAGE = Text(
    "The hard requests of {people} on {date} contradict their pair: {rule}.",
    "{people} 在 {date} 的必须满足意愿与人员搭配矛盾：{rule}。",
)
FIX = Text("Withdraw one of the requests, or delete the pair.", "请撤回其中一项意愿，或删除该搭配。")


class Bound:
    """The pairs while first lines are made."""

    def __init__(self, instance: RotaInstance) -> None:
        self._instance = instance
        self._mates = Mates(instance)

    def asked(self, index: int) -> Person:
        """Return somebody held to the hard requests of those whose shifts they share as well."""
        person = self._instance.people[index]
        if not self._mates.paired(index):
            return person
        own = {wish.day for wish in person.fixed}
        more: dict[int, Wish] = {}
        for day in range(self._instance.days):
            for other in self._mates.along(index, day):
                for wish in self._instance.people[other].fixed:
                    if wish.day == day and day not in own:
                        more.setdefault(day, wish)
        return replace(person, fixed=(*person.fixed, *more.values()))

    def agreed(self, index: int, prefer: Mapping[int, int], lines: Lines) -> Mapping[int, int]:
        """Return what to keep of the rota in force, as far as it agrees with the lines that others of the pairs have."""
        kept = dict(prefer)
        for other, pair in self._mates.of(index):
            theirs = lines[other] if other < len(lines) else None
            if theirs is None:
                continue
            for day in pair.days:
                if (pair.shares and kept.get(day, OFF) != theirs[day]) or (not pair.shares and kept.get(day) == theirs[day]):
                    kept.pop(day, None)
                if pair.shares and theirs[day] in self._instance.people[index].options[day]:
                    kept[day] = theirs[day]
        return kept

    def settled(self, lines: Lines) -> list[tuple[int, ...] | None]:
        """Return the lines that keep every pair; those of a group that does not are left to the solver."""
        found = list(lines)
        for pair in self._instance.pairs:
            one, other = lines[pair.one], lines[pair.other]
            if one is None or other is None or any(True for _ in days_broken(pair, one, other)):
                for index in self._mates.group(pair.one):
                    found[index] = None
        return found


def pair_issues(dataset: Dataset, instance: RotaInstance) -> list[Issue]:
    """Return an issue for every day on which hard requests of two people contradict their pair."""
    return [
        _issue(dataset, instance, pair, day) for pair in instance.pairs for day in pair.days if _contradicts(instance, pair, day)
    ]


def _contradicts(instance: RotaInstance, pair: Pair, day: int) -> bool:
    people = instance.people[pair.one], instance.people[pair.other]
    one, other = ({wish.shift for wish in person.fixed if wish.day == day} for person in people)
    if not pair.shares:
        return bool(one & other - {OFF})
    lacking = any(
        shift != OFF and shift not in person.options[day]
        for person, theirs in zip(people, (other, one), strict=True)
        for shift in theirs
    )
    return lacking or bool(one and other and one != other)


def _issue(dataset: Dataset, instance: RotaInstance, pair: Pair, day: int) -> Issue:
    rule, people = name_of(pair), (instance.people[pair.one].staff_id, instance.people[pair.other].staff_id)
    return Issue(
        rule,
        Severity.FAULT,
        MESSAGE,
        FIX,
        table="staff_pairs",
        row=pair.row,
        column="rule",
        value=rule,
        params={"people": ", ".join(people), "date": dataset.horizon.date(day).isoformat(), "rule": RULES[rule].title},
    )
