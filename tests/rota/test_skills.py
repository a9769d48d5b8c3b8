"""Skills and grades, and who may stand in: they count, the very skill comes first, and it is told."""

from __future__ import annotations

from typing import Any

import pytest

from optimizer.data.dataset import Dataset
from optimizer.data.tables.staff import StandIn
from optimizer.data.vocabulary import Role
from optimizer.planning.shortfall import who_stands_in
from optimizer.rota.skills import counting_skills
from tests.factories import contract, cover, nurse
from tests.rota.small import solve, ward_data, worked_on
from tests.rota.test_held import again

ICU_FOR_RESPIRATORY = StandIn(skill="respiratory", stand_in="icu")


def one_shift(*staff: Any, stand_ins: tuple[StandIn, ...] = (ICU_FOR_RESPIRATORY,), **tables: Any) -> Dataset:
    rows = [cover("A", 1, skill="respiratory"), cover("A", 1)]
    return ward_data(1, **{"staff": staff, "ward_cover": rows, "stand_ins": stand_ins, **tables})


@pytest.mark.parametrize(
    ("person", "rows", "counts"),
    [
        (nurse("S1"), (ICU_FOR_RESPIRATORY,), set()),
        (nurse("S1", skills=("icu",), grade="senior"), (), {"icu", "senior"}),
        (nurse("S1", skills=("icu",)), (ICU_FOR_RESPIRATORY,), {"icu", "respiratory"}),
        (nurse("S1", grade="senior"), (StandIn(skill="junior", stand_in="senior", role=Role.NURSE),), {"senior", "junior"}),
        (nurse("S1", grade="senior"), (StandIn(skill="junior", stand_in="senior", role=Role.DOCTOR),), {"senior"}),
        (nurse("S1", skills=("a",)), (StandIn(skill="b", stand_in="a"), StandIn(skill="c", stand_in="b")), {"a", "b"}),
    ],
)
def test_what_somebody_counts_for(person: Any, rows: tuple[StandIn, ...], counts: set[str]) -> None:
    assert counting_skills(person, rows) == counts


def test_nobody_of_the_skill_and_nobody_who_stands_in_is_short() -> None:
    outcome = again(one_shift(nurse("S1"), stand_ins=()), ())
    assert outcome.term("short_of_min") == 1
    assert outcome.term("skills_stood_in") == 0


def test_a_stand_in_covers_and_is_named() -> None:
    outcome = again(one_shift(nurse("S1", skills=("icu",)), nurse("S2")), ())
    assert outcome.term("short_of_min") == 0
    assert outcome.term("skills_stood_in") == 1
    assert outcome.solution is not None
    (one,) = outcome.solution.stood_in
    assert (one.skill, one.staff_ids) == ("respiratory", ("S1",))
    (note,) = who_stands_in([one])
    assert "S1" in note.describe("en")
    assert "respiratory" in note.describe("zh")


def test_whoever_has_the_very_skill_comes_first() -> None:
    staff = [nurse("S1", skills=("icu",)), nurse("S2", skills=("respiratory",))]
    outcome = again(one_shift(*staff), ())
    assert outcome.term("skills_stood_in") == 0
    assert worked_on(outcome, "S2")
    assert outcome.solution is not None
    assert outcome.solution.stood_in == ()


def test_cover_comes_before_the_very_skill() -> None:
    rows = [cover("A", 1, skill="respiratory"), cover("A", 1), cover("N", 1, skill="icu"), cover("N", 1)]
    staff = [nurse("S1", skills=("icu",)), nurse("S2", skills=("respiratory", "icu"))]
    outcome = again(one_shift(*staff, ward_cover=rows), ())
    assert outcome.term("short_of_min") == outcome.term("skills_stood_in") == 0
    assert worked_on(outcome, "S1") == {0: "N"}
    nights_only = [contract(max_shifts_per_type=(("N", 0),)), contract("D")]
    staff = [nurse("S1", skills=("icu",)), nurse("S2", skills=("respiratory", "icu"), contract_id="D")]
    moved = again(one_shift(*staff, ward_cover=rows, contracts=nights_only), ())
    assert moved.term("short_of_min") == 0
    assert moved.term("skills_stood_in") == 1


def test_cover_may_ask_for_a_grade() -> None:
    rows = [cover("A", 1, skill="attending"), cover("A", 1)]
    staff = [nurse("S1", grade="resident"), nurse("S2", grade="attending")]
    outcome = again(one_shift(*staff, stand_ins=(), ward_cover=rows), ())
    assert outcome.term("short_of_min") == 0
    assert worked_on(solve(one_shift(*staff, stand_ins=(), ward_cover=rows)), "S2") == {0: "A"}
