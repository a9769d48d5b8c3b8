"""The sparse list of options of one patient: the nearest units that every rule allows, and the days within reach."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence, Set

from optimizer.core.rounding import ceil_int
from optimizer.data.dataset import Dataset
from optimizer.data.travel import Travel
from optimizer.routing import rules
from optimizer.routing.courses import Courses
from optimizer.routing.daymasks import DayMask, bits
from optimizer.routing.option import Leg, Option
from optimizer.routing.paths import Paths, Stretch
from optimizer.routing.people import NO_PLACE, Person
from optimizer.routing.places import Place


class Search:
    """Finds options; remembers which units are out of the question for alike patients.

    Attributes
    ----------
    thinned
        For how many patients the policy left units out of consideration.
    """

    def __init__(self, dataset: Dataset, places: tuple[Place, ...], ground: rules.Ground) -> None:
        self._policy = dataset.scenario.policy
        self._horizon = dataset.horizon
        self._places = places
        self._ground = ground
        self._travel = Travel(dataset)
        self._licences = {row.service_id: row.licence for row in dataset.services}
        self._courses = Courses(dataset)
        self._possible: dict[object, tuple[Place, ...]] = {}
        self._settled: dict[int, bool] = {}
        self.thinned = 0
        self._index = {place.unit.unit_id: place.index for place in places}
        self._between: dict[tuple[int, int], int] = {}
        self._masks = [DayMask.of(place, ground) for place in places]
        self._bits: dict[tuple[int, ...], tuple[int, int]] = {}
        self._paths = Paths(self.possible, self._allowed, self._minutes, self._policy.transfer_days)
        self._despite = Paths(self.possible, self._open_to, self._minutes, self._policy.transfer_days)

    def possible(self, person: Person) -> tuple[Place, ...]:
        """Return the units that service, licence, capability and blood-borne rule allow."""
        key = (person.services, person.urgent, person.patient.needs, rules.infections(person.patient))
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
        found = self._found(person, every=False)
        if not found and not person.steady:
            found = self._found(person, every=True)
        if not found and person.urgent:  # nobody life-threatened is turned away for want of a unit that accepts
            found = self._found(person, every=True, paths=self._despite)
        if person.urgent:  # a bed before a session, for who is treated in sessions otherwise
            found = {index: some for index, some in found.items() if not self._places[index].sessions} or found
        near = found if every else self._thin(person, found)
        return tuple(sorted((option for some in near.values() for option in some), key=lambda option: option.rank))

    def _found(self, person: Person, *, every: bool, paths: Paths | None = None) -> dict[int, list[Option]]:
        """Return the options by the unit of admission; with `every`, further legs may be at any hospital."""
        paths = paths or self._paths
        found: dict[int, list[Option]] = {}
        ways: dict[bool, list[tuple[int, ...]]] = {}  # the same at every unit of stays, and at every unit of sessions
        for place in self.possible(person):
            if rules.declined(person, place) and rules.pinned(person, place) and rules.state_kept(person, place):
                travel = self._travel.to_unit(person.patient, place.unit)
                if place.sessions not in ways:
                    ways[place.sessions] = list(self.ways(person, place))
                here = [
                    option
                    for days in ways[place.sessions]
                    for path in self._through(paths, person, place, days, every=every)
                    for option in self._along(person, path, travel)
                ]
                if here:
                    found[place.index] = here
        stays = found.get(person.current) if not self._policy.transfer_days and self._keeps_bed(person) else None
        return {person.current: stays} if stays else found

    def _through(
        self, paths: Paths, person: Person, place: Place, days: tuple[int, ...], *, every: bool
    ) -> Iterable[tuple[Stretch, ...]]:
        """Return the paths that begin at a unit and fill the days; in the plainest case without asking day by day."""
        need = person.needs[days[0]]
        plain = person.steady and place.unit.service_id == need.service_id and place.index != person.current
        if not plain or paths is not self._paths or rules.as_emergency(person, place):
            return paths.of(person, place, days, every=every)
        mask, (used, span) = self._masks[place.index], self._bits_of(days)
        fits = (
            mask.is_kind(need.kind, used)
            and mask.has_room(used, urgent=person.urgent)
            and (rules.undesignated_too(person, place) or mask.is_designated(span))
            and self.keeps_pin(person, place, days[0])
            and rules.cannot_accept(person, place, days[0], self._ground)
        )
        return (((place, days),),) if fits else ()

    def ways(self, person: Person, place: Place) -> Iterator[tuple[int, ...]]:
        """Yield the days on which a patient would use a place, for every first day within reach and every cohort."""
        last = person.ready if person.urgent else self._last_start(person)
        if not place.sessions:
            last = person.ready if self._keeps_bed(person) else last
            for start in range(person.ready, last + 1):
                yield tuple(self._ground.census_days(start, person.stay))
            return
        yield from self._courses.of(person.patient, person.service, person.ready, last)

    def _keeps_bed(self, person: Person) -> bool:
        """Whether somebody lies in a unit that every rule but capacity lets keep them: they do not wait for another."""
        if person.current == NO_PLACE:
            return False
        place = self._places[person.current]
        return (
            not place.sessions
            and place in self.possible(person)
            and rules.unit_open(place, (person.ready,))
            and rules.declined(person, place)
            and rules.pinned(person, place)
            and self._paths.suits_at_first(person, place)
        )

    def _last_start(self, person: Person) -> int:
        window = person.service.max_wait_days + self._policy.extra_wait_days
        return min(self._horizon.days - 1, person.ready + window)

    def _allowed(self, person: Person, place: Place, days: tuple[int, ...]) -> bool:
        """Whether every rule of the days holds but the ward kind, one place being free for who may not exceed capacity."""
        return self._open_to(person, place, days) and rules.cannot_accept(person, place, days[0], self._ground)

    def _open_to(self, person: Person, place: Place, days: tuple[int, ...]) -> bool:
        """Whether the same holds, refusals not asked."""
        mask, (used, span) = self._masks[place.index], self._bits_of(days)
        return (
            rules.declined(person, place)
            and self.keeps_pin(person, place, days[0])
            and mask.has_room(used, urgent=person.urgent)
            and (rules.undesignated_too(person, place) or mask.is_designated(span))
        )

    def _bits_of(self, days: tuple[int, ...]) -> tuple[int, int]:
        """Return days of use, and all from the first to the last of them, as bits."""
        if days not in self._bits:
            self._bits[days] = bits(days), (2 << days[-1]) - (1 << days[0])
        return self._bits[days]

    def keeps_pin(self, person: Person, place: Place, day: int) -> bool:
        """Whether a pin allows a unit from a day on: it is the pinned one, or the patient needs a stricter ward by then."""
        pin = person.patient.pinned_unit_id
        released = pin is not None and day > person.ready and rules.released(person, self._places[self._index[pin]], day)
        return rules.pinned(person, place) or released

    def _along(self, person: Person, path: Sequence[Stretch], travel: int) -> Iterator[Option]:
        """Yield a path as options: one for each choice of shifts that has to be made now."""
        shifts = [
            tuple(range(1, place.shifts + 1)) if place.sessions and not self._settles_later(place) else (0,) for place, _ in path
        ]
        for chosen in itertools.product(*shifts):
            yield self.option(person, path, chosen, travel)

    def _settles_later(self, place: Place) -> bool:
        if place.index not in self._settled:
            weekly = self._courses.weekly(place.unit.service_id)
            self._settled[place.index] = place.shifts == 1 or (weekly is not None and shifts_settle_later(place, weekly))
        return self._settled[place.index]

    def option(self, person: Person, path: Sequence[Stretch], shifts: Sequence[int], travel: int | None = None) -> Option:
        """Return a path as an option, asking no rule; minutes to its first unit are worked out when not given."""
        travel = self._travel.to_unit(person.patient, path[0][0].unit) if travel is None else travel
        if len(path) == 1:
            return self._single(person, *path[0], shifts[0], travel)
        start = path[0][1][0]
        wait = start - person.ready
        minutes = [travel, *(self._minutes(one, other) for (one, _), (other, _) in itertools.pairwise(path))]
        ends = [days[-1] for _, days in path]
        if not path[-1][0].sessions:
            ends[-1] = start + person.stay - 1
        legs = [
            Leg(place.index, days[0], end, days, shift, trip)
            for (place, days), end, shift, trip in zip(path, ends, shifts, minutes, strict=True)
        ]
        hospitals = [place.hospital for place, _ in path]
        if person.current != NO_PLACE and not path[0][0].sessions:
            hospitals.insert(0, self._places[person.current].hospital)
        return Option(
            tuple(legs),
            wait,
            max(0, wait - person.service.max_wait_days),
            travel,
            max(0, travel - ceil_int(person.service.max_travel_min)),
            sum(minutes[1:]),
            max(minutes),
            sum([one != other for one, other in itertools.pairwise(hospitals)]),
            sum([_overstay(person, place, days) for place, days in path]),
            any([place.outside for place, _ in path]),
            person.patient.provider_hospital_id not in {None, path[0][0].unit.hospital_id},
            person.differs([(leg.place, leg.start) for leg in legs]),
        )

    def _single(self, person: Person, place: Place, days: tuple[int, ...], shift: int, travel: int) -> Option:
        """Return a path of one unit as an option: what `option` says, for what most options are."""
        start, sessions = days[0], place.sessions
        wait, service = start - person.ready, person.service
        lies = person.current != NO_PLACE and not sessions
        return Option(
            (Leg(place.index, start, days[-1] if sessions else start + person.stay - 1, days, shift, travel),),
            wait,
            max(0, wait - service.max_wait_days),
            travel,
            max(0, travel - ceil_int(service.max_travel_min)),
            0,
            travel,
            int(lies and self._places[person.current].hospital != place.hospital),
            _overstay(person, place, days),
            place.outside,
            person.patient.provider_hospital_id not in {None, place.unit.hospital_id},
            person.differs(((place.index, start),)),
        )

    def _minutes(self, one: Place, other: Place) -> int:
        key = (one.hospital, other.hospital)
        if key not in self._between:
            self._between[key] = self._travel.between_hospitals(one.unit.hospital_id, other.unit.hospital_id)
        return self._between[key]

    def _thin(self, person: Person, found: dict[int, list[Option]]) -> dict[int, list[Option]]:
        """Keep the nearest units, and those that mean something to this patient."""
        limit = person.service.max_travel_min * (self._policy.travel_limit_factor or math.inf)
        order = sorted(found, key=lambda index: (found[index][0].travel, index))
        near = [index for index in order if found[index][0].travel <= limit] or order[:1]
        keep = set(near[: self._policy.candidates or None])
        keep |= {index for index in order if self._singled_out(person, self._places[index])}
        self.thinned += len(keep) < len(found)
        return {index: found[index] for index in order if index in keep}

    def _singled_out(self, person: Person, place: Place) -> bool:
        row = person.patient
        return (
            place.unit.unit_id == row.pinned_unit_id
            or place.outside
            or place.index in {person.current, person.reference, person.bound}
            or place.unit.hospital_id == row.provider_hospital_id
        )


def _overstay(person: Person, place: Place, days: tuple[int, ...]) -> int:
    """Return on how many days a ward is stricter than needed."""
    return 0 if rules.ward_kind(person, place, days) else sum(not rules.ward_kind(person, place, (day,)) for day in days)


def shifts_settle_later(place: Place, cohorts: Sequence[Set[int]]) -> bool:
    """Whether any set of sessions that fits a day in total can be split into shifts, so that the model need not do it.

    True when the stations never become fewer within the horizon and no two cohorts (the days of each) share some days
    only: then the sessions of a cohort are intervals of its own days, and intervals whose overlap never exceeds a number
    of stations that only grows can be given stations first come, first served.
    """
    stations = [place.per_shift(day) for day in range(len(place.effective))]
    grows = all(a <= b for a, b in itertools.pairwise(stations))
    apart = all(a == b or not a & b for a in cohorts for b in cohorts)
    return place.shifts == 1 or (grows and apart)
