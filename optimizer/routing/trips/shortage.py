"""Where vehicles are too few, and the proof: trips all on the road at one minute, or a day's work beyond the vehicles.

The proof holds for the seats as they are shared in the plan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.tables.places import Vehicle
from optimizer.routing.trips.orders import Order

MOST_NAMED = 10
DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True)
class Asked:
    """One trip wanted: the kinds that may drive it, and the minutes in which one of them is busy with it if it is in time.

    From `latest` (the last minute by which a vehicle of any fitting kind has left) to `earliest` (the first at which one
    could be free again) every plan without lateness has a vehicle on this trip; `first` and `last` are the minutes
    between which such a plan drives it, `length` the fewest minutes a vehicle is busy with it.
    """

    kinds: frozenset[str]
    date: dt.date
    latest: int
    earliest: int
    first: int
    last: int
    length: int
    late: int

    @staticmethod
    def of(order: Order, cars: Sequence[Vehicle], ways: Sequence[tuple[int, int]], late: int) -> Asked:
        """Return what an order asks of its fitting kinds; `ways` are minutes to collect and minutes after arriving."""
        latest = order.due - order.travel - min(out for out, _ in ways)
        earliest = order.ready + order.travel + min(after for _, after in ways)
        first = order.ready - max(out for out, _ in ways)
        last = order.due + max(after for _, after in ways)
        length = order.travel + min(out + after for out, after in ways)
        return Asked(frozenset(car.vehicle_kind for car in cars), order.date, latest, earliest, first, last, length, late)


@dataclass(frozen=True, slots=True)
class Shortage:
    """Kinds of vehicle on a day: how many trips are late, by how much, how many vehicles are needed at least, and are there."""

    kinds: tuple[str, ...]
    date: dt.date
    late: int
    worst_min: int
    needs: int
    has: int

    @property
    def proven(self) -> bool:
        """Whether no plan of these vehicles could be in time."""
        return self.needs > self.has


def shortages(dataset: Dataset, asked: Sequence[Asked]) -> tuple[Shortage, ...]:
    """Return the days and kinds with late trips or a proven shortage."""
    found = []
    order = [car.vehicle_kind for car in dataset.vehicles]
    for kinds in sorted({one.kinds for one in asked}, key=sorted):
        has = sum(car.number for car in dataset.vehicles if car.vehicle_kind in kinds)
        bound = [one for one in asked if one.kinds <= kinds]
        peaks = _most(_peaks(bound), _work(dataset, bound))
        own = [one for one in asked if one.kinds == kinds]
        days = {one.date for one in own if one.late}
        days |= {dataset.horizon.start + dt.timedelta(days=day) for day, count in peaks.items() if count > has}
        for date in sorted(days):
            late = [one.late for one in own if one.late and one.date == date]
            needs = peaks.get((date - dataset.horizon.start).days, 0)
            names = tuple(name for name in order if name in kinds)
            found.append(Shortage(names, date, len(late), max(late, default=0), needs, has))
    return tuple(sorted(found, key=lambda one: (one.date, one.kinds)))


def _peaks(asked: Sequence[Asked]) -> dict[int, int]:
    """Return the most compulsory spans at one minute, by the day of that minute (a peak stands at the start of a span)."""
    events = sorted((minute, step) for one in asked if one.latest < one.earliest
                    for minute, step in ((one.latest, 1), (one.earliest, -1)))  # fmt: skip
    peaks: dict[int, int] = {}
    count = 0
    for minute, step in events:
        count += step
        day = minute // DAY_MIN
        peaks[day] = max(peaks.get(day, 0), count)
    return peaks


def _work(dataset: Dataset, asked: Sequence[Asked]) -> dict[int, int]:
    """Return the vehicles a day's trips fill from the first minute one may leave to the last by which all must be back."""
    days: dict[int, list[Asked]] = {}
    for one in asked:
        days.setdefault(dataset.horizon.day(one.date), []).append(one)
    spans = {day: max(one.last for one in some) - min(one.first for one in some) for day, some in days.items()}
    return {day: -(-sum(one.length for one in some) // spans[day]) for day, some in days.items() if spans[day] > 0}


def _most(one: dict[int, int], other: dict[int, int]) -> dict[int, int]:
    return {day: max(one.get(day, 0), other.get(day, 0)) for day in one.keys() | other.keys()}


def warnings_of(found: Sequence[Shortage], unserved: Sequence[str]) -> tuple[Issue, ...]:
    """Return what the office must be told."""
    issues = [_short(one) for one in found]
    if unserved:
        issues.append(_unserved(unserved))
    return tuple(issues)


def _short(one: Shortage) -> Issue:
    params = {"kinds": " + ".join(one.kinds), "date": one.date.isoformat(), "late": one.late, "worst": one.worst_min}
    proven = Text(
        "On {date} vehicles are too few: {kinds} needs at least {needs}, has {has}; late trips: {late}, by up to {worst} min.",
        "{date} 车辆不足：{kinds} 至少需 {needs} 辆，现有 {has} 辆；{late} 次出车迟到，最多 {worst} 分钟。",
    )
    plain = Text(
        "Late trips of {kinds} ({has} vehicles) on {date}: {late}, by up to {worst} min; a shortage is not proven.",
        "{date} {kinds}（{has} 辆）有 {late} 次出车迟到，最多 {worst} 分钟；未证明车辆不足。",
    )
    return Issue(
        "vehicles_short",
        Severity.WARNING,
        proven if one.proven else plain,
        Text("Add vehicles of this kind for the day, or widen ward_kinds or urgencies of another.",
             "请为当日增加该类车辆，或放宽其他车辆的服务病区类别或级别。"),
        table="vehicles",
        params={**params, "needs": one.needs, "has": one.has},
    )  # fmt: skip


def _unserved(who: Sequence[str]) -> Issue:
    named = ", ".join(who[:MOST_NAMED]) + (" …" if len(who) > MOST_NAMED else "")
    return Issue(
        "no_vehicle",
        Severity.WARNING,
        Text(
            "No vehicle serves the urgency, ward kind and seats of {count} patients: {who}.",
            "没有车辆适用于 {count} 名患者的级别、病区类别与座位数：{who}。",
        ),
        Text("Add a vehicle, or widen ward_kinds or urgencies.", "请补充车辆，或放宽服务病区类别或级别。"),
        table="vehicles",
        params={"count": len(who), "who": named},
    )
