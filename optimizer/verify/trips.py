"""Minutes of every trip, derived a second time from the input tables that a plan folder carries.

This repeats on purpose what `optimizer.data.travel` computes for the planners, so that a slip there is caught. Nobody is
asked: where a road server was, its answers stand in `travel_times`.
"""

from __future__ import annotations

import math
from functools import lru_cache

from optimizer.data.dataset import Dataset
from optimizer.data.tables.care import Unit
from optimizer.data.tables.people import Patient
from optimizer.data.vocabulary import Pattern

_DUST = 1e-9


class Trips:
    """Whole minutes from door to door, rounded up; pick-up included."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._hospital = dataset.hospital
        self._origin = dataset.origin
        self._matrix: dict[str, dict[str, float]] = {}
        for row in dataset.travel_times:
            self._matrix.setdefault(row.from_id, {})[row.to_id] = row.minutes
        self._known: dict[tuple[str, str], int] = {}

    def from_origin(self, origin_id: str, hospital_id: str) -> int:
        """Return minutes from an origin; its own pick-up time comes before the general one."""
        key = (origin_id, hospital_id)
        if key not in self._known:
            origin = self._origin[origin_id]
            extra = origin.pickup_min if origin.pickup_min is not None else self._dataset.scenario.travel.pickup_min
            self._known[key] = self._whole(origin_id, origin.lat, origin.lon, hospital_id, extra)
        return self._known[key]

    def between_hospitals(self, from_id: str, to_id: str) -> int:
        """Return minutes of a transfer; none within a hospital."""
        if from_id == to_id:
            return 0
        start = self._hospital[from_id]
        return self._whole(from_id, start.lat, start.lon, to_id, self._dataset.scenario.travel.pickup_min)

    def of_patient(self, patient: Patient, hospital_id: str) -> int:
        """Return minutes from where a patient is: the patient's own point, else the origin's."""
        if patient.lat is None or patient.lon is None:
            return self.from_origin(str(patient.origin_id), hospital_id)
        name = f"point:{patient.lat:.3f},{patient.lon:.3f}"
        return self._whole(name, patient.lat, patient.lon, hospital_id, self._dataset.scenario.travel.pickup_min)

    def to_unit(self, patient: Patient, unit: Unit) -> int:
        """Return minutes of a placement's trip: from home, or for a stay that moves from the hospital of its unit."""
        coming = self._dataset.service[unit.service_id].pattern is Pattern.SESSIONS
        if coming or patient.current_unit_id is None:
            return self.of_patient(patient, unit.hospital_id)
        return self.between_hospitals(self._dataset.unit[patient.current_unit_id].hospital_id, unit.hospital_id)

    def _whole(self, from_id: str, lat: float | None, lon: float | None, hospital_id: str, extra: float) -> int:
        given = self._matrix.get(from_id, {}).get(hospital_id)
        if given is None:
            goal = self._hospital[hospital_id]
            given = self._estimate((lat, lon), (goal.lat, goal.lon))
        return math.ceil(given + extra - _DUST)

    def _estimate(self, start: tuple[float | None, float | None], goal: tuple[float | None, float | None]) -> float:
        """Straight line × circuity at the speed of the town, and beyond `far_km` at that of the country, if there is one."""
        settings = self._dataset.scenario.travel
        km = _straight_km(start, goal)
        near = min(km, settings.far_km) if settings.speed_kmh_far > 0 else km
        minutes = near * settings.circuity * 60.0 / settings.speed_kmh
        if km > near:
            minutes += (km - near) * settings.circuity * 60.0 / settings.speed_kmh_far
        return minutes


@lru_cache(maxsize=200_000)
def _straight_km(start: tuple[float | None, float | None], goal: tuple[float | None, float | None]) -> float:
    """Return the geodesic distance; the same pairs are asked for by every goal and every rule about trips."""
    from geopy.distance import geodesic  # brings every geocoder with it: loaded with the first distance

    return float(geodesic(start, goal).kilometers)
