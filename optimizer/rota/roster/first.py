"""A first roster without a master: everybody in turn takes the cheapest line for what is still missing.

A long horizon is gone through in stretches; what a contract allows over the whole is shared out among them by their days,
and every stretch begins where the one before left off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from optimizer.rota.roster.check import faults
from optimizer.rota.roster.pricing import Pricer
from optimizer.rota.roster.problem import Before, Ints, LineRules, RosterProblem

STRETCH = 28
TRIES = 8
"""Times that a person's line is looked for again, because it exceeded a limit on a shift."""


def first_lines(problem: RosterProblem, left: Callable[[], float], *, seed: int = 0) -> Ints | None:
    """Return a roster that keeps the rules; None when somebody's line could not be found, or the clock strikes."""
    lines = np.full((problem.people, problem.days), problem.shifts, np.int64)
    order = np.random.default_rng(seed)
    for first in range(0, problem.days, STRETCH):
        end = min(first + STRETCH, problem.days)
        if left() <= 0 or not _fill(problem, lines, first, end, order):
            return None
    if any(faults(problem, person, lines[person]) for person in range(problem.people)):
        return None
    return lines


def _fill(problem: RosterProblem, lines: Ints, first: int, end: int, order: np.random.Generator) -> bool:
    """Fill the days of a stretch for everybody; whether all have a line."""
    small = _stretch(problem, lines, first, end)
    pricer = Pricer(small)
    there = np.zeros(len(small.day), np.int64)
    for person in order.permutation(problem.people).tolist():
        line = _cheapest(small, pricer, person, small.wanted - there)
        if line is None:
            return False
        lines[person, first:end] = line
        there += small.groups[small.who, person] & (line[small.day] == small.shift)
    return True


def _cheapest(problem: RosterProblem, pricer: Pricer, person: int, lack: Ints) -> Ints | None:
    cost = problem.cost.copy()
    gain = np.where(lack > 0, problem.under, -problem.over)
    cost[:, :, :-1] -= problem.prices_of(gain)
    for _ in range(TRIES):
        found = next(iter(pricer.lines(cost, 1, [person])), None)
        if found is None:
            return None
        over = _over(problem.rules[person], found.line)
        if not over:
            return found.line
        if not pricer.count(person, found.line):
            for shift in over:
                cost[person, :, shift] += max(1.0, float(problem.under.max(initial=0.0)) / 4)
    return None


def _over(rules: LineRules, line: Ints) -> list[int]:
    return [shift for shift, most in enumerate(rules.most_of) if int((line == shift).sum()) > most]


def _stretch(problem: RosterProblem, lines: Ints, first: int, end: int) -> RosterProblem:
    """Return the problem of some days, with what is left of everybody's limits."""
    mine = (problem.day >= first) & (problem.day < end)
    weekends = tuple(tuple(day - first for day in days) for days in problem.weekends if first <= days[0] and days[-1] < end)
    people = range(problem.people)
    return replace(
        problem,
        weekends=weekends,
        rules=tuple(_share(problem, person, lines[person], first, end) for person in people),
        before=tuple(_before(problem, person, lines[person], first) for person in people),
        cost=problem.cost[:, first:end],
        day=problem.day[mine] - first,
        shift=problem.shift[mine],
        who=problem.who[mine],
        wanted=problem.wanted[mine],
        under=problem.under[mine],
        over=problem.over[mine],
    )


def _share(problem: RosterProblem, person: int, line: Ints, first: int, end: int) -> LineRules:
    """Return the limits of a stretch: by its end, as much in all as its days are of the horizon."""
    rules, part = problem.rules[person], end / problem.days
    done = line[:first]
    worked = done[done != problem.shifts]
    spent = int(problem.minutes[worked].sum())
    weekends = sum(bool((line[list(days)] != problem.shifts).any()) for days in problem.weekends if days[-1] < first)
    last = end == problem.days
    middle = part * (rules.least_minutes + rules.most_minutes) / 2
    longest = int(problem.minutes.max(initial=0))
    least = rules.least_minutes if last else min(int(middle) - longest, rules.least_minutes)
    most = rules.most_minutes if last else min(int(middle) + longest, rules.most_minutes)
    return replace(
        rules,
        least_minutes=max(0, least - spent),
        most_minutes=max(0, most - spent),
        most_weekends=max(0, int(rules.most_weekends * part + 1e-9) - weekends),
        most_of=tuple(
            max(0, (one if last else int(one * part + 1e-9)) - int((done == shift).sum()))
            for shift, one in enumerate(rules.most_of)
        ),
    )


def _before(problem: RosterProblem, person: int, line: Ints, first: int) -> Before:
    if not first:
        return problem.before[person]
    off = line[:first] == problem.shifts
    if off[-1]:
        same = int(np.argmin(off[::-1])) if not off.all() else first
        return Before(off=same if not off.all() else problem.rules[person].least_off, known=True)
    run = int(np.argmax(off[::-1])) if off.any() else first
    return Before(run=run, shift=int(line[first - 1]), known=True)

