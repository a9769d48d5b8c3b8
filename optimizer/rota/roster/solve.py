"""A roster from nothing: a first one, the bound, and a search for better ones until the time is up."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from optimizer.core.outcome import Termination
from optimizer.rota.roster.dive import dive
from optimizer.rota.roster.first import first_lines
from optimizer.rota.roster.generate import first_duals, generate
from optimizer.rota.roster.master import RosterMaster
from optimizer.rota.roster.problem import Floats, Ints, RosterProblem
from optimizer.rota.roster.search import Search

BOUND_SHARE, DIVE_SHARE = 0.4, 0.4  # of the seconds, at most
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
    """Seconds, seed and threads of one roster."""

    seconds: float = 60.0
    seed: int = 0
    workers: int = 2


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

    known, bound, shares = _by_columns(problem, limits, left)
    if known is None:
        known = first_lines(problem, left, seed=limits.seed)
    if known is None:
        return RosterAnswer(Termination.UNKNOWN, None, math.inf, bound)
    search = Search(problem, known, left, bound, limits.seed, limits.workers, shares=shares)
    if tell is not None:
        search.tell = lambda value: tell(value, bound)
    search.run()
    bound = min(search.value, search.bound)
    proven = search.value <= bound + 1e-6
    return RosterAnswer(Termination.OPTIMAL if proven else Termination.FEASIBLE, search.lines, search.value, bound)


def _by_columns(
    problem: RosterProblem, limits: RosterLimits, left: Callable[[], float]
) -> tuple[Ints | None, float, Floats | None]:
    """Return the roster of a dive, the bound, and the shares of the relaxation, as far as tables are not too large."""
    least = float(problem.least.sum())
    master = RosterMaster(problem, seed=limits.seed)
    if master.pricer.states * problem.days > LARGE:
        return None, least, None
    spent = left()
    relaxed = generate(master, lambda: left() - (1 - BOUND_SHARE) * spent, duals=first_duals(master))
    bound = max(least, relaxed.bound)
    if problem.whole:
        bound = math.ceil(bound - 1e-6)
    spent = left()
    shares = master.shares(relaxed.answer.values)
    return dive(master, relaxed, lambda: left() - (1 - DIVE_SHARE) * spent), bound, shares
