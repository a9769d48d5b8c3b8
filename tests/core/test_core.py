from __future__ import annotations

import datetime as dt
import string

import pytest

from optimizer.core.errors import BadInputError, ExitCode
from optimizer.core.goals import DEFAULT_ROUTING_GOALS, GOALS
from optimizer.core.horizon import Horizon
from optimizer.core.issue import Issue, Severity
from optimizer.core.outcome import Outcome, Term, Termination
from optimizer.core.params import Limits
from optimizer.core.rounding import ceil_int, floor_int, nearest_int
from optimizer.core.rulebook import RULES, UNPLACED_REASONS
from optimizer.core.text import LANGS, Text

START = dt.date(2022, 3, 21)


def test_text_fills_placeholders_and_translates_nested_texts() -> None:
    text = Text("{what} is full", "{what}已满")
    assert text.to("en", what=Text("the ward", "病区")) == "the ward is full"
    assert text.to("zh", what=Text("the ward", "病区")) == "病区已满"


def test_issue_says_place_and_fix_in_both_languages() -> None:
    issue = Issue(
        "x", Severity.FAULT, Text("bad {n}", "错 {n}"), Text("mend it", "请改正"), "units", 4, "capacity", "-1", {"n": 3}
    )
    assert issue.place() == "units[4].capacity = '-1'"
    assert issue.describe("en") == "bad 3 mend it"
    assert issue.describe("zh") == "错 3 请改正"
    assert issue.to_dict("en")["row"] == 4


def test_errors_carry_exit_codes() -> None:
    error = BadInputError([Issue("x", Severity.FAULT, Text("bad", "错"))])
    assert error.exit_code == ExitCode.BAD_INPUT
    assert "bad" in str(error)


@pytest.mark.parametrize("days", [0, 401])
def test_horizon_refuses_impossible_lengths(days: int) -> None:
    with pytest.raises(ValueError, match="days"):
        Horizon(START, days)


def test_horizon_counts_days() -> None:
    horizon = Horizon(START, 14)
    assert horizon.last == dt.date(2022, 4, 3)
    assert horizon.day(horizon.last) == 13
    assert START in horizon
    assert horizon.date(14) not in horizon
    assert len(list(horizon)) == 14


def test_term_gap_is_relative_to_at_least_one() -> None:
    assert Term("sites", 10, 9).gap == pytest.approx(0.1)
    assert Term("sites", 0, 0).gap == 0
    assert Term("sites", 10).gap is None


def test_outcome_names_the_first_goal_that_is_not_met() -> None:
    outcome = Outcome("routing", Termination.FEASIBLE, object(), (Term("unplaced_2", 0, 0), Term("crossing", 7, 5)))
    assert (outcome.objective, outcome.bound) == (7, 5)
    assert outcome.term("crossing") == 7
    with pytest.raises(KeyError):
        outcome.term("nothing")


def test_only_three_terminations_have_a_plan() -> None:
    assert {status for status in Termination if status.has_plan} == {
        Termination.OPTIMAL,
        Termination.FEASIBLE,
        Termination.FALLBACK,
    }


@pytest.mark.parametrize(("name", "value"), [("deterministic_s", -1), ("workers", 0), ("memory_mb", 1)])
def test_limits_are_validated_at_birth(name: str, value: float) -> None:
    with pytest.raises(ValueError, match="limits"):
        Limits(**{name: value})  # type: ignore[arg-type]


def test_wall_guard_is_three_times_the_deterministic_limit_or_more() -> None:
    assert Limits(deterministic_s=20).wall_s == 60
    assert Limits(deterministic_s=1).wall_s == 30


def test_rounding_forgives_dust() -> None:
    assert ceil_int(3.0000000001) == 3
    assert ceil_int(3.1) == 4
    assert floor_int(2.9999999999) == 3
    assert floor_int(2.9) == 2
    assert [nearest_int(value) for value in (0.5, 1.5, 2.5)] == [1, 2, 3]


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_title_stands_in_both_languages() -> None:
    texts = [rule.title for rule in RULES.values()] + [goal.title for goal in GOALS.values()] + list(UNPLACED_REASONS.values())
    for text in texts:
        assert all(text.to(lang) for lang in LANGS)
        assert _placeholders(text.en) == _placeholders(text.zh)


def test_default_goals_put_the_life_threatened_first() -> None:
    assert DEFAULT_ROUTING_GOALS[0] == "urgent_late_min"
    assert DEFAULT_ROUTING_GOALS.index("unplaced_2") < DEFAULT_ROUTING_GOALS.index("crossing")
    assert DEFAULT_ROUTING_GOALS[-1] == "changes"
