"""Where somebody is fetched or brought, by name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.tables.people import Patient
from optimizer.report.words import Names


@dataclass(frozen=True)
class Places:
    """Names of hospitals and of places people come from; never an address."""

    dataset: Dataset

    @cached_property
    def _names(self) -> Names:
        return Names(self.dataset)

    @cached_property
    def _origins(self) -> dict[str, Text]:
        return {row.origin_id: row.title for row in self.dataset.origins}

    def of_unit(self, unit_id: str) -> Text:
        """Return the hospital of a unit."""
        return self._names.hospital(self._names.hospital_of_unit(unit_id))

    def of_patient(self, patient: Patient) -> Text:
        """Return the township, sealed block or isolation place that somebody comes from."""
        name = patient.origin_id or ""
        return self._origins.get(name, Text(name, name))

    def named(self, place: str, patient_id: str) -> Text:
        """Return a place of the vehicle plan: a hospital, or where the patient comes from."""
        if place in self.dataset.hospital:
            return self._names.hospital(place)
        patient = self.dataset.patient.get(patient_id)
        return Text(place, place) if patient is None else self.of_patient(patient)
