"""Expected demand as table rows."""

from __future__ import annotations

import datetime as dt
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate

from optimizer.data.dataset import Dataset
from optimizer.data.generate.arrivals import Stream
from optimizer.data.generate.mix import STRESS_FACTOR
from optimizer.data.tables.people import Demand
from optimizer.data.vocabulary import WardKind

SMALLEST = 0.15
"""An origin's arrivals come in parts of at least this size, so that rare care does not fill the table."""

GOLDEN = (5**0.5 - 1) / 2
"""Multiples of it, less their whole part, are spread evenly however many there are (van der Corput, 1935; Weyl, 1916)."""


def demand_rows(city: Dataset, start: dt.date, streams: Iterable[Stream]) -> tuple[Demand, ...]:
    """Return the demand that designation plans on (buffer and isolation), by origin, service and date."""
    return tuple(
        Demand(
            origin_id=place.origin_id,
            service_id=stream.service_id,
            ward_kind=stream.ward_kind,
            date=start + dt.timedelta(days=day),
            expected=round(expected, 4),
            low=round(expected / STRESS_FACTOR, 4),
            high=round(expected * STRESS_FACTOR, 4),
            source="generated",
        )
        for stream in streams
        if stream.ward_kind is not WardKind.GENERAL
        for number, (place, share) in enumerate(zip(city.origins, stream.by_origin, strict=True))
        for day, expected in _by_day(stream, share, number * GOLDEN % 1.0)
        if round(expected, 4) > 0
    )


def _by_day(stream: Stream, share: float, offset: float) -> Iterator[tuple[int, float]]:
    """Yield what one origin sends on which day.

    Where the days are too small to be told, its total comes in equal parts, at evenly spaced points of the stream; the
    offset (0 to 1) of every origin is another, so that over the whole city each day has about what it should.
    """
    total = stream.total * share
    if all(number * share >= SMALLEST for number in stream.by_day if number):
        yield from ((day, number * share) for day, number in enumerate(stream.by_day))
        return
    parts = max(1, int(total / SMALLEST))
    until = list(accumulate(stream.by_day))
    days = Counter(bisect(until, stream.total * (part + offset) / parts) for part in range(parts))
    yield from ((min(day, len(until) - 1), number * total / parts) for day, number in sorted(days.items()))
