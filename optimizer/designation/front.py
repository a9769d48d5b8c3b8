"""What it costs to concentrate: the fewer sites are designated, the longer the trips, until people are left without a place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from optimizer.core.outcome import Outcome, Termination
from optimizer.core.params import Control, Limits
from optimizer.data.dataset import Dataset
from optimizer.designation.dropping import sent_anew, smaller
from optimizer.designation.fewer import City, fewer
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.model import GUARD_S, designate
from optimizer.designation.solution import DesignationSolution

WITHOUT = 0.6  # of the fewest sites with which nobody more is left without a place
FEWER = (0.0, 0.5)  # of the way from there to the plan
MORE = (0.1, 0.2, 0.35, 0.5, 0.7)  # of the way from the plan to all sites that shorten any trip


@dataclass(frozen=True, slots=True)
class Point:
    """One number of sites and the best that can be had with it, by the goals in their order.

    Parameters
    ----------
    most_sites
        Sites allowed.
    outcome
        The designation with its terms, bounds and how it ended.
    is_plan
        Whether it is what designation decides when nobody limits the sites.
    """

    most_sites: int
    outcome: Outcome[DesignationSolution]
    is_plan: bool = False

    @property
    def proven(self) -> bool:
        """Whether every goal is proven, travel to its gap."""
        return self.outcome.termination is Termination.OPTIMAL

    @property
    def hospitals(self) -> int:
        """Hospitals designated."""
        solution = self.outcome.solution
        return 0 if solution is None else len({row.hospital_id for row in solution.designation})

    def term(self, name: str) -> float:
        """Return the value of a term."""
        return self.outcome.term(name)

    @property
    def order(self) -> tuple[float, ...]:
        """What a point is judged by: sites, then every other goal of designation, travel last."""
        others = [term for term in self.outcome.terms if term.name not in {"sites", "travel"}]
        return self.term("sites"), *(term.value for term in others), self.term("travel")


def front(dataset: Dataset, limits: Limits, control: Control | None = None) -> list[Point]:
    """Return the front of sites against service, fewest sites first; no point is dominated by another.

    Its middle is the plan itself: the fewest sites with everybody served as well as can be. Below it stand the fewest sites
    with which nobody more is left without a place, and what lies between; beyond it, as many sites as shorten trips, and
    points that drop sites from there, with the gap to its bound. Nodes and gaps end every solve, so the same city has the
    same front.
    """
    one_each = limits.but(workers=1, deadline_s=limits.deadline_s or max(GUARD_S, limits.wall_s))
    instance = DesignationInstance.from_dataset(dataset)
    every = len(instance.sites)
    with ThreadPoolExecutor(max(1, limits.workers)) as pool:
        everything = pool.submit(designate, dataset, one_each, control, most_sites=every)
        city = pool.submit(City.of, dataset, instance, one_each.wall_s)
        plan, most = designate(dataset, one_each, control), everything.result()
        middle = round(plan.term("sites"))
        points = [Point(middle, plan, is_plan=True), Point(every, most), *_more(dataset, instance, most, middle)]
        small = city.result()
        if small is not None:
            asked = [(number, pool.submit(_fewer, small, plan, number, one_each, control)) for number in _numbers(small, middle)]
            points += [Point(number, found) for number, answer in asked if (found := answer.result()) is not None]
    return undominated([point for point in points if _keeps(point)])


def _numbers(city: City, plan: int) -> list[int]:
    """Return the numbers of sites below the plan's that are looked at."""
    fewest = city.fewest
    wanted = {round(WITHOUT * fewest), *(fewest + round(share * (plan - fewest)) for share in FEWER)}
    return sorted(number for number in wanted if max(1, len(city.instance.fixed_in)) <= number < plan)


def _fewer(
    city: City, plan: Outcome[DesignationSolution], number: int, limits: Limits, control: Control | None
) -> Outcome[DesignationSolution] | None:
    """Return the best with so many sites; a small city is asked as a whole where its parts do not answer."""
    found = fewer(city, number, plan.term("districts_without"), limits, control)
    if found is None and city.is_small:
        return designate(city.dataset, limits, control, most_sites=number)
    return found


def _more(dataset: Dataset, instance: DesignationInstance, most: Outcome[DesignationSolution], middle: int) -> Iterator[Point]:
    """Yield points between the plan and the sites that shorten every trip."""
    if most.solution is None or most.termination is Termination.FALLBACK:
        return
    last = round(most.term("sites"))
    wanted = {middle + round(share * (last - middle)) for share in MORE} - {last}
    for is_open in smaller(instance, most.solution):
        if len(is_open) <= middle:
            return
        if len(is_open) in wanted:
            yield Point(len(is_open), sent_anew(dataset, instance, most, is_open))


def undominated(points: Sequence[Point]) -> list[Point]:
    """Return the points that no other is at least as good as in every goal, fewest sites first.

    Of points that differ in travel only the plan stays, or the one with the shortest trips: they ask the same question, and
    their minutes differ by what a proof leaves open.
    """
    alike: dict[tuple[float, ...], Point] = {}
    for point in sorted(points, key=lambda one: (not one.is_plan, one.term("travel"))):
        alike.setdefault(point.order[:-1], point)
    kept = (point for point in alike.values() if not any(_beats(other, point) for other in alike.values()))
    return sorted(kept, key=lambda point: point.order)


def _keeps(point: Point) -> bool:
    """Whether a solver answered, with no more sites than asked."""
    return point.outcome.termination is not Termination.FALLBACK and (point.is_plan or point.term("sites") <= point.most_sites)


def _beats(one: Point, other: Point) -> bool:
    return one.order != other.order and all(a <= b for a, b in zip(one.order, other.order, strict=True))
