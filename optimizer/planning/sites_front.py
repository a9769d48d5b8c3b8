"""The dial of concentration: the front of sites designated against service, every point checked as a plan is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optimizer.core.errors import BadInputError, BrokenPlanError, NoPlanError
from optimizer.core.issue import Issue, Severity
from optimizer.core.params import Control
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.plantables import PlanTables
from optimizer.data.travel import with_roads
from optimizer.designation.demand import expected_load
from optimizer.designation.front import Point, front
from optimizer.designation.solution import DesignationSolution
from optimizer.planning.needs import lacking, nothing_to_plan
from optimizer.verify import verify

STEP = "designation"


@dataclass(frozen=True, slots=True)
class SitesPoint:
    """A number of sites and what is best with it; loads are expected bed-days and sessions.

    Parameters
    ----------
    is_plan
        Whether it is what designation decides when nobody limits the sites.
    terms
        Every goal by its name.
    load
        All that is expected.
    proven
        Whether every goal is proven, travel to a tenth of a percent.
    travel_gap
        Distance of the minutes from their proven bound, as a share; None without a bound that says anything.
    open_goals
        Goals before travel that are not proven.
    """

    is_plan: bool
    hospitals: tuple[str, ...]
    terms: Mapping[str, float]
    load: float
    proven: bool
    travel_gap: float | None
    open_goals: tuple[str, ...]

    @property
    def sites(self) -> int:
        """Hospital, service and ward kind designated."""
        return round(self.terms["sites"])

    @property
    def uncovered_share(self) -> float:
        """Share of the load without a designated place."""
        return self.terms["uncovered"] / self.load if self.load else 0.0

    @property
    def unserved_share(self) -> float:
        """Share of the load without a designated place, or with one beyond the travel limit only."""
        return (self.terms["uncovered"] + self.terms["beyond_limit"]) / self.load if self.load else 0.0

    @property
    def mean_min(self) -> float | None:
        """Mean trip of those with a place; None when nobody has one."""
        served = self.load - self.terms["uncovered"]
        return self.terms["travel"] / served if served > 1e-6 else None


def sites_front(dataset: Dataset, control: Control | None = None) -> tuple[SitesPoint, ...]:
    """Return the front, fewest sites first.

    Raises
    ------
    BadInputError
        The tables are not enough for a designation.
    BrokenPlanError
        The independent check rejects a point; none is shown then.
    ContradictionError
        A hospital is fixed in that another rule keeps out.
    NoPlanError
        No solver answered.
    """
    missing = lacking(dataset, STEP)
    if missing:
        raise BadInputError([nothing_to_plan(STEP, missing)])
    dataset = with_roads(dataset)  # once, so that every point is measured on the same roads
    load = sum(expected_load(dataset).values())
    found = front(dataset, dataset.scenario.limits_for(STEP), control)
    if not found:
        raise NoPlanError([_NO_ANSWER])
    return tuple(_checked(dataset, point, load) for point in found)


def check_designation(dataset: Dataset, solution: DesignationSolution, terms: Mapping[str, float]) -> None:
    """Let the independent check have a look at a designation.

    Raises
    ------
    BrokenPlanError
        It breaks a rule, or its terms are not what its rows say.
    """
    tables = PlanTables(designation=solution.designation, conversions=solution.conversions, flows=solution.flows)
    broken = verify(dataset, tables, {STEP: terms}, steps=[STEP])
    if broken:
        raise BrokenPlanError(broken)


def _checked(dataset: Dataset, point: Point, load: float) -> SitesPoint:
    outcome = point.outcome
    solution, terms = outcome.solution, {term.name: term.value for term in outcome.terms}
    if solution is None:
        raise NoPlanError([_NO_ANSWER])
    check_designation(dataset, solution, terms)
    names = {row.hospital_id for row in solution.designation}
    return SitesPoint(
        is_plan=point.is_plan,
        hospitals=tuple(row.hospital_id for row in dataset.hospitals if row.hospital_id in names),
        terms=terms,
        load=load,
        proven=point.proven,
        travel_gap=next(term.gap if term.bound or not term.value else None for term in outcome.terms if term.name == "travel"),
        open_goals=tuple(
            term.name
            for term in outcome.terms
            if not point.proven and term.name != "travel" and term.gap is not None and term.gap > 1e-4
        ),
    )


_NO_ANSWER = Issue(
    "no_answer",
    Severity.FAULT,
    Text("The solver found no designation within its limits.", "求解器在限定内未找到定点方案。"),
    Text("Raise nodes or deadline_s in scenario.toml.", "请提高 scenario.toml 中的 nodes 或 deadline_s。"),
)
