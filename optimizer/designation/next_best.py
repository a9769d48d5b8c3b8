"""The next-best set of hospitals: what a designation costs when exactly these hospitals may not be the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from optimizer.core.errors import NoPlanError
from optimizer.core.issue import Issue, Severity
from optimizer.core.outcome import Termination
from optimizer.core.params import Control, Limits
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.designation.before_travel import best_before_travel
from optimizer.designation.draft import Draft
from optimizer.designation.greedy import nearest_first
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.merge import Merged
from optimizer.designation.sending import Sending
from optimizer.designation.solution import DesignationSolution, emit, term_values


@dataclass(frozen=True, slots=True)
class NextBest:
    """Another set of hospitals, best by every goal but travel; its trips are the shortest for its sites.

    Parameters
    ----------
    proven
        Whether no other set is better by the goals before travel.
    """

    hospitals: frozenset[str]
    solution: DesignationSolution
    terms: Mapping[str, float]
    proven: bool


def next_best(dataset: Dataset, not_these: frozenset[str], limits: Limits, control: Control | None = None) -> NextBest:
    """Return the best designation whose hospitals are not exactly these.

    Raises
    ------
    NoPlanError
        There is none, or none was found within the limits.
    """
    instance = replace(DesignationInstance.from_dataset(dataset), not_these=not_these)
    merged = Merged(instance)
    draft, result = best_before_travel(instance, merged, nearest_first(instance), limits, control)
    hospitals = frozenset(instance.sites[site].hospital_id for site in draft.open)
    if not result.termination.has_plan or hospitals == not_these:
        raise NoPlanError([_NONE])
    apart = emit(dataset, instance, merged.apart(draft))
    sent = Sending(instance).send(draft.open, draft.converted)
    solution = emit(dataset, instance, Draft(draft.open, draft.converted, sent.flows))
    terms, as_chosen = term_values(dataset, instance, solution), term_values(dataset, instance, apart)
    if terms["uncovered_high"] > as_chosen["uncovered_high"]:  # shortest trips may fill a site that the upper forecast needs
        solution, terms = apart, as_chosen
    return NextBest(hospitals, solution, terms, result.termination is Termination.OPTIMAL)


_NONE = Issue(
    "no_other_set",
    Severity.FAULT,
    Text("No other set of hospitals was found that keeps the rules.", "未找到符合规则的其他机构组合。"),
    Text("Look at hospitals fixed in or out, and at designation.", "请查看必选、排除的机构及可指定设置。"),
)
