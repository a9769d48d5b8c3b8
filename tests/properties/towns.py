"""Small towns by number, the same for the same number: short of beds, of several ward kinds, with links and sessions."""

from __future__ import annotations

import dataclasses
import random
from typing import Any

from optimizer.data.dataset import Dataset
from optimizer.data.scenario import Policy
from optimizer.data.vocabulary import HealthCode, Infection, WardKind
from tests.factories import service, unit
from tests.routing.town import dialysis, patient, town

CODES = (
    (HealthCode.GREEN, Infection.NONE),
    (HealthCode.GREEN, Infection.NONE),
    (HealthCode.YELLOW, Infection.NONE),
    (HealthCode.RED, Infection.CONFIRMED),
)


def town_number(number: int) -> Dataset:
    """One to four patients, two to four general units and one for dialysis, over four days."""
    draw = random.Random(number)
    minutes = {"H1": draw.randint(5, 80), "H2": draw.randint(5, 80)}
    services = [service("general", max_travel_min=40), dialysis(max_travel_min=40)]
    units = [_unit(draw, count) for count in range(draw.randint(2, 4))]
    units.append(unit("D1", hospital_id="H2", service_id="dialysis", capacity=1, shifts_per_day=2))
    people = [_patient(draw, count) for count in range(draw.randint(1, 4))]
    made = town(people, units, minutes=minutes, services=services, days=4, policy=Policy(extra_wait_days=1))
    if draw.random() < 0.7:
        return made
    far = tuple(dataclasses.replace(row, outside_network=row.hospital_id == "H2") for row in made.hospitals)
    return dataclasses.replace(made, hospitals=far)


def _unit(draw: random.Random, number: int) -> Any:
    return unit(
        f"U{number}",
        hospital_id=draw.choice(["H1", "H2"]),
        building_id=draw.choice([None, "A"]),
        ward_kind=draw.choice(list(WardKind)),
        capacity=draw.randint(1, 2),
        capabilities=draw.choice([(), ("emergency",)]),
    )


def _patient(draw: random.Random, number: int) -> Any:
    code, infection = draw.choice(CODES)
    changes: dict[str, Any] = {"health_code": code, "infection_status": infection, "urgency": draw.randint(1, 4)}
    changes |= {"stay_days": draw.randint(1, 3), "ready": draw.randint(0, 2)}
    changes["service_id"] = draw.choice(["general", "general", "dialysis"])
    if number == 1 and draw.random() < 0.4:
        changes["linked_patient_id"] = "P0"
    if draw.random() < 0.3:
        changes["provider_hospital_id"] = draw.choice(("H1", "H2"))
    return patient(f"P{number}", **changes)


def a_bed_more(data: Dataset) -> Dataset:
    """The same town with a bed more in every unit."""
    return dataclasses.replace(data, units=tuple(dataclasses.replace(row, capacity=row.capacity + 1) for row in data.units))


def renamed(data: Dataset, number: int) -> Dataset:
    """The same town with other names of patients, rows in another order."""
    draw = random.Random(number)
    numbers = draw.sample(range(len(data.patients)), len(data.patients))
    names = {row.patient_id: f"X{new}" for row, new in zip(data.patients, numbers, strict=True)}
    people = [
        dataclasses.replace(row, patient_id=names[row.patient_id], linked_patient_id=names.get(row.linked_patient_id or ""))
        for row in data.patients
    ]
    draw.shuffle(people)
    return dataclasses.replace(data, patients=tuple(people), units=tuple(draw.sample(data.units, len(data.units))))
