"""The hard rules between one patient and one unit, a function each, named as in `core.rulebook`.

The rules between patients (capacity, linked_same_hospital, building_exclusive) stand in `ledger` and `constraints`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from optimizer.data.dataset import Dataset
from optimizer.data.refusals import expires, standing
from optimizer.data.tables.people import Patient
from optimizer.data.tables.plan import DesignationRow
from optimizer.data.vocabulary import STRICTNESS, WardKind
from optimizer.routing.people import NO_PLACE, Person
from optimizer.routing.places import Place

KNOWN_BLOODBORNE = frozenset({"HBV", "HCV", "HIV", "TP"})
NO_INFECTION = frozenset({"none", "", "无"})


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rules ask beyond patient and unit: designation by day, refusals, blood-borne words, days."""

    horizon_start: dt.date
    days: int
    designated_days: Mapping[tuple[str, str, WardKind], frozenset[int]]
    refusals: Mapping[str, tuple[tuple[dt.datetime, dt.datetime], ...]]
    bloodborne_words: frozenset[str]

    @classmethod
    def of(cls, dataset: Dataset, designation: Iterable[DesignationRow], places: Iterable[Place]) -> Self:
        """Gather the ground from the tables."""
        horizon = dataset.horizon
        days: dict[tuple[str, str, WardKind], set[int]] = {}
        for row in designation:
            span = range(max(0, horizon.day(row.from_)), min(horizon.days - 1, horizon.day(row.to)) + 1)
            days.setdefault((row.hospital_id, row.service_id, row.ward_kind), set()).update(span)
        refusals: dict[str, list[tuple[dt.datetime, dt.datetime]]] = {}
        for notice in standing(dataset.cannot_accept):
            refusals.setdefault(notice.unit_id, []).append((notice.from_, expires(notice, dataset.scenario.policy)))
        words = {word for row in dataset.patients for word in row.bloodborne} - NO_INFECTION
        return cls(
            horizon.start,
            horizon.days,
            {key: frozenset(value) for key, value in days.items()},
            {key: tuple(value) for key, value in refusals.items()},
            KNOWN_BLOODBORNE | words,
        )

    def census_days(self, start: int, stay: int) -> range:
        """Return the horizon days of a stay that begins on `start`."""
        return range(start, min(self.days, start + stay))


def infections(patient: Patient) -> frozenset[str]:
    """Return the blood-borne infections that need machines of their own."""
    return frozenset(patient.bloodborne) - NO_INFECTION


def as_emergency(person: Person, place: Place) -> bool:
    """Whether a life-threatened patient may use the unit as an emergency buffer, whatever their service."""
    return person.urgent and place.emergency


def service_match(person: Person, place: Place, day: int | None = None) -> bool:
    """Whether it is the service they need that day (without a day: ever), or for the life-threatened an emergency buffer."""
    services = person.services if day is None else (person.needs[day].service_id,)
    return place.unit.service_id in services or as_emergency(person, place)


def kinds_allowed(person: Person, place: Place, day: int) -> frozenset[WardKind]:
    """Return the ward kinds a patient may be in: the needed one; an emergency buffer serves general patients too."""
    kind = person.needs[day].kind
    if as_emergency(person, place) and kind is WardKind.GENERAL:
        return frozenset({WardKind.GENERAL, WardKind.BUFFER})
    return frozenset({kind})


def ward_kind(person: Person, place: Place, days: Iterable[int]) -> bool:
    """Whether the unit gives the service, and is of an allowed kind, on every one of the days."""
    needs, kinds, service = person.needs, place.kinds, place.unit.service_id
    for day in days:
        need = needs[day]
        if kinds[day] is need.kind and service == need.service_id:
            continue
        if kinds[day] not in kinds_allowed(person, place, day) or not service_match(person, place, day):
            return False
    return True


def may_stay_on(person: Person, place: Place, day: int) -> bool:
    """Whether somebody who is in the unit already may stay for lack of another: it is stricter than needed by now.

    Never the other way round: whoever turns out to need a stricter ward leaves.
    """
    return STRICTNESS[place.kinds[day]] > STRICTNESS[person.needs[day].kind]


def licence(needed: str, place: Place) -> bool:
    """Whether the unit holds the licence of the service it gives."""
    return not needed or needed in place.unit.licences


def capability(person: Person, place: Place) -> bool:
    """Whether the unit has everything the patient needs."""
    return set(person.patient.needs) <= set(place.unit.capabilities)


def bloodborne(person: Person, place: Place, words: frozenset[str]) -> bool:
    """Blood-borne infections have machines of their own, and nobody else is put on those."""
    if as_emergency(person, place):
        return True
    has = infections(person.patient)
    able = set(place.unit.capabilities)
    return has <= able if has else not able & words


def designated(person: Person, place: Place, days: Iterable[int], ground: Ground) -> bool:
    """Buffer and isolation places only where designated; not asked of the life-threatened, of who is there, nor outside."""
    return undesignated_too(person, place) or all(designated_on(place, day, ground) for day in days)


def undesignated_too(person: Person, place: Place) -> bool:
    """Whether designation is not asked for."""
    return person.urgent or place.outside or place.index == person.current


def designated_on(place: Place, day: int, ground: Ground) -> bool:
    """Whether a unit is general, or designated, on a day."""
    kind, unit = place.kinds[day], place.unit
    return kind is WardKind.GENERAL or day in ground.designated_days.get((unit.hospital_id, unit.service_id, kind), ())


def unit_open(place: Place, days: Iterable[int]) -> bool:
    """Whether the unit runs on every one of the days."""
    return all(place.open[day] for day in days)


def declined(person: Person, place: Place) -> bool:
    """Whether the patient has not declined the unit."""
    return place.unit.unit_id not in person.patient.declined_unit_ids


def pinned(person: Person, place: Place) -> bool:
    """Whether the unit is the pinned one, when there is one."""
    return person.patient.pinned_unit_id in {None, place.unit.unit_id}


def state_kept(person: Person, place: Place) -> bool:
    """Whether the unit is the one that somebody accepted, on the way or arrived may not leave, when there is one."""
    return person.bound in {NO_PLACE, place.index}


def released(person: Person, pinned: Place, day: int) -> bool:
    """Whether a pin ends by a day, because the patient needs a stricter ward than the pinned unit is."""
    return STRICTNESS[person.needs[day].kind] > STRICTNESS[pinned.kinds[day]]


def cannot_accept(person: Person, place: Place, day: int, ground: Ground) -> bool:
    """Whether the unit accepts at the moment of admission: the ready time on that very day, else midnight.

    Who lies in the unit already is not admitted again.
    """
    notices = ground.refusals.get(place.unit.unit_id, ())
    if not notices or (place.index == person.current and not place.sessions):
        return True
    date = ground.horizon_start + dt.timedelta(days=day)
    ready = person.patient.ready_at
    moment = ready if ready.date() == date else dt.datetime.combine(date, dt.time())
    return not any(begin <= moment <= end for begin, end in notices)
