"""Supplies as a mixed-integer model: PuLP writes it, HiGHS solves it goal by goal."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence

from optimizer.core.outcome import Outcome, Run, Term, Termination
from optimizer.core.params import Control, Limits
from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import CapacityRow, RotaRow, RotationRow, TeamRow
from optimizer.solve.milp import MilpStage, solve_milp
from optimizer.supplies import goals
from optimizer.supplies.choice import Choice
from optimizer.supplies.greedy import no_transfers
from optimizer.supplies.instance import SuppliesInstance
from optimizer.supplies.ledger import Transfer
from optimizer.supplies.rules import RULES
from optimizer.supplies.solution import SuppliesSolution, emit, term_values

log = logging.getLogger(__name__)
STEP = "supplies"


def supply(
    dataset: Dataset,
    teams: Sequence[TeamRow],
    rotation: Sequence[RotationRow],
    rota: Sequence[RotaRow],
    capacity: Mapping[tuple[str, dt.date], CapacityRow],
    limits: Limits,
    control: Control | None = None,
) -> Outcome[SuppliesSolution]:
    """Derive use and cover from the rota and the census, and choose transfers at the start of the first day.

    First nothing may run out, then as many hospital items as possible hold their reserve, then as little as possible
    moves. Use does not depend on `teams` and `rotation` beyond what the rota says; they are part of every planner's call.
    """
    instance = SuppliesInstance.from_dataset(dataset, rota, capacity)
    still = term_values(instance, no_transfers())
    if not any(still.values()):
        return _outcome(dataset, instance, no_transfers(), dict.fromkeys(still, 0.0), Termination.OPTIMAL, Run(seed=limits.seed))
    choice = Choice(instance)
    for rule in RULES.values():
        rule(choice)
    stages = [MilpStage(goal.__name__, goal(choice)) for goal in (goals.shortage, goals.below_reserve, goals.transferred)]
    result = solve_milp(choice.problem, stages, limits, control=control, step=STEP)
    if not result.termination.has_plan:
        log.warning("supplies ended %s without a plan; the plan without transfers is used", result.termination)
        return _outcome(dataset, instance, no_transfers(), {}, Termination.FALLBACK, result.run)
    bounds = {stage.name: stage.bound for stage in result.stages}
    return _outcome(dataset, instance, choice.transfers(result), bounds, result.termination, result.run)


def _outcome(
    dataset: Dataset,
    instance: SuppliesInstance,
    transfers: Sequence[Transfer],
    bounds: Mapping[str, float | None],
    termination: Termination,
    run: Run,
) -> Outcome[SuppliesSolution]:
    terms = []
    for name, value in term_values(instance, transfers).items():
        bound = bounds.get(name)
        terms.append(Term(name, value, None if bound is None else min(value, round(bound, 3) + 0.0)))
    return Outcome(STEP, termination, emit(instance, dataset.horizon, transfers), tuple(terms), run)
