"""Centroids of the districts in an optional ``districts.geojson`` (properties ``name`` and ``name_en``, WGS84)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.complaint import warning

FILE = "districts.geojson"
Point = tuple[float, float]


def district_centroids(folder: Path) -> tuple[Mapping[str, Point], list[Issue]]:
    """Return centroids by case-folded district name; an unusable file is a warning, for it is only a stand-in."""
    path = folder / FILE
    if not path.is_file():
        return {}, []
    try:
        features = json.loads(path.read_bytes())["features"]
        return {name.casefold(): centroid for feature in features for name, centroid in _named(feature)}, []
    except (OSError, ValueError, KeyError, TypeError, IndexError, ZeroDivisionError, AttributeError, RecursionError):
        message = Text("The district outlines cannot be read and are ignored.", "区县轮廓文件无法读取，已忽略。")
        return {}, [warning("outlines_unreadable", message, table=FILE)]


def _named(feature: Mapping[str, Any]) -> Iterator[tuple[str, Point]]:
    centroid = _centroid(feature["geometry"])
    for key in ("name", "name_en"):
        if feature["properties"].get(key):
            yield str(feature["properties"][key]), centroid


def _centroid(geometry: Mapping[str, Any]) -> Point:
    """Return the area-weighted centroid of the outer rings."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    moments = [_moments(polygon[0]) for polygon in polygons]
    area = sum(moment[0] for moment in moments)
    return round(sum(m[1] for m in moments) / area, 6), round(sum(m[2] for m in moments) / area, 6)


def _moments(ring: list[list[float]]) -> tuple[float, float, float]:
    """Return the area of a ring and its area times the centroid's coordinates (shoelace formula)."""
    area = lon = lat = 0.0
    for (x, y, *_), (next_x, next_y, *_) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = x * next_y - next_x * y
        area, lon, lat = area + cross / 2, lon + (x + next_x) * cross / 6, lat + (y + next_y) * cross / 6
    return abs(area), lon * (1 if area > 0 else -1), lat * (1 if area > 0 else -1)
