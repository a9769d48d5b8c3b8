"""Minutes from a place to a hospital: a given matrix when there is one, else the estimate."""

from __future__ import annotations

import re

from optimizer.core.rounding import ceil_int
from optimizer.data.dataset import Dataset
from optimizer.data.tables.care import Unit
from optimizer.data.tables.people import Patient
from optimizer.data.travel.estimate import Point, road_estimate_min
from optimizer.data.vocabulary import Pattern

POINT_DIGITS = 3
POINT_ID = re.compile(r"point:-?\d+\.\d{3},-?\d+\.\d{3}")


def point_id(lat: float, lon: float) -> str:
    """Return the id under which a matrix knows a patient's own point, such as ``point:36.090,103.630``.

    It is rounded to a thousandth of a degree (about 100 m): near enough for a road, and not somebody's door.
    """
    return f"point:{lat:.{POINT_DIGITS}f},{lon:.{POINT_DIGITS}f}"


class Travel:
    """Travel times of one dataset, pick-up included, in whole minutes (rounded up).

    Coordinates are complete and WGS84 here: reading fills a missing place from its district and says so.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._settings = dataset.scenario.travel
        self._units = dataset.unit
        self._services = dataset.service
        self._given = {(row.from_id, row.to_id): row.minutes for row in dataset.travel_times}
        self._hospitals = {row.hospital_id: _point(row.lat, row.lon) for row in dataset.hospitals}
        self._origins = {row.origin_id: _point(row.lat, row.lon) for row in dataset.origins}
        self._pickup = {row.origin_id: row.pickup_min for row in dataset.origins}
        self._known: dict[tuple[str, str], int] = {}

    def from_origin(self, origin_id: str, hospital_id: str) -> int:
        """Return minutes from an origin to a hospital."""
        key = (origin_id, hospital_id)
        known = self._known.get(key)
        if known is None:
            pickup, given = self._pickup.get(origin_id), self._given.get(key)
            road = given if given is not None else self._road(self._origins[origin_id], self._hospitals[hospital_id])
            known = self._known[key] = ceil_int(road + (self._settings.pickup_min if pickup is None else pickup))
        return known

    def between_hospitals(self, from_id: str, to_id: str) -> int:
        """Return minutes from one hospital to another; 0 for the same."""
        if from_id == to_id:
            return 0
        given = self._given.get((from_id, to_id))
        road = given if given is not None else self._road(self._hospitals[from_id], self._hospitals[to_id])
        return ceil_int(road + self._settings.pickup_min)

    def from_point(self, lat: float, lon: float, hospital_id: str) -> int:
        """Return minutes from a point to a hospital."""
        given = self._given.get((point_id(lat, lon), hospital_id))
        road = given if given is not None else self._road((lat, lon), self._hospitals[hospital_id])
        return ceil_int(road + self._settings.pickup_min)

    def of_patient(self, patient: Patient, hospital_id: str) -> int:
        """Return minutes from where a patient lives; the patient's own coordinates come before the origin's."""
        if patient.lat is not None and patient.lon is not None:
            return self.from_point(patient.lat, patient.lon, hospital_id)
        if patient.origin_id is None:
            message = f"patient {patient.patient_id} has neither origin nor coordinates"
            raise ValueError(message)
        return self.from_origin(patient.origin_id, hospital_id)

    def to_unit(self, patient: Patient, unit: Unit) -> int:
        """Return minutes of the trip a placement causes.

        Sessions start at home each time. A stay that goes on in its unit costs nothing; one that moves starts at the
        hospital where the patient lies.
        """
        current = None if patient.current_unit_id is None else self._units[patient.current_unit_id]
        if current is None or self._services[unit.service_id].pattern is Pattern.SESSIONS:
            return self.of_patient(patient, unit.hospital_id)
        return self.between_hospitals(current.hospital_id, unit.hospital_id)

    def _road(self, a: Point, b: Point) -> float:
        return road_estimate_min(self._settings, a, b)


def _point(lat: float | None, lon: float | None) -> Point:
    if lat is None or lon is None:
        message = "a place without coordinates reached the travel estimate"
        raise ValueError(message)
    return (lat, lon)
