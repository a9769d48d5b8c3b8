"""A plan in arrays: which sites are open, and which share of a demand is served where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.designation.location.instance import Floats, Ints, LocationInstance, Mask

WHOLE = 1e-7  # a share less than this short of everything


@dataclass(frozen=True)
class Plan:
    """Shares of demands at sites; no pair twice.

    Parameters
    ----------
    open
        Per site.
    demand, site, share
        One entry for each pair with a share above 0.
    """

    open: Mask
    demand: Ints
    site: Ints
    share: Floats

    @classmethod
    def of(cls, opened: Mask, demand: Ints, site: Ints, share: Floats) -> Plan:
        """Return a plan in the order of demands and sites."""
        order = np.lexsort((site, demand))
        return cls(opened.copy(), demand[order], site[order], share[order])

    def served(self, instance: LocationInstance) -> Floats:
        """Return the share of every demand that is served."""
        return np.bincount(self.demand, self.share, instance.demands).astype(np.float64)

    def load(self, instance: LocationInstance) -> Floats:
        """Return the capacity used at every site."""
        return np.bincount(self.site, self.share * instance.size[self.demand], instance.sites).astype(np.float64)

    def is_complete(self, instance: LocationInstance) -> bool:
        """Whether everybody is served."""
        return bool((self.served(instance) >= 1 - WHOLE).all())

    def cost(self, instance: LocationInstance) -> float:
        """Return the cost of opening and serving."""
        serving = float((instance.cost[self.demand, self.site] * self.share).sum())
        return float(instance.opening[self.open].sum()) + serving

    def value(self, instance: LocationInstance) -> float:
        """Return the cost with what it takes off for those not served."""
        missing = np.maximum(0.0, 1.0 - self.served(instance))
        missing[missing < WHOLE] = 0.0
        return self.cost(instance) + float((missing * instance.leaving).sum())


def nothing(instance: LocationInstance) -> Plan:
    """Return the plan that opens and serves nothing."""
    none = np.zeros(0, np.int64)
    return Plan(np.zeros(instance.sites, bool), none, none, np.zeros(0))
