"""Units a drawn patient can refer to: where one lies already, is pinned to, or has declined."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from optimizer.data.dataset import Dataset
from optimizer.data.tables.care import Unit
from optimizer.data.vocabulary import Pattern, UnitStatus, WardKind


class Places:
    """The open units of a city by service and ward kind."""

    def __init__(self, city: Dataset) -> None:
        self._city = city
        self._by_need: dict[tuple[str, WardKind], list[Unit]] = {}
        for unit in city.units:
            if unit.status is UnitStatus.OPEN:
                self._by_need.setdefault((unit.service_id, unit.ward_kind), []).append(unit)

    @cached_property
    def bloodborne(self) -> frozenset[str]:
        """Capabilities that mean a unit is kept for a blood-borne infection."""
        return frozenset({"HBV", "HCV", "HIV", "TP"})

    def is_stay(self, service_id: str) -> bool:
        """Whether a patient of the service holds a bed."""
        return self._city.service[service_id].pattern is Pattern.STAY

    def fitting(self, service_id: str, kind: WardKind, needs: Iterable[str], bloodborne: Iterable[str]) -> list[Unit]:
        """Return the open units of a service and ward kind with these capabilities, in table order."""
        wanted, carried = set(needs), set(bloodborne) - {"none"}
        return [
            unit
            for unit in self._by_need.get((service_id, kind), ())
            if wanted <= set(unit.capabilities) and self._machines(unit) == carried
        ]

    def offers(self, service_id: str, kind: WardKind, token: str) -> bool:
        """Whether some open unit of the service and ward kind has a capability."""
        return any(token in unit.capabilities for unit in self._by_need.get((service_id, kind), ()))

    def providers(self, service_id: str, kind: WardKind) -> list[str]:
        """Return the hospitals a patient may have been treated at before: for green codes those turned over to cases."""
        if kind is WardKind.GENERAL:
            turned = {unit.hospital_id for unit in self._city.units if unit.ward_kind is WardKind.ISOLATION}
            return [row.hospital_id for row in self._city.hospitals if row.hospital_id in turned]
        return list(dict.fromkeys(unit.hospital_id for unit in self._city.units if unit.service_id == service_id))

    def isolating(self, service_id: str) -> str | None:
        """Return the stay service with most isolation beds, for a case whose own has none; None where it has, or none has."""
        beds: dict[str, int] = {}
        for (service, kind), units in self._by_need.items():
            if kind is WardKind.ISOLATION and (service == service_id or self.is_stay(service)):
                beds[service] = sum(unit.capacity for unit in units)
        return None if service_id in beds or not beds else max(beds, key=lambda service: (beds[service], service))

    def _machines(self, unit: Unit) -> set[str]:
        return set(unit.capabilities) & self.bloodborne


def free_places(unit: Unit) -> int:
    """Return the places of a unit not held or kept free when the horizon begins."""
    return max(0, unit.capacity - unit.kept_free - unit.occupied)
