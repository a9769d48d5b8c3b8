import os
import signal

import numpy as np

from optimizer.solve.flow import LARGE, Flow, FlowDesk, solve_flow


def crossing(seed: int, rows: int, columns: int) -> Flow:
    """Return a flow from rows to columns that have just room enough."""
    rng = np.random.default_rng(seed)
    tails, heads = np.divmod(np.arange(rows * columns), columns)
    sink = rows + columns
    return Flow(
        tails=np.concatenate([tails, np.arange(rows, sink)]),
        heads=np.concatenate([rows + heads, np.full(columns, sink)]),
        most=np.concatenate([np.ones(rows * columns, np.int64), np.full(columns, -(-rows // columns))]),
        costs=np.concatenate([rng.integers(0, 10**6, rows * columns), np.zeros(columns, np.int64)]),
        supply=np.concatenate([np.ones(rows, np.int64), np.zeros(columns, np.int64), [-rows]]),
    )


def test_a_flow_takes_the_cheapest_way_that_has_room() -> None:
    # two units from node 0 to node 2: straight for 5, or by node 1 for 1 + 1, where only one fits
    flow = Flow(np.array([0, 0, 1]), np.array([2, 1, 2]), np.array([9, 1, 1]), np.array([5, 1, 1]), np.array([2, 0, -2]))
    carried = solve_flow(flow)
    assert carried is not None
    assert carried.tolist() == [1, 1, 1]


def test_what_does_not_fit_has_no_answer() -> None:
    assert solve_flow(Flow(np.array([0]), np.array([1]), np.array([1]), np.array([5]), np.array([2, -2]))) is None


def test_a_child_process_answers_like_this_one_time_and_again() -> None:
    with FlowDesk() as desk:
        desk.prepare()
        for seed in range(2):
            flow = crossing(seed, 800, LARGE // 800 + 1)
            here, there = solve_flow(flow), desk(flow)
            assert here is not None
            assert there is not None
            assert (here == there).all()


def test_when_the_child_process_dies_the_flow_is_solved_here() -> None:
    flow = crossing(3, 800, LARGE // 800 + 1)
    with FlowDesk() as desk:
        desk.prepare()
        os.kill(desk._all[0]._process.pid, signal.SIGKILL)
        there = desk(flow)
    here = solve_flow(flow)
    assert here is not None
    assert there is not None
    assert (here == there).all()
