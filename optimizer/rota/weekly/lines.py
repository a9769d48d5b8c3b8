"""Every line of a week that somebody may work, with what it costs by itself and where it ends."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.rota.weekly.problem import SATURDAY, SUNDAY, WEEK, Floats, Ints, WeekProblem
from optimizer.rota.weekly.steps import Steps, steps_of


@dataclass(frozen=True)
class Lines:
    """All lines of a week from one state.

    Parameters
    ----------
    days
        Line × day: shift, or the number of shifts for a day off.
    cost
        What runs and the weekend cost; wishes and totals are not in it.
    end
        State of the last day.
    shifts, weekends
        Worked in the week.
    """

    days: Ints
    cost: Floats
    end: Ints
    shifts: Ints
    weekends: Ints

    @cached_property
    def _by_day(self) -> Ints:
        return np.ascontiguousarray(self.days.T)

    def worth(self, prices: Floats) -> Floats:
        """Return per line what its work is worth at prices of day × shift."""
        padded = np.concatenate((prices, np.zeros((WEEK, 1))), axis=1)
        total: Floats = padded[0].take(self._by_day[0])
        for day in range(1, WEEK):
            total += padded[day].take(self._by_day[day])
        return total


def lines_from(steps: Steps, start: int, off: int, broken: float) -> Lines:
    """Return all lines of a week from a state."""
    days = np.zeros((1, 0), np.int64)
    end, cost = np.array([start]), np.zeros(1)
    for _ in range(WEEK):
        spread = cost[:, None] + steps.cost[end]
        line, shift = np.nonzero(np.isfinite(spread))
        days = np.concatenate((days[line], shift[:, None]), axis=1)
        cost, end = spread[line, shift], steps.then[end[line], shift]
    saturday, sunday = days[:, SATURDAY] != off, days[:, SUNDAY] != off
    cost = cost + broken * (saturday != sunday)
    return Lines(days, cost, end, (days != off).sum(axis=1), (saturday | sunday).astype(np.int64))


def lines_of(problem: WeekProblem) -> list[Lines]:
    """Return the lines of everybody; people in the same state of the same contract share them."""
    crew = problem.crew
    known: dict[tuple[int, int], Lines] = {}
    found = []
    for person, before in enumerate(problem.before):
        number = int(crew.contract[person])
        steps = steps_of(crew, number)
        key = (number, steps.start(before))
        if key not in known:
            known[key] = lines_from(steps, key[1], crew.shifts, crew.contracts[number].broken)
        found.append(known[key])
    return found
