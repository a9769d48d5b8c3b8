"""A CP-SAT model drawn together with a known plan: every variable is made with the value it has in that plan."""

from __future__ import annotations

from collections.abc import Iterable

from ortools.sat.python import cp_model

Linear = cp_model.LinearExprT


class Sketch:
    """A model and its hint."""

    def __init__(self) -> None:
        self.model = cp_model.CpModel()
        self.hint: dict[int, int] = {}

    def integer(self, low: int, high: int, name: str, known: int) -> cp_model.IntVar:
        """Return a new integer variable whose value in the known plan is `known`."""
        variable = self.model.new_int_var(low, high, name)
        self.hint[variable.index] = known
        return variable

    def known(self, variable: cp_model.IntVar) -> int:
        """Return a variable's value in the known plan."""
        return self.hint[variable.index]

    def total(self, variables: Iterable[cp_model.IntVar]) -> int:
        """Return the sum of variables in the known plan."""
        return sum(self.hint[variable.index] for variable in variables)


def weighted(variables: list[cp_model.IntVar], weights: list[int]) -> Linear:
    """Return Σ weight × variable, without the terms of weight 0."""
    used = [(variable, weight) for variable, weight in zip(variables, weights, strict=True) if weight]
    if not used:
        return 0
    return cp_model.LinearExpr.weighted_sum([variable for variable, _ in used], [weight for _, weight in used])
