"""Give every trip a numbered vehicle: urgent ones first, the first kind of the table that arrives in time, else the earliest.

A vehicle leaves its base, collects, delivers, returns to its base and is disinfected there; until then it is busy. A kind
without a base stands where it is needed: it has no way out and none back.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.core.issue import Issue
from optimizer.core.rounding import ceil_int
from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.places import Vehicle
from optimizer.data.tables.trips import TripRow
from optimizer.data.travel import Travel
from optimizer.routing.trips.orders import Order, orders_of, serves
from optimizer.routing.trips.shortage import Asked, Shortage, shortages, warnings_of

Busy = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class TripPlan:
    """Trips by vehicle, where vehicles are too few (with the proven need), and what the office must be told."""

    trips: tuple[TripRow, ...]
    shortages: tuple[Shortage, ...]
    unserved: tuple[str, ...]
    issues: tuple[Issue, ...]


def plan_trips(dataset: Dataset, tables: PlanTables) -> TripPlan:
    """Return the vehicle plan of placements and sessions; it never fails, late trips carry their minutes.

    Parameters
    ----------
    dataset
        Input tables; without `vehicles` there are no trips.
    tables
        The plan: placements, sessions, and the capacity table for the ward kinds.
    """
    if not dataset.vehicles:
        return TripPlan((), (), (), ())
    travel = Travel(dataset)
    fleet: dict[str, list[Busy]] = {car.vehicle_kind: [[] for _ in range(car.number)] for car in dataset.vehicles}
    rows: list[TripRow] = []
    asked: list[Asked] = []
    unserved: set[str] = set()
    for order in orders_of(dataset, tables):
        cars = [car for car in dataset.vehicles if serves(car, order)]
        if not cars:
            unserved.update(rider.patient.patient_id for rider in order.riders)
            continue
        ways = [_ways(travel, car, order) for car in cars]
        late = _drive(dataset, fleet, order, cars, ways, rows)
        asked.append(Asked.of(order, cars, ways, late))
    rows.sort(key=lambda row: (row.vehicle_kind, row.vehicle_number, row.leaves, row.patient_id))
    found = shortages(dataset, asked)
    return TripPlan(tuple(rows), found, tuple(sorted(unserved)), warnings_of(found, sorted(unserved)))


def _ways(travel: Travel, car: Vehicle, order: Order) -> tuple[int, int]:
    """Return the minutes from base to collecting, and from arriving to being free again at the base."""
    turnaround = ceil_int(car.turnaround_min)
    if car.base_hospital_id is None:
        return 0, turnaround
    base, hospital = car.base_hospital_id, order.unit.hospital_id
    house = travel.between_hospitals(base, order.home) if order.home else travel.of_patient(order.riders[0].patient, base)
    ward = travel.between_hospitals(base, hospital)
    return (ward, house + turnaround) if order.back else (house, ward + turnaround)


def _drive(
    dataset: Dataset,
    fleet: dict[str, list[Busy]],
    order: Order,
    cars: Sequence[Vehicle],
    ways: Sequence[tuple[int, int]],
    rows: list[TripRow],
) -> int:
    best: tuple[int, int, int] | None = None
    for place, (car, (out, after)) in enumerate(zip(cars, ways, strict=True)):
        start, number = _earliest(fleet[car.vehicle_kind], order.ready - out, out + order.travel + after)
        arrival = start + out + order.travel
        if best is None or arrival < best[0]:
            best = (arrival, place, number)
        if arrival <= order.due:
            break
    arrival, place, number = best if best is not None else (0, 0, 0)
    car, (out, after) = cars[place], ways[place]
    leaves = arrival - order.travel - out
    insort(fleet[car.vehicle_kind][number], (leaves, arrival + after))
    late = max(0, arrival - order.due)
    rows.extend(_rows(dataset, order, car, number + 1, (leaves, leaves + out, arrival, arrival + after), late))
    return late


def _earliest(busy: Sequence[Busy], start: int, length: int) -> tuple[int, int]:
    """Return the earliest minute from `start` at which some vehicle is free for `length` minutes, and the vehicle's index."""
    best = (_gap(busy[0], start, length), 0)
    for number, spans in enumerate(busy[1:], 1):
        if best[0] == start:
            break
        best = min(best, (_gap(spans, start, length), number))
    return best


def _gap(spans: Busy, start: int, length: int) -> int:
    place = bisect_right(spans, (start, -1))
    if place and spans[place - 1][1] > start:
        start = spans[place - 1][1]
    while place < len(spans) and spans[place][0] < start + length:
        start = spans[place][1]
        place += 1
    return start


def _rows(
    dataset: Dataset, order: Order, car: Vehicle, number: int, minutes: tuple[int, int, int, int], late: int
) -> list[TripRow]:
    midnight = dt.datetime.combine(dataset.horizon.start, dt.time())
    leaves, collects, arrives, free = (midnight + dt.timedelta(minutes=minute) for minute in minutes)
    house, hospital = order.collected_at, order.unit.hospital_id
    return [
        TripRow(
            vehicle_kind=car.vehicle_kind,
            vehicle_number=number,
            date=order.date,
            leaves=leaves,
            collects=collects,
            arrives=arrives,
            free_again=free,
            patient_id=rider.patient.patient_id,
            direction="back" if order.back else "there",
            from_place=hospital if order.back else house,
            to_place=house if order.back else hospital,
            unit_id=order.unit.unit_id,
            seats=rider.seats,
            urgency=order.urgency,
            late_min=late,
        )
        for rider in order.riders
    ]
