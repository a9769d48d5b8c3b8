"""Assign: single spans by flows, small instances by one integer program, large ones by prices, a first plan and windows."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from optimizer.core.outcome import Termination
from optimizer.routing.assign.ascent import ascend
from optimizer.routing.assign.dive import dive
from optimizer.routing.assign.greedy import greedy
from optimizer.routing.assign.instance import AssignmentInstance, Floats, Ints
from optimizer.routing.assign.narrow import narrow
from optimizer.routing.assign.plan import Plan
from optimizer.routing.assign.prices import relax
from optimizer.routing.assign.relaxation import is_middling, relaxation
from optimizer.routing.assign.search import windows
from optimizer.routing.assign.transport.structure import is_transport, solve_transport
from optimizer.routing.assign.whole import is_small, solve_whole
from optimizer.routing.assign.window import Effort
from optimizer.solve.flow import FlowDesk

ROUNDING = 1e-8  # relative; branch and bound takes columns for whole that are so within a millionth
BRIEF = 300  # steps of the ascent where a linear program follows
NODES = 100  # of branch and bound on what the bound of a middling instance leaves open, unless no gap will do
SHORT = 1300  # pairs besides everybody's best, up to which that is proven to the end


@dataclass(frozen=True)
class AssignLimits:
    """When to stop.

    Parameters
    ----------
    gap
        Proven relative gap that is good enough.
    seconds
        Wall clock, a guard: when it strikes, the best plan so far is returned.
    workers
        Threads; components are solved side by side.
    """

    gap: float = 5e-4
    seconds: float = 60.0
    workers: int = 2


@dataclass(frozen=True)
class Assigned:
    """A plan for one component.

    Parameters
    ----------
    termination
        OPTIMAL within rounding, FEASIBLE with a plan, else INFEASIBLE or UNKNOWN.
    choice
        Site per item, `instance.LEFT_OUT` for none; None without a plan.
    objective, bound
        Cost of the plan, and what no plan can go below.
    prices
        Sites × periods, that prove the bound `priced` (`prices.relax`), from which branch and bound may have gone on;
        None where there is nothing but branch and bound.
    """

    termination: Termination
    choice: Ints | None
    objective: float
    bound: float
    prices: Floats | None = None
    priced: float = -np.inf


def assign(instances: Sequence[AssignmentInstance], limits: AssignLimits | None = None) -> list[Assigned]:
    """Solve instances that do not interact, in the order given.

    Without the clock striking, the same instances give the same plans.
    """
    limits = limits or AssignLimits()
    end = time.monotonic() + limits.seconds
    desk = FlowDesk(limits.workers)
    works = [_Work(instance, limits.gap, end, desk) for instance in instances]
    lock = threading.Lock()

    def serve() -> None:
        while True:
            with lock:
                ready = [work for work in works if not work.busy and not work.done]
                work = max(ready, key=lambda one: one.missing, default=None)
                if work is None:
                    return
                work.busy = True
            work.advance()
            work.busy = False

    with desk, ThreadPoolExecutor(max_workers=limits.workers) as pool:
        for thread in [pool.submit(serve) for _ in range(limits.workers)]:
            thread.result()
    return [work.answer() for work in works]


@dataclass
class _Work:
    """One component on its way: prices and first plan at the first step, a dive at the second, a window at each further one."""

    instance: AssignmentInstance
    gap: float
    end: float
    desk: FlowDesk
    done: bool = False
    busy: bool = False
    plan: Plan | None = None
    prices: Floats | None = None
    bound: float = -np.inf
    priced: float = -np.inf
    termination: Termination = Termination.UNKNOWN
    _further: Iterator[float] | None = field(default=None, repr=False)

    @property
    def missing(self) -> float:
        """How far the plan is from its bound; components not yet begun come first, the largest of them."""
        return 1e12 + self.instance.items if self.plan is None else self.plan.objective - self.bound

    def advance(self) -> None:
        """Take one step."""
        if self.plan is None:
            self._begin()
        elif self._further is None or self._late() or next(self._further, None) is None:
            self.done = True
        if self.plan is not None and self.plan.objective - self.bound <= self.gap * abs(self.bound):
            self.done = True

    def _begin(self) -> None:
        instance = self.instance
        self.plan = Plan(instance)
        if is_transport(instance):
            carried = solve_transport(instance, stop=self._late, desk=self.desk)
            self.termination, self.bound, self.prices = carried.termination, carried.bound, carried.prices
            self.priced = self.bound
            if carried.choice is not None:
                self.plan.settle(carried.choice)
                self._further = windows(self.plan, self.prices, self._aim, self._effort)
            self.done = self.termination is not Termination.FEASIBLE
            return
        if is_small(instance):
            self.termination, choice, self.bound = solve_whole(instance, Effort(nodes=0, share=self.gap, seconds=self._left()))
            if choice is not None:
                for item in np.flatnonzero(choice >= 0).tolist():
                    self.plan.put(item, int(choice[item]))
            self.done = True
            return
        if is_middling(instance):
            self._narrow(instance)
            return
        self.prices = ascend(instance, stop=self._late)
        self.bound = self.priced = relax(instance, self.prices).bound
        self._from_prices(instance, self.prices)

    def _narrow(self, instance: AssignmentInstance) -> None:
        """Prove the optimum if that takes few nodes; else there are good prices, and a plan as a rule."""
        linear = relaxation(instance, ascend(instance, BRIEF, self._late), self._left)
        self.prices, self.bound, self.priced = linear.prices, linear.bound, linear.bound
        for found in narrow(instance, linear, self._proof):
            if found.termination is Termination.INFEASIBLE:
                self.termination, self.done = found.termination, True
                return
            if found.plan is not None and (self.plan is None or found.plan.objective < self.plan.objective):
                self.plan, self.termination = found.plan, Termination.FEASIBLE
            self.bound = max(self.bound, found.bound)
        if self.termination is Termination.FEASIBLE:
            self._further = self._better(self.prices)
        else:
            self._from_prices(instance, linear.prices)

    def _from_prices(self, instance: AssignmentInstance, prices: Floats) -> None:
        self.plan, self.termination = greedy(instance, prices), Termination.FEASIBLE
        self._further = self._better(prices)

    def _better(self, prices: Floats) -> Iterator[float]:
        """Yield what each step gains on a first plan: a dive, then windows on the better of the two."""
        plan = self.plan or Plan(self.instance)
        found = dive(self.instance, prices, self.end)
        gain = plan.objective - found.objective
        if gain > 0:
            self.plan = plan = found
        yield max(0.0, gain)
        yield from windows(plan, prices, self._aim, self._effort)

    @property
    def _aim(self) -> float:
        return self.bound + self.gap * abs(self.bound)

    def _effort(self) -> Effort:
        return Effort(gap=0.02 * self.gap * abs(self.bound), seconds=min(20.0, self._left()))

    def _proof(self, pairs: int) -> Effort:
        """Return the effort of proving an optimum: whole where it is small or no gap will do."""
        gap = 0.02 * self.gap * abs(self.bound) if pairs > SHORT else 0.0
        return Effort(nodes=NODES if self.gap else 0, gap=gap, seconds=0.5 * self._left())

    def _left(self) -> float:
        return max(0.05, self.end - time.monotonic())

    def _late(self) -> bool:
        return time.monotonic() >= self.end

    def answer(self) -> Assigned:
        """Return the plan with what is proven."""
        if self.plan is None or not self.termination.has_plan or not np.isfinite(self.plan.objective):
            ended = self.termination if self.termination is Termination.INFEASIBLE else Termination.UNKNOWN
            return Assigned(ended, None, np.inf, self.bound, self.prices, self.priced)
        value = self.plan.objective
        proven = value - self.bound <= ROUNDING * max(1.0, abs(value))
        solved = Termination.OPTIMAL if proven else Termination.FEASIBLE
        return Assigned(solved, self.plan.choice, value, min(value, self.bound), self.prices, self.priced)
