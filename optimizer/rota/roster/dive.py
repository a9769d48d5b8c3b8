"""From the relaxation to a roster: the surest choices of days are fixed, the rest is priced again, until all are whole.

Single choices (a person on a day), not whole lines: what is not fixed yet can still make good what a fixed choice costs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.rota.roster.generate import Relaxed, generate
from optimizer.rota.roster.master import RosterMaster
from optimizer.rota.roster.problem import Flags, Floats, Ints

WHOLE = 0.999
NOISE = 0.05  # of what a choice seems worth, where dives are to differ
REST = 0.05  # of the open choices that may be left when the clock strikes, if steps go on as they do


@dataclass(frozen=True)
class Pace:
    """How fast a dive goes.

    Parameters
    ----------
    sure
        Choices with so much of their day are fixed together.
    share
        Of the open choices, fixed in a step at least.
    rounds
        Of pricing after each step.
    """

    sure: float
    share: float
    rounds: int


FAST, CAREFUL = Pace(0.8, 0.04, 2), Pace(0.95, 0.02, 4)


def dive(
    master: RosterMaster,
    relaxed: Relaxed,
    left: Callable[[], float],
    *,
    pace: Pace = FAST,
    hurry: bool = False,
    random: np.random.Generator | None = None,
) -> Ints | None:
    """Return a roster, people × days; None when somebody has no line that keeps the limits on shifts.

    When the clock strikes, whoever has no line yet takes, in turn, the one that fits best what the others leave. Nothing is
    fixed in the master afterwards.

    Parameters
    ----------
    hurry
        Whether more is fixed in a step where steps take long, so that the dive ends in time; it then depends on the clock.
    random
        What makes a dive differ from others: choices that seem alike are fixed in another order.
    """
    everybody, answer, share = range(master.problem.people), relaxed.answer, pace.share
    try:
        while (begun := left()) > 0:
            shares = master.shares(answer.values)
            most = np.where(master.fixed, 1.0, shares.max(axis=2))
            unsure = most < WHOLE
            worth = most if random is None else np.clip(most + NOISE * random.standard_normal(most.shape), 0.0, 1.0)
            step = Pace(pace.sure, share, pace.rounds)
            if not _fix(master, answer.values, shares.argmax(axis=2), np.where(unsure, worth, -1.0), step):
                break
            answer = generate(master, left, people=everybody, rounds=pace.rounds).answer
            if hurry:
                share = max(pace.share, 1 - REST ** ((begun - left()) / max(left(), 0.1)))
        return _read(master, answer.values)
    finally:
        master.release()


def _fix(master: RosterMaster, values: Floats, choices: Ints, worth: Floats, step: Pace) -> bool:
    """Fix the surest choices, as long as somebody's lines in use have one with all of theirs; whether there was any."""
    order = np.argsort(-worth, axis=None, kind="stable")
    fewest = max(1, round(step.share * int((worth >= 0).sum())))
    days, any_ = worth.shape[1], False
    for number, cell in enumerate(order.tolist()):
        person, day = divmod(cell, days)
        if worth[person, day] < 0 or (number >= fewest and worth[person, day] < step.sure):
            break
        any_ |= master.fix(person, day, int(choices[person, day]), values)
    return any_


def _read(master: RosterMaster, values: Floats) -> Ints | None:
    """Return everybody's line; who has none of their own, or none that is legal, takes one that fits."""
    problem = master.problem
    chosen = np.full((problem.people, problem.days), problem.shifts, np.int64)
    open_ = np.ones(problem.people, bool)
    for number in np.flatnonzero(values[master.first :] > WHOLE).tolist():
        if master.legal[number]:
            chosen[master.owner[number]] = master.lines[number]
            open_[master.owner[number]] = False
    return _settle(master, chosen, open_)


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
