"""Lines that hold the hard requests alone, and what contradicts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from optimizer.core.errors import ContradictionError
from optimizer.core.issue import Issue, Severity
from optimizer.core.rulebook import RULES
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.rota.bound import Bound, pair_issues
from optimizer.rota.entities import OFF, Person, Wish
from optimizer.rota.held import PUBLISHED
from optimizer.rota.instance import RotaInstance
from optimizer.rota.pools import Pools, refusals
from optimizer.rota.rules import LINE_RULES, Rule
from optimizer.rota.slots import Slot, rooms

TRIES = 20_000
NOTHING: Mapping[int, int] = {}

MESSAGE = Text(
    "The hard request of {staff} on {date} contradicts this rule: {rule}.",
    "{staff} {date} 的必须满足意愿与该规则矛盾：{rule}。",
)
FIX = Text(
    "Withdraw the request, make it soft, or change what the rule is based on.",
    "请撤回该意愿、改为非必须，或修改规则所依据的数据。",
)


FROZEN = Text(
    "What was published for {staff} on {date} contradicts this rule: {rule}.",
    "已公布的 {staff} {date} 班次与该规则矛盾：{rule}。",
)
UNFREEZE = Text(
    "Enter a hard request for that person and day, or set replan.rota_frozen_until to an earlier day.",
    "请为该人该日填写必须满足的意愿，或将 replan.rota_frozen_until 提前。",
)


class Undecided(Exception):
    """Too many lines to try."""


def skeleton(
    instance: RotaInstance, person: Person, rules: Sequence[Rule] = LINE_RULES, prefer: Mapping[int, int] = NOTHING
) -> tuple[int, ...] | None:
    """Return a line with the hard requests and as little else as a depth-first search finds, None when there is none.

    Parameters
    ----------
    prefer
        Shifts by day that are tried first: those of the rota in force.

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
        if day in prefer:
            free = (prefer[day], *(shift for shift in free if shift != prefer[day]))
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

    With a rota in force it holds as much of that, day by day, as the rules and what is useful today allow.

    Raises
    ------
    ContradictionError
        Naming every hard request that contradicts other hard rules.
    """
    lines: list[tuple[int, ...] | None] = []
    issues: list[Issue] = pair_issues(dataset, instance)
    before, bound = Before(instance), Bound(instance)
    for index, own in enumerate(instance.people):
        refused = _refused(dataset, pools, instance, own)
        person = bound.asked(index)
        prefer = {} if refused else bound.agreed(index, before.useful(index), lines)
        try:
            line = _line(instance, person, prefer) if (person.fixed or prefer) and not refused else (OFF,) * instance.days
        except Undecided:
            lines.append(None)
            continue
        if line is None:
            refused = _conflicts(dataset, instance, person)
        else:
            before.keep(index, line)
        issues += refused
        lines.append(line)
    if issues:
        raise ContradictionError(issues)
    return bound.settled(lines)


class Before:
    """The rota in force while it is laid over today's needs, person by person, without more people than are useful."""

    def __init__(self, instance: RotaInstance) -> None:
        self._instance = instance
        self._room = rooms(instance.needs) if instance.before else {}
        self._taken: Counter[Slot] = Counter()

    def useful(self, index: int) -> dict[int, int]:
        """Return the shifts of somebody that are possible and useful still, by day."""
        person, before = self._instance.people[index], self._instance.before
        places = {day: before[index, day] for day in range(self._instance.before_days) if (index, day) in before}
        return {
            day: shift
            for day, (shift, ward) in places.items()
            if ward in self._instance.options(person, day).get(shift, ())
            and self._taken[ward, person.role, shift, day] < self._room.get((ward, person.role, shift, day), 0)
        }

    def keep(self, index: int, line: Sequence[int]) -> None:
        """Count what somebody keeps."""
        role = self._instance.people[index].role
        for day, shift in enumerate(line):
            was = self._instance.before.get((index, day))
            if was is not None and was[0] == shift:
                self._taken[was[1], role, shift, day] += 1


def _line(instance: RotaInstance, person: Person, prefer: Mapping[int, int]) -> tuple[int, ...] | None:
    """Return a line that keeps what it can of the rota in force; without it where the search for that was cut short."""
    try:
        return skeleton(instance, person, prefer=prefer)
    except Undecided:
        if not prefer:
            raise
        return skeleton(instance, person)


def request_issue(dataset: Dataset, instance: RotaInstance, person: Person, wish: Wish, rule: str) -> Issue:
    """Return the issue that says a rule contradicts a hard request or a published shift."""
    if wish.row == PUBLISHED:
        return _published_issue(dataset, instance, person, wish, rule)
    row = wish.row
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
        params={"staff": request.staff_id, "date": request.date.isoformat(), "rule": RULES[rule].title},
    )


def _published_issue(dataset: Dataset, instance: RotaInstance, person: Person, wish: Wish, rule: str) -> Issue:
    named = "rota_frozen" if rule == "hard_request" else rule
    return Issue(
        named,
        Severity.FAULT,
        FROZEN,
        UNFREEZE,
        table="rota",
        column="shift_type_id",
        value=instance.word(wish.shift),
        params={
            "staff": person.staff_id,
            "date": dataset.horizon.date(wish.day).isoformat(),
            "rule": RULES[named].title,
        },
    )


def _refused(dataset: Dataset, pools: Pools, instance: RotaInstance, person: Person) -> list[Issue]:
    issues = []
    for wish in person.fixed:
        if wish.shift != OFF and wish.shift not in person.options[wish.day]:
            shift = dataset.shift_type[instance.shifts[wish.shift].shift_type_id]
            names = refusals(pools, dataset.member[person.staff_id], dataset.horizon.date(wish.day), shift)
            issues += [request_issue(dataset, instance, person, wish, name) for name in ("hard_request", *names)]
        rivals = [other for other in person.fixed if other.day == wish.day and other.shift != wish.shift]
        if any(other.row < wish.row for other in rivals):
            twice = all(one.shift != OFF for one in (wish, *rivals))
            names = ("hard_request", "one_shift_a_day") if twice else ("hard_request",)
            issues += [request_issue(dataset, instance, person, wish, name) for name in names]
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
    return [request_issue(dataset, instance, person, wish, rule.name) for wish in wishes for rule in rules]


def _is_impossible(instance: RotaInstance, person: Person, rules: Sequence[Rule]) -> bool:
    try:
        return skeleton(instance, person, rules) is None
    except Undecided:
        return False
