"""Column generation: lines come in as long as any costs less than the prices of the master say (Dantzig and Wolfe, 1960)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.rota.roster.master import Duals, RosterMaster
from optimizer.solve.lp import LpAnswer

EACH = 3  # lines per person and round
CENT = 1e-6


@dataclass(frozen=True)
class Relaxed:
    """What the relaxation came to.

    Parameters
    ----------
    answer, duals
        Of the last master.
    bound
        Of every roster that the master allows; −inf where some people were not priced.
    done
        Whether no line was left that would help.
    rounds
        Times that lines were looked for.
    """

    answer: LpAnswer
    duals: Duals
    bound: float
    done: bool
    rounds: int


def generate(
    master: RosterMaster,
    left: Callable[[], float],
    *,
    duals: Duals | None = None,
    people: Sequence[int] | None = None,
    rounds: int = 1000,
    near: float = 1e-5,
) -> Relaxed:
    """Add lines until none helps, the rounds are over, or the clock strikes.

    Parameters
    ----------
    left
        Seconds left; asked before every round.
    duals
        Prices to begin with instead of the master's.
    people
        Who is priced; the others' lines are held.
    near
        Relative distance between the master's value and the bound at which more lines would not matter.
    """
    everybody = people is None
    bound = -np.inf
    if duals is not None:
        master.add([(one.person, one.line) for one in master.price(duals, EACH, people)])
    answer, prices = master.solve(max(1.0, left()))
    for number in range(1, rounds + 1):
        found = master.price(prices, EACH, people)
        if everybody:
            bound = max(bound, master.dual_bound(prices, found))
        new = master.add([(one.person, one.line) for one in found if one.cost < prices.person[one.person] - CENT])
        counted = sum(master.pricer.count(one.person, one.line) for one in found)
        if not new and not counted:
            return Relaxed(answer, prices, bound, done=True, rounds=number)
        if new:
            answer, prices = master.solve(max(1.0, left()))
        if everybody and answer.objective - bound <= near * max(1.0, abs(answer.objective)) and not counted:
            return Relaxed(answer, prices, bound, done=True, rounds=number)
        if left() <= 0:
            break
    return Relaxed(answer, prices, bound, done=False, rounds=number)


def first_duals(master: RosterMaster) -> Duals:
    """Return prices to begin with: half of what a missing person costs."""
    problem = master.problem
    return Duals(problem.under / 2, np.zeros(problem.people), np.zeros(len(problem.limited)))
