"""A part of a roster: some people free, everybody else as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from optimizer.rota.roster.problem import Ints, RosterProblem


def part(problem: RosterProblem, people: Sequence[int], lines: Ints) -> RosterProblem:
    """Return the problem of some people with what the others leave to be covered; that may be less than nothing."""
    mine = np.array(sorted(people), np.int64)
    others = np.setdiff1d(np.arange(problem.people), mine)
    held = np.full_like(lines, problem.shifts)
    held[others] = lines[others]
    return replace(
        problem,
        rules=tuple(problem.rules[person] for person in mine),
        before=tuple(problem.before[person] for person in mine),
        cost=problem.cost[mine],
        groups=problem.groups[:, mine],
        wanted=problem.wanted - problem.present(held),
    )
