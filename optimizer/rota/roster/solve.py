"""A roster from nothing: a first one, the bound, and a search for better ones until the time is up."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from optimizer.core.outcome import Termination
from optimizer.rota.roster.dives import Start, dives
from optimizer.rota.roster.first import first_lines
from optimizer.rota.roster.generate import first_duals, generate
from optimizer.rota.roster.master import RosterMaster
from optimizer.rota.roster.problem import Ints, RosterProblem
from optimizer.rota.roster.search import Search

BOUND_SHARE, DIVE_SHARE = 0.4, 0.5  # of the seconds, at most
LARGE = 200_000_000  # states of everybody on all days from which on no table goes over the whole horizon


@dataclass(frozen=True)
class RosterAnswer:
    """What was found.

    Parameters
    ----------
    lines
        People × days; None when no roster keeps the rules, or none was found.
    objective, bound
        Cost of the roster, and what no roster is cheaper than.
    """

    termination: Termination
    lines: Ints | None
    objective: float
    bound: float


@dataclass(frozen=True)
class RosterLimits:
    """Limits of one roster.

    Parameters
    ----------
    parts
        Parts of the search after which it ends; None to go on for all the seconds. With it the clock is a guard only: as
        long as it does not strike, the same seed and workers give the same roster.
    """

    seconds: float = 60.0
    seed: int = 0
    workers: int = 2
    parts: int | None = None


def solve_roster(
    problem: RosterProblem, limits: RosterLimits, tell: Callable[[float, float], None] | None = None
) -> RosterAnswer:
    """Return the best roster found within the limits.

    Parameters
    ----------
    tell
        Called with the value of every better roster and the bound.
    """
    end = time.monotonic() + limits.seconds

    def left() -> float:
        return end - time.monotonic()

    starts, bound = _by_columns(problem, limits, left)
    if math.isinf(bound) and bound > 0:  # somebody has no line at all
        return RosterAnswer(Termination.INFEASIBLE, None, math.inf, math.inf)
    if not starts:
        first = first_lines(problem, left, seed=limits.seed)
        if first is None:
            return RosterAnswer(Termination.UNKNOWN, None, math.inf, bound)
        starts = [Start(problem.objective(first), first, None)]
    parts = math.inf if limits.parts is None else limits.parts
    best = starts[0]
    search = Search(
        problem,
        best.lines,
        left,
        bound,
        limits.seed,
        limits.workers,
        shares=best.shares,
        most_parts=parts,
        others=tuple(one.lines for one in starts[1:]),
    )
    if tell is not None:
        search.tell = lambda value: tell(value, bound)
    search.run()
    bound = min(search.value, search.bound)
    proven = search.value <= bound + 1e-6
    return RosterAnswer(Termination.OPTIMAL if proven else Termination.FEASIBLE, search.lines, search.value, bound)


def _by_columns(problem: RosterProblem, limits: RosterLimits, left: Callable[[], float]) -> tuple[list[Start], float]:
    """Return rosters of dives, the best first, and the bound, as far as tables are not too large."""
    least = float(problem.least.sum())
    master = RosterMaster(problem, seed=limits.seed)
    if master.pricer.states * problem.days > LARGE:
        return [], least
    shared = limits.parts is None  # the seconds, among the steps
    rest = left() * (1 - BOUND_SHARE) if shared else 0.0
    relaxed = generate(master, lambda: left() - rest, duals=first_duals(master))
    bound = max(least, relaxed.bound)
    if math.isinf(bound):
        return [], bound
    if problem.whole:
        bound = math.ceil(bound - 1e-6)
    keep = left() * (1 - DIVE_SHARE) if shared else 0.0
    return dives(master, relaxed, lambda: left() - keep, hurry=shared, seed=limits.seed), bound
