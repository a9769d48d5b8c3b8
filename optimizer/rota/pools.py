"""Who may work in which ward on which day: the rules about people and wards, one small function each."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from optimizer.data.dataset import Dataset
from optimizer.data.tables.plan import CapacityRow, RotationRow, TeamRow
from optimizer.data.tables.staff import ShiftType, StaffMember, Ward
from optimizer.data.vocabulary import Phase, Role, StaffedBy, WardKind
from optimizer.rota.stretches import Stretches

ENTRY_MINUTES = 240

Capacity = Mapping[tuple[str, dt.date], CapacityRow]


@dataclass(frozen=True, slots=True)
class EvenPool:
    """People among whom work is to be even, and whether they are a team in a closed loop."""

    staff_ids: tuple[str, ...]
    in_loop: bool


@dataclass(frozen=True)
class Pools:
    """Teams on duty, wards and their kinds, as the emitted teams, rotation and capacity say."""

    dataset: Dataset
    teams: tuple[TeamRow, ...]
    rotation: tuple[RotationRow, ...]
    capacity: Capacity = field(repr=False)

    @cached_property
    def teams_of(self) -> Mapping[str, frozenset[str]]:
        """Teams of every person who is in one."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.teams:
            found[row.staff_id].add(row.team_id)
        return {one: frozenset(teams) for one, teams in found.items()}

    @cached_property
    def _phases(self) -> tuple[Mapping[tuple[str, dt.date], set[str]], frozenset[tuple[str, dt.date]]]:
        duty: dict[tuple[str, dt.date], set[str]] = defaultdict(set)
        away: set[tuple[str, dt.date]] = set()
        for row in self.rotation:
            for date in self.dataset.horizon:
                if row.from_ <= date <= row.to and row.phase is not Phase.STANDBY:
                    away.add((row.team_id, date))
                    if row.phase is Phase.DUTY:
                        duty[row.ward_id, date].add(row.team_id)
        return duty, frozenset(away)

    def on_duty(self, ward_id: str, date: dt.date) -> frozenset[str]:
        """Return the teams on duty in a ward."""
        return frozenset(self._phases[0].get((ward_id, date), ()))

    def not_first(self, staff_id: str, date: dt.date) -> bool:
        """Return whether somebody is on duty that day in a team that names others on standby, to be called first."""
        naming, named = self._standby
        return staff_id not in named and any(
            team in naming and (team, date) in self._duty_days for team in self.teams_of.get(staff_id, ())
        )

    @cached_property
    def _standby(self) -> tuple[frozenset[str], frozenset[str]]:
        """Teams that name people on standby, and who they are."""
        rows = [row for row in self.teams if row.standby]
        return frozenset(row.team_id for row in rows), frozenset(row.staff_id for row in rows)

    @cached_property
    def _duty_days(self) -> frozenset[tuple[str, dt.date]]:
        return frozenset((team, date) for (_, date), teams in self._phases[0].items() for team in teams)

    def is_away(self, staff_id: str, date: dt.date) -> bool:
        """Return whether somebody's team is on duty, in observation or resting."""
        return any((team, date) in self._phases[1] for team in self.teams_of.get(staff_id, ()))

    @cached_property
    def team_wards(self) -> frozenset[str]:
        """Wards with a unit that a rotating team staffs."""
        unit = self.dataset.unit
        staffed = (ward for ward in self.dataset.wards if any(unit[one].staffed_by is StaffedBy.TEAM for one in ward.unit_ids))
        return frozenset(ward.ward_id for ward in staffed)

    def hospital_of(self, ward: Ward) -> str:
        """Return the hospital of a ward: that of its first unit; a post without units names it."""
        return hospital_of(self.dataset, ward)

    @cached_property
    def _isolated(self) -> frozenset[tuple[str, dt.date]]:
        return frozenset(
            (ward.ward_id, date)
            for ward in self.dataset.wards
            for date in self.dataset.horizon
            if any(self._kind(unit_id, date) is WardKind.ISOLATION for unit_id in ward.unit_ids)
        )

    def _kind(self, unit_id: str, date: dt.date) -> WardKind:
        row = self.capacity.get((unit_id, date))
        return self.dataset.unit[unit_id].ward_kind if row is None else row.ward_kind

    def is_isolation(self, ward_id: str, date: dt.date) -> bool:
        """Return whether a ward has an isolation unit that day."""
        return (ward_id, date) in self._isolated

    @cached_property
    def covered(self) -> frozenset[tuple[str, Role]]:
        """Ward and role of every cover requirement."""
        return frozenset((row.ward_id, row.role) for row in self.dataset.ward_cover)

    @cached_property
    def covered_shifts(self) -> Mapping[tuple[str, Role], frozenset[str]]:
        """Shift types that serve a cover requirement, by ward and role."""
        return Stretches(self.dataset, self.is_isolation).shifts_of

    def in_pool(self, person: StaffMember, ward: Ward, date: dt.date) -> bool:
        """Return whether somebody can work in a ward that day."""
        return (ward.ward_id, person.role) in self.covered and all(
            rule(self, person, ward, date) for rule in (staff_available, ward_staff, isolation_eligible)
        )

    def night_pools(self) -> Iterable[EvenPool]:
        """Yield the people among whom nights are to be even: by team on duty, or own staff of a hospital, and role."""
        members: dict[str, list[str]] = defaultdict(list)
        for row in self.teams:
            members[row.team_id].append(row.staff_id)
        own: dict[tuple[str, Role], None] = {}
        for ward in self.dataset.wards:
            roles = [role for role in Role if (ward.ward_id, role) in self.covered]
            if ward.ward_id not in self.team_wards:
                own.update(dict.fromkeys((self.hospital_of(ward), role) for role in roles))
                continue
            serving = sorted({team for date in self.dataset.horizon for team in self.on_duty(ward.ward_id, date)})
            for team in serving:
                for role in roles:
                    yield EvenPool(tuple(one for one in members[team] if self.dataset.member[one].role is role), in_loop=True)
        for hospital, role in own:
            people = (one for one in self.dataset.staff if one.role is role and self._always(one, hospital))
            yield EvenPool(tuple(one.staff_id for one in people), in_loop=False)

    def _always(self, person: StaffMember, hospital: str) -> bool:
        own = (ward for ward in self.dataset.wards if ward.ward_id not in self.team_wards)
        wards = [ward for ward in own if self.hospital_of(ward) == hospital]
        return person.hospital_id == hospital and all(
            any(self.in_pool(person, ward, date) for ward in wards) for date in self.dataset.horizon
        )


def hospital_of(dataset: Dataset, ward: Ward) -> str:
    """Return whose people staff a ward: the hospital of its units, or the one a post without units names."""
    return dataset.unit[ward.unit_ids[0]].hospital_id if ward.unit_ids else ward.hospital_id or ""


def available_on(person: StaffMember, date: dt.date) -> bool:
    """Return whether somebody may be asked for on a date."""
    return (person.available_from is None or person.available_from <= date) and (
        person.available_to is None or date <= person.available_to
    )


def staff_available(pools: Pools, person: StaffMember, ward: Ward, date: dt.date) -> bool:
    """Return whether somebody is available that day."""
    return available_on(person, date)


def ward_staff(pools: Pools, person: StaffMember, ward: Ward, date: dt.date) -> bool:
    """Return whether a ward draws on somebody: a team ward on the team on duty, others on the hospital's own people."""
    if ward.ward_id in pools.team_wards:
        return bool(pools.teams_of.get(person.staff_id, frozenset()) & pools.on_duty(ward.ward_id, date))
    return person.hospital_id == pools.hospital_of(ward) and not pools.is_away(person.staff_id, date)


def isolation_eligible(pools: Pools, person: StaffMember, ward: Ward, date: dt.date) -> bool:
    """Return whether somebody may enter a ward that day."""
    return person.isolation_eligible or not pools.is_isolation(ward.ward_id, date)


def role_match(pools: Pools, person: StaffMember, ward: Ward, shift: ShiftType) -> bool:
    """Return whether a ward wants somebody's role during a shift."""
    return shift.shift_type_id in pools.covered_shifts.get((ward.ward_id, person.role), frozenset())


def ward_minutes(pools: Pools, person: StaffMember, ward: Ward, shift: ShiftType) -> bool:
    """Return whether a shift's time inside is known and short enough; asked of team wards, and not of who is on call."""
    if shift.on_call or ward.ward_id not in pools.team_wards:
        return True
    return shift.ward_minutes is not None and shift.ward_minutes <= ENTRY_MINUTES


DAY_RULES: Mapping[str, Callable[[Pools, StaffMember, Ward, dt.date], bool]] = {
    "staff_available": staff_available,
    "ward_staff": ward_staff,
    "isolation_eligible": isolation_eligible,
}
SHIFT_RULES: Mapping[str, Callable[[Pools, StaffMember, Ward, ShiftType], bool]] = {
    "role_match": role_match,
    "ward_minutes": ward_minutes,
}


def suits(pools: Pools, person: StaffMember, ward: Ward, shift: ShiftType) -> bool:
    """Return whether a shift of a ward is one for somebody, whatever the day."""
    return all(rule(pools, person, ward, shift) for rule in SHIFT_RULES.values())


def refusals(pools: Pools, person: StaffMember, date: dt.date, shift: ShiftType) -> tuple[str, ...]:
    """Return the rules that keep somebody from a shift in the ward where fewest speak against it; () when none does."""
    found = [
        tuple(
            name
            for names in (
                (name for name, allows in DAY_RULES.items() if not allows(pools, person, ward, date)),
                (name for name, allows in SHIFT_RULES.items() if not allows(pools, person, ward, shift)),
            )
            for name in names
        )
        for ward in pools.dataset.wards
    ]
    return min(found, key=len, default=("ward_staff",))
