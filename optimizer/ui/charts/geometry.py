"""Outlines and extents for the map."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

Ring = list[list[float]]


@dataclass(frozen=True, slots=True)
class Extent:
    """Centre (degrees) and scale of a Mercator picture."""

    lon: float
    lat: float
    scale: float


def outline_features(geojson: bytes) -> list[dict[str, Any]]:
    """Return the features of a GeoJSON with exterior rings clockwise and holes counter-clockwise.

    That is the order of the drawing library; RFC 7946 says the opposite, and an unturned ring is drawn as the whole
    globe without the district.
    """
    features = json.loads(geojson)["features"] if geojson else []
    return [{**feature, "geometry": _turned(feature["geometry"])} for feature in features]


def central_extent(points: Sequence[tuple[float, float]], width_px: float, height_px: float) -> Extent:
    """Return the part of the map where most of the points (lon, lat) lie; far ones are left out."""
    lon, lat = median(point[0] for point in points), median(point[1] for point in points)
    spread = 3.0 * max(
        median(abs(point[0] - lon) for point in points), median(abs(_stretched(point[1] - lat, lat)) for point in points), 0.02
    )
    near = [point for point in points if abs(point[0] - lon) <= spread and abs(_stretched(point[1] - lat, lat)) <= spread]
    west, east = min(point[0] for point in near), max(point[0] for point in near)
    south, north = min(point[1] for point in near), max(point[1] for point in near)
    wide, high = max(east - west, 0.05) * 1.4, max(_stretched(north - south, lat), 0.05) * 1.5
    scale = min(width_px / math.radians(wide), height_px / math.radians(high))
    return Extent((west + east) / 2, (south + north) / 2, scale)


def label_point(feature: dict[str, Any]) -> tuple[float, float]:
    """Return where a district's name stands (lon, lat): the middle of its largest part."""
    geometry = feature["geometry"]
    parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    ring: Ring = max((part[0] for part in parts), key=len)
    lons, lats = [point[0] for point in ring], [point[1] for point in ring]
    return ((min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2)


def _stretched(degrees: float, lat: float) -> float:
    return degrees / math.cos(math.radians(lat))


def _turned(geometry: dict[str, Any]) -> dict[str, Any]:
    if geometry["type"] == "Polygon":
        return {**geometry, "coordinates": _polygon(geometry["coordinates"])}
    if geometry["type"] == "MultiPolygon":
        return {**geometry, "coordinates": [_polygon(part) for part in geometry["coordinates"]]}
    return geometry


def _polygon(rings: list[Ring]) -> list[Ring]:
    return [ring if _clockwise(ring) is (index == 0) else ring[::-1] for index, ring in enumerate(rings)]


def _clockwise(ring: Ring) -> bool:
    return sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise(ring)) > 0
