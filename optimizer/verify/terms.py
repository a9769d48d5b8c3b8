"""Every objective term by name, recomputed; and the check that the stated ones are the same."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from optimizer.core.goals import GOALS
from optimizer.core.issue import Issue
from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.plan import PlacementRow, RotaRow, RotationRow
from optimizer.verify import groups, rota_inforce
from optimizer.verify import terms_designation as designation
from optimizer.verify import terms_fairness as fairness
from optimizer.verify import terms_rota as rota
from optimizer.verify import terms_routing as routing
from optimizer.verify import terms_supplies as supplies
from optimizer.verify import terms_teams as teams
from optimizer.verify.context import Plan
from optimizer.verify.finding import fault
from optimizer.verify.ids import STEPS
from optimizer.verify.prepare import prepare

_FUNCTIONS: tuple[Callable[[Plan], float], ...] = (
    designation.uncovered,
    designation.uncovered_days,
    designation.districts_without,
    designation.beyond_limit,
    designation.uncovered_high,
    designation.coordination,
    designation.mixed_kinds,
    designation.sites,
    designation.conversions,
    designation.travel,
    teams.pair_spread,
    teams.grade_spread,
    teams.donor_share_pct,
    teams.hospital_spread,
    teams.ward_days_without_team,
    teams.rotation_changes,
    teams.duty_spread,
    routing.urgent_late_min,
    routing.lost_place,
    routing.urgent_over_capacity,
    routing.unplaced_1,
    routing.unplaced_2,
    routing.unplaced_3,
    routing.unplaced_4,
    routing.wait_excess_days,
    routing.outside_network,
    routing.overstay_days,
    routing.travel_excess_min,
    routing.crossing,
    routing.concentration,
    routing.transfers,
    routing.provider_changes,
    routing.travel_weighted_min,
    routing.worst_trip_min,
    routing.wait_days,
    routing.balance_pct,
    routing.changes,
    rota.short_of_min,
    rota.short_of_preferred,
    rota.over_cover,
    rota.skills_stood_in,
    rota.requests_refused,
    groups.group_apart,
    rota.under_minutes,
    rota.on_call_others,
    fairness.night_spread,
    fairness.weekend_spread,
    fairness.request_spread,
    fairness.entry_spread,
    fairness.inside_spread,
    rota_inforce.rota_changes,
    supplies.shortage,
    supplies.below_reserve,
    supplies.transferred,
)
TERMS: Mapping[str, Callable[[Plan], float]] = {function.__name__: function for function in _FUNCTIONS}
ROUNDED = frozenset(
    {
        "uncovered",
        "uncovered_days",
        "beyond_limit",
        "uncovered_high",
        "travel",
        "under_minutes",
        "inside_spread",
        "shortage",
        "transferred",
    }
)
"""Terms that are no whole numbers; they are compared with a tolerance."""


def recompute(
    dataset: Dataset,
    tables: PlanTables,
    steps: Sequence[str],
    previous: Sequence[PlacementRow] = (),
    previous_rota: Sequence[RotaRow] = (),
    previous_rotation: Sequence[RotationRow] = (),
) -> dict[str, dict[str, float]]:
    """Return every term of the steps from the emitted rows alone, by step and name.

    Parameters
    ----------
    dataset, tables
        Input tables and emitted plan; rows with unknown ids are left out.
    steps
        Steps that were run.
    previous
        Placements of the plan in force when this one was made.
    previous_rota
        The rota in force when this one was made.
    previous_rotation
        Its rotation.
    """
    plan, _ = prepare(dataset, tables, steps, previous, previous_rota, previous_rotation)
    return values(plan)


def values(plan: Plan) -> dict[str, dict[str, float]]:
    """Return every term of the plan's steps by step and name."""
    return plan.memo("terms", _values)


def _values(plan: Plan) -> dict[str, dict[str, float]]:
    return {
        step: {name: TERMS[name](plan) for name, goal in GOALS.items() if goal.step == step} for step in STEPS if plan.ran(step)
    }


def wrong_terms(plan: Plan, stated: Mapping[str, Mapping[str, float]]) -> Iterator[Issue]:
    """Yield a `term_value` fault for every term that is missing, unknown or not as recomputed."""
    derived = values(plan)
    if not derived:
        yield _wrong("steps", "", "no step was run", "没有运行任何步骤")
    wanted = {step: set(found) for step, found in derived.items()}
    if "routing" in wanted:
        wanted["routing"] = {goal.name for goal in plan.dataset.scenario.goals}
    for step in sorted(stated.keys() | derived.keys()):
        mine, theirs = derived.get(step, {}), stated.get(step, {})
        for name in sorted(theirs.keys() - mine.keys()):
            yield _wrong(name, theirs[name], f"{step} has no term {name}", f"{step} 无目标 {name}")
        for name in sorted(wanted.get(step, set()) - theirs.keys()):
            yield _wrong(name, "", f"{name} of {step} is not stated", f"{step} 的 {name} 未给出")
        for name in sorted(mine.keys() & theirs.keys()):
            if not same(name, theirs[name], mine[name]):
                said = f"{name} is stated as {theirs[name]}, recomputed {mine[name]}"
                yield _wrong(name, theirs[name], said, f"{name} 所述 {theirs[name]}，复算 {mine[name]}")


def same(name: str, stated: float, derived: float) -> bool:
    """Return whether a stated term is the recomputed one: exactly, or within 0.001 and 10⁻⁶ where it is rounded."""
    if not math.isfinite(stated):
        return False
    if name in ROUNDED:
        return abs(stated - derived) <= max(1e-3, 1e-6 * abs(derived)) + 1e-9
    return stated == derived


def _wrong(name: str, value: object, en: str, zh: str) -> Issue:
    return fault("term_value", en, zh, table="plan.json", column=name, value=value)
