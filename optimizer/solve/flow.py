"""Min-cost flows given as arrays; large ones in child processes, because the solver lets no other thread run."""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer]

log = logging.getLogger(__name__)
LARGE = 30_000  # arcs from which on a child process is worth its while
_PACKAGE_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Flow:
    """Send the supplies through the arcs at least cost.

    Parameters
    ----------
    tails, heads, most, costs
        Per arc: the nodes it joins, what it can carry, and the whole cost of each unit.
    supply
        Per node; demands are negative, the sum is 0.
    """

    tails: Ints
    heads: Ints
    most: Ints
    costs: Ints
    supply: Ints


class FlowSolver(Protocol):
    """Solves flows, here or elsewhere."""

    def __call__(self, flow: Flow) -> Ints | None:
        """Return what every arc carries; None when nothing fits or the solver gives up."""


def solve_flow(flow: Flow) -> Ints | None:
    """Solve a flow in this process, which stands still meanwhile."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # not for those who send no flow: it loads slowly

    solver = SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        flow.tails.astype(np.int32), flow.heads.astype(np.int32), flow.most.astype(np.int64), flow.costs.astype(np.int64)
    )
    solver.set_nodes_supplies(np.arange(len(flow.supply), dtype=np.int32), flow.supply.astype(np.int64))
    if solver.solve() != solver.OPTIMAL:
        return None
    return np.asarray(solver.flows(arcs), np.int64)


class FlowDesk:
    """Solves flows for several threads at once; its child processes end with it.

    Parameters
    ----------
    workers
        Threads that will ask, each of which has a child process prepared for it at most.
    """

    def __init__(self, workers: int = 1) -> None:
        self._workers = workers
        self._idle: list[_Child] = []
        self._all: list[_Child] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for child in self._all:
            child.end()

    def prepare(self) -> None:
        """Start a child process for large flows to come, unless there are enough, and do not wait for it."""
        with self._lock:
            if len(self._all) < self._workers:
                child = _Child()
                self._all.append(child)
                self._idle.append(child)

    def __call__(self, flow: Flow) -> Ints | None:
        """Return what every arc carries; the same whether a child process solves it or this one."""
        if len(flow.costs) < LARGE:
            return solve_flow(flow)
        with self._lock:
            child = self._idle.pop() if self._idle else None
        if child is None:
            child = _Child()
            with self._lock:
                self._all.append(child)
        try:
            answer = child.solve(flow)
        except (OSError, EOFError, pickle.UnpicklingError):
            log.warning("a flow's child process ended early; solving it here")
            return solve_flow(flow)
        with self._lock:
            self._idle.append(child)
        return answer


class _Child:
    """A child process that solves one flow after the other."""

    def __init__(self) -> None:
        paths = [str(_PACKAGE_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "optimizer.solve.flow_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            process_group=0,  # a Ctrl-C in the terminal is the parent's business; in its session, to be weighed as it is
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )

    def solve(self, flow: Flow) -> Ints | None:
        """Hand over a flow and wait for the answer."""
        source, target = self._process.stdout, self._process.stdin
        if source is None or target is None:
            raise EOFError
        pickle.dump(flow, target, protocol=pickle.HIGHEST_PROTOCOL)
        target.flush()
        answer: Ints | None = pickle.load(source)
        return answer

    def end(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what it never read
                    log.debug("a flow's child process ended before it had read everything")
        self._process.wait()
