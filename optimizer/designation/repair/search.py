"""The cheapest repairs: which few levers lift a contradiction together, each moved no farther than it has to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from optimizer.data.dataset import Dataset
from optimizer.designation.repair.found import Repair
from optimizer.designation.repair.lever import Lever, Step, changed, cost

MOST_ROWS = 3
MOST_TRIES = 600
"""Sets of levers tried of one size; a hospital with so many units that there are more keeps its cheaper sets."""


def repairs(dataset: Dataset, levers: Sequence[Lever], lifted: Callable[[Dataset], bool]) -> tuple[Repair, ...]:
    """Return the repairs that really lift a contradiction, cheapest first: of every means the cheapest.

    Every lever moved farther helps no less, so what does not help at full strength is not looked at again. Repairs of
    more rows are looked for only where none of fewer rows is found.
    """
    for size in range(1, MOST_ROWS + 1):
        sets = sorted(combinations(levers, size), key=lambda some: cost([Step(lever, 1) for lever in some]))
        found = [
            smallest(dataset, some, lifted)
            for some in sets[:MOST_TRIES]
            if lifted(changed(dataset, [Step(lever, lever.most) for lever in some]))
        ]
        if found:
            return tuple(_of_every_means(found))
    return ()


def smallest(dataset: Dataset, levers: Sequence[Lever], lifted: Callable[[Dataset], bool]) -> Repair:
    """Return levers that lift a contradiction at full strength, each moved back as far as it can be, the dearest first."""
    amounts = [lever.most for lever in levers]
    for number in sorted(range(len(levers)), key=lambda n: cost([Step(levers[n], 1)]), reverse=True):
        low, high = 0, amounts[number]  # high lifts it, low does not (the lever is needed)
        while high - low > 1:
            amounts[number] = (low + high) // 2
            steps = [Step(lever, amount) for lever, amount in zip(levers, amounts, strict=True) if amount]
            if lifted(changed(dataset, steps)):
                high = amounts[number]
            else:
                low = amounts[number]
        amounts[number] = high
    return tuple(Step(lever, amount) for lever, amount in zip(levers, amounts, strict=True))


def _of_every_means(found: Sequence[Repair]) -> Iterator[Repair]:
    known = set()
    for one in sorted(found, key=cost):
        means = tuple(sorted(step.lever.means for step in one))
        if means not in known:
            known.add(means)
            yield one
