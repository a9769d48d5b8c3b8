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

STRETCH, AHEAD = 21, 7  # days planned at a time, and those looked at beyond them, so that no stretch ends in a dead end
BACK = (0, 28, 56, 112, 224)  # days by which somebody's line is taken back where they have none from here on
LESS = (1, 3, 6, 12)  # shifts by which a stretch may stay behind its share of the minutes, tried in turn
STATES = 40_000_000  # of one person on all days that are taken back, at most: a third of a gigabyte
TRIES = 8  # times that a line is looked for again because it exceeded a limit on a shift


def first_lines(problem: RosterProblem, left: Callable[[], float], *, seed: int = 0) -> Ints | None:
    """Return a roster that keeps the rules; None when somebody's line could not be found, or the clock strikes."""
    lines = np.full((problem.people, problem.days), problem.shifts, np.int64)
    order = np.random.default_rng(seed)
    for first in range(0, problem.days, STRETCH):
        keep = min(first + STRETCH, problem.days)
        there = problem.present(lines)
        for person in order.permutation(problem.people).tolist():
            if left() <= 0:
                return None
            if not _extend(problem, lines, there, person, first, keep):
                return None
    if any(faults(problem, person, lines[person]) for person in range(problem.people)):
        return None
    return lines


def _extend(problem: RosterProblem, lines: Ints, there: Ints, person: int, first: int, keep: int) -> bool:
    """Fill a person's days of a stretch, taking back days before it if need be; whether there is a line."""
    for back, behind in [(back, behind) for back in BACK for behind in LESS]:
        begin = max(0, first - back)
        end = min(keep + AHEAD, problem.days)
        if end == problem.days and behind > LESS[0]:
            continue
        small = _stretch(problem, lines[person], person, begin, end, behind)
        mine = (problem.day >= begin) & (problem.day < end)
        own = problem.counts(person, lines[person])
        if behind > LESS[0]:  # who is behind works as much as rules allow
            small = replace(small, cost=small.cost - np.append(small.minutes, 0))
        line = _cheapest(small, (problem.wanted - there + own)[mine])
        if line is not None:
            lines[person, begin:keep] = line[: keep - begin]
            there += problem.counts(person, lines[person]).astype(np.int64) - own
            return True
    return False


def _cheapest(problem: RosterProblem, lack: Ints) -> Ints | None:
    """Return the cheapest line of the one person of a problem for what is missing; None without one, or a table for it."""
    pricer = Pricer(problem)
    if pricer.states * problem.days > STATES:
        return None
    cost = problem.cost.copy()
    cost[:, :, :-1] -= problem.prices_of(np.where(lack > 0, problem.under, -problem.over))
    for _ in range(TRIES):
        found = next(iter(pricer.lines(cost, 1)), None)
        if found is None:
            return None
        over = _over(problem.rules[0], found.line)
        if not over:
            return found.line
        if not pricer.count(0, found.line):
            cost[0, :, over] += max(1.0, float(problem.under.max(initial=0.0)) / 4)
    return None


def _over(rules: LineRules, line: Ints) -> list[int]:
    return [shift for shift, most in enumerate(rules.most_of) if int((line == shift).sum()) > most]


def _stretch(problem: RosterProblem, line: Ints, person: int, first: int, end: int, behind: int) -> RosterProblem:
    """Return the problem of one person on some days, with what is left of their limits."""
    mine = (problem.day >= first) & (problem.day < end)
    weekends = tuple(tuple(day - first for day in days) for days in problem.weekends if first <= days[0] and days[-1] < end)
    return replace(
        problem,
        weekends=weekends,
        rules=(_share(problem, person, line, first, end, behind),),
        before=(_before(problem, person, line, first),),
        cost=problem.cost[[person], first:end],
        day=problem.day[mine] - first,
        shift=problem.shift[mine],
        who=problem.who[mine],
        groups=problem.groups[:, [person]],
        wanted=problem.wanted[mine],
        under=problem.under[mine],
        over=problem.over[mine],
    )


def _share(problem: RosterProblem, person: int, line: Ints, first: int, end: int, behind: int) -> LineRules:
    """Return the limits of a stretch: by its end, as much in all as the person's days till then are of all days."""
    rules = problem.rules[person]
    may = np.atleast_1d(np.isfinite(problem.cost[person, :, :-1]).any(axis=1))  # days on which the person could work at all
    part = float(may[:end].sum()) / max(1, int(may.sum()))
    done = line[:first]
    worked = done[done != problem.shifts]
    spent = int(problem.minutes[worked].sum())
    weekends = sum(bool((line[list(days)] != problem.shifts).any()) for days in problem.weekends if days[-1] < first)
    last = end == problem.days
    middle = part * (rules.least_minutes + rules.most_minutes) / 2
    longest = int(problem.minutes.max(initial=0))
    least = rules.least_minutes if last else min(int(middle) - behind * longest, rules.least_minutes)
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
