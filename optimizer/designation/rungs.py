"""Numbers of sites, by service and ward kind, that are best together; `ladder` finds them, `best_numbers` keeps to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rung:
    """One service and ward kind: its sites, and how many of them may be open, with what that achieves.

    Parameters
    ----------
    values
        Goal by goal, beyond the limit last, by the number of sites.
    """

    sites: tuple[int, ...]
    values: Mapping[int, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Rungs:
    """The rungs of all services and ward kinds.

    Parameters
    ----------
    values
        What they come to together, goal by goal.
    most_sites
        Sites allowed in all.
    window
        How much more than its value the last goal may be.
    """

    rungs: tuple[Rung, ...]
    values: tuple[float, ...]
    most_sites: int
    window: float = 0.0
