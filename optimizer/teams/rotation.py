"""Which team is in which ward when: a small CP-SAT model over the duties a team may have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import LinearExpr

from optimizer.core.outcome import Termination
from optimizer.core.params import Control, Limits
from optimizer.solve.cpsat import Stage, solve_cpsat
from optimizer.solve.result import SolverResult
from optimizer.teams.blocks import Block, RotationInstance

Serves = Sequence[cp_model.IntVar]  # one for every block of the instance


def rotate(instance: RotationInstance, limits: Limits, control: Control | None) -> tuple[tuple[Block, ...], SolverResult]:
    """Return the duties chosen, and the solver's word; the greedy plan when it has none of its own."""
    start = greedy_rotation(instance)
    if not instance.wards:
        return start, SolverResult(Termination.OPTIMAL)
    model = cp_model.CpModel()
    serve = [model.new_bool_var(f"y{number}") for number in range(len(instance.blocks))]
    for clique in _cliques(instance):
        model.add_at_most_one([serve[number] for number in clique])
    chosen = set(start)
    hint = {variable.index: int(block in chosen) for block, variable in zip(instance.blocks, serve, strict=True)}
    result = solve_cpsat(model, _stages(model, instance, serve), limits, hint=hint, control=control, step="teams")
    if not result.termination.has_plan:
        return start, result
    return tuple(block for block, variable in zip(instance.blocks, serve, strict=True) if result.values[variable.index]), result


def greedy_rotation(instance: RotationInstance) -> tuple[Block, ...]:
    """Give every ward, day by day, to a team that is free: the one in force if it is, else the one that has served least."""
    chosen: list[Block] = []
    served = _held(instance)
    by_day: dict[int, list[Block]] = defaultdict(list)
    for block in instance.blocks:
        by_day[block.first].append(block)
    for day in sorted(by_day):
        for ward in instance.wards:
            free = [b for b in by_day[day] if b.ward_id == ward.ward_id and not any(b.clashes(one) for one in chosen)]
            if free:
                best = min(free, key=lambda b: (-instance.kept_days(b), -b.length, served[b.team], b.team))
                chosen.append(best)
                served[best.team] += best.length
    return tuple(chosen)


def _held(instance: RotationInstance) -> list[int]:
    """Return the days of duty in force that have begun, by team."""
    return [sum(block.length for block in instance.given if block.team == team) for team in range(len(instance.teams))]


def _cliques(instance: RotationInstance) -> Iterable[list[int]]:
    """Yield sets of blocks of which at most one is served: of a ward on a day, of a team on a day, or too close together."""
    spans: dict[object, list[tuple[int, int, int]]] = defaultdict(list)
    for number, block in enumerate(instance.blocks):
        spans[block.ward_id].append((block.first, block.end, number))
        spans[block.team].append((block.first, block.rested, number))
    for rows in spans.values():
        for day in sorted({first for first, _, _ in rows}):
            yield [number for first, end, number in rows if first <= day < end]
    if any(ward.handover_h for ward in instance.wards) and not all(ward.rest_days for ward in instance.wards):
        at: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, block in enumerate(instance.blocks):
            at[block.team, block.first].append(number)
        for number, block in enumerate(instance.blocks):
            for later in at[block.team, block.rested]:
                if block.clashes(instance.blocks[later]):
                    yield [number, later]


def _stages(model: cp_model.CpModel, instance: RotationInstance, serve: Serves) -> list[Stage]:
    days, window, wards = instance.days, instance.window, len(instance.wards)
    duty = _duty_spread(model, instance, serve)
    stages = [
        Stage("ward_days_without_team", _missed(instance, serve, wards * days, lambda block: block.days(0, days))),
        Stage("rotation_changes", _missed(instance, serve, len(instance.before), instance.kept_days)),
        Stage("beyond_without_team", _missed(instance, serve, wards * (window - days), lambda block: block.days(days, window))),
        Stage("duty_spread", duty),
    ]
    early = [block.team * (window - block.first) * variable for block, variable in zip(instance.blocks, serve, strict=True)]
    return [*stages, Stage("first_teams_first", LinearExpr.sum(early))]


def _missed(instance: RotationInstance, serve: Serves, all_days: int, counted: Callable[[Block], int]) -> cp_model.LinearExprT:
    held = sum(counted(block) for block in instance.given)
    served = [-counted(block) * variable for block, variable in zip(instance.blocks, serve, strict=True) if counted(block)]
    return LinearExpr.sum(served) + (all_days - held)


def _duty_spread(model: cp_model.CpModel, instance: RotationInstance, serve: Serves) -> cp_model.LinearExprT:
    held = _held(instance)
    most = instance.window + max([0, *held]) + max((row.duty_days for row in instance.wards), default=0)
    spreads: list[cp_model.LinearExprT] = []
    for number, group in enumerate(instance.likes):
        high, low = (model.new_int_var(0, most, f"duty_{side}{number}") for side in ("high", "low"))
        for team in group:
            days = [block.length * variable for block, variable in zip(instance.blocks, serve, strict=True) if block.team == team]
            model.add(LinearExpr.sum(days) + held[team] <= high)
            model.add(LinearExpr.sum(days) + held[team] >= low)
        spreads.append(high - low)
    return LinearExpr.sum(spreads)
