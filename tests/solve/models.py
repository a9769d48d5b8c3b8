"""Models whose answers are known, or that take longer than a test may."""

import itertools

import pulp
from ortools.sat.python import cp_model

from optimizer.solve.cpsat import Stage


def knapsack(weights=(3, 5, 7, 11), need=13):
    """Choose weights that reach the need: least total first, fewest pieces second."""
    model = cp_model.CpModel()
    take = [model.new_bool_var(f"take{i}") for i in range(len(weights))]
    total = sum(w * x for w, x in zip(weights, take, strict=True))
    model.add(total >= need)
    return model, take, [Stage("total", total), Stage("pieces", sum(take))]


def best_by_hand(weights, need, tolerance=0.0):
    """Return the lexicographic optimum of `knapsack` by trying everything."""
    fits = [
        (sum(w for w, x in zip(weights, pick, strict=True) if x), sum(pick))
        for pick in itertools.product((0, 1), repeat=len(weights))
        if sum(w for w, x in zip(weights, pick, strict=True) if x) >= need
    ]
    total = min(fits)[0]
    return total, min(pieces for value, pieces in fits if value <= total * (1 + tolerance))


def hard(size=60):
    """A covering puzzle of Steiner kind with a first solution at once and a proof far away."""
    model = cp_model.CpModel()
    x = [model.new_bool_var(f"x{i}") for i in range(size)]
    for i in range(size):
        for j in range(i + 1, size):
            k = (i * 7 + j * 13 + i * j) % size
            if k not in {i, j}:
                model.add_bool_or(x[i], x[j], x[k])
    return model, x, [Stage("cost", sum((17 + (i * 29) % 23) * v for i, v in enumerate(x))), Stage("count", sum(x))]


def hard_milp(size=60):
    """The same kind of puzzle for a MILP solver: equality knapsacks that no bound decides."""
    problem = pulp.LpProblem("hard", pulp.LpMinimize)
    x = [problem.add_variable(f"x{i:03d}", cat="Binary") for i in range(size)]
    slack = [problem.add_variable(f"s{r}", 0) for r in range(8)]
    for r in range(8):
        row = [(i * 7919 + r * 104729 + i * i * r * 31) % 97 + 3 for i in range(size)]
        problem += pulp.lpSum(c * v for c, v in zip(row, x, strict=True)) + slack[r] >= sum(row) / 2
        problem += pulp.lpSum(c * v for c, v in zip(row, x, strict=True)) - slack[r] <= sum(row) / 2
    return problem, x, pulp.lpSum(slack)
