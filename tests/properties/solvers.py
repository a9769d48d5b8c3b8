"""One model, three solvers, goal by goal: CP-SAT, HiGHS and CBC, each in this process and without the product's gateway."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import highspy
import numpy as np
import pulp
from ortools.sat.python import cp_model

from optimizer.solve.cpsat import Stage, linear
from optimizer.solve.rows import rows_of as _rows

Values = tuple[int, ...]


def by_cpsat(model: cp_model.CpModel, stages: Sequence[Stage]) -> Values:
    """Return the goals' optima in order."""
    mine, solver, found = model.clone(), cp_model.CpSolver(), []
    solver.parameters.num_workers = 1
    solver.parameters.catch_sigint_signal = False
    for stage in map(linear, stages):
        terms = zip(stage.variables, stage.coefficients, strict=True)
        expr = sum(int(weight) * mine.get_int_var_from_proto_index(index) for index, weight in terms) + int(stage.offset)
        mine.minimize(expr)
        status = solver.solve(mine)
        if status != cp_model.OPTIMAL:
            message = f"CP-SAT says {solver.status_name(status)}"
            raise ArithmeticError(message)
        found.append(round(solver.objective_value))
        mine.add(expr <= found[-1])
    return tuple(found)


def by_highs(model: cp_model.CpModel, stages: Sequence[Stage]) -> Values:
    """Return the goals' optima in order.

    Raises
    ------
    ValueError
        When the model is not linear.
    """
    solver: Any = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", 0.0)
    for variable in model.proto.variables:
        domain = list(variable.domain)
        solver.addVar(float(domain[0]), float(domain[-1]))
        solver.changeColIntegrality(solver.getNumCol() - 1, highspy.HighsVarType.kInteger)
    for columns, weights, low, high in _rows(model.proto):
        solver.addRow(low, high, *_merged(columns, weights))
    size, found = solver.getNumCol(), []
    for stage in map(linear, stages):
        cost = np.zeros(size)
        np.add.at(cost, np.array(stage.variables, dtype=int), np.array(stage.coefficients, dtype=float))
        solver.changeColsCost(size, np.arange(size, dtype=np.int32), cost)
        solver.clearSolver()
        solver.run()
        status = solver.getModelStatus()
        if status not in {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty}:
            message = f"HiGHS says {status}"
            raise ArithmeticError(message)
        least = round(solver.getObjectiveValue())
        found.append(least + int(stage.offset))
        if stage.variables:
            solver.addRow(-highspy.kHighsInf, least + 1e-6, *_merged(stage.variables, stage.coefficients))
    return tuple(found)


def _merged(columns: Sequence[int], weights: Sequence[float]) -> tuple[int, Any, Any]:
    """Return a row with every column once, as HiGHS wants it."""
    row: dict[int, float] = {}
    for column, weight in zip(columns, weights, strict=True):
        row[column] = row.get(column, 0.0) + weight
    return len(row), np.array(list(row), dtype=np.int32), np.array(list(row.values()), dtype=np.float64)


def by_cbc(model: cp_model.CpModel, stages: Sequence[Stage]) -> Values:
    """Return the goals' optima in order; ValueError when the model is not linear."""
    problem = pulp.LpProblem("town", pulp.LpMinimize)
    variables = [
        problem.add_variable(f"x{number}", min(one.domain), max(one.domain), pulp.LpInteger)
        for number, one in enumerate(model.proto.variables)
    ]
    for columns, weights, low, high in _rows(model.proto):
        expr = pulp.lpSum(weight * variables[column] for column, weight in zip(columns, weights, strict=True))
        if np.isfinite(low):
            problem += expr >= low
        if np.isfinite(high):
            problem += expr <= high
    found = []
    for stage in map(linear, stages):
        if not stage.variables:  # CBC reads no model without a goal
            found.append(int(stage.offset))
            continue
        terms = zip(stage.variables, stage.coefficients, strict=True)
        goal = pulp.lpSum(weight * variables[column] for column, weight in terms) + stage.offset
        problem.setObjective(goal)
        problem.solve(_cbc())
        if problem.sol_status != pulp.LpSolutionOptimal:
            message = f"CBC says {pulp.LpSolution[problem.sol_status]}"
            raise ArithmeticError(message)
        # a variable that no row and no goal holds gets no value
        found.append(round(stage.offset + sum(weight * (variable.varValue or 0.0) for variable, weight in goal.items())))
        problem += goal <= found[-1]
    return tuple(found)


def _cbc() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # PuLP below 4 brings this CBC, and says it will not for ever
        return pulp.PULP_CBC_CMD(msg=False, gapRel=0.0, threads=1)


SOLVERS: dict[str, Callable[[cp_model.CpModel, Sequence[Stage]], Values]] = {
    "CP-SAT": by_cpsat,
    "HiGHS": by_highs,
    "CBC": by_cbc,
}
