"""Tiny crews and weeks: early and late shifts, two skills, soft contracts; and drawn ones by number."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from optimizer.rota.weekly.problem import WEEK, Carried, Contract, Crew, Ints, Need, Stretch, WeekProblem

EARLY, LATE, OFF = 0, 1, 2
RESTED = Carried(off=2)
CONTRACT = Contract(Stretch(2, 4, 30.0), Stretch(2, 3, 30.0), 3, 5, 20.0, 1, 30.0, 30.0)
SIGNS = {"E": EARLY, "L": LATE, "-": OFF}


def line(text: str) -> Ints:
    """Return a line from its signs."""
    return np.array([SIGNS[sign] for sign in text])


def week(*before: Carried, contract: Contract = CONTRACT, after: int = 0, **more: Any) -> WeekProblem:
    """Return a week for people with both skills and one contract, where nobody is wanted."""
    crew = Crew(
        same=(Stretch(1, 28, 15.0), Stretch(2, 3, 15.0)),
        barred=np.array([[False, False], [True, False]]),
        contracts=(contract,),
        contract=np.zeros(len(before), np.int64),
        kinds=np.array([[True, True]]),
        kind=np.zeros(len(before), np.int64),
    )
    nobody = np.zeros((WEEK, 2, 2), np.int64)
    need = Need(more.pop("least", nobody), more.pop("best", nobody), 30.0)
    return WeekProblem(crew, need, before, more.pop("wish", np.zeros((len(before), WEEK, 3))), after)


def drawn(number: int, *, people: int = 2, after: int = 0) -> WeekProblem:
    """Return a week with rules, history, wishes and people wanted drawn by the number."""
    draw = np.random.default_rng(number)

    def stretch(cost: float) -> Stretch:
        least = int(draw.integers(1, 4))
        return Stretch(least, least + int(draw.integers(0, 3)), cost)

    contracts = tuple(
        Contract(stretch(30.0), stretch(30.0), 1 + number % 3, 4 + number % 4, 20.0, number % 2, 30.0, 30.0 * (number % 2))
        for _ in range(2)
    )
    best = draw.integers(0, 2, (WEEK, 2, 2))
    wish = np.where(draw.random((people, WEEK, 3)) < 0.1, 10.0, 0.0)
    problem = week(*(before(draw) for _ in range(people)), after=after, best=best, least=best * (draw.random(best.shape) < 0.2))
    kinds = np.array([[True, True], [False, True]])
    contract, kind = draw.integers(0, 2, people), draw.integers(0, 2, people)
    crew = replace(
        problem.crew, same=(stretch(15.0), stretch(15.0)), contracts=contracts, contract=contract, kinds=kinds, kind=kind
    )
    return replace(problem, crew=crew, wish=wish)


def before(draw: np.random.Generator) -> Carried:
    """Return something to bring into a week."""
    shifts, weekends = int(draw.integers(0, 4)), int(draw.integers(0, 2))
    if draw.random() < 0.5:
        return Carried(shifts, weekends, off=int(draw.integers(1, 6)))
    same = int(draw.integers(1, 4))
    return Carried(shifts, weekends, int(draw.integers(2)), same, same + int(draw.integers(0, 3)))
