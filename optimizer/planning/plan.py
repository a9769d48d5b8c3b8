"""Plan a dataset as far as its tables reach, check the result independently, and hand it on as one record."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from optimizer.core.errors import BadInputError, BrokenPlanError, ExitCode
from optimizer.core.outcome import Outcome, Termination
from optimizer.core.params import Control
from optimizer.data.dataset import Dataset
from optimizer.data.planfolder import PlanRecord, StepRecord
from optimizer.data.plantables import PlanTables
from optimizer.data.travel import with_roads
from optimizer.planning.carry import with_carry
from optimizer.planning.chain import Chain
from optimizer.planning.deadline import for_steps
from optimizer.planning.emptied import people_to_move
from optimizer.planning.history import with_history
from optimizer.planning.needs import STEPS, UPSTREAM, lacking, lacking_issue, nothing_to_plan
from optimizer.planning.protection import reserve_note
from optimizer.planning.releases import release_needed
from optimizer.planning.takeover import TABLES_OF, fallen, left_out, restated, without
from optimizer.planning.vehicles import vehicle_warnings
from optimizer.solve.result import FAULTS
from optimizer.verify import recompute, verify


def plan(
    dataset: Dataset,
    *,
    steps: Sequence[str] = STEPS,
    base: PlanRecord | None = None,
    previous: PlanRecord | None = None,
    control: Control | None = None,
    meanwhile: tuple[str, ...] = (),
    draft: Callable[[PlanRecord], None] | None = None,
    within_s: float = 0.0,
    since: float | None = None,
    quick: bool = False,
    clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> PlanRecord:
    """Plan the steps asked for and return a verified record.

    Road times that a server gave stand in the record's `travel_times`, so that it can be checked without the server.

    Parameters
    ----------
    steps
        Steps to plan, in any order.
    base
        A plan whose other steps are taken over unchanged.
    previous
        The plan in force; routing keeps changes against it few.
    meanwhile
        Modules that the caller needs afterwards, to be loaded while a solver works.
    draft
        Told the record before it is checked, so that its report may be drawn meanwhile; what is returned may differ.
    within_s, since
        Seconds of the wall clock after which there must be an answer, and the moment of `time.monotonic` they count from
        (by default, now). Steps get the best that is found by then, or their greedy plan; the check always follows. 0 takes
        `Scenario.within_s`.
    quick
        Whether somebody waits: a rota in force is mended where it has to be, and no further.
    clock
        Tells the time of day, for the clock facts of the record only.

    Raises
    ------
    BadInputError
        When no step that was asked for has the tables it needs.
    ContradictionError, NoPlanError
        From a step.
    BrokenPlanError
        When the independent check rejects the plan; it is neither written nor shown.
    """
    began, started = time.monotonic(), clock()
    control, seconds = control or Control(), within_s or dataset.scenario.within_s
    if seconds:
        since = began if since is None else since
        control = for_steps(control.by(since + seconds), since)
    dataset = with_roads(dataset)
    missing = {step: lacking(dataset, step) for step in STEPS if step in steps}
    if all(missing.values()):
        raise BadInputError([nothing_to_plan(step, tables) for step, tables in missing.items()])
    before = () if previous is None else previous.tables.placements
    routes = "routing" in missing and not missing["routing"]
    in_force = before if routes or base is None else base.previous
    rosters = "rota" in missing and not missing["rota"]
    rota_before = () if previous is None else previous.tables.rota
    rota_in_force = rota_before if rosters or base is None else base.previous_rota
    dataset, carried = with_history(dataset, rota_before if rosters else ())
    dataset = with_carry(dataset, previous if rosters else None)
    chain = Chain(
        dataset,
        tables=_taken_over(base, steps),
        in_force=previous,
        binding=in_force,
        rota_in_force=rota_in_force,
        rotation_in_force=() if base is None else base.previous_rotation,
        control=control,
        meanwhile=meanwhile,
        quick=quick,
    )
    for number, step in enumerate(STEPS):
        if missing.get(step):
            chain.issues.append(lacking_issue(step, missing[step]))
        elif step in missing:
            chain.run(step, [one for one in STEPS[number + 1 :] if one in missing and not missing[one]])
        elif base is not None and step in UPSTREAM and _differ(dataset, base.dataset):
            chain.take_over(base, step)
    chain.count()
    chain.settle_down()
    routed = "routing" in chain.outcomes or (base is not None and any(one.step == "routing" for one in base.steps))
    moving = people_to_move(dataset, chain.tables.conversions)
    notes = (*reserve_note(dataset, chain.tables.capacity), *vehicle_warnings(dataset, chain.tables)) if routed else ()

    def record_of(ordered: Sequence[StepRecord]) -> PlanRecord:
        record = PlanRecord(
            dataset=dataset,
            tables=chain.tables,
            steps=tuple(ordered),
            issues=(*dataset.issues, *carried, *chain.issues, *moving, *notes, *release_needed(chain.tables.unplaced)),
            stopped_at=_stopped_at(missing),
            exit_code=0,
            previous=in_force,
            previous_rota=rota_in_force if any(step.step == "rota" for step in ordered) else (),
            previous_rotation=chain.rotation_in_force,
            rotas_before=_rotas_before(chain.tables, previous if rosters else base),
        )
        return replace(record, exit_code=int(exit_code(record)))

    ordered = _checked(chain, base, (lambda steps: draft(record_of(steps))) if draft else lambda steps: None)
    run = {
        "started_at": started.isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - began, 2),
        "step_seconds": {name: round(outcome.run.seconds, 2) for name, outcome in chain.outcomes.items()},
    }
    return replace(record_of(ordered), run=run)


def _rotas_before(tables: PlanTables, before: PlanRecord | None) -> int:
    """Return how many rotas a rota follows: one more than the one before it, unless it is that one."""
    if before is None or not before.tables.rota:
        return 0
    return before.rotas_before + int(tables.rota != before.tables.rota)


def _checked(chain: Chain, base: PlanRecord | None, tell: Callable[[Sequence[StepRecord]], None]) -> tuple[StepRecord, ...]:
    """Return the records of all steps once the independent check has nothing against them.

    Steps taken over that come after what was planned are stated anew, or left out where they no longer fit. What is about
    to be checked is told.
    """
    before = chain.binding, chain.rota_in_force, chain.rotation_in_force
    planned = {step: _record(outcome) for step, outcome in chain.outcomes.items()}
    kept = {} if base is None else {record.step: record for record in base.steps if record.step not in planned}
    later = tuple(step for step in kept if step not in UPSTREAM and step != "routing") if planned else ()
    if "supplies" in later and base is not None and base.tables.capacity != chain.tables.capacity:
        kept, later = _leave_out(chain, kept, later, ("supplies",))  # their use follows the census
    while True:
        records = {**kept, **planned}
        ran = tuple(step for step in STEPS if step in records)
        if later:
            values = recompute(chain.dataset, chain.tables, later, *before)
            records |= {step: replace(kept[step], terms=restated(kept[step], values[step])) for step in later}
        tell([records[step] for step in ran])
        terms = {step: {term.name: term.value for term in record.terms} for step, record in records.items()}
        placements, rota, rotation = before
        broken = verify(
            chain.dataset,
            chain.tables,
            terms,
            steps=ran,
            previous=placements,
            previous_rota=rota,
            previous_rotation=rotation,
        )
        struck = fallen(broken, later)
        if not broken:
            return tuple(records[step] for step in ran)
        if not struck:
            raise BrokenPlanError(broken)
        kept, later = _leave_out(chain, kept, later, struck)


def _leave_out(
    chain: Chain, kept: Mapping[str, StepRecord], later: Sequence[str], struck: Sequence[str]
) -> tuple[dict[str, StepRecord], tuple[str, ...]]:
    """Return what is kept without some steps, whose tables go and who are named."""
    chain.tables = without(chain.tables, struck)
    chain.issues.extend(left_out(step) for step in struck)
    return {step: record for step, record in kept.items() if step not in struck}, tuple(s for s in later if s not in struck)


def _differ(dataset: Dataset, base: Dataset) -> bool:
    """Whether anything is different from the tables a plan was made from."""
    return dataset.input_hashes != base.input_hashes or not dataset.input_hashes


def exit_code(record: PlanRecord) -> ExitCode:
    """Return the worst of: all well, a fallback or what is left of a failed solver, urgency 1 late or in an over-full buffer."""
    worst = ExitCode.OK
    for step in record.steps:
        failed = step.stopped_by in FAULTS and step.termination is not Termination.OPTIMAL
        if failed or step.termination is Termination.FALLBACK:
            worst = max(worst, ExitCode.FALLBACK)
        values = {term.name: term.value for term in step.terms}
        if any(values.get(name, 0) > 0 for name in ("urgent_late_min", "urgent_over_capacity", "unplaced_1")):
            worst = max(worst, ExitCode.URGENT_LATE)
    return worst


def _taken_over(base: PlanRecord | None, steps: Sequence[str]) -> PlanTables:
    if base is None:
        return PlanTables()
    planned = {table for step in steps for table in TABLES_OF[step]}
    return replace(base.tables, **{table: () for table in planned})


def _record(outcome: Outcome[Any]) -> StepRecord:
    return StepRecord(
        step=outcome.step,
        termination=outcome.termination,
        terms=outcome.terms,
        solver=outcome.run.solver,
        version=outcome.run.version,
        seed=outcome.run.seed,
        workers=outcome.run.workers,
        stopped_by=outcome.run.stopped_by,
        reproducible=outcome.run.reproducible,
        seconds=round(outcome.run.seconds, 2),
    )


def _stopped_at(missing: Mapping[str, tuple[str, ...]]) -> str:
    return "; ".join(f"{step}: {', '.join(tables)}" for step, tables in missing.items() if tables)
