"""Instances of more than ten thousand variables: the product's cores against one whole linear and integer program by HiGHS.

Both may end before all is proven. Whatever each proved must leave room for what the other found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from optimizer.designation.location.check import faults as location_faults
from optimizer.designation.location.instance import LocationInstance
from optimizer.designation.location.model import LocateLimits, locate
from optimizer.routing.assign.check import faults
from optimizer.routing.assign.instance import AssignmentInstance
from optimizer.routing.assign.model import AssignLimits, assign
from tests.routing.assign.towns import town

ITEMS, SITES = 480, 25  # 12,000 pairs, a tenth of which cannot be
SECONDS = 3.0  # of either route, where a proof takes longer
NEAR = 1e-6
KINDS = ("single period", "stays", "stays of several places", "location")
Numbers = npt.NDArray[np.floating]


@dataclass(frozen=True)
class Route:
    """What one route found, infinite where nothing, and below what it proved nothing can lie."""

    value: float
    bound: float


def cores_alike(number: int) -> str:
    """Compare the two routes on one instance."""
    kind = KINDS[number % len(KINDS)]
    if kind == "location":
        mine, other = _located(number)
    else:
        periods = 1 if kind == "single period" else 14
        instance = town(number, ITEMS, SITES, periods, uses=kind == "stays of several places")
        found = assign([instance], AssignLimits(gap=5e-4, seconds=SECONDS, workers=1))[0]
        if found.choice is None:
            return "no plan although everybody may be left out"
        if wrong := faults(instance, found):
            return f"{kind}: {wrong}"
        mine, other = Route(found.objective, found.bound), _program(instance)
    return said if (said := _crossed(mine, other)) == "same" else f"{kind}: {said}"


def _crossed(mine: Route, other: Route) -> str:
    room = NEAR * max(1.0, abs(mine.value))
    if mine.bound > mine.value + room or mine.bound > other.value + room:
        return f"bound {mine.bound} above {min(mine.value, other.value)}"
    if other.bound > mine.value + room:
        return f"value {mine.value} below the bound {other.bound} of the other route"
    return "same"


def _program(instance: AssignmentInstance) -> Route:
    """Solve the assignment as one integer program: a yes or no per item and site, and per item left out."""
    who, where = np.nonzero(np.isfinite(instance.cost))
    pairs, items = len(who), instance.items
    if pairs + items < 10_000:
        message = f"{pairs + items} variables are none too many"
        raise ValueError(message)
    cost = np.concatenate([instance.cost[who, where], instance.left_out])
    one = (np.concatenate([who, np.arange(items)]), np.arange(pairs + items), np.ones(pairs + items))
    amount = np.ones(pairs) if instance.use is None else instance.use[who, where]
    rows, columns, weights = [], [], []
    for period in range(instance.periods):
        active = np.flatnonzero((instance.begin[who] <= period) & (period < instance.end[who]))
        rows.append(items + where[active] * instance.periods + period)
        columns.append(active)
        weights.append(amount[active])
    entries = tuple(np.concatenate([first, *more]) for first, more in zip(one, (rows, columns, weights), strict=True))
    high = np.concatenate([np.ones(items), instance.capacity.ravel()])
    low = np.concatenate([np.ones(items), np.full(instance.capacity.size, -highspy.kHighsInf)])
    return _solved(cost, low, high, entries)


def _located(number: int) -> tuple[Route, Route]:
    rng = np.random.default_rng(number)
    demands, sites = 300, 40
    homes, places = rng.random((demands, 1)), rng.random((1, sites))
    size = rng.integers(1, 9, demands).astype(float)
    cost = np.round(np.abs(homes - places) * 100 * size[:, None])
    capacity = rng.integers(80, 260, sites).astype(float)
    opening = rng.integers(200, 900, sites).astype(float)
    single = bool(rng.random() < 0.5)
    instance = LocationInstance(cost, size, capacity, opening, single=single)
    found = locate(instance, LocateLimits(gap=5e-4, seconds=SECONDS, workers=1))
    if wrong := location_faults(instance, found):
        raise AssertionError(wrong)
    pairs = demands * sites
    who, where = np.divmod(np.arange(pairs), sites)
    rows = np.concatenate([who, demands + where, demands + np.arange(sites)])
    columns = np.concatenate([np.arange(pairs), np.arange(pairs), pairs + np.arange(sites)])
    weights = np.concatenate([np.ones(pairs), size[who], -capacity])
    low = np.concatenate([np.ones(demands), np.full(sites, -highspy.kHighsInf)])
    high = np.concatenate([np.ones(demands), np.zeros(sites)])
    whole = np.arange(pairs + sites) if single else pairs + np.arange(sites)
    other = _solved(np.concatenate([cost.ravel(), opening]), low, high, (rows, columns, weights), whole)
    return Route(found.objective, found.bound), other


def _solved(cost: Numbers, low: Numbers, high: Numbers, entries: Any, whole: Any = None) -> Route:
    rows, columns, weights = entries
    order = np.argsort(rows, kind="stable")
    starts = np.searchsorted(rows[order], np.arange(len(low)))
    solver: Any = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 5e-4), ("time_limit", SECONDS)):
        solver.setOptionValue(option, value)
    size, none = len(cost), np.array([], dtype=np.int32)
    solver.addCols(size, cost, np.zeros(size), np.ones(size), 0, none, none, np.array([]))
    which = np.arange(size) if whole is None else whole
    kinds = np.full(len(which), highspy.HighsVarType.kInteger, dtype=object)
    solver.changeColsIntegrality(len(which), which.astype(np.int32), kinds)
    solver.addRows(
        len(low), low, high, len(order), starts.astype(np.int32), columns[order].astype(np.int32), weights[order].astype(float)
    )
    solver.run()
    info = solver.getInfo()
    found = info.primal_solution_status == 2
    return Route(info.objective_function_value if found else np.inf, info.mip_dual_bound)
