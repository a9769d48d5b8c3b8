"""A roster in numbers: who may work what on which day, the rules of every line, and the cover wanted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LineRules:
    """The hard rules of one person's line, all over the whole horizon.

    Parameters
    ----------
    least_run, most_run
        Days worked in a row; a run that the horizon cuts may be shorter.
    least_off
        Days off in a row between two runs; the horizon may cut them too.
    least_minutes, most_minutes
        Minutes worked.
    most_weekends
        Weekends with work.
    most_of
        Per shift: how often it may be worked.
    """

    least_run: int
    most_run: int
    least_off: int
    least_minutes: int
    most_minutes: int
    most_weekends: int
    most_of: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """What a person did up to the day before the horizon.

    Parameters
    ----------
    run, shift
        Days worked in a row up to then, and the last shift; 0 and 0 for who was off.
    off
        Days off in a row up to then.
    known
        Whether this is known; who has no history begins free, and a run from the first day may be short.
    """

    run: int = 0
    shift: int = 0
    off: int = 0
    known: bool = False


@dataclass(frozen=True)
class RosterProblem:
    """A roster to be made: minimise costs of lines, and of cover missed and exceeded.

    Parameters
    ----------
    minutes
        Per shift.
    barred
        Shift × shift: whether the second may not follow the first on the next day.
    weekends
        Days of every weekend, in order.
    rules, before
        Per person.
    cost
        Person × day × (shifts, off); infinite where not allowed.
    day, shift, who
        Per need: day, shift, and number of the group of people that count.
    groups
        Group × person: who belongs to a group.
    wanted, under, over
        Per need: number wanted, and the cost of each one missing and each one too many.
    """

    minutes: Ints
    barred: Flags
    weekends: tuple[tuple[int, ...], ...]
    rules: tuple[LineRules, ...]
    before: tuple[Before, ...]
    cost: Floats
    day: Ints
    shift: Ints
    who: Ints
    groups: Flags
    wanted: Ints
    under: Floats
    over: Floats

    @property
    def people(self) -> int:
        """Number of people."""
        return int(self.cost.shape[0])

    @property
    def days(self) -> int:
        """Number of days."""
        return int(self.cost.shape[1])

    @property
    def shifts(self) -> int:
        """Number of shifts; as the entry of a line it stands for a day off."""
        return int(self.cost.shape[2]) - 1

    @cached_property
    def unit(self) -> int:
        """The greatest number of minutes that all shifts are multiples of."""
        return int(np.gcd.reduce(self.minutes)) or 1

    @cached_property
    def weekend_day(self) -> Ints:
        """Per day: 1 on the first day of a weekend in the horizon, 2 on a later one, else 0."""
        found = np.zeros(self.days, np.int64)
        for days in self.weekends:
            found[list(days)] = 2
            found[days[0]] = 1
        return found

    @cached_property
    def limited(self) -> tuple[tuple[int, int, int], ...]:
        """Person, shift and limit, wherever a limit on a shift could bind."""
        found = []
        for person, rules in enumerate(self.rules):
            for shift, most in enumerate(rules.most_of):
                possible = int(np.isfinite(self.cost[person, :, shift]).sum())
                if 0 < most < min(possible, rules.most_minutes // max(1, int(self.minutes[shift]))):
                    found.append((person, shift, most))
        return tuple(found)

    def prices_of(self, duals: Floats) -> Floats:
        """Return person × day × shift: the sum of the prices of the needs that a shift counts for."""
        grid = np.zeros((len(self.groups), self.days, self.shifts))
        np.add.at(grid, (self.who, self.day, self.shift), duals)
        priced: Floats = np.tensordot(self.groups.astype(np.float64), grid, axes=(0, 0))
        return priced

    @cached_property
    def members(self) -> Flags:
        """Person × need: whether somebody counts for it."""
        return np.ascontiguousarray(self.groups[self.who].T)

    @cached_property
    def least(self) -> Floats:
        """Person × day: the least that any choice costs."""
        return np.asarray(self.cost.min(axis=2))

    @cached_property
    def whole(self) -> bool:
        """Whether all costs are whole numbers."""
        finite = self.cost[np.isfinite(self.cost)]
        return all(bool((values == np.round(values)).all()) for values in (finite, self.under, self.over))

    def counts(self, person: int, lines: Ints) -> Flags:
        """Return for which needs a line of somebody counts; of several lines, line × need."""
        counted: Flags = (lines[..., self.day] == self.shift) & self.members[person]
        return counted

    def present(self, lines: Ints) -> Ints:
        """Return the number of people who count, per need; lines are people × days."""
        counted: Ints = ((lines[:, self.day] == self.shift) & self.members).sum(axis=0)
        return counted

    def missed(self, lack: Ints) -> Floats:
        """Return what it costs, need by need, when so many people are missing (or, below 0, too many)."""
        return np.maximum(lack, 0) * self.under + np.maximum(-lack, 0) * self.over

    def cells(self, lines: Ints) -> Floats:
        """Return person × day: what everybody's choice costs."""
        return chosen(self.cost, lines)

    def objective(self, lines: Ints) -> float:
        """Return what a roster costs; infinite when somebody works what they may not."""
        return float(self.cells(lines).sum()) + float(self.missed(self.wanted - self.present(lines)).sum())


def chosen(values: Floats, lines: Ints) -> Floats:
    """Return person × day: the entries, of person × day × (shifts, off), of what lines choose."""
    return np.take_along_axis(values, lines[:, :, None], axis=2)[:, :, 0]
