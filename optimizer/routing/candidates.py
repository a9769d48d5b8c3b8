"""The sparse list of options of one patient: the nearest units that every rule allows, and the days within reach."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from optimizer.core.horizon import Horizon
from optimizer.core.rounding import ceil_int
from optimizer.data.dataset import Dataset
from optimizer.data.travel import Travel
from optimizer.routing import rules
from optimizer.routing.people import Person
from optimizer.routing.places import Place

EVERY_DAY = "1234567"


@dataclass(frozen=True, slots=True)
class Option:
    """A unit from a day on.

    Parameters
    ----------
    start, end
        Day indices; `end` is the last day of a stay and may lie beyond the horizon, or the last session within it.
    days
        Horizon days on which a place is used.
    shift
        Shift of the sessions from 1; 0 for stays, and for sessions whose shift may be settled afterwards.
    wait, over_wait
        Days waited, and how many of them beyond the clinical limit.
    travel, over_travel
        Minutes, and how many of them beyond the service's limit.
    changed
        Whether it differs from the plan in force.
    """

    place: int
    start: int
    end: int
    days: tuple[int, ...]
    shift: int
    wait: int
    over_wait: int
    travel: int
    over_travel: int
    changed: bool


class Search:
    """Finds options; remembers which units are out of the question for alike patients."""

    def __init__(self, dataset: Dataset, places: tuple[Place, ...], ground: rules.Ground) -> None:
        self._policy = dataset.scenario.policy
        self._horizon = dataset.horizon
        self._places = places
        self._ground = ground
        self._travel = Travel(dataset)
        self._licences = {row.service_id: row.licence for row in dataset.services}
        self._cohorts = _cohorts_of(dataset)
        self._possible: dict[object, tuple[Place, ...]] = {}
        self._settled: dict[int, bool] = {}

    def possible(self, person: Person) -> tuple[Place, ...]:
        """Return the units that service, licence, capability and blood-borne rule allow."""
        key = (person.service.service_id, person.urgent, person.patient.needs, rules.infections(person.patient))
        if key not in self._possible:
            self._possible[key] = tuple(
                place
                for place in self._places
                if rules.service_match(person, place)
                and rules.licence(self._licences[place.unit.service_id], place)
                and rules.capability(person, place)
                and rules.bloodborne(person, place, self._ground.bloodborne_words)
            )
        return self._possible[key]

    def options(self, person: Person, *, every: bool = False) -> tuple[Option, ...]:
        """Return a person's options, nearest first; with `every`, units are not thinned out by distance."""
        if person.ready >= self._horizon.days:
            return ()
        found: dict[int, list[Option]] = {}
        for place in self.possible(person):
            if rules.declined(person, place) and rules.pinned(person, place) and rules.state_kept(person, place):
                here = self._at(person, place)
                if here:
                    found[place.index] = here
        if person.urgent:  # a bed before a session, for who is treated in sessions otherwise
            found = {index: some for index, some in found.items() if not self._places[index].sessions} or found
        near = found if every else self._thin(person, found)
        return tuple(
            sorted((option for some in near.values() for option in some), key=lambda o: (o.travel, o.start, o.place, o.shift))
        )

    def _at(self, person: Person, place: Place) -> list[Option]:
        travel = self._travel.to_unit(person.patient, place.unit)
        if place.sessions:
            return self._sessions(person, place, travel)
        last = person.ready if person.urgent else self._last_start(person)
        return [
            option for start in range(person.ready, last + 1) if (option := self._stay(person, place, start, travel)) is not None
        ]

    def ways(self, person: Person, place: Place) -> Iterator[tuple[int, ...]]:
        """Yield the days on which a patient would use a place, for every first day within reach and every cohort."""
        last = person.ready if person.urgent else self._last_start(person)
        if not place.sessions:
            for start in range(person.ready, last + 1):
                yield tuple(self._ground.census_days(start, person.stay))
            return
        for cohort in (person.patient.cohort,) if person.patient.cohort else person.service.cohorts or (EVERY_DAY,):
            dates = session_days(self._horizon, cohort)
            for start in (day for day in dates if person.ready <= day <= last):
                yield tuple(day for day in dates if day >= start)[: person.patient.sessions_left]

    def _last_start(self, person: Person) -> int:
        window = person.service.max_wait_days + self._policy.extra_wait_days
        return min(self._horizon.days - 1, person.ready + window)

    def _stay(self, person: Person, place: Place, start: int, travel: int) -> Option | None:
        days = self._ground.census_days(start, person.stay)
        if not self._allowed(person, place, start, days):
            return None
        return self.option(person, place, start, start + person.stay - 1, tuple(days), 0, travel)

    def _allowed(self, person: Person, place: Place, start: int, days: Iterable[int]) -> bool:
        """Whether every rule of the days holds, one place being free for who may not exceed capacity."""
        days = tuple(days)
        span = range(start, days[-1] + 1)
        return (
            rules.ward_kind(person, place, span)
            and rules.unit_open(place, days)
            and rules.designated(person, place, span, self._ground)
            and rules.cannot_accept(person, place, start, self._ground)
            and (person.urgent or all(place.limit(day) > 0 for day in days))
        )

    def _sessions(self, person: Person, place: Place, travel: int) -> list[Option]:
        """Return the options of sessions: every cohort, every first day within reach."""
        last = person.ready if person.urgent else self._last_start(person)
        cohorts = (person.patient.cohort,) if person.patient.cohort else person.service.cohorts or (EVERY_DAY,)
        found = []
        for cohort in cohorts:
            dates = session_days(self._horizon, cohort)
            for start in (day for day in dates if person.ready <= day <= last):
                days = tuple(day for day in dates if day >= start)[: person.patient.sessions_left]
                if self._allowed(person, place, start, days):
                    shifts = (0,) if self._settles_later(place) else tuple(range(1, place.shifts + 1))
                    found += [self.option(person, place, start, days[-1], days, shift, travel) for shift in shifts]
        return found

    def _settles_later(self, place: Place) -> bool:
        if place.index not in self._settled:
            self._settled[place.index] = shifts_settle_later(place, self._cohorts[place.unit.service_id])
        return self._settled[place.index]

    def option(
        self, person: Person, place: Place, start: int, end: int, days: tuple[int, ...], shift: int, travel: int | None = None
    ) -> Option:
        """Return a unit from a day on as an option, asking no rule; minutes of travel are worked out when not given."""
        travel = self._travel.to_unit(person.patient, place.unit) if travel is None else travel
        wait = start - person.ready
        return Option(
            place.index,
            start,
            end,
            days,
            shift,
            wait,
            max(0, wait - person.service.max_wait_days),
            travel,
            max(0, travel - ceil_int(person.service.max_travel_min)),
            person.differs(((place.index, start),)),
        )

    def _thin(self, person: Person, found: dict[int, list[Option]]) -> dict[int, list[Option]]:
        """Keep the nearest units, and those that mean something to this patient."""
        limit = person.service.max_travel_min * self._policy.travel_limit_factor
        order = sorted(found, key=lambda index: (found[index][0].travel, index))
        near = [index for index in order if found[index][0].travel <= limit] or order[:1]
        keep = set(near[: self._policy.candidates or None])
        keep |= {index for index in order if self._singled_out(person, self._places[index])}
        return {index: found[index] for index in order if index in keep}

    def _singled_out(self, person: Person, place: Place) -> bool:
        row = person.patient
        return (
            place.unit.unit_id == row.pinned_unit_id
            or place.index in {person.current, person.reference, person.bound}
            or place.unit.hospital_id == row.provider_hospital_id
        )


def session_days(horizon: Horizon, cohort: str) -> tuple[int, ...]:
    """Return the horizon days on which a cohort (ISO weekdays, e.g. ``135``) is treated."""
    return tuple(day for day in range(horizon.days) if str(horizon.date(day).isoweekday()) in cohort)


def _cohorts_of(dataset: Dataset) -> dict[str, tuple[str, ...]]:
    """Return every cohort in use, per service."""
    found = {row.service_id: list(row.cohorts or (EVERY_DAY,)) for row in dataset.services}
    for row in dataset.patients:
        if row.cohort and row.cohort not in found[row.service_id]:
            found[row.service_id].append(row.cohort)
    return {service: tuple(cohorts) for service, cohorts in found.items()}


def shifts_settle_later(place: Place, cohorts: tuple[str, ...]) -> bool:
    """Whether any set of sessions that fits a day in total can be split into shifts, so that the model need not do it.

    True when the stations never become fewer within the horizon and no two cohorts share some weekdays only: then the
    sessions of a cohort are intervals of its own days, and intervals whose overlap never exceeds a number of
    stations that only grows can be given stations first come, first served.
    """
    stations = [place.per_shift(day) for day in range(len(place.effective))]
    grows = all(a <= b for a, b in itertools.pairwise(stations))
    apart = all(set(a) == set(b) or not set(a) & set(b) for a in cohorts for b in cohorts)
    return place.shifts == 1 or (grows and apart)
