"""An emitted plan with the indexes the checks ask for; only rows whose ids stand in the tables come this far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from optimizer.data.dataset import Dataset
from optimizer.data.refusals import standing
from optimizer.data.tables import plan
from optimizer.data.tables.care import CannotAccept, Service, Unit
from optimizer.data.tables.people import Patient
from optimizer.data.tables.staff import StaffMember
from optimizer.data.vocabulary import Pattern
from optimizer.verify.finding import Line
from optimizer.verify.needs import Need, needs_of
from optimizer.verify.occupancy import Occupancy, occupancy_of
from optimizer.verify.pools import Pools
from optimizer.verify.stay import ready_day
from optimizer.verify.trips import Trips
from optimizer.verify.unitdays import UnitState, shifts_of, unit_days

T = TypeVar("T")


@dataclass(frozen=True)
class Plan:
    """One plan under check.

    Parameters
    ----------
    dataset
        The input tables.
    lines
        Rows of every plan table with their row numbers.
    steps
        Steps that were run; the tables of the others are empty.
    previous
        Placements of the plan in force when this one was made.
    previous_rota
        The rota in force when this one was made.
    previous_rotation
        Its rotation.
    """

    dataset: Dataset
    lines: Mapping[str, tuple[Line[Any], ...]]
    steps: frozenset[str]
    previous: Sequence[plan.PlacementRow] = ()
    previous_rota: Sequence[plan.RotaRow] = ()
    previous_rotation: Sequence[plan.RotationRow] = ()

    @property
    def designation(self) -> tuple[Line[plan.DesignationRow], ...]:
        """Designated places."""
        return self.lines["designation"]

    @property
    def conversions(self) -> tuple[Line[plan.ConversionRow], ...]:
        """Units converted."""
        return self.lines["conversions"]

    @property
    def flows(self) -> tuple[Line[plan.FlowRow], ...]:
        """Expected flows."""
        return self.lines["flows"]

    @property
    def capacity(self) -> tuple[Line[plan.CapacityRow], ...]:
        """Capacity per unit and day."""
        return self.lines["capacity"]

    @property
    def placements(self) -> tuple[Line[plan.PlacementRow], ...]:
        """Patients placed."""
        return self.lines["placements"]

    @property
    def sessions(self) -> tuple[Line[plan.SessionRow], ...]:
        """Sessions of patients placed."""
        return self.lines["sessions"]

    @property
    def unplaced(self) -> tuple[Line[plan.UnplacedRow], ...]:
        """Patients not yet placed."""
        return self.lines["unplaced"]

    @property
    def changes(self) -> tuple[Line[plan.ChangeRow], ...]:
        """Changes against the plan in force."""
        return self.lines["changes"]

    @property
    def teams(self) -> tuple[Line[plan.TeamRow], ...]:
        """People in teams."""
        return self.lines["teams"]

    @property
    def draws(self) -> tuple[Line[plan.DrawRow], ...]:
        """What donors give."""
        return self.lines["draws"]

    @property
    def rotation(self) -> tuple[Line[plan.RotationRow], ...]:
        """Phases of teams."""
        return self.lines["rotation"]

    @property
    def rotation_changes(self) -> tuple[Line[plan.RotationChangeRow], ...]:
        """Changes against the rotation in force."""
        return self.lines["rotation_changes"]

    @property
    def rota(self) -> tuple[Line[plan.RotaRow], ...]:
        """Shifts of people."""
        return self.lines["rota"]

    @property
    def supplies(self) -> tuple[Line[plan.SupplyRow], ...]:
        """Stock per hospital, item and day."""
        return self.lines["supplies"]

    @property
    def transfers(self) -> tuple[Line[plan.TransferRow], ...]:
        """Goods sent between hospitals."""
        return self.lines["transfers"]

    @cached_property
    def start(self) -> dt.date:
        """First day of the horizon."""
        return self.dataset.horizon.start

    @cached_property
    def last(self) -> dt.date:
        """Last day of the horizon."""
        return self.dataset.horizon.last

    @cached_property
    def days(self) -> int:
        """Days of the horizon."""
        return self.dataset.horizon.days

    @cached_property
    def travel(self) -> Trips:
        """Travel times."""
        return Trips(self.dataset)

    @cached_property
    def states(self) -> dict[str, list[UnitState]]:
        """State of every unit on every day, conversions included."""
        return unit_days(self.dataset, [line.row for line in self.conversions])

    @cached_property
    def unconverted(self) -> dict[str, list[UnitState]]:
        """State of every unit on every day as if nothing were converted."""
        return unit_days(self.dataset, ()) if self.conversions else self.states

    @cached_property
    def shifts(self) -> dict[str, int]:
        """Patients one place of a unit serves a day."""
        return {unit.unit_id: shifts_of(self.dataset, unit) for unit in self.dataset.units}

    @cached_property
    def by_sessions(self) -> frozenset[str]:
        """Units whose patients come for sessions instead of lying there."""
        service = self.dataset.service
        running = {name for name, row in service.items() if row.pattern is Pattern.SESSIONS}
        return frozenset(unit.unit_id for unit in self.dataset.units if unit.service_id in running)

    @cached_property
    def occupancy(self) -> Occupancy:
        """Who is where on which day."""
        return occupancy_of(self.dataset, self.by_sessions, self.placements, self.sessions)

    @cached_property
    def pools(self) -> Pools:
        """Who may work where on which day."""
        return Pools(self.dataset, self.teams, self.rotation, self.states)

    @cached_property
    def stated(self) -> dict[tuple[str, int], plan.CapacityRow]:
        """The capacity rows by unit and day index."""
        day = self.dataset.horizon.day
        return {(line.row.unit_id, day(line.row.date)): line.row for line in self.capacity}

    @cached_property
    def legs(self) -> dict[str, list[Line[plan.PlacementRow]]]:
        """The rows of every patient placed, in the order of their days."""
        rows: dict[str, list[Line[plan.PlacementRow]]] = {}
        for line in sorted(self.placements, key=lambda line: line.row.from_):
            rows.setdefault(line.row.patient_id, []).append(line)
        return rows

    @cached_property
    def linked(self) -> frozenset[str]:
        """Patients who share their hospital with another one."""
        pairs = [(row.patient_id, row.linked_patient_id) for row in self.dataset.patients if row.linked_patient_id]
        return frozenset(name for pair in pairs for name in pair)

    @cached_property
    def needs(self) -> dict[str, list[Need]]:
        """What every patient needs on every day of the horizon."""
        return needs_of(self.dataset)

    @cached_property
    def session_days(self) -> dict[tuple[str, str], list[dt.date]]:
        """Dates of the sessions of every patient at every unit."""
        dates: dict[tuple[str, str], list[dt.date]] = {}
        for _, row in self.sessions:
            dates.setdefault((row.patient_id, row.unit_id), []).append(row.date)
        return dates

    @cached_property
    def designated(self) -> dict[tuple[str, str, str], list[tuple[dt.date, dt.date]]]:
        """Spans of days for which (hospital, service, ward kind) is designated."""
        spans: dict[tuple[str, str, str], list[tuple[dt.date, dt.date]]] = {}
        for _, row in self.designation:
            spans.setdefault((row.hospital_id, row.service_id, row.ward_kind), []).append((row.from_, row.to))
        return spans

    @cached_property
    def ready(self) -> dict[str, dt.date]:
        """The first day every patient can be admitted."""
        return {patient.patient_id: ready_day(patient, self.start) for patient in self.dataset.patients}

    @cached_property
    def refusals(self) -> dict[str, list[CannotAccept]]:
        """Notices that a unit cannot accept, by unit; lack of a test, code, registration or payment is no reason."""
        notices: dict[str, list[CannotAccept]] = {}
        for notice in standing(self.dataset.cannot_accept):
            notices.setdefault(notice.unit_id, []).append(notice)
        return notices

    @cached_property
    def bloodborne_tokens(self) -> frozenset[str]:
        """Words that mark a machine as reserved for a blood-borne infection."""
        used = {token for patient in self.dataset.patients for token in patient.bloodborne}
        return frozenset((used | {"HBV", "HCV", "HIV", "TP"}) - {"none", "无", ""})

    @cached_property
    def _memos(self) -> dict[str, Any]:
        return {}

    def memo(self, name: str, build: Callable[[Plan], T]) -> T:
        """Return what `build` makes of the plan, made once and kept under a name."""
        if name not in self._memos:
            self._memos[name] = build(self)
        kept: T = self._memos[name]
        return kept

    def ran(self, step: str) -> bool:
        """Return whether a step was run."""
        return step in self.steps

    def patient(self, patient_id: str) -> Patient:
        """Return a patient."""
        return self.dataset.patient[patient_id]

    def unit(self, unit_id: str) -> Unit:
        """Return a unit."""
        return self.dataset.unit[unit_id]

    def service_of(self, holder: Patient | Unit) -> Service:
        """Return the service a patient needs, or a unit offers."""
        return self.dataset.service[holder.service_id]

    def member(self, staff_id: str) -> StaffMember:
        """Return a person."""
        return self.dataset.member[staff_id]

    def state(self, unit_id: str, date: dt.date) -> UnitState | None:
        """Return what a unit is on a date; None outside the horizon."""
        day = (date - self.start).days
        return self.states[unit_id][day] if 0 <= day < self.days else None

    def need(self, patient: Patient, date: dt.date) -> Need:
        """Return what a patient needs on a date; outside the horizon, on its nearest day."""
        return self.needs[patient.patient_id][min(max((date - self.start).days, 0), self.days - 1)]

    def is_first(self, row: plan.PlacementRow) -> bool:
        """Return whether a row is a patient's admission rather than a further leg."""
        return self.legs[row.patient_id][0].row is row

    def is_designated(self, unit: Unit, kind: str, dates: Sequence[dt.date]) -> bool:
        """Return whether a unit's place, as `kind`, is designated on all these dates."""
        spans = self.designated.get((unit.hospital_id, unit.service_id, kind), ())
        return all(any(first <= date <= last for first, last in spans) for date in dates)
