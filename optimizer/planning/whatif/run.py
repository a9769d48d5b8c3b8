"""The plan under changes: whatever of the plan they are tried against still stands is kept, the rest is made anew."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from optimizer.core.params import Control
from optimizer.data.amend import under
from optimizer.data.dataset import Dataset
from optimizer.data.inforce import InForce
from optimizer.data.planfolder import PlanRecord
from optimizer.data.scenario import Scenario
from optimizer.planning.needs import STEPS, lacking
from optimizer.planning.plan import plan
from optimizer.planning.releases import with_releases
from optimizer.planning.whatif.apply import with_changes
from optimizer.planning.whatif.change import Change, ChangeKind

QUICK_S = {"designation": 3.0, "teams": 1.0, "routing": 3.0, "rota": 0.5, "supplies": 1.0}
"""Deterministic seconds of a step while somebody waits for the answer; a scheduled plan has those of its scenario."""
GUARD_S, LEAST_S = 30.0, 0.5
BY = "what if"


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What came of changes: the plan made under them, and the plan after each of them when that was asked for."""

    changes: tuple[Change, ...]
    before: PlanRecord
    after: PlanRecord
    stages: tuple[PlanRecord, ...] = ()


def what_if(
    dataset: Dataset,
    changes: Sequence[Change],
    base: PlanRecord,
    *,
    control: Control | None = None,
    one_by_one: bool = False,
    within_s: float = 0.0,
    draft: Callable[[PlanRecord], None] | None = None,
) -> WhatIf:
    """Return the plan under changes, close to the plan they are tried against; solved with the limits of somebody who waits.

    Parameters
    ----------
    dataset
        The tables without the changes.
    base
        The plan in force; designation, teams and rotation stay as far as they still can, nobody is moved and no shift is
        changed without need.
    one_by_one
        Plan after each change as well, in the order given, each on top of those before it.
    within_s
        Seconds of the clock for all of it; what is not found by then is planned without solvers, and the plan says so. By
        default every plan has `GUARD_S`, which must not strike where the machine has time.
    draft
        Told the last plan before it is checked, as in `plan`.

    Raises
    ------
    BadInputError
        A change cannot be made.
    ContradictionError, NoPlanError, BrokenPlanError
        As from `plan`.
    """
    whole = with_changes(dataset, changes)  # all that is wrong with any of them, before anything is solved
    before = [changes[:count] for count in range(1, len(changes))] if one_by_one else []
    tables = [*((some, with_changes(dataset, some)) for some in before), (changes, whole)]
    until = time.monotonic() + (within_s or GUARD_S * len(tables))
    stages = []
    for number, (some, made) in enumerate(tables):
        share = (until - time.monotonic()) / (len(tables) - number)
        last = draft if made is whole else None
        stages.append(_planned(made, some, base, control, max(LEAST_S, share), last))
    return WhatIf(tuple(changes), base, stages[-1], tuple(stages) if one_by_one else ())


def _planned(
    made: Dataset,
    changes: Sequence[Change],
    base: PlanRecord,
    control: Control | None,
    within_s: float,
    draft: Callable[[PlanRecord], None] | None,
) -> PlanRecord:
    made = _released(under(made, _quick(made.scenario)), changes, base)
    known = {record.step for record in base.steps}
    steps = tuple(step for step in STEPS if step in known and not lacking(made, step) and _touched(step, changes))
    return plan(made, steps=steps, base=base, previous=base, control=control, within_s=within_s, draft=draft, quick=True)


def _touched(step: str, changes: Sequence[Change]) -> bool:
    """Whether a step is planned again; designation and teams are kept by the plan itself as far as they still stand."""
    if step == "designation":
        return any(change.kind is ChangeKind.DEMAND for change in changes)
    return step != "teams"


def _quick(scenario: Scenario) -> Scenario:
    """Return the scenario with the limits of somebody who waits."""
    steps = {
        step: scenario.limits_for(step).but(deterministic_s=min(seconds, scenario.limits_for(step).deterministic_s))
        for step, seconds in QUICK_S.items()
    }
    return replace(scenario, step_limits=steps)


def _released(dataset: Dataset, changes: Sequence[Change], base: PlanRecord) -> Dataset:
    """Return the tables with everybody released who is bound to what was closed; the plan says so."""
    held = InForce.of(dataset, base.tables.placements)
    bound = {held.bound_to(dataset, patient) for patient in dataset.patients}
    for change in changes:
        names = {name for name in bound if name and change.target in {name, dataset.unit[name].hospital_id}}
        if change.kind is ChangeKind.CLOSE and names:
            dataset = with_releases(dataset, sorted(names), BY, change.reason or change.word, base.tables.placements)
    return dataset
