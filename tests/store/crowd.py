"""Many desks at once: each a process with a connection of its own, all holding places of one unit in the same moment, and then
all beginning the same run.

``python -m tests.store.crowd PLACE [--desks 50] [--places 10] [--numbers 0 1 2]`` prints one JSON object a round.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

from optimizer.store import RunRequest, Store, StoreError, run_key
from tests.store.issued import days, issue_plan

UNIT = "U1"
DAYS = days(0, 2)


def rounds(place: str, desks: int, places: int, numbers: Iterable[int]) -> Iterator[dict[str, Any]]:
    """Yield what came of each round: how many hold, how many the unit says are taken, and what the others were told."""
    fork = multiprocessing.get_context("fork")
    gate = fork.Barrier(desks)
    pipes = []
    Store.open(place).close()
    for desk in range(desks):
        here, there = fork.Pipe()
        fork.Process(target=_desk, args=(place, desk, there, gate), daemon=True).start()
        pipes.append(here)
    with Store.open(place) as store:
        for number in numbers:
            unit = f"{UNIT}-{number}"
            plan = issue_plan(store, {unit: places}, plan_id=f"{number:064x}")
            began = time.monotonic()
            for pipe in pipes:
                pipe.send((plan, unit))
            answers = [pipe.recv() for pipe in pipes]
            told, begun = Counter(what for what, _ in answers), sum(mine for _, mine in answers)
            seconds = time.monotonic() - began
            taken = set(store.placements.taken(unit, DAYS).values())
            intact = store.audit_break() is None
            held = told.pop("held", 0)
            row = {"round": number, "held": held, "taken": sorted(taken), "told": told, "begun": begun}
            yield {**row, "intact": intact, "seconds": seconds}
    for pipe in pipes:
        pipe.send(None)


def _desk(place: str, desk: int, pipe: Connection, gate: Barrier) -> None:
    with Store.open(place) as store:
        while (task := pipe.recv()) is not None:
            plan, unit = task
            gate.wait()
            held = _held(store, plan, f"P{desk}-{unit}", unit, f"desk {desk}")
            pipe.send((held, store.begin_run(RunRequest(run_key({"plan": plan}, {}, "1"), "crowd")).mine))


def _held(store: Store, plan: str, patient: str, unit: str, by: str) -> str:
    try:
        store.placements.hold(plan, patient, unit, by, DAYS)
    except StoreError as error:
        return error.issues[0].code
    return "held"


def right(row: dict[str, Any], desks: int, places: int) -> bool:
    """Whether a round gave every place once, told everybody else that none is left, and gave the run to one."""
    told = {"no_place_left": desks - places} if desks > places else {}
    return row["begun"] == 1 and row["held"] == places and row["taken"] == [places] and row["told"] == told and row["intact"]


def main() -> int:
    """Run the rounds, and say whether each was right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("place")
    parser.add_argument("--desks", type=int, default=50)
    parser.add_argument("--places", type=int, default=10)
    parser.add_argument("--numbers", type=int, nargs="*", default=(0, 1, 2), metavar="ROUND", help="number of each round")
    asked = parser.parse_args()
    bad = 0
    for row in rounds(asked.place, asked.desks, asked.places, asked.numbers):
        fine = right(row, asked.desks, asked.places)
        bad += not fine
        print(json.dumps({**row, "right": fine}), flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
