"""A CP-SAT model drawn together with a known plan: every variable is made with the value it has in that plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ortools.sat.python import cp_model

from optimizer.solve.cpsat import Stage, linear

Linear = cp_model.LinearExprT


class Sketch:
    """A model and its hint."""

    def __init__(self) -> None:
        self.model = cp_model.CpModel()
        self.hint: dict[int, int] = {}
        self._high: list[int] = []  # asking a variable for its domain is slow

    def integer(self, low: int, high: int, name: str, known: int) -> cp_model.IntVar:
        """Return a new integer variable whose value in the known plan is `known`."""
        variable = self.model.new_int_var(low, high, name)
        self.hint[variable.index] = known
        self._high.append(high)
        return variable

    def most(self, variables: Iterable[cp_model.IntVar]) -> int:
        """Return the sum of the variables' upper bounds."""
        return sum([self._high[variable.index] for variable in variables])

    def known(self, variable: cp_model.IntVar) -> int:
        """Return a variable's value in the known plan."""
        return self.hint[variable.index]

    def total(self, variables: Iterable[cp_model.IntVar]) -> int:
        """Return the sum of variables in the known plan."""
        return sum(self.hint[variable.index] for variable in variables)

    def value(self, expression: Linear, values: Sequence[int] | None = None) -> int:
        """Return an expression's value, in the known plan when no other values are given."""
        if isinstance(expression, int):
            return expression
        stage = linear(Stage("", expression))
        at: Mapping[int, int] | Sequence[int] = self.hint if values is None else values
        return int(stage.offset + sum(c * at[v] for v, c in zip(stage.variables, stage.coefficients, strict=True)))

    def keep(self, expression: Linear, most: int) -> None:
        """Let an expression not exceed what was achieved."""
        if not isinstance(expression, int):
            self.model.add(expression <= most)


def weighted(variables: list[cp_model.IntVar], weights: list[int]) -> Linear:
    """Return Σ weight × variable, without the terms of weight 0."""
    used = [(variable, weight) for variable, weight in zip(variables, weights, strict=True) if weight]
    if not used:
        return 0
    return cp_model.LinearExpr.weighted_sum([variable for variable, _ in used], [weight for _, weight in used])
