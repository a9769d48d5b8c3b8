"""How quickly absences are answered: every shift of a plan's rota is left open once, in one process.

``python -m tests.benchmarks.replace PLAN`` prints one line of JSON: seconds to lay the rota on the desk, milliseconds an
answer (half of them, 95 of 100, the slowest), how often somebody alone restores the cover, how often an exchange of two
does, how often neither; how often not every exchange was priced; and whether the best answers of a sample pass the check.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path

from optimizer.data.planfolder import PlanRecord, read_plan
from optimizer.data.plantables import PlanTables
from optimizer.planning.rota_desk import desk_of
from optimizer.rota.desk.book import Moves, RotaDesk
from optimizer.rota.desk.replace import Vacancy, replacements
from optimizer.rota.solution import to_rows
from optimizer.verify import faults_of
from optimizer.verify.ids import STEPS

CHECKED = 12


def passes(record: PlanRecord, desk: RotaDesk, moves: Moves) -> bool:
    """Return whether the check finds no rule of the rota broken after some moves, whoever is absent aside."""
    after = {key: where for key, where in {**desk.assigned, **moves}.items() if where is not None}
    tables = {name: record.tables.rows(name) for name in ("teams", "rotation", "capacity", "conversions", "placements")}
    alone = PlanTables(**tables, rota=to_rows(record.dataset, desk.instance, after))
    steps = tuple(step for step in STEPS if step in {"teams", "rota"})
    return not [issue for issue in faults_of(record.dataset, alone, steps) if issue.table == "rota"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", type=Path, metavar="PLAN", help="path of a plan folder")
    record = read_plan(parser.parse_args().case)
    began = time.perf_counter()
    desk = desk_of(record)
    built = time.perf_counter() - began
    taken, kinds, chosen = [], Counter[str](), []
    for (index, day), (shift, ward) in sorted(desk.assigned.items()):
        began = time.perf_counter()
        found = replacements(desk, Vacancy((ward, desk.instance.people[index].role, shift, day), index))
        taken.append(1000 * (time.perf_counter() - began))
        best = next((one for one in found.replacements if one.change["short_of_min"] <= 0), None)
        kinds["nobody" if best is None else "one" if best.people == 1 else "two"] += 1
        kinds["not_all_priced"] += not found.complete
        if best is not None:
            chosen.append({**found.vacancy.left, **best.moves})
    step = max(1, len(chosen) // CHECKED)
    taken.sort()
    facts = {
        "case": "replace",
        "shifts": len(taken),
        "people": len(desk.instance.people),
        "desk_s": round(built, 2),
        "p50_ms": round(taken[len(taken) // 2], 1),
        "p95_ms": round(taken[len(taken) * 95 // 100], 1),
        "max_ms": round(taken[-1], 1),
        **{name: kinds[name] for name in ("one", "two", "nobody", "not_all_priced")},
        "verified": all(passes(record, desk, moves) for moves in chosen[::step]),
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
