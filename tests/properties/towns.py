"""Small towns by number, the same for the same number: short of beds, with everything in them that brute force can follow.

Ward kinds, buildings, links and sessions; results that come and codes that change; capabilities and blood-borne infections;
refusals by patients and hospitals, pins, beds kept free or lost for a day; conversions; hospitals outside the network; who
lies somewhere already, and a plan in force with placements that are accepted.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from optimizer.core.outcome import Outcome
from optimizer.data.dataset import Dataset
from optimizer.data.scenario import Policy, Replan
from optimizer.data.tables.care import CannotAccept, CapacityChange, UnitConversion
from optimizer.data.tables.people import CodeChange, Patient
from optimizer.data.tables.plan import ConversionRow, PlacementRow
from optimizer.data.vocabulary import HealthCode, Infection, PlacementState, WardKind
from optimizer.routing.instance import RoutingInstance
from optimizer.routing.ledger import Ledger
from optimizer.routing.solution import RoutingSolution, solution_of
from tests.factories import day, service, unit
from tests.routing.town import dialysis, instance_of, patient, routed, town

DAYS = 4
CODES = (
    (HealthCode.GREEN, Infection.NONE),
    (HealthCode.GREEN, Infection.NONE),
    (HealthCode.YELLOW, Infection.NONE),
    (HealthCode.RED, Infection.CONFIRMED),
    (HealthCode.YELLOW, Infection.CLOSE_CONTACT),
    (HealthCode.GREEN, Infection.UNTESTED),
)
CHANGES = (
    {"infection_status": Infection.CONFIRMED},
    {"health_code": HealthCode.GREEN, "infection_status": Infection.NONE},
    {"health_code": HealthCode.YELLOW},
)


@dataclass(frozen=True)
class Town:
    """Tables, the units converted, and the plan in force."""

    data: Dataset
    conversions: tuple[ConversionRow, ...] = ()
    previous: tuple[PlacementRow, ...] = ()

    def instance(self) -> RoutingInstance:
        """Return the town in integers, designated everywhere."""
        return instance_of(self.data, conversions=self.conversions, previous=self.previous)

    def routed(self) -> Outcome[RoutingSolution]:
        """Route, and have the independent check look at it."""
        return routed(self.data, conversions=self.conversions, previous=self.previous)

    def with_data(self, **tables: Any) -> Town:
        """Return the town with other tables."""
        return dataclasses.replace(self, data=dataclasses.replace(self.data, **tables))


def town_number(number: int, most_people: int = 4) -> Town:
    """Some patients, one at least, two to four units for stays and one for dialysis, over four days."""
    draw = random.Random(number)
    minutes = {f"H{one}": draw.randint(5, 80) for one in range(1, draw.choice((3, 3, 4)))}
    services = [service("general", max_travel_min=40), dialysis(max_travel_min=40)]
    units = [_unit(draw, count, tuple(minutes)) for count in range(draw.randint(2, 4))]
    machines = draw.choice([(), (), ("HBV",)])
    units.append(unit("D1", hospital_id="H2", service_id="dialysis", capacity=1, shifts_per_day=2, capabilities=machines))
    people = [_patient(draw, count, units, tuple(minutes)) for count in range(draw.randint(1, most_people))]
    tables: dict[str, Any] = {
        "code_changes": [row for one in people if draw.random() < 0.15 for row in _code_change(draw, one)],
        "cannot_accept": [_refusal(draw, units)] if draw.random() < 0.25 else [],
        "capacity_changes": [_beds_lost(draw, units)] if draw.random() < 0.25 else [],
        "unit_conversions": [_conversion(draw, units)] if draw.random() < 0.2 else [],
    }
    data = town(people, units, minutes=minutes, services=services, days=DAYS, policy=Policy(extra_wait_days=1), **tables)
    if draw.random() < 0.3:
        far = tuple(dataclasses.replace(row, outside_network=row.hospital_id == "H2") for row in data.hospitals)
        data = dataclasses.replace(data, hospitals=far)
    conversions = tuple(
        ConversionRow(unit_id=row.unit_id, to_ward_kind=row.to_ward_kind, from_=day(1), capacity_after=row.capacity_after)
        for row in data.unit_conversions
    )
    made = Town(data, conversions)
    return _with_plan_in_force(draw, made) if draw.random() < 0.3 else made


def _unit(draw: random.Random, number: int, hospitals: tuple[str, ...]) -> Any:
    capacity = draw.randint(1, 2)
    return unit(
        f"U{number}",
        hospital_id=draw.choice(hospitals),
        building_id=draw.choice([None, "A"]),
        ward_kind=draw.choice(list(WardKind)),
        capacity=capacity,
        kept_free=int(capacity == 2 and draw.random() < 0.2),
        capabilities=draw.choice([(), ("emergency",), ("emergency", "icu"), ("icu",)]),
    )


def _patient(draw: random.Random, number: int, units: list[Any], hospitals: tuple[str, ...]) -> Patient:
    code, infection = draw.choice(CODES)
    changes: dict[str, Any] = {"health_code": code, "infection_status": infection, "urgency": draw.randint(1, 4)}
    changes |= {"stay_days": draw.randint(1, 3), "ready": draw.randint(0, 2)}
    changes["service_id"] = draw.choice(["general", "general", "dialysis"])
    if infection is Infection.UNTESTED:
        changes["result_due_at"] = _noon(changes["ready"] + draw.randint(0, 1))
    if number == 1 and draw.random() < 0.4:
        changes["linked_patient_id"] = "P0"
    if draw.random() < 0.3:
        changes["provider_hospital_id"] = draw.choice(hospitals)
    if draw.random() < 0.15:
        changes["needs"] = ("icu",)
    if changes["service_id"] == "dialysis" and draw.random() < 0.25:
        changes["bloodborne"] = ("HBV",)
    if draw.random() < 0.2:
        changes["declined_unit_ids"] = (draw.choice(units).unit_id,)
    alike = [one.unit_id for one in units if one.service_id == changes["service_id"]]
    if draw.random() < 0.1:
        changes["pinned_unit_id"] = draw.choice(alike)
    if draw.random() < 0.1 and changes["service_id"] == "general":
        changes |= {"current_unit_id": draw.choice(alike), "ready": 0}
    return patient(f"P{number}", **changes)


def _noon(number: int) -> dt.datetime:
    return dt.datetime.combine(day(number), dt.time(12))


def _code_change(draw: random.Random, who: Patient) -> list[CodeChange]:
    return [CodeChange(patient_id=who.patient_id, at=_noon(draw.randint(1, 2)), **draw.choice(CHANGES))]


def _refusal(draw: random.Random, units: list[Any]) -> CannotAccept:
    first = draw.randint(0, 2)
    return CannotAccept(
        unit_id=draw.choice(units).unit_id,
        reason_code=draw.choice(["lift broken", "no test"]),  # the second is no reason
        from_=dt.datetime.combine(day(first), dt.time()),
        until=_noon(first + draw.randint(0, 1)),
    )


def _beds_lost(draw: random.Random, units: list[Any]) -> CapacityChange:
    first = draw.randint(0, 2)
    return CapacityChange(unit_id=draw.choice(units).unit_id, from_=day(first), to=day(first + draw.randint(0, 1)), delta=-1)


def _conversion(draw: random.Random, units: list[Any]) -> UnitConversion:
    one = draw.choice(units[:-1])
    kind = draw.choice([kind for kind in WardKind if kind is not one.ward_kind])
    return UnitConversion(unit_id=one.unit_id, to_ward_kind=kind, capacity_after=draw.randint(1, 2), lead_time_h=12)


def _with_plan_in_force(draw: random.Random, made: Town) -> Town:
    """Let some lie as an arbitrary plan has them, of whom some are accepted; goals keep their order, changes the last."""
    ledger = Ledger(made.instance())
    for person in ledger.instance.people:
        options = ledger.instance.options[person.index]
        if options and draw.random() < 0.7:
            option = draw.choice(options)
            if ledger.fits(person, option):
                ledger.add(person, option)
    rows = solution_of(made.data, ledger).placements
    bound = {row.patient_id for row in rows if draw.random() < 0.25}
    people = tuple(
        dataclasses.replace(row, placement_state=PlacementState.ACCEPTED) if row.patient_id in bound else row
        for row in made.data.patients
    )
    scenario = dataclasses.replace(made.data.scenario, replan=Replan(goals=()))
    return dataclasses.replace(made.with_data(patients=people, scenario=scenario), previous=rows)


def changes_first(made: Town) -> Town:
    """Return the town with the goals of a re-plan: service as it was, then the fewest changes."""
    return made.with_data(scenario=dataclasses.replace(made.data.scenario, replan=Replan()))


def a_bed_more(made: Town) -> Town:
    """Return the same town with a bed more in every unit."""
    return made.with_data(units=tuple(dataclasses.replace(row, capacity=row.capacity + 1) for row in made.data.units))


def renamed(made: Town, number: int) -> Town:
    """Return the same town with other names of patients, units and hospitals, rows in another order."""
    draw = random.Random(number)
    data, names = made.data, dict[str, str]()
    for rows, name, letter in (
        (data.patients, "patient_id", "X"),
        (data.units, "unit_id", "V"),
        (data.hospitals, "hospital_id", "K"),
    ):
        ids = [getattr(row, name) for row in rows]
        names |= {old: f"{letter}{new}" for old, new in zip(ids, draw.sample(range(len(ids)), len(ids)), strict=True)}
    tables: dict[str, Any] = {name: tuple(draw.sample(rows, len(rows))) for name, rows in _rows(data, names).items()}
    return Town(
        dataclasses.replace(data, **tables),
        tuple(_renamed(row, names) for row in made.conversions),
        tuple(_renamed(row, names) for row in made.previous),
    )


def _rows(data: Dataset, names: Mapping[str, str]) -> dict[str, list[Any]]:
    given = {name: data.rows(name) for name in data.given}
    return {name: [_renamed(row, names) for row in rows] for name, rows in given.items()}


def _renamed(row: Any, names: Mapping[str, str]) -> Any:
    """Return a row with every word that is a name replaced."""
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(row):
        value = getattr(row, field.name)
        if type(value) is str and value in names:
            changes[field.name] = names[value]
        elif isinstance(value, tuple):
            changes[field.name] = tuple(names.get(one, one) for one in value)
    return dataclasses.replace(row, **changes)


def twins(number: int) -> Town:
    """Return a town in which every hospital has a twin: the same in everything, but farther away.

    Nothing ties a patient to one of the two: no provider, pin, bed or plan in force.
    """
    draw = random.Random(number)
    data = town_number(number).data
    copies = {row.hospital_id: f"{row.hospital_id}T" for row in data.hospitals}
    copies |= {row.unit_id: f"{row.unit_id}T" for row in data.units}
    later = draw.randint(1, 40)
    tables: dict[str, Any] = {
        name: (*data.rows(name), *(_renamed(row, copies) for row in data.rows(name)))
        for name in ("hospitals", "units", "cannot_accept", "capacity_changes", "unit_conversions")
    }
    tables["travel_times"] = (
        *data.travel_times,
        *(dataclasses.replace(_renamed(row, copies), minutes=row.minutes + later) for row in data.travel_times),
    )
    free: dict[str, Any] = {
        "provider_hospital_id": None,
        "pinned_unit_id": None,
        "current_unit_id": None,
        "placement_state": None,
    }
    tables["patients"] = tuple(
        dataclasses.replace(
            row, declined_unit_ids=tuple(one for old in row.declined_unit_ids for one in (old, copies[old])), **free
        )
        for row in data.patients
    )
    doubled = dataclasses.replace(data, **tables)
    conversions = tuple(
        ConversionRow(unit_id=row.unit_id, to_ward_kind=row.to_ward_kind, from_=day(1), capacity_after=row.capacity_after)
        for row in doubled.unit_conversions
    )
    return Town(doubled, conversions)
