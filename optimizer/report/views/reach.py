"""Townships that a designation does not reach, named by service and district."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.vocabulary import WardKind
from optimizer.planning.reach import Township, reach
from optimizer.report.words import Names, number

WHY = (
    Text("No designated hospital within the limit", "限时内无定点机构"),
    Text("Sent beyond the limit: the near ones are full", "近处已满，部分送往限时以外"),
    Text("No designated place", "无定点可收"),
)


@dataclass(frozen=True)
class Unreached:
    """Townships of one district that one care does not reach, for one reason, with minutes (or what has no place).

    Parameters
    ----------
    why, first
        The reason, None where the row above has the same; and whether it is the first row of its care.
    """

    service: Text
    kind: WardKind
    limit_min: str
    why: Text | None
    district: Text
    count: int
    named: Text
    load: str
    first: bool


@dataclass(frozen=True)
class ReachTable:
    """All of them; the counts by service, each township once."""

    counted: tuple[tuple[Text, WardKind, int], ...]
    rows: tuple[Unreached, ...]


def unreached(plan: PlanRecord) -> ReachTable:
    """Return what is not reached, in order of services, reasons and districts as they come."""
    names, rows, counted = Names(plan.dataset), list[Unreached](), list[tuple[Text, WardKind, int]]()
    for care in reach(plan):
        service = names.service(care.service_id)
        counted.append((service, care.ward_kind, care.townships))
        first = True
        for why, found in zip(WHY, (care.outside, care.sent_beyond, care.uncovered), strict=True):
            told: Text | None = why
            for district, group in _by_district(plan, found).items():
                total = sum(one.load for one in group)
                said = names.district(district), len(group), _named(plan, group), number(total)
                rows.append(Unreached(service, care.ward_kind, number(care.limit_min), told, *said, first))
                told, first = None, False
    return ReachTable(tuple(counted), tuple(rows))


def _by_district(plan: PlanRecord, found: tuple[Township, ...]) -> dict[str, list[Township]]:
    groups: dict[str, list[Township]] = defaultdict(list)
    for one in found:
        groups[plan.dataset.origin[one.origin_id].district].append(one)
    return groups


def _named(plan: PlanRecord, group: list[Township]) -> Text:
    """Return the townships with their minutes, or with the bed-days or sessions that have no place."""
    told = [(plan.dataset.origin[one.origin_id], number(one.minutes if one.hospital_id else one.load)) for one in group]
    return Text(
        ", ".join(f"{origin.name_en or origin.name} {figure}" for origin, figure in told),
        "、".join(f"{origin.name} {figure}" for origin, figure in told),
    )
