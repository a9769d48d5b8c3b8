"""A week planned from what was before it, with weeks like those seen so far in mind.

Weeks to come are drawn, prices of work found for each, and from these what every end of the week would leave to them: a
run that must go on, rest that is due, shifts and weekends beyond somebody's share of the period. The mean over the draws is
added to the cost of every line, and the week is planned to the optimum of that.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from optimizer.rota.weekly.ascent import ascend, by_kind
from optimizer.rota.weekly.demand import drawn, joined
from optimizer.rota.weekly.master import WeekMaster, WeekPlan
from optimizer.rota.weekly.pricing import Pricer
from optimizer.rota.weekly.problem import WEEK, Floats, Need, WeekProblem

FIRST = 2  # the first prices of a period take so many times the steps
PRICES_SHARE = 0.6  # of the seconds, at most
USUAL_SHARE = 0.5  # of these, at most, for the first prices of a period
LEAST_S = 5.0  # for the week itself: a plan cut short could leave out people who must be there


@dataclass(frozen=True)
class WeekLimits:
    """How much is done for one week.

    Parameters
    ----------
    draws, steps
        Times that the weeks to come are drawn, and steps of prices for each.
    seconds
        Wall clock, a guard.
    """

    draws: int = 10
    steps: int = 60
    seconds: float = 60.0
    seed: int = 0
    workers: int = 2


@dataclass(frozen=True)
class Memory:
    """What is kept from week to week besides the rosters.

    Parameters
    ----------
    seen
        What past weeks wanted.
    prices
        Day × shift × skill of a usual week; None before the first.
    """

    seen: tuple[Need, ...] = ()
    prices: Floats | None = None


def plan_week(problem: WeekProblem, memory: Memory, limits: WeekLimits) -> tuple[WeekPlan, Memory]:
    """Return the week, and what to keep for the next."""
    end = time.monotonic() + limits.seconds
    pricer = Pricer(problem)
    memory = replace(memory, seen=(*memory.seen, problem.need))
    worth, memory = _worth(pricer, memory, limits, lambda: end - time.monotonic() - (1 - PRICES_SHARE) * limits.seconds)
    costs = [own + rest for own, rest in zip(pricer.own, pricer.left(worth), strict=True)]
    return WeekMaster(pricer, costs, seed=limits.seed).plan(max(LEAST_S, end - time.monotonic())), memory


def _worth(pricer: Pricer, memory: Memory, limits: WeekLimits, left: Callable[[], float]) -> tuple[list[Floats], Memory]:
    """Return per contract what the weeks to come cost by where a week ends (see `Ahead.worth`), on average over draws."""
    problem = pricer.problem
    if not problem.after:
        return _at(pricer, np.zeros((WEEK, problem.crew.shifts, problem.crew.skills))), memory
    draws = [_drawn(problem, memory, np.random.default_rng((limits.seed, number))) for number in range(limits.draws)]
    usual = memory.prices
    if usual is None:
        flat = np.full(draws[0].best.shape, problem.need.missing / 2)
        kept = (1 - USUAL_SHARE) * left()
        first = ascend(pricer, draws[0], flat, FIRST * limits.steps, lambda: left() - kept)
        usual = _usual([first], draws[:1])
    begin = np.concatenate([usual] * (1 + problem.after))

    def one(need: Need) -> Floats | None:
        return ascend(pricer, need, begin, limits.steps, left) if left() > 0 else None

    with ThreadPoolExecutor(limits.workers) as pool:
        found = [prices for prices in pool.map(one, draws) if prices is not None] or [begin]  # the first of the draws
    several = [_at(pricer, prices) for prices in found]
    return [np.mean(parts, axis=0) for parts in zip(*several, strict=True)], replace(memory, prices=_usual(found, draws))


def _at(pricer: Pricer, prices: Floats) -> list[Floats]:
    return [one.worth for one in pricer.ahead(by_kind(pricer.problem.crew, prices)[:, WEEK:])]


def _drawn(problem: WeekProblem, memory: Memory, random: np.random.Generator) -> Need:
    return joined([problem.need, *(drawn(memory.seen, random) for _ in range(problem.after))])


def _usual(found: list[Floats], draws: list[Need]) -> Floats:
    """Return the mean prices of a week to come, where people were wanted."""
    wanted = np.array([draw.best[WEEK:] > 0 for draw, _ in zip(draws, found, strict=False)])
    shape = (-1, WEEK, *wanted.shape[2:])
    total = (np.array(found)[:, WEEK:] * wanted).reshape(shape).sum(axis=0)
    usual: Floats = total / np.maximum(1, wanted.reshape(shape).sum(axis=0))
    return usual
