"""Locate: small instances by one integer program; others by prices, a first plan, windows, and a proof of what is left open."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from optimizer.core.outcome import Termination
from optimizer.designation.location.ascent import STEPS, Climbed, ascend
from optimizer.designation.location.first import first_plan
from optimizer.designation.location.instance import LocationInstance
from optimizer.designation.location.moves import quick
from optimizer.designation.location.narrow import Open, likely, within
from optimizer.designation.location.plan import Plan, nothing
from optimizer.designation.location.program import Answer, Effort, solve_pairs
from optimizer.designation.location.search import Search
from optimizer.designation.location.transport import settled

SMALL = 1_000  # pairs up to which one integer program is soonest
LARGEST = 60_000  # pairs of a program that is to prove something
KERNEL, FEWEST_EACH = 6_000, 4  # likely pairs of a program that proves nothing, and of each demand at least
ROUNDING = 1e-8  # relative; branch and bound takes columns for whole that are so within a millionth
FIRST_SHARE, BRIEF_SHARE = 0.25, 0.05  # of the seconds, for windows before the proof begins, and where none is likely
CLIMB_SHARE = 0.2  # of the seconds, for prices
QUICK_SHARE = 0.1


@dataclass(frozen=True)
class LocateLimits:
    """When to stop.

    Parameters
    ----------
    gap
        Proven relative gap that is good enough.
    nodes
        Of branch and bound in the proof; 0 means no limit.
    seconds
        Wall clock, a guard: when it strikes, the best plan so far is returned.
    workers
        Threads.
    seed
        Of the order of windows.
    """

    gap: float = 0.0
    nodes: int = 2_000
    seconds: float = 60.0
    workers: int = 2
    seed: int = 0


@dataclass(frozen=True)
class Located:
    """A plan and what is proven of it.

    Parameters
    ----------
    termination
        OPTIMAL within the gap asked for, FEASIBLE with a plan, else INFEASIBLE or UNKNOWN.
    objective, bound
        Cost of the plan, and what no plan can go below.
    """

    termination: Termination
    plan: Plan | None
    objective: float
    bound: float


def locate(instance: LocationInstance, limits: LocateLimits | None = None, start: Plan | None = None) -> Located:
    """Open sites and serve all demands from them at least cost.

    Without the clock striking, the same instance gives the same plan.

    Parameters
    ----------
    start
        A plan to begin from, which must keep all rules; it may leave demands unserved.
    """
    work = _Work(instance, limits or LocateLimits(), start)
    work.run()
    return work.answer()


@dataclass
class _Work:
    """An instance on its way."""

    instance: LocationInstance
    limits: LocateLimits
    plan: Plan | None
    bound: float = -math.inf
    infeasible: bool = False
    end: float = field(default=0.0)
    level: int = 0

    def run(self) -> None:
        instance = self.instance
        self.end = time.monotonic() + self.limits.seconds
        if not instance.allowed.any(axis=1).all():
            self.infeasible = True
        elif not instance.demands and instance.rows is None:
            self.plan, self.bound = nothing(instance), 0.0
        elif int(instance.allowed.sum()) <= SMALL:
            self._whole()
        else:
            self._large()

    def _whole(self) -> None:
        effort = Effort(share=self.limits.gap, seconds=self._left())
        self._take(solve_pairs(self.instance, self.instance.allowed, effort))

    def _large(self) -> None:
        climb_until = time.monotonic() + CLIMB_SHARE * self._left()
        climbed = ascend(self.instance, STEPS, lambda: time.monotonic() >= climb_until)
        self.bound = self._rounded(climbed.priced.bound)
        ended, found = first_plan(self.instance, climbed, self._left())
        if found is None:
            self.infeasible = ended is Termination.INFEASIBLE
            return
        until = time.monotonic() + QUICK_SHARE * self._left()
        self._offer(quick(self.instance, found, lambda: time.monotonic() >= until))
        share = BRIEF_SHARE if int(self.instance.allowed.sum()) > LARGEST else FIRST_SHARE
        self._search(climbed, share * self._left(), self.limits.seed, self.limits.workers)
        if self._is_proven():
            return
        begun = self.plan
        rest = within(self.instance, climbed, self._known(begun) - climbed.priced.bound)
        if int(rest.inside.sum()) * (2 if len(self.instance.apart) else 1) > LARGEST:
            self._beyond_proof(climbed)
            return
        with ThreadPoolExecutor(max_workers=1) as pool:
            proof = pool.submit(self._proof, rest, begun)
            beside, alone = max(1, self.limits.workers - 1), lambda: proof.done() and _is_over(proof.result())
            self._search(climbed, self._left(), self.limits.seed + 1, beside, alone)
            answer = proof.result()
        if _is_over(answer):
            self.plan = begun  # whatever the windows found meanwhile depends on the clock
        self._take(answer, begun)

    def _beyond_proof(self, climbed: Climbed) -> None:
        """Improve the plan where too much is left open to prove anything: windows, and beside them the likely pairs."""
        instance, plan = self.instance, self.plan
        if plan is None or len(instance.apart) or FEWEST_EACH * instance.demands > KERNEL or self.limits.workers < 2:
            self._search(climbed, self._left(), self.limits.seed + 1, self.limits.workers)
            return
        inside = likely(instance, climbed, KERNEL)
        inside[plan.demand, plan.site] = True
        effort, cutoff = Effort(nodes=self.limits.nodes, seconds=self._left()), self._known(plan)
        with ThreadPoolExecutor(max_workers=1) as pool:
            kernel = pool.submit(
                solve_pairs, instance, inside, effort, cutoff=None if math.isinf(cutoff) else cutoff, looking=True
            )
            self._search(climbed, self._left(), self.limits.seed + 1, self.limits.workers - 1)
            found = kernel.result().plan
        if found is not None:
            self._offer(found)

    def _search(
        self, climbed: Climbed, seconds: float, seed: int, workers: int, over: Callable[[], bool] = lambda: False
    ) -> None:
        """Improve the plan by windows until the bound is reached, nothing is gained, or the seconds are over."""
        until = min(self.end, time.monotonic() + seconds)
        if self.plan is None:
            return

        def left() -> float:
            return 0.0 if over() else until - time.monotonic()

        search = Search(self.instance, climbed, self.plan, left, workers, seed, self.level)
        for plan in search.run():
            self.level = search.level
            self._offer(plan)
            if self._is_proven():
                return

    def _proof(self, rest: Open, plan: Plan | None) -> Answer:
        """Solve what a plan in hand leaves open."""
        instance, known = self.instance, self._known(plan)
        effort = Effort(nodes=self.limits.nodes, share=self.limits.gap, seconds=self._left())
        cutoff = None if math.isinf(known) else known - max(ROUNDING * abs(known), 0.99 * instance.grain)
        return solve_pairs(instance, rest.inside, effort, cutoff=cutoff, always=rest.always)

    def _take(self, answer: Answer, than: Plan | None = None) -> None:
        """Take over an answer about everything cheaper than a plan."""
        known = self._known(than)
        if answer.termination is Termination.INFEASIBLE and math.isinf(known):
            self.infeasible = True
            return
        # nothing is cheaper than the plan but for what the cutoff lies below it, which is rounding
        proven = math.inf if answer.termination is Termination.INFEASIBLE else self._rounded(answer.bound)
        self.bound = max(self.bound, min(proven, known))
        if answer.plan is not None:
            self._offer(answer.plan)

    def _known(self, plan: Plan | None) -> float:
        complete = plan is not None and plan.is_complete(self.instance)
        return plan.cost(self.instance) if plan is not None and complete else math.inf

    def _offer(self, plan: Plan) -> None:
        if self.plan is None or plan.value(self.instance) < self.plan.value(self.instance):
            self.plan = plan

    def _rounded(self, bound: float) -> float:
        grain = self.instance.grain
        return math.ceil(bound / grain - 1e-6) * grain if grain and math.isfinite(bound) else bound

    def _is_proven(self) -> bool:
        known = self._known(self.plan)
        return known - self.bound <= max(self.limits.gap, ROUNDING) * max(1.0, abs(known))

    def _left(self) -> float:
        return max(0.05, self.end - time.monotonic())

    def answer(self) -> Located:
        """Return the plan with what is proven."""
        if self.infeasible:
            return Located(Termination.INFEASIBLE, None, math.inf, math.inf)
        if self.plan is None or not self.plan.is_complete(self.instance):
            return Located(Termination.UNKNOWN, None, math.inf, self.bound)
        self.plan = settled(self.instance, self.plan, self._left())
        value = self._known(self.plan)
        solved = Termination.OPTIMAL if self._is_proven() else Termination.FEASIBLE
        return Located(solved, self.plan, value, min(value, self.bound))


def _is_over(answer: Answer) -> bool:
    """Whether a search came to its end, not to its limits."""
    return answer.termination in {Termination.OPTIMAL, Termination.INFEASIBLE}
