"""What must not be in the list of patients, and scenarios that cannot be used."""

from __future__ import annotations

from pathlib import Path

from tests.data.broken.build import changed, city, scenario, with_column
from tests.data.broken.case import BrokenCase


def _no_scenario(folder: Path) -> Path:
    source = city(folder)
    (source / "scenario.toml").unlink()
    return source


PRIVACY = (
    BrokenCase("names_of_patients", with_column("patients", "姓名", ["张三"]), "personal_data", "patients", 1, "姓名"),
    BrokenCase(
        "names_in_english", with_column("patients", "patient_name", ["A B"]), "personal_data", "patients", 1, "patient_name"
    ),
    BrokenCase("identity_header", with_column("patients", "身份证号", [""]), "personal_data", "patients", 1, "身份证号"),
    BrokenCase(
        "identity_values", with_column("patients", "remark", ["11010519491231002X"]), "personal_data", "patients", 2, "remark"
    ),
    BrokenCase(
        "identity_as_case_number", changed("patients", "P03", "11010519491231002X"), "personal_data", "patients", 4, "patient_id"
    ),
    BrokenCase("phone_header", with_column("patients", "联系电话", [""]), "personal_data", "patients", 1, "联系电话"),
    BrokenCase("phone_values", with_column("patients", "x", ["", "家属 13912345678"]), "personal_data", "patients", 3, "x"),
    BrokenCase("addresses", with_column("patients", "家庭住址", [""]), "personal_data", "patients", 1, "家庭住址"),
)

SCENARIOS = (
    BrokenCase("no_scenario", _no_scenario, "scenario_missing", "scenario"),
    BrokenCase("scenario_empty", scenario(""), "scenario_incomplete", "scenario", 0, "start"),
    BrokenCase("scenario_not_toml", scenario("start = 2022-03-10\ndays = = 7\n"), "scenario_unreadable", "scenario"),
    BrokenCase("scenario_no_start", scenario("days = 7\n"), "scenario_incomplete", "scenario", 0, "start"),
    BrokenCase("scenario_no_days", scenario("start = 2022-03-10\n"), "scenario_incomplete", "scenario", 0, "days"),
    BrokenCase("scenario_bad_date", scenario('start = "2022-02-30"\ndays = 7\n'), "scenario_value", "scenario", 0, "start"),
    BrokenCase("scenario_days_text", scenario('start = 2022-03-10\ndays = "week"\n'), "scenario_value", "scenario", 0, "days"),
    BrokenCase("scenario_days_0", scenario("start = 2022-03-10\ndays = 0\n"), "scenario_range", "scenario", 0, "days"),
    BrokenCase("scenario_days_401", scenario("start = 2022-03-10\ndays = 401\n"), "scenario_range", "scenario", 0, "days"),
    BrokenCase(
        "scenario_zone",
        scenario('start = 2022-03-10\ndays = 7\ntime_zone = "Mars/Base"\n'),
        "scenario_value",
        "scenario",
        0,
        "time_zone",
    ),
    BrokenCase(
        "scenario_typo",
        scenario("start = 2022-03-10\ndays = 7\nilustrative = true\n"),
        "unknown_setting",
        "scenario",
        0,
        "ilustrative",
    ),
    BrokenCase(
        "scenario_bad_goal",
        scenario('start = 2022-03-10\ndays = 7\ngoals = ["crosing"]\n'),
        "unknown_goal",
        "scenario",
        0,
        "goals.1",
    ),
    BrokenCase(
        "scenario_goal_twice",
        scenario('start = 2022-03-10\ndays = 7\ngoals = ["crossing", "crossing"]\n'),
        "duplicate_goal",
        "scenario",
        0,
        "goals.2",
    ),
    BrokenCase(
        "scenario_tolerance",
        scenario('start = 2022-03-10\ndays = 7\n[[goals]]\nname = "crossing"\ntolerance = -1\n'),
        "scenario_range",
        "scenario",
        0,
        "goals.1.tolerance",
    ),
    BrokenCase(
        "scenario_goals_number", scenario("start = 2022-03-10\ndays = 7\ngoals = 3\n"), "scenario_goals", "scenario", 0, "goals"
    ),
    BrokenCase(
        "scenario_policy",
        scenario("start = 2022-03-10\ndays = 7\n[policy]\ndesignation_fill = 0\n"),
        "scenario_range",
        "scenario",
        0,
        "policy.designation_fill",
    ),
    BrokenCase(
        "scenario_section", scenario("start = 2022-03-10\ndays = 7\npolicy = 3\n"), "scenario_section", "scenario", 0, "policy"
    ),
    BrokenCase(
        "scenario_workers",
        scenario("start = 2022-03-10\ndays = 7\n[solver]\nworkers = 0\n"),
        "scenario_range",
        "scenario",
        0,
        "solver.workers",
    ),
    BrokenCase(
        "scenario_step_limits",
        scenario("start = 2022-03-10\ndays = 7\n[solver.routing]\nseconds = 3\n"),
        "unknown_setting",
        "scenario",
        0,
        "solver.routing.seconds",
    ),
    BrokenCase(
        "scenario_nan",
        scenario("start = 2022-03-10\ndays = 7\n[travel]\nspeed_kmh = nan\n"),
        "scenario_value",
        "scenario",
        0,
        "travel.speed_kmh",
    ),
)
