"""Shifts to groups first, to people as exceptions: every group is planned as one, then everybody gets their group's line.

The person who stands for a group has what holds for the group: a day off where too few could come, a wish for a day off
weighted by those who will be away, what any of them worked before.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from optimizer.core.outcome import Outcome, Term
from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import RotaRow
from optimizer.data.tables.staff import Request, RosterHistory
from optimizer.rota.entities import OFF, Person, Wish
from optimizer.rota.fixed import Undecided, skeleton
from optimizer.rota.groups import Groups
from optimizer.rota.instance import RotaInstance
from optimizer.rota.measure import Assigned
from optimizer.rota.rules import keeps_rules
from optimizer.rota.solution import COVER_TERMS, RotaSolution, from_rows, solution_of, term_values
from optimizer.rota.translate import OFF_WORD


def as_one(dataset: Dataset, groups: Groups) -> Dataset:
    """Return the tables in which one person stands for each group."""
    firsts = groups.members
    staff = [
        replace(person, available_from=None, available_to=None, skills=()) if person.staff_id in firsts else person
        for person in dataset.staff
        if person.staff_id in firsts or person.staff_id not in groups.of_person
    ]
    kept = tuple(row for row in dataset.requests if row.staff_id not in groups.of_person)
    pairs = {
        (groups.of_person.get(row.staff_id, row.staff_id), groups.of_person.get(row.other_id, row.other_id), row.rule): row
        for row in dataset.staff_pairs
    }
    return replace(
        dataset,
        staff=tuple(staff),
        requests=(*kept, *_requests(dataset, groups)),
        roster_history=tuple(_history(dataset, groups)),
        staff_pairs=tuple(replace(row, staff_id=one, other_id=other) for (one, other, _), row in pairs.items() if one != other),
    )


def _requests(dataset: Dataset, groups: Groups) -> Iterator[Request]:
    """Yield a day off for a group where too few could come, else a wish for one as heavy as those who will be away."""
    hard: dict[tuple[str, dt.date], set[str]] = defaultdict(set)
    soft: dict[tuple[str, dt.date], set[str]] = defaultdict(set)
    for row in dataset.requests:
        if row.staff_id in groups.of_person and (row.hard or row.shift_type.strip().lower() == OFF_WORD):
            (hard if row.hard else soft)[groups.of_person[row.staff_id], row.date].add(row.staff_id)
    for first in groups.members:
        for date in dataset.horizon:
            able = set(groups.able(first, date))
            away = able & hard[first, date]
            spare = (len(able) - 1) // 2 - len(away)  # so many more may be away
            if spare < 0:
                yield Request(staff_id=first, date=date, shift_type=OFF_WORD, hard=True)
            elif number := len(away) + min(spare, len((able & soft[first, date]) - away)):
                yield Request(staff_id=first, date=date, shift_type=OFF_WORD, weight=number)


def _history(dataset: Dataset, groups: Groups) -> Iterator[RosterHistory]:
    """Yield what a group worked before: on every date the shift of its first who worked."""
    order = {person.staff_id: number for number, person in enumerate(dataset.staff)}
    seen = set()
    for row in sorted(dataset.roster_history, key=lambda row: order.get(row.staff_id, 0)):
        who = groups.of_person.get(row.staff_id, row.staff_id)
        if (who, row.date) not in seen:
            seen.add((who, row.date))
            yield replace(row, staff_id=who)


def in_force_as_one(groups: Groups, rows: Sequence[RotaRow]) -> tuple[RotaRow, ...]:
    """Return a rota in force in which one person stands for each group: where most of it were."""
    duties = groups.duties(row for row in rows if row.staff_id in groups.of_person)
    stood = (replace(duty.row, staff_id=duty.first) for duty in duties)
    return (*(row for row in rows if row.staff_id not in groups.of_person), *stood)


def of_people(dataset: Dataset, groups: Groups, instance: RotaInstance, outcome: Outcome[RotaSolution]) -> Outcome[RotaSolution]:
    """Return a rota of groups as one of people: everybody where their group is, save whom a request or rule keeps away."""
    if outcome.solution is None:
        return outcome
    where = from_rows(dataset, instance, outcome.solution.rota)
    index = {person.staff_id: number for number, person in enumerate(instance.people)}
    assigned = {key: spot for key, spot in where.items() if instance.people[key[0]].staff_id not in groups.members}
    for first in groups.members:
        spare = Counter({day: (len(groups.able(first, date)) - 1) // 2 for day, date in enumerate(dataset.horizon)})
        line = {day: where[index[first], day] for day in range(instance.days) if (index[first], day) in where}
        for number in sorted(
            (index[one.staff_id] for one in groups.members[first]), key=lambda one: not instance.people[one].fixed
        ):
            assigned.update(_member(instance, number, line, spare))
    solution = solution_of(dataset, instance, assigned)
    values = term_values(dataset, instance, solution.rota)
    alone = any(not row.hard and row.staff_id not in groups.of_person for row in dataset.requests)
    terms = _terms(outcome, values, follow=_all_follow(dataset, groups) and not _had(dataset), apart_known=not alone)
    return replace(outcome, solution=solution, terms=tuple(terms))


def _member(instance: RotaInstance, number: int, line: Mapping[int, tuple[int, int]], spare: Counter[int]) -> Assigned:
    """Return what somebody works: their group's line as far as they can, and a day off they wish for while enough stay."""
    person = instance.people[number]
    asked = {wish.day: wish.shift for wish in person.fixed}
    target: dict[int, tuple[int, int]] = {}
    for day in range(instance.days):
        options = person.options[day]
        if day in asked:
            if asked[day] != OFF:
                target[day] = (asked[day], options[asked[day]][0])
        elif day in line and line[day][1] in options.get(line[day][0], ()):
            target[day] = line[day]
    for day in (day for day in line if target.get(day) != line[day]):
        spare[day] -= 1
    for wish in (wish for wish in person.wishes if wish.shift == OFF and wish.day in target and wish.day not in asked):
        if spare[wish.day] > 0:
            spare[wish.day] -= 1
            del target[wish.day]
    shifts = [target[day][0] if day in target else OFF for day in range(instance.days)]
    if keeps_rules(instance, person, shifts):
        return {(number, day): spot for day, spot in target.items()}
    return {(number, day): target[day] for day, shift in enumerate(_legal(instance, person, target)) if shift != OFF}


def _legal(instance: RotaInstance, person: Person, target: Mapping[int, tuple[int, int]]) -> Sequence[int]:
    """Return a line out of the shifts somebody should work, without those that break a rule of their own."""
    options = tuple({target[day][0]: (target[day][1],)} if day in target else {} for day in range(instance.days))
    fixed = tuple(wish for wish in person.fixed if wish.shift == OFF or wish.day in target)
    held = replace(person, options=options, fixed=fixed)
    prefer = {day: shift for day, (shift, _) in target.items()}
    try:
        found = skeleton(instance, held, prefer=prefer)
    except Undecided:
        found = None
    return found or [_fixed(person.fixed, day) for day in range(instance.days)]


def _fixed(wishes: Sequence[Wish], day: int) -> int:
    return next((wish.shift for wish in wishes if wish.day == day), OFF)


def _all_follow(dataset: Dataset, groups: Groups) -> bool:
    """Whether somebody in every group is never away, so that the group's line is that of a person."""
    asked = {row.staff_id for row in dataset.requests}
    return all(
        any(one.staff_id not in asked and one.available_from is None and one.available_to is None for one in people)
        for people in groups.members.values()
    )


def _had(dataset: Dataset) -> bool:
    """Whether people have had anything before, which differs between those of a group."""
    return bool(dataset.fairness_carry or dataset.roster_history)


def _terms(outcome: Outcome[RotaSolution], values: Mapping[str, float], *, follow: bool, apart_known: bool) -> Iterator[Term]:
    """Yield the terms of people; of groups come the bounds that hold for them too.

    Who is away is what the groups' wishes count, where nobody outside groups has a wish. What is to be even is as even among
    people as among groups where nobody is away who need not be, and somebody of every group never is.
    """
    known = {term.name: term.bound for term in outcome.terms}
    away = known.get("requests_refused") if apart_known else None
    even = follow and away is not None and values["group_apart"] <= away
    for name, value in values.items():
        bound = (
            known.get(name) if name in COVER_TERMS or (even and name.endswith("_spread") and name != "request_spread") else None
        )
        if name == "group_apart":
            bound = away
        yield Term(name, value, min(value, bound or 0.0) if bound is not None or value == 0 else None)
