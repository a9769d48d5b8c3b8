"""Which ambulance brings which life-threatened patient to which hospital: as many in time as can be, then in the fewest minutes.

Two stages, never one weighted sum: that a place stays free or a deadline has slack is no gain, so nobody is driven
farther for it. A patient's two legs are chosen apart; rows forbid legs that miss his deadline together, and of legs that
exclude each other at most one (cliques), so the linear relaxation is nearly whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from optimizer.core.outcome import Termination
from optimizer.core.params import Control, Limits
from optimizer.solve.cpsat import Stage
from optimizer.solve.linear import solve_linear

Minutes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class DispatchInstance:
    """Whole minutes and free beds.

    Parameters
    ----------
    to_patient
        Ambulance × patient: minutes from where the ambulance is to the patient, turnaround included.
    to_hospital
        Patient × hospital: minutes from there; negative where the hospital cannot treat the patient.
    beds
        Free beds by hospital.
    deadline
        Minutes from now by which the patient must have arrived.

    Raises
    ------
    ValueError
        When shapes do not fit together, or minutes to a patient, beds or deadlines are negative.
    """

    to_patient: Minutes
    to_hospital: Minutes
    beds: Minutes
    deadline: Minutes

    def __post_init__(self) -> None:
        patients = len(self.deadline)
        if self.to_patient.shape[1:] != (patients,) or self.to_hospital.shape != (patients, len(self.beds)):
            message = "to_patient is ambulances × patients, to_hospital patients × hospitals, one deadline a patient"
            raise ValueError(message)
        if (self.to_patient < 0).any() or (self.beds < 0).any() or (self.deadline < 0).any():
            message = "minutes to a patient, beds and deadlines must not be negative"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Trip:
    """One patient brought in time; indices into the instance, minutes from now until arrival."""

    patient: int
    ambulance: int
    hospital: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Dispatched:
    """Trips of all who are saved; when `proven`, nobody could save more, nor as many in fewer minutes in sum."""

    trips: tuple[Trip, ...]
    proven: bool

    @property
    def saved(self) -> int:
        """How many arrive in time."""
        return len(self.trips)

    @property
    def minutes(self) -> int:
        """Sum over those until arrival."""
        return sum(trip.minutes for trip in self.trips)


@dataclass(frozen=True, slots=True)
class _Legs:
    """The model: a literal per usable leg to a patient (ambulance, patient) and from there (patient, hospital)."""

    model: cp_model.CpModel
    out: dict[tuple[int, int], cp_model.IntVar]
    into: dict[tuple[int, int], cp_model.IntVar]


def dispatch(instance: DispatchInstance, limits: Limits | None = None, control: Control | None = None) -> Dispatched:
    """Return the trips: first the most people in time, then the fewest minutes in sum."""
    legs = _model(instance)
    if not legs.into:
        return Dispatched((), proven=True)
    there = sum(int(instance.to_patient[leg]) * chosen for leg, chosen in legs.out.items())
    onward = sum(int(instance.to_hospital[leg]) * chosen for leg, chosen in legs.into.items())
    stages = [Stage("left_behind", len(instance.deadline) - sum(legs.into.values())), Stage("minutes", there + onward)]
    result = solve_linear(legs.model, stages, limits or Limits(), control=control, step="dispatch")
    if not result.termination.has_plan:
        return Dispatched((), proven=False)
    by = {patient: unit for (unit, patient), chosen in legs.out.items() if result.values[chosen.index] > 0.5}
    to = {patient: place for (patient, place), chosen in legs.into.items() if result.values[chosen.index] > 0.5}
    reached = {one: int(instance.to_patient[by[one], one]) for one in to}
    trips = tuple(Trip(one, by[one], to[one], reached[one] + int(instance.to_hospital[one, to[one]])) for one in sorted(to))
    return Dispatched(trips, proven=result.termination is Termination.OPTIMAL)


def _model(instance: DispatchInstance) -> _Legs:
    legs = _Legs(cp_model.CpModel(), {}, {})
    ambulances, patients = instance.to_patient.shape
    for patient in range(patients):
        _patient(legs, instance, patient)
    for ambulance in range(ambulances):
        legs.model.add(sum(chosen for (unit, _), chosen in legs.out.items() if unit == ambulance) <= 1)
    for hospital, beds in enumerate(instance.beds):
        legs.model.add(sum(chosen for (_, place), chosen in legs.into.items() if place == hospital) <= int(beds))
    return legs


def _patient(legs: _Legs, instance: DispatchInstance, patient: int) -> None:
    """Add one patient's legs: as many to him as from him, at most one, and no two that miss the deadline together."""
    reach, onward, deadline = instance.to_patient[:, patient], instance.to_hospital[patient], instance.deadline[patient]
    nearest = min((int(far) for far in onward if far >= 0), default=None)
    if nearest is None or not len(reach):
        return
    soonest = int(reach.min())
    out = {int(a): legs.model.new_bool_var("") for a in np.flatnonzero(reach + nearest <= deadline)}
    into = {int(h): legs.model.new_bool_var("") for h in np.flatnonzero((onward >= 0) & (onward + soonest <= deadline))}
    legs.out.update({(ambulance, patient): chosen for ambulance, chosen in out.items()})
    legs.into.update({(patient, hospital): chosen for hospital, chosen in into.items()})
    legs.model.add(sum(out.values()) == sum(into.values()))
    legs.model.add(sum(into.values()) <= 1)
    for far in sorted({int(onward[hospital]) for hospital in into}):
        late_out = [chosen for ambulance, chosen in out.items() if reach[ambulance] + far > deadline]
        if late_out:
            legs.model.add(sum(late_out) + sum(chosen for h, chosen in into.items() if onward[h] >= far) <= 1)


def late(instance: DispatchInstance, trips: Sequence[Trip]) -> list[str]:
    """Return every rule that trips break, in words: worked out anew from the minutes, without the flow."""
    found = []
    for name in ("patient", "ambulance"):
        seen = [getattr(trip, name) for trip in trips]
        found += [f"{name} {number} twice" for number in sorted({one for one in seen if seen.count(one) > 1})]
    for hospital in {trip.hospital for trip in trips}:
        if sum(trip.hospital == hospital for trip in trips) > instance.beds[hospital]:
            found.append(f"hospital {hospital} over its beds")
    for trip in trips:
        there = int(instance.to_hospital[trip.patient, trip.hospital])
        minutes = int(instance.to_patient[trip.ambulance, trip.patient]) + there
        if there < 0 or minutes != trip.minutes or minutes > instance.deadline[trip.patient]:
            found.append(f"patient {trip.patient} cannot arrive so")
    return found
