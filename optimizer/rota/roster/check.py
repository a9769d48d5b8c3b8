"""Which rules a line breaks, told from the line alone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimizer.rota.roster.problem import Ints, RosterProblem


def runs(worked: Ints) -> Iterator[tuple[int, int, int]]:
    """Yield what (1 work, 0 off), first day and length of every stretch."""
    edges = np.flatnonzero(np.diff(worked)) + 1
    starts = [0, *edges.tolist()]
    for first, end in zip(starts, [*starts[1:], len(worked)], strict=True):
        yield int(worked[first]), first, end - first


def faults(problem: RosterProblem, person: int, line: Ints) -> list[str]:
    """Return the names of the rules that a person's line breaks."""
    rules, before, off = problem.rules[person], problem.before[person], problem.shifts
    found = []
    if not np.isfinite(problem.cost[person, np.arange(problem.days), line]).all():
        found.append("allowed")
    worked = (line != off).astype(np.int64)
    both = np.flatnonzero(worked[:-1] & worked[1:])
    follows = problem.barred[line[both], line[both + 1]].any()
    if follows or (before.run and line[0] != off and problem.barred[before.shift, line[0]]):
        found.append("barred")
    spent = int(problem.minutes[line[worked == 1]].sum())
    if not rules.least_minutes <= spent <= rules.most_minutes:
        found.append("minutes")
    if any((line == shift).sum() > most for shift, most in enumerate(rules.most_of)):
        found.append("most_of")
    if sum(bool(worked[list(days)].any()) for days in problem.weekends) > rules.most_weekends:
        found.append("weekends")
    for kind, first, length in runs(worked):
        carried = (before.run if kind else before.off) if first == 0 else 0
        begun, ended = first > 0 or before.known, first + length < problem.days
        if kind and length + carried > rules.most_run:
            found.append("most_run")
        if begun and ended and length + carried < (rules.least_run if kind else rules.least_off):
            found.append("least_run" if kind else "least_off")
    return list(dict.fromkeys(found)) + _left_before(problem, person, worked)


def _left_before(problem: RosterProblem, person: int, worked: Ints) -> list[str]:
    """Return what a first day breaks that ends the stretch from before the horizon."""
    rules, before = problem.rules[person], problem.before[person]
    if not before.known:
        return []
    if before.run and not worked[0] and before.run < rules.least_run:
        return ["least_run"]
    if not before.run and worked[0] and before.off < rules.least_off:
        return ["least_off"]
    return []
