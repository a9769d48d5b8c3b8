"""Lines that hold the hard requests alone, and what contradicts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from optimizer.core.errors import ContradictionError
from optimizer.core.issue import Issue, Severity
from optimizer.core.rulebook import RULES
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.rota.entities import OFF, Person
from optimizer.rota.instance import RotaInstance
from optimizer.rota.pools import Pools, refusals
from optimizer.rota.rules import LINE_RULES, Rule

TRIES = 20_000

MESSAGE = Text(
    "The hard request of {staff} on {date} contradicts this rule: {rule}.",
    "{staff} {date} 的必须满足意愿与该规则矛盾：{rule}。",
)
FIX = Text(
    "Withdraw the request, make it soft, or change what the rule is based on.",
    "请撤回该意愿、改为非必须，或修改规则所依据的数据。",
)


class Undecided(Exception):
    """Too many lines to try."""


def skeleton(instance: RotaInstance, person: Person, rules: Sequence[Rule] = LINE_RULES) -> tuple[int, ...] | None:
    """Return a line with the hard requests and as little else as a depth-first search finds, None when there is none.

    Raises
    ------
    Undecided
        When the search was cut short.
    """
    fixed = {wish.day: wish.shift for wish in person.fixed}
    fills = person.contract.min_run > 1 or person.contract.min_off > 1  # else further work never mends a line
    tries = 0

    def extend(line: tuple[int, ...]) -> tuple[int, ...] | None:
        nonlocal tries
        day = len(line)
        if day == instance.days:
            return line
        free = (OFF, *sorted(person.options[day])) if fills else (OFF,)
        for shift in (fixed[day],) if day in fixed else free:
            tries += 1
            if tries > TRIES:
                raise Undecided
            longer = (*line, shift)
            if not any(rule.broken(instance, person, longer) for rule in rules):
                found = extend(longer)
                if found is not None:
                    return found
        return None

    return extend(())


def start_lines(dataset: Dataset, pools: Pools, instance: RotaInstance) -> list[tuple[int, ...] | None]:
    """Return every person's line to start from; None where the search was cut short.

    Raises
    ------
    ContradictionError
        Naming every hard request that contradicts other hard rules.
    """
    lines: list[tuple[int, ...] | None] = []
    issues: list[Issue] = []
    for person in instance.people:
        refused = _refused(dataset, pools, instance, person)
        try:
            line = skeleton(instance, person) if person.fixed and not refused else (OFF,) * instance.days
        except Undecided:
            lines.append(None)
            continue
        if line is None:
            refused = _conflicts(dataset, instance, person)
        issues += refused
        lines.append(line)
    if issues:
        raise ContradictionError(issues)
    return lines


def request_issue(dataset: Dataset, person: Person, row: int, rule: str) -> Issue:
    """Return the issue that says a rule contradicts a hard request (by its row in the file)."""
    request = dataset.requests[row - 2]
    return Issue(
        rule,
        Severity.FAULT,
        MESSAGE,
        FIX,
        table="requests",
        row=row,
        column="shift_type",
        value=request.shift_type,
        params={"staff": person.staff_id, "date": request.date.isoformat(), "rule": RULES[rule].title},
    )


def _refused(dataset: Dataset, pools: Pools, instance: RotaInstance, person: Person) -> list[Issue]:
    issues = []
    for wish in person.fixed:
        if wish.shift != OFF and wish.shift not in person.options[wish.day]:
            shift = dataset.shift_type[instance.shifts[wish.shift].shift_type_id]
            names = refusals(pools, dataset.member[person.staff_id], dataset.horizon.date(wish.day), shift)
            issues += [request_issue(dataset, person, wish.row, name) for name in ("hard_request", *names)]
        rivals = [other for other in person.fixed if other.day == wish.day and other.shift != wish.shift]
        if any(other.row < wish.row for other in rivals):
            twice = all(one.shift != OFF for one in (wish, *rivals))
            names = ("hard_request", "one_shift_a_day") if twice else ("hard_request",)
            issues += [request_issue(dataset, person, wish.row, name) for name in names]
    return issues


def _conflicts(dataset: Dataset, instance: RotaInstance, person: Person) -> list[Issue]:
    """Return issues for a smallest set of rules and requests that leave no line."""
    rules = list(LINE_RULES)
    for rule in LINE_RULES:
        rest = [one for one in rules if one is not rule]
        if rule.name != "hard_request" and _is_impossible(instance, person, rest):
            rules = rest
    wishes = list(person.fixed)
    for wish in person.fixed:
        fewer = [one for one in wishes if one is not wish]
        if _is_impossible(instance, replace(person, fixed=tuple(fewer)), rules):
            wishes = fewer
    return [request_issue(dataset, person, wish.row, rule.name) for wish in wishes for rule in rules]


def _is_impossible(instance: RotaInstance, person: Person, rules: Sequence[Rule]) -> bool:
    try:
        return skeleton(instance, person, rules) is None
    except Undecided:
        return False
