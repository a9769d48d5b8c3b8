"""How quickly a desk answers: every patient of a plan folder is asked about once, in one process.

``python -m tests.benchmarks.suggest PLAN`` prints one line of JSON: seconds to build the desk, milliseconds a question
(half of them, 95 of 100, the slowest), and how often the plan's own hospital comes first.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from optimizer.data.planfolder import read_plan
from optimizer.planning.suggest import Desk


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", type=Path, metavar="PLAN", help="path of a plan folder")
    record = read_plan(parser.parse_args().case)
    began = time.perf_counter()
    desk = Desk.of(record.dataset, record.tables)
    built = time.perf_counter() - began
    taken, placed, first = [], 0, 0
    for patient in record.dataset.patients:
        began = time.perf_counter()
        advice = desk.ask(patient)
        taken.append(1000 * (time.perf_counter() - began))
        planned = [one.rank for one in advice.suggestions if any(reason.code == "planned" for reason in one.reasons)]
        placed += bool(planned)
        first += planned == [1]
    taken.sort()
    facts = {
        "case": "suggest",
        "patients": len(taken),
        "desk_s": round(built, 2),
        "p50_ms": round(taken[len(taken) // 2], 1),
        "p95_ms": round(taken[len(taken) * 95 // 100], 1),
        "max_ms": round(taken[-1], 1),
        "planned": placed,
        "planned_first": first,
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
