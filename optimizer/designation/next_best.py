"""The next-best set of hospitals: what a designation costs when exactly these hospitals may not be the answer."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from optimizer.core.errors import NoPlanError
from optimizer.core.issue import Issue, Severity
from optimizer.core.outcome import Term, Termination
from optimizer.core.params import Control, Limits
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.designation.before_travel import best_before_travel
from optimizer.designation.greedy import nearest_first
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.merge import Merged
from optimizer.designation.model import GUARD_S
from optimizer.designation.solution import DesignationSolution, emit, term_values
from optimizer.designation.travel import shorten


@dataclass(frozen=True, slots=True)
class NextBest:
    """Another set of hospitals, best by every goal; its trips are shortened as the plan's are.

    Parameters
    ----------
    proven
        Whether no other set is better by the goals before travel.
    travel_gap
        Distance of its minutes from their bound over all such sets, as a share; None without a bound.
    """

    hospitals: frozenset[str]
    solution: DesignationSolution
    terms: Mapping[str, float]
    proven: bool
    travel_gap: float | None


def next_best(dataset: Dataset, not_these: frozenset[str], limits: Limits, control: Control | None = None) -> NextBest:
    """Return the best designation whose hospitals are not exactly these.

    Raises
    ------
    NoPlanError
        There is none, or none was found within the limits.
    """
    started = time.monotonic()
    limits = limits.but(deadline_s=limits.deadline_s or max(GUARD_S, limits.wall_s))
    instance = replace(DesignationInstance.from_dataset(dataset), not_these=not_these)
    merged = Merged(instance)
    draft, result = best_before_travel(instance, merged, nearest_first(instance), limits, control)
    hospitals = frozenset(instance.sites[site].hospital_id for site in draft.open)
    if not result.termination.has_plan or hospitals == not_these:
        raise NoPlanError([_NONE])
    left = max(0.5, limits.wall_s - (time.monotonic() - started))
    final = shorten(instance, merged, draft, limits.but(deadline_s=left), control)
    solution = emit(dataset, instance, final.draft)
    terms = term_values(dataset, instance, solution)
    travel = Term("travel", terms["travel"], None if final.bound is None else min(terms["travel"], round(final.bound, 3)))
    return NextBest(
        frozenset(row.hospital_id for row in solution.designation),
        solution,
        terms,
        result.termination is Termination.OPTIMAL,
        travel.gap,
    )


_NONE = Issue(
    "no_other_set",
    Severity.FAULT,
    Text("No other set of hospitals was found that keeps the rules.", "未找到符合规则的其他机构组合。"),
    Text("Look at hospitals fixed in or out, and at designation.", "请查看必选、排除的机构及可指定设置。"),
)
