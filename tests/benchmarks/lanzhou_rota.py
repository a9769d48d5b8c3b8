"""The rota of the isolation wards of the example city over six weeks: what every goal comes to, how long it takes.

``python -m tests.benchmarks.lanzhou_rota FOLDER [--days 42] [--teams four|five] [--seed 0] [--whole]`` prints one line of JSON.
Only cover of those wards is asked for; with `--whole` also that of the hospitals' own wards, whose people the teams are
drawn from.

FOLDER keeps the case and the plan its census comes from, and is made where it is missing: patients of the example city
drawn for so many days, designation, teams and routing; the limits of contracts that count over the horizon grow with it.
Timed is the command ``rota`` alone, from the start of its process to the files written. *four*: four teams of 55 take turns
in the two places for confirmed cases, the Pulmonary Hospital (its two wards as one) and Yantan. *five*: as the example has
it, two of them in each ward of the former, and a team of 80 at Yantan, which has nobody while that team is observed and rests.

``python -m tests.benchmarks.lanzhou_rota data/lanzhou/rosters/tracing --as-it-is`` measures the rota of a folder of tables as it
is: tracing is 889 people in 144 teams over four weeks.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from optimizer.data.planfolder import PlanRecord, read_plan
from optimizer.rota.instance import RotaInstance
from optimizer.rota.pools import Pools
from tests.benchmarks.common import Peak, gap
from tests.benchmarks.replan import CITY, command, rows_of, write_rows

BOTH = ("W-T02-1", "W-T02-2")
EXAMPLE_DAYS = 14
JOINED, OTHER = "W-T02", "W-T01"


def made(folder: Path, days: int, teams: str, seed: int) -> tuple[Path, Path]:
    """Return the case and the plan of the steps before the rota, made where they are missing."""
    case, plan = folder / f"case-{teams}-{days}-{seed}", folder / f"plan-{teams}-{days}-{seed}"
    if not case.exists():
        command("generate", case, "--city", CITY, "--days", days, "--seed", seed)
        longer_contracts(case, days)
        if teams == "four":
            four_teams(case)
    if not plan.exists():
        command("route", case, "--out", plan)  # designation and teams as well
    return case, plan


def isolation_only(case: Path, into: Path) -> Path:
    """Return a copy of the tables that asks for no cover in the hospitals' own wards."""
    shutil.copytree(case, into)
    head, wanted = rows_of(case / "rotation.csv")
    kept = {row["ward_id"] for row in wanted}
    head, cover_rows = rows_of(case / "ward_cover.csv")
    write_rows(into / "ward_cover.csv", head, [row for row in cover_rows if row["ward_id"] in kept])
    return into


def longer_contracts(case: Path, days: int) -> None:
    """Let the limits of the contracts that count over the horizon grow with it: those of the example are for two weeks."""
    head, contracts = rows_of(case / "contracts.csv")
    for row in contracts:
        most = (one.split("=") for one in row["max_shifts_per_type"].split(";") if one)
        row["max_shifts_per_type"] = ";".join(f"{name}={int(number) * days // EXAMPLE_DAYS}" for name, number in most)
        if row["max_weekends"]:
            row["max_weekends"] = str(int(row["max_weekends"]) * days // EXAMPLE_DAYS)
    write_rows(case / "contracts.csv", head, contracts)


def four_teams(case: Path) -> None:
    """Let the four teams of 55 take turns in both places; the wards of the Pulmonary Hospital become one."""
    head, wards = rows_of(case / "wards.csv")
    units = ";".join(row["unit_ids"] for row in wards if row["ward_id"] in BOTH)
    joined = {"ward_id": JOINED, "name": "肺科医院隔离病区", "unit_ids": units}
    write_rows(case / "wards.csv", head, [joined, *(row for row in wards if row["ward_id"] not in BOTH)])
    head, cover = rows_of(case / "ward_cover.csv")
    write_rows(case / "ward_cover.csv", head, _joined_cover(cover))
    head, rotation = rows_of(case / "rotation.csv")
    kept = [row for row in rotation if row["ward_id"] != BOTH[1]]
    write_rows(case / "rotation.csv", head, [row | {"ward_id": JOINED} if row["ward_id"] == BOTH[0] else row for row in kept])
    head, wanted = rows_of(case / "teams_wanted.csv")
    pool = [row | {"ward_id": f"{JOINED};{OTHER}"} for row in wanted if BOTH[0] in row["ward_id"]]
    write_rows(case / "teams_wanted.csv", head, pool)


def _joined_cover(cover: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the cover with one ward for two: doctors of both together, all else as the first has it."""
    doctors = {row["shift_type"]: row for row in cover if row["ward_id"] == BOTH[1] and row["role"] == "doctor"}
    found = []
    for row in cover:
        if row["ward_id"] == BOTH[1]:
            continue
        if row["ward_id"] == BOTH[0]:
            other = doctors[row["shift_type"]] if row["role"] == "doctor" else None
            sums = {} if other is None else {name: str(int(row[name]) + int(other[name])) for name in ("min", "preferred")}
            row = row | {"ward_id": JOINED} | sums
        found.append(row)
    return found


def measured(name: str, case: Path, *, base: Path | None = None) -> dict[str, Any]:
    """Plan the rota of a case by the command and return its line: every goal, the cover, seconds and memory."""
    with tempfile.TemporaryDirectory() as folder, Peak() as peak:
        out = Path(folder) / "plan"
        facts = command("rota", case, "--out", out, *(() if base is None else ("--plan", base)))
        used = peak.mb
        verified = command("verify", out)
        record = read_plan(out)
    (step,) = (one for one in record.steps if one.step == "rota")
    goals = [(term.name, term.value, term.bound, gap(term.value, term.bound)) for term in step.terms]
    short = next(((value, bound) for _, value, bound, _ in goals if value), (0.0, 0.0))
    return {
        "case": name,
        "objective": short[0],
        "bound": short[1],
        "gap": max((part for *_, part in goals if part is not None), default=None),
        "proven": all(part is not None for *_, part in goals),
        "termination": str(step.termination),
        "seconds": facts["command_s"],
        "cpu_s": facts["command_cpu_s"],
        "rota_s": step.seconds,
        "peak_mb": round(used),
        "verified": bool(verified["verified"]),
        "reproducible": step.reproducible,
        **cover(record),
        "goals": {goal: {"value": value, "bound": bound, "gap": part} for goal, value, bound, part in goals},
    }


def cover(record: PlanRecord) -> dict[str, Any]:
    """Return the people on shifts that cover asks for at least, the share that is there, and where someone is short and why."""
    tables = record.tables
    capacity = {(row.unit_id, row.date): row for row in tables.capacity}
    pools = Pools(record.dataset, tables.teams, tables.rotation, capacity)
    wanted = sum(need.least for need in RotaInstance.from_dataset(record.dataset, pools).needs)
    (step,) = (one for one in record.steps if one.step == "rota")
    short = next(term.value for term in step.terms if term.name == "short_of_min")
    reasons = [issue.message.to("en", **issue.params) for issue in record.issues if issue.code == "ward_short"]
    return {"wanted_min": wanted, "cover": round(1 - short / wanted, 5) if wanted else 1.0, "binding": reasons}


def main() -> None:
    """Measure the case and print its line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--days", type=int, default=42)
    parser.add_argument("--teams", choices=("four", "five"), default="four")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--whole", action="store_true", help="the hospitals' own wards as well")
    parser.add_argument("--as-it-is", action="store_true", help="FOLDER is a folder of tables to plan the rota of")
    arguments = parser.parse_args()
    if arguments.as_it_is:
        print(json.dumps(measured(arguments.folder.name, arguments.folder), ensure_ascii=False), flush=True)
        return
    case, plan = made(arguments.folder, arguments.days, arguments.teams, arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        asked = case if arguments.whole else isolation_only(case, Path(folder) / "case")
        print(json.dumps(measured(case.name, asked, base=plan), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
