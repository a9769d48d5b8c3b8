"""Judges transfers by the yardstick's own words: plain Python over the tables as they are, nothing of the product.

``python -m tests.benchmarks.judge_redistribution FOLDER OUT.csv --km 40``
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

EARTH_KM = 6371.0
TOLERANCE = 1e-6  # beds
Row = tuple[str, str, str, int]  # day, from, to, patients


class Case:
    """The tables of a folder."""

    def __init__(self, folder: Path) -> None:
        def rows(name: str) -> list[dict[str, str]]:
            with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as handle:
                return list(csv.DictReader(handle))

        self.hospitals = {row["hospital_id"]: row for row in rows("hospitals")}
        self.arriving = {row["hospital_id"]: row for row in rows("admissions")}
        self.residual = {row["hospital_id"]: row for row in rows("residual_occupancy")}
        self.share = {int(row["days_since_admission"]): float(row["share"]) for row in rows("still_in_bed")}
        self.days = [name for name in next(iter(self.arriving.values())) if name != "hospital_id"]

    def far(self, one: str, other: str) -> float:
        """Return kilometres on the great circle, without end where a place is not known."""
        places = [self.hospitals[name] for name in (one, other)]
        if not all(place["lat"] and place["lon"] for place in places):
            return float("inf")
        (a, b), (c, d) = ((radians(float(place["lat"])), radians(float(place["lon"]))) for place in places)
        return 2 * EARTH_KM * asin(sqrt(sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2))

    def occupancy(self, hospital: str, net: Counter[tuple[str, str]]) -> list[float]:
        """Return beds held by day."""
        admitted = [float(self.arriving[hospital][day]) + net[hospital, day] for day in self.days]
        return [
            float(self.residual[hospital][day]) + sum(self.share.get(now - then, 0.0) * admitted[then] for then in range(now + 1))
            for now, day in enumerate(self.days)
        ]


def judge(folder: Path, rows: Iterable[Row], km: float) -> dict[str, Any]:
    """Return overflow (patient-days), patients sent, pairs in use and every broken rule in words."""
    case, transfers = Case(folder), list(rows)
    net: Counter[tuple[str, str]] = Counter()
    sent: Counter[tuple[str, str]] = Counter()
    faults = []
    for day, sender, receiver, patients in transfers:
        if patients < 1 or sender == receiver or (km and case.far(sender, receiver) > km):
            faults.append(f"{patients} from {sender} to {receiver} may not be")
        net[sender, day] -= patients
        net[receiver, day] += patients
        sent[sender, day] += patients
    faults += [f"{one} sends too many on {day}" for (one, day), count in sent.items() if count > float(case.arriving[one][day])]
    overflow = 0.0
    for name, row in case.hospitals.items():
        beds = float(row["capacity_beds"])
        before, after = case.occupancy(name, Counter()), case.occupancy(name, net)
        overflow += sum(max(0.0, held - beds) for held in after)
        full = zip(case.days, before, after, strict=True)
        faults += [f"{name} too full on {day}" for day, was, held in full if held > max(beds, was) + TOLERANCE]
    pairs = {(sender, receiver) for _, sender, receiver, _ in transfers}
    return {"overflow": overflow, "patients": sum(row[3] for row in transfers), "pairs": len(pairs), "faults": faults}


def main() -> None:
    """Judge one file."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("folder", type=Path)
    made.add_argument("solution", type=Path)
    made.add_argument("--km", type=float, default=0.0, help="longest transfer, great circle; 0: no limit")
    arguments = made.parse_args()
    with arguments.solution.open(encoding="utf-8", newline="") as handle:
        rows = [(r["day"], r["from_id"], r["to_id"], int(r["patients"])) for r in csv.DictReader(handle)]
    print(json.dumps(judge(arguments.folder, rows, arguments.km)))


if __name__ == "__main__":
    main()
