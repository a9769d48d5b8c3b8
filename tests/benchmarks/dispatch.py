"""Ambulances, life-threatened patients and hospitals in the published ranges: ours, an exact model apart, and 1/slack.

``python -m tests.benchmarks.dispatch --seeds 20``

A scene has 20 to 60 patients, 20 to 60 ambulances and 5 to 8 hospitals in a city of 20 by 20 minutes, and a deadline per
patient. The exact model has a column per patient, ambulance and hospital and one cost; HiGHS solves it (ours is CP-SAT over
legs, in two stages). The published planner maximises the sum of 1/slack: as many in time, yet by the longest trips.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass

import numpy as np

from optimizer.core.outcome import Termination
from optimizer.routing.dispatch import DispatchInstance, dispatch, late
from optimizer.solve.matrix import Floats, Matrix, solve_matrix

CITY_MIN = 20
UNABLE = 0.15  # share of hospitals without the means for a patient
DEADLINE_MIN = (15, 60)
SAVED = 10_000.0  # more than all minutes together


@dataclass(frozen=True, slots=True)
class Exact:
    """How many an exact model saves, their minutes in sum, and whether it proved it."""

    saved: int
    minutes: int
    proven: bool


def published_scene(seed: int) -> DispatchInstance:
    """Return a scene of the published ranges; from a third of the patients to all of them have a bed."""
    rng = np.random.default_rng(seed)
    patients, ambulances, hospitals = (int(rng.integers(low, high + 1)) for low, high in ((20, 60), (20, 60), (5, 8)))
    where = [rng.random((count, 2)) * CITY_MIN for count in (patients, ambulances, hospitals)]
    there, onward = (
        np.linalg.norm(a[:, None] - b[None], axis=2).round().astype(np.int64)
        for a, b in ((where[1], where[0]), (where[0], where[2]))
    )
    onward[rng.random(onward.shape) < UNABLE] = -1
    beds = rng.multinomial(int(rng.integers(patients // 3, patients + 1)), np.full(hospitals, 1 / hospitals))
    return DispatchInstance(there, onward, beds.astype(np.int64), rng.integers(*DEADLINE_MIN, patients))


def exact(instance: DispatchInstance, *, slack: bool = False, seconds: float = 60.0) -> Exact:
    """Return the best by the model of triples: fewest minutes, or, as published, the greatest sum of 1/slack."""
    trip = instance.to_patient.T[:, :, None] + instance.to_hospital[:, None, :]
    usable = (instance.to_hospital >= 0)[:, None, :] & (trip <= instance.deadline[:, None, None])
    patient, ambulance, hospital = np.nonzero(usable)
    minutes = trip[usable]
    if not len(minutes):
        return Exact(0, 0, proven=True)
    gain: Floats = -1.0 / (1.0 + instance.deadline[patient] - minutes) if slack else minutes.astype(float)
    patients, ambulances = len(instance.deadline), len(instance.to_patient)
    rows = np.stack((patient, patients + ambulance, patients + ambulances + hospital), axis=1)
    most = np.concatenate((np.ones(patients + ambulances), instance.beds.astype(float)))
    count = len(minutes)
    program = Matrix(
        cost=gain - SAVED,
        upper=np.ones(count),
        starts=np.arange(0, 3 * count + 1, 3),
        rows=rows.ravel(),
        values=np.ones(3 * count),
        least=np.full(len(most), -np.inf),
        most=most,
        whole=True,
    )
    found = solve_matrix(program, gap=1e-3 if slack else 0.5, seconds=seconds)
    chosen = np.zeros(count, dtype=bool) if found.values is None else found.values > 0.5
    return Exact(int(chosen.sum()), int(minutes[chosen].sum()), proven=found.termination is Termination.OPTIMAL)


def main() -> None:
    """Compare over seeds and print one line of JSON."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--seeds", type=int, default=20)
    arguments = made.parse_args()
    agree, people, ours_min, slack_people, slack_min, slowest = 0, 0, 0, 0, 0, 0.0
    for seed in range(arguments.seeds):
        scene = published_scene(seed)
        began = time.monotonic()
        found = dispatch(scene)
        slowest = max(slowest, time.monotonic() - began)
        best, published = exact(scene), exact(scene, slack=True)
        same = (found.saved, found.minutes) == (best.saved, best.minutes)
        agree += same and found.proven and best.proven and not late(scene, found.trips)
        people, ours_min = people + found.saved, ours_min + found.minutes
        slack_people, slack_min = slack_people + published.saved, slack_min + published.minutes
    line = {
        "seeds": arguments.seeds,
        "agree_and_proven": agree,
        "saved": people,
        "mean_trip_min": round(ours_min / max(1, people), 2),
        "saved_by_slack": slack_people,
        "mean_trip_by_slack_min": round(slack_min / max(1, slack_people), 2),
        "slowest_s": round(slowest, 2),
    }
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
