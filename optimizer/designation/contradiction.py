"""Hospitals that must be designated and cannot be: the smallest set of rules in the way, and the cheapest repairs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import combinations

from optimizer.core.errors import ContradictionError
from optimizer.core.params import Control, Limits
from optimizer.data.dataset import Dataset
from optimizer.data.tables.places import Hospital
from optimizer.data.vocabulary import Designable, Fixed
from optimizer.designation.allowed import may_be_designated
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.possible import is_possible
from optimizer.designation.repair.found import Contradiction, Repair
from optimizer.designation.repair.lever import Step, changed
from optimizer.designation.repair.levers import at_hospital, levers_of, wish, without_wish
from optimizer.designation.repair.search import repairs
from optimizer.designation.repair.texts import issues_of

ALLOWED, UNIT = "designation_allowed", "designation_unit"
IN_THE_WAY = (
    "designation_licence",
    "conversion_lead_time",
    "designation_minimum",
    "emergency_kept",
    "building_exclusive",
    "services_under_roof",
    "kinds_under_roof",
    "conversion_listed",
)
"""Rules that can keep out a hospital that has something to offer, those first whose name says more."""


def refuse_contradictions(dataset: Dataset, instance: DesignationInstance) -> None:
    """Raise when a hospital is fixed in although nothing of it could be designated; others that contradict are told with it.

    Raises
    ------
    ContradictionError
        With an issue per rule of every smallest set, and a note per cell that a repair writes.
    """
    if any(name not in instance.hospitals for name in instance.fixed_in):
        _refuse(dataset, instance.fixed_in)


def refuse_hidden(dataset: Dataset, instance: DesignationInstance, limits: Limits, control: Control | None) -> None:
    """Raise when a hospital fixed in is kept out by rules that tie choices together; for a model without solution.

    Nobody needs to be served for a designation to be one, and no rule ties what one hospital may be to another's: so it
    is the hospitals fixed in, each by itself, that contradict rules.

    Raises
    ------
    ContradictionError
        With an issue per rule of every smallest set, and a note per cell that a repair writes.
    """
    _refuse(dataset, instance.fixed_in)


def _refuse(dataset: Dataset, fixed_in: Iterable[str]) -> None:
    against = [name for name in fixed_in if not _is_possible(at_hospital(dataset, name))]
    if against:
        raise ContradictionError(issues_of(dataset, [contradiction(dataset, name) for name in against]))


def contradiction(dataset: Dataset, hospital_id: str) -> Contradiction:
    """Return why a hospital that is fixed in cannot be designated, and what lets it be."""
    levers = levers_of(dataset, hospital_id)
    found = repairs(dataset, levers, lambda tables: _is_possible(at_hospital(tables, hospital_id)))
    if all(step.lever.means == "wish" for one in found for step in one):  # withdrawn: what else would do, by more rows
        found += let_in(dataset, hospital_id)
    return Contradiction(hospital_id, smallest_set(at_hospital(dataset, hospital_id)), found)


def let_in(dataset: Dataset, hospital_id: str) -> tuple[Repair, ...]:
    """Return what would let a hospital be designated, whether or not it must be; that it is not fixed out is part of it."""
    out = dataset.hospital[hospital_id].fixed is Fixed.OUT
    withdrawn = tuple(Step(lever, 1) for lever in wish(dataset, hospital_id)) if out else ()

    def lifted(tables: Dataset) -> bool:
        here = at_hospital(tables, hospital_id)
        return _is_possible(replace(here, hospitals=(replace(here.hospitals[0], fixed=Fixed.IN),)))

    tables = changed(dataset, withdrawn)
    if lifted(tables):
        return (withdrawn,) if withdrawn else ()
    return tuple((*withdrawn, *one) for one in repairs(tables, without_wish(tables, hospital_id), lifted))


def smallest_set(here: Dataset) -> tuple[str, ...]:
    """Return a smallest set of rules that keep the one hospital of some tables out, though it is fixed in."""
    if not may_be_designated(here.hospitals[0]):
        return (ALLOWED,)
    for size in range(1, len(IN_THE_WAY) + 1):
        for rules in combinations(IN_THE_WAY, size):
            if not holds(here, rules):
                return rules if holds(here, ()) else (UNIT,)
    return ()


def holds(here: Dataset, rules: Collection[str]) -> bool:
    """Whether the one hospital of some tables can be designated when only these rules of those in the way hold."""
    eased = [rule for rule in (ALLOWED, *IN_THE_WAY) if rule not in rules]
    return _is_possible(_eased(here, eased), eased)


def why_out(dataset: Dataset, hospital: Hospital) -> str:
    """Return a rule that keeps a hospital out, for one that nobody can designate."""
    here = at_hospital(dataset, hospital.hospital_id)
    if hospital.fixed is not Fixed.OUT:
        here = replace(here, hospitals=(replace(hospital, fixed=Fixed.IN),))
    return next(iter(smallest_set(here)), UNIT)


def _eased(here: Dataset, rules: Collection[str]) -> Dataset:
    """Return tables in which rules about single rows forbid nothing."""
    hospitals, services, conversions = here.hospitals, here.services, here.unit_conversions
    if ALLOWED in rules:
        hospitals = tuple(
            replace(row, can_designate=Designable.DIRECT, outside_network=False, fixed=Fixed.IN) for row in hospitals
        )
    if "designation_licence" in rules:
        services = tuple(replace(row, licence="") for row in services)
    if "designation_minimum" in rules:
        services = tuple(replace(row, min_designated_places=0) for row in services)
    if "conversion_lead_time" in rules:
        conversions = tuple(replace(row, lead_time_h=0.0) for row in conversions)
    return replace(here, hospitals=hospitals, services=services, unit_conversions=conversions)


def _is_possible(tables: Dataset, without: Collection[str] = ()) -> bool:
    return is_possible(DesignationInstance.from_dataset(tables), without)
