"""The plan of the example city, as it stands and mutated."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from optimizer.data.planfolder import PlanRecord
from optimizer.verify import recompute, verify, verify_folder
from tests.verify.case import Case, acted
from tests.verify.mutations import BREAKING, HARMLESS

ELSEWHERE = {"designation_licence", "licence", "building_exclusive", "max_minutes", "min_consecutive", "days_off", "max_weekends"}
"""Rules that nothing in the example city can break by one small change; the made-up city has them."""

ABSENT = {"reword_detail"}
"""Changes to what the example city's plan has none of: everybody has a place."""

pytestmark = pytest.mark.slow


def test_demo_stands(demo_folder: Path) -> None:
    assert verify_folder(demo_folder) == ()


def test_demo_is_checked_in_two_seconds(demo_plan: PlanRecord) -> None:
    steps = [step.step for step in demo_plan.steps]
    terms = recompute(demo_plan.dataset, demo_plan.tables, steps)
    began = time.process_time()
    assert verify(demo_plan.dataset, demo_plan.tables, terms, steps=steps) == ()
    assert time.process_time() - began < 2.0


@pytest.mark.parametrize("name", sorted(BREAKING.keys() - ELSEWHERE)[::3])
def test_broken_rule_is_named(demo_plan: PlanRecord, name: str) -> None:
    case = Case(demo_plan.dataset, demo_plan.tables)
    assert name in acted(BREAKING[name], case, 1).codes()


@pytest.mark.parametrize("name", sorted(HARMLESS.keys() - ABSENT))
def test_kept_rules_are_not_named(demo_plan: PlanRecord, name: str) -> None:
    case = Case(demo_plan.dataset, demo_plan.tables)
    assert acted(HARMLESS[name], case, 1).issues(terms=True) == ()
