"""Expected people whom a designation leaves without a place, or beyond the limit, and which cells would change that.

What is in force stays, as in a re-plan. A change is first asked about with the people of one service and ward kind
alone; what looks as if it helped is solved again with everybody, and only what helps then is told, with that gain.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from optimizer.data.dataset import Dataset
from optimizer.data.physical import sessions_a_day
from optimizer.data.tables.care import Unit
from optimizer.data.tables.plan import ConversionRow, DesignationRow
from optimizer.data.travel import Travel
from optimizer.data.vocabulary import Fixed, Pattern, WardKind, needed_kind
from optimizer.designation.allowed import is_licensed, may_be_designated
from optimizer.designation.demand import expected_load
from optimizer.designation.greedy import nearest_first
from optimizer.designation.holding import holding
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.kept import model
from optimizer.designation.merge import Merged
from optimizer.designation.repair.found import Repair
from optimizer.designation.repair.lever import Lever, Means, Step, changed, cost
from optimizer.designation.repair.levers import (
    MOST_PLACES,
    allowed,
    converted_places,
    minimum,
    places,
    roof,
    unit_lever,
    unit_levers,
    wish,
)
from optimizer.solve.milp import MilpStage, least_here

Care = tuple[str, WardKind]
Short = tuple[float, float, float]
"""Bed-days or sessions without a place over the horizon, without one on their day, and beyond the travel limit."""
WORTH = 0.05  # bed-days or sessions; less is not told
MOST = 6
GUARD_S = 60.0
NEVER = (math.inf, math.inf, math.inf)
GOALS = ("uncovered", "uncovered_days", "beyond_limit")


@dataclass(frozen=True, slots=True)
class Way:
    """A repair, and how much less is without a place, without one on its day, and beyond the limit; negative: more of it is."""

    repair: Repair
    uncovered: float
    days: float
    beyond: float


@dataclass(frozen=True, slots=True)
class Shortage:
    """What is short of one service and ward kind, in bed-days or sessions, and what would help, cheapest first."""

    service_id: str
    ward_kind: WardKind
    uncovered: float
    days: float
    beyond: float
    ways: tuple[Way, ...]


class Shortages:
    """A designation in force, and what a change of the tables would make of it."""

    def __init__(
        self,
        dataset: Dataset,
        designation: Sequence[DesignationRow],
        conversions: Sequence[ConversionRow],
    ) -> None:
        self._dataset, self._in_force = dataset, (designation, conversions)
        self._whole = self._short(dataset)

    def all(self) -> tuple[Shortage, ...]:
        """Return what is short, in the order of services."""
        if max(self._whole) <= WORTH:
            return ()
        cares = [(row.service_id, kind) for row in self._dataset.services for kind in (WardKind.BUFFER, WardKind.ISOLATION)]
        return tuple(one for care in cares for one in self._of(care))

    def _of(self, care: Care) -> Iterator[Shortage]:
        alone = _only(self._dataset, care)
        if not (alone.demand or alone.patients):
            return
        now = self._short(alone)
        if max(now) > WORTH:
            yield Shortage(*care, *now, tuple(self._ways(alone, care, now)))

    def _ways(self, alone: Dataset, care: Care, now: Short) -> Iterator[Way]:
        levers = [levers_for(alone, row.hospital_id, care, now) for row in alone.hospitals]
        tried = self._tried(alone, [(lever,) for some in levers for lever in some], now)
        if not tried:
            tried = self._tried(alone, [pair for some in levers for pair in combinations(some, 2)], now)
        if not tried:
            tried = self._tried(alone, [(lever,) for lever in self._new_units(alone, care, now)], now)
        told = set()
        found = []
        for left, some in sorted(tried, key=lambda one: (one[0], cost([Step(lever, 1) for lever in one[1]]))):
            means = tuple(lever.means for lever in some)
            if means in told:
                continue
            repair = self._least(alone, some, left)
            after = self._short(changed(self._dataset, repair))
            if _better(after, self._whole):
                told.add(means)
                gained = (round(before - rest, 3) + 0.0 for before, rest in zip(self._whole, after, strict=True))
                found.append(Way(repair, *gained))
        yield from sorted(found, key=lambda way: cost(way.repair))[:MOST]

    def _new_units(self, alone: Dataset, care: Care, now: Short) -> Iterator[Lever]:
        """Yield a new unit at every hospital that may be designated, has the licence, and lies near who has nobody near."""
        travel, limit = Travel(alone), alone.service[care[0]].max_travel_min
        places = {row.hospital_id for row in self._in_force[0] if (row.service_id, row.ward_kind) == care}
        people = {origin for origin, _, _ in expected_load(alone)}
        lonely = [name for name in people if not any(travel.from_origin(name, place) <= limit for place in places)] or people
        licence = alone.service[care[0]].licence
        licensed = {unit.hospital_id for unit in alone.units if not licence or licence in unit.licences}
        for hospital in alone.hospitals:
            if not may_be_designated(hospital) or hospital.hospital_id not in licensed:
                continue
            if any(travel.from_origin(name, hospital.hospital_id) <= limit for name in lonely):
                yield _new_unit(alone, hospital.hospital_id, care, now)

    def _tried(self, alone: Dataset, sets: Sequence[tuple[Lever, ...]], now: Short) -> list[tuple[Short, tuple[Lever, ...]]]:
        """Return what is left by each set of levers at full strength, of those that help."""
        left = [(self._short(changed(alone, [Step(lever, lever.most) for lever in some])), some) for some in sets]
        return [(short, some) for short, some in left if _better(short, now)]

    def _least(self, alone: Dataset, levers: tuple[Lever, ...], left: Short) -> Repair:
        """Return levers moved no farther than what they can do asks for."""
        amounts = [lever.most for lever in levers]
        for number in range(len(levers)):
            low, high = 0, amounts[number]
            while high - low > 1:
                amounts[number] = (low + high) // 2
                steps = [Step(lever, amount) for lever, amount in zip(levers, amounts, strict=True)]
                if _better(left, self._short(changed(alone, steps))):
                    low = amounts[number]
                else:
                    high = amounts[number]
            amounts[number] = high
        return tuple(Step(lever, amount) for lever, amount in zip(levers, amounts, strict=True))

    def _short(self, dataset: Dataset) -> Short:
        """Return the least that is short with what is in force and whatever is added."""
        instance = holding(DesignationInstance.from_dataset(dataset), *self._in_force)
        if any(name not in instance.hospitals for name in instance.fixed_in):
            return NEVER
        merged = Merged(instance)
        choice, goals = model(instance, merged.groups, merged.together(nearest_first(instance)))
        build = goals.before_travel()
        found = least_here(choice.problem, [MilpStage(name, build[name]()) for name in GOALS], GUARD_S)
        if found is None:
            return NEVER
        uncovered, days, beyond = (round(value, 3) + 0.0 for value in found)
        return uncovered, days, beyond


def levers_for(dataset: Dataset, hospital_id: str, care: Care, now: Short) -> list[Lever]:
    """Return what could give people of one service and ward kind a place at a hospital."""
    service_id, kind = care
    hospital = dataset.hospital[hospital_id]
    units = [
        (row, unit) for row, unit in enumerate(dataset.units) if unit.hospital_id == hospital_id and unit.service_id == service_id
    ]
    rows = [
        (number, conversion)
        for number, conversion in enumerate(dataset.unit_conversions)
        if conversion.to_ward_kind is kind and any(unit.unit_id == conversion.unit_id for _, unit in units)
    ]
    convertible = {conversion.unit_id for _, conversion in rows}
    levers = [*wish(dataset, hospital_id)] if hospital.fixed is Fixed.OUT else []
    if not (rows or any(unit.ward_kind is kind for _, unit in units)):
        return []
    levers += [*allowed(dataset, hospital_id), *roof(dataset, hospital_id)]
    levers += [lever for lever in minimum(dataset, hospital_id) if lever.about == service_id]
    for row, unit in units:
        if not (unit.ward_kind is kind or unit.unit_id in convertible):
            continue
        if not is_licensed(dataset, unit):
            licences = (*unit.licences, dataset.service[service_id].licence)
            levers.append(unit_lever(Means.LICENCE, row, unit, licences=licences))
        if unit.ward_kind is kind:
            levers += [*unit_levers(row, unit), *places(row, unit, _asked(dataset, unit, now, 0) + unit.occupied)]
    for number, conversion in rows:
        if conversion.lead_time_h > 0:
            hours = conversion.lead_time_h

            def sooner(days: int, hours: float = hours) -> dict[str, object]:
                return {"lead_time_h": max(0.0, hours - 24.0 * days)}

            most = math.ceil(hours / 24)
            levers.append(Lever(Means.SOONER, "unit_conversions", number, sooner, conversion.unit_id, most))
        begun = math.ceil(conversion.lead_time_h / 24)
        levers += converted_places(number, conversion, _asked(dataset, dataset.unit[conversion.unit_id], now, begun))
    return levers


def _new_unit(dataset: Dataset, hospital_id: str, care: Care, now: Short) -> Lever:
    service = dataset.service[care[0]]
    unit = Unit(
        unit_id=f"{hospital_id}-{care[0]}-{care[1]}",
        hospital_id=hospital_id,
        service_id=care[0],
        ward_kind=care[1],
        capacity=0,
        shifts_per_day=1 if service.pattern is Pattern.SESSIONS else None,
        licences=(service.licence,) if service.licence else (),
    )
    names = ("unit_id", "hospital_id", "service_id", "ward_kind", "shifts_per_day", "licences")
    given = {name: getattr(unit, name) for name in names if getattr(unit, name)}
    most = min(MOST_PLACES, _asked(dataset, unit, now, 0))
    return Lever(Means.NEW_UNIT, "units", len(dataset.units), lambda by: given | {"capacity": by}, hospital_id, most)


def _asked(dataset: Dataset, unit: Unit, now: Short, begun: int) -> int:
    """Return the places with which a unit alone could take everybody who is short."""
    days = max(1, dataset.horizon.days - begun)
    a_day = sessions_a_day(dataset, unit)
    share, on_one_day = dataset.scenario.policy.designation_fill * days * a_day, now[1] / a_day  # should it be all on one day
    least = dataset.service[unit.service_id].min_designated_places
    return math.ceil((now[0] + now[2]) / share + on_one_day) + least + unit.kept_free + 1


def _only(dataset: Dataset, care: Care) -> Dataset:
    """Return the tables with the people of one service and ward kind alone."""
    if dataset.demand:
        return replace(
            dataset, patients=(), demand=tuple(row for row in dataset.demand if (row.service_id, row.ward_kind) == care)
        )
    people = tuple(
        row for row in dataset.patients if (row.service_id, needed_kind(row.health_code, row.infection_status)) == care
    )
    return replace(dataset, patients=people)


def _better(one: Short, other: Short) -> bool:
    """Whether less is short, by what is worth telling, goal by goal."""
    differs = (before - after for after, before in zip(one, other, strict=True) if not abs(before - after) <= WORTH)
    return next(differs, 0.0) > 0
