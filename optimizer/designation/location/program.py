"""The integer program of some pairs of demand and site, as a matrix.

Columns: a site open or not; the share of a demand served at a site; where demands that may be split have others they must
keep away from, whether they use the site at all; on request, the share of a demand not served. The rule that a share is at
most how far its site is open makes the relaxation as good as prices per demand can.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import numpy as np

from optimizer.core.outcome import Termination
from optimizer.designation.location.instance import Floats, Ints, LocationInstance, Mask, OpenRows
from optimizer.designation.location.plan import Plan
from optimizer.solve.lean import below, solve_lean
from optimizer.solve.matrix import Matrix, MatrixResult, solve_matrix

LARGEST = 1e4  # of a coefficient of the scaled cost, at which the solver's tolerances mean something
DUST = 1e-6  # a share below it is the solver's rounding
WHOLE = 0.5
LEAN = 1_500  # pairs, above which rows that may never bind wait until they do


@dataclass(frozen=True)
class Effort:
    """How far an integer program is taken: branch-and-bound nodes (0: no limit), relative gap, and a clock as a guard."""

    nodes: int = 0
    share: float = 0.0
    seconds: float = 60.0


@dataclass(frozen=True)
class Answer:
    """How it ended, a plan if there is one, and the bound of every plan of these pairs (below the cutoff, if there was one)."""

    termination: Termination
    plan: Plan | None
    bound: float


_Entries = tuple[Ints, Ints, Floats | float]  # rows, columns, values


@dataclass
class _Rows:
    """Rows under way; entries are parallel arrays."""

    row: list[Ints] = field(default_factory=list)
    column: list[Ints] = field(default_factory=list)
    value: list[Floats] = field(default_factory=list)
    least: list[Floats] = field(default_factory=list)
    most: list[Floats] = field(default_factory=list)
    late: list[Mask] = field(default_factory=list)
    implied: list[Mask] = field(default_factory=list)
    count: int = 0

    def add(
        self,
        rows: int,
        entries: list[_Entries],
        most: Floats | float,
        *,
        least: Floats | float = -np.inf,
        late: bool = False,
        implied: Mask | bool = False,
    ) -> None:
        """Add so many rows; entries count their rows from 0 (`late`, `implied`: see `solve_lean`)."""
        for row, column, value in entries:
            self.row.append(np.asarray(row) + self.count)
            self.column.append(np.asarray(column))
            self.value.append(np.broadcast_to(np.asarray(value, np.float64), np.shape(row)))
        self.least.append(np.broadcast_to(np.asarray(least, np.float64), rows))
        self.most.append(np.broadcast_to(np.asarray(most, np.float64), rows))
        self.late.append(np.full(rows, late))
        self.implied.append(np.broadcast_to(np.asarray(implied, bool), rows))
        self.count += rows


@dataclass(frozen=True)
class _Columns:
    """Where the columns of each kind stand.

    Parameters
    ----------
    demand, site
        Of the pairs.
    binding
        Positions of the pairs that need a column for using the site at all.
    missing
        Demands that may stay unserved.
    """

    sites: int
    demand: Ints
    site: Ints
    binding: Ints
    missing: Ints

    @property
    def pair(self) -> Ints:
        return self.sites + np.arange(len(self.demand))

    @property
    def use(self) -> Ints:
        return self.sites + len(self.demand) + np.arange(len(self.binding))

    @property
    def unserved(self) -> Ints:
        return self.sites + len(self.demand) + len(self.binding) + np.arange(len(self.missing))

    @property
    def count(self) -> int:
        return self.sites + len(self.demand) + len(self.binding) + len(self.missing)


def solve_pairs(
    instance: LocationInstance,
    inside: Mask,
    effort: Effort,
    *,
    cutoff: float | None = None,
    looking: bool = False,
    always: Mask | None = None,
    missing: bool = False,
) -> Answer:
    """Solve the program of some pairs.

    Parameters
    ----------
    inside
        Demands × sites: the pairs.
    cutoff, looking
        Cost above which no plan is of use, and whether to look for plans below it (see `solve_matrix`).
    always
        Sites that are open in any case.
    missing
        Whether demands may stay unserved, at the cost `instance.leaving`.
    """
    columns = _columns(instance, inside, missing)
    cost = np.zeros(columns.count)
    cost[: instance.sites] = instance.opening
    cost[columns.pair] = instance.cost[columns.demand, columns.site]
    cost[columns.unserved] = instance.leaving[columns.missing]
    scale = 2.0 ** min(0.0, np.floor(np.log2(LARGEST / max(LARGEST, float(np.abs(cost).max(initial=0.0))))))
    whole = np.zeros(columns.count, bool)
    whole[: instance.sites] = True
    whole[columns.use] = True
    whole[columns.pair] = instance.single
    rows = _rows(instance, columns, always)
    limits = _Limits(effort, 0.99 * instance.grain * scale, None if cutoff is None else cutoff * scale, looking)
    result = _solved(_matrix(cost * scale, rows, whole, columns.count), rows, len(columns.demand) > LEAN, limits)
    bound = -np.inf if result.bound is None else result.bound / scale
    if result.termination is Termination.INFEASIBLE:
        bound = np.inf if cutoff is None else cutoff
    if result.values is None or not result.termination.has_plan:
        return Answer(result.termination, None, bound)
    return Answer(result.termination, _plan(instance, columns, np.asarray(result.values, np.float64)), bound)


@dataclass(frozen=True)
class _Limits:
    effort: Effort
    gap: float
    cutoff: float | None
    looking: bool


def _solved(matrix: Matrix, rows: _Rows, lean: bool, limits: _Limits) -> MatrixResult:
    effort = limits.effort
    solve = partial(solve_lean, late=np.concatenate(rows.late), implied=np.concatenate(rows.implied)) if lean else solve_matrix
    found = solve(
        matrix,
        nodes=effort.nodes,
        share=effort.share,
        seconds=effort.seconds,
        gap=limits.gap,
        cutoff=limits.cutoff,
        looking=limits.looking,
    )
    return below(found, limits.cutoff)


def _columns(instance: LocationInstance, inside: Mask, missing: bool) -> _Columns:
    demand, site = np.nonzero(inside & instance.allowed)
    hostile = np.array([bool(each) for each in instance.enemies], bool)
    binding = np.flatnonzero(hostile[demand]) if not instance.single and hostile.any() else np.zeros(0, np.int64)
    return _Columns(instance.sites, demand, site, binding, np.arange(instance.demands if missing else 0))


def _rows(instance: LocationInstance, columns: _Columns, always: Mask | None) -> _Rows:
    demand, site, pair = columns.demand, columns.site, columns.pair
    rows, pairs = _Rows(), np.arange(len(columns.demand))
    rows.add(instance.demands, [(demand, pair, 1.0), (columns.missing, columns.unserved, 1.0)], 1.0, least=1.0)
    sites = np.arange(instance.sites)
    rows.add(instance.sites, [(site, pair, instance.size[demand]), (sites, sites, -instance.capacity)], 0.0)
    linked = instance.size[demand] > 0  # then capacity already keeps demands from closed sites
    rows.add(len(pairs), [(pairs, pair, 1.0), (pairs, site, -1.0)], 0.0, late=True, implied=linked)
    if len(columns.binding):
        binding = np.arange(len(columns.binding))
        rows.add(len(binding), [(binding, pair[columns.binding], 1.0), (binding, columns.use, -1.0)], 0.0)
    _add_cliques(instance, columns, rows)
    chosen = instance.choice_rows if not len(columns.missing) else _given_rows(instance)
    row, column = np.nonzero(chosen.weight)
    rows.add(len(chosen), [(row, column, chosen.weight[row, column])], chosen.most, least=chosen.least)
    if always is not None:
        forced = np.flatnonzero(always)
        rows.add(len(forced), [(np.arange(len(forced)), forced, 1.0)], 1.0, least=1.0)
    return rows


def _given_rows(instance: LocationInstance) -> OpenRows:
    """Return the rules over open sites without what follows from everybody being served."""
    rows = instance.rows or OpenRows.none(instance.sites)
    return rows if instance.most_open is None else rows.and_row(np.ones(instance.sites), -np.inf, float(instance.most_open))


def _add_cliques(instance: LocationInstance, columns: _Columns, rows: _Rows) -> None:
    """Of demands that keep away from each other, a site serves one at most, and none when it is not open."""
    if not instance.cliques:
        return
    user = np.full((instance.demands, instance.sites), -1, np.int64)
    user[columns.demand, columns.site] = columns.pair
    user[columns.demand[columns.binding], columns.site[columns.binding]] = columns.use
    for members in instance.cliques:
        who, where = np.nonzero(user[list(members)] >= 0)
        several = np.flatnonzero(np.bincount(where, minlength=instance.sites) > 1)
        if len(several):
            row = np.full(instance.sites, -1, np.int64)
            row[several] = np.arange(len(several))
            kept = row[where] >= 0
            entries = user[list(members)][who[kept], where[kept]]
            sites = (np.arange(len(several)), several, -1.0)
            rows.add(len(several), [(row[where[kept]], entries, 1.0), sites], 0.0, late=True)


def _matrix(cost: Floats, rows: _Rows, whole: Mask, count: int) -> Matrix:
    row, column, value = np.concatenate(rows.row), np.concatenate(rows.column), np.concatenate(rows.value)
    order = np.lexsort((row, column))
    starts = np.concatenate(([0], np.cumsum(np.bincount(column, minlength=count))))
    least, most = np.concatenate(rows.least), np.concatenate(rows.most)
    return Matrix(cost, np.ones(count), starts, row[order], value[order], least, most, whole)


def _plan(instance: LocationInstance, columns: _Columns, values: Floats) -> Plan:
    """Return what values say, without the solver's dust."""
    opened = values[: instance.sites] > WHOLE
    share = values[columns.pair].copy()
    if instance.single:
        share = np.round(share)
    share[~opened[columns.site]] = 0.0
    idle = columns.binding[values[columns.use] < WHOLE]
    share[idle] = 0.0
    kept = share > DUST
    demand, site, share = columns.demand[kept], columns.site[kept], share[kept]
    served = np.bincount(demand, share, instance.demands)
    nearly = np.abs(served[demand] - 1.0) < 1e-4
    return Plan.of(opened, demand, site, np.where(nearly, share / served[demand], share))
