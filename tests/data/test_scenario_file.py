from __future__ import annotations

import datetime as dt

import pytest

from optimizer.core.errors import BadInputError
from optimizer.core.goals import DEFAULT_ROUTING_GOALS
from optimizer.data.scenario import Goal, TravelSettings
from optimizer.data.scenario_file import read_scenario, scenario_toml

FULL = """
start = "2022-03-10"
days = 14
time_zone = "Asia/Shanghai"
illustrative = true
goals = ["crossing", "urgent_late_min"]

[policy]
reserve_days = 10
one_institution_per_district = false

[travel]
speed_kmh = 20

[solver]
seed = 7
deterministic_s = 3

[solver.routing]
deterministic_s = 9.5

[shift_codes]
A = "day"
"""


def test_every_setting_is_taken():
    scenario = read_scenario(FULL)
    assert scenario.horizon.start == dt.date(2022, 3, 10)
    assert scenario.policy.reserve_days == 10
    assert scenario.travel.speed_kmh == 20.0
    assert scenario.limits_for("rota").deterministic_s == 3.0
    assert scenario.limits_for("routing").deterministic_s == 9.5
    assert scenario.limits_for("routing").seed == 7
    assert scenario.illustrative


def test_goals_named_come_first_and_none_is_lost():
    names = [goal.name for goal in read_scenario(FULL).goals]
    assert names[:2] == ["crossing", "urgent_late_min"]
    assert sorted(names) == sorted(DEFAULT_ROUTING_GOALS)


def test_tolerances():
    scenario = read_scenario('start = 2022-03-10\ndays = 1\n[[goals]]\nname = "crossing"\ntolerance = 0.05\n')
    assert scenario.goals[0] == Goal("crossing", 0.05)


def test_written_scenarios_read_back():
    scenario = read_scenario(FULL)
    assert read_scenario(scenario_toml(scenario)) == scenario


def test_all_faults_at_once():
    with pytest.raises(BadInputError) as caught:
        read_scenario("start = 5\ndays = 0\nx = 1\n[policy]\ncandidates = -1\n")
    assert [issue.column for issue in caught.value.issues] == ["start", "days", "x", "policy.candidates"]


def test_deep_nesting_is_a_fault():
    with pytest.raises(BadInputError):
        read_scenario("a = " + "[" * 50_000)


def _travel(lines: str) -> TravelSettings:
    return read_scenario(f"start = 2022-03-10\ndays = 1\n[travel]\n{lines}\n").travel


@pytest.mark.parametrize(
    ("lines", "speed"),
    [
        ("", 30.0),
        ('preset = "free-flow"', 32.5),
        ('preset = "normal-traffic"', 18.0),
        ('preset = "normal-traffic"\nspeed_kmh = 25', 25.0),
    ],
)
def test_presets_set_the_speed_unless_one_is_given(lines: str, speed: float):
    assert _travel(lines).speed_kmh == speed


def test_road_server_is_read_and_written_back():
    scenario = read_scenario(FULL.replace("speed_kmh = 20", 'preset = "normal-traffic"\nosrm_url = "http://roads.example:5000/"'))
    assert scenario.travel.osrm_url == "http://roads.example:5000"
    assert scenario.travel.speed_kmh == 18.0
    assert read_scenario(scenario_toml(scenario)) == scenario


@pytest.mark.parametrize(
    "line",
    [
        'preset = "rush-hour"',
        'osrm_url = "roads.example:5000"',
        'osrm_url = "file:///etc/hosts"',
        'osrm_url = "http://user:secret@roads.example"',
        'osrm_url = "http://roads.example/?key=1"',
        'osrm_url = "http://roads.example:port"',
        "osrm_timeout_s = 0",
    ],
)
def test_unusable_road_settings_are_faults(line: str):
    with pytest.raises(BadInputError) as caught:
        _travel(line)
    (issue,) = caught.value.issues
    assert issue.column == f"travel.{line.split()[0]}"
    assert issue.describe("en")
    assert issue.describe("zh")


@pytest.mark.parametrize(
    ("given", "skills"),
    [('["leader", "icu"]', ("leader", "icu")), ('"leader；icu"', ("leader", "icu")), ("[]", ()), ('"无"', ())],
)
def test_words_are_a_list_or_a_text(given, skills):
    scenario = read_scenario(f"start = 2022-03-10\ndays = 1\n[policy]\nisolation_shift_skills = {given}\n")
    assert scenario.policy.isolation_shift_skills == skills
    assert read_scenario(scenario_toml(scenario)) == scenario


@pytest.mark.parametrize("given", ["3", '[""]', "[3]"])
def test_words_are_words(given):
    with pytest.raises(BadInputError):
        read_scenario(f"start = 2022-03-10\ndays = 1\n[policy]\nisolation_shift_skills = {given}\n")
