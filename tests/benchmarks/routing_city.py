"""Routing a city: every goal with its value, bound and gap, the plan checked by code that knows no solver.

`objective` and `bound` are those of the urgency-weighted minutes of travel, the first goal every patient has a part in;
`gap` (and `worst_gap`) is the largest of all goals, so that 0.001 says that every goal is proven that well. `seconds`
counts from the start of the process, reading and designation included; `routing_seconds` is routing alone, `stages` has
all goals in order.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from optimizer.core.errors import NoPlanError
from optimizer.core.issue import Severity
from optimizer.core.outcome import Outcome
from optimizer.data.dataset import Dataset
from optimizer.data.reading.dataset import read_dataset
from optimizer.planning.chain import Chain
from optimizer.routing.solution import RoutingSolution
from optimizer.verify.run import verify
from tests.benchmarks.common import seconds_since_start, write_solution

BEFORE = ("designation", "teams")
COLUMNS = ("patient_id", "unit_id", "from", "to", "wait_days", "travel_min")


def run_city(folder: Path, seconds: float, solution: Path) -> dict[str, Any]:
    """Designate, form teams and route; returns the facts of the line of JSON.

    Parameters
    ----------
    seconds
        Guard of the whole run in wall clock; a plan that it cut short says so in `reproducible`.
    solution
        File for the placements, those who are not placed with an empty unit.
    """
    dataset = read_dataset(folder)
    chain = Chain(dataset)
    for step in BEFORE:
        try:
            chain.run(step)
        except NoPlanError:  # without teams, places count as the tables have them
            if step == "designation":
                raise
    began = time.monotonic()
    chain.run("routing")
    routing_seconds = time.monotonic() - began
    outcome: Outcome[RoutingSolution] = chain.outcomes["routing"]
    steps = [step for step in (*BEFORE, "routing") if step in chain.outcomes]
    stated = {step: {term.name: term.value for term in chain.outcomes[step].terms} for step in steps}
    faults = verify(dataset, chain.tables, stated, steps=tuple(steps))
    _write(dataset, outcome, solution)
    travel = next(term for term in outcome.terms if term.name == "travel_weighted_min")
    gaps = [term.gap for term in outcome.terms]
    worst = None if None in gaps else round(max((gap for gap in gaps if gap is not None), default=0.0), 6)
    return {
        "case": str(folder),
        "objective": travel.value,
        "bound": travel.bound,
        "gap": worst,
        "worst_gap": worst,
        "termination": str(outcome.termination),
        "seconds": seconds_since_start(),
        "routing_seconds": round(routing_seconds, 1),
        "in_time": seconds_since_start() <= 1.1 * seconds,
        "verified": not any(issue.severity is Severity.FAULT for issue in faults),
        "reproducible": outcome.run.reproducible,
        "patients": len(dataset.patients),
        "stages": [{"goal": term.name, "value": term.value, "bound": term.bound, "gap": term.gap} for term in outcome.terms],
    }


def _write(dataset: Dataset, outcome: Outcome[RoutingSolution], solution: Path) -> None:
    plan = outcome.solution
    rows = {} if plan is None else {row.patient_id: row for row in plan.placements}
    table = []
    for patient in sorted(dataset.patients, key=lambda row: row.patient_id):
        row = rows.get(patient.patient_id)
        given = [""] * 5 if row is None else [row.unit_id, row.from_, row.to, row.wait_days, row.travel_min]
        table.append([patient.patient_id, *given])
    write_solution(solution, COLUMNS, table)
