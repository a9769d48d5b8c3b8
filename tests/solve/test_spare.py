"""A process started before it is needed answers like one started when it is."""

from __future__ import annotations

import os

from optimizer.core.outcome import Termination
from optimizer.core.params import Limits
from optimizer.solve import spare
from optimizer.solve.milp import MilpStage, solve_milp
from tests.solve.models import hard_milp

LIMITS = Limits(deadline_s=60, nodes=1)


def answer() -> tuple[Termination, float | None]:
    problem, _, goal = hard_milp()
    result = solve_milp(problem, [MilpStage("slack", goal)], LIMITS)
    return result.termination, result.bound_of("slack")


def test_the_spare_process_gives_the_same_answer() -> None:
    cold = answer()
    spare.warm()
    assert answer() == cold


def test_a_spare_process_stands_in_the_session_of_its_parent_and_in_a_group_of_its_own() -> None:
    ready = (
        spare.started()
    )  # Linux weighs sessions: in one of its own it would count as much as the app that a job steps back for
    assert os.getsid(ready.process.pid) == os.getsid(0)
    assert os.getpgid(ready.process.pid) == ready.process.pid  # a Ctrl-C in the terminal is not for it
    ready.close()


def test_a_spare_process_that_died_is_replaced() -> None:
    spare.warm()
    waiting = spare.started()
    waiting.process.kill()
    waiting.process.wait()
    spare.put_back(waiting)
    fresh = spare.started()
    assert fresh.process.pid != waiting.process.pid
    assert fresh.process.poll() is None
    fresh.close()
