"""From the relaxation to a roster: the surest lines are held, the rest is priced again, until everybody has a line."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from optimizer.rota.roster.generate import Relaxed, generate
from optimizer.rota.roster.master import RosterMaster
from optimizer.rota.roster.problem import Flags, Floats, Ints

SURE = 0.8  # lines with so much of their person are held together
STEPS = 25  # of a dive, about: so many more lines are held in a step where many people are
ROUNDS = 4  # of pricing after each step


def dive(master: RosterMaster, relaxed: Relaxed, left: Callable[[], float]) -> Ints | None:
    """Return a roster, people × days; None when somebody has no line that keeps the limits on shifts.

    When the clock strikes, whoever has no line yet takes the one with the largest share in the relaxation. The bounds of
    the master's columns are as before afterwards.
    """
    problem = master.problem
    chosen = np.full((problem.people, problem.days), problem.shifts, np.int64)
    open_ = np.ones(problem.people, bool)
    touched: set[int] = set()
    answer = relaxed.answer
    try:
        while open_.any():
            late = left() <= 0
            picked = _pick(master, answer.values[master.first :], open_, everybody=late)
            if not picked:
                return None
            for number in picked:
                chosen[master.owner[number]] = master.lines[number]
                open_[master.owner[number]] = False
            if late:
                break
            touched.update(master.hold(picked))
            if open_.any():
                answer = generate(master, left, people=np.flatnonzero(open_).tolist(), rounds=ROUNDS).answer
        return None if open_.any() else chosen
    finally:
        master.release(touched)


def _pick(master: RosterMaster, values: Floats, open_: Flags, *, everybody: bool) -> list[int]:
    """Return the numbers of the lines to be held next, one a person at most."""
    owner, legal = np.array(master.owner), np.array(master.legal)
    worth = np.where(legal & open_[owner], np.pad(values, (0, len(owner) - len(values))), -1.0)
    if everybody:
        order = np.lexsort((np.array(master.cost), -worth)).tolist()
        first = {owner[number]: number for number in reversed(order) if worth[number] >= 0}
        return sorted(first.values())
    order = np.argsort(-worth, kind="stable")
    fewest = max(1, len(open_) // STEPS)
    picked: list[int] = []
    taken: set[int] = set()
    for number in order.tolist():
        if worth[number] < 0 or (len(picked) >= fewest and worth[number] < SURE):
            break
        if owner[number] not in taken and (worth[number] > 1e-9 or not picked):
            taken.add(int(owner[number]))
            picked.append(number)
    return picked
