"""One goal of a mixed-integer model on what its relaxation leaves, inside the child: see `lean`."""

from __future__ import annotations

from array import array

import highspy
import numpy as np

from optimizer.core.outcome import Termination
from optimizer.solve.child import Channel
from optimizer.solve.kept import TOLERANCE, is_solution
from optimizer.solve.lean import solve_lean
from optimizer.solve.matrix import Matrix
from optimizer.solve.messages import Bound, Done, Found, MilpRequest
from optimizer.solve.milp_child import solve_stages as solve_one_by_one
from optimizer.solve.switches import switches


def solve_stages(request: MilpRequest, channel: Channel) -> None:
    """Minimise the one stage of a request from its hint; whatever else is asked for goes the usual way."""
    start = np.array(request.hint)
    if len(request.stages) != 1 or np.any(request.lower) or not len(start) or not is_solution(request, start):
        solve_one_by_one(request, channel)
        return
    stage, limits, matrix = request.stages[0], request.limits, matrix_of(request)
    channel.send(Found(request.hint))
    known = stage.value(request.hint) - stage.offset
    late, implied = switches(matrix)
    result = solve_lean(
        matrix,
        late,
        implied,
        seconds=channel.left_s,
        nodes=limits.nodes,
        share=limits.relative_gap,
        seed=limits.seed,
        cutoff=known - TOLERANCE * max(1.0, abs(known)),
        looking=True,
    )
    best = known
    if result.values is not None and is_solution(request, np.asarray(result.values, np.float64)):
        values = array("d", (np.asarray(result.values, np.float64) + 0.0).tolist())
        if stage.value(values) - stage.offset < known:
            channel.send(Found(values))
            best = float(stage.value(values) - stage.offset)
    nothing_better = result.termination is Termination.INFEASIBLE
    bound = known if nothing_better else min(best, -np.inf if result.bound is None else result.bound)
    proven = nothing_better or result.termination is Termination.OPTIMAL
    if np.isfinite(bound):
        channel.send(Bound(0, bound + stage.offset, proven=proven))
    version = highspy.Highs().version()  # type: ignore[no-untyped-call]
    ended = Termination.OPTIMAL if proven else Termination.FEASIBLE
    channel.send(Done(ended, "" if proven else channel.stopped_by, version))


def matrix_of(request: MilpRequest) -> Matrix:
    """Return a request of one stage column by column."""
    columns = len(request.lower)
    cost = np.zeros(columns)
    np.add.at(cost, list(request.stages[0].variables), list(request.stages[0].coefficients))
    starts, index = np.array(request.starts, np.int64), np.array(request.index, np.int64)
    row = np.repeat(np.arange(len(request.row_lower)), np.diff(starts))
    order = np.lexsort((row, index))
    return Matrix(
        cost=cost,
        upper=np.array(request.upper),
        starts=np.concatenate(([0], np.cumsum(np.bincount(index, minlength=columns)))),
        rows=row[order],
        values=np.array(request.coefficient)[order],
        least=np.array(request.row_lower),
        most=np.array(request.row_upper),
        whole=np.array(request.integer, bool),
    )
