"""Who is where, with the places left: the running account of the search for a plan."""

from __future__ import annotations

import numpy as np

from optimizer.routing.assign.instance import LEFT_OUT, AssignmentInstance, Ints

ROUNDING = 1e-9


class Plan:
    """A choice of site per item and what it leaves of the capacity.

    Parameters
    ----------
    instance
        The problem; nobody is placed at first.
    """

    def __init__(self, instance: AssignmentInstance) -> None:
        self.instance = instance
        self.choice: Ints = np.full(instance.items, LEFT_OUT, np.int64)
        self.free = np.array(instance.capacity, np.float64)

    @property
    def objective(self) -> float:
        """Cost of the plan, infinite when somebody is left out who must not be."""
        return self.instance.objective(self.choice)

    def fits(self, item: int, site: int) -> bool:
        """Whether a site has room for an item in all its periods."""
        instance = self.instance
        room = self.free[site, instance.begin[item] : instance.end[item]].min()
        return bool(room >= instance.used(item, site) - ROUNDING)

    def put(self, item: int, site: int) -> None:
        """Place an item; it must have no place yet."""
        instance = self.instance
        self.free[site, instance.begin[item] : instance.end[item]] -= instance.used(item, site)
        self.choice[item] = site

    def take(self, item: int) -> int:
        """Take an item out; returns where it was, `LEFT_OUT` if nowhere."""
        instance, site = self.instance, int(self.choice[item])
        if site != LEFT_OUT:
            self.free[site, instance.begin[item] : instance.end[item]] += instance.used(item, site)
            self.choice[item] = LEFT_OUT
        return site

    def settle(self, choice: Ints) -> None:
        """Place everybody at once; nobody must have a place yet."""
        self.choice = np.array(choice, np.int64)
        self.free -= self.instance.load(self.choice)
