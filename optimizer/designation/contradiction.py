"""Hospitals that must be designated and cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pulp

from optimizer.core.errors import ContradictionError
from optimizer.core.issue import Issue, Severity
from optimizer.core.params import Control, Limits
from optimizer.core.rulebook import RULES
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.tables.places import Hospital
from optimizer.data.vocabulary import WardKind
from optimizer.designation.allowed import conversion_day, is_licensed, may_be_designated
from optimizer.designation.choice import Choice
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.rules import RULES as POSTED
from optimizer.solve.milp import MilpStage, solve_milp

MESSAGE = Text(
    "{hospital} is fixed in, which contradicts the rule “{rule}”.",
    "{hospital} 设为必选，与规则“{rule}”相矛盾。",
)
TIES = ("designation_minimum", "emergency_kept", "services_under_roof", "kinds_under_roof", "conversion_listed")
FIX = Text("Clear the column fixed, or change what the rule asks about.", "请清除“规划固定”，或修改该规则涉及的数据。")


def refuse_contradictions(dataset: Dataset, instance: DesignationInstance) -> None:
    """Raise when a hospital is fixed in although another hard rule keeps it out.

    Raises
    ------
    ContradictionError
        With two issues per hospital, one for each of the two rules.
    """
    against = {
        hospital.hospital_id: why_out(dataset, hospital)
        for hospital in dataset.hospitals
        if hospital.hospital_id in instance.fixed_in and hospital.hospital_id not in instance.hospitals
    }
    if against:
        raise ContradictionError(_issues(dataset, against))


def refuse_hidden(dataset: Dataset, instance: DesignationInstance, limits: Limits, control: Control | None) -> None:
    """Raise when a hospital fixed in is kept out by rules that tie choices together; for a model without solution.

    Nobody needs to be served for a designation to be one, so it is the hospitals fixed in, each by itself, that contradict a
    rule: the one without which they could be.

    Raises
    ------
    ContradictionError
        With two issues per hospital, one for each of the two rules.
    """
    against = {}
    for name in instance.fixed_in:
        alone = replace(instance, groups=(), fixed_in=(name,), held=frozenset(), held_conversions=frozenset())
        if not _is_possible(alone, TIES, limits, control):
            eased = (rule for rule in TIES if _is_possible(alone, [one for one in TIES if one != rule], limits, control))
            against[name] = next(eased, "designation_unit")
    if against:
        raise ContradictionError(_issues(dataset, against))


def _is_possible(instance: DesignationInstance, ties: Sequence[str], limits: Limits, control: Control | None) -> bool:
    choice = Choice(instance, ())
    for name, rule in POSTED.items():
        if name not in TIES or name in ties:
            rule(choice)
    result = solve_milp(choice.problem, [MilpStage("any", pulp.lpSum(choice.open))], limits, control=control, step="designation")
    return result.termination.has_plan


def _issues(dataset: Dataset, against: Mapping[str, str]) -> list[Issue]:
    issues = []
    for number, hospital in enumerate(dataset.hospitals):
        rule = against.get(hospital.hospital_id)
        if rule is not None:
            params = {"hospital": Text(hospital.name_en or hospital.name_zh, hospital.name_zh), "rule": RULES[rule].title}
            issues += [
                Issue(one, Severity.FAULT, MESSAGE, FIX, "hospitals", number + 2, "fixed", "in", params)
                for one in ("designation_fixed_in", rule)
            ]
    return issues


def why_out(dataset: Dataset, hospital: Hospital) -> str:
    """Return the rule that keeps a hospital out."""
    if not may_be_designated(hospital):
        return "designation_allowed"
    here = [unit for unit in dataset.units if unit.hospital_id == hospital.hospital_id]
    listed = [
        row
        for row in dataset.unit_conversions
        if dataset.unit[row.unit_id] in here and row.to_ward_kind is not WardKind.GENERAL and row.capacity_after
    ]
    special = [unit for unit in here if unit.ward_kind is not WardKind.GENERAL] + [dataset.unit[row.unit_id] for row in listed]
    if special and not any(is_licensed(dataset, unit) for unit in special):
        return "designation_licence"
    if listed and all(conversion_day(dataset, row) is None for row in listed):
        return "conversion_lead_time"
    if any(dataset.service[unit.service_id].min_designated_places > 1 for unit in special if is_licensed(dataset, unit)):
        return "designation_minimum"
    return "designation_unit"
