"""Items, sites and places of one span."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from optimizer.routing.assign.instance import AssignmentInstance, Floats, Ints

CHUNK = 1 << 17  # entries looked at in one go: they stay in the cache


@dataclass(frozen=True)
class Market:
    """Every item takes one place at a site, or none at a finite cost.

    Parameters
    ----------
    cost
        Items × sites; infinite where the item cannot go.
    left_out
        Per item; where leaving out is not allowed, more than any exchange of places can cost.
    places
        Per site; whole numbers wherever a plan is asked for.
    must
        Whether an item may not be left out.
    row
        Row of `cost` per item, where the items are a sample; None means that all are there, in order. A sample shares
        the matrix, which may be most of the memory.
    """

    cost: Floats
    left_out: Floats
    places: Floats | Ints
    must: np.ndarray[tuple[int], np.dtype[np.bool_]]
    row: Ints | None = None

    @classmethod
    def of(cls, instance: AssignmentInstance, items: Ints) -> Market:
        """Return the market of items that share a span."""
        everybody = len(items) == instance.items
        cost = instance.cost if everybody else instance.cost[items]
        if not np.issubdtype(cost.dtype, np.floating):
            cost = cost.astype(np.float64)
        left_out = np.asarray(instance.left_out[items], np.float64)
        must = ~np.isfinite(left_out)
        if must.any():
            # an exchange passes every site at most once
            left_out = np.where(must, (instance.sites + 2) * (1.0 + _span(cost, left_out[~must])), left_out)
        begin, end = instance.begin[items[0]], instance.end[items[0]]
        places = instance.capacity[:, begin:end].min(axis=1)
        return cls(cost, left_out, np.floor(places + 1e-9).astype(np.int64), must)

    @property
    def items(self) -> int:
        """Number of items."""
        return len(self.left_out)

    @property
    def sites(self) -> int:
        """Number of sites; as a choice it stands for being left out."""
        return int(self.cost.shape[1])

    def part(self, items: Ints) -> Market:
        """Return the market with some items only, and all its places."""
        row = items if self.row is None else self.row[items]
        return Market(self.cost, self.left_out[items], self.places, self.must[items], row)

    def block(self, items: slice | Ints) -> Floats:
        """Return the rows of costs of some items."""
        return self.cost[items] if self.row is None else self.cost[self.row[items]]

    def column(self, site: int) -> Floats:
        """Return the costs of everybody at a site."""
        return self.cost[:, site] if self.row is None else self.cost[self.row, site]

    def chunks(self) -> Iterator[slice]:
        """Yield parts of the items that are looked at in one go."""
        step = max(1, CHUNK // max(1, self.sites))
        for first in range(0, self.items, step):
            yield slice(first, min(first + step, self.items))

    def costs(self, items: Ints, choice: Ints) -> Floats:
        """Return the cost of a choice each for some items."""
        out = choice == self.sites
        if not self.sites:
            return self.left_out[items]
        served = self.cost[items if self.row is None else self.row[items], np.where(out, 0, choice)]
        return np.where(out, self.left_out[items], served).astype(np.float64)

    def bound(self, prices: Floats) -> float:
        """Return what prices per site prove, over all pairs and in double precision: no plan costs less."""
        total = -float((prices * self.places).sum())
        for part in self.chunks():
            least = np.add(self.block(part), prices, dtype=np.float64).min(axis=1, initial=np.inf)
            total += float(np.minimum(least, self.left_out[part]).sum())
        return total


def _span(cost: Floats, left_out: Floats) -> float:
    """Return the difference between the highest and the lowest finite cost."""
    finite = cost[np.isfinite(cost)]
    known = np.concatenate([finite.ravel(), left_out])
    return float(known.max() - known.min()) + float(np.abs(known).max()) if known.size else 0.0
