"""Every rule of a week three times: where it says nothing, just inside, just outside."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.rota.weekly.check import NOBODY, accounts, carried, faults, terms
from optimizer.rota.weekly.problem import WEEK, Carried, WeekProblem
from tests.rota.weekly.tiny import CONTRACT, EARLY, LATE, OFF, RESTED, line, week

AT_WORK = {days: Carried(shift=LATE, same=days, work=days) for days in range(1, 6)}


def skills(problem: WeekProblem, *lines: str) -> np.ndarray:
    return np.array([np.where(line(one) == OFF, NOBODY, 0) for one in lines])


def cost(term: str, text: str, carried_in: Carried = RESTED, **more: float) -> float:
    problem = week(carried_in, contract=replace(CONTRACT, **more))
    return terms(problem, line(text)[None], skills(problem, text))[term]


@pytest.mark.parametrize(
    ("text", "carried_in", "expected"),
    [
        ("-------", RESTED, 0),
        ("EE-----", RESTED, 0),
        ("EEEE---", RESTED, 0),
        ("E------", RESTED, 30),
        ("EEEEE--", RESTED, 30),
        ("EEEEEEE", RESTED, 90),
        ("------E", RESTED, 0),  # may go on
        ("-------", AT_WORK[2], 0),
        ("-------", AT_WORK[1], 30),
        ("LL-----", AT_WORK[2], 0),
        ("LL-----", AT_WORK[3], 30),
        ("LL-----", AT_WORK[5], 60),
    ],
)
def test_work_in_a_row(text: str, carried_in: Carried, expected: float) -> None:
    assert cost("work", text, carried_in) == expected


@pytest.mark.parametrize(
    ("text", "carried_in", "expected"),
    [
        ("EEEEEEE", RESTED, 0),
        ("EE--EEE", RESTED, 0),
        ("EE---EE", RESTED, 0),
        ("EE-EEEE", RESTED, 30),
        ("EE----E", RESTED, 30),
        ("EEEEEE-", RESTED, 0),
        ("EEEEEEE", Carried(off=1), 30),
        ("-EEEEEE", Carried(off=1), 0),
        ("--EEEEE", Carried(off=2), 30),
        ("-EEEEEE", Carried(off=5), 30),
        ("EEEEEEE", Carried(), 0),  # nothing is known
    ],
)
def test_days_off_in_a_row(text: str, carried_in: Carried, expected: float) -> None:
    assert cost("off", text, carried_in) == expected


@pytest.mark.parametrize(
    ("text", "carried_in", "expected"),
    [
        ("EEEEEEE", RESTED, 0),
        ("LL--LLL", RESTED, 0),
        ("LL--LLL", AT_WORK[1], 0),
        ("EEL----", RESTED, 15),
        ("LLLL---", RESTED, 15),
        ("LL-----", AT_WORK[2], 15),
        ("-------", AT_WORK[1], 15),
        ("-------", AT_WORK[2], 0),
        ("------L", RESTED, 0),
    ],
)
def test_the_same_shift_in_a_row(text: str, carried_in: Carried, expected: float) -> None:
    assert cost("same", text, carried_in) == expected


@pytest.mark.parametrize(
    ("text", "broken", "expected"),
    [("-------", 30.0, 0), ("-----EE", 30.0, 0), ("-----E-", 30.0, 30), ("------E", 30.0, 30), ("------E", 0.0, 0)],
)
def test_whole_weekends(text: str, broken: float, expected: float) -> None:
    assert cost("broken", text, broken=broken) == expected


def test_wishes() -> None:
    wish = np.zeros((1, WEEK, 3))
    wish[0, 0, [EARLY, LATE]] = 10.0
    wish[0, 1, LATE] = 10.0
    problem = week(RESTED, wish=wish)
    for text, expected in (("-------", 0), ("-E-----", 0), ("E------", 10), ("LL-----", 20)):
        assert terms(problem, line(text)[None], skills(problem, text))["wish"] == expected


def test_people_wanted_and_people_who_must_be_there() -> None:
    best = np.zeros((WEEK, 2, 2), np.int64)
    best[0, EARLY, 0], least = 2, best.copy()
    least[0, EARLY, 0] = 1
    problem = week(RESTED, RESTED, RESTED, best=best, least=least)
    for texts, expected, broken in (
        (("E------",) * 3, 0, []),
        (("E------", "E------", "-------"), 0, []),
        (("E------", "-------", "-------"), 30, []),
        (("L------", "-------", "-------"), 60, ["least"]),
    ):
        lines = np.array([line(text) for text in texts])
        assert terms(problem, lines, skills(problem, *texts))["best"] == expected
        assert faults(problem, lines, skills(problem, *texts)) == broken


@pytest.mark.parametrize(
    ("text", "carried_in", "expected"),
    [
        ("-------", RESTED, []),
        ("EL-----", RESTED, []),
        ("L-E----", RESTED, []),
        ("LE-----", RESTED, ["barred"]),
        ("L------", AT_WORK[1], []),
        ("-E-----", AT_WORK[1], []),
        ("E------", AT_WORK[1], ["barred"]),
        ("E------", Carried(shift=LATE, off=1), []),  # the last shift was before the day off
    ],
)
def test_shifts_that_may_not_follow(text: str, carried_in: Carried, expected: list[str]) -> None:
    problem = week(carried_in)
    assert faults(problem, line(text)[None], skills(problem, text)) == expected


def test_skills_that_somebody_has() -> None:
    problem = week(RESTED)
    lines, given = line("E------")[None], skills(problem, "E------")
    assert faults(problem, lines, given) == []
    only = replace(problem, crew=replace(problem.crew, kinds=np.array([[True, False]])))
    assert faults(only, lines, given) == []
    assert faults(only, lines, np.where(given == 0, 1, given)) == ["skill"]
    assert faults(problem, lines, np.full_like(given, NOBODY)) == ["skill"]


@pytest.mark.parametrize(
    ("shifts", "weekends", "expected"),
    [(4, 0, 0), (3, 1, 0), (5, 1, 0), (2, 0, 20), (6, 0, 20), (0, 0, 60), (4, 2, 30), (6, 3, 80)],
)
def test_totals_of_the_period(shifts: int, weekends: int, expected: float) -> None:
    assert accounts(week(RESTED).crew, [Carried(shifts, weekends)]) == expected


def test_what_is_brought_into_the_next_week() -> None:
    for text, then in (
        ("-------", Carried(3, 1, LATE, 0, 0, 7)),
        ("------L", Carried(4, 2, LATE, 1, 1, 0)),
        ("EEELL--", Carried(8, 1, LATE, 0, 0, 2)),
        ("--EELLL", Carried(8, 2, LATE, 3, 5, 0)),
        ("LLLLLLL", Carried(10, 2, LATE, 9, 9, 0)),
    ):
        problem = week(Carried(3, 1, LATE, 2, 2, 0))
        assert carried(problem, line(text)[None]) == (then,)
