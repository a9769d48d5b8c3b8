from __future__ import annotations

import json

import pytest
from geopy.distance import geodesic

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Severity
from optimizer.data.coordinates import BD09, GCJ02, WGS84, bd09_to_gcj02, crs_named, to_wgs84, wgs84_to_gcj02
from optimizer.data.reading import read_dataset
from optimizer.data.source import resolve_source
from tests.cities import SMALL_CITY, write_small_city

LANZHOU = (103.8343, 36.0611)


@pytest.fixture
def city(tmp_path):
    return write_small_city(tmp_path / "city")


def _hospitals(city, old, new):
    (city / "hospitals.csv").write_text(SMALL_CITY["hospitals.csv"].replace(old, new), encoding="utf-8")


def _metres(a, b):
    return geodesic((a[1], a[0]), (b[1], b[0])).meters


def test_gcj02_is_about_219_m_off_at_lanzhou_and_comes_back():
    shifted = wgs84_to_gcj02(*LANZHOU)
    assert 150 < _metres(LANZHOU, shifted) < 300
    assert _metres(LANZHOU, to_wgs84(*shifted, GCJ02)) < 0.2


def test_bd09_is_about_a_kilometre_off():
    assert 400 < _metres(LANZHOU, bd09_to_gcj02(*LANZHOU)) < 1500
    assert 300 < _metres(LANZHOU, to_wgs84(*LANZHOU, BD09)) < 1500


def test_outside_china_nothing_is_shifted():
    assert to_wgs84(2.35, 48.86, GCJ02) == (2.35, 48.86)


def test_names_of_systems():
    assert [crs_named(word) for word in ("", "wgs-84", "GCJ02", "bd_09", "火星坐标", "x")] == [
        WGS84,
        WGS84,
        GCJ02,
        BD09,
        GCJ02,
        None,
    ]


def test_converted_on_import(city):
    _hospitals(city, "103.8202,36.0678,WGS84", "103.8202,36.0678,GCJ-02")
    dataset = read_dataset(city)
    hospital = dataset.hospital["H01"]
    assert hospital.crs == WGS84
    assert 100 < _metres((hospital.lon, hospital.lat), (103.8202, 36.0678)) < 400
    assert [issue.code for issue in dataset.issues] == ["coordinates_converted"]


def test_the_middle_of_the_district_stands_in_and_is_said(city):
    _hospitals(city, "103.8202,36.0678", ",")
    dataset = read_dataset(city)
    assert (dataset.hospital["H01"].lon, dataset.hospital["H01"].lat) == (103.835, 36.056)
    issue = dataset.issues[0]
    assert (issue.code, issue.severity, issue.table, issue.row, issue.value) == (
        "centroid_used",
        Severity.WARNING,
        "hospitals",
        2,
        "H01",
    )


def test_outlines_stand_in_where_a_district_has_no_other_place(city):
    _hospitals(city, "城关区,103.8202,36.0678", "永登县,,")
    with pytest.raises(BadInputError):
        read_dataset(city)
    ring = [[103.0, 36.0], [104.0, 36.0], [104.0, 37.0], [103.0, 37.0], [103.0, 36.0]]
    feature = {"properties": {"name": "永登县", "name_en": "Yongdeng"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    (city / "districts.geojson").write_text(json.dumps({"features": [feature]}), encoding="utf-8")
    hospital = read_dataset(city).hospital["H01"]
    assert (hospital.lon, hospital.lat) == (103.5, 36.5)


def test_unreadable_outlines_are_only_a_warning(city):
    (city / "districts.geojson").write_text("{", encoding="utf-8")
    assert [issue.code for issue in read_dataset(city).issues] == ["outlines_unreadable"]


def test_unknown_examples_and_files():
    for word in ("example:lanzho", "", "/no/such/place", "x" * 5000, "a\0b"):
        with pytest.raises(BadInputError):
            resolve_source(word)


def test_the_example_is_found_from_anywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert resolve_source("example:lanzhou").is_dir()
