"""All tables of one planning task, checked and frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from optimizer.core.horizon import Horizon
from optimizer.core.issue import Issue
from optimizer.data.scenario import Scenario
from optimizer.data.tables import care, goods, people, places
from optimizer.data.tables import staff as work
from optimizer.data.vocabulary import Provenance


@dataclass(frozen=True)
class Dataset:
    """Tables by name as tuples of frozen rows, in file order; a table that was not given is empty.

    `issues` are the warnings found while reading; faults never reach a Dataset. `given` names the tables that were there.
    """

    scenario: Scenario
    name: str = ""
    issues: tuple[Issue, ...] = ()
    given: frozenset[str] = frozenset()
    hospitals: tuple[places.Hospital, ...] = ()
    services: tuple[care.Service, ...] = ()
    units: tuple[care.Unit, ...] = ()
    unit_conversions: tuple[care.UnitConversion, ...] = ()
    capacity_changes: tuple[care.CapacityChange, ...] = ()
    origins: tuple[places.Origin, ...] = ()
    travel_times: tuple[places.TravelTime, ...] = ()
    vehicles: tuple[places.Vehicle, ...] = ()
    demand: tuple[people.Demand, ...] = ()
    patients: tuple[people.Patient, ...] = ()
    code_changes: tuple[people.CodeChange, ...] = ()
    cannot_accept: tuple[care.CannotAccept, ...] = ()
    releases: tuple[people.Release, ...] = ()
    staff: tuple[work.StaffMember, ...] = ()
    staff_pairs: tuple[work.StaffPair, ...] = ()
    donor_minimum: tuple[work.DonorMinimum, ...] = ()
    teams_wanted: tuple[work.TeamWanted, ...] = ()
    rotation: tuple[work.Rotation, ...] = ()
    team_events: tuple[work.TeamEvent, ...] = ()
    wards: tuple[work.Ward, ...] = ()
    ward_cover: tuple[work.WardCover, ...] = ()
    stand_ins: tuple[work.StandIn, ...] = ()
    shift_types: tuple[work.ShiftType, ...] = ()
    contracts: tuple[work.Contract, ...] = ()
    requests: tuple[work.Request, ...] = ()
    roster_history: tuple[work.RosterHistory, ...] = ()
    fairness_carry: tuple[work.FairnessCarry, ...] = ()
    holidays: tuple[work.Holiday, ...] = ()
    supplies: tuple[goods.Supply, ...] = ()
    supply_use: tuple[goods.SupplyUse, ...] = ()
    input_hashes: Mapping[str, str] = field(default_factory=dict)  # SHA-256 of each canonical table
    outlines: bytes = b""  # GeoJSON of the districts for maps, when a districts.geojson lay beside the tables

    @property
    def horizon(self) -> Horizon:
        """The days planned for."""
        return self.scenario.horizon

    @cached_property
    def illustrative(self) -> bool:
        """Whether the scenario says so or any row is marked illustrative: every page then carries the mark."""
        marked = (row for table in self.given for row in self.rows(table))
        return self.scenario.illustrative or any(getattr(row, "provenance", None) is Provenance.ILLUSTRATIVE for row in marked)

    def rows(self, table: str) -> tuple[Any, ...]:
        """Return the rows of a table by name."""
        rows: tuple[Any, ...] = getattr(self, table)
        return rows

    @cached_property
    def carry(self) -> Mapping[str, work.FairnessCarry]:
        """What people carry over, by their id."""
        return {row.staff_id: row for row in self.fairness_carry}

    @cached_property
    def hospital(self) -> Mapping[str, places.Hospital]:
        """Hospitals by id."""
        return {row.hospital_id: row for row in self.hospitals}

    @cached_property
    def service(self) -> Mapping[str, care.Service]:
        """Services by id."""
        return {row.service_id: row for row in self.services}

    @cached_property
    def unit(self) -> Mapping[str, care.Unit]:
        """Units by id."""
        return {row.unit_id: row for row in self.units}

    @cached_property
    def origin(self) -> Mapping[str, places.Origin]:
        """Origins by id."""
        return {row.origin_id: row for row in self.origins}

    @cached_property
    def patient(self) -> Mapping[str, people.Patient]:
        """Patients by id."""
        return {row.patient_id: row for row in self.patients}

    @cached_property
    def member(self) -> Mapping[str, work.StaffMember]:
        """Staff by id."""
        return {row.staff_id: row for row in self.staff}

    @cached_property
    def ward(self) -> Mapping[str, work.Ward]:
        """Wards by id."""
        return {row.ward_id: row for row in self.wards}

    @cached_property
    def shift_type(self) -> Mapping[str, work.ShiftType]:
        """Shift types by id."""
        return {row.shift_type_id: row for row in self.shift_types}

    @cached_property
    def contract(self) -> Mapping[str, work.Contract]:
        """Contracts by id."""
        return {row.contract_id: row for row in self.contracts}
