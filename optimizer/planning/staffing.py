"""Whom every designated hospital needs, has, and lacks: nurses and doctors, in its own wards and in those of teams.

How many nurses and doctors care for people depends on how many people there are and on what they need, hardly on which
hospital serves them: a hundred more patients of a service need the same staff anywhere. So staff is no rule and no goal of
designation, which could not save any; it is told here for whoever must find it. (Where staff does limit places, planning
teams and routing count it: `planning.capacity`.)
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.data.planfolder import PlanRecord
from optimizer.data.vocabulary import Phase, Role
from optimizer.planning.site_needs import SiteNeed

ROLES = (Role.NURSE, Role.DOCTOR)


@dataclass(frozen=True, slots=True)
class HospitalStaff:
    """What a hospital needs of a role for its designation, and has.

    Parameters
    ----------
    own, own_full
        Needed in wards that the hospital staffs, at the expected peaks and with all places in use.
    employed, drawn
        People of the role in the staff table, and those of them in teams; None where the table has nobody of this hospital.
    teams, teams_full
        Needed in wards that teams staff.
    on_duty
        The fewest whom teams have on duty there on a day; None where no team is planned.
    """

    hospital_id: str
    role: Role
    own: int
    own_full: int
    employed: int | None
    drawn: int
    teams: int
    teams_full: int
    on_duty: int | None

    @property
    def short(self) -> int | None:
        """Who lacks in the hospital's own wards at the expected peaks; None where its staff is not known."""
        return self._lack(self.own)

    @property
    def short_full(self) -> int | None:
        """The same with all places in use."""
        return self._lack(self.own_full)

    @property
    def teams_short(self) -> int:
        """Who lacks in the wards of teams at the expected peaks, when the teams planned are there."""
        return max(0, self.teams - (self.on_duty or 0))

    def _lack(self, needed: int) -> int | None:
        return None if self.employed is None else max(0, needed - (self.employed - self.drawn))


def hospital_staff(plan: PlanRecord, sites: Iterable[SiteNeed]) -> tuple[HospitalStaff, ...]:
    """Return nurses and doctors of every hospital that needs any, in order of hospitals."""
    needed: dict[str, dict[tuple[Role, bool], list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for one in sites:
        for role, peak, full in (
            (Role.NURSE, one.nurses, one.nurses_full),
            (Role.DOCTOR, one.doctors_on_shift, one.doctors_full),
        ):
            total = needed[one.hospital_id][role, one.by_teams]
            total[0], total[1] = total[0] + (peak or 0), total[1] + (full or 0)
    employed = Counter((row.hospital_id, row.role) for row in plan.dataset.staff)
    known = {row.hospital_id for row in plan.dataset.staff}
    members = [plan.dataset.member[row.staff_id] for row in plan.tables.teams]
    drawn, duty = Counter((one.hospital_id, one.role) for one in members), _on_duty(plan)
    return tuple(
        HospitalStaff(
            hospital_id=hospital_id,
            role=role,
            own=own[0],
            own_full=own[1],
            employed=employed[hospital_id, role] if hospital_id in known else None,
            drawn=drawn[hospital_id, role],
            teams=teams[0],
            teams_full=teams[1],
            on_duty=duty.get((hospital_id, role)),
        )
        for hospital_id, needs in needed.items()
        for role in ROLES
        for own, teams in ((needs[role, False], needs[role, True]),)
        if own[1] or teams[1]
    )


def _on_duty(plan: PlanRecord) -> dict[tuple[str, Role], int]:
    """Return the fewest people of a role whom teams have on duty in a hospital on a day, where any team is on duty at all."""
    dataset = plan.dataset
    people = Counter((row.team_id, dataset.member[row.staff_id].role) for row in plan.tables.teams)
    found: dict[tuple[str, Role], Counter[dt.date]] = defaultdict(Counter)
    for row in plan.tables.rotation:
        if row.phase is not Phase.DUTY or row.ward_id not in dataset.ward:
            continue
        units = dataset.ward[row.ward_id].unit_ids
        for hospital_id in {dataset.unit[name].hospital_id for name in units if name in dataset.unit}:
            for role in ROLES:
                days = (date for date in dataset.horizon if row.from_ <= date <= row.to)
                found[hospital_id, role].update(dict.fromkeys(days, people[row.team_id, role]))
    return {place: min(days[date] for date in dataset.horizon) for place, days in found.items()}
