"""From the relaxation to a roster: the surest lines are held, the rest is priced again, until everybody has a line."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from optimizer.rota.roster.generate import Relaxed, generate
from optimizer.rota.roster.master import RosterMaster
from optimizer.rota.roster.problem import Flags, Floats, Ints

SURE = 0.75  # lines with so much of their person are held together
STEPS = 20  # of a dive, about: so many more lines are held in a step where many people are
ROUNDS = 3  # of pricing after each step


def dive(master: RosterMaster, relaxed: Relaxed, left: Callable[[], float]) -> Ints | None:
    """Return a roster, people × days; None when somebody has no line that keeps the limits on shifts.

    When the clock strikes, whoever has no line yet takes, in turn, the one that fits best what the others leave. The bounds
    of the master's columns are as before afterwards.
    """
    problem = master.problem
    chosen = np.full((problem.people, problem.days), problem.shifts, np.int64)
    open_ = np.ones(problem.people, bool)
    touched: set[int] = set()
    answer = relaxed.answer
    try:
        while open_.any():
            if left() <= 0:
                return _settle(master, chosen, open_)
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
    worth = np.where(legal & open_[owner], np.pad(values, (0, len(owner) - len(values))), -1.0)
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


def _settle(master: RosterMaster, chosen: Ints, open_: Flags) -> Ints | None:
    """Give everybody without a line the known one that is cheapest beside the lines there are; None where one has none."""
    problem, owner = master.problem, np.array(master.owner)
    there = problem.present(np.where(open_[:, None], problem.shifts, chosen))
    for person in np.flatnonzero(open_).tolist():
        mine = [number for number in np.flatnonzero(owner == person).tolist() if master.legal[number]]
        if not mine:
            return None
        lines = np.array([master.lines[number] for number in mine])
        counts = problem.counts(person, lines)
        missed = problem.missed(problem.wanted - there - counts).sum(axis=1)
        best = int((missed + np.array([master.cost[number] for number in mine])).argmin())
        chosen[person] = lines[best]
        there = there + counts[best]
    return chosen
