"""What a designation needs, with names: by service, by hospital and role, by site, and by capability."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.vocabulary import LABELS, Pattern, Role, WardKind
from optimizer.planning.machines import CapabilityNeed, capability_needs
from optimizer.planning.site_needs import SiteNeed, site_needs
from optimizer.planning.staffing import HospitalStaff, hospital_staff
from optimizer.report.words import Names

ABOUT = Text(
    "Nurses: people employed over all shifts, by headcount per bed or station. Doctors: at work at the same time, so the least "
    "that must be there. Both count people outside the list who lie there already. A hospital's staff also cares for its "
    "general wards, so “short” is the least that must come from donors or teams. How many are needed depends on how many people "
    "there are, hardly on which hospital serves them: staff is no rule or goal of the designation, but what it costs.",
    "护士：按每床（机位）护士数计算，为各班次合计所需人数。医生：同时在岗人数，即最低需要数。均含已在院的名单外患者。"
    "本院人员还须承担普通病区工作，故“缺口”为至少须由支援机构或梯队补足的人数。所需人员取决于患者数量，与由哪家机构收治基本无关，"
    "因此人员不作为定点的规则或目标，而作为定点的代价列出。",
)
_ROLES = {Role.NURSE: Text("Nurses", "护士"), Role.DOCTOR: Text("Doctors", "医生")}


@dataclass(frozen=True)
class CareNeed:
    """Sums over the sites of one service and ward kind; figures that the service does not have are None."""

    service: Text
    kind: WardKind
    sessions: bool
    sites: int
    places: int
    in_use: int
    held: int
    mean: float
    peak: float
    nurses: int | None
    nurses_full: int | None
    nurses_on_shift: int | None
    doctors_on_shift: int | None
    doctors_full: int | None


@dataclass(frozen=True)
class Site:
    """A site with its names; `sessions` tells that mean and peak are sessions a day."""

    hospital: Text
    service: Text
    sessions: bool
    row: SiteNeed


@dataclass(frozen=True)
class StaffLine:
    """A hospital and role with its name."""

    hospital: Text
    row: HospitalStaff


@dataclass(frozen=True)
class RoleStaff:
    """All hospitals for one role, and the sums; `unknown` hospitals stand in no table of staff."""

    role: Text
    lines: tuple[StaffLine, ...]
    total: HospitalStaff
    short: int
    short_full: int
    teams_short: int
    unknown: int


@dataclass(frozen=True)
class Capability:
    """A capability with names."""

    service: Text
    sessions: bool
    hospitals: tuple[Text, ...]
    row: CapabilityNeed


@dataclass(frozen=True)
class Needs:
    """Everything that is told about what a designation needs; nothing without one."""

    cares: tuple[CareNeed, ...]
    roles: tuple[RoleStaff, ...]
    sites: tuple[Site, ...]
    capabilities: tuple[Capability, ...]


def needs(plan: PlanRecord) -> Needs:
    """Return what the designation of a plan needs."""
    names, rows = Names(plan.dataset), site_needs(plan)
    sessions = {row.service_id: row.pattern is Pattern.SESSIONS for row in plan.dataset.services}
    staff = hospital_staff(plan, rows)
    return Needs(
        cares=_cares(plan, rows),
        roles=tuple(
            _role(names, role, [row for row in staff if row.role is role]) for role in dict.fromkeys(r.role for r in staff)
        ),
        sites=tuple(
            Site(names.hospital(row.hospital_id), names.service(row.service_id), sessions[row.service_id], row) for row in rows
        ),
        capabilities=tuple(
            Capability(
                names.service(row.service_id),
                sessions[row.service_id],
                tuple(names.hospital(one) for one in row.hospitals),
                row,
            )
            for row in (capability_needs(plan) if rows else ())
        ),
    )


def needs_facts(plan: PlanRecord) -> dict[str, list[dict[str, Any]]]:
    """Return the same for machines, JSON-ready: a row for every hospital and role, and for every site; dates are ISO text."""
    sites = site_needs(plan)
    staff = hospital_staff(plan, sites)
    lacks = ("short", "short_full", "teams_short")
    return {
        "staff_needed": [{**asdict(row), **{name: getattr(row, name) for name in lacks}} for row in staff],
        "sites_needed": [{**asdict(row), "peak_date": row.peak_date.isoformat()} for row in sites],
    }


def _cares(plan: PlanRecord, rows: tuple[SiteNeed, ...]) -> tuple[CareNeed, ...]:
    names, found = Names(plan.dataset), []
    for service in plan.dataset.services:
        for kind in WardKind:
            here = [row for row in rows if (row.service_id, row.ward_kind) == (service.service_id, kind)]
            if here:
                found.append(
                    CareNeed(
                        service=names.service(service.service_id),
                        kind=kind,
                        sessions=service.pattern is Pattern.SESSIONS,
                        sites=len(here),
                        places=sum(row.places for row in here),
                        in_use=sum(row.in_use for row in here),
                        held=sum(row.held for row in here),
                        mean=sum(row.mean for row in here),
                        peak=sum(row.peak for row in here),
                        nurses=_sum(here, lambda row: row.nurses),
                        nurses_full=_sum(here, lambda row: row.nurses_full),
                        nurses_on_shift=_sum(here, lambda row: row.nurses_on_shift),
                        doctors_on_shift=_sum(here, lambda row: row.doctors_on_shift),
                        doctors_full=_sum(here, lambda row: row.doctors_full),
                    )
                )
    return tuple(found)


def _sum(rows: Iterable[SiteNeed], of: Callable[[SiteNeed], int | None]) -> int | None:
    """Return a sum of one service's sites, which all have the figure or none has."""
    figures = [of(row) for row in rows]
    return None if None in figures else sum(figure or 0 for figure in figures)


def _role(names: Names, role: Role, rows: list[HospitalStaff]) -> RoleStaff:
    known = [row for row in rows if row.employed is not None]
    on_duty = [row.on_duty for row in rows if row.on_duty is not None]
    total = HospitalStaff(
        hospital_id="",
        role=role,
        own=sum(row.own for row in rows),
        own_full=sum(row.own_full for row in rows),
        employed=sum(row.employed or 0 for row in known) if known else None,
        drawn=sum(row.drawn for row in rows),
        teams=sum(row.teams for row in rows),
        teams_full=sum(row.teams_full for row in rows),
        on_duty=sum(on_duty) if on_duty else None,
    )
    return RoleStaff(
        role=_ROLES.get(role, LABELS[role]),
        lines=tuple(StaffLine(names.hospital(row.hospital_id), row) for row in rows),
        total=total,
        short=sum(row.short or 0 for row in rows),
        short_full=sum(row.short_full or 0 for row in rows),
        teams_short=sum(row.teams_short for row in rows),
        unknown=len([row for row in rows if row.employed is None and row.own_full]),
    )
