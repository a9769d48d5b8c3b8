"""The soft rules of a contract as steps from day to day: states, what follows them, and what that costs.

A state holds how long work, the same shift, or rest have lasted, up to the length beyond which more makes no difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from optimizer.rota.weekly.problem import WEEK, Carried, Contract, Crew, Flags, Floats, Ints, Stretch

State = tuple[int, int, int, int]  # shift, days of it, days of work, days off


@dataclass(frozen=True)
class Steps:
    """The steps of one contract.

    Parameters
    ----------
    states
        What every number stands for.
    then, cost
        State × (shifts, off): state of the next day, and cost; infinite where the shift may not follow.
    works
        Per state: whether the day was worked.
    """

    states: dict[State, int]
    then: Ints
    cost: Floats
    works: Flags
    caps: tuple[int, ...]

    def start(self, before: Carried) -> int:
        """Return the state that somebody is in."""
        *same, work, off = self.caps
        if before.work:
            return self.states[before.shift, min(before.same, same[before.shift]), min(before.work, work), 0]
        return self.states[0, 0, 0, min(before.off, off)]


def _cap(rule: Stretch, longest: int) -> int:
    """Return the days in a row beyond which more make no difference, where no run is longer than `longest`."""
    return max(rule.least, rule.most if rule.most < longest else 1, 1)


@lru_cache(maxsize=64)
def _made(contract: Contract, same: tuple[Stretch, ...], barred: bytes) -> Steps:
    shifts = len(same)
    forbidden = np.frombuffer(barred, dtype=bool).reshape(shifts, shifts)
    # a shift may be worked for longer than any sensible run of work: then only its least number matters
    longest = contract.work.most + WEEK
    caps = (*(_cap(rule, longest) for rule in same), _cap(contract.work, 1 << 30), _cap(contract.off, 1 << 30))
    *same_caps, work_cap, off_cap = caps
    states: dict[State, int] = {}
    rows: list[list[tuple[State, float]]] = []

    def follow(state: State, shift: int) -> tuple[State, float]:
        last, run, work, off = state
        if shift == shifts:
            cost = contract.work.short(work) + same[last].short(run) if work else (contract.off.longer(off) if off else 0.0)
            return (0, 0, 0, min(off + 1, off_cap)), cost
        if not work:
            return (shift, 1, 1, 0), contract.off.short(off) if off else 0.0
        grown, cost = min(work + 1, work_cap), contract.work.longer(work)
        if shift == last:
            return (shift, min(run + 1, same_caps[shift]), grown, 0), cost + same[shift].longer(run)
        return (shift, 1, grown, 0), float("inf") if forbidden[last, shift] else cost + same[last].short(run)

    def known(state: State) -> int:
        if state not in states:
            states[state] = len(states)
        return states[state]

    known((0, 0, 0, 0))
    for off in range(1, off_cap + 1):
        known((0, 0, 0, off))
    for shift in range(shifts):
        for work in range(1, work_cap + 1):
            for run in range(1, same_caps[shift] + 1):
                if run <= work or work == work_cap:
                    known((shift, run, work, 0))
    rows = [[follow(state, shift) for shift in range(shifts + 1)] for state in list(states)]
    then = np.array([[states[state] for state, _ in row] for row in rows], np.int64)
    cost = np.array([[price for _, price in row] for row in rows])
    return Steps(states, then, cost, np.array([state[2] > 0 for state in states]), caps)


def steps_of(crew: Crew, number: int) -> Steps:
    """Return the steps of a contract of a crew."""
    return _made(crew.contracts[number], crew.same, np.ascontiguousarray(crew.barred).tobytes())
