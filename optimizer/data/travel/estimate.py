"""The estimate of road time where no matrix and no road server gives one."""

from __future__ import annotations

from functools import lru_cache

from optimizer.data.scenario import TravelSettings
from optimizer.data.travel.geodesic import geodesic_km

Point = tuple[float, float]  # lat, lon in WGS84


@lru_cache(maxsize=200_000)
def straight_km(a: Point, b: Point) -> float:
    """Return the geodesic distance on the WGS84 ellipsoid in km."""
    found = geodesic_km(*a, *b)
    if found is not None:
        return found
    from geopy.distance import geodesic  # general and slow; brings every geocoder with it

    return float(geodesic(a, b).kilometers)


def road_estimate_min(settings: TravelSettings, a: Point, b: Point) -> float:
    """Return straight line × circuity ÷ speed in minutes, pick-up not included.

    Circuity 1.30 and the speeds of DOMAIN were measured in the central city. Where `speed_kmh_far` is set, what lies
    beyond the first `far_km` of the straight line is driven at that speed; the estimate then still grows with distance.
    """
    km = straight_km(a, b)
    far = max(0.0, km - settings.far_km) if settings.speed_kmh_far else 0.0
    hours = (km - far) * settings.circuity / settings.speed_kmh
    if far:
        hours += far * settings.circuity / settings.speed_kmh_far
    return hours * 60.0
