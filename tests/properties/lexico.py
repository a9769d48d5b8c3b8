"""A small integer program solved goal by goal with HiGHS, in this process: the second route of what is checked by two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import highspy
import numpy as np

Terms = Mapping[int, float]
_NEAR = 1e-6


class Program:
    """Integer variables by number, rows, and goals in order, each as terms and a constant."""

    def __init__(self) -> None:
        self._upper: list[float] = []
        self._rows: list[tuple[Terms, float, float]] = []
        self.goals: list[tuple[str, dict[int, float], float]] = []

    def variable(self, upper: float = 1.0) -> int:
        """Return a new whole variable from nought to `upper`."""
        self._upper.append(upper)
        return len(self._upper) - 1

    def at_most(self, terms: Terms, high: float) -> None:
        """Add a row."""
        self._rows.append((terms, -highspy.kHighsInf, high))

    def exactly(self, terms: Terms, value: float) -> None:
        """Add a row."""
        self._rows.append((terms, value, value))

    def at_most_one(self, variables: Iterable[int]) -> None:
        """Add a row."""
        self.at_most(dict.fromkeys(variables, 1.0), 1.0)

    def goal(self, name: str, terms: Mapping[int, float], constant: float = 0.0) -> None:
        """Add what is minimised next."""
        self.goals.append((name, {one: weight for one, weight in terms.items() if weight}, constant))

    def best(self) -> dict[str, int] | None:
        """Return the goals' optima, each on what those before it leave; None when the rows contradict each other.

        A goal that stands at the sum of its terms' least values already needs no solve.
        """
        solver = self._solver()
        found: dict[str, int] = {}
        values: Any = None
        for name, terms, constant in self.goals:
            columns, weights = np.array(list(terms), dtype=np.int32), np.array(list(terms.values()))
            floor = sum(min(0.0, weight * self._upper[one]) for one, weight in terms.items())
            if values is None or weights @ values[columns] > floor + _NEAR:
                values = self._least(solver, columns, weights)
                if values is None:
                    return None
            least = round(float(weights @ values[columns]))
            found[name] = least + round(constant)
            if len(columns):
                solver.addRow(-highspy.kHighsInf, least + 1e-5, len(columns), columns, weights)
        return found

    def _solver(self) -> Any:
        highspy.Highs.resetGlobalScheduler(True)  # another part of this process may have asked for another number of threads
        solver: Any = highspy.Highs()
        options: Sequence[tuple[str, Any]] = (("output_flag", False), ("mip_rel_gap", 0.0), ("threads", 1))
        for option, value in options:
            solver.setOptionValue(option, value)
        size = len(self._upper)
        none = np.array([], dtype=np.int32)
        solver.addCols(size, np.zeros(size), np.zeros(size), np.array(self._upper), 0, none, none, np.array([]))
        solver.changeColsIntegrality(
            size, np.arange(size, dtype=np.int32), np.array([highspy.HighsVarType.kInteger] * size, dtype=object)
        )
        starts = np.cumsum([0, *(len(terms) for terms, _, _ in self._rows)], dtype=np.int32)[:-1]
        index = np.array([one for terms, _, _ in self._rows for one in terms], dtype=np.int32)
        value = np.array([weight for terms, _, _ in self._rows for weight in terms.values()], dtype=float)
        low, high = (np.array([row[side] for row in self._rows], dtype=float) for side in (1, 2))
        solver.addRows(len(self._rows), low, high, len(index), starts, index, value)
        return solver

    def _least(self, solver: Any, columns: Any, weights: Any) -> Any:
        size = len(self._upper)
        cost = np.zeros(size)
        cost[columns] = weights
        solver.changeColsCost(size, np.arange(size, dtype=np.int32), cost)
        solver.clearSolver()
        solver.run()
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kSolveError:  # HiGHS 1.16 now and then gives up after its own presolve
            solver.setOptionValue("presolve", "off")
            solver.clearSolver()
            solver.run()
            status = solver.getModelStatus()
            solver.setOptionValue("presolve", "choose")
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status not in {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty}:
            message = f"HiGHS says {status}"
            raise ArithmeticError(message)
        return np.round(np.array(solver.getSolution().col_value))
