"""Several dives, for one alone may end far from where the relaxation points."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.rota.roster.dive import CAREFUL, FAST, Pace, dive
from optimizer.rota.roster.generate import Relaxed, generate
from optimizer.rota.roster.master import RosterMaster
from optimizer.rota.roster.problem import Floats, Ints

MORE = 12  # dives after those that find out how many people are to be missed
MORE_SHARE = 0.4  # of the seconds, for these
KEPT = 4  # rosters to go on from
LESS = 1 - 1e-6  # costs are whole as a rule; a promise of less than one better is none


@dataclass(frozen=True)
class Start:
    """A roster to search from: its cost, its lines, and the shares of the relaxation that it came from."""

    value: float
    lines: Ints
    shares: Floats | None


def dives(master: RosterMaster, relaxed: Relaxed, left: Callable[[], float], *, hurry: bool, seed: int) -> list[Start]:
    """Return the best rosters of some dives, the best first; nothing when somebody has no line.

    Relaxed, people are missed in fractions, and a dive goes where no whole roster is. So the relaxation is solved again with
    one more missing in all, and once more, as long as it promises better than what was found (branches on a sum of the
    master's columns; Vanderbeck, On Dantzig-Wolfe decomposition in integer programming, 2000). Others follow in turn from
    those that still do, more careful and each a little different.

    Parameters
    ----------
    hurry
        Whether the dives share what is left of the clock; else as many are made as are made at most.
    """
    begun, random = left(), np.random.default_rng(seed)
    diver = _Diver(master, left, hurry)
    diver.down(relaxed, FAST)
    number = math.floor(master.missing(relaxed.answer.values) + 1e-6)
    promises = {number: relaxed.answer.objective}  # what the relaxation comes to, by how many are missing at least
    number += 1
    while diver.has_time(2.0, 0.0):
        again = diver.relaxed(number)
        if again.answer.objective >= diver.best - LESS:
            break
        promises[number] = again.answer.objective
        diver.down(again, FAST)
        number += 1
    for turn in range(MORE):
        open_ = [number for number, promise in promises.items() if promise < diver.best - LESS]
        if not open_ or not diver.has_time(1.0, (1 - MORE_SHARE) * begun):
            break
        diver.down(diver.relaxed(open_[turn % len(open_)]), CAREFUL, random)
    return sorted(diver.found, key=lambda start: start.value)[:KEPT]


class _Diver:
    """Dives one after another, and what they found."""

    def __init__(self, master: RosterMaster, left: Callable[[], float], hurry: bool) -> None:
        self._master, self._left, self._hurry = master, left, hurry
        self._longest = 0.0
        self.found: list[Start] = []
        self.best = math.inf

    def has_time(self, times: float, kept: float) -> bool:
        """Whether there is time for so many dives as long as the longest, with some seconds kept."""
        return not self._hurry or self._left() - kept > times * self._longest

    def relaxed(self, missing: float) -> Relaxed:
        """Return the relaxation with so many missing, at least."""
        self._master.missing_at_least(missing)
        return generate(self._master, self._left)

    def down(self, relaxed: Relaxed, pace: Pace, random: np.random.Generator | None = None) -> None:
        """Dive, and remember what is found."""
        begun = self._left()
        lines = dive(self._master, relaxed, self._left, pace=pace, hurry=self._hurry, random=random)
        self._longest = max(self._longest, begun - self._left())
        if lines is None:
            return
        value = self._master.problem.objective(lines)
        self.best = min(self.best, value)
        self.found.append(Start(value, lines, self._master.shares(relaxed.answer.values)))
