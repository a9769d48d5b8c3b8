"""Batches and schedules killed at named places and at random moments, on disks that fill, and many starts of one job at once.

``python -m tests.jobs.torture [--kills 1000] [--starts 50] [--rounds 4] [--results FILE]`` prints a table, and every mismatch;
the exit code is 1 when there is one. With a file of results a run that was stopped goes on where it ended.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil

from optimizer.core.failpoint import FAILPOINTS, VARIABLE
from optimizer.data.planfolder import changed_files, holds_plan
from optimizer.store import RunState, Store
from tests.cities import write_small_city

CHAIN = 10  # kills of one outbox, before it may end its work
ITEMS = 5
TABLES = ("scenario.toml", "hospitals.csv", "services.csv", "units.csv", "origins.csv", "demand.csv", "patients.csv")
NOW = "2022-03-12T10:00"
SCHEDULE = '[jobs.designation]\ncommand = "designate"\ndata = "inbox/city0"\nevery = "day"\nat = "02:30"\nmissed = "each"\n'
MOST_FILES = 30
SIZES_KB = (0, 1, 4, 16, 24, 40, 64, 100)


def prepared(folder: Path) -> Path:
    """Write an inbox of some small cities and a schedule."""
    for number in range(ITEMS):
        city = write_small_city(folder / "inbox" / f"city{number}")
        for path in city.iterdir():
            if path.name not in TABLES:
                path.unlink()
        scenario = city / "scenario.toml"
        scenario.write_text(scenario.read_text("utf-8").replace("days = 7", f"days = {7 - number}"), encoding="utf-8")
    (folder / "schedule.toml").write_text(SCHEDULE, encoding="utf-8")
    return folder


def command(folder: Path, kind: str, now: str = NOW) -> list[str]:
    words = [sys.executable, "-m", "optimizer"]
    if kind == "batch":
        return [*words, "batch", "route", str(folder / "inbox"), "--out", str(folder / "scheduled"), "--lang", "en", "--json"]
    file = str(folder / "schedule.toml")
    return [*words, "schedule", "run", "designation", "--now", now, "--file", file, "--lang", "en", "--json"]


def wrong(folder: Path, *, ended: bool) -> str:
    """Return what is lost or half written; what was recorded as done must stand, and what stands must be whole."""
    out = folder / "scheduled"
    if not (out / "store.sqlite3").is_file():
        return "no store at the end" if ended else ""
    plans = [path.parent for path in out.rglob("manifest.json") if not any(part.startswith(".") for part in path.parts)]
    half = [path for path in out.rglob("plan.json") if path.parent not in plans and not _hidden(path.relative_to(out))]
    broken = [plan.name for plan in plans if not holds_plan(plan) or changed_files(plan)]
    with Store.open(str(out)) as store:
        runs = store.runs()
        lost = [run.key[:8] for run in runs if run.state is RunState.COMMITTED and Path(run.out) not in plans]
        left = [run.key[:8] for run in runs if run.state is not RunState.COMMITTED] if ended else []
        chain = store.audit_break()
    strays = [path.name for path in out.rglob(".*.*-*") if ended]
    found = {"half": half, "broken": broken, "lost": lost, "left": left, "strays": strays, "audit": [chain] if chain else []}
    return "; ".join(f"{name}: {what}" for name, what in found.items() if what)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def kill_chain(number: int) -> tuple[str, int]:
    """Kill one outbox's work again and again, then let it end; return what was wrong, and the number of kills."""
    chance = random.Random(number)
    kind = ("batch", "schedule")[number % 2]
    kills = 0
    with tempfile.TemporaryDirectory() as place:
        folder = prepared(Path(place))
        for turn in range(CHAIN):
            kills += _killed(folder, kind, chance, f"2022-03-{9 + turn // 2:02}T10:00")
            found = wrong(folder, ended=False)
            if found:
                return f"turn {turn}: {found}", kills
        for _ in range(4):  # what was killed three times by name is given up, so later periods are asked for
            last = subprocess.run(command(folder, kind, "2022-03-20T10:00"), capture_output=True, check=False, text=True)
            if last.returncode == 0:
                break
        return (
            wrong(folder, ended=kind == "batch") if last.returncode == 0 else f"end: {last.returncode} {last.stderr[-300:]}"
        ), kills


def _killed(folder: Path, kind: str, chance: random.Random, now: str) -> int:
    """Start the work and end it, at a named place or some moment, this process or its child; return whether it was ended."""
    environment = dict(os.environ)
    named = chance.random() < 0.5
    if named:
        turn = chance.choice((1, 1, 2, 5, 20))
        environment[VARIABLE] = f"kill@{chance.choice(FAILPOINTS)}#{turn}"
    with subprocess.Popen(
        command(folder, kind, now), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, text=True
    ) as child:
        if not named:
            time.sleep(chance.uniform(0.3, 4.0))
            _end(child, in_child=chance.random() < 0.3)
        said, _ = child.communicate()
    return int(child.returncode == -signal.SIGKILL or '"exit_code": 70' in said)


def _end(child: subprocess.Popen[str], *, in_child: bool) -> None:
    try:
        below = psutil.Process(child.pid).children(recursive=False) if in_child else []
        (below[0] if below else child).kill()
    except psutil.Error:
        return


def disk_fails(number: int) -> tuple[str, int]:
    """Let one write of a batch fail; it must say so, keep its store, and end its work when the disk is well again."""
    with tempfile.TemporaryDirectory() as place:
        folder = prepared(Path(place))
        environment, limit = dict(os.environ), None
        if number < 2 * MOST_FILES:
            environment[VARIABLE] = f"{('full', 'error')[number % 2]}@folder.file#{number // 2 + 1}"
        else:
            limit = SIZES_KB[number - 2 * MOST_FILES] * 1024

        def limited() -> None:
            if limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        run = subprocess.run(
            command(folder, "batch"), capture_output=True, check=False, text=True, env=environment, preexec_fn=limited
        )
        if "Traceback" in run.stderr or run.returncode not in {0, 2, 70}:
            return f"said {run.returncode} {run.stderr[-300:]}", 1
        if run.returncode == 2 and "not_writable" not in run.stdout + run.stderr and "store" not in run.stdout:
            return f"unclear: {run.stderr[-300:]}", 1
        found = wrong(folder, ended=False)
        after = subprocess.run(command(folder, "batch"), capture_output=True, check=False, text=True)
        return found or (
            wrong(folder, ended=True) if after.returncode == 0 else f"after: {after.returncode} {after.stderr[-200:]}"
        ), 1


def starts(number: int, many: int) -> tuple[str, int]:
    """Start one job many times at once: one runs, the others say that it runs or is done."""
    with tempfile.TemporaryDirectory() as place:
        folder = prepared(Path(place))
        words = command(folder, "schedule")
        children = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(many)]
        ends: Counter[tuple[int, int]] = Counter()
        for child in children:
            said, _ = child.communicate()
            ends[child.returncode, json.loads(said.strip().splitlines()[-1]).get("ran", 0)] += 1
        with Store.open(str(folder / "scheduled")) as store:
            attempts = [run.attempt for run in store.runs()]
        fine = ends[0, 1] == 1 and set(ends) <= {(0, 1), (0, 0), (75, 0)} and attempts == [1]
        return "" if fine else f"round {number}: {dict(ends)} {attempts}", many


def main() -> int:
    """Run what has no verdict yet, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--disks", type=int, default=2 * MOST_FILES + len(SIZES_KB))
    parser.add_argument("--starts", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--results", type=Path)
    asked = parser.parse_args()
    chains = -(-asked.kills * 5 // (CHAIN * 4))  # some ends come too late for a kill
    work: dict[str, Callable[[], tuple[str, int]]] = {f"kill {n}": lambda n=n: kill_chain(n) for n in range(chains)}  # type: ignore[misc]
    work |= {f"disk {n}": lambda n=n: disk_fails(n) for n in range(asked.disks)}  # type: ignore[misc]
    found = _known(asked.results)
    with ThreadPoolExecutor(asked.processes) as pool:
        for name, (verdict, count) in pool.map(_named(work), [name for name in work if name not in found]):
            _keep(asked.results, found, name, verdict, count)
    for number in range(asked.rounds):
        if f"start {number}" not in found:
            _keep(asked.results, found, f"start {number}", *starts(number, asked.starts))
    print(f"{'what':8}{'cases':>7}{'events':>8}{'mismatch':>10}")
    for kind in ("kill", "disk", "start"):
        some = [value for name, value in found.items() if name.startswith(kind)]
        print(f"{kind:8}{len(some):7}{sum(count for _, count in some):8}{sum(bool(verdict) for verdict, _ in some):10}")
    return 1 if any(verdict for verdict, _ in found.values()) else 0


def _named(work: Mapping[str, Callable[[], tuple[str, int]]]) -> Callable[[str], tuple[str, tuple[str, int]]]:
    return lambda name: (name, work[name]())


def _known(path: Path | None) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for line in path.read_text().splitlines() if path is not None and path.exists() else ():
        try:
            row: dict[str, Any] = json.loads(line)
        except ValueError:  # cut off
            continue
        found[row["name"]] = (row["verdict"], row["count"])
    return found


def _keep(path: Path | None, found: dict[str, tuple[str, int]], name: str, verdict: str, count: int) -> None:
    found[name] = (verdict, count)
    if verdict:
        print(f"{name}: {verdict}", flush=True)
    if path is not None:
        with path.open("a") as file:
            file.write(json.dumps({"name": name, "verdict": verdict, "count": count}) + "\n")


if __name__ == "__main__":
    sys.exit(main())
