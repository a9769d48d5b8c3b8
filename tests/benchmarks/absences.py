"""Absences at random: the rota of a plan is made again around them, with the proven fewest changes.

``python -m tests.benchmarks.absences PLAN [--seed 0]`` takes so many shifts of the plan's rota away (a hard request for the
day off each) and plans the rota again in this process. It prints one line of JSON per number of absences: person-days
that change with their bound, cover below the minimum, seconds, and whether the check accepts the rota.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from optimizer.data.planfolder import PlanRecord, read_plan
from optimizer.data.tables.plan import RotaRow
from optimizer.data.tables.staff import Request
from optimizer.rota.model import roster
from optimizer.verify import verify

NUMBERS = (1, 1, 1, 3, 3, 5, 5, 10, 20)


def absent(record: PlanRecord, rows: list[RotaRow]) -> dict[str, Any]:
    """Plan the rota again with some shifts taken away."""
    dataset, tables = record.dataset, record.tables
    gone = {(row.staff_id, row.date) for row in rows}
    kept = tuple(wish for wish in dataset.requests if (wish.staff_id, wish.date) not in gone)
    asked = tuple(Request(staff_id=who, date=date, shift_type="off", hard=True) for who, date in sorted(gone))
    dataset = replace(dataset, requests=(*kept, *asked))
    capacity = {(row.unit_id, row.date): row for row in tables.capacity}
    limits = dataset.scenario.limits_for("rota")
    began, used = time.monotonic(), time.process_time()
    outcome = roster(dataset, tables.teams, tables.rotation, capacity, limits, in_force=tables.rota)
    seconds, own = time.monotonic() - began, time.process_time() - used
    assert outcome.solution is not None
    terms = {term.name: term for term in outcome.terms}
    made = replace(tables, rota=outcome.solution.rota, supplies=(), transfers=())
    stated = {"rota": {term.name: term.value for term in outcome.terms}}
    found = verify(dataset, made, stated, previous=record.previous, previous_rota=tables.rota)
    broken = [issue for issue in found if issue.table == "rota" or issue.column in terms]
    return {
        "absences": len(rows),
        "changes": terms["rota_changes"].value,
        "bound": terms["rota_changes"].bound,
        "short_of_min": terms["short_of_min"].value,
        "termination": str(outcome.termination),
        "seconds": round(seconds, 1),
        "own_cpu_s": round(own, 1),
        "verified": not broken,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", type=Path, metavar="PLAN", help="path of a plan folder")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    record = read_plan(arguments.case)
    rng = random.Random(arguments.seed)
    for number in NUMBERS:
        print(json.dumps(absent(record, rng.sample(list(record.tables.rota), number))), flush=True)


if __name__ == "__main__":
    main()
