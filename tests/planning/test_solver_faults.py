"""A solver that fails in every way, under every planner: a checked plan that says what it is. The long form: solver_faults."""

from __future__ import annotations

import pytest

from optimizer.core.errors import NoPlanError
from optimizer.data.planfolder import PlanRecord
from optimizer.data.reading import read_dataset
from optimizer.data.scenario_keys import STEPS
from optimizer.planning.needs import UPSTREAM
from optimizer.planning.plan import plan
from optimizer.solve.spare import CHILD
from tests.planning.faulty_child import VARIABLE
from tests.planning.solver_faults import Case, city, dishonest

SHORT = ("wrong optimum", "infeasible solution", "exit 137", "lying bound", "false infeasible")


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> PlanRecord:
    return plan(read_dataset(str(city(tmp_path_factory.mktemp("city") / "city"))))


@pytest.mark.parametrize("fault", SHORT)
@pytest.mark.parametrize("step", STEPS)
def test_a_broken_solver_ends_in_a_checked_plan(
    step: str, fault: str, honest: PlanRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CHILD, "tests.planning.faulty_child")
    monkeypatch.setenv(VARIABLE, fault)
    found = plan(honest.dataset, steps=(step,), base=None if step in UPSTREAM else honest)  # checked, or it raises
    assert not dishonest(found, honest, Case(step, fault), found.exit_code)


@pytest.mark.parametrize("step", ["teams", "routing", "rota"])
def test_another_solver_takes_over(step: str, honest: PlanRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CHILD, "tests.planning.faulty_child")
    monkeypatch.setenv(VARIABLE, "crash@CpSatRequest")
    found = plan(honest.dataset, steps=(step,), base=None if step in UPSTREAM else honest)
    record = next(one for one in found.steps if one.step == step)
    assert (record.solver, record.stopped_by, record.reproducible) == ("HiGHS", "crash", False)
    assert record.termination.has_plan
    assert {issue.code for issue in found.issues} & {"solver_replaced", "solver_ended_early"}


def test_where_nothing_can_be_built_it_is_said(honest: PlanRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    from optimizer.teams import model

    monkeypatch.setenv(CHILD, "tests.planning.faulty_child")
    monkeypatch.setenv(VARIABLE, "unknown")
    monkeypatch.setattr(model, "greedy_teams", lambda instance: None)
    with pytest.raises(NoPlanError, match="teams and rotation"):
        plan(honest.dataset, steps=("teams",))
