"""On which days of the horizon a patient who comes for sessions could be treated, for every first day within reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from optimizer.data.dataset import Dataset
from optimizer.data.sessions import Cycle, WorkingDays, cohorts_of
from optimizer.data.tables.care import Service
from optimizer.data.tables.people import Patient


class Courses:
    """Finds the days of sessions; remembers those of every service and cohort."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._horizon = dataset.horizon
        self._working = WorkingDays.of(dataset.holidays)
        self._known: dict[tuple[str, str], tuple[int, ...]] = {}

    def of(self, patient: Patient, service: Service, ready: int, last: int) -> Iterator[tuple[int, ...]]:
        """Yield the days of a course of treatment for every first day from `ready` to `last`, and every cohort."""
        cycle, left = Cycle.of(patient, service), patient.sessions_left
        if cycle is None:
            for cohort in cohorts_of(patient, service):
                days = self._days(service, cohort)
                for start in (day for day in days if ready <= day <= last):
                    yield tuple(day for day in days if day >= start)[:left]
            return
        working = self._working if service.working_days else None
        for start in range(ready, last + 1):
            first = self._horizon.date(start)
            if working is None or working.has(first):
                dates = cycle.dates(first, self._horizon.last, working)
                yield tuple(self._horizon.day(date) for date in dates)[:left]

    def weekly(self, service_id: str) -> Sequence[frozenset[int]] | None:
        """Return the days of every cohort in use; None where somebody of the service is treated in cycles."""
        service = self._dataset.service[service_id]
        mine = [row for row in self._dataset.patients if row.service_id == service_id]
        if service.cycle_days is not None or any(row.cycle_days is not None for row in mine):
            return None
        cohorts = {cohort for row in mine for cohort in cohorts_of(row, service)} | set(service.cohorts)
        return [frozenset(self._days(service, cohort)) for cohort in sorted(cohorts)]

    def _days(self, service: Service, cohort: str) -> tuple[int, ...]:
        key = (service.service_id, cohort)
        if key not in self._known:
            treated = (self._working.treats(service, cohort, date) for date in self._horizon)
            self._known[key] = tuple(day for day, here in enumerate(treated) if here)
        return self._known[key]
