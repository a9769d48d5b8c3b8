"""The independent check of one plan in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optimizer.core.issue import Issue
from optimizer.core.rulebook import RULES
from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.plan import PlacementRow, RotaRow, RotationRow
from optimizer.verify.context import Plan
from optimizer.verify.ids import STEPS
from optimizer.verify.prepare import prepare
from optimizer.verify.registry import CHECKS, EVERY_STEP
from optimizer.verify.terms import wrong_terms


def verify(
    dataset: Dataset,
    tables: PlanTables,
    terms: Mapping[str, Mapping[str, float]],
    *,
    steps: Sequence[str] = STEPS,
    previous: Sequence[PlacementRow] = (),
    previous_rota: Sequence[RotaRow] = (),
    previous_rotation: Sequence[RotationRow] = (),
) -> tuple[Issue, ...]:
    """Return every broken rule and wrong term of a plan; nothing when it stands.

    Only the input tables and the emitted rows are read; no planner and no solver takes part.

    Parameters
    ----------
    dataset, tables
        Input tables and emitted plan.
    terms
        Stated value of every term, by step and name.
    steps
        Steps that were run; the tables of the others must be empty.
    previous
        Placements of the plan in force when this one was made, for the term `changes`.
    previous_rota
        The rota in force when this one was made, for the term `rota_changes` and for published days.
    previous_rotation
        Its rotation, for the term `rotation_changes` and for what has begun.
    """
    plan, found = prepare(dataset, tables, steps, previous, previous_rota, previous_rotation)
    return (*found, *broken_rules(plan), *wrong_terms(plan, terms))


def faults_of(
    dataset: Dataset,
    tables: PlanTables,
    steps: Sequence[str] = STEPS,
    previous: Sequence[PlacementRow] = (),
    previous_rotation: Sequence[RotationRow] = (),
) -> tuple[Issue, ...]:
    """Return every broken rule of a plan, whatever its terms are stated to be."""
    plan, found = prepare(dataset, tables, steps, previous, previous_rotation=previous_rotation)
    return (*found, *broken_rules(plan))


def broken_rules(plan: Plan) -> tuple[Issue, ...]:
    """Return every broken rule of a plan whose ids and figures are in order."""
    issues: list[Issue] = []
    for name, check in CHECKS.items():
        if RULES[name].step in plan.steps or name in EVERY_STEP:
            issues.extend(check(plan))
    return tuple(issues)
