"""What a patient may be given: a path of legs, each one unit for some days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from optimizer.data.vocabulary import WardKind
from optimizer.routing.places import Place

Site = tuple[int, str, WardKind]  # hospital, service, ward kind


@dataclass(frozen=True, slots=True)
class Leg:
    """One unit for a stretch of days.

    Parameters
    ----------
    place
        Place index.
    start, end
        Day indices; `end` is the last day of a stay and may lie beyond the horizon, or the last session of the leg.
    days
        Horizon days on which a place is used.
    shift
        Shift of the sessions from 1; 0 for stays, and for sessions whose shift may be settled afterwards.
    minutes
        The trip to it: from home, or from where the patient lies; 0 within one hospital.
    """

    place: int
    start: int
    end: int
    days: tuple[int, ...]
    shift: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Option:
    """A path through units from a day on; a further leg begins only where what the patient needs has changed.

    Parameters
    ----------
    wait, over_wait
        Days waited, and how many of them beyond the clinical limit.
    travel, over_travel
        Minutes to the first unit, and how many of them beyond the service's limit.
    further, longest
        Minutes of the trips between hospitals later on, and of the longest trip of all.
    transfers
        How often the patient changes hospital, out of the one they lie in included.
    overstay
        Days in a ward stricter than needed by then.
    outside
        Whether a unit on the way is outside the network.
    away
        Whether it begins in another hospital than that of the patient's present provider.
    changed
        Whether it differs from the plan in force.
    """

    legs: tuple[Leg, ...]
    wait: int
    over_wait: int
    travel: int
    over_travel: int
    further: int
    longest: int
    transfers: int
    overstay: int
    outside: bool
    away: bool
    changed: bool

    @property
    def first(self) -> Leg:
        """Where the patient is admitted."""
        return self.legs[0]

    @property
    def place(self) -> int:
        """Place index of the admission."""
        return self.legs[0].place

    @property
    def start(self) -> int:
        """Day of the admission."""
        return self.legs[0].start

    @property
    def places(self) -> tuple[int, ...]:
        """Place index of every leg."""
        return tuple(leg.place for leg in self.legs)

    @property
    def days(self) -> tuple[int, ...]:
        """Horizon days on which a place is used, wherever."""
        return tuple(day for leg in self.legs for day in leg.days)

    @property
    def rank(self) -> tuple[int, int, tuple[tuple[int, int, int], ...]]:
        """A fixed order among options: nearer, earlier, then by unit and shift."""
        return self.travel, self.legs[0].start, tuple((leg.place, leg.start, leg.shift) for leg in self.legs)


def sites_of(places: Sequence[Place], option: Option) -> Iterator[Site]:
    """Yield the sites that count for `concentration`: services in buffer or isolation, where each leg begins."""
    for leg in option.legs:
        site = site_of(places, leg)
        if site is not None:
            yield site


def site_of(places: Sequence[Place], leg: Leg) -> Site | None:
    """Return the site of a leg; None in a general ward."""
    place = places[leg.place]
    kind = place.kinds[leg.start]
    return None if kind is WardKind.GENERAL else (place.hospital, place.unit.service_id, kind)
