"""Expected demand as table rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from optimizer.data.dataset import Dataset
from optimizer.data.generate.arrivals import Stream
from optimizer.data.generate.mix import STRESS_FACTOR
from optimizer.data.tables.people import Demand
from optimizer.data.vocabulary import WardKind

SMALLEST = 0.15
"""Less than this is carried to a later day of the same origin and service, so that rare care does not fill the table."""


def demand_rows(city: Dataset, start: dt.date, streams: Iterable[Stream]) -> tuple[Demand, ...]:
    """Return the demand that designation plans on (buffer and isolation), by origin, service and date."""
    return tuple(
        row
        for stream in streams
        if stream.ward_kind is not WardKind.GENERAL
        for place, share in zip(city.origins, stream.by_origin, strict=True)
        if share > 0
        for row in _rows(stream, place.origin_id, share, start)
    )


def _rows(stream: Stream, origin_id: str, share: float, start: dt.date) -> Iterable[Demand]:
    carried = 0.0
    last = len(stream.by_day) - 1
    for day, total in enumerate(stream.by_day):
        carried += total * share
        expected = round(carried, 4)
        if expected > 0 and (carried >= SMALLEST or day == last):
            carried = 0.0
            yield Demand(
                origin_id=origin_id,
                service_id=stream.service_id,
                ward_kind=stream.ward_kind,
                date=start + dt.timedelta(days=day),
                expected=expected,
                low=round(expected / STRESS_FACTOR, 4),
                high=round(expected * STRESS_FACTOR, 4),
                source="generated",
            )
