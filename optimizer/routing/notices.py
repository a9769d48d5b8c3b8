"""What a planner must be told about a routing plan beside its figures."""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.core.issue import Issue, Severity
from optimizer.core.outcome import Term
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.routing import rules
from optimizer.routing.ledger import Ledger
from optimizer.routing.vehicles import vehicle_for

MOST_NAMED = 10


def notices(dataset: Dataset, ledger: Ledger, terms: Iterable[Term]) -> tuple[Issue, ...]:
    """Return the warnings: life-threatened patients late, in over-full places or refused everywhere, and lack of vehicles."""
    value = {term.name: int(term.value) for term in terms}
    found = []
    if value["urgent_late_min"]:
        found.append(_late(ledger, value["urgent_late_min"]))
    if value["urgent_over_capacity"]:
        found.append(_over(ledger, value["urgent_over_capacity"]))
    turned_to = [
        person.patient.patient_id
        for person, option in ledger.placed()
        if person.urgent
        and not rules.cannot_accept(person, ledger.instance.places[option.place], option.start, ledger.instance.ground)
    ]
    if turned_to:
        found.append(_despite_refusals(turned_to))
    stranded = [
        person.patient.patient_id
        for person, option in ledger.placed()
        if any(vehicle_for(dataset, person, ledger.instance.places, option, leg) is None for leg in range(len(option.legs)))
    ]
    if stranded:
        found.append(_no_vehicle(stranded))
    if ledger.instance.thinned:
        found.append(_thinned(ledger.instance.thinned))
    return tuple(found)


def _thinned(patients: int) -> Issue:
    return Issue(
        "units_left_out",
        Severity.NOTE,
        Text(
            "For {count} patients only the nearest units were considered; proven bounds hold for these units.",
            "{count} 名患者仅考虑了较近的单元，所证界限仅对这些单元成立。",
        ),
        Text(
            "Set policy.candidates and policy.travel_limit_factor to 0 to consider every unit.",
            "将 policy.candidates 与 policy.travel_limit_factor 设为 0，即考虑全部单元。",
        ),
        table="placements",
        params={"count": patients},
    )


def _late(ledger: Ledger, minutes: int) -> Issue:
    who = [person.patient.patient_id for person, option in ledger.placed() if person.urgent and option.over_travel]
    return Issue(
        "urgent_late",
        Severity.WARNING,
        Text(
            "{count} life-threatened patients reach care late, {minutes} minutes beyond the limit in all: {who}.",
            "{count} 名危急患者超出路程上限，合计 {minutes} 分钟：{who}。",
        ),
        Text("Open an emergency buffer nearer to them.", "请在就近处开设急诊缓冲。"),
        table="placements",
        params={"count": len(who), "minutes": minutes, "who": _some(who)},
    )


def _over(ledger: Ledger, bed_days: int) -> Issue:
    units = [
        place.unit.unit_id
        for place in ledger.instance.places
        if any(count > room for count, room in zip(ledger.census[place.index], place.effective, strict=True))
    ]
    return Issue(
        "urgent_over_capacity",
        Severity.WARNING,
        Text(
            "Life-threatened patients exceed the capacity of {units} by {bed_days} bed-days.",
            "危急患者使 {units} 超出可收治能力 {bed_days} 床日。",
        ),
        Text("Add buffer places there, or move others out.", "请增设缓冲床位或转出其他患者。"),
        table="capacity",
        params={"units": _some(units), "bed_days": bed_days},
    )


def _despite_refusals(who: list[str]) -> Issue:
    return Issue(
        "urgent_despite_refusal",
        Severity.WARNING,
        Text(
            "{count} life-threatened patients are sent to a unit that cannot accept, since no capable unit does: {who}.",
            "{count} 名危急患者因无其他可收单元，仍送往暂不能收治的单元：{who}。",
        ),
        Text("Call the hospital, or find another capable unit.", "请联系该医院，或另寻有能力的单元。"),
        table="placements",
        params={"count": len(who), "who": _some(who)},
    )


def _no_vehicle(who: list[str]) -> Issue:
    return Issue(
        "no_vehicle",
        Severity.WARNING,
        Text(
            "No vehicle in the table serves the urgency and ward kind of {count} trips: {who}.",
            "车辆表中没有适用于 {count} 次转运级别与病区类别的车辆：{who}。",
        ),
        Text("Add a vehicle, or widen ward_kinds or urgencies.", "请补充车辆，或放宽服务病区类别或级别。"),
        table="vehicles",
        params={"count": len(who), "who": _some(who)},
    )


def _some(names: list[str]) -> str:
    return ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
