"""The lines of a week, what they leave to the weeks after it, and the cheapest at prices of work."""

from __future__ import annotations

import numpy as np

from optimizer.rota.weekly.ahead import Ahead
from optimizer.rota.weekly.lines import Lines, lines_of
from optimizer.rota.weekly.problem import WEEK, Floats, Ints, WeekProblem


class Pricer:
    """Everybody's lines of a week.

    Attributes
    ----------
    lines
        Per person; people in the same state of the same contract share them.
    own
        Per person: what each line costs in the week itself, wishes included.
    """

    def __init__(self, problem: WeekProblem) -> None:
        self.problem, crew = problem, problem.crew
        self.lines: list[Lines] = lines_of(problem)
        self.own: list[Floats] = []
        self._shifts: list[Ints] = []
        self._weekends: list[Ints] = []
        self._beyond: list[Floats] = []
        for person, (before, lines) in enumerate(zip(problem.before, self.lines, strict=True)):
            wish, contract = problem.wish[person], crew.contract_of(person)
            self.own.append(lines.cost + wish[np.arange(WEEK), lines.days].sum(axis=1) if wish.any() else lines.cost)
            shifts, weekends = before.shifts + lines.shifts, before.weekends + lines.weekends
            sunk = max(before.shifts, contract.most), max(before.weekends, contract.weekends)
            self._beyond.append(
                contract.each * np.maximum(0, shifts - sunk[0]) + contract.weekend * np.maximum(0, weekends - sunk[1])
            )
            self._shifts.append(np.minimum(shifts, contract.most))
            self._weekends.append(np.minimum(weekends, contract.weekends))

    def ahead(self, prices: Floats) -> list[Ahead]:
        """Return per contract what the weeks to come cost at prices (kind × day × shift)."""
        return [Ahead(self.problem.crew, number, prices) for number in range(len(self.problem.crew.contracts))]

    def left(self, worth: list[Floats]) -> list[Floats]:
        """Return per person what each line leaves to the weeks to come, with totals that it exceeds.

        Parameters
        ----------
        worth
            Per contract: kind × state × shifts × weekends, see `Ahead.worth`.
        """
        crew = self.problem.crew
        return [self._left(one, worth[int(crew.contract[one])][int(crew.kind[one])]) for one in range(crew.people)]

    def _left(self, person: int, worth: Floats) -> Floats:
        found: Floats = worth[self.lines[person].end, self._shifts[person], self._weekends[person]]
        return found + self._beyond[person]

    def at(self, prices: Floats, costs: list[Floats]) -> list[Floats]:
        """Return per person what each line costs beyond what its work is worth at prices (kind × day × shift)."""
        kinds = self.problem.crew.kind.tolist()
        worth: dict[tuple[int, int], Floats] = {}
        for lines, kind in zip(self.lines, kinds, strict=True):
            if (id(lines), kind) not in worth:
                worth[id(lines), kind] = lines.worth(prices[kind])
        return [cost - worth[id(lines), kind] for cost, lines, kind in zip(costs, self.lines, kinds, strict=True)]

    def cheapest(self, prices: Floats) -> Ints:
        """Return everybody's cheapest line over all days that there are prices for."""
        ahead = self.ahead(prices[:, WEEK:])
        rest = [own + left for own, left in zip(self.own, self.left([one.worth for one in ahead]), strict=True)]
        choice = [int(one.argmin()) for one in self.at(prices[:, :WEEK], rest)]
        crew = self.problem.crew
        whole = np.zeros((crew.people, prices.shape[1]), np.int64)
        for person, number in enumerate(choice):
            whole[person, :WEEK] = self.lines[person].days[number]
        for number, people in enumerate(crew.under):
            stand = [
                (self.lines[one].end[choice[one]], self._shifts[one][choice[one]], self._weekends[one][choice[one]])
                for one in people.tolist()
            ]
            state, shifts, weekends = np.array(stand, np.int64).reshape(-1, 3).T
            whole[people, WEEK:] = ahead[number].follow(crew.kind[people], state, shifts, weekends)
        return whole
