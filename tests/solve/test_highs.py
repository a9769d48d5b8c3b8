"""Solvers inside one process, whoever solved first in it."""

from __future__ import annotations

import subprocess
import sys

import pytest

FIRST_ANOTHER_THEN_OURS = """
import highspy
from optimizer.solve.highs import PLAIN, highs_here

def optimum(solver):
    solver.addVar(1.0, 5.0)
    solver.changeColCost(0, 2.0)
    solver.run()
    return solver.getModelStatus() == highspy.HighsModelStatus.kOptimal and solver.getObjectiveValue() == 2.0

another = PLAIN()
another.setOptionValue("output_flag", False)
another.setOptionValue("threads", {threads})
assert optimum(another)
assert optimum(highs_here(seconds=5.0))
"""


@pytest.mark.parametrize("threads", [0, 1, 2, 4])
def test_a_solver_answers_whatever_number_of_threads_another_had_asked_for(threads: int) -> None:
    subprocess.run([sys.executable, "-c", FIRST_ANOTHER_THEN_OURS.format(threads=threads)], check=True, timeout=60)
