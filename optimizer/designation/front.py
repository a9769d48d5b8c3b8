"""What it costs to concentrate: the fewer sites are designated, the longer the trips, until people are left without a place."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from optimizer.core.outcome import Outcome, Termination
from optimizer.core.params import Control, Limits
from optimizer.data.dataset import Dataset
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.model import designate
from optimizer.designation.solution import DesignationSolution

FEWER = (0.4, 0.6, 0.8)  # of the sites that full service needs
MORE = (0.1, 0.2, 0.35, 0.5, 0.7, 1.0)  # of the way from there to all sites that shorten any trip


@dataclass(frozen=True, slots=True)
class Point:
    """One number of sites and the best that can be had with it, by the goals in their order.

    Parameters
    ----------
    most_sites
        Sites allowed.
    outcome
        The designation with its terms, bounds and how it ended.
    """

    most_sites: int
    outcome: Outcome[DesignationSolution]

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
        """What a point is judged by: sites, people without a place, beyond the limit, crossing, minutes."""
        return tuple(self.term(name) for name in ("sites", "uncovered", "beyond_limit", "mixed_kinds", "travel"))


def front(dataset: Dataset, limits: Limits, control: Control | None = None) -> list[Point]:
    """Return the front of sites against service, fewest sites first; no point is dominated by another.

    Its middle is the plan itself: the fewest sites with everybody served as well as can be. Points are as `designate` finds
    and proves them.
    """
    one_each = limits.but(workers=1)
    with ThreadPoolExecutor(max(1, limits.workers)) as pool:
        everything = pool.submit(designate, dataset, one_each, control, most_sites=_all(dataset))
        plan = designate(dataset, one_each, control)
        middle, most = round(plan.term("sites")), everything.result()
        numbers = _numbers(middle, round(most.term("sites")))
        found = list(pool.map(lambda number: designate(dataset, one_each, control, most_sites=number), numbers))
    points = [Point(middle, plan), Point(_all(dataset), most)]
    points += [Point(number, outcome) for number, outcome in zip(numbers, found, strict=True)]
    return undominated([point for point in points if point.outcome.termination is not Termination.FALLBACK])


def undominated(points: Sequence[Point]) -> list[Point]:
    """Return the points that no other is at least as good as in everything; of equal ones the first."""
    kept: list[Point] = []
    for number, point in enumerate(points):
        others = (other for place, other in enumerate(points) if place != number)
        if not any(_beats(other, point) or (other.order == point.order and points.index(other) < number) for other in others):
            kept.append(point)
    return sorted(kept, key=lambda point: point.order)


def _beats(one: Point, other: Point) -> bool:
    return one.order != other.order and all(a <= b for a, b in zip(one.order, other.order, strict=True))


def _all(dataset: Dataset) -> int:
    return len(DesignationInstance.from_dataset(dataset).sites)


def _numbers(middle: int, most: int) -> list[int]:
    fewer = {round(share * middle) for share in FEWER}
    more = {middle + round(share * (most - middle)) for share in MORE}
    return sorted((fewer | more) - {0, middle, most})
