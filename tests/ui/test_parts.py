"""The parts of the screen that need no screen."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.core.errors import BadInputError
from optimizer.data.planfolder import PlanRecord
from optimizer.planning.whatif.comparison import Move, Pair, goal_pairs, moved_patients
from optimizer.ui.charts.geometry import central_extent, outline_features
from optimizer.ui.figures import flow_lines, hospital_loads, ward_days
from optimizer.ui.launch import ENTRY, OPTIONS, command, launch
from optimizer.ui.styling import figure, signed, table_height

ROOT = Path(__file__).parents[2]


def flattened(values: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from flattened(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def test_checkout_and_wheel_have_the_same_settings() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    flat = dict(flattened(config))
    written = {name: str(value).lower() if isinstance(value, bool) else value for name, value in flat.items()}
    assert written == OPTIONS
    assert OPTIONS["browser.gatherUsageStats"] == "false"
    assert OPTIONS["server.address"] == "127.0.0.1"


def test_command_runs_the_packaged_entry() -> None:
    words = command(8123)
    assert str(ENTRY) in words
    assert "--server.port=8123" in words
    assert ENTRY.is_relative_to(ROOT / "optimizer")


def test_launch_refuses_a_folder_without_a_plan(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="holds no plan"):
        launch(tmp_path, None)


def test_loads_count_every_placement_once(plan: PlanRecord) -> None:
    assert sum(load.placed for load in hospital_loads(plan)) == len(plan.tables.placements)


def test_peak_is_the_fullest_day_of_the_whole_hospital(plan: PlanRecord) -> None:
    load = hospital_loads(plan)[0]
    mine = {unit.unit_id for unit in plan.dataset.units if unit.hospital_id == load.hospital_id}
    for date in plan.dataset.horizon:
        rows = [row for row in plan.tables.capacity if row.unit_id in mine and row.date == date]
        assert (load.peak_pct or 0) >= 100 * sum(row.census for row in rows) / sum(row.effective for row in rows)


def test_flows_are_summed_over_services(plan: PlanRecord) -> None:
    doubled = replace(plan, tables=replace(plan.tables, flows=plan.tables.flows * 2))
    assert [line.expected for line in flow_lines(doubled)] == [25.0]


def test_ward_days_need_a_rota(plan: PlanRecord) -> None:
    assert len(ward_days(plan)) == len({row.ward_id for row in plan.dataset.ward_cover}) * plan.dataset.horizon.days
    assert ward_days(replace(plan, steps=())) == ()


def test_rings_are_turned_for_the_drawing_library() -> None:
    ring = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]  # counter-clockwise, as RFC 7946 wants
    hole = [[0.2, 0.2], [0.2, 0.8], [0.8, 0.8], [0.8, 0.2], [0.2, 0.2]]
    geometries = [{"type": "Polygon", "coordinates": [ring, hole]}, {"type": "MultiPolygon", "coordinates": [[ring]]}]
    source = {"features": [{"type": "Feature", "properties": {}, "geometry": geometry} for geometry in geometries]}
    polygon, multi = outline_features(json.dumps(source).encode())
    assert polygon["geometry"]["coordinates"] == [ring[::-1], hole[::-1]]
    assert multi["geometry"]["coordinates"] == [[ring[::-1]]]
    assert outline_features(b"") == []


def test_central_extent_leaves_far_places_out() -> None:
    near = [(103.70, 36.05), (103.75, 36.06), (103.80, 36.04), (103.85, 36.06), (103.78, 36.07)]
    extent = central_extent([*near, (102.85, 36.35)], 600, 400)
    assert 103.70 <= extent.lon <= 103.85
    assert extent.scale > 0


def test_pair_judges_by_direction() -> None:
    assert Pair("unplaced", 3, 1).better is True
    assert Pair("placed", 3, 1, less=False).better is False
    assert Pair("unplaced", 3, 3).better is None
    assert Pair("unplaced", None, 3).change is None
    assert Pair("beyond_limit", 258.794, 258.795).better is None


def test_moved_patients_name_the_gravest_change(plan: PlanRecord) -> None:
    assert moved_patients(plan, plan) == ()
    first, second, *rest = plan.tables.placements
    units = plan.dataset.units
    home = plan.dataset.unit[first.unit_id].hospital_id
    away = next(unit.unit_id for unit in units if unit.hospital_id != home)
    changed = replace(plan, tables=replace(plan.tables, placements=(replace(first, unit_id=away), *rest)))
    kinds = {move.patient_id: move.kind for move in moved_patients(plan, changed)}
    assert kinds == {first.patient_id: Move.HOSPITAL, second.patient_id: Move.UNPLACED}
    assert {move.kind for move in moved_patients(changed, plan)} == {Move.HOSPITAL, Move.PLACED}


def test_goals_of_both_plans_are_listed_in_the_order_of_the_chain(plan: PlanRecord) -> None:
    shorter = replace(plan, steps=plan.steps[:2])
    pairs = goal_pairs(shorter, plan)
    assert [step for step, _ in pairs] == [step.step for step in plan.steps for _ in step.terms]
    assert pairs[-1][1].before is None


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (42.9, "42.9"), (10.5, "10.5"), (12345.0, "12,345"), (0.4812, "0.481"), (-3.0, "-3")]
)
def test_figures_are_written_for_people(value: float | None, text: str) -> None:
    assert figure(value) == text


@pytest.mark.parametrize(("change", "text"), [(None, ""), (0.0, ""), (-8032.23, "-8,032.23"), (2.0, "+2")])
def test_changes_carry_their_sign(change: float | None, text: str) -> None:
    assert signed(change) == text


def test_tables_have_no_empty_rows() -> None:
    assert table_height(3) == 143
    assert table_height(500) == 620
