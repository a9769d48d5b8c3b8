"""A crew, its soft contracts, and one week to be planned from what everybody did before it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

WEEK, SATURDAY, SUNDAY = 7, 5, 6  # weeks begin on a Monday


@dataclass(frozen=True, slots=True)
class Stretch:
    """How long something in a row shall be; each day missing or too many costs.

    Parameters
    ----------
    least, most
        Days in a row.
    cost
        Per day missing and per day too many. A stretch that the last day of all cuts may be short.
    """

    least: int
    most: int
    cost: float

    def short(self, length: int) -> float:
        """Return what it costs when a stretch ends that long."""
        return self.cost * max(0, self.least - length)

    def longer(self, length: int) -> float:
        """Return what one more day costs after so many."""
        return self.cost if length >= self.most else 0.0


@dataclass(frozen=True, slots=True)
class Contract:
    """The soft rules of a kind of contract.

    Parameters
    ----------
    work, off
        Days of work, and days off, in a row.
    least, most, each
        Shifts in the whole period, and the cost of each missing or too many.
    weekends, weekend
        Weekends with work in the whole period, and the cost of each too many.
    broken
        Cost of a weekend with work on one of its two days only; 0 where that is no fault.
    """

    work: Stretch
    off: Stretch
    least: int
    most: int
    each: float
    weekends: int
    weekend: float
    broken: float

    def account(self, shifts: int, weekends: int) -> float:
        """Return what the totals of the whole period cost."""
        missing = max(0, self.least - shifts) + max(0, shifts - self.most)
        return self.each * missing + self.weekend * max(0, weekends - self.weekends)


@dataclass(frozen=True, slots=True)
class Carried:
    """What a person brings into a week.

    Parameters
    ----------
    shifts, weekends
        Worked in the period so far.
    shift, same, work
        Last shift, days in a row with it, and days of work in a row; 0 days for who was off.
    off
        Days off in a row; 0 for who worked. All three 0: nothing is known.
    """

    shifts: int = 0
    weekends: int = 0
    shift: int = 0
    same: int = 0
    work: int = 0
    off: int = 0


@dataclass(frozen=True)
class Crew:
    """Who works, and under which rules.

    Parameters
    ----------
    same
        Per shift: days of the same shift in a row.
    barred
        Shift × shift: whether the second may not follow the first on the next day.
    contracts, contract
        The contracts, and the number of everybody's.
    kinds, kind
        Kind × skill: which skills a kind of people has; and the number of everybody's kind.
    """

    same: tuple[Stretch, ...]
    barred: Flags
    contracts: tuple[Contract, ...]
    contract: Ints
    kinds: Flags
    kind: Ints

    @property
    def people(self) -> int:
        """Number of people."""
        return len(self.contract)

    @property
    def shifts(self) -> int:
        """Number of shifts; as the entry of a line it stands for a day off."""
        return len(self.same)

    @property
    def skills(self) -> int:
        """Number of skills."""
        return int(self.kinds.shape[1])

    def contract_of(self, person: int) -> Contract:
        """Return somebody's contract."""
        return self.contracts[int(self.contract[person])]

    @cached_property
    def under(self) -> tuple[Ints, ...]:
        """Per contract: who has it."""
        return tuple(np.flatnonzero(self.contract == number) for number in range(len(self.contracts)))


@dataclass(frozen=True)
class Need:
    """The people wanted, on any number of days.

    Parameters
    ----------
    least, best
        Day × shift × skill: number that must be there, and number wanted.
    missing
        Cost of each one between the two that is not there.
    """

    least: Ints
    best: Ints
    missing: float

    @property
    def days(self) -> int:
        """Number of days."""
        return int(self.least.shape[0])


@dataclass(frozen=True)
class WeekProblem:
    """One week to be planned.

    Parameters
    ----------
    before
        Per person.
    wish
        Person × day × (shifts, off): what a choice costs beyond the rules, as requests do.
    after
        Weeks of the period that follow.
    """

    crew: Crew
    need: Need
    before: tuple[Carried, ...]
    wish: Floats
    after: int
