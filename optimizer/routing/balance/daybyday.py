"""Whole patients, one day after the other: an integer program of the day, while the days that follow may still be split.

What a day rounds away the next days take up, as far as beds allow, because the program looks some days ahead; what comes
later still stays as the relaxation has it. The no-worse rule has a price here, or a day could leave the next without any
plan; `whole.whole_patients` settles what is left of it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from optimizer.routing.balance.instance import BalanceInstance, Floats, Integers
from optimizer.routing.balance.relaxation import NONE
from optimizer.solve.matrix import Matrix, solve_matrix

AHEAD = 4  # days after the one decided whose transfers may still change, split
BEDS_AHEAD = 12  # days after it whose beds are looked at
NEAR = 1  # days by which a transfer may stand away from where the relaxation has one
REACH = 2  # patients more or less than the relaxation sends
EACH = 1e-3  # what a patient sent counts
STEEP = 3.0  # price of a bed above the limit, in patient-days above capacity
FORBIDDING = 1000.0  # the same when limits are mended
HOPS = 2  # pairs between a hospital above its limit and those whose transfers may change to mend it
AROUND = 4  # days before and after one above the limit whose transfers may change to mend it
NODES = 50  # a day needs one as a rule
GAP, SHARE = 0.02, 1e-3  # of the value of a day, which is good enough: the unit itself, and in parts
LEAST_S = 0.02


def day_by_day(instance: BalanceInstance, pairs: Integers, split: Floats, left: Callable[[], float]) -> Floats:
    """Return patients by (pair, day), whole up to the day at which the seconds left (a guard) are over."""
    sent = split.copy()
    may: npt.NDArray[np.bool_] = _near(sent > NONE) & (instance.admissions[pairs[:, 0]] > 0)
    day = np.arange(len(instance.days))
    for now in np.flatnonzero(may.any(axis=0)):
        if left() <= LEAST_S:
            break
        window = Window(instance, pairs, sent, may & (day >= now) & (day <= now + AHEAD), int(now) + BEDS_AHEAD)
        found = window.solve(window.day == now, STEEP, left())
        if found is not None:
            sent[window.pair, window.day] = found
        sent[:, now] = np.floor(sent[:, now] + (0.5 if found is not None else NONE))
    return sent


def mended(instance: BalanceInstance, pairs: Integers, sent: Integers, left: Callable[[], float]) -> Integers:
    """Return whole patients that break fewer limits: every hospital above one in turn, with those it is joined to."""
    now, tried = sent.astype(float), np.zeros(len(instance.hospitals), dtype=bool)
    days = len(instance.days)
    while left() > LEAST_S:
        net = np.zeros(instance.admissions.shape)
        np.add.at(net, pairs[:, 1], now)
        np.subtract.at(net, pairs[:, 0], now)
        above = instance.excess + net @ instance.kernel.T - np.maximum(0.0, instance.excess)
        worst = np.where(tried, 0.0, above.max(axis=1))
        hospital = int(worst.argmax())
        if worst[hospital] <= NONE:
            break
        tried[hospital] = True
        joined = np.array([hospital])
        for _ in range(HOPS):
            joined = np.unique(pairs[np.isin(pairs, joined).any(axis=1)])
        ours = np.isin(pairs[:, 0], joined) | np.isin(pairs[:, 1], joined)
        may: npt.NDArray[np.bool_] = _near(now > NONE) & (instance.admissions[pairs[:, 0]] > 0) & ours[:, None]
        reach = np.zeros(days, dtype=bool)
        for day in np.flatnonzero(above[hospital] > NONE):
            reach[max(0, day - AROUND) : day + AROUND + 1] = True
        window = Window(instance, pairs, now, may & reach, days)
        found = window.solve(np.ones(len(window.pair), dtype=bool), FORBIDDING, left())
        if found is not None:
            now[window.pair, window.day] = found
    return np.round(now).astype(np.int64)


def _near(used: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    near = used.copy()
    for gap in range(1, NEAR + 1):
        near[:, gap:] |= used[:, :-gap]
        near[:, :-gap] |= used[:, gap:]
    return near


class Window:
    """The program of one day: columns are patients by (pair, day) above the least, then beds above capacity and the limit.

    Rows: beds above both of a hospital-day that the columns can fill, and, where it matters, that no more are sent than arrive.
    """

    def __init__(self, instance: BalanceInstance, pairs: Integers, sent: Floats, free: npt.NDArray[np.bool_], last: int) -> None:
        self.instance, self.last = instance, last
        self.pair, self.day = np.nonzero(free)
        self._sender, self._receiver = pairs[self.pair, 0], pairs[self.pair, 1]
        value = sent[self.pair, self.day]
        arriving = instance.admissions[self._sender, self.day]
        self._most = np.minimum(arriving, np.floor(value + NONE) + REACH).astype(float)
        self._least = np.minimum(self._most, np.maximum(0.0, np.ceil(value - NONE) - REACH))
        fixed = sent.copy()
        fixed[self.pair, self.day] = self._least  # columns count from there
        net = np.zeros(instance.admissions.shape)
        np.add.at(net, pairs[:, 1], fixed)
        np.subtract.at(net, pairs[:, 0], fixed)
        self._above = instance.excess + net @ instance.kernel.T  # beds above capacity without the columns
        out = np.zeros(instance.admissions.shape)
        np.add.at(out, pairs[:, 0], fixed)
        self._room = np.maximum(0.0, instance.admissions - out)

    def solve(self, whole: npt.NDArray[np.bool_], steep: float, seconds: float) -> Floats | None:
        """Return patients by column, None when there is no answer.

        Parameters
        ----------
        whole
            By column.
        steep
            Price of a bed above the limit, in patient-days above capacity.
        """
        if not len(self.pair):
            return None
        moves = len(self.pair)
        hospital, day = self._that_may_fill()
        over = np.maximum(0.0, self.instance.excess[hospital, day])
        own = np.flatnonzero(over > NONE)  # only these may stand above capacity within the limit
        rows, columns, values, room = self._entries(hospital, day, own)
        order = np.argsort(columns, kind="stable")
        beds = len(own) + len(hospital)
        program = Matrix(
            cost=np.concatenate((np.full(moves, EACH), np.ones(len(own)), np.full(len(hospital), steep))),
            upper=np.concatenate((self._most - self._least, over[own], np.full(len(hospital), np.inf))),
            starts=np.concatenate(([0], np.cumsum(np.bincount(columns, minlength=moves + beds)))),
            rows=rows[order],
            values=values[order],
            least=np.full(len(hospital) + len(room), -np.inf),
            most=np.concatenate((-self._above[hospital, day], room)),
            whole=np.concatenate((whole, np.zeros(beds, dtype=bool))),
        )
        found = solve_matrix(program, seconds=seconds, nodes=NODES, gap=GAP, share=SHARE).values
        return None if found is None else self._least + found[:moves]

    def _that_may_fill(self) -> tuple[Integers, Integers]:
        """Return the hospital-days ahead that the columns change and that may stand above capacity."""
        shape = self.instance.admissions.shape
        most, touched = np.zeros(shape), np.zeros(shape, dtype=bool)
        np.add.at(most, (self._receiver, self.day), self._most - self._least)
        touched[self._receiver, self.day] = touched[self._sender, self.day] = True
        full = self._above + most @ self.instance.kernel.T > NONE
        full &= np.maximum.accumulate(touched, axis=1)
        full[:, self.last + 1 :] = False
        hospital, day = np.nonzero(full)
        return hospital, day

    def _entries(self, hospital: Integers, day: Integers, own: Integers) -> tuple[Integers, Integers, Floats, Floats]:
        """Return rows, columns and values, and the sides of the rows of senders."""
        moves, cells = len(self.pair), len(hospital)
        sign = np.equal.outer(hospital, self._receiver).astype(float) - np.equal.outer(hospital, self._sender)
        held = sign * self.instance.kernel[np.ix_(day, self.day)]
        row, column = np.nonzero(np.abs(held) > NONE)
        key, at = np.unique(self._sender * len(self.instance.days) + self.day, return_inverse=True)
        room = self._room.ravel()[key]
        tight = np.bincount(at, weights=self._most - self._least, minlength=len(key)) > room + NONE
        sends = np.flatnonzero(tight[at])
        number = np.cumsum(tight) - 1
        rows = (row, own, np.arange(cells), cells + number[at[sends]])
        columns = (column, moves + np.arange(len(own)), moves + len(own) + np.arange(cells), sends)
        values = (held[row, column], -np.ones(len(own)), -np.ones(cells), np.ones(len(sends)))
        return np.concatenate(rows), np.concatenate(columns), np.concatenate(values), room[tight]
