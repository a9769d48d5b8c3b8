"""What it costs to concentrate: the fewer sites are designated, the longer the trips, until people are left without a place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from optimizer.core.outcome import Outcome, Termination
from optimizer.core.params import Control, Limits
from optimizer.data.dataset import Dataset
from optimizer.designation.dropping import sent_anew, smaller
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.model import designate
from optimizer.designation.solution import DesignationSolution

FEWER = (0.6, 0.8)  # of the sites that full service needs
FEWER_S = 20.0  # for each of them: proofs with too few sites are hard, and a gap is an answer
MORE = (0.1, 0.2, 0.35, 0.5, 0.7)  # of the way from there to all sites that shorten any trip


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

    Its middle is the plan itself: the fewest sites with everybody served as well as can be. Plan and ends are as
    `designate` finds and proves them; points between drop sites from the far end, with the gap to its bound.
    """
    one_each = limits.but(workers=1)
    instance = DesignationInstance.from_dataset(dataset)
    every, fixed = len(instance.sites), len(instance.fixed_in)
    with ThreadPoolExecutor(max(1, limits.workers)) as pool:
        everything = pool.submit(designate, dataset, one_each, control, most_sites=every)
        plan = designate(dataset, one_each, control)
        middle, most = round(plan.term("sites")), everything.result()
        fewer = sorted({round(share * middle) for share in FEWER} - {0, middle})
        hurried = one_each.but(deadline_s=min(limits.deadline_s or FEWER_S, FEWER_S))
        asked = [
            (number, pool.submit(designate, dataset, hurried, control, most_sites=number)) for number in fewer if number >= fixed
        ]
        points = [Point(middle, plan, is_plan=True), Point(every, most), *_more(dataset, instance, most, middle)]
        points += [Point(number, sent_anew(dataset, instance, found.result())) for number, found in asked]
    return undominated([point for point in points if _keeps(point)])


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
