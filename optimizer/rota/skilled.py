"""The least spread among people some of whom must be there on every shift: a leader, an infection-control supervisor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from optimizer.solve.lp import LinearProgram, Matrix

GUARD_S = 10.0


def skilled_spread(figures: Sequence[tuple[frozenset[str], int]], asked: Mapping[str, int], fewest: int, units: int) -> int:
    """Return a difference of most and fewest below which nobody can hand out some units.

    Parameters
    ----------
    figures
        Per person: the skills they count for, and what is carried over.
    asked
        Per skill: units that must go to people with it; who has several skills counts for all of them.
    fewest, units
        Handed out in all, at least and at most.

    Notes
    -----
    People with the same skills are taken together, and their units may be split: with everybody between l and m, those of
    a class have l·n to m·n together. That some l and m allow it at all is a small linear program.
    """
    wanted = frozenset(asked)
    kinds = sorted({skills & wanted for skills, _ in figures}, key=sorted)
    number = Counter(skills & wanted for skills, _ in figures)
    carried = {kind: sum(had for skills, had in figures if skills & wanted == kind) for kind in kinds}
    average = (sum(carried.values()) + units) // len(figures)
    highest = max(had for _, had in figures)
    for spread in range(sum(carried.values()) + units + 1):
        for low in range(average, -1, -1):
            if low + spread < highest:
                break
            if _is_possible(kinds, number, carried, asked, (fewest, units), (low, low + spread)):
                return spread
    return 0


def _is_possible(
    kinds: Sequence[frozenset[str]],
    number: Mapping[frozenset[str], int],
    carried: Mapping[frozenset[str], int],
    asked: Mapping[str, int],
    units: tuple[int, int],
    level: tuple[int, int],
) -> bool:
    low, high = level
    lower = np.array([max(0, low * number[kind] - carried[kind]) for kind in kinds], np.float64)
    upper = np.array([high * number[kind] - carried[kind] for kind in kinds], np.float64)
    if (upper < lower).any():
        return False
    skills = sorted(asked)
    entries = [(0, column) for column in range(len(kinds))]
    entries += [(row, column) for row, skill in enumerate(skills, 1) for column, kind in enumerate(kinds) if skill in kind]
    rows, columns = (np.array(one) for one in zip(*entries, strict=True))
    sides = np.array([units[0], *(asked[skill] for skill in skills)], np.float64)
    program = LinearProgram(
        Matrix(rows, columns, np.ones(len(entries))),
        (lower, upper),
        (sides, np.concatenate(([float(units[1])], np.full(len(skills), np.inf)))),
    )
    return program.minimise(np.zeros(len(kinds)), GUARD_S).optimal
