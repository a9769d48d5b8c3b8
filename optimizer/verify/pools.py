"""Who may work in which ward on which day, from the emitted teams and rotation and the staff table."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from optimizer.data.dataset import Dataset
from optimizer.data.tables.care import Unit
from optimizer.data.tables.plan import RotationRow, TeamRow
from optimizer.data.tables.staff import StaffMember
from optimizer.data.vocabulary import Phase, Role, StaffedBy, WardKind
from optimizer.verify.finding import Line
from optimizer.verify.stretches import serving
from optimizer.verify.unitdays import UnitState


class Pools:
    """Answers who is on duty, who is away with a team, and who belongs to a ward's pool."""

    def __init__(
        self,
        dataset: Dataset,
        teams: Iterable[Line[TeamRow]],
        rotation: Iterable[Line[RotationRow]],
        states: Mapping[str, Sequence[UnitState]],
    ) -> None:
        self._dataset = dataset
        self._states = states
        self.team_of: dict[str, set[str]] = defaultdict(set)
        self.members: dict[str, set[str]] = defaultdict(set)
        for _, row in teams:
            self.team_of[row.staff_id].add(row.team_id)
            self.members[row.team_id].add(row.staff_id)
        self._duty: dict[tuple[str, int], set[str]] = defaultdict(set)
        self._away: set[tuple[str, int]] = set()
        horizon = dataset.horizon
        self._dates = list(horizon)
        for _, phase in rotation:
            for day in range(max(horizon.day(phase.from_), 0), min(horizon.day(phase.to), horizon.days - 1) + 1):
                if phase.phase is Phase.DUTY:
                    self._duty[phase.ward_id, day].add(phase.team_id)
                if phase.phase is not Phase.STANDBY:
                    self._away.add((phase.team_id, day))

    @cached_property
    def units_of(self) -> dict[str, list[Unit]]:
        """Units of every ward, as far as the units table knows them (it may be missing when no bed is planned)."""
        unit = self._dataset.unit
        return {ward.ward_id: [unit[one] for one in ward.unit_ids if one in unit] for ward in self._dataset.wards}

    @cached_property
    def team_wards(self) -> frozenset[str]:
        """Wards with a unit that a rotating team staffs."""
        return frozenset(
            name for name, units in self.units_of.items() if any(unit.staffed_by is StaffedBy.TEAM for unit in units)
        )

    @cached_property
    def hospital_of(self) -> dict[str, str]:
        """Hospital of every ward: that of its first unit; a post without units names it."""
        named = {ward.ward_id: ward.hospital_id for ward in self._dataset.wards if not ward.unit_ids and ward.hospital_id}
        return named | {name: units[0].hospital_id for name, units in self.units_of.items() if units}

    @cached_property
    def covered(self) -> frozenset[tuple[str, Role, str]]:
        """Ward, role and shift type of everything that serves a cover requirement."""
        return frozenset(
            (ward_id, role, shift) for ward_id, role in self.covered_roles for shift in serving(self._dataset, ward_id, role)
        )

    @cached_property
    def covered_roles(self) -> frozenset[tuple[str, Role]]:
        """Ward and role of every cover requirement."""
        return frozenset((row.ward_id, row.role) for row in self._dataset.ward_cover)

    def duty_teams(self, ward_id: str, day: int) -> set[str]:
        """Return the teams on duty in a ward on a day index of the horizon."""
        return self._duty.get((ward_id, day), set())

    def nurses_on_duty(self, ward_id: str, day: int) -> int:
        """Return the nurses of the teams on duty."""
        member = self._dataset.member
        people = {one for team in self.duty_teams(ward_id, day) for one in self.members.get(team, ())}
        return sum(member[one].role is Role.NURSE for one in people)

    def is_away(self, staff_id: str, day: int) -> bool:
        """Return whether somebody's team is on duty, in observation or resting that day."""
        return any((team, day) in self._away for team in self.team_of.get(staff_id, ()))

    def is_isolation(self, ward_id: str, day: int) -> bool:
        """Return whether any unit of a ward is an isolation unit that day."""
        return any(self._states[unit.unit_id][day].kind is WardKind.ISOLATION for unit in self.units_of[ward_id])

    def belongs(self, person: StaffMember, ward_id: str, day: int) -> bool:
        """Return whether a ward draws on somebody that day, eligibility and availability aside."""
        if ward_id in self.team_wards:
            return bool(self.team_of.get(person.staff_id, set()) & self.duty_teams(ward_id, day))
        return person.hospital_id == self.hospital_of.get(ward_id) and not self.is_away(person.staff_id, day)

    def in_pool(self, person: StaffMember, ward_id: str, day: int) -> bool:
        """Return whether somebody can work in a ward that day."""
        return (
            (ward_id, person.role) in self.covered_roles
            and self.belongs(person, ward_id, day)
            and available(person, self._dates[day])
            and (person.isolation_eligible or not self.is_isolation(ward_id, day))
        )

    def own_wards(self, hospital_id: str) -> list[str]:
        """Return the wards that a hospital staffs with its own people."""
        return self._own_wards.get(hospital_id, [])

    def in_some_pool(self, person: StaffMember, day: int) -> bool:
        """Return whether somebody can work in any ward that day: their hospital's own, or one their team may serve."""
        wards = self.own_wards(person.hospital_id)
        if person.staff_id in self.team_of:
            wards = [*wards, *self.team_wards]
        return any(self.in_pool(person, ward, day) for ward in wards)

    @cached_property
    def _own_wards(self) -> dict[str, list[str]]:
        wards: dict[str, list[str]] = defaultdict(list)
        for ward_id, hospital_id in self.hospital_of.items():
            if ward_id not in self.team_wards:
                wards[hospital_id].append(ward_id)
        return wards


def available(person: StaffMember, date: dt.date) -> bool:
    """Return whether somebody is available on a date."""
    return (person.available_from is None or person.available_from <= date) and (
        person.available_to is None or date <= person.available_to
    )
