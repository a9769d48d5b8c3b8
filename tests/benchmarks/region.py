"""A generated region of stays as instances of the assignment core, one per service."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from optimizer.routing.assign.check import faults
from optimizer.routing.assign.instance import LEFT_OUT, AssignmentInstance
from optimizer.routing.assign.model import Assigned, AssignLimits, assign

MINUTES_PER_KM = 2.0


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
        apart = [mine[axis].to_numpy()[:, None] - near[axis].to_numpy()[None, :] for axis in ("x_km", "y_km")]
        begin = mine.arrival_day.to_numpy()
        instances.append(
            AssignmentInstance(
                cost=MINUTES_PER_KM * np.hypot(*apart),
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
    return not any(faults(instance, answer) for instance, answer in zip(region.instances, found, strict=True))
