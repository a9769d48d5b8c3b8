"""The planners' own formula of distances against the general method, which the independent check uses."""

from __future__ import annotations

import random

import pytest
from geopy.distance import geodesic

from optimizer.data.travel import straight_km
from optimizer.data.travel.geodesic import geodesic_km

MICROMETRE_KM = 1e-9


@pytest.mark.parametrize("degrees", [1e-5, 0.001, 0.1, 3.0, 30.0])
def test_the_same_as_the_general_method(degrees: float) -> None:
    lot = random.Random(7)
    for _ in range(200):
        lat, lon = lot.uniform(-65, 65), lot.uniform(-180, 180)
        other = (max(-89.0, min(89.0, lat + lot.uniform(-degrees, degrees))), lon + lot.uniform(-degrees, degrees))
        assert geodesic_km(lat, lon, *other) == pytest.approx(geodesic((lat, lon), other).kilometers, abs=MICROMETRE_KM)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((36.06, 103.83), (36.06, 103.83)),
        ((0.0, 0.0), (0.0, 10.0)),
        ((10.0, 20.0), (30.0, 20.0)),
        ((10.0, 179.9), (10.0, -179.9)),
        ((90.0, 0.0), (80.0, 50.0)),
    ],
)
def test_one_point_equator_meridian_date_line_and_pole(one: tuple[float, float], other: tuple[float, float]) -> None:
    assert geodesic_km(*one, *other) == pytest.approx(geodesic(one, other).kilometers, abs=MICROMETRE_KM)


def test_points_opposite_each_other_are_left_to_the_general_method() -> None:
    one, other = (0.0, 0.0), (0.3, 179.9)
    assert geodesic_km(*one, *other) is None
    assert straight_km(one, other) == pytest.approx(geodesic(one, other).kilometers)
