"""The integer program of what prices leave open, which proves its answer for the whole.

A plan that opens a site, or (where demands are kept whole) serves a demand at a site, costs at least the bound and what the
prices say that comes on top; so a plan better than one in hand is among what lies within the difference of that plan from
the bound (reduced cost fixing: Dantzig, Fulkerson and Johnson, 1954).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.designation.location.ascent import Climbed
from optimizer.designation.location.instance import LocationInstance, Mask

SLACK = 1e-7  # relative, against rounding


@dataclass(frozen=True)
class Open:
    """What a reach leaves open.

    Parameters
    ----------
    inside
        Demands × sites: the pairs that a plan within reach may use.
    always
        Sites that every plan within reach has open.
    """

    inside: Mask
    always: Mask


def within(instance: LocationInstance, climbed: Climbed, reach: float) -> Open:
    """Return what plans that cost no more than the bound and a reach are made of."""
    limit = reach + SLACK * max(1.0, abs(climbed.priced.bound))
    regret = climbed.priced.regret
    if instance.single:
        inside = (climbed.priced.dearer(instance, climbed.prices) <= limit).T
    else:
        inside = np.broadcast_to(regret <= limit, instance.cost.shape).copy()
    return Open(inside & instance.allowed, -regret > limit)


def likely(instance: LocationInstance, climbed: Climbed, count: int) -> Mask:
    """Return the pairs, demands × sites, that the prices make likeliest: about so many."""
    extra = np.where(instance.allowed, climbed.priced.dearer(instance, climbed.prices).T, np.inf)
    if extra.size <= count:
        return instance.allowed.copy()
    return np.asarray(extra <= np.partition(extra, count, axis=None)[count]) & instance.allowed
