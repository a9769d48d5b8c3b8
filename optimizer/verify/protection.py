"""How many places a hospital must keep free for the unforeseen, derived a second time.

The meaning is that of `policy.protection` (see the README of the data); the way is another than the planners': the
distribution is read off its characteristic function instead of being added up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property

import numpy as np

from optimizer.data.inforce import BINDING, released
from optimizer.data.tables.people import Patient
from optimizer.data.vocabulary import Pattern, WardKind, needed_kind
from optimizer.verify.context import Plan
from optimizer.verify.stay import sessions_per_day, stay_length

_FORECASTS = ((0.3, "low"), (0.4, "expected"), (0.3, "high"))
_RAREST = 1e-3
_DUST = 1e-9


class Reserve:
    """The places to keep free by hospital, service, ward kind and day, and those that somebody's claim takes first."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._policy = plan.dataset.scenario.policy

    def wanted(self, hospital: str, service: str, kind: WardKind, day: int) -> int:
        """Return the smallest number that the unannounced stay within at the protection level."""
        level = self._policy.protection
        if level <= 0:
            return 0
        share = self._share(hospital, service, kind, day)
        crowds = [(weight, share * self._unannounced(service, kind, name, day)) for weight, name in _FORECASTS]
        late = [
            *((self._late[service, kind, day, days], share * self._policy.overstay_share**days) for days in self._overstays),
            *(
                (self._late_here[hospital, service, kind, day, days], self._policy.overstay_share**days)
                for days in self._overstays
            ),
        ]
        return _quantile(crowds, [(count, chance) for count, chance in late if count], level)

    @cached_property
    def held(self) -> Counter[tuple[str, int]]:
        """Patients who lie in a unit, or are pinned or bound to it, by unit and day; sessions may fall on any day."""
        held: Counter[tuple[str, int]] = Counter()
        if self._policy.protection <= 0:
            return held
        for patient in self._plan.dataset.patients:
            unit = self._claim(patient)
            if unit is not None:
                first, last = self._first(patient), self._plan.days - 1
                if not self._comes_and_goes(patient):
                    last = min(last, first + stay_length(patient, self._plan.service_of(patient)) - 1)
                for day in range(first, last + 1):
                    held[unit, day] += 1
        return held

    @cached_property
    def _overstays(self) -> tuple[int, ...]:
        again = self._policy.overstay_share
        return tuple(days for days in range(1, 400) if again**days >= _RAREST - 1e-15) if again < 1 else ()

    @cached_property
    def _bound(self) -> dict[str, str]:
        """Where the plan in force sends those whom only a named release moves."""
        rows = sorted(self._plan.previous, key=lambda row: row.from_, reverse=True)
        sent = {row.patient_id: row.unit_id for row in rows}
        free = released(self._plan.dataset)
        return {
            patient.patient_id: sent[patient.patient_id]
            for patient in self._plan.dataset.patients
            if patient.placement_state in BINDING and patient.patient_id in sent and patient.patient_id not in free
        }

    def _claim(self, patient: Patient) -> str | None:
        unit = patient.pinned_unit_id or patient.current_unit_id or self._bound.get(patient.patient_id)
        return unit if unit in self._plan.dataset.unit else None

    def _first(self, patient: Patient) -> int:
        return (self._plan.ready[patient.patient_id] - self._plan.start).days

    def _comes_and_goes(self, patient: Patient) -> bool:
        return self._plan.service_of(patient).pattern is Pattern.SESSIONS

    @cached_property
    def _late(self) -> Counter[tuple[str, WardKind, int, int]]:
        """Named patients without a claim who should have left so many days before a day."""
        return Counter((service, kind, day, days) for hospital, service, kind, day, days in self._lates if not hospital)

    @cached_property
    def _late_here(self) -> Counter[tuple[str, str, WardKind, int, int]]:
        return Counter(key for key in self._lates if key[0])

    @cached_property
    def _lates(self) -> list[tuple[str, str, WardKind, int, int]]:
        found = []
        for patient in self._plan.dataset.patients:
            if self._comes_and_goes(patient):
                continue
            claim = self._claim(patient)
            unit = None if claim is None else self._plan.unit(claim)
            where = ("", patient.service_id) if unit is None else (unit.hospital_id, unit.service_id)
            kind = needed_kind(patient.health_code, patient.infection_status)
            leaves = self._first(patient) + stay_length(patient, self._plan.service_of(patient))
            found += [(*where, kind, leaves + days - 1, days) for days in self._overstays if leaves + days - 1 < self._plan.days]
        return found

    @cached_property
    def _named(self) -> Counter[tuple[str, WardKind, int]]:
        """Patients by service, ward kind and the day they are ready."""
        return Counter(
            (row.service_id, needed_kind(row.health_code, row.infection_status), (row.ready_at.date() - self._plan.start).days)
            for row in self._plan.dataset.patients
        )

    @cached_property
    def _expected(self) -> dict[tuple[str, WardKind, str, int], float]:
        expected: defaultdict[tuple[str, WardKind, str, int], float] = defaultdict(float)
        for row in self._plan.dataset.demand:
            for _, name in _FORECASTS:
                figure = getattr(row, name)
                key = (row.service_id, row.ward_kind, name, (row.date - self._plan.start).days)
                expected[key] += row.expected if figure is None else figure
        return expected

    def _unannounced(self, service: str, kind: WardKind, name: str, day: int) -> float:
        """Return the mean number of unannounced people who use a place on a day."""
        if service not in self._plan.dataset.service:
            return 0.0
        row, again = self._plan.dataset.service[service], self._policy.overstay_share
        total = 0.0
        for since in range(day + 1):
            come = self._expected.get((service, kind, name, day - since), 0.0) - self._named[service, kind, day - since]
            over = since - (row.typical_stay_days or 1) + 1
            if row.pattern is Pattern.SESSIONS:
                there = sessions_per_day(row)
            else:
                there = 1.0 if over <= 0 else again**over if over <= len(self._overstays) else 0.0
            total += max(0.0, come) * there
        return total

    @cached_property
    def _flowing(self) -> Counter[tuple[str, str, WardKind]]:
        flowing: Counter[tuple[str, str, WardKind]] = Counter()
        for _, row in self._plan.flows:
            flowing[row.hospital_id, row.service_id, row.ward_kind] += row.expected  # type: ignore[assignment]
        return flowing

    def _share(self, hospital: str, service: str, kind: WardKind, day: int) -> float:
        """Return the part of the service's people that a hospital takes: as the expected flows, else as its places."""
        shares = self._plan.memo(f"reserve shares {day}", lambda _: self._shares(day))
        return shares.get((hospital, service, kind), 0.0)

    def _shares(self, day: int) -> dict[tuple[str, str, WardKind], float]:
        places: Counter[tuple[str, str, WardKind]] = Counter()
        for unit in self._plan.dataset.units:
            state = self._plan.states[unit.unit_id][day]
            places[unit.hospital_id, unit.service_id, state.kind] += state.places * self._plan.shifts[unit.unit_id]
        by_flow = {key[1:] for key, figure in self._flowing.items() if figure > 0}
        weights = {key: float(self._flowing[key] if key[1:] in by_flow else count) for key, count in places.items()}
        total: defaultdict[tuple[str, WardKind], float] = defaultdict(float)
        for key, weight in weights.items():
            total[key[1:]] += weight
        return {key: weight / total[key[1:]] for key, weight in weights.items() if weight > 0}


def _quantile(crowds: list[tuple[float, float]], late: list[tuple[int, float]], level: float) -> int:
    """Return the smallest n with P(N ≤ n) ≥ level, N a mixture of Poisson numbers plus binomial ones."""
    most = max(mean for _, mean in crowds)
    size = 64 + sum(count for count, _ in late) + int(most + 15.0 * (most + 1.0) ** 0.5)
    around = np.exp(-2j * np.pi * np.arange(size) / size)
    shape = sum(weight * np.exp(mean * (around - 1.0)) for weight, mean in crowds)
    for count, chance in late:
        shape = shape * (1.0 - chance + chance * around) ** count
    chances = np.fft.ifft(shape).real
    return int(np.searchsorted(np.cumsum(chances), level - _DUST))
