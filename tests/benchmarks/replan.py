"""A hospital is sealed tonight: seconds to the new plan, seconds of the whole command, who moves and who must.

``python -m tests.benchmarks.replan DATA [--previous PLAN] [--sealed H1,H2] [--day N] [--whole]`` prints one JSON object per
sealed hospital and one of the worst figures. Without `--previous` the plan in force is made first, with `--sealed` left
out the five hospitals with most patients are sealed, one at a time. Everybody bound to the sealed hospital is released;
one that has to be designated (`fixed`) no longer has to. `--whole` plans the whole chain anew instead of routing alone.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

CITY = Path(__file__).parents[2] / "data" / "lanzhou"


def command(*words: object) -> dict[str, Any]:
    """Run the product and return the facts it ends with, and its seconds: on the clock, and of all its processes."""
    began, used = time.monotonic(), os.times()
    run = subprocess.run(
        [sys.executable, "-m", "optimizer", *map(str, words), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    facts: dict[str, Any] = json.loads(run.stdout.decode("utf-8").strip().splitlines()[-1])
    now = os.times()
    cpu = now.children_user + now.children_system - used.children_user - used.children_system
    return {**facts, "command_s": round(time.monotonic() - began, 2), "command_cpu_s": round(cpu, 2)}


def seal(data: Path, hospital: str, first: dt.date, last: dt.date, into: Path) -> Path:
    """Return a copy of the tables in which every unit of a hospital has no bed from a day on, and nothing asks for one."""
    shutil.copytree(data, into)
    head, units = rows_of(data / "units.csv")
    head, changes = rows_of(data / "capacity_changes.csv")
    changes += [
        {"unit_id": row["unit_id"], "from": str(first), "to": str(last), "capacity": "0", "reason": "sealed"}
        for row in units
        if row["hospital_id"] == hospital
    ]
    write_rows(into / "capacity_changes.csv", head, changes)
    head, hospitals = rows_of(data / "hospitals.csv")
    write_rows(
        into / "hospitals.csv", head, [row | {"fixed": ""} if row["hospital_id"] == hospital else row for row in hospitals]
    )
    return into


def rows_of(table: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Return the header and the rows of a table."""
    with table.open(encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        return list(reader.fieldnames or ()), rows


def write_rows(table: Path, head: list[str], rows: list[dict[str, str]]) -> None:
    """Write a table."""
    with table.open("w", encoding="utf-8") as file:
        writer = csv.DictWriter(file, head, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def in_process(data: Path, previous: Path, hospital: str) -> dict[str, Any]:
    """Return the seconds a running process needs from the tables in memory to the verified plan, and who must move."""
    from geopy.distance import geodesic

    from optimizer.core.params import Control, Progress
    from optimizer.data.planfolder import read_plan
    from optimizer.data.reading import read_dataset
    from optimizer.designation.model import designate
    from optimizer.planning.plan import plan
    from optimizer.planning.releases import with_releases
    from optimizer.routing import draw
    from optimizer.routing.instance import RoutingInstance

    assert all((draw, designate, geodesic))  # loaded, as in a running process
    signs: list[Progress] = []
    before = read_plan(previous)
    held = before.tables.placements
    dataset = with_releases(read_dataset(str(data)), [hospital], "duty office", "sealed", held)
    began = time.monotonic()
    tables = plan(dataset, steps=("routing",), base=before, previous=before, control=Control(tell=signs.append)).tables
    seconds = time.monotonic() - began
    capacity = {(row.unit_id, row.date): row for row in tables.capacity}
    instance = RoutingInstance.from_dataset(dataset, tables.designation, tables.conversions, capacity, held)
    forced = sum(
        bool(person.in_force) and all(option.changed for option in instance.options[person.index]) for person in instance.people
    )
    routing = next(sign.seconds for sign in signs if (sign.step, sign.stage) == ("routing", "done"))
    return {"routing_s": routing, "running_s": round(seconds, 2), "forced": forced}


def measure(data: Path, previous: Path, hospital: str, first: dt.date, last: dt.date, *, whole: bool) -> dict[str, Any]:
    """Seal one hospital and plan again."""
    with tempfile.TemporaryDirectory() as folder:
        sealed = seal(data, hospital, first, last, Path(folder) / "sealed")
        only = () if whole else ("--only", "routing")
        words = ("--previous", previous, *only, "--release", hospital, "--reason", "sealed")
        facts = command("plan", sealed, *words, "--out", Path(folder) / "plan")
        record = json.loads((Path(folder) / "plan" / "plan.json").read_text("utf-8"))
        terms = {term["name"]: term for step in record["steps"] for term in step["terms"]}
        verified = command("verify", Path(folder) / "plan")
        return {
            "sealed": hospital,
            "from": first.isoformat(),
            **in_process(sealed, previous, hospital),
            "command_s": facts["command_s"],
            "command_cpu_s": facts["command_cpu_s"],
            "moved": terms["changes"]["value"],
            "bound": terms["changes"]["bound"],
            "unplaced": sum(terms[f"unplaced_{level}"]["value"] for level in (1, 2, 3, 4)),
            "verified": bool(verified["verified"]),
        }


def main() -> None:
    """Print one JSON object per sealed hospital, then the worst."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=CITY)
    parser.add_argument("--previous", type=Path)
    parser.add_argument("--sealed", default="")
    parser.add_argument("--day", type=int, default=0, help="day of the horizon from which it is sealed")
    parser.add_argument("--whole", action="store_true", help="plan the whole chain anew")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        previous = arguments.previous or Path(folder) / "in_force"
        if arguments.previous is None:
            command("plan", arguments.data, "--out", previous)
        horizon = json.loads((previous / "plan.json").read_text("utf-8"))["horizon"]
        start = dt.date.fromisoformat(horizon["start"])
        first, last = start + dt.timedelta(days=arguments.day), start + dt.timedelta(days=horizon["days"] - 1)
        found = []
        for hospital in arguments.sealed.split(",") if arguments.sealed else fullest(previous, arguments.data):
            found.append(measure(arguments.data, previous, hospital, first, last, whole=arguments.whole))
            print(json.dumps(found[-1]), flush=True)
    worst = {name: max(one[name] for one in found) for name in ("routing_s", "running_s", "command_s", "command_cpu_s", "moved")}
    print(json.dumps({"case": str(arguments.data), "worst": worst, "verified": all(one["verified"] for one in found)}))


def fullest(previous: Path, data: Path, count: int = 5) -> list[str]:
    """Return the hospitals with most patients in a plan."""
    with (data / "units.csv").open(encoding="utf-8-sig") as file:
        hospital = {row["unit_id"]: row["hospital_id"] for row in csv.DictReader(file)}
    with (previous / "placements.csv").open(encoding="utf-8-sig") as file:
        patients = Counter(hospital[row["unit_id"]] for row in csv.DictReader(file))
    return [name for name, _ in patients.most_common(count)]


if __name__ == "__main__":
    main()
