"""Rules of a line that may be set aside: posted behind a literal, or eased by one step for somebody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from ortools.sat.python import cp_model

from optimizer.rota.entities import Person
from optimizer.rota.instance import RotaInstance
from optimizer.rota.rules import LINE_RULES, Rule
from optimizer.rota.variables import PersonLine

RULE: Mapping[str, Rule] = {rule.name: rule for rule in LINE_RULES}
ALWAYS = "one_shift_a_day"
"""Nobody is in two places: never set aside."""
EASED = ("max_shifts_per_type", "max_minutes", "max_consecutive", "max_weekends", "days_off", "min_consecutive", "hard_request")
"""Rules that an office may ease for somebody; rest between shifts is not among them, it keeps people safe."""


class _Behind:
    """A model whose constraints hold only while a literal does; as much of `CpModel` as the rules ask for."""

    def __init__(self, model: cp_model.CpModel, literal: Any) -> None:
        self._model, self._literal = model, literal

    def add(self, constraint: Any) -> None:
        self._model.add(constraint).only_enforce_if(self._literal)

    def add_at_most_one(self, literals: Iterable[Any]) -> None:
        self._model.add(cp_model.LinearExpr.sum(list(literals)) <= 1).only_enforce_if(self._literal)

    def add_bool_or(self, literals: Iterable[Any]) -> None:
        self._model.add_bool_or(list(literals)).only_enforce_if(self._literal)

    def add_implication(self, one: Any, other: Any) -> None:
        self._model.add_bool_or([one.negated(), other]).only_enforce_if(self._literal)


class LineBehind:
    """One person's line whose rules hold only while a literal does."""

    def __init__(self, line: PersonLine, literal: Any) -> None:
        self._line = line
        self._model = cast("cp_model.CpModel", _Behind(line.model, literal))

    @property
    def model(self) -> cp_model.CpModel:
        """The model behind the literal."""
        return self._model

    def picks(self, day: int) -> Mapping[int, cp_model.IntVar]:
        """Return the literal of every shift possible on a day."""
        return self._line.picks(day)

    def works(self, day: int) -> cp_model.IntVar:
        """Return the literal of working on a day."""
        return self._line.works(day)

    def works_any(self, days: Sequence[int]) -> cp_model.IntVar:
        """Return the literal of working on any of some days."""
        return self._line.works_any(days)


@dataclass(frozen=True, slots=True)
class Easing:
    """A rule of one person, and the same eased by one step; `shift` where it is about one type, `day` about one request."""

    rule: str
    plain: Person
    eased: Person
    shift: int | None = None
    day: int | None = None


def easings(instance: RotaInstance, person: Person, rule: str) -> tuple[Easing, ...]:
    """Return the ways in which a rule may be eased for somebody, each by one step; together they make up the rule."""
    terms = person.contract
    if rule == "max_shifts_per_type":
        return tuple(
            Easing(
                rule,
                replace(person, contract=replace(terms, max_of_shift=((shift, most),))),
                replace(person, contract=replace(terms, max_of_shift=((shift, most + 1),))),
                shift=shift,
            )
            for shift, most in terms.max_of_shift
        )
    if rule == "hard_request":
        wishes = (wish for wish in person.fixed)
        return tuple(Easing(rule, replace(person, fixed=(wish,)), replace(person, fixed=()), day=wish.day) for wish in wishes)
    change: dict[str, int] = {}
    if rule == "max_minutes" and terms.max_minutes is not None:
        longest = max((instance.shifts[shift].minutes for options in person.options for shift in options), default=0)
        change = {"max_minutes": terms.max_minutes + longest}
    elif rule == "max_consecutive" and terms.max_run is not None:
        change = {"max_run": terms.max_run + 1}
    elif rule == "max_weekends" and terms.max_weekends is not None:
        change = {"max_weekends": terms.max_weekends + 1}
    elif rule == "days_off" and terms.min_off > 1:
        change = {"min_off": terms.min_off - 1}
    elif rule == "min_consecutive" and terms.min_run > 1:
        change = {"min_run": terms.min_run - 1}
    if not change:
        return ()
    eased: Any = change
    return (Easing(rule, person, replace(person, contract=replace(terms, **eased))),)
