"""The low, the expected and the high forecast against the designated places, day by day, by service and ward kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from optimizer.data.planfolder import PlanRecord
from optimizer.data.vocabulary import WardKind
from optimizer.designation.demand import Forecast, city_wide, daily_load
from optimizer.planning.adjustment import Site
from optimizer.planning.risks import LEAST
from optimizer.planning.site_days import expected_days, places_days


@dataclass(frozen=True, slots=True)
class CareForecast:
    """One service and ward kind of the whole city.

    Parameters
    ----------
    people
        In a bed (sessions: a day) by each forecast on every day.
    places
        Designated places (sessions) on every day; all of them, where designation fills a share only (`designation_fill`).
    not_needed
        Designated hospitals that the low forecast would not need, by numbers alone, with their places on the best day: left
        away together they leave the low forecast a place every day. Those with the fewest expected come first.
    """

    service_id: str
    ward_kind: WardKind
    people: Mapping[Forecast, tuple[float, ...]]
    places: tuple[int, ...]
    not_needed: tuple[tuple[str, int], ...]

    def short(self, forecast: Forecast) -> tuple[float, ...]:
        """Return the people without a place, by day."""
        return tuple(_beyond(people, places) for people, places in zip(self.people[forecast], self.places, strict=True))

    def short_days(self, forecast: Forecast) -> tuple[int, ...]:
        """Return the days on which somebody is without a place."""
        return tuple(day for day, number in enumerate(self.short(forecast)) if number)

    def peak(self, forecast: Forecast) -> int:
        """Return the first of the fullest days."""
        return self.people[forecast].index(max(self.people[forecast]))


def care_forecasts(plan: PlanRecord) -> tuple[CareForecast, ...]:
    """Return every service and ward kind that anybody is expected or designated for, in order of services."""
    days = plan.dataset.horizon.days
    loads = {forecast: city_wide(daily_load(plan.dataset, forecast)) for forecast in Forecast}
    places, expected = places_days(plan), expected_days(plan)
    found = []
    for service in plan.dataset.services:
        for kind in WardKind:
            care = (service.service_id, kind)
            sites = {site: there for site, there in places.items() if site[1:] == care}
            people = {forecast: load.get(care, (0.0,) * days) for forecast, load in loads.items()}
            if sites or any(people[Forecast.HIGH]):
                total = [sum(day) for day in zip(*sites.values(), strict=True)] if sites else [0] * days
                spare = _not_needed(sites, expected, people[Forecast.LOW], total)
                found.append(CareForecast(*care, people, tuple(total), spare))
    return tuple(found)


def _not_needed(
    sites: Mapping[Site, Sequence[int]], expected: Mapping[Site, Sequence[float]], low: Sequence[float], total: Sequence[int]
) -> tuple[tuple[str, int], ...]:
    left, found = list(total), list[tuple[str, int]]()
    for site in sorted(sites, key=lambda one: (sum(expected[one]), one[0])):
        there = sites[site]
        if any(there) and all(
            not here or not _beyond(need, rest - here) for here, need, rest in zip(there, low, left, strict=True)
        ):
            left = [rest - here for here, rest in zip(there, left, strict=True)]
            found.append((site[0], max(there)))
    return tuple(found)


def _beyond(people: float, places: int) -> float:
    return people - places if people - places >= LEAST else 0.0
