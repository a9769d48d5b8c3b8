"""Some people set free for the whole horizon: new lines for all of them at once, by columns and branch and bound."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from optimizer.rota.roster.generate import generate
from optimizer.rota.roster.master import RosterMaster
from optimizer.rota.roster.part import part
from optimizer.rota.roster.problem import Floats, Ints, RosterProblem
from optimizer.rota.roster.window import Freed

ROUNDS = 40
EFFORT = 4.0  # of the rounds together, about seconds of one core
STATES = 5e7  # gone through in a second, about
NODES = 200
PROOF_SHARE = 0.5  # of the seconds, for branch and bound


def lines_of(problem: RosterProblem, lines: Ints, people: Sequence[int], seconds: float) -> Freed:
    """Return the roster with better lines for some people; no lines when none are found, or there are none.

    Parameters
    ----------
    seconds
        Wall clock, a guard.
    """
    mine = sorted(people)
    small, now = part(problem, mine, lines), lines[mine]
    master = RosterMaster(small)
    end = time.monotonic() + seconds
    master.add(list(enumerate(now)))
    each = master.pricer.states * problem.days / STATES
    rounds = max(1, min(ROUNDS, int(EFFORT / each)))
    relaxed = generate(master, lambda: end - PROOF_SHARE * seconds - time.monotonic(), rounds=rounds)
    nothing = Freed(None, proven=False, effort=each * relaxed.rounds)
    value = small.objective(now)
    if relaxed.bound >= value - 1 + 1e-6:  # costs are whole as a rule; less than one would hardly be worth the search
        return nothing
    allowed = np.concatenate([np.ones(master.first, bool), np.array(master.legal)])
    values = master.master.whole(allowed, _start(master, now), max(0.1, end - time.monotonic()), nodes=NODES)
    if values is None:
        return nothing
    found = now.copy()
    for number in np.flatnonzero(values[master.first :] > 0.5).tolist():
        found[master.owner[number]] = master.lines[number]
    if small.objective(found) >= value:
        return nothing
    better = lines.copy()
    better[mine] = found
    return replace(nothing, lines=better)


def _start(master: RosterMaster, now: Ints) -> Floats:
    """Return the values of the master's columns for the lines there are now, which are its first."""
    problem, needs = master.problem, len(master.problem.day)
    start = np.zeros(master.master.size)
    lack = problem.wanted - problem.present(now)
    start[:needs], start[needs : 2 * needs] = np.maximum(lack, 0), np.maximum(-lack, 0)
    start[master.first : master.first + problem.people] = 1.0
    return start
