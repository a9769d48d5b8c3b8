"""The same input gives the same plan: small cities planned again and again, under other hash seeds and under load.

``python -m tests.torture.sameness OUT CITY …`` plans each city into a folder of OUT, with the hash seed of its environment.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.cities import SMALL_CITY, write_small_city
from tests.jobs import forked
from tests.torture.row import Told

TIMES = 10
LOADED_EACH = 3  # of so many times, one goes beside processes that keep both cores busy
_BUSY = "import time; end = time.monotonic() + 600\nwhile time.monotonic() < end: pass"


def same_plans(numbers: Iterable[int], times: int = TIMES) -> Iterator[Told]:
    """Plan some cities so many times each, and compare every file but the facts of the clock."""
    with tempfile.TemporaryDirectory() as place:
        cities = {number: varied_city(number, Path(place) / f"city{number}") for number in numbers}
        seen: dict[int, list[dict[str, str]]] = {number: [] for number in cities}
        for turn in range(times):
            out = Path(place) / f"out{turn}"
            with _load(turn % LOADED_EACH == 1):
                command = [sys.executable, "-m", "tests.torture.sameness", str(out), *map(str, cities.values())]
                done = subprocess.run(
                    command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONHASHSEED": str(turn * 7919)}
                )
            if done.returncode:
                raise ChildProcessError(done.stderr[-500:])
            for number, city in cities.items():
                seen[number].append(digests(out / city.name))
    for number, runs in seen.items():
        yield Told(number, _different(runs), times, {"plans": times})


def _different(runs: Sequence[dict[str, str]]) -> str:
    if not any("plan.json" in run for run in runs):
        return "(no plan)"
    names = sorted({name for run in runs for name in run})
    other = [name for name in names if len({run.get(name) for run in runs}) > 1]
    return f"{', '.join(other)} differ" if other else ""


def digests(folder: Path) -> dict[str, str]:
    """Return the hash of every file of a plan, without the facts of the clock and what is signed of them."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            if path.name in {"plan.json", "manifest.json"}:
                told = json.loads(content)
                told.pop("run", None)
                for signed in told.values():
                    if path.name == "manifest.json" and isinstance(signed, dict):
                        signed.pop("plan.json", None)
                content = json.dumps(told).encode()
            found[path.relative_to(folder).as_posix()] = hashlib.sha256(content).hexdigest()
    return found


@contextmanager
def _load(wanted: bool) -> Iterator[None]:
    """Keep both cores busy meanwhile."""
    busy = [subprocess.Popen([sys.executable, "-c", _BUSY]) for _ in range(2 if wanted else 0)]
    try:
        yield
    finally:
        for one in busy:
            one.kill()
            one.wait()


def varied_city(number: int, folder: Path) -> Path:
    """Write the small city with other beds, days and patients."""
    draw = random.Random(f"same {number}")
    write_small_city(folder)
    scenario = SMALL_CITY["scenario.toml"].replace("days = 7", f"days = {draw.randint(4, 8)}")
    scenario = scenario.replace("seed = 0", f"seed = {draw.randint(0, 9)}").replace(
        "workers = 2", f"workers = {draw.randint(1, 2)}"
    )
    (folder / "scenario.toml").write_text(scenario, encoding="utf-8")
    units = list(csv.DictReader(io.StringIO(SMALL_CITY["units.csv"])))
    for unit in units:
        unit["capacity"] = str(int(unit["capacity"]) + draw.choice((0, 0, 1, 3)))
    _write(folder / "units.csv", units)
    patients = list(csv.DictReader(io.StringIO(SMALL_CITY["patients.csv"])))
    plain = [row for row in patients if not (row["linked_patient_id"] or row["current_unit_id"]) and row["origin_id"]]
    for extra in range(draw.randint(0, 12)):
        row = dict(draw.choice(plain))
        row |= {"patient_id": f"Q{extra:02}", "origin_id": draw.choice(("O01", "O02", "O03"))}
        patients.append(row)
    draw.shuffle(patients)
    _write(folder / "patients.csv", patients)
    return folder


def _write(path: Path, rows: Sequence[dict[str, str]]) -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")


def main(out: str, *cities: str) -> None:
    """Plan every city; one that cannot be planned leaves no folder."""
    forked.enable()
    for city in cities:
        words = ["plan", city, "--out", str(Path(out) / Path(city).name), "--json"]
        subprocess.run([sys.executable, "-m", "optimizer", *words], capture_output=True, check=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
