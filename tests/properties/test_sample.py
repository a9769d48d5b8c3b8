"""A fixed sample of what ``make torture`` does at length."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.data.dataset import Dataset
from tests.properties import input_laws, laws, privacy_laws, rota_laws, verify_laws
from tests.properties.designation_laws import DESIGNATION_PROPERTIES
from tests.properties.nearer import far_for_nothing, mirrored
from tests.properties.rosters import planted, tiny
from tests.properties.torture import known, ran, table
from tests.properties.towns import town_number, twins

SAMPLE = {
    laws.across_solvers: range(12),
    laws.against_everything: (*range(100, 106), 662, 985),
    laws.accepted_plans: range(110, 114),
    laws.fewest_changes: (15, 49, 193, 198),
    laws.bed_more: (127, *range(200, 202)),
    laws.nearer_first: (178, *range(300, 306)),
    laws.names_and_order: range(400, 402),
    rota_laws.rota_against_everything: range(500, 512),
    rota_laws.rota_names_and_order: range(520, 522),
    rota_laws.rota_doubled: range(530, 532),
    rota_laws.rota_one_more: range(540, 542),
    rota_laws.rota_planted: range(550, 558),
    DESIGNATION_PROPERTIES["designation against everything"]: range(600, 606),
    DESIGNATION_PROPERTIES["designation: front"]: range(640, 643),
    DESIGNATION_PROPERTIES["designation: a candidate more"]: range(610, 614),
    DESIGNATION_PROPERTIES["designation: contradictions repaired"]: range(620, 640),
    DESIGNATION_PROPERTIES["designation: shortages repaired"]: range(640, 646),
    privacy_laws.planted_identifiers: range(900, 920),
    input_laws.other_ways_of_writing: range(800, 806),
    input_laws.damaged_files: range(800, 806),
    verify_laws.broken_rules_are_named: range(700, 702),
    verify_laws.kept_rules_are_not_named: range(700, 702),
}


@pytest.mark.parametrize(("law", "number"), [(law, number) for law, numbers in SAMPLE.items() for number in numbers])
def test_a_town_keeps_the_law(law: laws.Law, number: int) -> None:
    verdict = laws.followed(law, number)
    assert verdict == laws.SAME or verdict.startswith("(")


def test_the_sample_is_not_empty() -> None:
    assert sum(laws.followed(laws.across_solvers, number) == laws.SAME for number in range(6)) >= 3
    assert sum(laws.followed(laws.nearer_first, number) == laws.SAME for number in range(300, 303)) >= 2


def test_the_towns_have_everything_in_them() -> None:
    towns = [town_number(number) for number in range(120)]
    seen = {name for made in towns for name in _features(made.data)}
    assert seen >= {"code_changes", "cannot_accept", "capacity_changes", "unit_conversions"}
    fields = "needs bloodborne declined_unit_ids pinned_unit_id current_unit_id result_due_at linked_patient_id placement_state"
    assert seen >= set(fields.split())
    assert any(made.previous for made in towns)
    assert any(made.conversions for made in towns)


def _features(data: Dataset) -> set[str]:
    tables = {name for name in data.given if data.rows(name)}
    return tables | {name for row in data.patients for name in row.__slots__ if getattr(row, name)}


def test_a_plan_that_sends_people_farther_for_nothing_is_caught() -> None:
    """The law of the nearer hospital can fail: a plan with somebody in the farther twin, the nearer one empty."""
    caught = 0
    for number in range(300, 330):
        town = twins(number)
        plan = laws.plan_or_none(town)
        if plan is not None and plan.placements:
            caught += bool(list(far_for_nothing(town, mirrored(plan))))
    assert caught >= 10


def test_results_go_on_where_a_run_ended(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    name = next(iter(laws.PROPERTIES))
    file.write_text(f'{{"town": 3, "verdicts": {{"{name}": ["same", 0.5]}}}}\n{{"town": 4, "verd')
    found = known(file)
    assert set(found) == {3}
    lines, bad = table(found)
    assert bad == 0
    assert lines[1].split()[-4:] == ["1", "0", "0", "0"]


def test_the_rotas_have_everything_in_them() -> None:
    cases = [tiny(number) for number in range(80)]
    assert {len(case.data.wards) for case in cases} == {1, 2}
    assert any(case.in_force for case in cases)
    assert any(case.data.fairness_carry for case in cases)
    assert any(row.skill for case in cases for row in case.data.ward_cover)
    fields = [
        "max_minutes",
        "min_minutes",
        "min_consecutive_shifts",
        "min_consecutive_days_off",
        "max_weekends",
        "max_shifts_per_type",
    ]
    assert all(any(getattr(row, name) for case in cases for row in case.data.contracts) for name in fields)
    assert {bool(planted(number).data.requests) for number in range(10)} == {True, False}


def test_a_verdict_in_words_is_a_mismatch_and_one_in_brackets_is_none() -> None:
    name = "a bed more never worsens"
    verdicts = ("same", "(no plan)", "worse: (1, 0) after (0, 1)")
    lines, bad = table({number: {name: (verdict, 1.0)} for number, verdict in enumerate(verdicts)})
    assert bad == 1
    assert next(line for line in lines if line.startswith(name)).split()[-5:] == ["3", "1", "1", "1", "3"]


def test_two_processes_say_what_one_says() -> None:
    tasks = {number: ["names and order"] for number in (400, 401)}
    one, two = (sorted((number, verdicts["names and order"][0]) for number, verdicts in ran(tasks, n)) for n in (1, 2))
    assert one == two
