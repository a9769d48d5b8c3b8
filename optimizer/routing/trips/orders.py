"""The trips a plan asks for: every move there, and for sessions also the way back.

A patient who comes for a session is driven there and driven home by two trips: during the hours of treatment the vehicle
serves others, after its turnaround. The clock times below are illustrative (the tables give days and shifts, no hours).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.tables.care import Unit
from optimizer.data.tables.people import Patient
from optimizer.data.tables.places import Vehicle
from optimizer.data.tables.plan import PlacementRow, SessionRow
from optimizer.data.travel import Travel, point_id
from optimizer.data.vocabulary import Pattern, WardKind

DAY_BEGINS_MIN = 8 * 60
DAY_ENDS_MIN = 20 * 60
SLACK_MIN = 240
FIRST_SESSION_MIN = 7 * 60 + 30
SESSION_EVERY_MIN = 270
SESSION_MIN = 240
SESSION_SLACK_MIN = 60


@dataclass(frozen=True, slots=True)
class Rider:
    """A patient on a trip, and the seats taken (an escort takes one)."""

    patient: Patient
    seats: int


@dataclass(frozen=True, slots=True)
class Order:
    """One trip wanted; minutes count from 00:00 of the first day of the horizon.

    Parameters
    ----------
    riders
        Who travels together.
    unit
        The unit they go to, or come from on the way back.
    kind
        Ward kind of that unit on that day.
    back
        Whether this is the way home.
    home
        Hospital in which the rider lies before a transfer; "" when they are fetched at home.
    ready, due
        Earliest minute they can be collected, and the minute they should have arrived.
    travel
        Minutes from collecting to arriving, loading included.
    """

    riders: tuple[Rider, ...]
    unit: Unit
    kind: str
    back: bool
    home: str
    date: dt.date
    ready: int
    due: int
    travel: int

    @property
    def urgency(self) -> int:
        """Urgency of the riders, which is one and the same."""
        return self.riders[0].patient.urgency

    @property
    def seats(self) -> int:
        """Seats taken."""
        return sum(rider.seats for rider in self.riders)

    @property
    def collected_at(self) -> str:
        """Return where they live or lie: hospital, origin or point."""
        patient = self.riders[0].patient
        if self.home:
            return self.home
        if patient.lat is not None and patient.lon is not None:
            return point_id(patient.lat, patient.lon)
        return str(patient.origin_id)

    def sort_key(self) -> tuple[bool, dt.date, int, int, int, str, bool]:
        """All the life-threatened before anybody else; then by day, urgency and deadline."""
        return (self.urgency > 1, self.date, self.urgency, self.due, self.ready, self.riders[0].patient.patient_id, self.back)


def serves(vehicle: Vehicle, order: Order) -> bool:
    """Whether a kind of vehicle may carry an order: urgency, ward kind, seats, and at least one vehicle of it."""
    urgency = not vehicle.urgencies or str(order.urgency) in vehicle.urgencies
    ward = not vehicle.ward_kinds or order.kind in vehicle.ward_kinds
    return urgency and ward and vehicle.number > 0 and vehicle.seats >= order.seats


def orders_of(dataset: Dataset, tables: PlanTables) -> list[Order]:
    """Return the trips a plan asks for, seats shared where that is allowed, the most urgent first."""
    travel = Travel(dataset)
    kinds = {(row.unit_id, row.date): str(row.ward_kind) for row in tables.capacity}
    single = [*_moves(dataset, tables.placements, kinds, travel), *_sessions(dataset, tables.sessions, kinds, travel)]
    return sorted(_shared(dataset, single), key=Order.sort_key)


def _moves(
    dataset: Dataset, placements: Sequence[PlacementRow], kinds: dict[tuple[str, dt.date], str], travel: Travel
) -> Iterator[Order]:
    before: dict[str, str] = {row.patient_id: row.current_unit_id for row in dataset.patients if row.current_unit_id}
    seen: set[str] = set()
    for row in sorted(placements, key=lambda row: (row.patient_id, row.from_)):
        unit, patient = dataset.unit[row.unit_id], dataset.patient[row.patient_id]
        first, lies_in = row.patient_id not in seen, before.get(row.patient_id)
        seen.add(row.patient_id)
        before[row.patient_id] = row.unit_id
        if dataset.service[unit.service_id].pattern is Pattern.SESSIONS:
            continue
        home = "" if lies_in is None else dataset.unit[lies_in].hospital_id
        if lies_in == row.unit_id or (not first and home == unit.hospital_id):
            continue
        minutes = travel.between_hospitals(home, unit.hospital_id) if home else travel.of_patient(patient, unit.hospital_id)
        ready, due = _window(dataset, patient, row.from_, minutes, first=first)
        yield Order((_rider(patient),), unit, kinds[row.unit_id, row.from_], False, home, row.from_, ready, due, minutes)


def _window(dataset: Dataset, patient: Patient, date: dt.date, minutes: int, *, first: bool) -> tuple[int, int]:
    """Return from when to when: urgency 1 at once, at any hour; others by daylight, or four hours after they are ready."""
    midnight = dataset.horizon.day(date) * 24 * 60
    told = patient.ready_at.hour * 60 + patient.ready_at.minute if first and patient.ready_at.date() == date else 0
    if patient.urgency == 1:
        ready = midnight + (told if first else DAY_BEGINS_MIN)
        return ready, ready + minutes
    ready = midnight + max(told, DAY_BEGINS_MIN)
    return ready, max(midnight + DAY_ENDS_MIN, ready + SLACK_MIN, ready + minutes)


def _sessions(
    dataset: Dataset, sessions: Sequence[SessionRow], kinds: dict[tuple[str, dt.date], str], travel: Travel
) -> Iterator[Order]:
    for row in sessions:
        unit, patient = dataset.unit[row.unit_id], dataset.patient[row.patient_id]
        minutes = travel.of_patient(patient, unit.hospital_id)
        kind, rider = kinds[row.unit_id, row.date], (_rider(patient),)
        starts = dataset.horizon.day(row.date) * 24 * 60 + FIRST_SESSION_MIN + (row.shift - 1) * SESSION_EVERY_MIN
        ends = starts + SESSION_MIN
        yield Order(rider, unit, kind, False, "", row.date, starts - minutes - SESSION_SLACK_MIN, starts, minutes)
        yield Order(rider, unit, kind, True, "", row.date, ends, ends + minutes + SESSION_SLACK_MIN, minutes)


def _rider(patient: Patient) -> Rider:
    return Rider(patient, 2 if patient.escort else 1)


def _shared(dataset: Dataset, single: Sequence[Order]) -> Iterator[Order]:
    """Fill seats with patients of one origin, hospital, day, hour, ward kind, code, status and urgency.

    Alone travel the life-threatened, who lies in a single buffer room, who is fetched at a point or from a hospital, and
    whose code or status changes within the horizon.
    """
    changing = {row.patient_id for row in dataset.code_changes}
    groups: dict[tuple[object, ...], list[Order]] = {}
    for order in sorted(single, key=Order.sort_key):
        one = order.riders[0].patient
        alone = order.urgency == 1 or order.kind == WardKind.BUFFER or one.patient_id in changing
        if alone or order.home or one.lat is not None or one.lon is not None:
            yield order
            continue
        same = (one.origin_id, order.unit.unit_id, order.date, order.back, order.kind, one.health_code, one.infection_status)
        groups.setdefault((*same, order.urgency, order.ready if order.due - order.ready < SLACK_MIN else 0), []).append(order)
    for waiting in groups.values():
        room = next((car.seats for car in dataset.vehicles if serves(car, waiting[0])), 1)
        yield from _filled(waiting, room)


def _filled(waiting: Sequence[Order], room: int) -> Iterator[Order]:
    held = waiting[0]
    for order in waiting[1:]:
        ready, due = max(held.ready, order.ready), min(held.due, order.due)
        if held.seats + order.seats <= room and ready + held.travel <= due:
            held = replace(held, riders=held.riders + order.riders, ready=ready, due=due)
        else:
            yield held
            held = order
    yield held
