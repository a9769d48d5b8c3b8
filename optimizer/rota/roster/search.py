"""Neighbourhoods in turn: some days of everybody, some people on all days, some of both, or where something else differs.

What pays is tried more (Ropke and Pisinger, An adaptive large neighbourhood search, 2006). What differs is the relaxation
(Danna, Rothberg and Le Pape, Exploring relaxation induced neighborhoods, 2005) or another good roster (Rothberg, An
evolutionary algorithm for polishing mixed integer programming solutions, 2007). Several parts of one roster are worked on
side by side; what they find is put together in order, as long as every line keeps its rules and the whole is no dearer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from optimizer.rota.roster.check import faults
from optimizer.rota.roster.columns import lines_of
from optimizer.rota.roster.pricing import Pricer
from optimizer.rota.roster.problem import Flags, Floats, Ints, RosterProblem, chosen
from optimizer.rota.roster.window import Freed, Window

SECONDS = 30.0  # of one part, a guard
EFFORT = 1.5  # deterministic seconds of one part
CELLS = 1500  # free choices of person, day and shift in a part at first
TABLES = 20_000_000  # states of one person on all days, on average, up to which people get new lines by columns
FORGET = 0.9  # how slowly the running mean of what a kind of part gains is forgotten
DOUBT = (0.05, 0.999)  # from a random share within, a choice is in doubt
FLOOR = 0.08  # share of the turns that every kind keeps
BIASED = 0.5  # share of the parts that are drawn around what costs most


@dataclass
class _Kind:
    """A kind of part with its size, and what it gained for its effort lately."""

    name: str
    size: float
    pay: float = 1.0


@dataclass(frozen=True)
class _Result:
    """What came of a part: whether it ended within its limits, and proved the whole roster."""

    kind: _Kind
    found: Freed
    whole: bool
    proven: bool = False


@dataclass
class Search:
    """A search from a known roster.

    Parameters
    ----------
    left
        Seconds left.
    bound
        What no roster is cheaper than; a part that is the whole roster may prove more.
    shares
        Person × day × (shifts, off): how much of a day the relaxation gives to each choice; None without one.
    most_parts
        Parts after which the search ends.
    others
        Other good rosters: where one of them differs, there may be something better than both.
    """

    problem: RosterProblem
    lines: Ints
    left: Callable[[], float]
    bound: float = -np.inf
    seed: int = 0
    workers: int = 2
    tell: Callable[[float], None] | None = None
    shares: Floats | None = None
    most_parts: float = np.inf
    others: tuple[Ints, ...] = ()
    parts: int = field(init=False, default=0)
    value: float = field(init=False)

    def __post_init__(self) -> None:
        self.value = self.problem.objective(self.lines)
        self._random = np.random.default_rng(self.seed)
        people, days = self.problem.people, self.problem.days
        per_cell = max(1.0, float(np.isfinite(self.problem.cost).sum()) / (people * days))
        cells = CELLS / per_cell
        self._kinds = [
            _Kind("days", min(days, 7.0, max(2.0, cells / people))),
            _Kind("people", min(people, 4.0, max(2.0, cells / days))),
            _Kind("columns", min(people, 8.0)),
            _Kind("block", min(people, 8.0, max(2.0, cells / min(days, 14)))),
        ]
        if self.shares is not None:
            self._kinds.append(_Kind("doubts", min(people * days, max(2.0, cells))))
        if self.others:
            self._kinds.append(_Kind("others", min(people * days, max(2.0, cells))))
        if Pricer(self.problem).states * days > TABLES * people:
            self._kinds = [kind for kind in self._kinds if kind.name != "columns"]

    def run(self) -> None:
        """Search until the time is up or nothing better is possible."""
        with ThreadPoolExecutor(self.workers) as pool:
            waiting: deque[tuple[Ints, Future[_Result]]] = deque()
            while self.left() > 0 and self.parts < self.most_parts and self.value > self.bound + 1e-6:
                while len(waiting) <= self.workers:
                    waiting.append((self.lines, pool.submit(self._work, self.lines, *self._task())))
                base, first = waiting.popleft()  # in order of their start, whichever ends first
                result = first.result()
                self.parts += 1
                self._learn(result, self._take(base, result.found.lines))
                if result.proven and result.found.lines is not None:
                    self.bound = max(self.bound, self.problem.objective(result.found.lines))

    def _task(self) -> tuple[_Kind, Flags, int]:
        pays = np.array([kind.pay for kind in self._kinds])
        share = (1 - FLOOR * len(pays)) * pays / max(pays.sum(), 1e-12) + FLOOR
        kind = self._kinds[int(self._random.choice(len(pays), p=share / share.sum()))]
        return kind, self._free(kind), int(self._random.integers(1 << 30))

    def _free(self, kind: _Kind) -> Flags:
        """Return the cells of a part of a kind."""
        people, days = self.problem.people, self.problem.days
        free = np.zeros((people, days), bool)
        size = max(2, round(kind.size))
        if kind.name == "days":
            first = self._first_day(min(size, days))
            free[:, first : first + size] = True
            return free
        if kind.name in {"doubts", "others"}:
            if (free := self._differing(kind.name, size)).any():
                return free
            size = 2  # nothing differs: two people will do
        span = days if kind.name != "block" else min(days, int(self._random.integers(10, 22)))
        first = 0 if span == days else self._first_day(span)
        free[np.ix_(self._some_people(min(size, people), first, span), np.arange(first, first + span))] = True
        return free

    def _differing(self, name: str, size: int) -> Flags:
        """Return about so many cells that the relaxation gives little of what they are, or that another roster has otherwise."""
        if name == "doubts" and self.shares is not None:
            return self._enough(chosen(self.shares, self.lines) < self._random.uniform(*DOUBT), size)
        return self._enough(self.others[int(self._random.integers(len(self.others)))] != self.lines, size)

    def _enough(self, doubted: Flags, size: int) -> Flags:
        """Return about so many of some cells, person by person."""
        order = self._random.permutation(self.problem.people)
        enough = int(np.searchsorted(doubted[order].sum(axis=1).cumsum(), size)) + 1
        free = doubted.copy()
        free[order[enough:]] = False
        return free

    def _first_day(self, span: int) -> int:
        starts = self.problem.days - span + 1
        if starts <= 1:
            return 0
        if self._random.random() < BIASED:
            weight = np.convolve(self._day_costs(), np.ones(span), "valid") + 1e-9
            return int(self._random.choice(starts, p=weight / weight.sum()))
        return int(self._random.integers(starts))

    def _day_costs(self) -> Floats:
        """Return what every day costs beyond the least, a little for each day."""
        problem = self.problem
        missed = problem.missed(problem.wanted - problem.present(self.lines))
        costs = np.bincount(problem.day, missed, minlength=problem.days) + self._beyond_least().sum(axis=0)
        weights: Floats = costs + 0.05 * float(costs.mean()) + 1e-9
        return weights

    def _beyond_least(self) -> Floats:
        """Return person × day: what a choice costs beyond the cheapest one."""
        return self.problem.cells(self.lines) - self.problem.least

    def _some_people(self, count: int, first: int, span: int) -> Ints:
        problem = self.problem
        if self._random.random() >= BIASED:
            return self._random.choice(problem.people, count, replace=False)
        spare = self._beyond_least()[:, first : first + span].sum(axis=1)
        weight = spare + 0.3 * float(spare.mean()) + 1e-9
        return self._random.choice(problem.people, count, replace=False, p=weight / weight.sum())

    def _work(self, base: Ints, kind: _Kind, free: Flags, seed: int) -> _Result:
        seconds = min(SECONDS, max(0.5, self.left()))
        if kind.name == "columns":
            found = lines_of(self.problem, base, np.flatnonzero(free.any(axis=1)).tolist(), seconds)
            return _Result(kind, found, found.effort < EFFORT)
        found = Window(self.problem, base, free).solve(effort=EFFORT, seconds=seconds, seed=seed)
        return _Result(kind, found, found.proven, found.proven and bool(free.all()))

    def _take(self, base: Ints, found: Ints | None) -> float:
        """Put what was found into the roster if that is no dearer; returns by how much it is cheaper."""
        if found is None:
            return 0.0
        changed = found != base
        lines = np.where(changed, found, self.lines)
        value = self.problem.objective(lines)
        if value > self.value or any(
            faults(self.problem, person, lines[person]) for person in np.flatnonzero(changed.any(axis=1)).tolist()
        ):
            return 0.0
        gain = self.value - value
        self.lines, self.value = lines, value
        if gain > 0 and self.tell is not None:
            self.tell(value)
        return gain

    def _learn(self, result: _Result, gain: float) -> None:
        """Remember what a kind gained, and make it larger where it ends early, smaller where it does not end."""
        kind = result.kind
        kind.pay = FORGET * kind.pay + (1 - FORGET) * gain / max(result.found.effort, 0.05)
        people, days = self.problem.people, self.problem.days
        most = {"days": days, "doubts": people * days, "others": people * days}.get(kind.name, people)
        if not result.whole:
            kind.size = max(2.0, 0.8 * kind.size)
        elif gain == 0:
            kind.size = min(float(most), 1.05 * kind.size)
