"""The product's core and the straightforward model given to CP-SAT, HiGHS and CBC, one after the other in one run.

``python -m tests.benchmarks.side_by_side REGION_DIR --seconds 600 [--gap 0.0001] [--solvers CP-SAT,HiGHS,CBC]`` prints a
line of JSON for ours (``tests.benchmarks.routing`` in a process of its own, its start counted) and one a solver: its
value and bound, seconds to the end, whether ours is at least as good, and how many times sooner ours was there. The
model: one binary per patient and unit of the service, at most one unit each, and a row of beds per unit and day.
Building it counts.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import subprocess
import sys
import tempfile
import time
import warnings
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

PARTS = 10_000  # CP-SAT takes whole costs
SAME = 0.01  # objectives this close are the same


@dataclass
class Region:
    """Columns patient × unit with what they save against leaving the patient out, and the rows of bed-days."""

    saved: list[float] = field(default_factory=list)
    patient: list[int] = field(default_factory=list)
    by_patient: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_bed_day: dict[tuple[int, int], list[int]] = field(default_factory=lambda: defaultdict(list))
    beds: list[int] = field(default_factory=list)
    left_out: float = 0.0  # when everybody is


@dataclass
class Seen:
    """When which value was found, and what was proven."""

    began: float = field(default_factory=time.monotonic)
    values: list[tuple[float, float]] = field(default_factory=list)
    bound: float | None = None

    def found(self, value: float) -> None:
        """Take note of a better value."""
        self.values.append((time.monotonic() - self.began, value))


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return a table as read."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def read(folder: Path) -> Region:
    """Return the region in a folder."""
    place = {row["hospital_id"]: (float(row["x_km"]), float(row["y_km"])) for row in rows_of(folder / "hospitals.csv")}
    units, region = rows_of(folder / "units.csv"), Region()
    region.beds = [int(row["beds"]) for row in units]
    of_service: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(units):
        of_service[row["service"]].append(number)
    patients = rows_of(folder / "patients.csv")
    last = max(int(row["arrival_day"]) for row in patients)
    for number, row in enumerate(patients):
        penalty, day = float(row["penalty"]), int(row["arrival_day"])
        region.left_out += penalty
        for unit in of_service[row["service"]]:
            x, y = place[units[unit]["hospital_id"]]
            column = len(region.saved)
            region.saved.append(penalty - 2 * math.hypot(float(row["x_km"]) - x, float(row["y_km"]) - y))
            region.patient.append(number)
            region.by_patient[number].append(column)
            for held in range(day, min(day + int(row["stay_days"]), last + 1)):
                region.by_bed_day[unit, held].append(column)
    return region


def by_cpsat(region: Region, seconds: float, seen: Seen) -> None:
    """Give the model to CP-SAT."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    take = [model.new_bool_var("") for _ in region.saved]
    for columns in region.by_patient.values():
        model.add_at_most_one(take[column] for column in columns)
    for (unit, _), columns in region.by_bed_day.items():
        model.add(sum(take[column] for column in columns) <= region.beds[unit])
    model.maximize(sum(round(PARTS * saved) * one for saved, one in zip(region.saved, take, strict=True)))

    class Watch(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            seen.found(region.left_out - self.objective_value / PARTS)

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.catch_sigint_signal = False
    solver.parameters.max_time_in_seconds = _left(seen, seconds)
    if solver.solve(model, Watch()) in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        seen.bound = region.left_out - solver.best_objective_bound / PARTS


def by_highs(region: Region, seconds: float, seen: Seen) -> None:
    """Give the model to HiGHS."""
    import highspy

    solver: Any = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    lp, rows = highspy.HighsLp(), [*region.by_patient.values(), *region.by_bed_day.values()]
    size = len(region.saved)
    lp.num_col_, lp.num_row_ = size, len(rows)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = -np.array(region.saved), np.zeros(size), np.ones(size)
    lp.offset_ = region.left_out
    beds = [region.beds[unit] for unit, _ in region.by_bed_day]
    lp.row_lower_, lp.row_upper_ = np.full(len(rows), -np.inf), np.array([1.0] * len(region.by_patient) + beds)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *map(len, rows)]).astype(np.int32)
    lp.a_matrix_.index_ = np.concatenate(rows).astype(np.int32)
    lp.a_matrix_.value_ = np.ones(sum(map(len, rows)))
    lp.integrality_ = [highspy.HighsVarType.kInteger] * size
    solver.passModel(lp)
    solver.setOptionValue("time_limit", _left(seen, seconds))
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.cbMipImprovingSolution.subscribe(lambda event: seen.found(float(event.data_out.objective_function_value)))
    solver.run()
    if solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
        seen.found(float(solver.getInfo().objective_function_value))
    seen.bound = float(solver.getInfo().mip_dual_bound)


def by_cbc(region: Region, seconds: float, seen: Seen) -> None:
    """Give the model to CBC, which tells its best value only at the end."""
    import pulp

    problem = pulp.LpProblem("region", pulp.LpMinimize)
    take = [problem.add_variable(f"x{column}", 0, 1, pulp.LpInteger) for column in range(len(region.saved))]
    problem.setObjective(pulp.LpAffineExpression({one: -saved for one, saved in zip(take, region.saved, strict=True)}))
    for columns in region.by_patient.values():
        problem += pulp.lpSum(take[column] for column in columns) <= 1
    for (unit, _), columns in region.by_bed_day.items():
        problem += pulp.lpSum(take[column] for column in columns) <= region.beds[unit]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        solver = pulp.PULP_CBC_CMD(msg=False, threads=2, timeLimit=_left(seen, seconds))
    problem.solve(solver)
    if problem.sol_status in {pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible}:
        seen.found(
            region.left_out - sum(saved for one, saved in zip(take, region.saved, strict=True) if (one.varValue or 0) > 0.5)
        )


def _left(seen: Seen, seconds: float) -> float:
    return max(1.0, seconds - (time.monotonic() - seen.began))


SOLVERS: dict[str, Callable[[Region, float, Seen], None]] = {"CP-SAT": by_cpsat, "HiGHS": by_highs, "CBC": by_cbc}


def ours(folder: Path, gap: float) -> dict[str, Any]:
    """Run the product's core on the region and return the line of JSON it ends with."""
    with tempfile.TemporaryDirectory() as scratch:
        words = [folder, "--seconds", 60, "--gap", gap, "--solution", Path(scratch) / "ours.csv"]
        run = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.routing", *map(str, words)], stdout=subprocess.PIPE, text=True, check=True
        )
    told: dict[str, Any] = json.loads(run.stdout.strip().splitlines()[-1])
    return {"solver": "ours", **{name: told[name] for name in ("objective", "bound", "gap", "seconds", "verified")}}


def line(name: str, seen: Seen, mine: dict[str, Any]) -> dict[str, Any]:
    """Return what one solver did, and how many times sooner ours was at a value at least as good.

    Where a solver never reached our value the factor is at least the one told; where its last value is better than ours,
    ours was never there, and no factor is told.
    """
    best = min((value for _, value in seen.values), default=None)
    seconds = round(time.monotonic() - seen.began, 1)
    reached = next((when for when, value in seen.values if value <= mine["objective"] + SAME), None)
    as_good = best is None or mine["objective"] <= best + SAME
    return {
        "solver": name,
        "objective": best,
        "bound": seen.bound,
        "seconds": seconds,
        "reached_ours_after": None if reached is None else round(reached, 1),
        "ours_as_good": as_good,
        "times_sooner": round((seconds if reached is None else reached) / mine["seconds"], 1) if as_good else None,
        "at_least": reached is None,
    }


def main() -> None:
    """Print a line for ours and a line a solver."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("region", type=Path, metavar="REGION_DIR")
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--gap", type=float, default=1e-4, help="proven relative gap at which ours stops")
    parser.add_argument("--solvers", default=",".join(SOLVERS))
    arguments = parser.parse_args()
    mine = ours(arguments.region, arguments.gap)
    print(json.dumps(mine), flush=True)
    region = read(arguments.region)
    for name in arguments.solvers.split(","):
        seen = Seen()
        SOLVERS[name](region, arguments.seconds, seen)
        print(json.dumps(line(name, seen, mine)), flush=True)


if __name__ == "__main__":
    main()
