"""The properties of small rotas, each of one case by its number: the same, a mismatch in words, or why it does not apply."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Mapping
from dataclasses import replace

from optimizer.core.errors import ContradictionError
from optimizer.core.outcome import Outcome, Termination
from optimizer.data.dataset import Dataset
from optimizer.rota.entities import OFF
from optimizer.rota.instance import RotaInstance
from optimizer.rota.measure import Assigned, measure
from optimizer.rota.solution import RotaSolution, in_unit
from optimizer.rota.split import whole
from tests.factories import nurse
from tests.properties.rosters import Case, places, planted, tiny

SAME = "same"
MOST = 60_000  # rotas that are tried
Verdict = str
Values = dict[str, float]


def rota_against_everything(number: int) -> Verdict:
    """Compare every goal of the product's rota, in order, with the best over every rota."""
    case = tiny(number)
    instance = case.instance()
    lines = [list(places(instance, person)) for person in instance.people]
    if math.prod(len(some) for some in lines) > MOST:
        return "(too many rotas)"
    outcome = case.planned()
    if faults := case.faults(outcome):
        return f"the check says {faults}"
    if outcome.termination is not Termination.OPTIMAL:
        return f"({outcome.termination}: not proven)"
    best = min(
        _ordered(instance, {(i, d): place for i, line in enumerate(chosen) for d, place in enumerate(line) if place[0] != OFF})
        for chosen in itertools.product(*lines)
    )
    names = _names(instance)
    wanted = {name: in_unit(name, value) for name, value in zip(names, best, strict=True)}
    got = {term.name: term.value for term in outcome.terms if term.name in wanted}  # nobody is in a group
    return SAME if got == wanted else f"{got} against {wanted}"


def _ordered(instance: RotaInstance, assigned: Assigned) -> tuple[int, ...]:
    found = measure(instance, whole(instance), assigned)
    return tuple(found[name] for name in _names(instance))


def _names(instance: RotaInstance) -> list[str]:
    """Return the goals in the order in which they count."""
    names = list(measure(instance, whole(instance), {}))
    names.remove("rota_changes")
    names.insert(names.index("night_spread"), "rota_changes")  # with a rota in force; without one it is nothing
    return names


def rota_names_and_order(number: int) -> Verdict:
    """Names of people and the order of rows change no goal."""
    case = tiny(number)
    return _alike(case, Case(*_renamed(case, number)), lambda value: value)


def _renamed(case: Case, number: int) -> tuple[Dataset, tuple[object, ...]]:
    rng = random.Random(f"renamed {number}")
    old = [one.staff_id for one in case.data.staff]
    new = dict(zip(old, rng.sample([f"x{n}" for n in range(len(old))], len(old)), strict=True))

    def rows(table: str) -> tuple[object, ...]:
        some = list(getattr(case.data, table))
        rng.shuffle(some)
        return tuple(replace(row, staff_id=new[row.staff_id]) if hasattr(row, "staff_id") else row for row in some)

    tables = ("staff", "requests", "roster_history", "fairness_carry", "ward_cover", "wards", "units", "contracts", "shift_types")
    changed = replace(case.data, **{table: rows(table) for table in tables})
    return changed, tuple(replace(row, staff_id=new[row.staff_id]) for row in reversed(case.in_force))


def rota_doubled(number: int) -> Verdict:
    """A hospital beside it that is just like it doubles every goal."""
    case = tiny(number)

    def twin(row: object) -> object:
        names = ("staff_id", "hospital_id", "unit_id", "ward_id", "contract_id")
        other = {name: f"{getattr(row, name)}-2" for name in names if hasattr(row, name)}
        if hasattr(row, "unit_ids"):
            other["unit_ids"] = tuple(f"{one}-2" for one in row.unit_ids)
        return replace(row, **other)  # type: ignore[type-var]

    tables = ("staff", "requests", "roster_history", "fairness_carry", "ward_cover", "wards", "units", "contracts")
    rows = {table: (*case.data.rows(table), *map(twin, case.data.rows(table))) for table in tables}
    both = Case(replace(case.data, **rows), (*case.in_force, *map(twin, case.in_force)))  # type: ignore[arg-type]
    return _alike(case, both, lambda value: 2 * value)


def _alike(one: Case, other: Case, wanted: Callable[[float], float]) -> Verdict:
    first, second = one.planned(), other.planned()
    if faults := (*one.faults(first), *other.faults(second)):
        return f"the check says {faults}"
    if first.termination is not Termination.OPTIMAL or second.termination is not Termination.OPTIMAL:
        return "(not proven)"
    before, after = _values(first), _values(second)
    return SAME if {name: round(wanted(value), 2) for name, value in before.items()} == after else f"{after} after {before}"


def _values(outcome: Outcome[RotaSolution]) -> Values:
    return {term.name: round(term.value, 2) for term in outcome.terms}


def rota_one_more(number: int) -> Verdict:
    """Somebody more who has no requests never worsens cover and requests."""
    case = tiny(number)
    more = nurse("more", contract_id=case.data.staff[0].contract_id, skills=case.data.staff[0].skills)
    first = case.planned()
    second = replace(case, data=replace(case.data, staff=(*case.data.staff, more))).planned()
    if first.termination is not Termination.OPTIMAL or second.termination is not Termination.OPTIMAL:
        return "(not proven)"
    before, after = (tuple(_values(one).values())[:2] for one in (first, second))
    return SAME if after <= before else f"worse: {after} after {before}"


def rota_planted(number: int) -> Verdict:
    """A case that a rota without anybody missing fits is never called impossible, nor is anybody proven missing."""
    case = planted(number)
    try:
        outcome = case.planned(1.0)
    except ContradictionError as error:
        return f"called a contradiction: {[issue.code for issue in error.issues]}"
    if not outcome.termination.has_plan:
        return f"no plan: {outcome.termination}"
    if faults := case.faults(outcome):
        return f"the check says {faults}"
    bound = next(term.bound for term in outcome.terms if term.name == "short_of_min")
    return SAME if not bound else f"{bound} people proven missing where nobody is"


ROTA_PROPERTIES: Mapping[str, Callable[[int], Verdict]] = {
    "rota against every rota": rota_against_everything,
    "rota: names and order": rota_names_and_order,
    "rota: a ward doubled": rota_doubled,
    "rota: somebody more": rota_one_more,
    "rota: planted, never impossible": rota_planted,
}
