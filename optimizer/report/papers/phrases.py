"""Small phrases that several papers share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from optimizer.core.text import Text
from optimizer.data.planfolder import PlanRecord
from optimizer.data.vocabulary import LABELS, UnitStatus, WardKind
from optimizer.report.words import Names

NONE = Text("–", "–")
HOSPITAL, DISTRICT, SERVICE, UNIT = (
    Text("Hospital", "医疗机构"),
    Text("District", "区县"),
    Text("Service", "救治类别"),
    Text("Unit", "单元"),
)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day(date: dt.date) -> Text:
    """Return a date as a letter has it."""
    return Text(f"{date.day} {_MONTHS[date.month - 1]} {date.year}", f"{date.year}年{date.month}月{date.day}日")


def short_day(date: dt.date) -> Text:
    """Return a date without its year, for tables."""
    return Text(f"{date.day} {_MONTHS[date.month - 1][:3]}", f"{date.month}月{date.day}日")


def moment(at: dt.datetime) -> Text:
    """Return a date and the time of day."""
    return Text(f"{at:%H:%M}, {day(at.date()).en}", f"{day(at.date()).zh} {at:%H:%M}")


def joined(texts: Iterable[Text]) -> Text:
    """Return a list in one line; a dash for nothing."""
    found = tuple(texts)
    return Text(", ".join(text.en for text in found), "、".join(text.zh for text in found)) if found else NONE


def mean(total: float, count: float) -> float | None:
    """Return a mean; None of nothing."""
    return total / count if count else None


def percent(part: float, whole: float) -> str:
    """Return a share in percent; a dash of nothing."""
    return f"{100 * part / whole:.0f} %" if whole else NONE.en


def by_kind(names: Names, places: Iterable[tuple[str, WardKind, Text]]) -> Text:
    """Return services by ward kind in one line, each with what is said behind it; a dash for nothing."""
    found: dict[WardKind, list[Text]] = {}
    for service_id, kind, behind in places:
        service = names.service(service_id)
        found.setdefault(kind, []).append(Text(service.en + behind.en, service.zh + behind.zh))
    lines = [(LABELS[kind], joined(services)) for kind, services in found.items()]
    if not lines:
        return NONE
    return Text(
        "; ".join(f"{kind.en}: {services.en}" for kind, services in lines),
        "；".join(f"{kind.zh}：{services.zh}" for kind, services in lines),
    )


def care_of(names: Names, service_id: str, kind: WardKind) -> Text:
    """Return a service with its ward kind."""
    service, ward = names.service(service_id), LABELS[kind]
    return Text(f"{service.en} ({ward.en})", f"{service.zh}（{ward.zh}）")


def kind_of(plan: PlanRecord, unit_id: str) -> Text:
    """Return what a unit is until now: its ward kind, or that it is held in reserve."""
    unit = plan.dataset.unit[unit_id]
    return LABELS[unit.ward_kind] if unit.status is UnitStatus.OPEN else LABELS[unit.status]


def district_of(names: Names, district: str) -> Text:
    """Return a district; who is known by coordinates only comes from none."""
    return names.district(district) if district else Text("known by coordinates only", "仅有坐标")
