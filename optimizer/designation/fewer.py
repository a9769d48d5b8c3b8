"""Designation with fewer sites than full service needs, best by every goal in its order.

What is best up to the travel limit is known from the ladders; the goals after it are solved with the numbers of sites that
are best together, and trips are shortened service by service. Nodes and gaps end every solve.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Self

from optimizer.core.outcome import Outcome, Termination
from optimizer.core.params import Control, Limits
from optimizer.data.dataset import Dataset
from optimizer.designation.by_kind import ROUNDING, Trips
from optimizer.designation.choice import Choice
from optimizer.designation.draft import Draft
from optimizer.designation.goals import Expression
from optimizer.designation.greedy import nearest_first
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.kept import model
from optimizer.designation.ladder import LAST, Ladder, fewest_sites, ladders, posted, rungs, separable
from optimizer.designation.merge import Merged
from optimizer.designation.model import outcome_of
from optimizer.designation.solution import DesignationSolution, emit, term_values
from optimizer.designation.travel import HAIR, STEP, TRAVEL_GAP, shorten
from optimizer.solve.milp import MilpStage, solve_milp
from optimizer.solve.result import SolverResult

SMALL = 2_000  # origins, services and ward kinds × sites
WINDOWS = (0.0, 0.03, 0.1)  # how much more may be beyond the limit, for districts and the like, as a share


@dataclass(frozen=True, slots=True)
class City:
    """A city as the question of fewer sites sees it.

    Parameters
    ----------
    names
        The goals that the ladders know.
    fewest
        The fewest sites with which nobody more, and no more districts, are left without a place.
    """

    dataset: Dataset
    instance: DesignationInstance
    merged: Merged
    ladders: tuple[Ladder, ...]
    names: tuple[str, ...]
    fewest: int

    @property
    def is_small(self) -> bool:
        """Whether its trips are solved as a whole in seconds, whatever else is asked."""
        return len(self.instance.groups) * len(self.instance.sites) <= SMALL

    @classmethod
    def of(cls, dataset: Dataset, instance: DesignationInstance, seconds: float) -> Self | None:
        """Return the city with its ladders; None where there is no demand, or one of the small programs is not solved."""
        merged = Merged(instance)
        found = ladders(instance, merged.groups, seconds)
        fewest = fewest_sites(instance, found, merged.groups, seconds) if found else None
        if not found or fewest is None:
            return None
        return cls(dataset, instance, merged, found, tuple(separable(posted(instance, ())[1])), fewest)


def fewer(
    city: City, most_sites: int, districts: float, limits: Limits, control: Control | None
) -> Outcome[DesignationSolution] | None:
    """Return the designation with so many sites at most; None where the numbers that are best together break other rules.

    Parameters
    ----------
    districts
        Districts without anybody designated that cannot be helped.
    """
    started = time.monotonic()
    least = rungs(city.ladders, most_sites).values[-1]
    for share in WINDOWS:
        best = rungs(city.ladders, most_sites, share * max(1.0, least))
        draft, result = _before_travel(city, replace(city.instance, most_sites=most_sites, rungs=best), limits, control)
        without = next((stage.value for stage in result.stages if stage.name == "districts_without"), 0.0)
        if draft is not None and without <= districts + 0.5:
            break
    else:
        return None
    more = max(0.0, next(stage.value for stage in result.stages if stage.name == LAST) - best.values[-1])
    trips = Trips(city.instance, limits.wall_s)
    bounds: dict[str, float | None] = dict(zip(city.names, best.values, strict=True))
    bounds |= {stage.name: stage.bound for stage in result.stages}
    known = rungs(city.ladders, most_sites, more)
    if city.is_small:
        final = shorten(replace(city.instance, most_sites=most_sites, rungs=known), city.merged, draft, limits, control)
        bounds["travel"], solution = final.bound, emit(city.dataset, city.instance, final.draft)
    else:
        bounds["travel"], solution = trips.bound(known), _shortest(city, trips, city.merged.apart(draft))
    run = replace(result.run, seconds=time.monotonic() - started)
    outcome = outcome_of(city.dataset, city.instance, solution, bounds, Termination.FEASIBLE, run)
    gap = outcome.terms[-1].gap
    proven = result.termination is Termination.OPTIMAL and gap is not None and gap <= TRAVEL_GAP + HAIR
    return replace(outcome, termination=Termination.OPTIMAL) if proven else outcome


def _before_travel(
    city: City, instance: DesignationInstance, limits: Limits, control: Control | None
) -> tuple[Draft | None, SolverResult]:
    """Return a draft over the merged origins that is best before travel; None where there is none."""
    choice, goals = model(instance, city.merged.groups, city.merged.together(nearest_first(instance)))
    least = {} if instance.rungs is None else dict(zip(city.names, instance.rungs.values, strict=True))
    stages = []
    for name, build in goals.before_travel().items():
        expression = build()
        if name in {LAST, "uncovered_high"}:
            stages.append(MilpStage(name, _at_least(choice, name, expression, least.get(name, 0.0))))
        elif name not in least:
            stages.append(MilpStage(name, expression))
        elif len(expression):
            choice.problem += expression <= least[name] + ROUNDING
    result = solve_milp(choice.problem, stages, limits, control=control, step=STEP)
    return (choice.draft(result) if result.termination.has_plan else None), result


def _at_least(choice: Choice, name: str, expression: Expression, least: float) -> Expression:
    """Return a goal as what it is above its known least, so that nobody searches for less."""
    above = choice.problem.add_variable(f"above_{name}", 0)
    if len(expression):
        choice.problem += expression <= above + least + ROUNDING
    return above + least


def _shortest(city: City, trips: Trips, draft: Draft) -> DesignationSolution:
    """Return the shortest trips that make no goal before them worse."""
    first = emit(city.dataset, city.instance, draft)
    before = term_values(city.dataset, city.instance, first)
    for better in (trips.shorter(draft), trips.sent(draft)):
        found = emit(city.dataset, city.instance, better)
        after = term_values(city.dataset, city.instance, found)
        if not any(after[name] > value + 2 * ROUNDING for name, value in before.items()):
            return found
    return first
