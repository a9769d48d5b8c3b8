"""What is believed of a solving process: answers that keep the model, bounds that no known solution refutes."""

from __future__ import annotations

import pytest

from optimizer.core.outcome import Termination
from optimizer.core.params import Limits
from optimizer.solve.cpsat import solve_cpsat
from optimizer.solve.linear import solve_linear
from optimizer.solve.result import SolverResult
from optimizer.solve.spare import CHILD
from tests.planning.faulty_child import FAULTS, VARIABLE
from tests.solve.models import best_by_hand, knapsack

BEST = best_by_hand((3, 5, 7, 11), 13)
QUIET = Limits(deterministic_s=2.0, deadline_s=3.0)


def asked(engine: str, fault: str, patch: pytest.MonkeyPatch, *, need: int = 13) -> SolverResult:
    patch.setenv(CHILD, "tests.planning.faulty_child")
    patch.setenv(VARIABLE, fault)
    model, _, stages = knapsack(need=need)
    return (solve_cpsat if engine == "CP-SAT" else solve_linear)(model, stages, QUIET)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("engine", ["CP-SAT", "HiGHS"])
def test_nothing_wrong_is_believed(engine: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    result = asked(engine, fault, monkeypatch)
    assert result.termination in {Termination.FEASIBLE, Termination.UNKNOWN}
    assert result.run.stopped_by != "limit"
    for stage in result.stages:
        assert stage.value >= 13 or stage.name == "pieces"
        assert stage.bound is None or stage.bound <= min(stage.value, BEST[stage.name == "pieces"])


def test_another_solver_takes_over_and_proves(monkeypatch: pytest.MonkeyPatch) -> None:
    result = asked("CP-SAT", "crash@CpSatRequest", monkeypatch)
    assert (result.termination, result.run.solver, result.run.stopped_by) == (Termination.OPTIMAL, "HiGHS", "crash")
    assert tuple(stage.value for stage in result.stages) == BEST


def test_what_is_impossible_is_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked("CP-SAT", "false infeasible", monkeypatch, need=99).termination is Termination.INFEASIBLE
    assert asked("CP-SAT", "false infeasible", monkeypatch).termination is Termination.FEASIBLE
