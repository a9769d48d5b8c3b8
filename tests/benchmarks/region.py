"""A generated region of stays as instances of the assignment core, one per service."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from optimizer.routing.assign.check import faults
from optimizer.routing.assign.instance import LEFT_OUT, AssignmentInstance, Floats
from optimizer.routing.assign.model import Assigned, AssignLimits, assign

MINUTES_PER_KM = 2.0
SINGLE = 30_000_000  # pairs of one service from which on costs are kept in single precision
ROWS = 256  # rows of costs worked out in one go: they stay in the cache


@dataclass(frozen=True)
class Region:
    """Instances with the names of what they hold.

    Parameters
    ----------
    services, instances
        One each per service.
    patients, hospitals
        Names of the items and sites per service.
    days
        Length of the horizon.
    """

    services: tuple[str, ...]
    instances: tuple[AssignmentInstance, ...]
    patients: tuple[Sequence[str], ...]
    hospitals: tuple[Sequence[str], ...]
    days: int


def read(folder: Path) -> Region:
    """Return the region in a folder."""
    place = pd.read_csv(folder / "hospitals.csv").set_index("hospital_id")
    units = pd.read_csv(folder / "units.csv")
    patients = pd.read_csv(folder / "patients.csv")
    days = int(patients.arrival_day.max()) + 1
    services, instances, who, where = [], [], [], []
    for service, mine in patients.groupby("service"):
        sites = units[units.service == service]
        near = place.loc[sites.hospital_id]
        begin = mine.arrival_day.to_numpy()
        instances.append(
            AssignmentInstance(
                cost=_minutes(mine[["x_km", "y_km"]].to_numpy(float), near[["x_km", "y_km"]].to_numpy(float)),
                left_out=mine.penalty.to_numpy(float),
                begin=begin,
                end=np.minimum(begin + mine.stay_days.to_numpy(), days),
                capacity=np.repeat(sites.beds.to_numpy(float)[:, None], days, axis=1),
            )
        )
        services.append(str(service))
        who.append(mine.patient_id.tolist())
        where.append(sites.hospital_id.tolist())
    return Region(tuple(services), tuple(instances), tuple(who), tuple(where), days)


def _minutes(homes: Floats, sites: Floats) -> Floats:
    """Return minutes, homes × sites; of very many in single precision, which is exact to a ten-thousandth of a second."""
    kind = np.float64 if len(homes) * len(sites) <= SINGLE else np.float32
    minutes = np.empty((len(homes), len(sites)), kind)

    def fill(first: int) -> None:
        part = homes[first : first + ROWS]
        east, north = part[:, :1] - sites[:, 0], part[:, 1:] - sites[:, 1]
        east *= east
        north *= north
        east += north
        np.sqrt(east, out=east)
        np.multiply(east, MINUTES_PER_KM, out=minutes[first : first + ROWS], casting="same_kind")

    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(fill, range(0, len(homes), ROWS)))
    return minutes


def solve(region: Region, gap: float, seconds: float) -> list[Assigned]:
    """Solve all services side by side."""
    return assign(region.instances, AssignLimits(gap=gap, seconds=seconds))


def placements(region: Region, found: Sequence[Assigned]) -> Iterator[tuple[str, str]]:
    """Yield patient and hospital of everybody placed."""
    for patients, hospitals, answer in zip(region.patients, region.hospitals, found, strict=True):
        if answer.choice is not None:
            for patient, site in zip(patients, answer.choice.tolist(), strict=True):
                if site != LEFT_OUT:
                    yield patient, hospitals[site]


def prices(region: Region, found: Sequence[Assigned]) -> Iterator[tuple[str, str, int, float]]:
    """Yield hospital, service, day and price wherever a bed-day has one."""
    for service, hospitals, answer in zip(region.services, region.hospitals, found, strict=True):
        if answer.prices is not None:
            for site, day in zip(*np.nonzero(answer.prices), strict=True):
                yield hospitals[site], service, int(day), float(answer.prices[site, day])


def sound(region: Region, found: Sequence[Assigned]) -> bool:
    """Whether the independent check finds nothing in any service."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        return not any(pool.map(faults, region.instances, found))
