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


def dive(master: RosterMaster, relaxed: Relaxed, left: Callable[[], float], *, most: float = np.inf) -> Ints | None:
    """Return a roster, people × days; None when the clock strikes, somebody has no line, or nothing below `most` is left.

    Lines that exceed a limit are not held. The bounds of the master's columns are as before afterwards.
    """
    problem = master.problem
    chosen = np.full((problem.people, problem.days), problem.shifts, np.int64)
    open_ = np.ones(problem.people, bool)
    touched: set[int] = set()
    answer = relaxed.answer
    try:
        while open_.any():
            if left() <= 0 or answer.objective >= most:
                return None
            picked = _pick(master, answer.values[master.first :], open_)
            if not picked:
                return None
            for number in picked:
                chosen[master.owner[number]] = master.lines[number]
                open_[master.owner[number]] = False
            touched.update(master.hold(picked))
            if open_.any():
                answer = generate(master, left, people=np.flatnonzero(open_).tolist(), rounds=ROUNDS).answer
        return chosen
    finally:
        master.release(touched)


def _pick(master: RosterMaster, values: Floats, open_: Flags) -> list[int]:
    """Return the numbers of the lines to be held next, one a person at most."""
    owner, legal = np.array(master.owner), np.array(master.legal)
    worth = np.where(legal & open_[owner], values, -1.0)
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
