"""What would cover the open shifts most cheaply: more people, or one step more of a rule for as few people as can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise

from ortools.sat.python.cp_model import IntVar, LinearExpr

from optimizer.core.outcome import Termination
from optimizer.core.params import Control, Limits
from optimizer.data.vocabulary import Role
from optimizer.rota.desk.book import RotaDesk
from optimizer.rota.desk.eased import EASED, RULE, LineBehind, easings
from optimizer.rota.desk.unmet import Unmet, unmet
from optimizer.rota.entities import Need, Person
from optimizer.rota.instance import RotaInstance
from optimizer.rota.pairs import post_pairs
from optimizer.rota.rules import LINE_RULES
from optimizer.rota.split import Piece
from optimizer.solve.cpsat import Stage, solve_cpsat

MOST_HIRED = 24
"""People more of a kind that a repair may ask for."""

Kind = tuple[Role, str]  # role and skill ("" for any)


@dataclass(frozen=True, slots=True)
class Eased:
    """Somebody for whom a rule is eased by one step: for a shift type, or by withdrawing a request of a day, where given."""

    index: int
    rule: str
    shift: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """A way to cover more, and what it leaves short; the goals after cover are not weighed.

    Parameters
    ----------
    hired
        People more by role and skill; () where a rule is eased instead.
    eased
        For whom a rule is eased.
    missing
        Person-shifts that stay short with it.
    proven
        Whether no fewer people (or easings) leave as little short.
    held
        Whether everybody keeps the shifts they have, and only works more.
    """

    missing: int
    proven: bool
    held: bool = False
    hired: tuple[tuple[Kind, int], ...] = ()
    eased: tuple[Eased, ...] = ()

    @property
    def steps(self) -> int:
        """How many people come, or easings are made."""
        return sum(number for _, number in self.hired) + len(self.eased)

    @property
    def reach(self) -> tuple[int, int]:
        """What stays short, and the steps it takes: less is better."""
        return self.missing, self.steps


@dataclass
class _Choice:
    """Literals of what a repair may use."""

    hired: dict[Kind, list[tuple[int, IntVar]]] = field(default_factory=dict)
    eased: list[tuple[Eased, IntVar]] = field(default_factory=list)

    @property
    def literals(self) -> list[IntVar]:
        return [*(literal for rows in self.hired.values() for _, literal in rows), *(literal for _, literal in self.eased)]


def repairs(
    desk: RotaDesk, piece: Piece, needs: Sequence[Need], rules: Sequence[str], limits: Limits, control: Control | None = None
) -> tuple[Repair, ...]:
    """Return repairs of a piece that leave less short than the rota in force, the least short and then the fewest first.

    Each is looked for twice: with what everybody works as it is, open shifts filled on top, and with the whole piece
    planned anew, which is told only where it takes fewer.

    Parameters
    ----------
    needs
        The open needs of the piece.
    rules
        Rules that stand in the way; each is eased by itself, as far as an office may ease it, and, where none alone
        covers everything, all of them together.
    """
    now = sum(desk.missing(need) for need in needs)
    named = [rule for rule in EASED if rule in rules]
    ways: list[Callable[[], tuple[Unmet, _Choice]]] = [partial(_hiring, desk, piece, needs)]
    ways += [partial(_easing, desk, piece, (rule,)) for rule in named]
    found = [one for way in ways for one in _tried(desk, way, limits, control)]
    if len(named) > 1 and not any(one.eased and one.missing == 0 for one in found):
        found += _tried(desk, partial(_easing, desk, piece, named), limits, control)
    better = [one for one in found if one.missing < now and one.steps]
    return tuple(sorted(better, key=lambda one: (*one.reach, not one.held)))


def _tried(desk: RotaDesk, way: Callable[[], tuple[Unmet, _Choice]], limits: Limits, control: Control | None) -> Iterator[Repair]:
    """Yield a repair that leaves everybody's shifts as they are, and one that does not where that takes fewer."""
    model, choice = way()
    if not choice.literals:
        return
    for index, line in model.lines.items():
        for day, shift in enumerate(desk.lines[index] if index < len(desk.lines) else ()):
            if shift in line.picks(day):
                model.book.model.add(line.picks(day)[shift] == 1)
    first, hint = _solved(model, choice, model.book.start, limits, control)
    model, choice = way()
    second, _ = _solved(model, choice, hint or model.book.start, limits, control)
    fewer = second is not None and (first is None or second.reach < first.reach)
    if first is not None:
        yield replace(first, held=True, proven=second is not None and second.proven and not fewer)
    if second is not None and fewer:
        yield second


def _hiring(desk: RotaDesk, piece: Piece, needs: Sequence[Need]) -> tuple[Unmet, _Choice]:
    """Return the model of a piece with more people like its own."""
    instance, places = _with_more(desk, piece, _kinds(desk, needs))
    wider = Piece([*piece.people, *(index for rows in places.values() for index in rows)], piece.needs, piece.night_pools)
    model, choice = unmet(desk, wider, instance), _Choice()
    for index, line in model.lines.items():
        for rule in LINE_RULES:
            rule.post(instance, instance.people[index], line)
    post_pairs(instance, model.lines)
    for kind, rows in places.items():
        literals = [model.book.boolean(False, "hired") for _ in rows]
        for one, other in pairwise(literals):
            model.book.model.add_implication(other, one)
        for index, literal in zip(rows, literals, strict=True):
            for day in range(instance.days):
                for pick in model.lines[index].picks(day).values():
                    model.book.model.add_implication(pick, literal)
        choice.hired[kind] = list(zip(rows, literals, strict=True))
    return model, choice


def _easing(desk: RotaDesk, piece: Piece, rules: Sequence[str]) -> tuple[Unmet, _Choice]:
    """Return the model of a piece in which some rules may be eased by one step for anybody."""
    model, choice = unmet(desk, piece), _Choice()
    post_pairs(model.instance, model.lines)
    for index, line in model.lines.items():
        person = model.instance.people[index]
        for rule in LINE_RULES:
            ways = easings(model.instance, person, rule.name) if rule.name in rules else ()
            if not ways:
                rule.post(model.instance, person, line)
            for way in ways:
                literal = model.book.boolean(False, "eased")
                RULE[rule.name].post(model.instance, way.plain, LineBehind(line, literal.negated()))
                RULE[rule.name].post(model.instance, way.eased, line)
                choice.eased.append((Eased(index, way.rule, way.shift, way.day), literal))
    return model, choice


def _solved(
    model: Unmet, choice: _Choice, hint: Mapping[int, int], limits: Limits, control: Control | None
) -> tuple[Repair | None, dict[int, int]]:
    """Return the cheapest choice that leaves least short, and the values of all variables."""
    missing = model.missing()
    start = {**model.book.start, **hint}
    stages = (Stage("missing", LinearExpr.sum(missing), share=0.5), Stage("steps", LinearExpr.sum(choice.literals)))
    result = solve_cpsat(model.book.model, stages, limits, hint=start, control=control, step="repairs")
    if not result.termination.has_plan or result.termination is Termination.FALLBACK:
        return None, {}
    values = {index: round(result.values[index]) for index in start}
    return _read(values, choice, missing, proven=result.termination is Termination.OPTIMAL), values


def _read(values: Mapping[int, int], choice: _Choice, missing: Sequence[IntVar], *, proven: bool) -> Repair:
    hired = tuple((kind, sum(values[literal.index] for _, literal in rows)) for kind, rows in choice.hired.items())
    return Repair(
        sum(values[variable.index] for variable in missing),
        proven,
        hired=tuple((kind, number) for kind, number in hired if number),
        eased=tuple(eased for eased, literal in choice.eased if values[literal.index]),
    )


def _kinds(desk: RotaDesk, needs: Sequence[Need]) -> dict[Kind, int]:
    """Return the kinds of people missing, with how many more of each could be useful at most: one for every open place."""
    total: Counter[Kind] = Counter()
    for need in needs:
        total[need.role, need.skill] += desk.missing(need)
    return {kind: min(MOST_HIRED, number) for kind, number in total.items()}


def _with_more(desk: RotaDesk, piece: Piece, kinds: Mapping[Kind, int]) -> tuple[RotaInstance, dict[Kind, list[int]]]:
    """Return the instance with people added who are like those of a piece, and their indexes by kind."""
    people = list(desk.instance.people)
    places: dict[Kind, list[int]] = {}
    for (role, skill), number in kinds.items():
        alike = [desk.instance.people[index] for index in piece.people if desk.instance.people[index].role is role]
        if alike:
            one = _typical(desk.instance, alike, skill)
            places[role, skill] = list(range(len(people), len(people) + number))
            people += [one] * number
    return replace(desk.instance, people=tuple(people)), places


def _typical(instance: RotaInstance, alike: Sequence[Person], skill: str) -> Person:
    """Return somebody of the commonest contract who may serve wherever any of them may, without history or requests."""
    contract, _ = Counter(person.contract for person in alike).most_common(1)[0]
    options: list[dict[int, tuple[int, ...]]] = []
    for day in range(instance.days):
        today: dict[int, set[int]] = {}
        for person in alike:
            for shift, wards in instance.options(person, day).items():
                today.setdefault(shift, set()).update(wards)
        options.append({shift: tuple(sorted(wards)) for shift, wards in today.items()})
    return Person(
        "+",
        alike[0].role,
        frozenset({skill} - {""}),
        contract,
        (),
        (),
        (),
        tuple(options),
        tuple(bool(today) for today in options),
    )
