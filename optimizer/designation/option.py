"""What may be designated, and the units that make it so."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.data.vocabulary import WardKind


@dataclass(frozen=True, slots=True)
class Site:
    """A hospital, service and ward kind that may be designated."""

    hospital_id: str
    service_id: str
    ward_kind: WardKind


@dataclass(frozen=True, slots=True)
class Option:
    """A unit as it is, or as one conversion makes it.

    Parameters
    ----------
    site
        Index of the site it gives places to.
    places
        Bed-days, or sessions, over the horizon.
    conversion
        Index of the conversion that makes it so, None for the unit as it is.
    lost_by
        Indices of conversions that take it away: the unit's own, and those that empty its building.
    at_once
        Beds, or stations, on its best day.
    beside
        Indices of options for confirmed cases in the same building: where one of them serves, this one does not.
    by_day
        Beds, or sessions, on every day of the horizon; `places` is their sum.
    """

    site: int
    places: int
    conversion: int | None
    lost_by: tuple[int, ...]
    at_once: int = 0
    beside: tuple[int, ...] = ()
    by_day: tuple[int, ...] = ()
