"""Tiny rosters by number, and their best by trying every line of everybody."""

from __future__ import annotations

import itertools

import numpy as np

from optimizer.rota.roster.check import faults
from optimizer.rota.roster.problem import Before, Ints, LineRules, RosterProblem

DAYS, SHIFTS = 6, 2


def tiny(number: int, *, people: int = 2, history: bool = False) -> RosterProblem:
    """Return a roster of two people, six days and two shifts; rules, wishes and cover are drawn by the number."""
    draw = np.random.default_rng(number)
    minutes = draw.choice([240, 360, 480], SHIFTS)
    rules = tuple(
        LineRules(
            least_run=int(draw.integers(1, 3)),
            most_run=int(draw.integers(2, 5)),
            least_off=int(draw.integers(1, 3)),
            least_minutes=int(draw.integers(0, 3)) * 240,
            most_minutes=int(draw.integers(4, 9)) * 240,
            most_weekends=int(draw.integers(0, 3)),
            most_of=tuple(int(draw.integers(1, 5)) for _ in range(SHIFTS)),
        )
        for _ in range(people)
    )
    barred = np.zeros((SHIFTS, SHIFTS), bool)
    barred[1, 0] = draw.random() < 0.7
    cost = draw.choice([0.0, 0.0, 1.0, 3.0], (people, DAYS, SHIFTS + 1))
    cost[:, :, :-1][draw.random((people, DAYS, SHIFTS)) < 0.1] = np.inf
    day, shift = (grid.ravel() for grid in np.meshgrid(np.arange(DAYS), np.arange(SHIFTS), indexing="ij"))
    groups = np.array([[True] * people, [one % 2 == 0 for one in range(people)]])
    return RosterProblem(
        minutes,
        barred,
        ((1, 2), (5,)),
        rules,
        tuple(_before(draw) if history else Before() for _ in range(people)),
        cost,
        day,
        shift,
        draw.integers(0, 2, len(day)),
        groups,
        draw.integers(0, people + 1, len(day)),
        draw.choice([2.0, 10.0], len(day)),
        draw.choice([1.0, 2.0], len(day)),
    )


def _before(draw: np.random.Generator) -> Before:
    if draw.random() < 0.5:
        return Before(run=int(draw.integers(1, 3)), shift=int(draw.integers(SHIFTS)), known=True)
    return Before(off=int(draw.integers(1, 4)), known=True)


def legal(problem: RosterProblem, person: int) -> list[Ints]:
    """Return every line of a person that keeps the rules."""
    every = itertools.product(range(problem.shifts + 1), repeat=problem.days)
    lines = (np.array(line) for line in every)
    return [line for line in lines if not faults(problem, person, line)]


def best(problem: RosterProblem) -> float:
    """Return the least cost of any roster; infinite where there is none."""
    lines = [legal(problem, person) for person in range(problem.people)]
    return min((problem.objective(np.array(one)) for one in itertools.product(*lines)), default=np.inf)
