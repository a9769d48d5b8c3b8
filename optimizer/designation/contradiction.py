"""Hospitals that must be designated and cannot be."""

from __future__ import annotations

from optimizer.core.errors import ContradictionError
from optimizer.core.issue import Issue, Severity
from optimizer.core.rulebook import RULES
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.tables.places import Hospital
from optimizer.data.vocabulary import WardKind
from optimizer.designation.allowed import conversion_day, is_licensed, may_be_designated
from optimizer.designation.instance import DesignationInstance

MESSAGE = Text(
    "{hospital} is fixed in, which contradicts the rule “{rule}”.",
    "{hospital} 设为必选，与规则“{rule}”相矛盾。",
)
FIX = Text("Clear the column fixed, or change what the rule asks about.", "请清除“规划固定”，或修改该规则涉及的数据。")


def refuse_contradictions(dataset: Dataset, instance: DesignationInstance) -> None:
    """Raise when a hospital is fixed in although another hard rule keeps it out.

    Raises
    ------
    ContradictionError
        With two issues per hospital, one for each of the two rules.
    """
    issues = []
    for number, hospital in enumerate(dataset.hospitals):
        if hospital.hospital_id in instance.fixed_in and hospital.hospital_id not in instance.hospitals:
            against = _reason(dataset, hospital)
            params = {"hospital": Text(hospital.name_en or hospital.name_zh, hospital.name_zh), "rule": RULES[against].title}
            issues += [
                Issue(rule, Severity.FAULT, MESSAGE, FIX, "hospitals", number + 2, "fixed", "in", params)
                for rule in ("designation_fixed_in", against)
            ]
    if issues:
        raise ContradictionError(issues)


def _reason(dataset: Dataset, hospital: Hospital) -> str:
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
    return "designation_unit"
