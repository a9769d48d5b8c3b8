"""Items, sites and periods in arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.integer]

LEFT_OUT = -1


@dataclass(frozen=True)
class AssignmentInstance:
    """Serve every item at one site, or leave it out, at least cost.

    Parameters
    ----------
    cost
        Items × sites; infinite where the item cannot go.
    left_out
        Per item: cost of serving it nowhere; infinite where it must be served.
    begin, end
        Per item: first period of use, and the one after the last.
    capacity
        Sites × periods.
    use
        Places an item takes up at a site in each of its periods, items × sites; None means one place everywhere.

    Raises
    ------
    ValueError
        When shapes do not agree, or an item has no period.
    """

    cost: Floats
    left_out: Floats
    begin: Ints
    end: Ints
    capacity: Floats
    use: Floats | None = None

    def __post_init__(self) -> None:
        items, sites = self.cost.shape
        if self.left_out.shape != (items,) or self.begin.shape != (items,) or self.end.shape != (items,):
            message = f"left_out, begin and end need one value for each of the {items} items"
            raise ValueError(message)
        if self.capacity.shape[0] != sites or (self.use is not None and self.use.shape != self.cost.shape):
            message = f"capacity and use need one row or column for each of the {sites} sites"
            raise ValueError(message)
        if items and ((self.begin < 0).any() or (self.end <= self.begin).any() or self.end.max() > self.periods):
            message = "every item needs 0 <= begin < end <= periods"
            raise ValueError(message)

    @property
    def items(self) -> int:
        """Number of items."""
        return int(self.cost.shape[0])

    @property
    def sites(self) -> int:
        """Number of sites."""
        return int(self.cost.shape[1])

    @property
    def periods(self) -> int:
        """Number of periods."""
        return int(self.capacity.shape[1])

    @cached_property
    def spans(self) -> Spans:
        """The distinct spans of use; alike items share one, and so its price at every site."""
        return Spans.of(self)

    def used(self, item: int, site: int) -> float:
        """Return how many places an item takes up at a site."""
        return 1.0 if self.use is None else float(self.use[item, site])

    def objective(self, choice: Ints) -> float:
        """Return the cost of a choice of site per item (`LEFT_OUT` for none)."""
        placed = choice >= 0
        served = self.cost[np.flatnonzero(placed), choice[placed]].astype(np.float64).sum()
        return float(served + self.left_out[~placed].astype(np.float64).sum())

    def load(self, choice: Ints) -> Floats:
        """Return the places used, sites × periods."""
        change = np.zeros((self.sites, self.periods + 1))
        who = np.flatnonzero(choice >= 0)
        amount = 1.0 if self.use is None else self.use[who, choice[who]]
        np.add.at(change, (choice[who], self.begin[who]), amount)
        np.subtract.at(change, (choice[who], self.end[who]), amount)
        return np.cumsum(change, axis=1)[:, : self.periods]


@dataclass(frozen=True)
class Spans:
    """Distinct spans of use, sorted by begin.

    Sums over periods are taken by differences rather than by matrix products: a product would call a threaded library
    for a tiny task, thousands of times.

    Parameters
    ----------
    of_item
        Index of every item's span.
    begin, end
        Per span.
    periods
        Of the instance.
    """

    of_item: Ints
    begin: Ints
    end: Ints
    periods: int

    @classmethod
    def of(cls, instance: AssignmentInstance) -> Spans:
        """Gather the spans of an instance."""
        width = instance.periods + 1
        keys, of_item = np.unique(instance.begin * width + instance.end, return_inverse=True)
        return cls(of_item.ravel(), keys // width, keys % width, instance.periods)

    def over(self, prices: Floats) -> Floats:
        """Return the sum of prices over each span, spans × sites."""
        until = np.zeros((self.periods + 1, prices.shape[0]), prices.dtype)
        np.cumsum(prices.T, axis=0, out=until[1:])
        return until[self.end] - until[self.begin]

    def load(self, taken: Floats) -> Floats:
        """Return the places used per site and period when so many (spans × sites) are taken."""
        change = np.zeros((self.periods + 1, taken.shape[1]), taken.dtype)
        change[self._first_begin[0]] += np.add.reduceat(taken, self._first_begin[1], axis=0)
        ends, starts, order = self._by_end
        change[ends] -= np.add.reduceat(taken[order], starts, axis=0)
        return np.cumsum(change, axis=0)[: self.periods].T

    @cached_property
    def _first_begin(self) -> tuple[Ints, Ints]:
        return np.unique(self.begin, return_index=True)

    @cached_property
    def _by_end(self) -> tuple[Ints, Ints, Ints]:
        order = np.argsort(self.end, kind="stable")
        ends, starts = np.unique(self.end[order], return_index=True)
        return ends, starts, order
