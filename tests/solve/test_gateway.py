import threading
import time

import psutil
import pytest

from optimizer.core.outcome import Termination
from optimizer.core.params import Control, Limits
from optimizer.solve import gateway
from optimizer.solve.cpsat import solve_cpsat
from optimizer.solve.milp import MilpStage, solve_milp
from tests.solve.models import hard, hard_milp, knapsack

NO_LIMIT = Limits(deterministic_s=0, nodes=0, deadline_s=60)


def solve_hard(limits, control=None):
    model, x, stages = hard(150)
    return solve_cpsat(model, stages, limits, hint={v.index: 1 for v in x}, control=control)


def solve_hard_milp(limits, control=None):
    problem, _, goal = hard_milp()
    return solve_milp(problem, [MilpStage("slack", goal)], limits, control=control)


SOLVERS = pytest.mark.parametrize("solve", [solve_hard, solve_hard_milp])


def on_first_solution(action):
    """Return a listener that acts once, when the first value is known."""
    done = threading.Event()

    def tell(progress):
        if progress.value is not None and not done.is_set():
            done.set()
            action()

    return tell


def children():
    return [p for p in psutil.Process().children() if "optimizer.solve.child" in " ".join(p.cmdline())]


@SOLVERS
def test_deadline_keeps_the_best_answer(solve):
    started = time.monotonic()
    result = solve(NO_LIMIT.but(deadline_s=2.0))
    assert time.monotonic() - started < 3.5
    assert result.termination is Termination.FEASIBLE
    assert result.run.stopped_by == "deadline"
    assert not result.run.reproducible
    assert result.values


def test_deadline_before_anything_is_known():
    result = solve_hard(NO_LIMIT.but(deadline_s=0.001))
    assert result.run.stopped_by == "deadline"
    assert result.termination in {Termination.UNKNOWN, Termination.FEASIBLE}


@SOLVERS
def test_stop_while_solving(solve):
    stop = threading.Event()
    started = time.monotonic()
    result = solve(NO_LIMIT, Control(stop, on_first_solution(stop.set)))
    assert time.monotonic() - started < 10
    assert result.run.stopped_by == "stop"
    assert result.termination is Termination.FEASIBLE


@SOLVERS
def test_stop_before_the_start(solve):
    stop = threading.Event()
    stop.set()
    started = time.monotonic()
    result = solve(NO_LIMIT, Control(stop))
    assert time.monotonic() - started < 1.5
    assert result.run.stopped_by == "stop"
    assert result.termination is Termination.UNKNOWN


def test_stop_right_after_the_start_is_not_lost():
    stop = threading.Event()
    threading.Timer(0.05, stop.set).start()
    started = time.monotonic()
    assert solve_hard(NO_LIMIT, Control(stop)).run.stopped_by == "stop"
    assert time.monotonic() - started < 4


@SOLVERS
def test_a_crash_leaves_the_best_answer(solve):
    result = solve(NO_LIMIT, Control(None, on_first_solution(lambda: [child.kill() for child in children()])))
    assert result.run.stopped_by == "crash"
    assert result.termination is Termination.FEASIBLE
    assert result.values


def test_after_a_crash_at_once_another_solver_is_asked():
    model, _, stages = hard()
    threading.Timer(0.15, lambda: [child.kill() for child in children()]).start()
    result = solve_cpsat(model, stages, NO_LIMIT.but(deadline_s=4.0))
    assert (result.run.solver, result.run.stopped_by) == ("HiGHS", "crash")
    assert result.termination is not Termination.INFEASIBLE


def test_memory_cap(monkeypatch):
    monkeypatch.setattr(gateway._Child, "memory_mb", lambda self: 5000.0)
    result = solve_hard(Limits(memory_mb=4096))
    assert result.run.stopped_by == "memory"


def test_memory_is_measured():
    seen = []
    model, x, stages = hard(150)

    def look():
        seen.extend(child.memory_info().rss for child in children())

    stop = threading.Event()

    def once():
        look()
        stop.set()

    solve_cpsat(model, stages, NO_LIMIT, hint={v.index: 1 for v in x}, control=Control(stop, on_first_solution(once)))
    assert seen
    assert max(seen) > 20e6


def test_no_process_is_left_behind():
    model, _, stages = knapsack()
    solve_cpsat(model, stages, Limits())
    assert not children()


def test_it_works_in_threads():
    model, _, stages = knapsack()
    results = []
    threads = [threading.Thread(target=lambda: results.append(solve_cpsat(model, stages, Limits()))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {result.stages for result in results} == {results[0].stages}


def test_progress_names_step_and_stage():
    model, _, stages = knapsack()
    heard = []
    solve_cpsat(model, stages, Limits(), control=Control(None, heard.append), step="routing")
    assert {progress.step for progress in heard} == {"routing"}
    assert {progress.stage for progress in heard} >= {"total", "pieces"}
