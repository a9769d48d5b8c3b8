"""Prices per demand by dual ascent: dearer where nobody would serve, cheaper where several would.

Steps aim at a level a little above the best bound so far; the level comes nearer when it is not reached (Brännlund, 1993;
Goffin and Kiwiel, 1999). Directions remember those before them, and every demand moves in its own measure, how much its
sites differ. Means of what was open and served on the way come close to a fractional optimum (Barahona and Anbil, 2000).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.designation.location.instance import Floats, LocationInstance
from optimizer.designation.location.prices import Choice, Priced, View, relax

STEPS = 1500
LEVEL = 0.05  # first level above the bound, in parts of it, or of what demands may cost where that is more
REACHED = 0.01  # of the way to the level, which counts as progress
PATIENCE = 40  # steps without progress until the level comes nearer
NEARER = 0.5
CLOSE = 1e-7  # level, in parts of the bound, at which nothing more is gained
MEMORY = 0.8
FORGET = 0.03  # weight of the last step in the means
NEAR = 6  # sites that tell how much a demand's costs differ

Stop = Callable[[], bool]


@dataclass(frozen=True)
class Climbed:
    """The best prices found, what they prove, and means over the way.

    Parameters
    ----------
    lean
        Per site, how far it was open.
    """

    prices: Floats
    priced: Priced
    lean: Floats


def ascend(instance: LocationInstance, steps: int = STEPS, stop: Stop | None = None) -> Climbed:
    """Return prices whose bound is close to the best that prices can prove.

    Parameters
    ----------
    steps
        The same number gives the same prices.
    stop
        Asked at every step; the best so far is returned when it says yes.
    """
    choice, measure = Choice(instance), _measure(instance)
    prices = _first(instance)
    view = View.of(instance, prices + measure)
    best, best_prices = relax(instance, choice, prices, view), prices
    now, lean = best, best.opened.copy()
    level, waited = LEVEL * max(abs(best.bound), float(measure.sum())), 0
    direction = np.zeros(instance.demands)
    for _ in range(steps):
        if level < CLOSE * max(1e-9, abs(best.bound)) or (stop is not None and stop()):
            break
        short = (1.0 - now.served) * measure
        direction = short + MEMORY * direction if float(short @ direction) > 0 else short
        square = float(direction @ direction)
        if square <= 1e-18:
            break
        prices = prices + measure * direction * ((best.bound + level - now.bound) / square)
        if not view.covers(prices):
            view = View.of(instance, prices + measure)
        now = relax(instance, choice, prices, view)
        lean += FORGET * (now.opened - lean)
        waited += 1
        if now.bound > best.bound:
            waited = 0 if now.bound > best.bound + REACHED * level else waited
            best, best_prices = now, prices
        if waited >= PATIENCE:
            level, waited, direction = level * NEARER, 0, np.zeros(instance.demands)
            now, prices = best, best_prices
    return Climbed(best_prices, best, lean)


def _first(instance: LocationInstance) -> Floats:
    """Return the cheapest way to serve each demand when a site's opening is shared over its capacity."""
    share = np.divide(instance.opening, instance.capacity, out=np.zeros(instance.sites), where=instance.capacity > 0)
    cheapest = (instance.by_site + share[:, None] * instance.size).min(axis=0, initial=np.inf)
    return np.where(np.isfinite(cheapest), cheapest, 0.0)


def _measure(instance: LocationInstance) -> Floats:
    """Return how much the costs of each demand differ between its nearest sites, never 0."""
    near = np.sort(instance.by_site, axis=0)[:NEAR]
    finite = np.isfinite(near)
    spread = np.where(finite, near, 0.0).sum(axis=0) / np.maximum(1, finite.sum(axis=0)) - np.where(finite[0], near[0], 0.0)
    typical = float(np.median(spread)) if len(spread) else 1.0
    return np.asarray(np.fmax(spread, 0.1 * typical if typical > 0 else 1.0))
