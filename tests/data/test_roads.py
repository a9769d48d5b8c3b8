"""Road times from an OSRM server: asked once, kept on disk, never in the way of a plan."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from optimizer.data.dataset import Dataset
from optimizer.data.reading import read_dataset
from optimizer.data.scenario import TravelSettings
from optimizer.data.tables import people, places
from optimizer.data.travel import Travel, point_id, road_estimate_min, straight_km, with_roads
from optimizer.data.travel.cache import CACHE_VARIABLE, FILE, cache_folder
from optimizer.data.travel.osrm import NoRoadsError, OsrmServer
from optimizer.data.vocabulary import HealthCode
from optimizer.verify.trips import Trips
from tests import factories
from tests.data.osrm import Roads, road_server, seconds_between


@pytest.fixture(autouse=True)
def _plain_network(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def roads() -> Iterator[Roads]:
    with road_server() as running:
        yield running


def town(url: str, origins: int = 2, hospitals: int = 2, **changes: Any) -> Dataset:
    """Origins along a parallel, hospitals along another, a unit in each."""
    tables = {
        "origins": [
            places.Origin(origin_id=f"O{n}", name="", district="A", lat=36.0, lon=103.0 + n / 100, pickup_min=5.0)
            for n in range(origins)
        ],
        "hospitals": [
            places.Hospital(hospital_id=f"H{n}", name_zh="", district="A", lat=36.1, lon=103.0 + n / 100)
            for n in range(hospitals)
        ],
        "services": [factories.service()],
        "units": [factories.unit(f"U{n}", hospital_id=f"H{n}") for n in range(hospitals)],
        **changes,
    }
    data = factories.dataset(**tables)
    travel = TravelSettings(osrm_url=url, osrm_timeout_s=0.3, osrm_total_s=5.0)
    return dataclasses.replace(data, scenario=dataclasses.replace(data.scenario, travel=travel))


def patient(**changes: Any) -> people.Patient:
    plain: dict[str, Any] = {
        "patient_id": "P1",
        "service_id": "general",
        "health_code": HealthCode.GREEN,
        "urgency": 3,
        "ready_at": dt.datetime.combine(factories.START, dt.time()),
    }
    return people.Patient(**{**plain, **changes})


def estimated(data: Dataset) -> dict[str, object]:
    """The one warning's figures."""
    (issue,) = data.issues
    assert issue.code == "roads_estimated"
    return {**issue.params, "en": issue.describe("en"), "zh": issue.describe("zh")}


def test_server_gives_the_minutes(roads: Roads, tmp_path: Path) -> None:
    data = with_roads(town(roads.url), cache=tmp_path)
    seconds = seconds_between("103.000000,36.000000", "103.010000,36.100000")
    assert Travel(data).from_origin("O0", "H1") == -(-seconds // 60) + 5
    assert {(row.from_id, row.to_id) for row in data.travel_times} >= {("O0", "H1"), ("H0", "H1"), ("H1", "H0")}
    assert data.issues == ()
    assert "travel_times" in data.given


def test_without_a_server_nothing_changes(tmp_path: Path) -> None:
    data = town("")
    assert with_roads(data, cache=tmp_path) is data
    assert not list(tmp_path.iterdir())


def test_given_matrix_comes_first(roads: Roads, tmp_path: Path) -> None:
    given = [places.TravelTime(from_id="O0", to_id="H0", minutes=99.0)]
    data = with_roads(town(roads.url, travel_times=given), cache=tmp_path)
    assert Travel(data).from_origin("O0", "H0") == 104
    assert [row.minutes for row in data.travel_times if (row.from_id, row.to_id) == ("O0", "H0")] == [99.0]


def test_nothing_is_asked_twice(roads: Roads, tmp_path: Path) -> None:
    first = with_roads(town(roads.url), cache=tmp_path)
    count = len(roads.paths)
    assert with_roads(town(roads.url), cache=tmp_path) == first
    assert len(roads.paths) == count
    more = with_roads(town(roads.url, origins=3), cache=tmp_path)
    assert roads.asked[-1][0] == ["103.020000,36.000000"]
    assert len(more.travel_times) == 3 * 2 + 2


def test_a_plans_own_inputs_need_no_server(roads: Roads, tmp_path: Path) -> None:
    data = with_roads(town(roads.url), cache=tmp_path / "a")
    count = len(roads.paths)
    assert with_roads(data, cache=tmp_path / "b") == data
    assert len(roads.paths) == count


def test_blocks_stay_within_what_a_server_takes(roads: Roads, tmp_path: Path) -> None:
    data = with_roads(town(roads.url, origins=120, hospitals=60), cache=tmp_path)
    assert data.issues == ()
    assert len(data.travel_times) == 120 * 60 + 60 * 59
    assert max(len(a) + len(b) for a, b in roads.asked) <= 100


def test_no_road_falls_to_the_estimate(roads: Roads, tmp_path: Path) -> None:
    roads.no_road = frozenset({"103.010000,36.100000"})
    data = with_roads(town(roads.url), cache=tmp_path)
    said = estimated(data)
    assert (said["count"], said["trips"]) == (4, 6)
    assert Travel(data).from_origin("O0", "H1") == Travel(town("")).from_origin("O0", "H1")
    count = len(roads.paths)
    assert estimated(with_roads(town(roads.url), cache=tmp_path)) == said  # known from the cache, too
    assert len(roads.paths) == count


def test_a_point_off_every_road_costs_only_its_own_trips(roads: Roads, tmp_path: Path) -> None:
    roads.off_road = frozenset({"103.010000,36.000000"})
    data = with_roads(town(roads.url), cache=tmp_path)
    assert estimated(data)["count"] == 2
    assert {row.from_id for row in data.travel_times} == {"O0", "H0", "H1"}


@pytest.mark.parametrize(
    ("failing", "words"),
    [
        ("slow", "did not answer in time"),
        ("drip", "did not answer in time"),
        ("broken", "cannot be read"),
        ("short", "cannot be read"),
        ("text", "cannot be read"),
        ("429", "HTTP 429"),
        ("500", "HTTP 500"),
        ("404", "HTTP 404"),
    ],
)
def test_an_ill_server_leaves_the_estimate_and_one_warning(
    roads: Roads, tmp_path: Path, failing: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optimizer.data.travel.osrm.FIRST_PAUSE_S", 0.01)
    roads.failing = failing
    data = with_roads(town(roads.url), cache=tmp_path)
    said = estimated(data)
    assert said["count"] == said["trips"] == 6
    assert words in str(said["en"])
    assert "6 段" in str(said["zh"])
    assert Travel(data).from_origin("O1", "H0") == Travel(town("")).from_origin("O1", "H0")
    assert len(roads.paths) <= 3


@pytest.mark.parametrize("failure", ["slow", "broken", "429", "503"])
def test_a_passing_fault_is_asked_again(roads: Roads, tmp_path: Path, failure: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.data.travel.osrm.FIRST_PAUSE_S", 0.01)
    roads.failures = [failure]
    assert with_roads(town(roads.url), cache=tmp_path).issues == ()
    assert len(roads.paths) == 2


def test_what_was_answered_before_the_fault_counts(roads: Roads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.data.travel.osrm.FIRST_PAUSE_S", 0.01)
    roads.failures = ["", "500", "500", "500"]
    data = with_roads(town(roads.url, origins=98, hospitals=2), cache=tmp_path)
    assert len(data.travel_times) == 50 * 2  # the first block of fifty starts
    assert estimated(data)["count"] == 48 * 2 + 2


def test_the_total_limit_holds(roads: Roads) -> None:
    roads.failing = "500"
    server = OsrmServer(roads.url, "driving", 1.0, 0.2)
    with pytest.raises(NoRoadsError):
        server.table([(36.0, 103.0)], [(36.1, 103.0)])
    assert len(roads.paths) == 1  # the pause alone would be longer than what is left


def test_nobody_listens(tmp_path: Path) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        data = town(url)
        travel = dataclasses.replace(data.scenario.travel, osrm_total_s=0.3)
        data = with_roads(dataclasses.replace(data, scenario=dataclasses.replace(data.scenario, travel=travel)), cache=tmp_path)
    assert "no connection" in str(estimated(data)["en"])


def test_a_damaged_cache_is_made_anew(roads: Roads, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database" * 100)
    with_roads(town(roads.url), cache=tmp_path)
    with_roads(town(roads.url), cache=tmp_path)
    count = len(roads.paths)
    with_roads(town(roads.url), cache=tmp_path)
    assert len(roads.paths) == count


def test_a_cache_that_cannot_be_made_stops_nothing(roads: Roads, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert with_roads(town(roads.url), cache=tmp_path / "file" / "cache").issues == ()


def test_where_the_cache_lies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv(CACHE_VARIABLE)
    assert cache_folder().name == "hospital-optimizer"


def test_a_patients_own_point_is_asked_roughly(roads: Roads, tmp_path: Path) -> None:
    who = patient(lat=36.05432, lon=103.04321)
    data = with_roads(town(roads.url, patients=[who]), cache=tmp_path)
    assert point_id(36.05432, 103.04321) == "point:36.054,103.043"
    assert any("103.043000,36.054000" in starts for starts, _ in roads.asked)
    assert not any("36.05432" in path for path in roads.paths)
    seconds = seconds_between("103.043,36.054", "103.0,36.1")
    assert Travel(data).of_patient(who, "H0") == -(-seconds // 60) + 10


def test_the_check_finds_the_same_minutes_offline(roads: Roads, tmp_path: Path) -> None:
    roads.no_road = frozenset({"103.010000,36.100000"})
    who = [
        patient(lat=36.05, lon=103.04),
        patient(patient_id="P2", origin_id="O1"),
        patient(patient_id="P3", origin_id="O0", current_unit_id="U0"),
    ]
    data = with_roads(town(roads.url, patients=who), cache=tmp_path)
    travel, trips = Travel(data), Trips(data)
    for row in who:
        for unit in data.units:
            assert travel.to_unit(row, unit) == trips.to_unit(row, unit)


def test_the_check_and_the_estimate_agree_on_the_example() -> None:
    data = read_dataset("example:lanzhou")
    far = dataclasses.replace(data.scenario.travel, speed_kmh_far=60.0, far_km=15.0)
    for settings in (data.scenario.travel, far):
        with_settings = dataclasses.replace(data, scenario=dataclasses.replace(data.scenario, travel=settings))
        travel, trips = Travel(with_settings), Trips(with_settings)
        for origin in data.origins[::5]:
            for hospital in data.hospitals[::3]:
                key = (origin.origin_id, hospital.hospital_id)
                assert travel.from_origin(*key) == trips.from_origin(*key)


def test_far_roads_are_faster_and_still_longer_with_distance() -> None:
    plain = TravelSettings()
    far = TravelSettings(speed_kmh_far=60.0, far_km=15.0)
    start = (36.0, 103.0)
    goals = [(36.0, 103.0 + step / 20) for step in range(1, 40)]
    minutes = [road_estimate_min(far, start, goal) for goal in goals]
    assert all(near < further for near, further in itertools.pairwise(minutes))
    for goal, quick in zip(goals, minutes, strict=True):
        km = straight_km(start, goal)
        slow = road_estimate_min(plain, start, goal)
        assert slow == pytest.approx(km * 1.3 * 2)
        assert quick == pytest.approx(slow if km <= 15 else 15 * 1.3 * 2 + (km - 15) * 1.3)
